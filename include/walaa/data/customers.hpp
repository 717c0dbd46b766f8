// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The one table: a row a customer, named columns of doubles, one as-of date, one unit of time, keys beside.

    `customer_view` is what models and strategies see: it owns nothing and is cheap to copy. `customers` owns its columns,
    `table_view` borrows them from columns that a caller already has, `customer` is a table of one row for the till.
    Missing is NaN. Names of columns are the same in every table, file and language; docs/columns.md lists them. */

#include <walaa/core/check.hpp>
#include <walaa/core/key.hpp>
#include <walaa/core/time.hpp>
#include <walaa/data/join_report.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Column names and where their values stand; what customer_view points to.
struct column_table {
  struct column {
    std::string name;
    const double* values;
  };
  std::vector<column> columns;
  std::size_t rows = 0;
  date as_of = no_date;
  time_unit unit = time_unit::day;
  key_view keys;

  const double* find(std::string_view name) const noexcept {
    for (const column& c : columns)
      if (c.name == name) return c.values;
    return nullptr;
  }
};

}  // namespace detail

/// Rows of a table, seen but not owned; valid while the table lives and no column is added.
class customer_view {
 public:
  customer_view(const detail::column_table& table) noexcept : table_(&table), size_(table.rows) {}  // NOLINT

  std::size_t size() const noexcept { return size_; }
  date as_of() const noexcept { return table_->as_of; }
  time_unit unit() const noexcept { return table_->unit; }
  key_view keys() const { return table_->keys.rows(first_, size_); }
  bool has(std::string_view name) const noexcept { return table_->find(name) != nullptr; }

  /// \throws invalid_input for a name the table lacks, listing what there is
  std::span<const double> operator[](std::string_view name) const {
    const double* values = table_->find(name);
    if (!values) unknown(name);
    return {values + first_, size_};
  }

  /// n rows from `first` on, of this view.
  customer_view rows(std::size_t first, std::size_t n) const noexcept {
    WALAA_ASSERT(first + n <= size_);
    customer_view part(*this);
    part.first_ += first;
    part.size_ = n;
    return part;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& c : table_->columns) out.push_back(c.name);
    return out;
  }

 private:
  [[noreturn]] void unknown(std::string_view name) const {
    std::string known;
    for (const auto& c : table_->columns) known += (known.empty() ? "" : ", ") + c.name;
    throw invalid_input(error_code::unknown_column, "customers: no column '" + std::string(name) + "'; there is: " + known, name);
  }

  const detail::column_table* table_;
  std::size_t first_ = 0, size_ = 0;
};

/// A table that owns its columns and keys: what summarize returns.
class customers {
 public:
  customers() = default;

  /// A table without columns for these customers; add columns by `with`.
  customers(std::vector<std::int64_t> keys, date as_of, time_unit unit) : number_keys_(std::move(keys)) {
    start(as_of, unit, false);
  }
  customers(std::vector<std::string> keys, date as_of, time_unit unit) : text_keys_(std::move(keys)) { start(as_of, unit, true); }

  customers(const customers& other) { *this = other; }
  customers(customers&& other) noexcept = default;
  customers& operator=(customers&& other) noexcept = default;
  customers& operator=(const customers& other) {
    if (this == &other) return *this;
    number_keys_ = other.number_keys_;
    text_keys_ = other.text_keys_;
    values_ = other.values_;
    table_ = other.table_;
    report_ = other.report_;
    bind();
    return *this;
  }

  operator customer_view() const& noexcept { return table_; }  // NOLINT(google-explicit-constructor)
  operator customer_view() const&& = delete;                   // a view of a temporary would dangle

  std::size_t size() const noexcept { return table_.rows; }
  date as_of() const noexcept { return table_.as_of; }
  time_unit unit() const noexcept { return table_.unit; }
  key_view keys() const noexcept { return table_.keys; }
  bool has(std::string_view name) const noexcept { return table_.find(name) != nullptr; }
  std::span<const double> operator[](std::string_view name) const { return customer_view(table_)[name]; }
  std::vector<std::string> names() const { return customer_view(table_).names(); }

