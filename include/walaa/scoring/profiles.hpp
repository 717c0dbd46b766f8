// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a scorer returns: a profile a customer, not a verdict. Every score stays on its own scale, with its standard error and
    with what it rests on; nothing adds a value to a chance. */

#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/scoring/strategy.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// One score of one customer; true where there is a number. `error` is NaN where no standard error is known.
struct one_score {
  double value = missing, error = missing;
  standing status = standing::insufficient;
  explicit operator bool() const noexcept { return status != standing::insufficient; }
};

/// One score of all customers; views into the profiles they come from.
struct score_column {
  std::string_view name, unit;  ///< unit: "probability", "money", ...
  std::span<const double> value, error;
  std::span<const standing> status;
};

class profiles {
 public:
  std::size_t size() const noexcept { return rows_; }
  std::span<const std::string> names() const noexcept { return names_; }
  date as_of() const noexcept { return as_of_; }

  /// The customers' keys, one a row; empty when the table had none.
  key_view keys() const noexcept { return text_ ? key_view(text_keys_) : key_view(number_keys_); }

  /// \throws invalid_input for a name that is not there, listing what there is
  score_column operator[](std::string_view name) const { return column(find(name)); }

  /// The k-th score, in the order of the scorer.
  score_column column(std::size_t k) const noexcept {
    WALAA_ASSERT(k < names_.size());
    return {names_[k],
            units_[k],
            {values_.data() + k * rows_, rows_},
            {errors_.data() + k * rows_, rows_},
            {status_.data() + k * rows_, rows_}};
  }

  /// \throws invalid_input for a row or a name that is not there
  one_score at(std::size_t row, std::string_view name) const {
    if (row >= rows_)
      throw invalid_input(error_code::out_of_range, "profiles: row " + std::to_string(row) + " of " + std::to_string(rows_),
                          "row", row);
    const std::size_t i = find(name) * rows_ + row;
    return {values_[i], errors_[i], status_[i]};
  }

 private:
  friend class scorer;

  std::size_t find(std::string_view name) const {
    for (std::size_t k = 0; k < names_.size(); ++k)
      if (names_[k] == name) return k;
    std::string known;
    for (const std::string& n : names_) known += (known.empty() ? "" : ", ") + n;
    throw invalid_input(error_code::unknown_name, "profiles: no score '" + std::string(name) + "'; there is: " + known, name);
  }

  /// Room for that many customers; allocates nothing when there is room already.
  void shape(std::span<const std::string> names, std::span<const std::string> units, customer_view c) {
    names_.assign(names.begin(), names.end());
    units_.assign(units.begin(), units.end());
    rows_ = c.size();
    as_of_ = c.as_of();
    detail::reshape_large(values_, names.size() * rows_);
    detail::reshape_large(errors_, values_.size());
    detail::reshape_large(status_, values_.size());
    const key_view keys = c.keys();
    text_ = keys.is_text();
    number_keys_.assign(keys.numbers().begin(), keys.numbers().end());
    text_keys_.assign(keys.texts().begin(), keys.texts().end());
  }

  score_out out(std::size_t k, std::size_t first, std::size_t n, bool errors) noexcept {
    const std::size_t at = k * rows_ + first;
    return {{values_.data() + at, n}, {errors_.data() + at, n}, {status_.data() + at, n}, errors};
  }

  std::size_t rows_ = 0;
  date as_of_ = no_date;
  std::vector<std::string> names_, units_;
  std::vector<double> values_, errors_;  // a column after the other
  std::vector<standing> status_;
  std::vector<std::int64_t> number_keys_;
  std::vector<std::string> text_keys_;
  bool text_ = false;
};

/** The scores of one customer: no heap, names are views into the scorer that made it, which must live on. */
class scores {
 public:
  static constexpr std::size_t capacity = 16;

  std::size_t size() const noexcept { return size_; }
  std::string_view name(std::size_t k) const noexcept { return names_[k]; }
  one_score at(std::size_t k) const noexcept { return {value_[k], error_[k], status_[k]}; }  ///< in the order of the scorer

  /// \throws invalid_input for a name that is not there, listing what there is
  one_score operator[](std::string_view name) const {
    for (std::size_t k = 0; k < size_; ++k)
      if (names_[k] == name) return at(k);
    std::string known;
    for (std::size_t k = 0; k < size_; ++k) known += (k ? ", " : "") + std::string(names_[k]);
    throw invalid_input(error_code::unknown_name, "scores: no score '" + std::string(name) + "'; there is: " + known, name);
  }

 private:
  friend class scorer;
  std::size_t size_ = 0;
  std::string_view names_[capacity];
  double value_[capacity], error_[capacity];
  standing status_[capacity];
};

}  // namespace walaa::inline WALAA_ABI
