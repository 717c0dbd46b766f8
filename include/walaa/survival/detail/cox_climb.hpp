// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The climb to the maximum of a penalised partial likelihood: Newton's method from 0, halving steps that do not climb; with a
    lasso, the maximum of the quadratic approximation by coordinates (proximal Newton).

    The end is told from the decrement, (step)' information (step): the square of the step in standard errors. Where it dies away
    by a constant factor while a column still moves, the likelihood has no maximum: it rises for ever as that column's coefficient
    grows, because the column separates who leaves from who is left (monotone likelihood). Then the rest of the way up is as much as
    the decrement, and the column, its sign and that limit are named.

    Source: Bryson & Johnson (1981), Technometrics 23(4); Lee, Sun & Saunders (2014), Proximal Newton-type methods, SIAM J. Optim. */

#include <walaa/fit/fit_report.hpp>
#include <walaa/math/cholesky.hpp>
#include <walaa/survival/cox_data.hpp>
#include <walaa/survival/detail/cox_likelihood.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Of every coefficient in internal units.
struct cox_penalty {
  std::vector<double> ridge, lasso;

  double of(std::span<const double> theta) const noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < theta.size(); ++j) sum += 0.5 * ridge[j] * theta[j] * theta[j] + lasso[j] * std::fabs(theta[j]);
    return sum;
  }
  bool sparse() const noexcept {
    return std::any_of(lasso.begin(), lasso.end(), [](double v) { return v > 0; });
  }
};

struct cox_climb {
  std::vector<double> theta, step;
  cox_value at;
  fit_status status = fit_status::converged;
  std::string message;
  std::vector<std::size_t> separating;  ///< columns whose coefficient has no finite maximum
  double decrement = 0, slope = 0;      ///< slope: largest component of the gradient
  std::size_t iterations = 0, evaluations = 0;
};

/// The step to the maximum of the quadratic approximation; false where the information is not positive definite.
inline bool cox_newton_step(const cox_value& at, const cox_penalty& penalty, std::span<const double> theta,
                            std::span<double> step) {
  const std::size_t p = theta.size();
  std::vector<double> a = at.information;
  for (std::size_t j = 0; j < p; ++j) {
    a[j * p + j] += penalty.ridge[j];
    step[j] = at.gradient[j] - penalty.ridge[j] * theta[j];
  }
  if (!cholesky(a, p)) return false;
  cholesky_solve(a, p, step);
  return true;
}

inline bool cox_lasso_step(const cox_value& at, const cox_penalty& penalty, std::span<const double> theta,
                           std::span<double> step) {
  const std::size_t p = theta.size();
  std::vector<double> slope(at.gradient);  // of the approximation of ln L, at theta + step
  std::fill(step.begin(), step.end(), 0.0);
  for (std::size_t sweep = 0; sweep < 100000; ++sweep) {
    double most = 0;
    for (std::size_t j = 0; j < p; ++j) {
      const double curve = at.information[j * p + j], bend = curve + penalty.ridge[j], now = theta[j] + step[j];
      if (!(bend >= 0)) return false;
      if (bend == 0) continue;  // a column that says nothing stays where it is
      const double pull = curve * now + slope[j], over = std::fabs(pull) - penalty.lasso[j];
      const double next = over > 0 ? std::copysign(over, pull) / bend : 0;
      const double move = next - now;
      if (move == 0) continue;
      step[j] = next - theta[j];
      for (std::size_t k = 0; k < p; ++k) slope[k] -= at.information[k * p + j] * move;
      most = (std::max)(most, move * move * bend);
    }
    if (!(most > 1e-26)) return is_finite(most);
  }
  return true;
}

/** \param value   theta -> cox_value
    \param reach   how far apart the values of a column lie, in internal units: asked for only when a fit goes astray */
