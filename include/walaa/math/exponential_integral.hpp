// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The scaled exponential integral e^z E_nu(z) = integral of exp(-z u) (1 + u)^(-nu) over u > 0, which turns a rate of
    purchases that decays like (1 + u)^(-nu) into its discounted total.

    nu >= 0 and z > 0 real. Between 1 / (z + nu) and 1 / (z + nu - 1): nothing overflows, however large z or nu. For z <= 1
    the power series, in which the two terms that are infinite at a whole nu are taken together (their difference is an
    expm1), elsewhere the continued fraction; about 1e-14 relative. At z = 0 it is 1 / (nu - 1), infinite for nu <= 1.

    Source: DLMF 8.19.8 (series), 8.19.17 (continued fraction). */

#include <walaa/core/config.hpp>
#include <walaa/math/gamma.hpp>  // for digamma, log_rising

#include <cmath>
#include <limits>  // for numeric_limits

namespace walaa::inline WALAA_ABI {

namespace detail {

/// ln Gamma(n + e) - ln Gamma(n) for n >= 1, |e| <= 1/2, with an error relative to e.
inline double log_gamma_step(double n, double e) noexcept { return e < 0 ? -log_rising(n + e, -e) : log_rising(n, e); }

/// E_nu(z) for 0 < z <= 1.
inline double exponential_integral_series(double nu, double z) noexcept {
  const double n = std::nearbyint(nu), e = nu - n;
  double sum = 0, power = 1;  // (-z)^k / k!
  for (int k = 0; k < 30; ++k) {
    if (k != n - 1) sum -= power / (1 - nu + k);
    power *= -z / (k + 1);
  }
  if (n > 30) return sum;  // the pair is below z^30 / 30!
  constexpr double pi = 3.14159265358979323846;
  if (n < 1) return sum + std::exp(log_gamma_step(1, -e) + (nu - 1) * std::log(z));  // Gamma(1 - nu) z^(nu - 1)
  double front = -1;                                                                 // (-1)^n z^(n - 1) / Gamma(n)
  for (int k = 1; k < n; ++k) front *= -z / k;
  const double x = pi * e;
  const double log_sinc = std::abs(x) < 1e-3 ? x * x / 6 * (1 + x * x / 30) : std::log(x / std::sin(x));
  if (e == 0) return sum + front * (std::log(z) - digamma(n));
  return sum + front * std::expm1(log_sinc + e * std::log(z) - log_gamma_step(n, e)) / e;
}

}  // namespace detail

inline double scaled_exponential_integral(double nu, double z) noexcept {
  if (is_missing(nu + z)) return missing;
  if (z <= 0) return nu > 1 ? 1 / (nu - 1) : std::numeric_limits<double>::infinity();
  if (z <= 1) return std::exp(z) * detail::exponential_integral_series(nu, z);
  double b = z + nu, c = 1e300, d = 1 / b, h = d;  // modified Lentz
  for (int i = 1; i < 1000; ++i) {
    const double a = -i * (nu - 1 + i);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    h *= c * d;
    if (std::abs(c * d - 1) < 1e-16) break;
  }
  return h;
}

}  // namespace walaa::inline WALAA_ABI
