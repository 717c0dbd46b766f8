// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Newton's method for an ordinal regression, in internal units of the columns. */

#include <walaa/core/progress.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/math/cholesky.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/math/normal.hpp>
#include <walaa/regression/detail/normal_matrix.hpp>
#include <walaa/regression/outcomes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class ordinal_link : std::uint8_t { logit, probit };

namespace detail {

/// Logarithms of F and of its density, and the density's logarithmic slope.
struct ordinal_law {
  ordinal_link link;
  double log_cdf(double x) const noexcept { return link == ordinal_link::logit ? log_logistic(x) : normal_log_cdf(x); }
  double log_density(double x) const noexcept {
    constexpr double log_sqrt_two_pi = 0.91893853320467274178;
    return link == ordinal_link::logit ? log_logistic(x) + log_logistic(-x) : -0.5 * x * x - log_sqrt_two_pi;
  }
  double slope(double x) const noexcept { return link == ordinal_link::logit ? logistic(-x) - logistic(x) : -x; }
};

/// ln P(low < theta - eta <= high) and its derivatives by the two ends, each absent at the outermost level.
struct ordinal_cell {
  double log_p, by_high = 0, by_low = 0, high_high = 0, low_low = 0, high_low = 0;

  ordinal_cell(const ordinal_law& f, bool first, bool last, double low, double high) noexcept {
    if (first)
      log_p = f.log_cdf(high);
    else if (last)
      log_p = f.log_cdf(-low);
    else
      log_p = high + low > 0 ? log_diff_exp(f.log_cdf(-low), f.log_cdf(-high)) : log_diff_exp(f.log_cdf(high), f.log_cdf(low));
    if (!last) {
      by_high = std::exp(f.log_density(high) - log_p);
      high_high = by_high * (f.slope(high) - by_high);
    }
    if (!first) {
      const double b = std::exp(f.log_density(low) - log_p);
      by_low = -b;
      low_low = -b * (f.slope(low) + b);
    }
    high_low = -by_high * by_low;
  }
};

/// Newton's method for thresholds and slopes, with steps halved until the thresholds ascend and nothing is lost.
class ordinal_ascent {
 public:
  scaled_design design;
  outcomes y;
  std::vector<std::size_t> level;  ///< of each row, 0 .. levels - 1
  std::size_t levels = 2;
  ordinal_law law{};
  std::size_t max_iterations = 100;
  executor_ref executor{};
  const progress_callback* progress = nullptr;

  std::vector<double> at, step, factor;  ///< thresholds, then slopes
  double log_likelihood = missing, weight = 0, least_weight = 1, slope = missing;
  std::size_t iterations = 0, evaluations = 0;

  std::size_t size() const noexcept { return levels - 1 + design.columns.size(); }
  double z(std::size_t i, std::size_t j) const noexcept { return (design.columns[j][i] - design.centre[j]) / design.spread[j]; }

  fit_status run() {
    double value = evaluate(at);
    int suspicions = 0;
    for (;;) {
      if (progress && !keep_going(*progress, iterations, max_iterations)) return fit_status::cancelled;
      factor = curvature_;
      if (!cholesky(factor, size())) return suspicions > 0 ? fit_status::separated : fit_status::not_identified;
      step = gradient_;
      cholesky_solve(factor, size(), step);
      double decrement = 0;
      slope = 0;
      for (std::size_t j = 0; j < size(); ++j) {
        decrement += step[j] * gradient_[j];
        slope = (std::max)(slope, std::fabs(gradient_[j]) / weight);
      }
      if (!is_finite(decrement)) return fit_status::stalled;
      if (decrement < 1e-6 * least_weight && iterations > 5) {  // nothing left to gain, yet rows still move: separated
        suspicions = reach() > 0.3 ? suspicions + 1 : 0;
        if (suspicions == 2) return fit_status::separated;
      }
      if (decrement / weight < 1e-17 && suspicions == 0) {
        for (std::size_t j = 0; j < size(); ++j) at[j] += step[j];
        evaluate(at);  // for the curvature where it stands
        factor = curvature_;
        return cholesky(factor, size()) ? fit_status::converged : fit_status::not_identified;
      }
      if (iterations == max_iterations) return fit_status::max_iterations;
      const std::vector<double> from = at;
      const double slack = 1e-13 * (std::fabs(value) + weight);
      bool up = false;
      for (double t = 1; t > 1e-9 && !up; t /= 2) {
        for (std::size_t j = 0; j < size(); ++j) at[j] = from[j] + t * step[j];
        bool ascend = true;
        for (std::size_t k = 1; k + 1 < levels; ++k) ascend = ascend && at[k - 1] < at[k];
        if (!ascend) continue;
        const double there = evaluate(at);
        up = is_finite(there) && there >= value - slack;
        if (up) value = there;
      }
      if (!up) return fit_status::stalled;
      ++iterations;
    }
  }

