// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How the path of an elastic net is followed; included by regression/elastic_net.hpp. */

#include <walaa/math/log_space.hpp>
#include <walaa/regression/detail/elastic_net_descent.hpp>
#include <walaa/regression/detail/own_units.hpp>
#include <walaa/regression/elastic_net.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace detail {

inline std::string named_option(std::string_view where, const char* option, double value, const char* rule) {
  return std::string(where) + ": " + option + " = " + number_text(value) + " " + rule;
}

}  // namespace detail

inline void elastic_net_options::validate(std::string_view where) const {
  const auto refuse = [&](const char* option, double value, const char* rule) {
    throw invalid_input(error_code::bad_option, detail::named_option(where, option, value, rule), option, no_row, value);
  };
  if (!(alpha >= 0 && alpha <= 1)) refuse("alpha", alpha, "is outside [0, 1]");
  if (lambdas < 1) refuse("lambdas", 0, "is not positive");
  if (!(least_ratio >= 0 && least_ratio < 1)) refuse("least_ratio", least_ratio, "is outside [0, 1)");
  if (max_iterations < 1) refuse("max_iterations", 0, "is not positive");
  for (std::size_t k = 0; k < lambda.size(); ++k)
    if (!(lambda[k] > 0) || !is_finite(lambda[k]) || (k > 0 && lambda[k] >= lambda[k - 1]))
      detail::refuse(error_code::bad_option, where, "lambda", k, lambda[k], "is not positive and below the one before");
}

template<class Covariates>
elastic_net_path elastic_net_path::fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                                       const elastic_net_options& options) {
  constexpr std::string_view where = "elastic_net_path::fit";
  options.validate(where);
  check_binary_outcomes(where, y);
  check_covariates(where, x, y.size());
  check_no_intercept(where, x);
  const design_report look = examine_one_by_one(x, y.weight, options.executor);
  if (look.independent.empty())
    throw invalid_input(error_code::out_of_range, std::string(where) + ": no column varies; there is nothing to choose from");

  std::vector<std::span<const double>> columns;
  std::vector<double> spread = look.spread;
  detail::elastic_net_descent d;
  d.times.assign(1, 0.0);
  for (std::size_t j = 0; j < x.columns(); ++j) {
    columns.push_back(x[j]);
    const bool varies = std::find(look.independent.begin(), look.independent.end(), j) != look.independent.end();
    spread[j] = spread[j] > 0 ? spread[j] : 1;
    d.times.push_back(!varies ? 0 : options.standardise ? 1 : 1 / spread[j]);
  }
  d.design = {columns, look.centre, spread, y.size()};
  d.y = y;
  d.weight = look.weight;
  d.alpha = options.alpha;
  d.max_iterations = options.max_iterations;
  d.executor = options.executor;
  d.gamma.assign(x.columns() + 1, 0.0);

  const double null = [&] {  // the intercept alone: a penalty that nothing withstands
    std::vector<double> penalty = d.times;
    for (double& t : d.times) t = 0;
    d.descend();
    d.times = std::move(penalty);
    return d.log_likelihood;
  }();
  std::vector<double> lambda = options.lambda;
  if (lambda.empty()) {
    double first = 0;
    for (std::size_t j = 1; j < d.gamma.size(); ++j)
      if (d.times[j] > 0) first = (std::max)(first, std::fabs(d.gradient[j]) / d.times[j]);
    first /= (std::max)(options.alpha, 1e-3);
    const double ratio = options.least_ratio > 0 ? options.least_ratio : y.size() > x.columns() ? 1e-4 : 1e-2;
    const double steps = static_cast<double>((std::max)(options.lambdas, std::size_t{2}) - 1);
    for (std::size_t k = 0; k < options.lambdas; ++k) lambda.push_back(first * std::pow(ratio, static_cast<double>(k) / steps));
  }

  elastic_net_path path;
  path.alpha = options.alpha;
  path.null_log_likelihood = null;
  for (std::size_t k = 0; k < lambda.size(); ++k) {
    if (options.progress && !keep_going(options.progress, k, lambda.size())) break;
    d.lambda = lambda[k];
    path.status.push_back(d.descend());
    path.lambda.push_back(lambda[k]);
    logistic_model m;
    m.beta = detail::in_own_units(d.design, d.gamma, {}, x.names());
    m.centre = look.centre;
    m.standardised = options.standardise;
    m.log_likelihood = d.log_likelihood;
    m.penalised_log_likelihood = -d.penalised(d.gamma) * d.weight;
    m.null_log_likelihood = null;
    path.models.push_back(std::move(m));
  }
  return path;
}

