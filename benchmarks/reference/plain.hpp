// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The honest plain reference: the textbook formula for every row, with std::log, std::exp, std::lgamma and Boost's digamma,
    no shortcut, no table but the one over the count that every textbook implementation has. Same flags as walaa's code. */

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace walaa_bench::plain {

struct bg {
  double r, alpha, a, b;
};

/// P(alive): a logarithm and an exponential on every row, a table for ln(a / (b + x - 1)).
inline void p_alive(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T,
                    std::span<double> out) {
  const double most = *std::max_element(x.begin(), x.end());
  std::vector<double> odds(static_cast<std::size_t>(most) + 1);
  for (std::size_t k = 0; k < odds.size(); ++k)
    odds[k] = k == 0 ? -std::numeric_limits<double>::infinity() : std::log(m.a / (m.b + static_cast<double>(k) - 1));
  for (std::size_t i = 0; i < x.size(); ++i)
    out[i] =
        1 / (1 + std::exp(odds[static_cast<std::size_t>(x[i])] + (m.r + x[i]) * std::log((m.alpha + T[i]) / (m.alpha + tx[i]))));
}

/// 2F1(p, q; c; z) by its series.
inline double hypergeometric(double p, double q, double c, double z) {
  double sum = 1, term = 1;
  for (int j = 1; j < 100000 && std::abs(term) > 1e-16 * std::abs(sum); ++j) {
    term *= (p + j - 1) * (q + j - 1) / ((c + j - 1) * j) * z;
    sum += term;
  }
  return sum;
}

/// Conditional expected purchases of one customer: eq. 10 of Fader, Hardie & Lee (2005).
inline double expected_purchases(const bg& m, double x, double tx, double T, double t) {
  const double series = hypergeometric(m.r + x, m.b + x, m.a + m.b + x - 1, t / (m.alpha + T + t));
  const double alive_part = 1 - std::pow((m.alpha + T) / (m.alpha + T + t), m.r + x) * series;
  const double dead = x > 0 ? m.a / (m.b + x - 1) * std::pow((m.alpha + T) / (m.alpha + tx), m.r + x) : 0;
  return (m.a + m.b + x - 1) / (m.a - 1) * alive_part / (1 + dead);
}

inline void expected_purchases(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T,
                               double t, std::span<double> out) {
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = expected_purchases(m, x[i], tx[i], T[i], t);
}

struct spend {
  double p, q, v;
};

/// Twelve months, a series each, times the expected spend.
inline void lifetime_value(const bg& m, const spend& s, std::span<const double> x, std::span<const double> tx,
                           std::span<const double> T, std::span<const double> mean, double month, double monthly_factor,
                           std::span<double> out) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    double before = 0, value = 0, factor = 1;
    for (int k = 1; k <= 12; ++k) {
      const double until = expected_purchases(m, x[i], tx[i], T[i], k * month);
      factor *= monthly_factor;
      value += factor * (until - before);
      before = until;
    }
    const double total = x[i] > 0 ? x[i] * mean[i] : 0;
    out[i] = value * s.p * (s.v + total) / (s.p * x[i] + s.q - 1);
  }
}

/// All at once, column after column: P(alive), purchases expected in twelve months, spend, twelve months' value.
inline void everything(const bg& m, const spend& s, std::span<const double> x, std::span<const double> tx,
                       std::span<const double> T, std::span<const double> mean, double month, double monthly_factor,
                       std::span<double> out) {
  const std::size_t n = x.size();
  p_alive(m, x, tx, T, out.first(n));
  for (std::size_t i = 0; i < n; ++i) {
    double before = 0, value = 0, factor = 1;
    for (int k = 1; k <= 12; ++k) {
      const double until = expected_purchases(m, x[i], tx[i], T[i], k * month);
      factor *= monthly_factor;
      value += factor * (until - before);
      before = until;
    }
    const double total = x[i] > 0 ? x[i] * mean[i] : 0;
    out[n + i] = before;
    out[2 * n + i] = s.p * (s.v + total) / (s.p * x[i] + s.q - 1);
    out[3 * n + i] = value * out[2 * n + i];
  }
}

/// P(nothing is bought in the t after the end of observation).
inline void no_purchase(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T, double t,
                        std::span<double> out) {
  p_alive(m, x, tx, T, out);
  for (std::size_t i = 0; i < x.size(); ++i)
    out[i] = 1 - out[i] * (1 - std::pow((m.alpha + T[i]) / (m.alpha + T[i] + t), m.r + x[i]));
}

/// ln L, gradient and Hessian of BG/NBD in natural parameters, special functions on every row.
struct derivatives {
  double value = 0;
  std::array<double, 4> gradient{};
  std::array<double, 16> hessian{};
};

