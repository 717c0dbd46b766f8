// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    BG/NBD and MBG/NBD for N customers at a time: how P(alive) stands to P(left).

        P(alive) = s g / (s g + a),     s = b + x - 1 + AtBirth,     g = ((alpha + tx) / (alpha + T))^(r + x)

    s, a and g are multiplied by 2^400, so that neither term underflows before the probability itself does. BG/NBD without a
    repeat cannot have left: its a is 0 there. NaN in a row gives NaN. */

#include <walaa/math/simd/functions.hpp>

#include <array>

namespace walaa::inline WALAA_ABI::detail {

template<int AtBirth> class beta_geometric_lanes {
 public:
  beta_geometric_lanes(double r, double alpha, double a, double b) noexcept
      : minus_r_(-r), alpha_(alpha), dead_(a * 0x1p400), before_(b - 1 + AtBirth) {
    // without a repeat any s but 0 will do: a x from 1 on does not feel this one
    if (AtBirth == 0 && before_ == 0) before_ = 1e-30;
  }

  /// P(alive) : P(left), as two positive numbers.
  template<int N> struct odds {
    simd::lanes<N> alive, left;
  };
  template<int N>
  WALAA_INLINE odds<N> operator()(const simd::lanes<N>& x, const simd::lanes<N>& recency,
                                  const simd::lanes<N>& age) const noexcept {
    const simd::lanes<N> apart = age - recency, silent = select(apart < 0.0, 0.0, apart);
    const simd::lanes<N> log_silence = log_ratio(age + alpha_, recency + alpha_, silent);
    odds<N> o;
    o.alive = simd::exp_lifted<400>((minus_r_ - x) * log_silence) * (x + before_);
    o.left = AtBirth == 1 ? simd::lanes<N>::all(dead_) : select(x == 0.0, 0.0, simd::lanes<N>::all(dead_));
    return o;
  }

  /// P(no purchase in the next t | alive): (1 + t / (alpha + T))^-(r + x)
  template<int N>
  WALAA_INLINE simd::lanes<N> none_within(const simd::lanes<N>& x, const simd::lanes<N>& age, double t) const noexcept {
    const simd::lanes<N> from = age + alpha_;
    return exp((minus_r_ - x) * log_ratio(from + t, from, simd::lanes<N>::all(t)));
  }

 private:
  double minus_r_, alpha_, dead_, before_;
};

}  // namespace walaa::inline WALAA_ABI::detail
