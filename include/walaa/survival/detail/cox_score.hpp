// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a fitted cox_model says of customers; included by survival/cox.hpp only. */

#include <walaa/survival/cox.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Times of the curve up to t; those within rounding of t are t, as in a Kaplan-Meier curve.
inline std::size_t cox_steps(const cox_curve& c, double t) noexcept {
  return static_cast<std::size_t>(std::upper_bound(c.time.begin(), c.time.end(), t + 1e-12 * t) - c.time.begin());
}
inline bool cox_knows(const cox_curve& c, double t) noexcept { return t <= c.last_time + 1e-12 * c.last_time; }

/// H0; missing beyond the data.
inline double cox_baseline_at(const cox_curve& c, double t) noexcept {
  if (!cox_knows(c, t)) return missing;
  const std::size_t steps = cox_steps(c, t);
  return steps == 0 ? 0.0 : c.hazard[steps - 1];
}

/** Standard error of H(to) - H(from) of a customer: root of risk^2 (sum of dH0 / S0 + q' V q), q = sum of (xbar - x) dH0 over the
    times in between; off(j) is x - centre of the j-th column. */
template<class Off>
double cox_hazard_error(const cox_model& m, const cox_curve& c, const Off& off, double log_risk, double from, double to) {
  const std::size_t p = m.estimates.size();
  if (c.variance.size() != c.time.size() || !cox_knows(c, to) || (p > 0 && !m.estimates.has_errors())) return missing;
  const std::size_t a = cox_steps(c, from), b = cox_steps(c, to);
  const auto between = [&](const std::vector<double>& sum, std::size_t j, std::size_t width) {
    return (b == 0 ? 0.0 : sum[(b - 1) * width + j]) - (a == 0 ? 0.0 : sum[(a - 1) * width + j]);
  };
  const double hazard = between(c.hazard, 0, 1);
  double variance = between(c.variance, 0, 1);
  for (std::size_t i = 0; i < p; ++i) {
    const double qi = between(c.drift, i, p) - off(i) * hazard;
    for (std::size_t j = 0; j < p; ++j)
      variance += qi * (between(c.drift, j, p) - off(j) * hazard) * m.estimates.covariance[i * p + j];
  }
  return std::exp(log_risk) * std::sqrt(variance);
}

/// (x - centre) b of up to `cox_rows_at_once` rows from `first` on; columns in the model's order, added in that order in every row.
inline constexpr std::size_t cox_rows_at_once = 256;
inline void cox_log_risks(const cox_model& m, const covariates& own, std::size_t first, std::size_t n, double* out) noexcept {
  std::fill(out, out + n, 0.0);
  for (std::size_t j = 0; j < own.columns(); ++j) {
    const double* const x = own[j].data() + first;
    const double b = m.estimates.values[j], centre = m.centre[j];
    for (std::size_t i = 0; i < n; ++i) out[i] += b * (x[i] - centre);
  }
}

/// The customers of a table, in order: next() moves to the first, then to the one after.
class cox_customers {
 public:
  double log_risk = 0;               ///< (x - centre) b of the present one
  const cox_curve* curve = nullptr;  ///< of his stratum

  /// \throws invalid_input for a column that lacks or is not finite, a stratum that the fit had not
  cox_customers(const cox_model& m, std::string_view where, const covariates& x, std::size_t rows, std::span<const double> strata)
      : model_(m), own_(matching(where, x, m.estimates.names)), rows_(rows), strata_(strata) {
    if (own_.columns() > 0) check_covariates(where, own_, rows);
    if (!strata.empty()) check_same_length(where, "rows", rows, "strata", strata.size());
    if (strata.empty() && m.curves.size() > 1)
      throw invalid_input(error_code::missing_input, std::string(where) + ": the model has strata; give the stratum of every row",
                          "strata");
    for (std::size_t i = 0; i < strata.size(); ++i) m.curve_of(strata[i], where, i);
    curve = &m.curves.front();
  }
  void next() noexcept {
    ++row_;
    const std::size_t within = row_ % cox_rows_at_once;
    if (within == 0) cox_log_risks(model_, own_, row_, (std::min)(cox_rows_at_once, rows_ - row_), log_risks_);
    log_risk = log_risks_[within];
    if (model_.curves.size() > 1) curve = &model_.curves[model_.curve_of(strata_[row_])];
  }
  /// x - centre of the present one in column j.
  double off(std::size_t j) const noexcept { return own_[j][row_] - model_.centre[j]; }
  double cumulative_hazard(double t) const noexcept { return std::exp(log_risk) * cox_baseline_at(*curve, t); }

