// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The beta distribution's functions: ln B(a, b), the regularised incomplete beta I_x(a, b) and its complement, the quantile,
    and the negative binomial probability with its upper tail (an incomplete beta with a whole first argument).

    Everything rests on one form without cancellation (Loader's): ln of x^a y^b / B(a, b), y = 1 - x, from the deviance of x
    against a / (a + b) and the rests of Stirling's series. So the relative error stays near 1e-14 for arguments from 1e-3 to
    1e6 where ln Gamma(a + b) - ln Gamma(a) - ln Gamma(b) loses eight digits. Both x and 1 - x are arguments, since a caller
    who knows 1 - x = alpha / (alpha + t) must not lose it to rounding.

    Source: Loader (2000), Fast and accurate computation of binomial probabilities; Didonato & Morris (1992), Algorithm 708,
    ACM TOMS 18(3) (continued fraction). */

#include <walaa/core/config.hpp>
#include <walaa/math/gamma.hpp>  // for stirling, polynomial

#include <algorithm>  // for clamp, max, min
#include <cmath>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// ln Gamma(x) - [(x - 1/2) ln x - x + ln(2 pi) / 2], x > 0; 1 / (12 x) for large x.
inline double stirling_rest(double x) noexcept {
  double down = 0;  // rest(x) - rest(x + 1) = (x + 1/2) ln(1 + 1/x) - 1
  for (; x < stirling_from; ++x) down += (x + 0.5) * std::log1p(1 / x) - 1;
  return down + polynomial(stirling, 1 / (x * x)) / x;
}

/// u - ln(w) >= 0 for w = 1 + u, without cancellation near u = 0; w by itself, lest a small one be lost to rounding.
inline double log_deficit(double u, double w) noexcept {
  if (u < -0.4 || u > 0.6) return u - std::log(w);
  const double v = u / (2 + u), vv = v * v;  // ln(1 + u) = 2 artanh v, and u - 2 v = u v
  double tail = 0;
  for (int k = 37; k >= 3; k -= 2) tail = tail * vv + 1.0 / k;
  return v * (u - 2 * vv * tail);
}

/// ln of x^a y^b / B(a, b); a, b > 0, x + y = 1.
inline double log_beta_kernel(double a, double b, double x, double y) noexcept {
  constexpr double half_log_two_pi = 0.91893853320467274178;
  const double d = b * x - a * y;  // n x - a with n = a + b, and minus n y - b
  return 0.5 * std::log(a / (a + b) * b) - half_log_two_pi - a * log_deficit(d / a, (a + b) / a * x) -
         b * log_deficit(-d / b, (a + b) / b * y) + (stirling_rest(a + b) - stirling_rest(a) - stirling_rest(b));
}

/// The continued fraction of I_x(a, b) / kernel; converges fast for x below a / (a + b).
inline double beta_fraction(double a, double b, double x, double y) noexcept {
  constexpr double tiny = 1e-300;
  const auto away = [](double v) { return std::abs(v) < tiny ? tiny : v; };
  const double excess = a * y - b * x + 1;
  const auto denominator = [&](double m) {
    return m + m * (b - m) * x / (a + 2 * m - 1) + (a + m) * (excess + m * (1 + y)) / (a + 2 * m + 1);
  };
  double f = away(a * excess / (a + 1)), c = f, d = 0;  // modified Lentz
  for (double m = 1; m < 20000; ++m) {                  // of the order of the square root of the larger argument
    const double numerator = (a + m - 1) / (a + 2 * m - 1) * ((a + b + m - 1) / (a + 2 * m - 1)) * m * (b - m) * x * x;
    const double next = denominator(m);
    d = 1 / away(next + numerator * d);
    c = away(next + numerator / c);
    f *= c * d;
    if (std::abs(c * d - 1) < 2e-16) break;
  }
  return 1 / f;
}

/** 1 - I_y(b, a) for b < 1 and a y of a few at most, where I_y is near 1 and the difference from it is the answer:
    I_y(b, a) = C (1 + b sum over j > 0 of (1 - a)_j y^j / (j! (b + j))), C = y^b Gamma(a + b) / (Gamma(a) Gamma(1 + b)). */
inline double beta_rest(double a, double b, double y) noexcept {
  const double log_c = b * std::log(y) + log_rising(a, b) - log_rising(1, b);
  double term = 1, sum = 0;
  for (double j = 1; j < 500; ++j) {
    term *= (j - a) / j * y;
    sum += term / (b + j);
    if (std::abs(term) < 1e-17 * std::abs(sum)) break;
  }
  return (std::max)(0.0, -std::expm1(log_c) - std::exp(log_c) * b * sum);
}

}  // namespace detail