 private:
  std::vector<double> gradient_, curvature_;

  double evaluate(const std::vector<double>& theta) {
    const std::size_t n = size(), cuts = levels - 1, slopes = design.columns.size();
    const sums s = block_sum<sums>(design.rows, executor, [&](std::size_t first, std::size_t last) {
      sums part{std::vector<double>(1 + n + n * n, 0.0)};
      double* const g = &part.of[1];
      double* const h = g + n;
      std::vector<double> row(slopes);
      for (std::size_t i = first; i < last; ++i) {
        const double w = y.weight.empty() ? 1 : y.weight[i];
        double eta = y.offset.empty() ? 0 : y.offset[i];
        for (std::size_t j = 0; j < slopes; ++j) eta += theta[cuts + j] * (row[j] = z(i, j));
        const std::size_t k = level[i];
        const bool lowest = k == 0, highest = k == cuts;
        const ordinal_cell c(law, lowest, highest, lowest ? 0 : theta[k - 1] - eta, highest ? 0 : theta[k] - eta);
        part.of[0] += w * c.log_p;
        const double along = -(c.by_high + c.by_low), hh = -(c.high_high + c.high_low), ll = -(c.low_low + c.high_low);
        if (!highest) g[k] += w * c.by_high, h[k * n + k] -= w * c.high_high;
        if (!lowest) g[k - 1] += w * c.by_low, h[(k - 1) * n + k - 1] -= w * c.low_low;
        if (!highest && !lowest) h[k * n + k - 1] -= w * c.high_low;
        const double curved = -(hh + ll);
        for (std::size_t j = 0; j < slopes; ++j) {
          double* const hj = h + (cuts + j) * n;
          g[cuts + j] += w * along * row[j];
          if (!highest) hj[k] -= w * hh * row[j];
          if (!lowest) hj[k - 1] -= w * ll * row[j];
          for (std::size_t m = 0; m <= j; ++m) hj[cuts + m] -= w * curved * row[j] * row[m];
        }
      }
      return part;
    });
    ++evaluations;
    gradient_.assign(s.of.begin() + 1, s.of.begin() + 1 + static_cast<std::ptrdiff_t>(n));
    curvature_.assign(s.of.begin() + 1 + static_cast<std::ptrdiff_t>(n), s.of.end());
    log_likelihood = s.of[0];
    return s.of[0];
  }

  /// Largest change of an end of a row's cell in a step.
  double reach() const {
    double largest = 0;
    for (std::size_t i = 0; i < design.rows; ++i) {
      double moved = 0;
      for (std::size_t j = 0; j < design.columns.size(); ++j) moved += step[levels - 1 + j] * z(i, j);
      if (level[i] > 0) largest = (std::max)(largest, std::fabs(step[level[i] - 1] - moved));
      if (level[i] + 1 < levels) largest = (std::max)(largest, std::fabs(step[level[i]] - moved));
    }
    return largest;
  }
};

}  // namespace detail
}  // namespace walaa::inline WALAA_ABI
