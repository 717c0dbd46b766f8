// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The standard normal distribution: density, distribution function, its logarithm, and the quantile.

    For intervals, probit models and tests. Tails keep their relative accuracy: ask for normal_cdf(-x) instead of
    1 - normal_cdf(x), and for normal_log_cdf where the probability itself would underflow (x below -38).

    The quantile is algorithm AS 241 (Wichura 1988, Applied Statistics 37(3)), relative error about 1e-16. */

#include <walaa/core/check.hpp>  // for check_within

#include <cmath>    // for erfc, exp, fma, log, sqrt
#include <cstddef>  // for size_t
#include <limits>   // for numeric_limits
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// exp(-x^2 / 2) / sqrt(2 pi)
inline double normal_density(double x) noexcept {
  constexpr double one_over_sqrt_two_pi = 0.39894228040143267794;
  const double square = x * x, rest = std::fma(x, x, -square);  // the rounding of x^2 alone would cost 1e-13 at |x| = 38
  if (!(square < 1e4)) return is_missing(x) ? x : 0.0;
  return one_over_sqrt_two_pi * std::exp(-0.5 * square) * (1 - 0.5 * rest);
}

namespace detail {

/** Mills' ratio P(Z > x) / density(x) for x >= 5 by Laplace's continued fraction 1/(x + 1/(x + 2/(x + 3/(x + ...)))); 60
    terms are exact to 1e-16 from 5 on. */
inline double mills_ratio(double x) noexcept {
  double tail = x;
  for (int k = 60; k > 0; --k) tail = x + k / tail;
  return 1 / tail;
}

template<std::size_t N> double horner(const double (&coefficient)[N], double x) noexcept {
  double sum = coefficient[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + coefficient[i];
  return sum;
}

}  // namespace detail

/// P(Z <= x).
inline double normal_cdf(double x) noexcept {
  if (x < -5) return normal_density(x) * detail::mills_ratio(-x);
  // x / sqrt(2) in two parts: erfc'(z) turns the rounding of the first into an error of the result
  constexpr double high = 0.70710678118654757274, low = -4.8336466567264567e-17;
  constexpr double two_over_sqrt_pi = 1.1283791670955125739;
  const double z = -x * high, rest = std::fma(-x, high, -z) - x * low;
  if (!(z < 30 && z > -30)) return is_missing(x) ? x : 1.0;
  return 0.5 * (std::erfc(z) - two_over_sqrt_pi * std::exp(-z * z) * rest);
}

/// ln P(Z <= x), finite for every finite x: about -x^2 / 2 far to the left.
inline double normal_log_cdf(double x) noexcept {
  constexpr double log_sqrt_two_pi = 0.91893853320467274178;
  if (x < -5) return -0.5 * x * x - log_sqrt_two_pi + std::log(detail::mills_ratio(-x));
  if (x > 1) return std::log1p(-normal_cdf(-x));
  return std::log(normal_cdf(x));
}

/** The x with P(Z <= x) = p; minus and plus infinity at p = 0 and 1. In the upper tail use -normal_quantile(1 - p) with
    1 - p known exactly, since p near 1 has lost it.
    \throws invalid_input for p outside [0, 1] */
inline double normal_quantile(double p) {
  check_within("normal_quantile", "p", p, 0, 1);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (p == 0) return -infinity;
  if (p == 1) return infinity;
  const double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    constexpr double a[] = {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
                            45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727};
    constexpr double b[] = {1,
                            42.313330701600911252,
                            687.18700749205790830,
                            5394.1960214247511077,
                            21213.794301586595867,
                            39307.895800092710610,
                            28729.085735721942674,
                            5226.4952788528545610};
    const double r = 0.180625 - q * q;
    return q * detail::horner(a, r) / detail::horner(b, r);
  }
  double r = std::sqrt(-std::log(q < 0 ? p : 1 - p)), x = 0;
  if (r <= 5) {
    constexpr double c[] = {1.42343711074968357734, 4.63033784615654529590,  5.76949722146069140550,   3.64784832476320460504,
                            1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4};
    constexpr double d[] = {1,
                            2.05319162663775882187,
                            1.67638483018380384940,
                            0.689767334985100004550,
                            0.148103976427480074590,
                            0.0151986665636164571966,
                            5.47593808499534494600e-4,
                            1.05075007164441684324e-9};
    r -= 1.6;
    x = detail::horner(c, r) / detail::horner(d, r);
  } else {
    constexpr double e[] = {6.65790464350110377720,    5.46378491116411436990,   1.78482653991729133580,
                            0.296560571828504891230,   0.0265321895265761230930, 0.00124266094738807843860,
                            2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr double f[] = {1,
                            0.599832206555887937690,
                            0.136929880922735805310,
                            0.0148753612908506148525,
                            7.86869131145613259100e-4,
                            1.84631831751005468180e-5,
                            1.42151175831644588870e-7,
                            2.04426310338993978564e-15};
    r -= 5;
    x = detail::horner(e, r) / detail::horner(f, r);
  }
  return q < 0 ? -x : x;
}

/** The z of a two-sided interval: normal_two_sided(0.95) = 1.959963984540054.
    \throws invalid_input for a level outside (0, 1) */
inline double normal_two_sided(double level, std::string_view where = "normal_two_sided") {
  if (!(level > 0 && level < 1)) detail::refuse(error_code::out_of_range, where, "level", no_row, level, "is outside (0, 1)");
  return -normal_quantile((1 - level) / 2);
}

}  // namespace walaa::inline WALAA_ABI