 private:
  const cox_model& model_;
  covariates own_;
  std::size_t rows_, row_ = static_cast<std::size_t>(-1);
  std::span<const double> strata_;
  double log_risks_[cox_rows_at_once];
};

}  // namespace detail

inline double cox_customer::cumulative_hazard(double t) const noexcept {
  return std::exp(log_risk_) * detail::cox_baseline_at(*curve_, t);
}
inline double cox_customer::survival(double t) const noexcept { return std::exp(-cumulative_hazard(t)); }
inline double cox_customer::hazard_error(double t) const {
  return detail::cox_hazard_error(
      *model_, *curve_, [this](std::size_t j) { return off_[j]; }, log_risk_, 0, t);
}
inline double cox_customer::leaving_error(double from, double to) const {
  const auto place = static_cast<std::size_t>(curve_ - model_->curves.data());
  return model_->leaving_error(
      {log_risk_}, [this](std::size_t j) { return off_[j]; }, place, from, to);
}

inline double cox_risk::cumulative_hazard(double t) const noexcept {
  return std::exp(log_risk) * detail::cox_baseline_at(*curve, t);
}

template<class Off>
double cox_model::leaving_error(std::array<double, 1> away, const Off& off, std::size_t curve, double from, double to) const {
  const cox_risk r = customer(away, curve);
  return std::exp(r.cumulative_hazard(from) - r.cumulative_hazard(to)) *
         detail::cox_hazard_error(*this, curves[curve], off, away[0], from, to);
}

inline std::size_t cox_model::curve_at(double stratum) const noexcept {
  const auto at =
      std::lower_bound(curves.begin(), curves.end(), stratum, [](const cox_curve& c, double label) { return c.stratum < label; });
  return at == curves.end() || at->stratum != stratum ? no_curve : static_cast<std::size_t>(at - curves.begin());
}

inline std::size_t cox_model::curve_of(double stratum, std::string_view where, std::size_t row) const {
  const std::size_t place = curve_at(stratum);
  if (place == no_curve)
    detail::refuse(error_code::unknown_name, where, "strata", row, stratum, "is no stratum that the model was fitted on");
  return place;
}

inline cox_customer cox_model::at(std::span<const double> x, double stratum) const {
  check_same_length("cox_model::at", "coefficients", estimates.size(), "x", x.size());
  check_finite("cox_model::at", "x", x);
  cox_customer c;
  c.unit = unit;
  c.model_ = this;
  c.curve_ = &curves[curves.size() == 1 ? 0 : curve_of(stratum, "cox_model::at")];
  for (std::size_t j = 0; j < x.size(); ++j) {
    c.off_.push_back(x[j] - centre[j]);
    c.log_risk_ += estimates.values[j] * (x[j] - centre[j]);
  }
  return c;
}

inline double cox_model::linear_predictor(std::span<const double> x) const {
  check_same_length("cox_model::linear_predictor", "coefficients", estimates.size(), "x", x.size());
  double sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += estimates.values[j] * x[j];
  return sum;
}

inline void cox_model::linear_predictor(const covariates& x, std::span<double> out) const {
  constexpr std::string_view where = "cox_model::linear_predictor";
  const covariates own = matching(where, x, estimates.names);
  check_covariates(where, own, out.size());
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t j = 0; j < own.columns(); ++j)
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += estimates.values[j] * own[j][i];
}

