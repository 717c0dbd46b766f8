// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    An elastic net at one penalty: Newton's quadratic, and coordinate descent on it. */

#include <walaa/fit/fit_report.hpp>
#include <walaa/regression/detail/logistic_lanes.hpp>
#include <walaa/regression/outcomes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// The problem at one penalty, in internal units, where columns are centred and of spread 1 (or as they are, without `standardise`).
class elastic_net_descent {
 public:
  scaled_design design;
  outcomes y;
  std::vector<double> times;  ///< what a coefficient is multiplied by in the penalty; 0: the column is left out
  double weight = 0, alpha = 1, lambda = 0;
  std::size_t max_iterations = 100;
  executor_ref executor{};

  std::vector<double> gamma, gradient;  ///< of the mean log-likelihood
  double log_likelihood = missing;

  /// Log-likelihood, gradient and curvature at a point, a row's share of them.
  double evaluate(const std::vector<double>& at) {
    const std::size_t n = design.terms(), padded = design.padded();
    const double* const w = y.weight.empty() ? nullptr : y.weight.data();
    const double* const o = y.offset.empty() ? nullptr : y.offset.data();
    const std::vector<double> s = sum_tiles(
        design, 1 + padded + padded * padded, executor, 1, [&](std::size_t first, std::size_t rows, double* tile, double* into) {
          simd::on_active_path(logistic_tile_call{design, y.value.data(), w, o, at.data(), first, rows, tile, into});
        });
    gradient.resize(n);
    curvature_.resize(n * n);
    for (std::size_t j = 0; j < n; ++j) gradient[j] = s[1 + j] / weight;
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k <= j; ++k)
        curvature_[j * n + k] = curvature_[k * n + j] = s[1 + padded + j * padded + k] / weight;
    log_likelihood = s[0];
    return penalised(at);
  }

  /// What is minimised, at the point of the last evaluation.
  double penalised(const std::vector<double>& at) const {
    double sum = 0;
    for (std::size_t j = 1; j < at.size(); ++j) {
      const double b = at[j] * times[j];
      sum += alpha * std::fabs(b) + (1 - alpha) / 2 * b * b;
    }
    return lambda * sum - log_likelihood / weight;
  }

  /// By how much the worst condition of the optimum is off.
  double violation() const {
    double worst = std::fabs(gradient[0]);
    for (std::size_t j = 1; j < gamma.size(); ++j) {
      if (times[j] == 0) continue;
      const double l1 = lambda * alpha * times[j], pull = gradient[j] - lambda * (1 - alpha) * times[j] * times[j] * gamma[j];
      const double off = gamma[j] == 0 ? (std::max)(0.0, std::fabs(pull) - l1) : std::fabs(pull - (gamma[j] < 0 ? -l1 : l1));
      worst = (std::max)(worst, off);
    }
    return worst;
  }

  fit_status descend() {
    double value = evaluate(gamma);
    for (std::size_t step = 0; step < max_iterations; ++step) {
      if (violation() < 1e-10) return fit_status::converged;
      const std::vector<double> from = gamma, to = quadratic_optimum();
      bool down = false;
      for (double t = 1; t > 1e-9 && !down; t /= 2) {
        for (std::size_t j = 0; j < gamma.size(); ++j) gamma[j] = t == 1 ? to[j] : from[j] + t * (to[j] - from[j]);
        const double there = evaluate(gamma);
        down = is_finite(there) && there <= value + 1e-13 * (std::fabs(value) + 1);
        if (down) value = there;
      }
      if (!down) {
        gamma = from;
        evaluate(gamma);
        return violation() < 1e-8 ? fit_status::converged : fit_status::stalled;
      }
    }
    return violation() < 1e-10 ? fit_status::converged : fit_status::max_iterations;
  }

 private:
  std::vector<double> curvature_;

  /// Coordinate descent on the quadratic about gamma with the penalty: columns in use until they rest, then all once more.
  std::vector<double> quadratic_optimum() const {
    const std::size_t n = gamma.size();
    std::vector<double> b = gamma, slope = gradient;  // slope of the quadratic at b
    std::vector<char> used(n, 1);
    for (int sweep = 0; sweep < 10000; ++sweep) {
      double moved = 0;
      for (std::size_t j = 0; j < n; ++j) {
        if (!used[j] || (j > 0 && times[j] == 0)) continue;
        const double h = curvature_[j * n + j], l1 = j == 0 ? 0 : lambda * alpha * times[j];
        const double l2 = j == 0 ? 0 : lambda * (1 - alpha) * times[j] * times[j];
        if (!(h + l2 > 0)) continue;
        const double pull = slope[j] + h * b[j];
        const double to = pull > l1 ? (pull - l1) / (h + l2) : pull < -l1 ? (pull + l1) / (h + l2) : 0, by = to - b[j];
        if (by == 0) continue;
        b[j] = to;
        for (std::size_t k = 0; k < n; ++k) slope[k] -= curvature_[k * n + j] * by;
        moved = (std::max)(moved, h * by * by);
      }
      const bool all = std::find(used.begin(), used.end(), 0) == used.end(), rests = moved < 1e-26;
      if (rests && all) break;
      for (std::size_t j = 1; j < n; ++j) used[j] = rests || b[j] != 0;
    }
    return b;
  }
};

}  // namespace walaa::inline WALAA_ABI::detail
