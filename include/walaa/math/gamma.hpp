// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The gamma function in logarithms, its derivatives, and above all its *differences*.

    Likelihoods of counts never need ln Gamma itself but ln Gamma(r + n) - ln Gamma(r) and the like. Subtracting two values
    of ln Gamma loses every digit when r is large (ten customers that hardly differ have r near 1e6), so the differences are
    formed term by term from Stirling's series, each term without cancellation:

        ln Gamma(z) = (z - 1/2) ln z - z + ln(2 pi)/2 + sum_k B_2k / (2k (2k-1) z^(2k-1)),     z >= 10 after a shift

    Not for negative arguments or complex ones: every parameter here is positive. Nothing touches a global: the C library's
    lgamma writes `signgam` and is a data race.

    Source: DLMF 5.5.1 (recurrence), 5.7.3 (series at 2), 5.11.1 and 5.11.2 (Stirling). Accuracy, against 50 digits: 4 ULP of
    the larger of 1 and the value; differences 1e-14 relative. */

#include <walaa/core/config.hpp>

#include <cmath>
#include <cstddef>
#include <iterator>  // for size

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A polynomial in s and its divided difference between s1 and s2, from one Horner scheme.
template<std::size_t N> struct divided_difference {
  double at_second, slope;  // p(s2), (p(s2) - p(s1)) / (s2 - s1)

  divided_difference(const double (&c)[N], double s1, double s2) noexcept : at_second(0), slope(0) {
    double at_first = 0;
    for (std::size_t k = N; k-- > 0;) {
      slope = slope * s2 + at_first;
      at_first = at_first * s1 + c[k];
      at_second = at_second * s2 + c[k];
    }
  }
};

// coefficients of powers of 1/z^2; the first term left out is below 1e-16 of the sum from z = 10 on
inline constexpr double stirling[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                      1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400};
inline constexpr double stirling_digamma[] = {-1.0 / 12,  1.0 / 120,     -1.0 / 252, 1.0 / 240,
                                              -1.0 / 132, 691.0 / 32760, -1.0 / 12,  3617.0 / 8160};
inline constexpr double stirling_trigamma[] = {1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,
                                               5.0 / 66, -691.0 / 2730, 7.0 / 6,  -3617.0 / 510};

inline constexpr double stirling_from = 10;

template<std::size_t N> double polynomial(const double (&c)[N], double s) noexcept {
  double sum = 0;
  for (std::size_t k = N; k-- > 0;) sum = sum * s + c[k];
  return sum;
}

/// ln Gamma(2 + z) for |z| <= 1/2: coefficients (-1)^k (zeta(k) - 1) / k
inline double log_gamma_near_two(double z) noexcept {
  constexpr double zeta_less_one[] = {
      0.64493406684822643647,    0.2020569031595942854,    0.082323233711138191516,   0.036927755143369926331,
      0.017343061984449139715,   0.0083492773819228268398, 0.0040773561979443393787,  0.0020083928260822144179,
      0.00099457512781808533715, 0.0004941886041194645587, 0.00024608655330804829864, 0.00012271334757848914675,
      6.1248135058704829259e-5,  3.0588236307020493552e-5, 1.5282259408651871733e-5,  7.6371976378997622736e-6,
      3.8172932649998398565e-6,  1.9082127165539389257e-6, 9.5396203387279611315e-7,  4.7693298678780646312e-7,
      2.3845050272773299e-7,     1.1921992596531107307e-7, 5.9608189051259479612e-8,  2.9803503514652280186e-8,
      1.4901554828365041235e-8};
  constexpr double one_less_euler = 0.42278433509846713939;
  double sum = 0;
  for (std::size_t k = std::size(zeta_less_one) + 2; k-- > 2;) {
    const double c = zeta_less_one[k - 2] / static_cast<double>(k);
    sum = sum * z + (k % 2 == 0 ? c : -c);
  }
  return z * (one_less_euler + z * sum);
}

}  // namespace detail