inline double cox_model::cumulative_hazard(double linear_predictor, double t, std::size_t curve) const noexcept {
  double offset = 0;
  for (std::size_t j = 0; j < centre.size(); ++j) offset += estimates.values[j] * centre[j];
  return std::exp(linear_predictor - offset) * detail::cox_baseline_at(curves[curve], t);
}

inline void cox_model::cumulative_hazard(const covariates& x, double t, std::span<double> out,
                                         std::span<const double> strata) const {
  constexpr std::string_view where = "cox_model::cumulative_hazard";
  check_nonnegative(where, "t", t);
  detail::cox_customers customer(*this, where, x, out.size(), strata);
  for (double& h : out) {
    customer.next();
    h = customer.cumulative_hazard(t);
  }
}

inline void cox_model::survival(const covariates& x, double t, std::span<double> out, std::span<const double> strata) const {
  constexpr std::string_view where = "cox_model::survival";
  check_nonnegative(where, "t", t);
  detail::cox_customers customer(*this, where, x, out.size(), strata);
  for (double& v : out) {
    customer.next();
    v = std::exp(-customer.cumulative_hazard(t));
  }
}

inline leave_counts cox_model::leave_probability(const covariates& x, std::span<const double> alive_at, double horizon,
                                                 const leave_out& out, std::span<const double> strata) const {
  constexpr std::string_view where = "cox_model::leave_probability";
  check_nonnegative(where, "horizon", horizon);
  detail::cox_customers customer(*this, where, x, alive_at.size(), strata);
  return detail::leaves_within_column(where, alive_at, out, [&](double age) {
    customer.next();
    walaa::leave_probability p = detail::leaves_within_checked(customer, age, horizon);
    if (p && !out.error.empty() && horizon > 0)
      p.error = leaving_error(
          {customer.log_risk}, [&](std::size_t j) { return customer.off(j); },
          static_cast<std::size_t>(customer.curve - curves.data()), age, age + horizon);
    return p;
  });
}

inline void cox_model::validate() const {
  const auto require = [](bool good, const char* rule) {
    if (!good) throw load_error(error_code::bad_value, std::string("cox_model: ") + rule);
  };
  require(unit <= time_unit::month, "unit is no unit of time");
  require(ties <= cox_ties::exact, "ties are none of efron, breslow, exact");
  estimates.validate();
  const std::size_t p = estimates.size();
  require(centre.size() == p, "centre and estimates differ in length");
  check_finite("cox_model", "centre", centre);
  require(!curves.empty(), "there is no baseline");
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const cox_curve& c = curves[k];
    const std::size_t n = c.time.size();
    require(is_finite(c.stratum) && (k == 0 || curves[k - 1].stratum < c.stratum), "strata do not ascend");
    require(is_finite(c.last_time) && c.last_time >= 0, "last_time is no age");
    require(c.hazard.size() == n, "a baseline's columns differ in length");
    require((c.variance.empty() && c.drift.empty()) || (c.variance.size() == n && c.drift.size() == n * p),
            "a baseline's errors differ in length");
    for (std::size_t i = 0; i < n; ++i) {
      require(is_finite(c.time[i]) && c.time[i] >= 0 && (i == 0 || c.time[i] > c.time[i - 1]) && c.time[i] <= c.last_time,
              "times do not ascend up to last_time");
      require(is_finite(c.hazard[i]) && c.hazard[i] >= (i == 0 ? 0.0 : c.hazard[i - 1]), "the cumulative hazard falls");
      require(c.variance.empty() || (is_finite(c.variance[i]) && c.variance[i] >= (i == 0 ? 0.0 : c.variance[i - 1])),
              "the variance falls");
    }
    check_finite("cox_model", "drift", c.drift);
  }
  check_nonnegative("cox_model", "leavers", evidence.leavers);
  if (!evidence.model_covariance.empty()) check_covariance("cox_model", evidence.model_covariance, p);
}

}  // namespace walaa::inline WALAA_ABI
