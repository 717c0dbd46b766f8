// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Newton's method with safeguards, for the maximum of a smooth function of a few log-parameters inside bounds.

        (-H + lambda I) step = gradient,     |step| <= 2 in every component

    lambda is 0 at first and after every success; it grows 8-fold when a step fails. Where -H is not positive definite, on a
    ridge or a saddle, the first step goes up every principal direction by its slope over the size of its curvature: one lambda
    for all directions would creep along a flat ridge beside a steep valley. A value that is not finite means that the step was
    too long, never the end. A step that crosses a bound ends on it; a parameter at its bound whose slope points outwards is held
    there while the others move. The method ends when the decrement g' (-H)^-1 g falls below 1e-12 (the last step is still taken:
    it squares the error) or no step improves.

    For functions of a dozen parameters and more use another method: the Hessian is dense.
    Source: Nocedal & Wright (2006), Numerical Optimization, chapters 3.4 and 16.7; Dauphin et al. (2014), Identifying and
    attacking the saddle point problem, NeurIPS 27. */

#include <walaa/core/progress.hpp>
#include <walaa/fit/fit_options.hpp>
#include <walaa/fit/second_order.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/math/small_matrix.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace walaa::inline WALAA_ABI {

enum class newton_end : unsigned char { small_step, no_improvement, max_iterations, cancelled };

template<std::size_t N> struct newton_result {
  small_vector<N> theta{};     ///< where the method stopped
  second_order<N> at{};        ///< the function there
  std::array<bool, N> held{};  ///< parameters at a bound that point outwards
  double slope = missing;      ///< largest component of the gradient, held parameters left out
  newton_end end = newton_end::no_improvement;
  std::size_t iterations = 0, evaluations = 0;
};

namespace detail {

/** The step that ascends in every principal direction, by its slope over the size of its curvature: where the curvature has the
    wrong sign it leads away from the saddle, and along a ridge it is as long as the ridge is flat. */
template<std::size_t N> small_vector<N> step_by_size(const small_matrix<N>& curvature, const small_vector<N>& slope) noexcept {
  const symmetric_eigen<N> e = eigen(curvature);
  const double least = 1e-12 * (std::max)(std::fabs(e.values[0]), std::fabs(e.values[N - 1]));
  small_vector<N> step{};
  for (std::size_t k = 0; k < N; ++k) {
    double along = 0;
    for (std::size_t i = 0; i < N; ++i) along += e.vectors(i, k) * slope[i];
    along /= (std::max)(std::fabs(e.values[k]), least);
    for (std::size_t i = 0; i < N; ++i) step[i] += along * e.vectors(i, k);
  }
  return step;
}

}  // namespace detail

/** The maximum of f from `theta` on.
    \param f  takes log-parameters, returns the function with its derivatives in them; a mean per row, so that 1e-12 means
              the same for ten rows and for a million */
template<std::size_t N, class F>
newton_result<N> newton_maximum(F&& f, small_vector<N> theta, const log_bounds<N>& bounds, const fit_options& options) {
  constexpr double longest = 2, decrement_tolerance = 1e-12;
  constexpr double slack = 64 * std::numeric_limits<double>::epsilon();  // the noise of a sum: below it two values are equal

  newton_result<N> r;
  for (std::size_t i = 0; i < N; ++i) r.theta[i] = bounds.clamp(i, theta[i]);
  r.at = f(r.theta);
  r.evaluations = 1;
  const auto settle = [&] {  // which parameters are held, and the slope of the others
    r.slope = 0;
    for (std::size_t i = 0; i < N; ++i) {
      r.held[i] = bounds.holds(i, r.theta[i], r.at.gradient(i));
      const double g = std::fabs(r.at.gradient(i));
      if (!r.held[i] && !(g <= r.slope)) r.slope = g;
    }
  };
  settle();
  if (!is_finite(r.at.value)) return r;

  double lambda = 0;
  for (;;) {
    if (!keep_going(options.progress, r.iterations, options.max_iterations)) {
      r.end = newton_end::cancelled;
      return r;
    }
    if (r.iterations == options.max_iterations) {
      r.end = newton_end::max_iterations;
      return r;
    }
    small_matrix<N> curvature;
    small_vector<N> slope{};
    double largest = 0;
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t j = 0; j < N; ++j) curvature(i, j) = r.held[i] || r.held[j] ? 0 : -r.at.hessian(i, j);
      if (r.held[i])
        curvature(i, i) = 1;
      else
        slope[i] = r.at.gradient(i);
      largest = (std::max)(largest, std::fabs(curvature(i, i)));
    }

    for (bool moved = false; !moved;) {
      small_matrix<N> damped = curvature;
      for (std::size_t i = 0; i < N; ++i) damped(i, i) += lambda;
      const auto factor = cholesky(damped);
      const bool uphill = !factor && lambda == 0;  // a ridge or a saddle: by the size of the curvature in every direction
      if (!factor && !uphill) {
        lambda = (std::max)(8 * lambda, 1e-3 * largest);
        if (!is_finite(lambda) || lambda > 1e12) return r;
        continue;
      }
      const small_vector<N> step = uphill ? detail::step_by_size(curvature, slope) : solve(*factor, slope);
      double decrement = 0, length = 0;
      for (std::size_t i = 0; i < N; ++i) {
        decrement += step[i] * slope[i];
        length = (std::max)(length, std::fabs(step[i]));
      }
      const bool last = lambda == 0 && !uphill && decrement < decrement_tolerance;
      double shorten = length > longest ? longest / length : 1;
      std::size_t stops = N;  // the parameter that comes to its bound first: there the whole step ends, lest it leave a ridge
      for (std::size_t i = 0; i < N; ++i) {
        const double to = r.theta[i] + shorten * step[i], inside = bounds.clamp(i, to);
        if (to == inside || inside == r.theta[i]) continue;
        shorten = (inside - r.theta[i]) / step[i];
        stops = i;
      }
      small_vector<N> next = r.theta;
      bool same = true;
      for (std::size_t i = 0; i < N; ++i) {
        const double to = r.theta[i] + shorten * step[i];
        next[i] = i == stops ? (step[i] > 0 ? bounds.high[i] : bounds.low[i]) : bounds.clamp(i, to);
        same = same && next[i] == r.theta[i];
      }
      if (same) {
        r.end = last ? newton_end::small_step : newton_end::no_improvement;
        return r;
      }
      const second_order<N> there = f(next);
      ++r.evaluations;
      if (is_finite(there.value) && there.value >= r.at.value - slack * std::fabs(r.at.value)) {
        r.theta = next;
        r.at = there;
        ++r.iterations;
        settle();
        lambda = 0;  // the undamped step again: it is the one that squares the error, and its failure costs one evaluation
        if (last) {
          r.end = newton_end::small_step;
          return r;
        }
        moved = true;
      } else {
        if (last || lambda > 1e12) return r;  // the function is flat to its last digit
        lambda = (std::max)(8 * lambda, 1e-3 * largest);
      }
    }
  }
}

}  // namespace walaa::inline WALAA_ABI