/// ln Gamma(x), x > 0; relative accuracy also around its zeros 1 and 2.
inline double log_gamma(double x) noexcept {
  if (x < 0.5) return detail::log_gamma_near_two(x) - std::log1p(x) - std::log(x);
  if (x <= 1.5) return detail::log_gamma_near_two(x - 1) - std::log1p(x - 1);
  if (x <= 2.5) return detail::log_gamma_near_two(x - 2);
  if (x <= 3.5) return detail::log_gamma_near_two(x - 3) + std::log(x - 1);
  double shift = 1;
  for (; x < detail::stirling_from; ++x) shift *= x;
  constexpr double half_log_two_pi = 0.91893853320467274178;
  const double i = 1 / x;
  return (x - 0.5) * std::log(x) - x + half_log_two_pi + i * detail::polynomial(detail::stirling, i * i) - std::log(shift);
}

/// psi(x) = d/dx ln Gamma(x), x > 0.
inline double digamma(double x) noexcept {
  double shift = 0;
  for (; x < detail::stirling_from; ++x) shift += 1 / x;
  const double i = 1 / x, s = i * i;
  return std::log(x) - 0.5 * i + s * detail::polynomial(detail::stirling_digamma, s) - shift;
}

/// psi'(x), x > 0.
inline double trigamma(double x) noexcept {
  double shift = 0;
  for (; x < detail::stirling_from; ++x) shift += 1 / (x * x);
  const double i = 1 / x, s = i * i;
  return shift + i + 0.5 * s + i * s * detail::polynomial(detail::stirling_trigamma, s);
}

/// ln of the rising factorial (r)_n = Gamma(r + n) / Gamma(r); r > 0, n >= 0, n need not be whole.
inline double log_rising(double r, double n) noexcept {
  double shift = 0, ratio = 1;
  for (; r < detail::stirling_from; ++r) {
    if (n < 0.5)
      shift += std::log1p(n / r);
    else
      ratio *= (r + n) / r;
  }
  const double i1 = 1 / r, i2 = 1 / (r + n), di = -n * i1 * i2;  // i2 - i1 without cancellation
  const detail::divided_difference tail(detail::stirling, i1 * i1, i2 * i2);
  const double tail_difference = di * (tail.at_second + i1 * (i1 + i2) * tail.slope);
  return (r - 0.5) * std::log1p(n / r) + n * (std::log(r + n) - 1) + tail_difference - shift - (ratio == 1 ? 0 : std::log(ratio));
}

/// psi(r + n) - psi(r), the first derivative of log_rising in r.
inline double digamma_difference(double r, double n) noexcept {
  double shift = 0;
  for (; r < detail::stirling_from; ++r) shift += n / (r * (r + n));
  const double i1 = 1 / r, i2 = 1 / (r + n), di = -n * i1 * i2, s1 = i1 * i1, s2 = i2 * i2;
  const detail::divided_difference tail(detail::stirling_digamma, s1, s2);
  return shift + std::log1p(n / r) - 0.5 * di + di * (i1 + i2) * (tail.at_second + s1 * tail.slope);
}

/// psi'(r + n) - psi'(r) <= 0, its second derivative.
inline double trigamma_difference(double r, double n) noexcept {
  double shift = 0;
  for (; r < detail::stirling_from; ++r) {
    const double end = r + n, p = r * end;
    shift -= n * (r + end) / (p * p);
  }
  const double i1 = 1 / r, i2 = 1 / (r + n), di = -n * i1 * i2, s1 = i1 * i1, s2 = i2 * i2;
  const detail::divided_difference tail(detail::stirling_trigamma, s1, s2);
  // i^3 K(i^2): i2^3 K(s2) - i1^3 K(s1) = (i2^3 - i1^3) K(s2) + i1^3 (K(s2) - K(s1))
  const double cubes = di * (s2 + i1 * i2 + s1);
  return shift + di + 0.5 * di * (i1 + i2) + cubes * tail.at_second + i1 * s1 * di * (i1 + i2) * tail.slope;
}

/// ln B(a, b + x) - ln B(a, b) <= 0: the probability that x coins of Beta(a, b) all fall on b's side; x >= 0.
inline double log_beta_difference(double a, double b, double x) noexcept {
  if (x == std::floor(x) && x <= 32) {
    double sum = 0;
    for (double i = 0; i < x; ++i) sum -= std::log1p(a / (b + i));  // each term of one sign
    return sum;
  }
  if (a < x) return log_rising(b, a) - log_rising(b + x, a);
  return log_rising(b, x) - log_rising(a + b, x);
}

}  // namespace walaa::inline WALAA_ABI
