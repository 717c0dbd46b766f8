// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What logistic_model::fit does around the ascent (logistic_ascent.hpp): checks, a look at the design, words about the end, and
    coefficients in the columns' own units. */

#include <walaa/regression/design.hpp>
#include <walaa/regression/detail/logistic_ascent.hpp>
#include <walaa/regression/detail/logistic_class.hpp>
#include <walaa/regression/detail/own_units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace detail {

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
  m.beta = detail::in_own_units(a.design, a.gamma, fit ? cholesky_inverse(a.factor, a.design.terms()) : std::vector<double>(),
                                x.names());

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
