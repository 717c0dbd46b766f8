// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a climb to the maximum came to, judged by the gradient, the curvature and the bounds at its end, never by the
    optimiser's own word.

    Converged: a small gradient, positive curvature in every direction and within 1e5 of the largest, nothing at a bound. A
    direction that is flat or leads to a bound is a limit of the model, and the model says what it means. */

#include <walaa/fit/fit_options.hpp>
#include <walaa/fit/likelihood_problem.hpp>
#include <walaa/fit/newton.hpp>
#include <walaa/math/small_matrix.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

namespace walaa::inline WALAA_ABI {

/// Where one start ended, and what that means.
template<std::size_t N> struct climb {
  newton_result<N> newton{};
  symmetric_eigen<N> curvature{};  ///< of the negative Hessian, in log-parameters
  double condition = missing;      ///< largest curvature to smallest; infinite where one is not positive
  fit_verdict verdict{};

  climb() = default;
  explicit climb(newton_result<N> end) : newton(std::move(end)) {
    small_matrix<N> h = newton.at.hessian();
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t j = 0; j < N; ++j) h(i, j) = -h(i, j);
    curvature = eigen(h);
    const double least = curvature.values[0];
    condition = least > 0 ? curvature.values[N - 1] / least : std::numeric_limits<double>::infinity();
  }

  /// No other start is wanted.
  bool settled() const noexcept { return verdict.status == fit_status::converged || verdict.status == fit_status::cancelled; }

  /// Higher; among equals an interior optimum, then the earlier start.
  bool better_than(const climb& other) const noexcept {
    if (!is_finite(newton.at.value)) return false;
    if (!is_finite(other.newton.at.value)) return true;
    const double gain = newton.at.value - other.newton.at.value, equal = 1e-9 * std::fabs(other.newton.at.value);
    if (gain > equal) return true;
    return gain >= -equal && verdict.status == fit_status::converged && other.verdict.status != fit_status::converged;
  }

  /// The largest variance of a log-parameter, from one observation of mean information.
  double largest_variance() const noexcept {
    double largest = 0;
    for (std::size_t i = 0; i < N; ++i) {
      double variance = 0;
      for (std::size_t k = 0; k < N; ++k) variance += curvature.vectors(i, k) * curvature.vectors(i, k) / curvature.values[k];
      if (!(variance <= largest)) largest = variance;
    }
    return largest;
  }
};

template<class Problem, std::size_t N> fit_verdict judge(const Problem& problem, const climb<N>& c, const fit_options& options) {
  constexpr double weakest = 1e5;  // ratio of curvatures up to which a fit tells its parameters apart
  constexpr double runaway = 5;    // a log-parameter, in internal units, that no start has
  const newton_result<N>& r = c.newton;
  if (r.end == newton_end::cancelled) return {fit_status::cancelled, "the caller asked to stop", {}};
  if (!is_finite(r.at.value)) return {fit_status::stalled, "the likelihood is not finite at the start", {}};

  small_vector<N> loose{};  // how much of each parameter lies in flat directions
  bool any = false;
  for (std::size_t k = 0; k < N; ++k) {
    if (c.curvature.values[k] * weakest > c.curvature.values[N - 1]) continue;
    any = true;
    for (std::size_t i = 0; i < N; ++i) loose[i] += c.curvature.vectors(i, k) * c.curvature.vectors(i, k);
  }
  for (std::size_t i = 0; i < N; ++i) {
    if (!r.held[i]) continue;
    any = true;
    loose[i] = 1;
  }
  // stopped on the way: a curvature met in passing is no limit, unless a parameter has already run far along it
  bool passing = r.end == newton_end::max_iterations && r.slope > options.gradient_tolerance;
  for (std::size_t i = 0; i < N; ++i) passing = passing && !(loose[i] > 0.5 && std::fabs(r.theta[i]) > runaway);

  if (any && !passing) return problem.limit(r.theta, loose);
  if (r.slope <= options.gradient_tolerance) return {fit_status::converged, {}, {}};
  if (r.end == newton_end::max_iterations)
    return {fit_status::max_iterations, "stopped after " + std::to_string(r.iterations) + " steps", {}};
  return {fit_status::stalled, "no step improves, |gradient| " + detail::order_of_magnitude(r.slope) + " a customer", {}};
}

}  // namespace walaa::inline WALAA_ABI