  /** Adds a column, or replaces the column of that name. Views taken before stay valid only when a column is added.
      \throws invalid_input when the length is not one value a customer */
  customers& with(std::string_view name, std::span<const double> values) {
    return with(name, std::vector<double>(values.begin(), values.end()));
  }
  customers& with(std::string_view name, std::vector<double> values) {
    check_same_length("customers::with", "customers", size(), name, values.size());
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (table_.columns[i].name == name) {
        values_[i] = std::move(values);
        table_.columns[i].values = values_[i].data();
        return *this;
      }
    values_.push_back(std::move(values));
    table_.columns.push_back({std::string(name), values_.back().data()});
    return *this;
  }

  /// What summarize merged, dropped, left out and could not match.
  const join_report& report() const noexcept { return report_; }
  void set_report(join_report report) { report_ = std::move(report); }

 private:
  void start(date as_of, time_unit unit, bool text) {
    table_.as_of = as_of;
    table_.unit = unit;
    text_ = text;
    bind();
  }
  // moves keep heap buffers where they are; copies do not, so a copy points its table at its own columns
  void bind() {
    table_.keys = text_ ? key_view(text_keys_) : key_view(number_keys_);
    table_.rows = table_.keys.size();
    for (std::size_t i = 0; i < values_.size(); ++i) table_.columns[i].values = values_[i].data();
  }

  std::vector<std::int64_t> number_keys_;
  std::vector<std::string> text_keys_;
  std::vector<std::vector<double>> values_;
  detail::column_table table_;
  join_report report_;
  bool text_ = false;
};

/// A table over columns that a caller already has (numpy arrays, a host's own vectors); nothing is copied.
class table_view {
 public:
  table_view(std::size_t rows, date as_of, time_unit unit, key_view keys = {}) {
    table_.rows = rows;
    table_.as_of = as_of;
    table_.unit = unit;
    table_.keys = keys;
  }
  table_view& with(std::string_view name, std::span<const double> values) {
    check_same_length("table_view::with", "customers", table_.rows, name, values.size());
    if (table_.find(name))
      throw invalid_input(error_code::duplicate_column, "table_view::with: there is a column '" + std::string(name) + "' already",
                          name);
    table_.columns.push_back({std::string(name), values.data()});
    return *this;
  }
  operator customer_view() const& noexcept { return table_; }  // NOLINT(google-explicit-constructor)
  operator customer_view() const&& = delete;

 private:
  detail::column_table table_;
};

/** One customer at the till: a table of one row whose columns are the ones a scorer reads, all missing at first. Setting
    values and scoring allocate nothing. */
class customer {
 public:
  customer(std::span<const std::string_view> columns, date as_of, time_unit unit) : values_(columns.size(), missing) {
    table_.rows = 1;
    table_.as_of = as_of;
    table_.unit = unit;
    for (const std::string_view name : columns) table_.columns.push_back({std::string(name), nullptr});
    bind();
  }
  customer(const customer& other) : table_(other.table_), values_(other.values_) { bind(); }
  customer(customer&&) noexcept = default;
  customer& operator=(const customer& other) {
    table_ = other.table_;
    values_ = other.values_;
    bind();
    return *this;
  }
  customer& operator=(customer&&) noexcept = default;

  /// \throws invalid_input for a name that the scorer does not read, listing what it reads
  double& operator[](std::string_view name) {
    const double* at = customer_view(table_)[name].data();
    return values_[static_cast<std::size_t>(at - values_.data())];
  }
  double operator[](std::string_view name) const { return customer_view(table_)[name][0]; }

  /// A duration, in the unit of the table.
  void set(std::string_view name, days length) { (*this)[name] = in_units(length, table_.unit); }

  date as_of() const noexcept { return table_.as_of; }
  time_unit unit() const noexcept { return table_.unit; }
  operator customer_view() const noexcept { return table_; }  // NOLINT(google-explicit-constructor)

 private:
  void bind() {
    for (std::size_t i = 0; i < values_.size(); ++i) table_.columns[i].values = &values_[i];
  }

  detail::column_table table_;
  std::vector<double> values_;
};

}  // namespace walaa::inline WALAA_ABI
