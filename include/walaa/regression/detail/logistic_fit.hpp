// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a logistic regression is fitted: Newton in the internal units of the design, with step-halving.

    Large tables start from the optimum and the Hessian of every eighth block of rows, and keep that Hessian while the decrement
    shrinks a hundredfold a step by itself (a chord method); the last step and the covariance come from a fresh Hessian, so that
    the result is that of Newton's method. The choice depends on the number of rows alone.

    Separation. At a finite maximum the decrement falls quadratically with the step. Where columns tell the outcomes apart,
    every step still moves some row by about 1 while there is nothing left to gain: then, twice in a row, it is reported. */

#include <walaa/regression/design.hpp>
#include <walaa/regression/logistic.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace detail {

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
    if (large) start_from_a_part();
    return climb(large, 1, large ? 1e-14 : 1e-17);
  }

  double penalty_of(const std::vector<double>& at) const {
    double sum = 0;
    for (std::size_t j = 0; j < at.size(); ++j) sum += penalty[j] * at[j] * at[j] / 2;
    return sum;
  }

 private:
  std::vector<double> gradient_, curvature_;

  void start_from_a_part() {
    constexpr std::size_t eighth = 8;
    logistic_ascent part = *this;
    part.separable = false;
    for (double& p : part.penalty) p /= eighth;
    part.weight = weight / eighth;
    part.max_iterations = 12;
    const ascent_end end = part.climb(false, eighth, 1e-6);
    if (end != ascent_end::converged) return;
    gamma = part.gamma;
    factor = part.factor;
    for (double& l : factor) l *= std::sqrt(static_cast<double>(eighth));
  }

  /// The objective at a point; its gradient, and its curvature where asked for.
  double evaluate(const std::vector<double>& at, bool curved, std::size_t every) {
    const std::size_t n = design.terms(), padded = design.padded();
    const double* const w = y.weight.empty() ? nullptr : y.weight.data();
    const double* const o = y.offset.empty() ? nullptr : y.offset.data();
    const std::vector<double> s = sum_tiles(
        design, 1 + padded + (curved ? padded * padded : 0), executor, every,
        [&](std::size_t first, std::size_t rows, double* tile, double* into) {
          simd::on_active_path(logistic_tile_call{design, y.value.data(), w, o, at.data(), curved, first, rows, tile, into});
        });
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
      const bool curved = !(chord && decrement / weight < 1e-3);
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

/// Which column tells the outcomes apart, and with which sign; after an ascent that found that they can be.
inline std::string separating_columns(const logistic_ascent& a, std::span<const std::string> names,
                                      std::vector<std::string>& at_bound) {
  std::vector<std::pair<double, std::size_t>> moving;
  double largest = 0;
  for (std::size_t j = 1; j < a.step.size(); ++j) largest = (std::max)(largest, std::fabs(a.step[j]));
  std::string alone;
  for (std::size_t j = 1; j < a.step.size(); ++j) {
    if (std::fabs(a.step[j]) < 1e-3 * largest) continue;
    const double sign = a.step[j] < 0 ? -1 : 1;
    at_bound.push_back(names[j - 1] + (sign < 0 ? " -> -infinity" : " -> infinity"));
    double low_of_ones = std::numeric_limits<double>::infinity(), high_of_zeros = -low_of_ones;
    for (std::size_t i = 0; i < a.design.rows; ++i) {
      const double x = sign * a.design.columns[j - 1][i];
      if (a.y.value[i] == 1)
        low_of_ones = (std::min)(low_of_ones, x);
      else
        high_of_zeros = (std::max)(high_of_zeros, x);
    }
    if (low_of_ones >= high_of_zeros && alone.empty()) alone = names[j - 1] + (sign < 0 ? " (negative)" : " (positive)");
  }
  std::string text = alone.empty() ? "the outcomes are separated by" : "the outcomes are separated by " + alone + " alone;";
  for (const std::string& b : at_bound) text += (&b == &at_bound.front() ? " " : ", ") + b;
  return text + "; the log-likelihood tends to " + short_number(a.log_likelihood) + "; leave the column out, or set l2";
}

/// Coefficients of the columns as they are, from those in internal units, with their covariance.
inline coefficients in_own_units(const scaled_design& d, std::span<const double> gamma, std::span<const double> factor,
                                 std::span<const std::string> names) {
  const std::size_t n = d.terms();
  coefficients b{{std::string(intercept_name)}, std::vector<double>(gamma.begin(), gamma.end()), {}};
  b.names.insert(b.names.end(), names.begin(), names.end());
  for (std::size_t j = 1; j < n; ++j) {
    b.values[j] /= d.spread[j - 1];
    b.values[0] -= b.values[j] * d.centre[j - 1];
  }
  if (factor.empty()) return b;
  std::vector<double> c = cholesky_inverse(factor, n);  // A C A', A = the map above
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 1; j < n; ++j) c[i * n + j] /= d.spread[j - 1];
  for (std::size_t i = 1; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) c[i * n + j] /= d.spread[i - 1];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 1; j < n; ++j) c[i * n] -= d.centre[j - 1] * c[i * n + j];
  for (std::size_t i = 1; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) c[j] -= d.centre[i - 1] * c[i * n + j];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) c[j * n + i] = c[i * n + j] = (c[i * n + j] + c[j * n + i]) / 2;
  b.covariance = std::move(c);
  return b;
}

