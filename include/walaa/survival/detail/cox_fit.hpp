// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of cox_model; included by survival/cox.hpp only. */

#include <walaa/regression/design.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/detail/cox_climb.hpp>
#include <walaa/survival/detail/cox_exact.hpp>
#include <walaa/survival/detail/cox_paths.hpp>
#include <walaa/survival/detail/cox_rows.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace walaa::inline WALAA_ABI {

namespace detail {

/** Why the information at 0 has no inverse, in words: the first column that, among those at risk together, is made of those before
    it; empty when there is none. */
inline std::string undetermined_column(const cox_value& v, const cox_rows& rows, const covariates& x) {
  const std::size_t p = rows.terms - 1;
  std::vector<double> l(p * p);
  for (std::size_t j = 0; j < p; ++j) {
    double* const row = &l[j * p];
    double pivot = v.information[j * p + j];
    for (std::size_t i = 0; i < j; ++i) {
      double s = v.information[j * p + i];
      for (std::size_t k = 0; k < i; ++k) s -= row[k] * l[i * p + k];
      row[i] = s / l[i * p + i];
      pivot -= row[i] * row[i];
    }
    row[j] = std::sqrt(pivot);
    if (pivot > 1e-12 * v.size[j]) continue;
    std::string of;
    for (std::size_t i = j; i-- > 0;) {
      row[i] /= l[i * p + i];
      for (std::size_t k = 0; k < i; ++k) row[k] -= l[i * p + k] * row[i];
    }
    for (std::size_t i = 0; i < j; ++i)
      if (std::fabs(row[i]) > 1e-6)
        of += (of.empty() ? "" : " + ") + short_number(row[i] * rows.spread[j] / rows.spread[i]) + " " + x.name(i);
    return "among those at risk when somebody leaves, the column '" + x.name(j) + "' " +
           (of.empty() ? "is constant" : "is " + of + " and a constant");
  }
  return {};
}

inline cox_penalty internal_penalty(const cox_options& options, const cox_rows& rows) {
  cox_penalty penalty;
  for (const double spread : rows.spread) {
    const double n = rows.observations, per = options.standardise ? (n > 1 ? std::sqrt(n / (n - 1)) : 1) : 1 / spread;
    penalty.ridge.push_back(options.ridge * per * per);
    penalty.lasso.push_back(options.lasso * per);
  }
  return penalty;
}

/// x' a x
inline double quadratic_form(std::span<const double> a, std::span<const double> x) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) sum += a[i * x.size() + j] * x[i] * x[j];
  return sum;
}

/// x' a^-1 x; missing where a is not positive definite.
inline double inverse_form(std::vector<double> a, std::span<const double> x) {
  if (!cholesky(a, x.size())) return missing;
  std::vector<double> y(x.begin(), x.end());
  cholesky_forward(a, x.size(), y);
  double sum = 0;
  for (const double v : y) sum += v * v;
  return sum;
}

inline std::vector<cox_curve> cox_curves(const cox_rows& rows, const cox_paths& paths, bool errors) {
  const std::size_t p = rows.terms - 1;
  std::vector<cox_curve> curves;
  for (std::size_t k = 0; k < rows.strata.size(); ++k) {
    const cox_stratum& s = rows.strata[k];
    const double scale = paths.shift.empty() ? 1 : std::exp(-paths.shift[k]);
    cox_curve c{.stratum = s.label, .last_time = s.last_time, .time = {}, .hazard = {}, .variance = {}, .drift = {}};
    for (std::size_t g = s.last_group; g-- > s.first_group;) {
      if (rows.groups[g].leavers() == 0) continue;
      c.time.push_back(rows.groups[g].time);
      c.hazard.push_back((std::min)(scale * paths.hazard[g], (std::numeric_limits<double>::max)()));  // far out, S is 0 anyway
      if (!errors) continue;
      c.variance.push_back(scale * scale * paths.variance[g]);
      for (std::size_t j = 0; j < p; ++j) c.drift.push_back(scale * paths.drift[g * p + j] * rows.spread[j]);
    }
    curves.push_back(std::move(c));
  }
  return curves;
}

/// Which columns run away, in words; `at_bound` lists them.
inline std::string separating_columns(const cox_climb& c, const covariates& x, std::vector<std::string>& at_bound) {
  std::string columns;
  for (const std::size_t j : c.separating) {
    const std::string limit = x.name(j) + (c.step[j] > 0 ? " -> infinity" : " -> -infinity");
    at_bound.push_back(limit);
    columns += (columns.empty() ? "" : ", ") + limit;
  }
  return "who leaves is separated by " + columns + "; the log-likelihood tends to " +
         short_number(c.at.log_likelihood + c.decrement) + "; leave the column out, or set ridge";
}

}  // namespace detail

