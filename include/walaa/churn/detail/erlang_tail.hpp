// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The tail of an Erlang gap whose rate is itself Gamma: P(gap > g) = z^A sum over j < k of (A)_j / j! (1 - z)^j.

    With dispersion d = 1 / r, a = d k x (so that A = (1 + a) / d) and the reach v = k g m / (1 + d m k t):

        A ln z = -(1 + a) ln(1 + d v) / d,      (A + j)(1 - z) = (1 + a + d j) v / (1 + d v)

    neither of which divides by d: d = 0 is the Erlang tail of one rate for all. */

#include <walaa/core/check.hpp>

#include <cmath>
#include <limits>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A whole number of stages from 1 on.
inline void check_stages(std::string_view where, double k, double most) {
  check_positive(where, "regularity", k);
  if (k != std::nearbyint(k))
    refuse(error_code::not_an_integer, where, "regularity", no_row, k, "is not a whole number of stages");
  check_within(where, "regularity", k, 1, most);
}

/// ln(1 + d v) / d, which is v at d = 0.
inline double log1p_per(double d, double v) noexcept {
  const double u = d * v;
  return u == 0 ? v : v * (std::log1p(u) / u);
}

/// ln P and its slope in ln v.
struct erlang_tail {
  double log_value, slope;

  erlang_tail(double k, double d, double a, double v) noexcept {
    const double decay = (1 + a) * log1p_per(d, v), ratio = v / (1 + d * v);
    double sum = 1, term = 1, scale = 0;  // sum and term times e^scale
    for (double j = 1; j < k; ++j) {
      term *= (1 + a + d * (j - 1)) * ratio / j;
      sum += term;
      if (sum > 1e250) {
        sum *= 1e-250;
        term *= 1e-250;
        scale += 250 * 2.302585092994045684;
      }
    }
    log_value = std::log(sum) + scale - decay;
    // the density in ln v: the next term of the series, k times
    slope = -(1 + a + d * (k - 1)) * ratio * (term / sum);
  }
};

/// ln P(gap > g); 0 at v = 0, minus infinity at infinity, missing where v is.
inline double erlang_log_tail(double k, double d, double a, double v) noexcept {
  if (v == 0) return 0;
  if (v == std::numeric_limits<double>::infinity()) return -v;
  return erlang_tail(k, d, a, v).log_value;
}

/// The v at which ln P is log_level < 0: closed for one stage, else Newton's method in ln v, kept between bounds.
inline double erlang_tail_reach(double k, double d, double a, double log_level) noexcept {
  if (is_missing(a)) return missing;
  const double single = -log_level / (1 + a), u = d * single;
  double v = u == 0 ? single : single * (std::expm1(u) / u);
  if (k == 1 || !is_finite(v)) return v;
  double low = 0, high = std::numeric_limits<double>::infinity();
  for (int step = 0; step < 200; ++step) {
    const erlang_tail at(k, d, a, v);
    const double over = at.log_value - log_level;  // > 0: the reach is farther
    if (over == 0) return v;
    (over > 0 ? low : high) = v;
    double next = v * std::exp(-over / at.slope);
    if (!(next > low && next < high)) next = high < std::numeric_limits<double>::infinity() ? low + (high - low) / 2 : 2 * v;
    if (!is_finite(next) || std::fabs(next - v) <= 2e-16 * v) return next;
    v = next;
  }
  return v;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