template<class Covariates>
penalty_choice choose_penalty(const std::type_identity_t<Covariates>& x, const outcomes& y, const elastic_net_options& options,
                              std::size_t folds, std::span<const double> fold) {
  constexpr std::string_view where = "choose_penalty";
  if (folds < 2 || folds > y.size())
    throw invalid_input(error_code::bad_option,
                        detail::named_option(where, "folds", static_cast<double>(folds), "is outside 2 and the number of rows"),
                        "folds");
  if (!fold.empty()) check_same_length(where, "outcome", y.size(), "fold", fold.size());
  for (std::size_t i = 0; i < fold.size(); ++i)
    if (!(fold[i] >= 0 && fold[i] < static_cast<double>(folds)) || fold[i] != std::floor(fold[i]))
      detail::refuse(error_code::out_of_range, where, "fold", i, fold[i], "is no whole number from 0 to folds - 1");
  elastic_net_options own = options;
  own.lambda = elastic_net_path::fit(x, y, options).lambda;

  const std::size_t penalties = own.lambda.size();
  std::vector<std::vector<double>> held(penalties, std::vector<double>(folds));
  std::vector<double> weight(folds);
  for (std::size_t f = 0; f < folds; ++f) {
    std::vector<std::vector<double>> in(x.columns()), out(x.columns());
    std::vector<double> value[2], weights[2], offset[2];
    for (std::size_t i = 0; i < y.size(); ++i) {
      const bool away = (fold.empty() ? i % folds : static_cast<std::size_t>(fold[i])) == f;
      for (std::size_t j = 0; j < x.columns(); ++j) (away ? out : in)[j].push_back(x[j][i]);
      value[away].push_back(y.value[i]);
      if (!y.weight.empty()) weights[away].push_back(y.weight[i]);
      if (!y.offset.empty()) offset[away].push_back(y.offset[i]);
    }
    std::vector<covariate> names_in, names_out;
    for (std::size_t j = 0; j < x.columns(); ++j) {
      names_in.push_back({x.name(j), in[j]});
      names_out.push_back({x.name(j), out[j]});
    }
    const elastic_net_path path = elastic_net_path::fit(covariates(names_in), {value[0], weights[0], offset[0]}, own);
    std::vector<double> eta(value[1].size());
    for (std::size_t k = 0; k < path.size(); ++k) {
      path.models[k].linear_predictor(covariates(names_out), eta, offset[1]);
      double sum = 0, total = 0;
      for (std::size_t i = 0; i < eta.size(); ++i) {
        const double w = weights[1].empty() ? 1 : weights[1][i];
        sum += w * (log1pexp(eta[i]) - value[1][i] * eta[i]);
        total += w;
      }
      held[k][f] = 2 * sum / total;
      weight[f] = total;
    }
  }
  penalty_choice c;
  c.lambda = own.lambda;
  double total = 0;
  for (const double w : weight) total += w;
  for (std::size_t k = 0; k < penalties; ++k) {
    double mean = 0, square = 0;
    for (std::size_t f = 0; f < folds; ++f) mean += weight[f] / total * held[k][f];
    for (std::size_t f = 0; f < folds; ++f) square += weight[f] / total * (held[k][f] - mean) * (held[k][f] - mean);
    c.deviance.push_back(mean);
    c.error.push_back(std::sqrt(square / static_cast<double>(folds - 1)));
    if (mean < c.deviance[c.best]) c.best = k;
  }
  while (c.deviance[c.simplest] > c.deviance[c.best] + c.error[c.best]) ++c.simplest;
  return c;
}

}  // namespace walaa::inline WALAA_ABI
