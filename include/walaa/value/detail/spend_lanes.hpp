// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Gamma-Gamma for N customers at a time: expected spend, and what expected purchases are worth at it. */

#include <walaa/math/simd/lanes.hpp>

#include <array>
#include <limits>

namespace walaa::inline WALAA_ABI::detail {

/// Expected spend on a purchase: p (v + x m) / (p x + q - 1), infinite for p x + q <= 1; m is not read for x = 0.
struct spend_lanes {
  double p, q, v;
  template<int N> WALAA_INLINE simd::lanes<N> operator()(const simd::lanes<N>& x, const simd::lanes<N>& m) const noexcept {
    const simd::lanes<N> total = select(x == 0.0, 0.0, x * m), shape = mul_add(x, p, simd::lanes<N>::all(q));
    return select((shape <= 1.0) & is_finite(total), std::numeric_limits<double>::infinity(), p * (total + v) / (shape - 1.0));
  }
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 2>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = (*this)(in[0], in[1]);
  }
};

/// What a repeat purchase is expected to bring whose customer has no known spend.
enum class unknown_spend { is_missing, is_mean, is_mean_for_all };

/// Purchases, x, m: their worth; where the mean is for all, m may be any column.
template<unknown_spend Unknown> struct worth_kernel {
  spend_lanes spend;
  double margin;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 3>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    const auto known = Unknown == unknown_spend::is_missing ? in[1]
                       : Unknown == unknown_spend::is_mean  ? select(is_missing(in[2]), 0.0, in[1])
                                                            : simd::lanes<N>::all(0);
    const auto each = spend(known, in[2]), worth = margin * each * in[0];
    // infinity times a probability that underflowed is not 0
    out[0] = select(is_missing(worth) & !is_missing(each) & !is_missing(in[0]), std::numeric_limits<double>::infinity(), worth);
  }
};

}  // namespace walaa::inline WALAA_ABI::detail
