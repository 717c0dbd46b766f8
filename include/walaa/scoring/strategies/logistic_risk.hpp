// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: the probability of leaving by a logistic regression, calibrated.

        p = calibrated(1 / (1 + e^-eta)),     eta = b_0 + sum b_j x_j

    Leaving within the time that the outcomes of the fit cover. Every column of the model is required: a customer who lacks one is
    `insufficient`; a scorecard (scorecard_risk) has bins for what is missing. The calibrator is Platt's on the model's log-odds, or
    another on its probabilities (regression/calibration.hpp).

    Reasons are in log-odds, against the mean customer of the fit, and exact: b_j (x_j - mean_j), times the slope of Platt's form. A
    bent calibrator (isotonic, beta) stretches all of a customer's effects alike (average_slope.hpp). Where isotonic gives 0 or 1,
    whose log-odds are infinite, they add up to the probability and the scale says so.

    The error is the model's by the delta method; that of the calibrator is not in it. */

#include <walaa/regression/detail/calibrator_class.hpp>
#include <walaa/regression/detail/logistic_class.hpp>
#include <walaa/scoring/average_slope.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/name_list.hpp>
#include <walaa/scoring/strategy.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

class logistic_risk_strategy {
 public:
  static constexpr std::string_view tag = "logistic_risk";

  logistic_risk_strategy() = default;
  /// \throws not_usable when the fit may not be used
  explicit logistic_risk_strategy(fitted<logistic_model> model, calibrator calibrated = {})
      : model_(std::move(model)), calibrated_(std::move(calibrated)) {
    validate();
    bind();
  }

  input_names inputs() const { return names_.views(); }
  std::string_view scale() const { return "probability"; }
  const fitted<logistic_model>& model() const noexcept { return model_; }
  const calibrator& calibration() const noexcept { return calibrated_; }

  void check(customer_view c) const {
    for (const std::string_view name : names_.views()) walaa::detail::check_no_infinity(tag, name, c[name]);
  }

  void score(customer_view c, score_out out) const {
    const logistic_model& m = model_.unchecked();
    const input_names names = names_.views();
    walaa::detail::linear_predictors([&](std::size_t j) { return c[names[j]].data(); }, m.beta.values, c.size(), nullptr, false,
                                     out.value.data());
    for (std::size_t i = 0; i < c.size(); ++i) {
      const double eta = out.value[i];
      out.value[i] = probability(eta);
      out.error[i] = out.errors_wanted ? slope(eta) * m.error_of([&](std::size_t j) { return c[names[j]][i]; }) : missing;
    }
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const logistic_model& m = model_.unchecked();
    double mean = m.beta[0], away = 0, size = 0;
    for (std::size_t j = 0; j < m.columns(); ++j) {
      const double part = m.beta[j + 1] * (c[m.beta.names[j + 1]][row] - m.centre[j]);
      mean += m.beta[j + 1] * m.centre[j];
      away += part;
      size += std::fabs(part);
    }
    const bool finite = is_finite(calibrated_.log_odds(mean)) && is_finite(calibrated_.log_odds(mean + away));
    const auto level = [&](double d) { return finite ? calibrated_.log_odds(mean + d) : probability(mean + d); };
    e.scale = finite ? "log_odds" : "probability";
    e.from = explanation_base::reference_customer;
    e.base = level(0);
    e.total = level(away);
    const double slope = average_slope(level, away, size);
    for (std::size_t j = 0; j < m.columns(); ++j) {
      const double seen = c[m.beta.names[j + 1]][row];
      e.add(reason::input_value, m.beta.names[j + 1], seen, slope * m.beta[j + 1] * (seen - m.centre[j]));
    }
  }

  void validate() const {
    static_cast<void>(*model_);
    calibrated_.validate();
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<logistic_risk_strategy>(file_version);
    ar& boost::make_nvp("model", model_) & boost::make_nvp("calibrated", calibrated_);
    if constexpr (Archive::is_loading::value) bind();
  }

 private:
  double probability(double eta) const noexcept {
    return calibrated_.probability(calibrated_.of_probabilities() ? logistic(eta) : eta);
  }

  /// dp / d eta: exact where the calibrator is linear, else by a central difference.
  double slope(double eta) const noexcept {
    if (calibrated_.linear()) {
      const double per = calibrated_.log_odds(1) - calibrated_.log_odds(0), l = calibrated_.log_odds(eta);
      return std::fabs(per) * logistic(l) * logistic(-l);
    }
    constexpr double h = 1e-4;
    return std::fabs(probability(eta + h) - probability(eta - h)) / (2 * h);
  }

  void bind() {
    std::vector<std::string_view> own;
    for (const std::string& n : model_.unchecked().column_names()) own.push_back(n);
    names_ = name_list().with(own);
  }

  fitted<logistic_model> model_{};
  calibrator calibrated_{};
  name_list names_;
};

/** A function, so that both namespaces may be used side by side (p_alive.hpp).
    \throws not_usable when a fit may not be used */
inline logistic_risk_strategy logistic_risk(fitted<logistic_model> model, calibrator calibrated = {}) {
  return logistic_risk_strategy(std::move(model), std::move(calibrated));
}
inline logistic_risk_strategy logistic_risk(fitted<logistic_model> model, const fitted<calibrator>& calibrated) {
  return logistic_risk_strategy(std::move(model), *calibrated);
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::strategies::logistic_risk_strategy> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