inline void add_row(const bg& m, double x, double tx, double T, derivatives& sum) {
  using boost::math::digamma;
  using boost::math::trigamma;
  const auto [r, alpha, a, b] = m;
  const double end = alpha + T, last = alpha + tx, n = r + x, L = std::log(end / last);
  double value = std::lgamma(n) - std::lgamma(r) + r * std::log(alpha) + std::lgamma(a + b) + std::lgamma(b + x) -
                 std::lgamma(b) - std::lgamma(a + b + x) - n * std::log(end);
  std::array<double, 4> g{digamma(n) - digamma(r) + std::log(alpha) - std::log(end), r / alpha - n / end,
                          digamma(a + b) - digamma(a + b + x), digamma(a + b) + digamma(b + x) - digamma(b) - digamma(a + b + x)};
  std::array<double, 16> h{};
  const auto add = [&h](std::size_t i, std::size_t j, double v) {
    h[4 * i + j] += v;
    if (i != j) h[4 * j + i] += v;
  };
  add(0, 0, trigamma(n) - trigamma(r));
  add(0, 1, 1 / alpha - 1 / end);
  add(1, 1, -r / (alpha * alpha) + n / (end * end));
  const double both = trigamma(a + b) - trigamma(a + b + x);
  add(2, 2, both);
  add(2, 3, both);
  add(3, 3, both + trigamma(b + x) - trigamma(b));
  if (x > 0) {  // ln(1 + e^u), u = ln(a / (b + x - 1)) + n L: the customer may have left
    const double B = b + x - 1, u = std::log(a / B) + n * L, w = 1 / (1 + std::exp(-u));
    value += u > 30 ? u + std::log1p(std::exp(-u)) : std::log1p(std::exp(u));
    const double slope = 1 / end - 1 / last;
    const std::array<double, 4> du{L, n * slope, 1 / a, -1 / B};
    for (std::size_t i = 0; i < 4; ++i) g[i] += w * du[i];
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 4; ++j) h[4 * i + j] += w * (1 - w) * du[i] * du[j];
    add(0, 1, w * slope);
    add(1, 1, w * n * (1 / (last * last) - 1 / (end * end)));
    add(2, 2, -w / (a * a));
    add(3, 3, w / (B * B));
  }
  sum.value += value;
  for (std::size_t i = 0; i < 4; ++i) sum.gradient[i] += g[i];
  for (std::size_t i = 0; i < 16; ++i) sum.hessian[i] += h[i];
}

inline derivatives log_likelihood(const bg& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T) {
  derivatives sum;
  for (std::size_t i = 0; i < x.size(); ++i) add_row(m, x[i], tx[i], T[i], sum);
  return sum;
}

struct pareto {
  double r, alpha, s, beta;
};

/** ln L of Pareto/NBD for one customer: eq. A.1 of Fader & Hardie, notes 009 and 2005: the difference of two series, each from the
    larger of alpha and beta, for every row. */
inline double log_likelihood(const pareto& m, double x, double tx, double T) {
  const auto [r, alpha, s, beta] = m;
  const double n = r + s + x, far = alpha >= beta ? alpha : beta, apart = std::abs(alpha - beta);
  const double second = alpha >= beta ? s + 1 : r + x;
  const double last = hypergeometric(n, second, n + 1, apart / (far + tx)),
               end = hypergeometric(n, second, n + 1, apart / (far + T));
  const double alive = -(r + x) * std::log(alpha + T) - s * std::log(beta + T);
  const double left = std::log(s / n) - n * std::log(far + tx) + std::log(last - std::pow((far + tx) / (far + T), n) * end);
  const double more = std::max(alive, left);
  return std::lgamma(r + x) - std::lgamma(r) + r * std::log(alpha) + s * std::log(beta) + more +
         std::log(std::exp(alive - more) + std::exp(left - more));
}

inline double log_likelihood(const pareto& m, std::span<const double> x, std::span<const double> tx, std::span<const double> T) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += log_likelihood(m, x[i], tx[i], T[i]);
  return sum;
}

/// First day, last day, distinct days and repeat spend by std::unordered_map, after sorting each customer's days.
struct summary_row {
  std::vector<std::pair<std::int64_t, double>> days;
};

struct summary_totals {
  double customers = 0, frequency = 0, recency = 0, spend = 0;
};

inline summary_totals summarize(std::span<const std::int64_t> customer, std::span<const std::int64_t> on,
                                std::span<const double> amount) {
  std::unordered_map<std::int64_t, summary_row> rows;
  for (std::size_t i = 0; i < customer.size(); ++i) rows[customer[i]].days.emplace_back(on[i], amount[i]);
  summary_totals sum;
  for (auto& [key, row] : rows) {
    std::sort(row.days.begin(), row.days.end());
    double repeats = 0, spend = 0;
    for (const auto& [day, paid] : row.days) spend += day != row.days.front().first ? paid : 0;
    for (std::size_t i = 1; i < row.days.size(); ++i) repeats += row.days[i].first != row.days[i - 1].first ? 1 : 0;
    sum.customers += 1;
    sum.frequency += repeats;
    sum.recency += static_cast<double>(row.days.back().first - row.days.front().first);
    sum.spend += repeats > 0 ? spend / repeats : 0;
  }
  return sum;
}

}  // namespace walaa_bench::plain
