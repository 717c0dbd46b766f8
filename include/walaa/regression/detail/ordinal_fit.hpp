// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What ordinal_model::fit does around the ascent (ordinal_ascent.hpp): levels, a look at the design, and thresholds and slopes in
    the columns' own units; included by regression/ordinal.hpp. */

#include <walaa/regression/design.hpp>
#include <walaa/regression/detail/ordinal_ascent.hpp>
#include <walaa/regression/ordinal.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace detail {

/// The levels of a fit, checked, and each row's place among them.
inline std::vector<double> ordinal_levels(std::string_view where, const outcomes& y, const std::vector<double>& asked,
                                          std::vector<std::size_t>& place) {
  std::vector<double> levels = asked;
  if (asked.empty()) {
    levels.assign(y.value.begin(), y.value.end());
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  }
  check_finite(where, "levels", levels);
  for (std::size_t k = 1; k < levels.size(); ++k)
    if (!(levels[k - 1] < levels[k]))
      refuse(error_code::out_of_range, where, "levels", k, levels[k], "does not exceed the one before");
  if (levels.size() < 2)
    throw invalid_input(
        error_code::out_of_range,
        std::string(where) + ": every outcome is " + number_text(levels[0]) + "; two levels are needed to tell them apart",
        "outcome");
  if (levels.size() > ordinal_model::most_levels)
    throw invalid_input(error_code::out_of_range,
                        std::string(where) + ": " + std::to_string(levels.size()) +
                            " levels, more than 100; a number on so many steps is for linear_model",
                        "outcome");
  place.resize(y.size());
  std::vector<bool> chosen(levels.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto at = std::lower_bound(levels.begin(), levels.end(), y.value[i]);
    if (at == levels.end() || *at != y.value[i])
      refuse(error_code::out_of_range, where, "outcome", i, y.value[i], "is none of the levels");
    place[i] = static_cast<std::size_t>(at - levels.begin());
    chosen[place[i]] = true;
  }
  for (std::size_t k = 0; k < levels.size(); ++k)
    if (!chosen[k])
      throw invalid_input(error_code::out_of_range,
                          std::string(where) + ": nobody chose the level " + number_text(levels[k]) +
                              ", whose thresholds have no estimate; leave it out",
                          "levels", no_row, levels[k]);
  return levels;
}

/// Which columns run off, after an ascent that found that they tell the answers apart.
inline std::string moving_columns(const ordinal_ascent& a, std::span<const std::string> names,
                                  std::vector<std::string>& at_bound) {
  double largest = 0;
  for (std::size_t j = a.levels - 1; j < a.size(); ++j) largest = (std::max)(largest, std::fabs(a.step[j]));
  std::string text = "the answers are separated by";
  for (std::size_t j = 0; j < names.size(); ++j) {
    const double moved = a.step[a.levels - 1 + j];
    if (!(largest > 0) || std::fabs(moved) < 1e-3 * largest) continue;
    at_bound.push_back(names[j] + (moved < 0 ? " -> -infinity" : " -> infinity"));
    text += (at_bound.size() == 1 ? " " : ", ") + at_bound.back();
  }
  return text + "; the log-likelihood tends to " + short_number(a.log_likelihood) + "; leave the column out";
}

}  // namespace detail

