// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The door of Gamma-Gamma: are these columns a count of repeats and the mean spend of exactly those?

    The classic mix-ups are named: the spend of the first purchase counted in, refunds left as negative or zero amounts. */

#include <walaa/core/check.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/purchase_model.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/** A whole number of repeats, a positive mean spend where there are some, 0 or missing elsewhere.
    \throws invalid_input naming the first row that is not so */
inline void check_spend(std::string_view where, const purchase_histories& h,
                        missing_rows missing_values = missing_rows::refused) {
  if (h.monetary_value.empty() && h.size() > 0)
    throw invalid_input(error_code::unknown_column,
                        std::string(where) + ": there is no column monetary_value, the mean spend of repeat purchases",
                        "monetary_value");
  check_same_length(where, "frequency", h.size(), "monetary_value", h.monetary_value.size());
  if (!h.weight.empty()) {
    check_same_length(where, "frequency", h.size(), "weight", h.weight.size());
    check_nonnegative(where, "weight", h.weight);
  }
  for (std::size_t i = 0; i < h.size(); ++i) {
    const double x = h.frequency[i], m = h.monetary_value[i];
    if (missing_values == missing_rows::allowed && (is_missing(x) || is_missing(m))) continue;
    if (!is_finite(x)) detail::refuse(error_code::not_finite, where, "frequency", i, x, "is not a finite number");
    if (x < 0)
      detail::refuse(error_code::negative, where, "frequency", i, x,
                     "is negative; frequency counts the purchases after the first");
    if (x != std::floor(x))
      detail::refuse(error_code::not_an_integer, where, "frequency", i, x,
                     "is not a whole number; frequency counts the purchases after the first");
    if (x > detail::most_purchases)
      detail::refuse(error_code::out_of_range, where, "frequency", i, x, "is more than 1e+09 purchases");
    if (x == 0 && m != 0 && !is_missing(m))
      detail::refuse(error_code::spend_without_repeat, where, "monetary_value", i, m,
                     "but frequency[" + std::to_string(i) +
                         "] = 0; monetary_value is the mean spend of repeat purchases, the first one left out");
    if (x > 0 && !is_finite(m)) detail::refuse(error_code::not_finite, where, "monetary_value", i, m, "is not a finite number");
    // scoring a customer who got everything for nothing is no mistake: his expected spend is positive all the same
    if (x > 0 && !(m > 0) && !(m == 0 && missing_values == missing_rows::allowed))
      detail::refuse(error_code::not_positive, where, "monetary_value", i, m,
                     "is not positive; a free or refunded purchase has no place in Gamma-Gamma");
  }
}

}  // namespace walaa::inline WALAA_ABI