/// The report's words for how an ascent ended.
inline void describe_end(const logistic_ascent& a, ascent_end end, std::span<const std::string> names, fit_report& r) {
  switch (end) {
    case ascent_end::converged:
      r.status = fit_status::converged;
      r.message.clear();
      break;
    case ascent_end::separated:
      r.status = fit_status::separated;
      r.message = separating_columns(a, names, r.at_bound);
      break;
    case ascent_end::singular:
      r.status = fit_status::not_identified;
      r.message = "the curvature of the likelihood is singular: columns depend on each other, or all but separate the outcomes";
      break;
    case ascent_end::stalled:
      r.status = fit_status::stalled;
      r.message = "no step improves, yet the gradient is not small";
      break;
    case ascent_end::max_iterations:
      r.status = fit_status::max_iterations;
      r.message = "not converged after " + std::to_string(a.iterations) + " steps";
      break;
    case ascent_end::cancelled:
      r.status = fit_status::cancelled;
      r.message = "the caller asked to stop";
      break;
  }
}

}  // namespace detail

template<class Covariates>
fitted<logistic_model> logistic_model::fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                                           const logistic_options& options) {
  constexpr std::string_view where = "logistic_model::fit";
  options.validate(where);
  check_binary_outcomes(where, y);
  for (std::size_t j = 0; j < x.columns(); ++j) check_same_length(where, "outcome", y.size(), x.name(j), x[j].size());
  check_no_intercept(where, x);

  fit_report report;
  report.model = std::string(name);
  report.parameter_names = {std::string(intercept_name)};
  report.parameter_names.insert(report.parameter_names.end(), x.names().begin(), x.names().end());
  report.rows_used = static_cast<double>(y.size());
  report.starts = 1;
  report.library = detail::library_version();

  // Large tables are looked at closely only where the curvature gives a reason to.
  const bool large = y.size() > 32 * block_rows;
  design_report look = examine_one_by_one(x, y.weight, options.executor);
  for (std::size_t j = 0; j < x.columns(); ++j) {  // a value that is not finite leaves no finite deviation: search it only then
    if (is_finite(look.spread[j])) continue;
    check_covariates(where, x, y.size());
    throw invalid_input(error_code::out_of_range,
                        std::string(where) + ": the squares of " + x.name(j) + " are beyond all numbers; divide the column",
                        x.name(j));
  }
  if (!large) look = examine(x, y.weight, options.executor);
  std::vector<std::span<const double>> columns;
  const std::vector<double> centre = look.centre;
  std::vector<double> spread = look.spread;
  for (std::size_t j = 0; j < x.columns(); ++j) columns.push_back(x[j]);
  for (double& s : spread) s = s > 0 ? s : 1;

  detail::logistic_ascent a;
  a.design = {columns, centre, spread, y.size()};
  a.y = y;
  a.weight = y.weight.empty() ? static_cast<double>(y.size()) : sum(y.weight, options.executor);
  a.least_weight = y.weight.empty() ? 1 : *std::min_element(y.weight.begin(), y.weight.end());
  a.max_iterations = options.max_iterations;
  a.executor = options.executor;
  a.penalty.assign(1, 0.0);
  for (const double s : spread) a.penalty.push_back(options.standardise ? options.l2 : options.l2 / (s * s));
  report.observations = a.weight;

  double ones = 0, known = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double w = y.weight.empty() ? 1 : y.weight[i];
    ones += y.value[i] * w;
    if (!y.offset.empty()) known += y.offset[i] * w;
  }
  const double share = ones / a.weight;
  double null_log_likelihood = a.weight * (share * std::log(share) + (1 - share) * std::log1p(-share));
  a.gamma = {std::log(share / (1 - share)) - known / a.weight};
  if (!y.offset.empty()) {  // the intercept beside an offset has no closed form
    detail::logistic_ascent null = a;
    null.design = {{}, {}, {}, y.size()};
    null.penalty = {0};
    null.run();
    null_log_likelihood = null.log_likelihood;
    a.gamma = null.gamma;
  }

  logistic_model m;
  m.centre = centre;
  m.l2 = options.l2;
  m.standardised = options.standardise;
  m.null_log_likelihood = null_log_likelihood;
  a.gamma.resize(x.columns() + 1, 0);
  a.progress = &options.progress;
  a.separable = options.l2 == 0;
  a.watch_rank = large && options.l2 == 0;
  detail::ascent_end end = detail::ascent_end::singular;
  if (look.full_rank() || options.l2 > 0) end = a.run();
  if (end == detail::ascent_end::singular && a.watch_rank && look.full_rank()) {
    look = examine(x, y.weight, options.executor);
    a.watch_rank = false;
    if (look.full_rank()) end = a.run();
  }
  const bool fit = end == detail::ascent_end::converged;
  m.log_likelihood = a.evaluations == 0 ? null_log_likelihood : a.log_likelihood;
  m.penalised_log_likelihood = m.log_likelihood - a.penalty_of(a.gamma);
  m.beta =
      detail::in_own_units(a.design, a.gamma, fit ? std::span<const double>(a.factor) : std::span<const double>(), x.names());

  detail::describe_end(a, end, x.names(), report);
  if (!look.full_rank() && options.l2 == 0) report.message = look.brief() + "; leave them out, or set l2";
  report.estimates = m.beta.values;
  for (std::size_t j = 0; j < m.beta.size() && fit; ++j) report.standard_errors.push_back(m.beta.error(j));
  report.log_likelihood = m.log_likelihood;
  report.penalty = m.log_likelihood - m.penalised_log_likelihood;
  report.gradient_norm = a.slope;
  report.iterations = a.iterations;
  report.evaluations = a.evaluations;
  std::vector<double> covariance = m.beta.covariance;
  return {std::move(m), std::move(report), std::move(covariance)};
}

}  // namespace walaa::inline WALAA_ABI
