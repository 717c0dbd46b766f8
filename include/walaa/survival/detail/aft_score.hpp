// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a fitted aft_model says of customers; included by survival/aft.hpp only. */

#include <walaa/survival/aft.hpp>
#include <walaa/survival/detail/survival_columns.hpp>

namespace walaa::inline WALAA_ABI {

inline double aft_model::location(std::span<const double> row) const {
  check_same_length("aft_model::location", "columns of the model", columns(), "row", row.size());
  check_finite("aft_model::location", "row", row);
  return detail::predicted(estimates.values[0], slopes(), row);
}

inline covariates aft_model::own(std::string_view where, const covariates& x, std::size_t rows) const {
  covariates c = matching(where, x, column_names());
  check_covariates(where, c, rows);
  return c;
}

inline void aft_model::location(const covariates& x, std::span<double> out) const {
  const covariates c = own("aft_model::location", x, out.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = detail::predicted(estimates.values[0], slopes(), c, i);
}

inline void aft_model::survival(const covariates& x, double t, std::span<double> out) const {
  constexpr std::string_view where = "aft_model::survival";
  check_nonnegative(where, "t", t);
  const covariates c = own(where, x, out.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = of(detail::predicted(estimates.values[0], slopes(), c, i)).survival(t);
}

inline void aft_model::age_when_left(const covariates& x, double share, std::span<double> out) const {
  const covariates c = own("aft_model::age_when_left", x, out.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = of(detail::predicted(estimates.values[0], slopes(), c, i)).age_when_left(share);
}

inline bool aft_model::mean(const covariates& x, std::span<double> out) const {
  const covariates c = own("aft_model::mean", x, out.size());
  bool all = true;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::optional<double> m = of(detail::predicted(estimates.values[0], slopes(), c, i)).mean();
    out[i] = m.value_or(missing);
    all = all && m.has_value();
  }
  return all;
}

inline leave_counts aft_model::leave_probability(const covariates& x, std::span<const double> alive_at, double horizon,
                                                 const leave_out& out) const {
  constexpr std::string_view where = "aft_model::leave_probability";
  const covariates c = own(where, x, alive_at.size());
  return detail::leave_column(where, alive_at, horizon, out,
                              [&](std::size_t i) { return of(detail::predicted(estimates.values[0], slopes(), c, i)); });
}

inline void aft_model::validate() const {
  const auto require = [](bool good, const char* rule) {
    if (!good) throw load_error(error_code::bad_value, std::string("aft_model: ") + rule);
  };
  require(unit <= time_unit::month, "unit is no unit of time");
  require(law <= lifetime_law::log_logistic, "law is no law");
  estimates.validate();
  require(estimates.size() >= (law == lifetime_law::exponential ? 1u : 2u), "coefficients are missing");
  require(estimates.names.front() == intercept_name, "the first coefficient is not the intercept");
  require(law == lifetime_law::exponential || estimates.names.back() == log_scale_name, "the last coefficient is not ln(scale)");
  check_same_length("aft_model", "columns", columns(), "centre", centre.size());
  check_finite("aft_model", "centre", centre);
  require(is_finite(scale()) && scale() > 0, "the scale is no positive number");
}

}  // namespace walaa::inline WALAA_ABI