/// ln B(a, b), a, b > 0.
inline double log_beta(double a, double b) noexcept {
  constexpr double half_log_two_pi = 0.91893853320467274178;
  const double small = (std::min)(a, b), large = (std::max)(a, b);
  return half_log_two_pi - 0.5 * std::log(small / (a + b) * large) + small * std::log(small / (a + b)) -
         large * std::log1p(small / large) - (detail::stirling_rest(a + b) - detail::stirling_rest(a) - detail::stirling_rest(b));
}

/// I_x(a, b), the probability that a Beta(a, b) variable is below x; a, b > 0, y = 1 - x.
inline double incomplete_beta(double a, double b, double x, double y) noexcept {
  if (is_missing(a + b + x + y)) return missing;
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x * (a + b + 2) < a + 1)
    return (std::min)(1.0, std::exp(detail::log_beta_kernel(a, b, x, y)) * detail::beta_fraction(a, b, x, y));
  if (b < 1 && y < 0.5) return detail::beta_rest(a, b, y);
  return (std::max)(0.0, 1 - std::exp(detail::log_beta_kernel(a, b, x, y)) * detail::beta_fraction(b, a, y, x));
}
inline double incomplete_beta(double a, double b, double x) noexcept { return incomplete_beta(a, b, x, 1 - x); }

/// The x with I_x(a, b) = probability.
inline double beta_quantile(double a, double b, double probability) noexcept {
  if (is_missing(a + b + probability)) return missing;
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  // Newton's method in the log-odds of x, kept inside a bracket; the tail that is solved for is the smaller one
  const bool upper = probability > 0.5;
  const double wanted = upper ? 1 - probability : probability;
  double low = -745, high = 745, s = (std::clamp)(std::log(a / b), -700.0, 700.0);
  double x = 0;
  for (int i = 0; i < 200; ++i) {
    x = 1 / (1 + std::exp(-s));
    const double y = 1 / (1 + std::exp(s));
    const double tail = upper ? incomplete_beta(b, a, y, x) : incomplete_beta(a, b, x, y);
    ((tail > wanted) != upper ? high : low) = s;
    // d ln(tail) / ds = +-kernel / tail
    const double slope = std::exp(detail::log_beta_kernel(a, b, x, y)) / tail;
    double next = s + (upper ? 1 : -1) * std::log(tail / wanted) / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::abs(next - s) <= 1e-16 * (std::max)(1.0, std::abs(s))) break;
    s = next;
  }
  return x;
}

/// P(exactly n) of a negative binomial: Gamma(r + n) / (Gamma(r) n!) y^r x^n, r > 0, n >= 0, x + y = 1.
inline double negative_binomial(double n, double r, double x, double y) noexcept {
  if (n <= 0) return std::exp(x < 0.5 ? r * std::log1p(-x) : r * std::log(y));
  if (x <= 0) return 0;
  return std::exp(detail::log_beta_kernel(n, r, x, y)) / n;
}

/// P(n or more) of the same: 1 for n <= 0.
inline double negative_binomial_tail(double n, double r, double x, double y) noexcept {
  return n <= 0 ? 1.0 : incomplete_beta(n, r, x, y);
}

}  // namespace walaa::inline WALAA_ABI
