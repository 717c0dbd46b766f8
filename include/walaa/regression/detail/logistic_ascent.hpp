// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a logistic regression is fitted: Newton in the internal units of the design, with step-halving.

    Large tables start from the optimum and the Hessian of every eighth block of rows (which starts from that of every 64th), and
    keep that Hessian while the decrement shrinks a hundredfold a step by itself (a chord method); the last step and the covariance
    come from a fresh Hessian at most 1e-6 of the way off, so that the result is that of Newton's method. The choice depends on the
    number of rows alone.

    Separation. At a finite maximum the decrement falls quadratically with the step. Where columns tell the outcomes apart,
    every step still moves some row by about 1 while there is nothing left to gain: then, twice in a row, it is reported. */

#include <walaa/core/progress.hpp>
#include <walaa/math/cholesky.hpp>
#include <walaa/regression/detail/logistic_slope_lanes.hpp>
#include <walaa/regression/outcomes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

enum class ascent_end : unsigned char { converged, separated, singular, stalled, max_iterations, cancelled };

/// Maximises sum w (y eta - ln(1 + e^eta)) - 1/2 sum penalty_j gamma_j^2 over gamma, eta = offset + gamma' z.
class logistic_ascent {
 public:
  scaled_design design;
  outcomes y;
  std::vector<double> penalty;  ///< a term; 0 for the intercept
  std::size_t max_iterations = 100;
  executor_ref executor{};
  const progress_callback* progress = nullptr;

  std::vector<double> gamma, step, factor;  ///< where it stands, the last step, the Cholesky factor of the curvature
  double log_likelihood = missing, weight = 0, slope = missing, decrement = missing;
  std::size_t iterations = 0, evaluations = 0;
  double least_weight = 1;
  bool separable = false;   ///< without a penalty: watch for separation
  bool watch_rank = false;  ///< end as singular at the first sign of columns that depend on each other

  ascent_end run() {
    const std::size_t n = design.terms();
    gamma.resize(n, 0);
    const bool large = design.rows > 32 * block_rows;
    if (design.rows > 128 * block_rows) start_from_every(64);
    if (large) start_from_every(8);
    return climb(large, 1, large ? 1e-12 : 1e-17);
  }

  double penalty_of(const std::vector<double>& at) const {
    double sum = 0;
    for (std::size_t j = 0; j < at.size(); ++j) sum += penalty[j] * at[j] * at[j] / 2;
    return sum;
  }

 private:
  std::vector<double> gradient_, curvature_;

  /// From the optimum of every so many blocks of rows, with their Hessian; unchanged where they have none.
  void start_from_every(std::size_t every) {
    logistic_ascent part = *this;
    const double share = static_cast<double>(every);
    part.separable = false;
    for (double& p : part.penalty) p /= share;
    part.weight = weight / share;
    part.max_iterations = 12;
    if (part.climb(false, every, 1e-6) != ascent_end::converged) return;
    gamma = part.gamma;
    factor = part.factor;
    for (double& l : factor) l *= std::sqrt(share);
  }

