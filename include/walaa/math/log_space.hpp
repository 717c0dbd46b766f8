// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Arithmetic on logarithms without overflow and without cancellation: ln(1 - e^x), ln(1 + e^x), ln(e^x + e^y),
    ln(e^x - e^y), the logistic function and its logarithm.

    Use them wherever a probability is near 0 or 1, or a likelihood is too small for a double. Minus infinity is ln 0 and is
    an ordinary argument; NaN gives NaN.

    Source of the branch points: Maechler (2012), Accurately computing log(1 - exp(-|a|)). */

#include <walaa/core/config.hpp>  // for missing, is_missing

#include <cmath>   // for exp, expm1, log, log1p
#include <limits>  // for numeric_limits
#include <span>

namespace walaa::inline WALAA_ABI {

namespace detail {
inline constexpr double infinity = std::numeric_limits<double>::infinity();
}  // namespace detail

/// ln(1 - e^x), x <= 0; minus infinity at 0, NaN above.
inline double log1mexp(double x) noexcept {
  constexpr double log_two = 0.69314718055994530942;
  if (!(x <= 0)) return missing;
  return x > -log_two ? std::log(-std::expm1(x)) : std::log1p(-std::exp(x));
}

/// ln(1 + e^x), also called softplus.
inline double log1pexp(double x) noexcept {
  if (x <= 0) return std::log1p(std::exp(x));
  return x + std::log1p(std::exp(-x));
}

/// 1 / (1 + e^-x), never outside [0, 1] and accurate in both tails.
inline double logistic(double x) noexcept {
  if (x >= 0) return 1 / (1 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1 + e);
}

/// ln(1 / (1 + e^-x)).
inline double log_logistic(double x) noexcept { return -log1pexp(-x); }

/// ln(p / (1 - p)), p in [0, 1]; infinite at the ends.
inline double logit(double p) noexcept {
  if (p < 0.25) return std::log(p) - std::log1p(-p);
  // near one half the logarithm is of a number near 1: the differences below are exact (Sterbenz), their ratio is small
  return p < 0.5 ? -std::log1p((1 - 2 * p) / p) : std::log1p((2 * p - 1) / (1 - p));
}

/// ln(e^x + e^y).
inline double log_sum_exp(double x, double y) noexcept {
  const double high = x < y ? y : x, low = x < y ? x : y;
  if (low == -detail::infinity || high == detail::infinity) return is_missing(low) || is_missing(high) ? missing : high;
  return high + std::log1p(std::exp(low - high));
}

/// ln(e^x - e^y), x >= y; minus infinity where they are equal, NaN where x < y.
inline double log_diff_exp(double x, double y) noexcept {
  if (y == -detail::infinity) return x;
  if (x == y) return x < detail::infinity ? -detail::infinity : missing;
  return x + log1mexp(y - x);
}

/// ln of the sum of e^x over a column; minus infinity for an empty one.
inline double log_sum_exp(std::span<const double> x) noexcept {
  double high = -detail::infinity;
  for (const double v : x) {
    if (is_missing(v)) return missing;
    high = v > high ? v : high;
  }
  if (high == -detail::infinity || high == detail::infinity) return high;
  double sum = 0;
  for (const double v : x) sum += std::exp(v - high);
  return high + std::log(sum);
}

}  // namespace walaa::inline WALAA_ABI