template<class Covariates>
fitted<ordinal_model> ordinal_model::fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                                         const ordinal_options& options) {
  constexpr std::string_view where = "ordinal_model::fit";
  if (options.max_iterations < 1)
    throw invalid_input(error_code::bad_option, std::string(where) + ": max_iterations = 0 is not positive", "max_iterations",
                        no_row, 0);
  check_outcomes(where, y);
  check_covariates(where, x, y.size());
  detail::ordinal_ascent a;
  ordinal_model m;
  m.link = options.link;
  m.levels = detail::ordinal_levels(where, y, options.levels, a.level);

  const std::size_t cuts = m.thresholds();
  m.beta = {};
  for (std::size_t k = 0; k < cuts; ++k) m.beta.names.push_back(number_text(m.levels[k]) + "|" + number_text(m.levels[k + 1]));
  for (const std::string& column : x.names()) {
    if (m.beta.find(column) < cuts)
      throw invalid_input(error_code::duplicate_name, std::string(where) + ": a column is named as the threshold " + column,
                          column);
    m.beta.names.push_back(column);
  }

  const design_report look = examine(x, y.weight, options.executor);
  std::vector<double> spread = look.spread;
  std::vector<std::span<const double>> columns;
  for (std::size_t j = 0; j < x.columns(); ++j) columns.push_back(x[j]);
  for (double& s : spread) s = s > 0 ? s : 1;
  m.centre = look.centre;
  a.design = {columns, m.centre, spread, y.size()};
  a.y = y;
  a.levels = m.levels.size();
  a.law = {options.link};
  a.max_iterations = options.max_iterations;
  a.executor = options.executor;
  a.progress = &options.progress;
  std::vector<double> share(m.levels.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double w = y.weight.empty() ? 1 : y.weight[i];
    share[a.level[i]] += w;
    a.weight += w;
    a.least_weight = i == 0 ? w : (std::min)(a.least_weight, w);
  }
  a.at.assign(a.size(), 0.0);
  double below = 0, null = 0;
  for (std::size_t k = 0; k < share.size(); ++k) {
    null += share[k] * std::log(share[k] / a.weight);
    below += share[k];
    if (k < cuts) a.at[k] = options.link == ordinal_link::logit ? logit(below / a.weight) : normal_quantile(below / a.weight);
  }
  if (y.offset.empty()) m.null_log_likelihood = null;

  fit_report report;
  report.model = std::string(name);
  report.rows_used = static_cast<double>(y.size());
  report.observations = a.weight;
  report.starts = 1;
  report.library = detail::library_version();
  report.status = look.full_rank() ? a.run() : fit_status::not_identified;
  report.message.clear();
  const bool fit = report.status == fit_status::converged;
  if (!look.full_rank())
    report.message = look.brief() + "; leave them out";
  else if (report.status == fit_status::separated)
    report.message = detail::moving_columns(a, x.names(), report.at_bound);
  else if (!fit)
    report.message = std::string(status_name(report.status)) + " after " + std::to_string(a.iterations) + " steps";

  // theta_k - sum g (x - c) / s = (theta_k + sum g c / s) - sum (g / s) x
  const std::size_t n = a.size();
  m.beta.values = a.at;
  std::vector<double> map(n * n, 0.0);
  for (std::size_t k = 0; k < n; ++k) map[k * n + k] = k < cuts ? 1 : 1 / spread[k - cuts];
  for (std::size_t j = 0; j < x.columns(); ++j) {
    m.beta.values[cuts + j] /= spread[j];
    for (std::size_t k = 0; k < cuts; ++k) {
      map[k * n + cuts + j] = m.centre[j] / spread[j];
      m.beta.values[k] += m.beta.values[cuts + j] * m.centre[j];
    }
  }
  if (fit) {
    const std::vector<double> c = cholesky_inverse(a.factor, n);
    std::vector<double> half(n * n), own(n * n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < n; ++k)
        for (std::size_t j = 0; j < n; ++j) half[i * n + j] += map[i * n + k] * c[k * n + j];
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < n; ++k) sum += half[i * n + k] * map[j * n + k];
        own[i * n + j] = own[j * n + i] = sum;
      }
    m.beta.covariance = std::move(own);
  }
  m.log_likelihood = a.evaluations == 0 ? m.null_log_likelihood : a.log_likelihood;
  report.parameter_names = m.beta.names;
  report.estimates = m.beta.values;
  for (std::size_t j = 0; j < n && fit; ++j) report.standard_errors.push_back(m.beta.error(j));
  report.log_likelihood = m.log_likelihood;
  report.gradient_norm = a.slope;
  report.iterations = a.iterations;
  report.evaluations = a.evaluations;
  std::vector<double> covariance = m.beta.covariance;
  return {std::move(m), std::move(report), std::move(covariance)};
}

inline void ordinal_model::validate() const {
  const auto broken = [](const char* what) { throw invalid_input(error_code::bad_value, std::string("ordinal_model: ") + what); };
  beta.validate();
  if (link > ordinal_link::probit) broken("the link is none");
  if (levels.size() < 2 || levels.size() > most_levels || beta.size() < thresholds())
    broken("levels and thresholds do not match");
  check_finite("ordinal_model", "levels", levels);
  for (std::size_t k = 1; k < levels.size(); ++k)
    if (!(levels[k - 1] < levels[k])) broken("the levels do not ascend");
  for (std::size_t k = 1; k < thresholds(); ++k)
    if (!(beta.values[k - 1] < beta.values[k])) broken("the thresholds do not ascend");
  check_same_length("ordinal_model", "columns", columns(), "centre", centre.size());
  check_finite("ordinal_model", "centre", centre);
}

}  // namespace walaa::inline WALAA_ABI
