// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A sum to infinity of a survival curve with a discount: the first terms one by one, the rest by Euler and Maclaurin's formula.

        sum over t >= N of f(t) = integral from N on + f(N)/2 - f'(N)/12 + ...,  the next term f'''(N)/720

    f falls like t^-order (1 + d)^-t. From N = 4096 on its logarithm is so smooth that the term left out is below 1e-12 of the
    sum; the integral is taken over [N, 2N], [2N, 4N], ... until nothing is left, or the curve is a power to the last bit. */

#include <walaa/math/quadrature.hpp>

#include <cmath>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// sum over t = n, n + 1, ... of exp(log_term(t)); order > 1 where discount is 0. log_slope is the derivative of log_term.
template<class F, class G>
double sum_to_infinity(double n, double order, double discount, const F& log_term, const G& log_slope) {
  constexpr double enough = 1e-17;
  double sum = 0, t = n;
  const auto left = [&](double at, double term) {  // a bound on what follows, from the slope there
    const double falls = -log_slope(at);
    return discount > 0 ? term / -std::expm1(-std::log1p(discount)) : order > 1 ? term * at / (order - 1) : term / falls;
  };
  for (; t < n + 4096; ++t) {
    const double term = std::exp(log_term(t));
    sum += term;
    if (left(t, term) < enough * sum) return sum;
  }
  const double at_t = std::exp(log_term(t));
  double rest = at_t * (0.5 - log_slope(t) / 12);
  for (double from = t;; from *= 2) {
    rest += gauss_legendre([&](double u) { return std::exp(log_term(u)); }, from, 2 * from);
    const double term = std::exp(log_term(2 * from));
    if (left(2 * from, term) < enough * sum) break;
    if (from > 1e30) {  // without a discount and barely finite: a power by now
      rest += 2 * from * term / (order - 1);
      break;
    }
  }
  return sum + rest;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