template<class Value, class Reach>
cox_climb climb_cox(Value&& value, cox_value first, std::vector<double> theta, const cox_penalty& penalty,
                    const cox_options& options, Reach&& reach) {
  constexpr double enough = 1e-18, flat = 1e-7;
  constexpr std::size_t halvings = 20;
  const std::size_t p = theta.size();
  const bool sparse = penalty.sparse();
  cox_climb c;
  c.theta = std::move(theta);
  c.step.resize(p);
  c.at = std::move(first);
  double height = c.at.log_likelihood - penalty.of(c.theta), before = 0;
  const auto settle = [&] {
    c.slope = 0;
    for (std::size_t j = 0; j < p; ++j) {
      double g = c.at.gradient[j] - penalty.ridge[j] * c.theta[j];
      g = c.theta[j] != 0 ? g - std::copysign(penalty.lasso[j], c.theta[j]) : (std::max)(0.0, std::fabs(g) - penalty.lasso[j]);
      c.slope = (std::max)(c.slope, std::fabs(g));
    }
  };
  const auto end = [&](fit_status status, std::string message) {
    settle();
    c.status = status;
    c.message = std::move(message);
    return c;
  };
  const auto astray = [&](double least) {  // columns that still move, in units of their reach
    std::vector<double> far(p);
    double most = 0;
    for (std::size_t j = 0; j < p; ++j) most = (std::max)(most, far[j] = std::fabs(c.step[j]) * reach(j));
    for (std::size_t j = 0; j < p; ++j)
      if (most > least && far[j] > 0.01 * most) c.separating.push_back(j);
    return !c.separating.empty();
  };
  if (!is_finite(height)) return end(fit_status::stalled, "the likelihood is not finite at the start");
  for (;;) {
    if (!keep_going(options.progress, c.iterations, options.max_iterations))
      return end(fit_status::cancelled, "the caller asked to stop");
    std::vector<double> step(p);
    if (!(sparse ? cox_lasso_step(c.at, penalty, c.theta, step) : cox_newton_step(c.at, penalty, c.theta, step))) {
      for (std::size_t j = 0; j < p; ++j) c.step[j] = c.theta[j];
      if (!options.penalised() && astray(15)) return end(fit_status::separated, {});
      return end(fit_status::not_identified, "the information is not positive definite");
    }
    c.step = std::move(step);
    c.decrement = 0;
    for (std::size_t i = 0; i < p; ++i) {
      c.decrement += penalty.ridge[i] * c.step[i] * c.step[i];
      for (std::size_t j = 0; j < p; ++j) c.decrement += c.at.information[i * p + j] * c.step[i] * c.step[j];
    }
    const bool noise = c.decrement < 1e-10 && c.iterations > 0 && c.decrement > 0.3 * before;
    const bool dying = c.iterations > 1 && c.decrement > 0.05 * before;
    if (!options.penalised() && c.decrement < flat && dying && astray(0.01)) return end(fit_status::separated, {});
    if (options.max_iterations == 0) return end(fit_status::not_fitted, "coefficients were given, not fitted");
    if (c.decrement <= enough || noise) {
      auto done = end(fit_status::converged, {});
      for (std::size_t j = 0; j < p; ++j) done.theta[j] += c.step[j];  // squares the error, and what was computed does not notice
      return done;
    }
    if (c.iterations == options.max_iterations)
      return end(fit_status::max_iterations,
                 "stopped after " + std::to_string(c.iterations) + (c.iterations == 1 ? " step" : " steps"));
    before = c.decrement;

    const double slack = 64 * std::numeric_limits<double>::epsilon() * std::fabs(height);
    double part = 1;
    for (std::size_t k = 0;; ++k, part /= 2) {
      if (k > halvings)
        return end(c.decrement < 1e-10 ? fit_status::converged : fit_status::stalled,
                   c.decrement < 1e-10 ? "" : "no step climbs");
      std::vector<double> next(p);
      for (std::size_t j = 0; j < p; ++j) next[j] = c.theta[j] + part * c.step[j];
      cox_value there = value(next);
      ++c.evaluations;
      const double high = there.log_likelihood - penalty.of(next);
      if (!is_finite(high) || high < height - slack) continue;
      c.theta = std::move(next);
      c.at = std::move(there);
      height = high;
      break;
    }
    ++c.iterations;
  }
}

}  // namespace walaa::inline WALAA_ABI::detail
