// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Newton's method for parametric survival regressions: a diagonal block of baseline levels beside a dense one of coefficients.

        curvature = [ D  C' ]      D diagonal (levels that share no customer-period), may be empty
                    [ C  M  ]

    so that a baseline of a thousand free levels costs a thousand divisions, not their cube. Parameters are in internal units
    (columns of mean 0 and deviation 1), hence one tolerance for all. A step that fails is damped; it is never the end that a
    value is not finite. Where there is nothing left to gain and the steps do not get shorter, the optimum lies at infinity. */

#include <walaa/core/progress.hpp>
#include <walaa/math/cholesky.hpp>

#include <algorithm>  // for max, min
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A symmetric matrix of that shape, later its factor; rows of `cross` belong to the dense block.
struct arrow_matrix {
  std::size_t levels = 0, terms = 0;
  std::vector<double> diagonal, cross, dense;

  arrow_matrix() = default;
  arrow_matrix(std::size_t n_levels, std::size_t n_terms)
      : levels(n_levels), terms(n_terms), diagonal(n_levels), cross(n_levels * n_terms), dense(n_terms * n_terms) {}

  std::size_t size() const noexcept { return levels + terms; }

  /// Adds lambda times the size of each parameter's own curvature, and of one row's in a hundred.
  void damp(double lambda, double weight) noexcept {
    const auto more = [&](double& d) { d += lambda * (std::fabs(d) + 0.01 * weight); };
    for (double& d : diagonal) more(d);
    for (std::size_t i = 0; i < terms; ++i) more(dense[i * (terms + 1)]);
  }

  /// Turns into its Cholesky factor; false when it is not positive definite.
  bool factor() noexcept {
    for (std::size_t j = 0; j < levels; ++j) {
      if (!(diagonal[j] > 0) || !is_finite(diagonal[j])) return false;
      diagonal[j] = std::sqrt(diagonal[j]);
      for (std::size_t i = 0; i < terms; ++i) cross[i * levels + j] /= diagonal[j];
    }
    for (std::size_t i = 0; i < terms; ++i)
      for (std::size_t k = 0; k <= i; ++k) {
        double sum = 0;
        for (std::size_t j = 0; j < levels; ++j) sum += cross[i * levels + j] * cross[k * levels + j];
        dense[i * terms + k] -= sum;
      }
    return cholesky(dense, terms);
  }

  /// Of a factor.
  void solve(std::span<double> b) const noexcept {
    for (std::size_t j = 0; j < levels; ++j) b[j] /= diagonal[j];
    for (std::size_t i = 0; i < terms; ++i)
      for (std::size_t j = 0; j < levels; ++j) b[levels + i] -= cross[i * levels + j] * b[j];
    cholesky_solve(dense, terms, b.subspan(levels));
    for (std::size_t i = 0; i < terms; ++i)
      for (std::size_t j = 0; j < levels; ++j) b[j] -= cross[i * levels + j] * b[levels + i];
    for (std::size_t j = 0; j < levels; ++j) b[j] /= diagonal[j];
  }

  /// Of a factor: the inverse of the matrix, row by row.
  std::vector<double> inverse() const {
    const std::size_t n = size();
    std::vector<double> out(n * n), column(n);
    for (std::size_t j = 0; j < n; ++j) {
      std::fill(column.begin(), column.end(), 0.0);
      column[j] = 1;
      solve(column);
      for (std::size_t i = j; i < n; ++i) out[i * n + j] = out[j * n + i] = column[i];
    }
    return out;
  }
};

/// A log-likelihood with its gradient and minus its Hessian.
struct arrow_point {
  double value = missing;
  std::vector<double> gradient;
  arrow_matrix curvature;

  arrow_point() = default;
  arrow_point(std::size_t levels, std::size_t terms) : value(0), gradient(levels + terms), curvature(levels, terms) {}

  arrow_point& operator+=(const arrow_point& other) {
    if (gradient.empty()) return *this = other;
    const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
    };
    value += other.value;
    add(gradient, other.gradient);
    add(curvature.diagonal, other.curvature.diagonal);
    add(curvature.cross, other.curvature.cross);
    add(curvature.dense, other.curvature.dense);
    return *this;
  }
};

