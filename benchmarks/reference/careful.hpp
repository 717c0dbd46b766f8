// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The careful reference: what a good programmer writes in an afternoon. Still scalar and row by row, but it takes the
    shortcuts: no logarithm for customers without a repeat, tables over the count, P(alive) once a row. */

#include "plain.hpp"

namespace walaa_bench::careful {

using plain::bg;

inline void p_alive(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T,
                    std::span<double> out) {
  const double most = *std::max_element(x.begin(), x.end());
  std::vector<double> odds(static_cast<std::size_t>(most) + 1);
  for (std::size_t k = 1; k < odds.size(); ++k) odds[k] = m.a / (m.b + static_cast<double>(k) - 1);
  for (std::size_t i = 0; i < x.size(); ++i)
    out[i] = x[i] == 0 ? 1
                       : 1 / (1 + odds[static_cast<std::size_t>(x[i])] *
                                      std::exp((m.r + x[i]) * std::log((m.alpha + T[i]) / (m.alpha + tx[i]))));
}

/// The expectation of a customer who is alive: one logarithm and one series.
inline double alive_expectation(const bg& m, double x, double T, double t) {
  const double z = t / (m.alpha + T + t);
  const double series = plain::hypergeometric(m.r + x, m.b + x, m.a + m.b + x - 1, z);
  return (m.a + m.b + x - 1) / (m.a - 1) * (1 - std::exp((m.r + x) * std::log1p(-z)) * series);
}

inline void expected_purchases(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T,
                               double t, std::span<double> out) {
  careful::p_alive(m, x, tx, T, out);
  for (std::size_t i = 0; i < x.size(); ++i) out[i] *= alive_expectation(m, x[i], T[i], t);
}

using plain::spend;

/// Twelve months: P(alive) once, a series a month.
inline void lifetime_value(const bg& m, const spend& s, std::span<const double> x, std::span<const double> tx,
                           std::span<const double> T, std::span<const double> mean, double month, double monthly_factor,
                           std::span<double> out) {
  careful::p_alive(m, x, tx, T, out);
  for (std::size_t i = 0; i < x.size(); ++i) {
    double before = 0, value = 0, factor = 1;
    for (int k = 1; k <= 12; ++k) {
      const double until = alive_expectation(m, x[i], T[i], k * month);
      factor *= monthly_factor;
      value += factor * (until - before);
      before = until;
    }
    const double total = x[i] > 0 ? x[i] * mean[i] : 0;
    out[i] *= value * s.p * (s.v + total) / (s.p * x[i] + s.q - 1);
  }
}

/// All at once: P(alive) once, twelve series, the last of them for the purchases expected in twelve months.
inline void everything(const bg& m, const spend& s, std::span<const double> x, std::span<const double> tx,
                       std::span<const double> T, std::span<const double> mean, double month, double monthly_factor,
                       std::span<double> out) {
  const std::size_t n = x.size();
  careful::p_alive(m, x, tx, T, out.first(n));
  for (std::size_t i = 0; i < n; ++i) {
    double before = 0, value = 0, factor = 1;
    for (int k = 1; k <= 12; ++k) {
      const double until = alive_expectation(m, x[i], T[i], k * month);
      factor *= monthly_factor;
      value += factor * (until - before);
      before = until;
    }
    const double total = x[i] > 0 ? x[i] * mean[i] : 0;
    out[n + i] = out[i] * before;
    out[2 * n + i] = s.p * (s.v + total) / (s.p * x[i] + s.q - 1);
    out[3 * n + i] = out[i] * value * out[2 * n + i];
  }
}

inline void no_purchase(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T, double t,
                        std::span<double> out) {
  careful::p_alive(m, x, tx, T, out);
  for (std::size_t i = 0; i < x.size(); ++i) out[i] *= -std::expm1(-(m.r + x[i]) * std::log1p(t / (m.alpha + T[i])));
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = 1 - out[i];
}

}  // namespace walaa_bench::careful
