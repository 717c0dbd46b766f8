// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The checks at the public doors, as verbs over whole columns. Each throws invalid_input whose message names the function,
    the argument, the first offending row and its value, and the rule: "bg_nbd::fit: frequency[17] = -1 is negative; ..."

    Inputs are checked once, here; inside there are no checks. */

#include <walaa/core/error.hpp>

#include <cmath>    // for nearbyint
#include <cstddef>  // for size_t
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// "where: name[row] = value"
inline std::string place(std::string_view where, std::string_view name, std::size_t row, double value) {
  std::string text(where);
  text += ": ";
  text += name;
  if (row != no_row) text += "[" + std::to_string(row) + "]";
  return text + " = " + number_text(value);
}

[[noreturn]] inline void refuse(error_code code, std::string_view where, std::string_view name, std::size_t row, double value,
                                std::string_view rule) {
  throw invalid_input(code, place(where, name, row, value) + " " + std::string(rule), name, row, value);
}

}  // namespace detail

inline void check_same_length(std::string_view where, std::string_view first, std::size_t n, std::string_view second,
                              std::size_t m) {
  if (n == m) return;
  throw invalid_input(error_code::length_mismatch,
                      std::string(where) + ": " + std::string(first) + " has " + std::to_string(n) + " rows and " +
                          std::string(second) + " has " + std::to_string(m) + "; one row a customer in both",
                      second);
}

inline void check_not_empty(std::string_view where, std::string_view name, std::size_t n) {
  if (n == 0) throw invalid_input(error_code::empty, std::string(where) + ": " + std::string(name) + " is empty", name);
}

inline void check_finite(std::string_view where, std::string_view name, std::span<const double> column) {
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!is_finite(column[i])) detail::refuse(error_code::not_finite, where, name, i, column[i], "is not a finite number");
}

inline void check_nonnegative(std::string_view where, std::string_view name, std::span<const double> column) {
  check_finite(where, name, column);
  for (std::size_t i = 0; i < column.size(); ++i)
    if (column[i] < 0) detail::refuse(error_code::negative, where, name, i, column[i], "is negative");
}

inline void check_positive(std::string_view where, std::string_view name, std::span<const double> column) {
  check_finite(where, name, column);
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!(column[i] > 0)) detail::refuse(error_code::not_positive, where, name, i, column[i], "is not positive");
}

inline void check_nonnegative_integer(std::string_view where, std::string_view name, std::span<const double> column) {
  check_nonnegative(where, name, column);
  for (std::size_t i = 0; i < column.size(); ++i)
    if (column[i] != std::nearbyint(column[i]))
      detail::refuse(error_code::not_an_integer, where, name, i, column[i], "is not a whole number");
}

inline void check_within(std::string_view where, std::string_view name, std::span<const double> column, double low, double high) {
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!(column[i] >= low && column[i] <= high))
      detail::refuse(error_code::out_of_range, where, name, i, column[i],
                     "is outside [" + number_text(low) + ", " + number_text(high) + "]");
}

// One number instead of a column: the same verbs and messages, without a row.

inline void check_positive(std::string_view where, std::string_view name, double value) {
  if (!is_finite(value)) detail::refuse(error_code::not_finite, where, name, no_row, value, "is not a finite number");
  if (!(value > 0)) detail::refuse(error_code::not_positive, where, name, no_row, value, "is not positive");
}

inline void check_nonnegative(std::string_view where, std::string_view name, double value) {
  if (!is_finite(value)) detail::refuse(error_code::not_finite, where, name, no_row, value, "is not a finite number");
  if (value < 0) detail::refuse(error_code::negative, where, name, no_row, value, "is negative");
}

inline void check_within(std::string_view where, std::string_view name, double value, double low, double high) {
  if (!(value >= low && value <= high))
    detail::refuse(error_code::out_of_range, where, name, no_row, value,
                   "is outside [" + number_text(low) + ", " + number_text(high) + "]");
}

namespace detail {

/// For columns in which NaN means missing.
inline void check_no_infinity(std::string_view where, std::string_view name, std::span<const double> column) {
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!is_finite(column[i]) && !is_missing(column[i]))
      refuse(error_code::not_finite, where, name, i, column[i], "is infinite; a missing value is NaN");
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
