// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of Pareto/NBD and its derivatives, row by row: the exact path, which the tables of the fit are held against.

    With n = r + x, Z = 1 + tx/alpha, W = 1 + tx/beta, R = ln((alpha+T)/(alpha+tx)), S = ln((beta+T)/(beta+tx)):

        ln L = ln (r)_x - x ln alpha - n ln Z - s ln W + ln F,      F = e^(-nR - sS) + K

    K, the probability of leaving after tx, before T and before the next purchase, comes with its derivatives from one integral
    (math/pareto_race.hpp): about a microsecond a row. The chain rule runs in (r, ln alpha, s, ln beta), where q = ln((alpha+tx)
    / (beta+tx)) has the derivatives u = alpha/(alpha+tx) and -v = -beta/(beta+tx); those of the ends of R and S are
    differences of such ratios, formed without cancellation.

    Source: Schmittlein, Morrison & Colombo (1987), Management Science 33(1). */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/count_table.hpp>
#include <walaa/math/pareto_race.hpp>
#include <walaa/math/small_matrix.hpp>
#include <walaa/value/purchase_model.hpp>

#include <algorithm>  // for max
#include <cmath>
#include <cstddef>

namespace walaa::inline WALAA_ABI {

/// The four parameters.
struct pareto_nbd_parameters {
  double r = 1, alpha = 1, s = 1, beta = 1;
};

namespace detail {

/// Derivatives in (r, alpha, s, beta) of a sum whose derivatives are in (r, ln alpha, s, ln beta).
inline second_order<4> out_of_log_scales(second_order<4> f, const pareto_nbd_parameters& m) noexcept {
  const double scale[] = {1, 1 / m.alpha, 1, 1 / m.beta};
  for (const std::size_t i : {1u, 3u}) f.hessian(i, i) -= f.gradient(i);
  for (std::size_t i = 0; i < 4; ++i) {
    f.gradient(i) *= scale[i];
    for (std::size_t j = 0; j <= i; ++j) f.hessian(i, j) *= scale[i] * scale[j];
  }
  return f;
}

/// What a row is besides ln F: -n ln Z - s ln W with derivatives in (r, ln alpha, s, ln beta), u = 1 / Z, v = 1 / W.
inline void add_last_purchase(double n, double s, double log_z, double log_w, double u, double v, double weight,
                              second_order<4>& sum) noexcept {
  sum.value -= weight * (n * log_z + s * log_w);
  sum.gradient(0) -= weight * log_z;
  sum.gradient(1) += weight * (n * (1 - u));
  sum.gradient(2) -= weight * log_w;
  sum.gradient(3) += weight * (s * (1 - v));
  sum.hessian(0, 1) += weight * (1 - u);
  sum.hessian(1, 1) -= weight * (n * u * (1 - u));
  sum.hessian(2, 3) += weight * (1 - v);
  sum.hessian(3, 3) -= weight * (s * v * (1 - v));
}

/// weight * ln F from F and its derivatives.
inline void add_logarithm(const second_order<4>& f, double weight, second_order<4>& sum) noexcept {
  const double per_f = 1 / f.value;
  sum.value += weight * std::log(f.value);
  for (std::size_t i = 0; i < 4; ++i) {
    const double g = f.gradient(i) * per_f;
    sum.gradient(i) += weight * g;
    for (std::size_t j = 0; j <= i; ++j) sum.hessian(i, j) += weight * (f.hessian(i, j) * per_f - g * (f.gradient(j) * per_f));
  }
}

}  // namespace detail

/// One parameter vector made ready for many rows: value(history), add(history, weight, sum of derivatives).
class pareto_nbd_likelihood {
 public:
  pareto_nbd_likelihood(const pareto_nbd_parameters& m, double max_frequency)
      : m_(m), log_alpha_(std::log(m.alpha)), rising_(m.r, max_frequency) {}

  /// ln L of one customer.
  double value(const purchase_history& h) const noexcept {
    return rising_.value(h.frequency) - h.frequency * log_alpha_ + silence(h);
  }