template<class Data> fitted<cox_model> cox_model::fit(const std::type_identity_t<Data>& data, const cox_options& options) {
  constexpr std::string_view where = "cox_model::fit";
  check_cox_data(where, data);
  options.validate(where, data);
  const covariates& x = data.x;
  const std::size_t p = x.columns();
  const bool efron = options.ties == cox_ties::efron, exact = options.ties == cox_ties::exact;

  design_report design;
  if (p > 0) design = examine(x, data.time.weight, options.executor);
  const detail::cox_rows rows = detail::sort_cox_rows(data, design.centre, design.spread, options.executor);

  cox_model m;
  m.unit = data.time.unit;
  m.ties = options.ties;
  m.estimates.names = x.names();
  m.centre = rows.centre;
  m.evidence.leavers = static_cast<double>(rows.events);
  fit_report report;
  report.model = std::string(name);
  report.parameter_names = x.names();
  report.rows_used = static_cast<double>(rows.rows);
  report.observations = rows.observations;
  report.unit = data.time.unit;
  report.library = detail::library_version();
  report.starts = 1;
  for (const detail::cox_stratum& k : rows.strata) report.max_age = (std::max)(report.max_age, k.last_time);

  detail::cox_likelihood likelihood(rows, efron, options.executor);
  const auto value = [&](std::span<const double> theta) {
    return exact ? detail::exact_cox_value(rows, theta) : likelihood(theta);
  };
  std::vector<double> theta(p);
  std::vector<double> covariance;  // internal units
  bool at_estimates = false;       // whether the likelihood was last taken there
  const auto done = [&](fit_status status, std::string message) {
    report.status = status;
    report.message = std::move(message);
    for (std::size_t j = 0; j < p; ++j) m.estimates.values.push_back(theta[j] / rows.spread[j]);
    if (report.usable()) m.estimates.covariance = covariance;
    for (std::size_t i = 0; i < m.estimates.covariance.size(); ++i)
      m.estimates.covariance[i] /= rows.spread[i / p] * rows.spread[i % p];
    for (std::size_t i = 0; i < m.evidence.model_covariance.size(); ++i)
      m.evidence.model_covariance[i] /= rows.spread[i / p] * rows.spread[i % p];
    const bool as_efron = options.baseline == cox_baseline::as_ties ? efron : options.baseline == cox_baseline::efron;
    const bool errors = options.curve_errors && report.usable();
    detail::cox_paths paths;
    if (at_estimates && !errors && as_efron == efron)
      paths.hazard = likelihood.hazards().through, paths.shift = likelihood.shift();
    else
      paths = detail::cox_paths_of(rows, theta, as_efron, errors, options.executor);
    m.curves = detail::cox_curves(rows, paths, errors);
    report.estimates = m.estimates.values;
    if (m.estimates.has_errors())
      for (std::size_t j = 0; j < p; ++j) report.standard_errors.push_back(m.estimates.error(j));
    report.log_likelihood = m.evidence.log_likelihood;
    return fitted<cox_model>(m, report, m.estimates.covariance);
  };
  if (rows.events == 0) return done(fit_status::degenerate_data, "nobody left");
  if (!options.penalised()) {
    if (!design.full_rank() && p > 0) return done(fit_status::not_identified, design.brief());
    if (rows.events < p)
      return done(fit_status::not_identified, "more columns (" + std::to_string(p) + ") than leavers (" +
                                                  std::to_string(rows.events) + "); leave some out, or set ridge");
  }

  const detail::cox_value at_zero = value(theta);
  report.evaluations = 1;
  m.evidence.null_log_likelihood = at_zero.log_likelihood;
  if (!options.penalised()) {
    const std::string column = detail::undetermined_column(at_zero, rows, x);
    if (!column.empty()) return done(fit_status::not_identified, column);
  }
  if (p > 0) m.evidence.score = detail::inverse_form(at_zero.information, at_zero.gradient);

  detail::cox_value first = at_zero;
  if (!options.start.empty()) {
    for (std::size_t j = 0; j < p; ++j) theta[j] = options.start[j] * rows.spread[j];
    first = value(theta);
    ++report.evaluations;
  }
  const detail::cox_penalty penalty = detail::internal_penalty(options, rows);
  const auto reach = [&](std::size_t j) {
    const auto [low, high] = std::minmax_element(x[j].begin(), x[j].end());
    return (*high - *low) / rows.spread[j];
  };
  const detail::cox_climb climb = detail::climb_cox(value, std::move(first), theta, penalty, options, reach);
  theta = climb.theta;
  at_estimates = !exact && climb.status == fit_status::converged && climb.decrement < 1e-16;
  report.iterations = climb.iterations;
  report.evaluations += climb.evaluations;
  report.gradient_norm = climb.slope / rows.observations;
  report.penalty = penalty.of(theta);
  m.evidence.log_likelihood = climb.at.log_likelihood;
  m.evidence.ratio = 2 * (climb.at.log_likelihood - at_zero.log_likelihood);
  if (climb.status == fit_status::separated) return done(climb.status, detail::separating_columns(climb, x, report.at_bound));
  std::string message = climb.message;
  if (climb.status == fit_status::converged && options.penalised())
    message = "penalised: ridge " + number_text(options.ridge) + ", lasso " + number_text(options.lasso);
  if (p > 0 && !penalty.sparse()) {
    std::vector<double> information = climb.at.information;
    for (std::size_t j = 0; j < p; ++j) information[j * p + j] += penalty.ridge[j];
    if (cholesky(information, p)) {
      covariance = cholesky_inverse(information, p);
      if (options.robust || !data.cluster.empty()) {
        m.evidence.model_covariance = covariance;
        covariance = detail::cox_sandwich(data, detail::cox_score_residuals(rows, theta, efron, options.executor), covariance, p);
      }
      m.evidence.wald = detail::inverse_form(covariance, theta);
    }
  }
  return done(climb.status, std::move(message));
}

}  // namespace walaa::inline WALAA_ABI
