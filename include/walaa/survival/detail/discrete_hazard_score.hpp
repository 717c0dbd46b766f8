// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a fitted discrete_hazard_model says of customers; included by survival/discrete_hazard.hpp only. */

#include <walaa/math/log_space.hpp>
#include <walaa/survival/detail/survival_columns.hpp>
#include <walaa/survival/discrete_hazard.hpp>

#include <cmath>
#include <string>

namespace walaa::inline WALAA_ABI {

inline double discrete_hazard_model::hazard_of_risk(double risk, double t) const noexcept {
  if (is_missing(t) || is_missing(risk)) return missing;
  const double periods = std::floor(t + 1e-12 * t);  // a time within rounding of a period's end is that
  const bool beyond = periods > last_period();
  const std::size_t n = beyond ? odds.size() : static_cast<std::size_t>(periods);
  double sum = 0, product = 1;  // logit: a logarithm of many factors at once
  for (std::size_t i = 0; i < n; ++i) {
    if (odds[i] == detail::infinity) return detail::infinity;
    const double here = risk * odds[i];
    if (link == hazard_link::cloglog) {
      sum += here;
    } else if (product *= 1 + here; product > 1e100) {
      sum += std::log(product);
      product = 1;
    }
  }
  // a product of few factors near 1 would lose what log1p keeps
  if (link == hazard_link::logit && product > 1) {
    if (product < 1.5) {
      sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += std::log1p(risk * odds[i]);
    } else {
      sum += std::log(product);
    }
  }
  if (beyond && sum < detail::infinity) return missing;
  return sum;
}

inline double discrete_hazard_customer::cumulative_hazard(double t) const noexcept { return model_->hazard_of_risk(risk_, t); }
inline double discrete_hazard_customer::survival(double t) const noexcept { return std::exp(-cumulative_hazard(t)); }
inline double discrete_hazard_customer::hazard(double period) const noexcept {
  if (!(period >= 1 && period <= model_->last_period())) return missing;
  const double o = model_->odds[static_cast<std::size_t>(period) - 1];
  if (o == detail::infinity) return 1;
  return model_->link == hazard_link::cloglog ? 0 - std::expm1(-risk_ * o) : 1 / (1 + 1 / (risk_ * o));
}

inline double discrete_hazard_model::centred() const noexcept {
  double sum = 0;
  for (std::size_t j = 0; j < centre.size(); ++j) sum -= centre[j] * slopes()[j];
  return sum;
}

inline discrete_hazard_customer discrete_hazard_model::customer(std::array<double, 1> away) const noexcept {
  discrete_hazard_customer c;
  c.unit = unit;
  c.model_ = this;
  c.risk_ = std::exp(away[0]);
  return c;
}

inline discrete_hazard_customer discrete_hazard_model::with(double linear_predictor) const noexcept {
  return customer({linear_predictor + centred()});
}

inline double discrete_hazard_model::linear_predictor(std::span<const double> row) const {
  check_same_length("discrete_hazard_model::linear_predictor", "columns of the model", columns(), "row", row.size());
  check_finite("discrete_hazard_model::linear_predictor", "row", row);
  return detail::predicted(0, slopes(), row);
}

inline double discrete_hazard_model::cumulative_hazard(double linear_predictor, double t) const noexcept {
  return with(linear_predictor).cumulative_hazard(t);
}

inline discrete_hazard_customer discrete_hazard_model::at(std::span<const double> row) const {
  return with(linear_predictor(row));
}

inline covariates discrete_hazard_model::own(std::string_view where, const covariates& x, std::size_t rows) const {
  covariates c = matching(where, x, column_names());
  check_covariates(where, c, rows);
  return c;
}

inline void discrete_hazard_model::survival(const covariates& x, double t, std::span<double> out) const {
  constexpr std::string_view where = "discrete_hazard_model::survival";
  check_nonnegative(where, "t", t);
  const covariates c = own(where, x, out.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = with(detail::predicted(0, slopes(), c, i)).survival(t);
}

inline leave_counts discrete_hazard_model::leave_probability(const covariates& x, std::span<const double> alive_at,
                                                             double horizon, const leave_out& out) const {
  constexpr std::string_view where = "discrete_hazard_model::leave_probability";
  const covariates c = own(where, x, alive_at.size());
  return detail::leave_column(where, alive_at, horizon, out,
                              [&](std::size_t i) { return with(detail::predicted(0, slopes(), c, i)); });
}

inline void discrete_hazard_model::validate() const {
  const auto require = [](bool good, const char* rule) {
    if (!good) throw load_error(error_code::bad_value, std::string("discrete_hazard_model: ") + rule);
  };
  require(unit <= time_unit::month, "unit is no unit of time");
  require(link <= hazard_link::cloglog, "link is no link");
  estimates.validate();
  require(baseline_terms <= estimates.size(), "there are fewer coefficients than the baseline has");
  require(centre.size() == columns(), "centre has not a number a column");
  check_finite(name, "centre", centre);
  for (const double o : odds) require(o >= 0, "odds are not from 0 on");
}

}  // namespace walaa::inline WALAA_ABI
