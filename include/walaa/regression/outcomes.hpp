// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a regression explains: one outcome a row, with how often the row counts and what is known beforehand. */

#include <walaa/core/check.hpp>
#include <walaa/regression/coefficients.hpp>  // for intercept_name
#include <walaa/regression/covariates.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// Columns that somebody else owns.
struct outcomes {
  std::span<const double> value{};   ///< 0 or 1, a number, or a category: the model says which
  std::span<const double> weight{};  ///< rows that a row stands for, > 0; empty: one each
  std::span<const double> offset{};  ///< part of the linear predictor that is known; empty: nothing

  std::size_t size() const noexcept { return value.size(); }
};

/// \throws invalid_input for no row, unequal lengths, a value or an offset that is not finite, a weight that is not positive
inline void check_outcomes(std::string_view where, const outcomes& y) {
  check_not_empty(where, "outcome", y.size());
  check_finite(where, "outcome", y.value);
  if (!y.weight.empty()) check_same_length(where, "outcome", y.size(), "weight", y.weight.size());
  if (!y.offset.empty()) check_same_length(where, "outcome", y.size(), "offset", y.offset.size());
  check_positive(where, "weight", y.weight);
  check_finite(where, "offset", y.offset);
}

/// check_outcomes for 0 and 1, of which there must be both
inline void check_binary_outcomes(std::string_view where, const outcomes& y) {
  check_outcomes(where, y);
  bool zero = false, one = false;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y.value[i] != 0 && y.value[i] != 1)
      detail::refuse(error_code::out_of_range, where, "outcome", i, y.value[i], "is neither 0 nor 1");
    (y.value[i] == 0 ? zero : one) = true;
  }
  if (!(zero && one))
    throw invalid_input(error_code::out_of_range,
                        std::string(where) + ": every outcome is " + (one ? "1" : "0") + "; both are needed to tell them apart",
                        "outcome");
}

/// \throws invalid_input for a column with the name of the intercept
inline void check_no_intercept(std::string_view where, const covariates& x) {
  if (x.find(intercept_name) != x.columns())
    throw invalid_input(error_code::duplicate_name,
                        std::string(where) + ": a column is named '" + std::string(intercept_name) +
                            "'; the model has an intercept of its own, leave the column out",
                        intercept_name);
}

}  // namespace walaa::inline WALAA_ABI