  /// The objective at a point; its gradient, and its curvature where asked for.
  double evaluate(const std::vector<double>& at, bool curved, std::size_t every) {
    const std::size_t n = design.terms(), padded = design.padded();
    const double* const w = y.weight.empty() ? nullptr : y.weight.data();
    const double* const o = y.offset.empty() ? nullptr : y.offset.data();
    const auto add_curved = [&](std::size_t first, std::size_t rows, double* tile, double* into) {
      simd::on_active_path(logistic_tile_call{design, y.value.data(), w, o, at.data(), first, rows, tile, into});
    };
    std::vector<double> slopes;
    for (std::size_t j = 1; j < n; ++j) slopes.push_back(at[j] / design.spread[j - 1]);
    const auto add = [&](std::size_t first, std::size_t rows, double* room, double* into) {
      simd::on_active_path(logistic_slope_call{design, y.value.data(), w, o, slopes.data(), at[0], first, rows, room, into});
    };
    const std::vector<double> s = curved ? sum_tiles(design, 1 + padded + padded * padded, executor, every, add_curved)
                                         : sum_tiles(design, 1 + padded, executor, every, add, block_rows);
    ++evaluations;
    gradient_.assign(s.begin() + 1, s.begin() + 1 + static_cast<std::ptrdiff_t>(n));
    for (std::size_t j = 0; j < n; ++j) gradient_[j] -= penalty[j] * at[j];
    if (curved) {
      curvature_.assign(n * n, 0.0);
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k <= j; ++k) curvature_[j * n + k] = s[1 + padded + j * padded + k];
        curvature_[j * n + j] += penalty[j];
      }
    }
    log_likelihood = s[0];
    return s[0] - penalty_of(at);
  }

  /// Largest change of a row's linear predictor in a step.
  double reach() const {
    double largest = 0;
    for (std::size_t i = 0; i < design.rows; ++i) {
      double moved = step[0];
      for (std::size_t j = 0; j < design.columns.size(); ++j)
        moved += step[j + 1] * ((design.columns[j][i] - design.centre[j]) / design.spread[j]);
      largest = (std::max)(largest, std::fabs(moved));
    }
    return largest;
  }

  ascent_end climb(bool chord, std::size_t every, double enough) {
    const std::size_t n = design.terms();
    bool fresh = !chord || factor.empty();
    double value = evaluate(gamma, fresh, every), before = missing;
    int suspicions = 0;
    for (;;) {
      if (progress && !keep_going(*progress, iterations, max_iterations)) return ascent_end::cancelled;
      if (fresh) {
        factor = curvature_;
        if (!cholesky(factor, n)) return separable && suspicions > 0 ? ascent_end::separated : ascent_end::singular;
        for (std::size_t j = 0; j < n && watch_rank; ++j)
          if (factor[j * n + j] * factor[j * n + j] < 1e-6 * curvature_[j * n + j]) return ascent_end::singular;
      }
      step = gradient_;
      cholesky_solve(factor, n, step);
      decrement = slope = 0;
      for (std::size_t j = 0; j < n; ++j) {
        decrement += step[j] * gradient_[j];
        slope = (std::max)(slope, std::fabs(gradient_[j]) / weight);
      }
      if (!is_finite(decrement)) return ascent_end::singular;
      const bool still = decrement / weight < enough;
      if (!fresh && (still || decrement > 0.01 * before)) {
        value = evaluate(gamma, true, every);
        fresh = true;
        continue;
      }
      if (separable && fresh && decrement < 1e-6 * least_weight && iterations > 5) {
        suspicions = reach() > 0.3 ? suspicions + 1 : 0;
        if (suspicions == 2) return ascent_end::separated;
      }
      if (still && suspicions == 0) {
        log_likelihood -= decrement / 2;  // to third order in the step, which is not looked at again
        for (std::size_t j = 0; j < n; ++j) {
          log_likelihood += (gradient_[j] + penalty[j] * (gamma[j] + step[j] / 2)) * step[j];
          gamma[j] += step[j];
        }
        return ascent_end::converged;
      }
      if (iterations == max_iterations) return ascent_end::max_iterations;
      const std::vector<double> from = gamma;
      const double slack = 1e-13 * (std::fabs(value) + weight);
      double there = missing;
      bool up = false;
      // at the end of a chord the next Hessian is the last: it is taken where the decrement, falling as it did, will be small enough
      const bool ends = is_finite(before) && decrement / before * decrement < enough * weight;
      const bool curved = !(chord && decrement / weight < 1e-3) || ends;
      for (double t = 1; t > 1e-6 && !up; t /= 2) {
        for (std::size_t j = 0; j < n; ++j) gamma[j] = from[j] + t * step[j];
        there = evaluate(gamma, curved, every);
        up = is_finite(there) && there >= value - slack;
      }
      if (!up) {
        gamma = from;
        return ascent_end::stalled;
      }
      before = decrement;
      value = there;
      fresh = curved;
      ++iterations;
    }
  }
};

}  // namespace walaa::inline WALAA_ABI::detail
