// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What over-dispersion adds to the likelihood of a count. A unit whose rate is drawn has seen, after i events, a rate that is
    1 + i d times the mean, so that the likelihood has, with derivatives in d,

        V(y) = sum over i < y of ln(1 + i d),     S(y) = sum of i / (1 + i d),     Q(y) = sum of i^2 / (1 + i d)^2

    V is ln of the rising factorial of 1/d less y ln(1/d), which loses every digit as d -> 0; here d = 0 is a number like any
    other (V = 0, S = y (y - 1) / 2), and the model without over-dispersion is reached, not approached.

    Up to 32 counts are added one by one; from there the sums follow from their integrals by Euler and Maclaurin.

    Source: DLMF 2.10.1 (Euler-Maclaurin). */

#include <walaa/math/gamma.hpp>  // for stirling, stirling_digamma, polynomial

#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>  // for size

namespace walaa::inline WALAA_ABI {

namespace detail {

/// (ln(1 + u) - u + u^2/2) / u^3 for u >= 0; 1/3 at 0.
inline double log1p_third(double u) noexcept {
  if (u >= 0.25) return (std::log1p(u) - u + 0.5 * u * u) / (u * u * u);
  double sum = 0;
  for (int k = 28; k >= 3; --k) sum = (k % 2 == 1 ? 1.0 : -1.0) / k + u * sum;
  return sum;
}

/// (u - ln(1 + u)) / u^2; 1/2 at 0.
inline double log1p_deficit(double u) noexcept { return u < 0.25 ? 0.5 - u * log1p_third(u) : (u - std::log1p(u)) / (u * u); }

struct dispersion_terms {
  double value = 0, first = 0, second = 0;  ///< V, S, Q
};

/// The three sums for one d >= 0 and any count.
class dispersion_sums {
 public:
  explicit dispersion_sums(double d) noexcept : d_(d) {
    for (std::size_t i = 0; i < counted; ++i) table_[i + 1] = plus(table_[i], static_cast<double>(i));
    at_counted_ = antiderivative(counted);
  }

  /// Of a whole number >= 0.
  dispersion_terms at(double y) const noexcept {
    if (y <= static_cast<double>(counted)) return table_[static_cast<std::size_t>(y)];
    const dispersion_terms end = antiderivative(y);
    return {table_[counted].value + (end.value - at_counted_.value), table_[counted].first + (end.first - at_counted_.first),
            table_[counted].second + (end.second - at_counted_.second)};
  }

 private:
  static constexpr std::size_t counted = 32;

  dispersion_terms plus(const dispersion_terms& t, double i) const noexcept {
    const double part = i / (1 + i * d_);
    return {t.value + std::log1p(i * d_), t.first + part, t.second + part * part};
  }

  /// Integral from 0, less half the summand, plus Bernoulli's terms; differences of it are sums from 32 on.
  dispersion_terms antiderivative(double x) const noexcept {
    const double u = x * d_, w = 1 / (1 + u), z = d_ * w, zz = z * z, l = std::log1p(u), part = x * w;
    // integral of x^2 / (1 + d x)^2 over x^3
    const double third = u < 1 ? w - 2 * log1p_third(u) : (u - 2 * l + u * w) / (u * u * u);
    dispersion_terms t;
    t.value = x * (l - u * log1p_deficit(u)) - 0.5 * l + z * polynomial(stirling, zz);
    t.first = x * x * log1p_deficit(u) - 0.5 * part - w * w * polynomial(stirling_digamma, zz);
    // the (2k - 1)-th derivative of the summand is 2 (2k - 1)! (1 - k w) w^3 z^(2k - 3); x w^3 for k = 1
    double bernoulli = 0;
    for (std::size_t k = std::size(stirling_digamma); k >= 2; --k)
      bernoulli = zz * bernoulli - stirling_digamma[k - 1] * (1 - static_cast<double>(k) * w);
    t.second = x * x * x * third - 0.5 * part * part + w * w * w * (x / 6 + 2 * z * bernoulli);
    return t;
  }

  double d_;
  std::array<dispersion_terms, counted + 1> table_{};
  dispersion_terms at_counted_{};
};

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