enum class arrow_end : unsigned char { converged, at_infinity, singular, stalled, max_iterations, cancelled };

struct arrow_result {
  arrow_end end = arrow_end::stalled;
  std::vector<double> theta, step;  ///< where it stands, and the last step
  arrow_point at;
  std::vector<double> covariance;  ///< in internal units; empty unless converged
  double slope = missing;          ///< largest component of the gradient over the weight
  std::size_t iterations = 0, evaluations = 0;
};

struct arrow_options {
  double weight = 1, least_weight = 1;  ///< of all rows; of the lightest
  double gradient_tolerance = 1e-8;
  std::size_t max_iterations = 100;
  const progress_callback* progress = nullptr;
};

/** The maximum of f(theta) -> arrow_point from theta on.
    \param beyond  beyond(theta): a parameter has run where no estimate is; ends as at_infinity */
template<class F, class Beyond>
arrow_result climb_arrow(F&& f, std::vector<double> theta, const arrow_options& o, const Beyond& beyond) {
  constexpr double longest = 3, tolerance = 1e-13;
  constexpr double unknown = 50;  // an error, in deviations of a column, of nothing that data have told
  const std::size_t n = theta.size();
  arrow_result r;
  r.theta = std::move(theta);
  r.at = f(r.theta);
  r.evaluations = 1;
  const auto settle = [&] {
    r.slope = 0;
    for (const double g : r.at.gradient)
      if (const double size = std::fabs(g) / o.weight; !(size <= r.slope)) r.slope = size;
  };
  settle();
  if (!is_finite(r.at.value)) return r;
  double lambda = 0;
  int suspicions = 0;
  for (;;) {
    if (o.progress && !keep_going(*o.progress, r.iterations, o.max_iterations)) return r.end = arrow_end::cancelled, r;
    const auto damp_more = [&] {
      lambda = (std::max)(8 * lambda, 1e-3);
      return lambda < 1e15;
    };
    for (bool moved = false; !moved;) {
      arrow_matrix factor = r.at.curvature;
      if (lambda > 0) factor.damp(lambda, o.weight);
      if (!factor.factor()) {
        if (r.slope <= o.gradient_tolerance) return r.end = arrow_end::singular, r;
        if (!damp_more()) return r;
        continue;
      }
      r.step = r.at.gradient;
      factor.solve(r.step);
      double decrement = 0, length = 0;
      for (std::size_t i = 0; i < n; ++i) {
        decrement += r.step[i] * r.at.gradient[i];
        length = (std::max)(length, std::fabs(r.step[i]));
      }
      if (!is_finite(length)) return r.end = arrow_end::singular, r;
      if (lambda == 0 && decrement < 1e-6 * o.least_weight && r.iterations > 5) {
        suspicions = length > 0.1 ? suspicions + 1 : 0;
        if (suspicions == 2) return r.end = arrow_end::at_infinity, r;
      }
      const bool last = lambda == 0 && decrement < tolerance * o.weight && suspicions == 0;
      if (!last && r.iterations >= o.max_iterations) return r.end = arrow_end::max_iterations, r;
      const double shorten = length > longest ? longest / length : 1;
      std::vector<double> next = r.theta;
      for (std::size_t i = 0; i < n; ++i) next[i] += shorten * r.step[i];
      arrow_point there = f(next);
      ++r.evaluations;
      const double slack = 1e-13 * (std::fabs(r.at.value) + o.weight);
      if (is_finite(there.value) && there.value >= r.at.value - slack) {
        r.theta = std::move(next);
        r.at = std::move(there);
        ++r.iterations;
        settle();
        lambda = 0;
        moved = true;
        if (beyond(r.theta)) return r.end = arrow_end::at_infinity, r;
      } else if (last) {
        moved = true;  // flat to its last digit
      } else {
        if (!damp_more()) return r;
        continue;
      }
      if (!last) continue;
      arrow_matrix information = r.at.curvature;
      if (!information.factor()) return r.end = arrow_end::singular, r;
      r.covariance = information.inverse();
      for (std::size_t i = 0; i < n; ++i)
        if (!(r.covariance[i * n + i] < unknown * unknown)) {
          r.covariance.clear();
          return r.end = arrow_end::at_infinity, r;
        }
      return r.end = arrow_end::converged, r;
    }
  }
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
