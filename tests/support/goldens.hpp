// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Reads the tables of tests/goldens/ and holds a function against them.

        const golden_table t("bg_nbd_history");
        expect_golden(t, "p_alive", {}, [](golden_row g) { return p_alive(bg_nbd{g["r"], ...}, ...); });

    The committed tables are read unless the environment says WALAA_GOLDENS=full: then those of the full run, from
    build/goldens/. With WALAA_GOLDENS_REPORT=file the worst error of every value and region is added to that file. */

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#if !defined(WALAA_TEST_DATA)
#define WALAA_TEST_DATA "tests"
#endif

namespace walaa::tests {

class golden_table;

/// One row: numbers by the name of their column.
class golden_row {
 public:
  golden_row(const golden_table& table, std::size_t row) noexcept : table_(&table), row_(row) {}
  double operator[](std::string_view column) const;
  std::size_t row() const noexcept { return row_; }

 private:
  const golden_table* table_;
  std::size_t row_;
};

class golden_table {
 public:
  explicit golden_table(std::string_view name) : name_(name) {
    static_assert(std::endian::native == std::endian::little, "the tables are little-endian");
    const char* which = std::getenv("WALAA_GOLDENS");
    const std::string folder = which != nullptr && std::string_view(which) == "full" ? WALAA_TEST_DATA "/../build/goldens/"
                                                                                     : WALAA_TEST_DATA "/goldens/";
    std::ifstream file(folder + name_ + ".golden", std::ios::binary);
    std::string head;
    if (!std::getline(file, head) || !head.starts_with("walaa golden 1;"))
      throw std::runtime_error("cannot read " + folder + name_ +
                               ".golden; run from the root of the repository, or make it by tests/goldens/make_goldens.py");
    columns_ = split(field(head, "columns"));
    regions_ = split(field(head, "regions"));
    inputs_ = std::stoul(field(head, "inputs"));
    rows_ = std::stoul(field(head, "rows"));
    numbers_.resize(rows_ * columns_.size());
    file.read(reinterpret_cast<char*>(numbers_.data()), static_cast<std::streamsize>(numbers_.size() * sizeof(double)));
    if (file.gcount() != static_cast<std::streamsize>(numbers_.size() * sizeof(double)) ||
        file.get() != std::ifstream::traits_type::eof())
      throw std::runtime_error(name_ + ".golden is not as long as its first line says");
  }

  const std::string& name() const noexcept { return name_; }
  std::size_t rows() const noexcept { return rows_; }
  golden_row operator[](std::size_t row) const noexcept { return {*this, row}; }
  double at(std::size_t row, std::size_t column) const { return numbers_[row * columns_.size() + column]; }
  const std::string& region(std::size_t row) const { return regions_.at(static_cast<std::size_t>(at(row, 0))); }

  std::size_t column(std::string_view name) const {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i] == name) return i;
    throw std::out_of_range(name_ + ".golden has no column " + std::string(name));
  }

  /// "r = 0.243, alpha = 4.414, ...", to be pasted into a test.
  std::string inputs(std::size_t row) const {
    std::ostringstream text;
    text << std::setprecision(17);
    for (std::size_t i = 1; i <= inputs_; ++i) text << (i > 1 ? ", " : "") << columns_[i] << " = " << at(row, i);
    return text.str();
  }

 private:
  static std::string field(const std::string& head, const std::string& name) {
    const auto at = head.find(" " + name + "=");
    if (at == std::string::npos) throw std::runtime_error("a golden table does not say its " + name);
    const auto first = at + name.size() + 2;
    return head.substr(first, head.find(';', first) - first);
  }
  static std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts;
    std::istringstream in(list);
    for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
    return parts;
  }

  std::string name_;
  std::vector<std::string> columns_, regions_;
  std::size_t inputs_ = 0, rows_ = 0;
  std::vector<double> numbers_;
};

inline double golden_row::operator[](std::string_view column) const { return table_->at(row_, table_->column(column)); }

/// What is good enough: relative, or so many parts of the column `scale` (the largest term of the sum that the value is).
struct golden_bound {
  double relative = 1e-11;
  std::string_view scale{};
  double of_scale = 4 * 0x1p-52;  // four units in the last place
  double smallest = 1e-300;       ///< below it, any value below it: the table has the logarithm as well
};

struct golden_error {
  double worst = 0;
  std::size_t row = 0, rows = 0, bad = 0, not_finite = 0;
};

/// Calls actual(row) for every row and holds it against the column `value`; errors by region, relative to the value or its floor.
template<class F>
std::map<std::string, golden_error> compare_golden(const golden_table& table, std::string_view value, const golden_bound& bound,
                                                   const F& actual) {
  std::map<std::string, golden_error> by_region;
  const std::size_t column = table.column(value), scale = bound.scale.empty() ? 0 : table.column(bound.scale);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double expected = table.at(row, column), got = actual(table[row]);
    golden_error& region = by_region[table.region(row)];
    ++region.rows;
    double error = 0;
    if (!(got == expected || (std::abs(expected) < bound.smallest && std::abs(got) < bound.smallest))) {
      const double floor = bound.scale.empty() ? 0 : bound.of_scale * table.at(row, scale) / bound.relative;
      error = std::abs(got - expected) / (std::abs(expected) > floor ? std::abs(expected) : floor);
      if (!(error >= 0)) error = HUGE_VAL;
      if (!(std::abs(got) < HUGE_VAL)) ++region.not_finite;
    }
    if (error > bound.relative) ++region.bad;
    if (error > region.worst) {
      region.worst = error;
      region.row = row;
    }
  }
  return by_region;
}

/// Fails for every region that is beyond the bound, with its worst row.
template<class F>
void expect_golden(const golden_table& table, std::string_view value, const golden_bound& bound, const F& actual) {
  const auto by_region = compare_golden(table, value, bound, actual);
  const std::size_t column = table.column(value);
  const char* report = std::getenv("WALAA_GOLDENS_REPORT");
  std::ofstream out;
  if (report != nullptr) {
    out.open(report, std::ios::app | std::ios::ate);
    if (out.tellp() == 0)
      out << "| table | value | region | rows | worst relative error | beyond the bound | not finite "
             "|\n|---|---|---|---|---|---|---|\n";
  }
  for (const auto& [region, e] : by_region) {
    EXPECT_EQ(e.bad, 0u) << table.name() << "." << value << ", " << region << ": " << e.bad << " of " << e.rows << " beyond "
                         << bound.relative << ", " << e.not_finite << " not finite; worst " << e.worst << " in row " << e.row
                         << ": " << table.inputs(e.row) << std::setprecision(17) << " gives " << actual(table[e.row]) << ", is "
                         << table.at(e.row, column);
    if (out.is_open())
      out << "| " << table.name() << " | " << value << " | " << region << " | " << e.rows << " | " << std::setprecision(2)
          << e.worst << " | " << e.bad << " | " << e.not_finite << " |\n";
  }
}

}  // namespace walaa::tests
