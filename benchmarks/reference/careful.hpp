// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The careful reference: what a good programmer writes in an afternoon. Still scalar and row by row, but it takes the
    shortcuts: no logarithm for customers without a repeat, tables over the count, a series of positive terms. */

#include "plain.hpp"

namespace walaa_bench::careful {

using plain::bg;

inline void p_alive(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T, std::span<double> out) {
  const double most = *std::max_element(x.begin(), x.end());
  std::vector<double> odds(static_cast<std::size_t>(most) + 1);
  for (std::size_t k = 1; k < odds.size(); ++k) odds[k] = m.a / (m.b + static_cast<double>(k) - 1);
  for (std::size_t i = 0; i < x.size(); ++i)
    out[i] = x[i] == 0 ? 1
                       : 1 / (1 + odds[static_cast<std::size_t>(x[i])] *
                                      std::exp((m.r + x[i]) * std::log((m.alpha + T[i]) / (m.alpha + tx[i]))));
}

/// The expectation of a customer who is alive as a sum of positive terms.
inline double alive_expectation(const bg& m, double x, double T, double t) {
  const double rho = m.r + x, b = m.b + x, z = t / (m.alpha + T + t);
  double pmf = std::exp(rho * std::log1p(-z)), weight = 1, reached = 0, sum = 0;
  for (int j = 1; j < 100000; ++j) {
    pmf *= z * (rho + j - 1) / j;
    reached += weight;
    sum += pmf * reached;
    weight *= (b + j - 1) / (m.a + b + j - 1);
    if (pmf * reached < 1e-16 * sum && j > rho) break;
  }
  return sum;
}

inline void expected_purchases(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T, double t,
                               std::span<double> out) {
  p_alive(m, x, tx, T, out);
  for (std::size_t i = 0; i < x.size(); ++i) out[i] *= alive_expectation(m, x[i], T[i], t);
}

}  // namespace walaa_bench::careful
