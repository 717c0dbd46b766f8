// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which of several fitted models? Likelihood, the two criteria that charge for parameters, and the holdout, in one table.

        AIC = 2 k - 2 ln L,      BIC = k ln n - 2 ln L,      k parameters, n customers (their weights); less is better

        compare_models({{"NBD", nbd}, {"BG/NBD", bg}, {"Pareto/NBD", pareto}}, calibration, came, weeks{39}).text()

    A likelihood can be compared only on the same customers in the same unit of time. So fits of different data are refused:
    by what their reports say of the data, and where the customers are passed, by the likelihood of these customers itself.

    k counts all parameters of a model, those at a bound and those that were given too: a model is charged too much rather than
    too little. A difference of AIC below 2 decides nothing (Burnham & Anderson). Do not compare models of purchases with models
    of spend, and do not choose by the likelihood alone what the holdout contradicts.

    Source: Akaike (1974), IEEE Trans. Automatic Control 19(6); Schwarz (1978), Annals of Statistics 6(2); Burnham & Anderson
    (2002), Model Selection and Multimodel Inference, ch. 2. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/evaluate/model_comparison.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/purchase_model.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

inline constexpr const char* compare_models_name = "compare_models";

[[noreturn]] inline void refuse_other_data(const std::string& name, const std::string& what) {
  throw invalid_input(
      error_code::different_data,
      std::string(compare_models_name) + ": '" + name + "' " + what + "; compare models that were fitted on the same customers",
      "models");
}

/// Names, and what the reports say of the data; \returns the first that was fitted, nullptr where none was.
inline const compared_model* check_compared(const std::vector<compared_model>& models) {
  check_not_empty(compare_models_name, "models", models.size());
  const compared_model* first = nullptr;
  for (std::size_t i = 0; i < models.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (models[i].name == models[j].name)
        throw invalid_input(error_code::duplicate_name,
                            std::string(compare_models_name) + ": two models are named '" + models[i].name + "'", "models", i);
    const fit_report& r = models[i].report;
    if (r.unit != models[0].report.unit)
      throw invalid_input(error_code::unit_mismatch,
                          std::string(compare_models_name) + ": '" + models[0].name + "' is in " +
                              std::string(unit_name(models[0].report.unit)) + ", '" + models[i].name + "' in " +
                              std::string(unit_name(r.unit)) + "; likelihoods of different units are no numbers of one scale",
                          "models", i);
    if (r.status == fit_status::not_fitted) continue;
    if (!first) first = &models[i];
    const fit_report& other = first->report;
    const auto differ = [&](const char* what, double mine, double theirs) {
      if (mine != theirs)
        refuse_other_data(models[i].name, "was fitted on data with " + std::string(what) + " " + number_text(mine) + ", '" +
                                              first->name + "' with " + number_text(theirs));
    };
    if (std::fabs(r.observations - other.observations) > 1e-9 * other.observations)
      refuse_other_data(models[i].name, "was fitted on " + number_text(r.observations) + " customers, '" + first->name + "' on " +
                                            number_text(other.observations));
    differ("a largest frequency of", r.max_frequency, other.max_frequency);
    differ("a largest T of", r.max_age, other.max_age);
  }
  return first;
}

inline model_row row_of(const compared_model& m, double log_likelihood, double customers) {
  const double k = static_cast<double>(m.parameters);
  return {.name = m.name,
          .model = m.model,
          .status = m.report.status,
          .usable = m.report.usable(),
          .parameters = m.parameters,
          .log_likelihood = log_likelihood,
          .aic = 2 * k - 2 * log_likelihood,
          .bic = k * std::log(customers) - 2 * log_likelihood,
          .holdout = {}};
}

}  // namespace detail

/** From the reports of the fits alone; a model whose parameters were given has no likelihood here.
    \throws invalid_input for equal names, different units, fits of different data */
inline model_comparison compare_models(const std::vector<compared_model>& models) {
  const compared_model* first = detail::check_compared(models);
  if (!first)
    throw invalid_input(error_code::bad_option, "compare_models: none of the models was fitted; pass the customers too",
                        "models");
  model_comparison out;
  out.customers = first->report.observations;
  out.unit = first->report.unit;
  for (const compared_model& m : models) out.rows.push_back(detail::row_of(m, m.report.log_likelihood, out.customers));
  return out;
}

/** On the customers of the fits: given parameters have a likelihood too, and a fit of other customers is found out.
    \throws invalid_input besides for histories of another unit, rows that cannot be, customers that are not those of the fits */
inline model_comparison compare_models(const std::vector<compared_model>& models, const purchase_histories& customers) {
  constexpr const char* where = detail::compare_models_name;
  const compared_model* first = detail::check_compared(models);
  check_same_unit(where, customers.unit, models[0].report.unit);
  check_histories_to_fit(where, customers);
  const std::size_t n = customers.size();
  model_comparison out;
  out.unit = customers.unit;
  out.customers = customers.weight.empty() ? static_cast<double>(n) : sum(customers.weight);
  if (first && std::fabs(first->report.observations - out.customers) > 1e-9 * out.customers)
    detail::refuse_other_data(first->name, "was fitted on " + number_text(first->report.observations) + " customers, " +
                                               number_text(out.customers) + " were passed");
  std::vector<double> each(n);
  for (const compared_model& m : models) {
    m.log_likelihood(customers, each);
    double largest = 0;  // of the terms: what rounding of a sum is measured by
    for (std::size_t i = 0; i < n; ++i) {
      if (!customers.weight.empty()) each[i] = customers.weight[i] == 0 ? 0 : customers.weight[i] * each[i];
      largest += std::fabs(each[i]);
    }
    const double here = sum(each), then = m.report.log_likelihood;
    if (m.report.status != fit_status::not_fitted && !(std::fabs(here - then) <= 1e-8 * (1 + largest)))
      detail::refuse_other_data(m.name, "has the log-likelihood " + number_text(then) + " by its report and " +
                                            number_text(here) + " on the customers that were passed");
    out.rows.push_back(detail::row_of(m, here, out.customers));
  }
  return out;
}

/** The same, and how the forecasts came true: purchases of each customer in the time `within` after the end of observation.
    \throws invalid_input besides for purchases that are negative or not finite, a time that is not positive */
inline model_comparison compare_models(const std::vector<compared_model>& models, const purchase_histories& customers,
                                       std::span<const double> actual, days within) {
  check_same_length(detail::compare_models_name, "frequency", customers.size(), "actual", actual.size());
  model_comparison out = compare_models(models, customers);
  purchase_histories h = customers;  // those with a weight
  std::vector<double> columns[5];
  bool all = true;
  for (const double w : customers.weight) all = all && w > 0;
  if (!all) {
    for (std::size_t i = 0; i < customers.size(); ++i) {
      if (customers.weight[i] == 0) continue;
      const double row[] = {customers.frequency[i], customers.recency[i], customers.age[i], customers.weight[i], actual[i]};
      for (std::size_t k = 0; k < 5; ++k) columns[k].push_back(row[k]);
    }
    h = {.frequency = columns[0], .recency = columns[1], .age = columns[2], .weight = columns[3], .unit = customers.unit};
    actual = columns[4];
  }
  std::vector<double> expected(h.size());
  out.actual = compare_forecast(actual, actual, h.weight).actual;
  for (std::size_t k = 0; k < models.size(); ++k) {
    if (!out.rows[k].usable) continue;
    models[k].expected(h, within, expected);
    out.rows[k].holdout = compare_forecast(actual, expected, h.weight);
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
