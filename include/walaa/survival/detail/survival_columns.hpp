// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a survival regression scores a table: linear predictors by row, and P(leaves within h | alive at) of a column. */

#include <walaa/core/check.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/survival/leaves_within.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Ages as every bulk leave_probability takes them: missing, or from 0 on and finite.
inline void check_ages(std::string_view where, std::span<const double> alive_at) {
  for (std::size_t i = 0; i < alive_at.size(); ++i) {
    if (alive_at[i] < 0) refuse(error_code::negative, where, "alive_at", i, alive_at[i], "is negative");
    if (!is_finite(alive_at[i]) && !is_missing(alive_at[i]))
      refuse(error_code::not_finite, where, "alive_at", i, alive_at[i], "is not a finite number");
  }
}

/// constant + sum of slope_j x_j over the model's own columns, in their order, of row i.
inline double predicted(double constant, std::span<const double> slope, const covariates& own, std::size_t i) noexcept {
  for (std::size_t j = 0; j < slope.size(); ++j) constant += slope[j] * own[j][i];
  return constant;
}
inline double predicted(double constant, std::span<const double> slope, std::span<const double> row) noexcept {
  for (std::size_t j = 0; j < slope.size(); ++j) constant += slope[j] * row[j];
  return constant;
}

/** P(leaves within h | alive at) of every row, customer(i) a survival model: the same code for one row and for many. */
template<class Customer>
leave_counts leave_column(std::string_view where, std::span<const double> alive_at, double h, const leave_out& out,
                          const Customer& customer) {
  check_nonnegative(where, "horizon", h);
  check_same_length(where, "alive_at", alive_at.size(), "out.value", out.value.size());
  if (!out.error.empty()) check_same_length(where, "alive_at", alive_at.size(), "out.error", out.error.size());
  if (!out.status.empty()) check_same_length(where, "alive_at", alive_at.size(), "out.status", out.status.size());
  check_ages(where, alive_at);
  leave_counts counts;
  for (std::size_t i = 0; i < alive_at.size(); ++i) {
    const walaa::leave_probability p = leaves_within_checked(customer(i), alive_at[i], h);
    out.value[i] = p.value;
    if (!out.error.empty()) out.error[i] = p.error;
    if (!out.status.empty()) out.status[i] = p.status;
    ++(p.status == leaving::known         ? counts.known
       : p.status == leaving::gone        ? counts.gone
       : p.status == leaving::beyond_data ? counts.beyond_data
                                          : counts.no_age);
  }
  return counts;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