  /// All of it but what the count alone decides.
  double silence(const purchase_history& h) const noexcept {
    const pareto_race race = after(h);
    const double buying = detail::log_silence(m_.alpha, h.recency, h.age),
                 leaving = detail::log_silence(m_.beta, h.recency, h.age);
    const double f = std::exp(-race.n * buying - m_.s * leaving) + race.lost(buying, leaving);
    // without a repeat ln F is all there is, and F is 1 less the probability of one: by itself where it is small
    const double log_f = h.frequency == 0 && f > 0.5 ? std::log1p(-race.exchanged().lost(leaving, buying)) : std::log(f);
    return log_f - race.n * std::log1p(h.recency / m_.alpha) - m_.s * std::log1p(h.recency / m_.beta);
  }

  /// Adds weight * (value, gradient, Hessian) of one customer to the sum, in (r, alpha, s, beta).
  void add(const purchase_history& h, double weight, second_order<4>& sum) const noexcept {
    second_order<4> row;
    row.value = rising_.value(h.frequency) - h.frequency * log_alpha_;
    row.gradient(0) = rising_.first(h.frequency);
    row.gradient(1) = -h.frequency;
    row.hessian(0, 0) = rising_.second(h.frequency);
    add_silence(h, row);
    row *= weight;
    sum += detail::out_of_log_scales(row, m_);
  }

  /// silence(h) with its derivatives in (r, ln alpha, s, ln beta), added.
  void add_silence(const purchase_history& h, second_order<4>& row) const noexcept {
    const pareto_race race = after(h);
    const double n = race.n, s = m_.s, age = (std::max)(h.age, h.recency), silent = age - h.recency;
    const double a = detail::log_silence(m_.alpha, h.recency, age), b = detail::log_silence(m_.beta, h.recency, age);
    const double u = m_.alpha / (m_.alpha + h.recency), v = m_.beta / (m_.beta + h.recency);
    const double phi = silent / (m_.alpha + age), du = u * phi, dv = v * (silent / (m_.beta + age));  // u, v fall by these
    const double alive = std::exp(-n * a - s * b);
    const race_terms k = race_derivatives(race, a, b);

    second_order<4> f;  // of alive + K; by ln beta the end of the integral cancels against the derivative of alive
    f.value = alive + k[race::value];
    f.gradient(0) = k[race::by_n] - alive * a;
    f.gradient(1) = u * k[race::by_q] + alive * n * du;
    f.gradient(2) = k[race::by_s] - alive * b;
    f.gradient(3) = -v * k[race::by_q];
    f.hessian(0, 0) = k[race::by_nn] + alive * a * a;
    f.hessian(0, 1) = u * k[race::by_nq] + alive * du * (1 - n * a);
    f.hessian(0, 2) = k[race::by_ns] + alive * a * b;
    f.hessian(0, 3) = -v * k[race::by_nq];
    f.hessian(1, 1) = u * (1 - u) * k[race::by_q] + u * u * k[race::by_qq] + alive * n * du * (n * du + 1 - 2 * u + du);
    f.hessian(1, 2) = u * k[race::by_sq] - alive * n * b * du;
    f.hessian(1, 3) = -u * v * k[race::by_qq];
    f.hessian(2, 2) = k[race::by_ss] + alive * b * b;
    f.hessian(2, 3) = -v * k[race::by_sq];
    f.hessian(3, 3) = v * v * k[race::by_qq] - v * (1 - v) * k[race::by_q] + v * dv * s * alive * n * phi;
    detail::add_logarithm(f, 1, row);
    detail::add_last_purchase(n, s, std::log1p(h.recency / m_.alpha), std::log1p(h.recency / m_.beta), u, v, 1, row);
  }

  const pareto_nbd_parameters& parameters() const noexcept { return m_; }

 private:
  pareto_race after(const purchase_history& h) const noexcept {
    return {m_.r + h.frequency, m_.s, (m_.beta + h.recency) / (m_.alpha + h.recency)};
  }

  pareto_nbd_parameters m_;
  double log_alpha_;
  count_table rising_;
};

}  // namespace walaa::inline WALAA_ABI
