// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The door of Gamma-Gamma: are these columns a count of repeats and the mean spend of exactly those?

    The classic mix-ups are named: the spend of the first purchase counted in, refunds left as negative or zero amounts. */

#include <walaa/core/check.hpp>
#include <walaa/core/executor.hpp>  // for block_rows, executor_ref
#include <walaa/math/simd/any_row.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/purchase_model.hpp>

#include <algorithm>  // for min
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Anything but repeats with some spend, and none with none or with what is missing: no row of good data.
struct unusual_spend {
  template<int N> WALAA_INLINE simd::lane_mask<N> operator()(const std::array<simd::lanes<N>, 2>& in) const noexcept {
    const auto &x = in[0], &m = in[1];
    const auto counts = (x >= 0.0) & (x <= most_purchases) & (to_numbers(to_integers(x)) == x);
    const auto spends = ((x == 0.0) & ((m == 0.0) | is_missing(m))) | ((x > 0.0) & (m > 0.0) & is_finite(m));
    return !(counts & spends);
  }
};

}  // namespace detail

/** A whole number of repeats, a positive mean spend where there are some, 0 or missing elsewhere. An executor as in
    check_histories.
    \throws invalid_input naming the first row that is not so */
inline void check_spend(std::string_view where, const purchase_histories& h, missing_rows missing_values = missing_rows::refused,
                        const executor_ref& executor = {}) {
  if (h.monetary_value.empty() && h.size() > 0)
    throw invalid_input(error_code::unknown_column,
                        std::string(where) + ": there is no column monetary_value, the mean spend of repeat purchases",
                        "monetary_value");
  check_same_length(where, "frequency", h.size(), "monetary_value", h.monetary_value.size());
  if (!h.weight.empty()) {
    check_same_length(where, "frequency", h.size(), "weight", h.weight.size());
    check_nonnegative(where, "weight", h.weight);
  }
  const auto check_row = [&](std::size_t i) {
    const double x = h.frequency[i], m = h.monetary_value[i];
    if (missing_values == missing_rows::allowed && (is_missing(x) || is_missing(m))) return;
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
  };
  const auto unusual = [&](std::size_t first, std::size_t last) {
    return simd::any_row<2>(detail::unusual_spend{}, {&h.frequency[first], &h.monetary_value[first]}, last - first);
  };
  if (!executor.serial() && !detail::in_some_block(h.size(), executor, unusual)) return;
  for (std::size_t first = 0; first < h.size(); first += block_rows) {
    const std::size_t last = (std::min)(h.size(), first + block_rows);
    if (!unusual(first, last)) continue;
    for (std::size_t i = first; i < last; ++i) check_row(i);
  }
}

}  // namespace walaa::inline WALAA_ABI
