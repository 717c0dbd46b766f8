// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The gamma distribution's functions: the regularised incomplete gamma P(a, x), its complement Q(a, x) and the quantile.

    All rest on ln of x^a e^-x / Gamma(a) without cancellation (Loader's form): from the deviance of x against a and the rest
    of Stirling's series. Then a power series below a, a continued fraction above it, and for a >= 1e4 near x = a, where both
    are slow, Temme's expansion: half an error function with a correction in powers of 1/a.

    Relative error 1e-13 of the tail that is asked for, where x is known to as many digits: near x = a the tail moves by the
    square root of a times what x does. Not for a <= 0.

    Source: DLMF 8.11.4 (series), 8.9.2 (fraction), 8.12.7 to 8.12.12 (Temme); Didonato & Morris (1986), Computation of the
    incomplete gamma function ratios and their inverse, ACM TOMS 12(4). */

#include <walaa/core/config.hpp>
#include <walaa/math/beta.hpp>    // for log_deficit, stirling_rest
#include <walaa/math/gamma.hpp>   // for polynomial
#include <walaa/math/normal.hpp>  // for normal_quantile

#include <algorithm>  // for max, min
#include <cmath>
#include <limits>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// ln of x^a e^-x / Gamma(a); a, x > 0.
inline double log_gamma_kernel(double a, double x) noexcept {
  constexpr double half_log_two_pi = 0.91893853320467274178;
  return 0.5 * std::log(a) - half_log_two_pi - a * log_deficit((x - a) / a, x / a) - stirling_rest(a);
}

/// P(a, x) / kernel, for x below a + 1.
inline double gamma_series(double a, double x) noexcept {
  double term = 1 / a, sum = term;
  for (double n = 1; n < 100000; ++n) {  // of the order of the square root of a
    term *= x / (a + n);
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return sum;
}

/// Q(a, x) / kernel, for x from a + 1 on: the even part of the continued fraction, by Lentz's method.
inline double gamma_fraction(double a, double x) noexcept {
  constexpr double tiny = 1e-300;
  const auto away = [](double v) { return std::abs(v) < tiny ? tiny : v; };
  double b = x + 1 - a, c = 1 / tiny, d = 1 / away(b), f = d;
  for (double n = 1; n < 100000; ++n) {
    const double numerator = n * (a - n);
    b += 2;
    d = 1 / away(b + numerator * d);
    c = away(b + numerator / c);
    f *= c * d;
    if (std::abs(c * d - 1) < 2e-16) break;
  }
  return f;
}

// Taylor coefficients in eta of Temme's c_0, c_1, c_2 (DLMF 8.12.12)
inline constexpr double temme_0[] = {-1.0 / 3,
                                     1.0 / 12,
                                     -2.0 / 135,
                                     1.0 / 864,
                                     1.0 / 2835,
                                     -139.0 / 777600,
                                     0.39192631785224377817e-4,
                                     -0.218544851067999216147e-5,
                                     -0.18540622107151599607e-5,
                                     0.829671134095308600502e-6,
                                     -0.176659527368260793044e-6,
                                     0.670785354340149858037e-8};
inline constexpr double temme_1[] = {-1.0 / 540,
                                     -1.0 / 288,
                                     1.0 / 378,
                                     -77.0 / 77760,
                                     0.205761316872427983539e-3,
                                     -0.40187757201646090535e-6,
                                     -0.18098550334489977837e-4};
inline constexpr double temme_2[] = {25.0 / 6048, -139.0 / 51840, 0.771604938271604938272e-3, 0.200938786008230452675e-5};

inline bool wants_temme(double a, double x) noexcept { return a >= 1e4 && std::abs(x - a) < 0.1 * a; }

/// P(a, x), or Q(a, x) for upper.
inline double temme_tail(double a, double x, bool upper) noexcept {
  constexpr double two_pi = 6.283185307179586477;
  const double u = (x - a) / a, half_square = log_deficit(u, x / a), eta = std::copysign(std::sqrt(2 * half_square), u);
  const double correction = std::exp(-a * half_square) / std::sqrt(two_pi * a) *
                            (polynomial(temme_0, eta) + (polynomial(temme_1, eta) + polynomial(temme_2, eta) / a) / a);
  const double normal = 0.5 * std::erfc((upper ? eta : -eta) * std::sqrt(0.5 * a));
  return upper ? normal + correction : normal - correction;
}

/// P(a, x), or Q(a, x) for upper; a, x > 0.
inline double gamma_tail(double a, double x, bool upper) noexcept {
  if (wants_temme(a, x)) return temme_tail(a, x, upper);
  const double kernel = std::exp(log_gamma_kernel(a, x));
  const bool above = x >= a + 1;  // the fraction gives Q, the series P
  const double tail = (std::min)(1.0, kernel == 0 ? 0 : kernel * (above ? gamma_fraction(a, x) : gamma_series(a, x)));
  return above == upper ? tail : (std::max)(0.0, 1 - tail);
}

}  // namespace detail

/// P(a, x), the probability that a Gamma(a, rate 1) variable is below x; a > 0.
inline double incomplete_gamma(double a, double x) noexcept {
  if (is_missing(a + x)) return missing;
  return x <= 0 ? 0 : !is_finite(x) ? 1 : detail::gamma_tail(a, x, false);
}

/// Q(a, x) = 1 - P(a, x), to its own last digits.
inline double incomplete_gamma_complement(double a, double x) noexcept {
  if (is_missing(a + x)) return missing;
  return x <= 0 ? 1 : !is_finite(x) ? 0 : detail::gamma_tail(a, x, true);
}

/// The x with P(a, x) = probability; 0 where it is below the smallest double.
inline double gamma_quantile(double a, double probability) noexcept {
  if (is_missing(a + probability)) return missing;
  if (probability <= 0) return 0;
  if (probability >= 1) return std::numeric_limits<double>::infinity();
  // Newton's method in s = ln x, kept inside a bracket; the tail that is solved for is the smaller one
  const bool upper = probability > 0.5;
  const double wanted = upper ? 1 - probability : probability;
  double low = -745, high = (std::max)(std::log(a), 0.0) + 10;
  double s;
  if (a < 1) {  // P(a, x) is x^a / Gamma(a + 1) for small x
    s = (std::log(probability) + log_gamma(a + 1)) / a;
  } else {  // Wilson & Hilferty
    const double root = 1 - 1 / (9 * a) + normal_quantile(probability) / (3 * std::sqrt(a));
    s = root > 0 ? std::log(a) + 3 * std::log(root) : (std::log(probability) + log_gamma(a + 1)) / a;
  }
  if (s <= low) return 0;
  s = (std::min)(s, high - 1);
  double x = 0;
  for (int i = 0; i < 200; ++i) {
    x = std::exp(s);
    const double tail = detail::gamma_tail(a, x, upper);
    ((tail > wanted) != upper ? high : low) = s;
    // d ln(tail) / ds = +-kernel / tail
    const double slope = std::exp(detail::log_gamma_kernel(a, x)) / tail;
    double next = s + (upper ? 1 : -1) * std::log(tail / wanted) / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::abs(next - s) <= 1e-16 * (std::max)(1.0, std::abs(s))) break;
    s = next;
  }
  return x;
}

}  // namespace walaa::inline WALAA_ABI
