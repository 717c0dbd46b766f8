// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    logistic_model without the body of its fit: what scoring, files and strategies need. regression/logistic.hpp has the words. */

#include <walaa/core/executor.hpp>
#include <walaa/core/progress.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/regression/detail/logistic_lanes.hpp>
#include <walaa/regression/outcomes.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct logistic_options {
  double l2 = 0;                     ///< lambda, on the summed log-likelihood, >= 0
  bool standardise = false;          ///< penalise coefficients of columns in their own standard deviations
  std::size_t max_iterations = 100;  ///< Newton steps, >= 1
  executor_ref executor{};           ///< who runs the blocks of rows; same bits whoever does
  progress_callback progress{};      ///< told (step, max_iterations); false ends the fit as `cancelled`

  /// \throws invalid_input naming the option
  void validate(std::string_view where) const {
    if (!is_finite(l2) || l2 < 0)
      throw invalid_input(error_code::bad_option, std::string(where) + ": l2 = " + number_text(l2) + " is not a number from 0 on",
                          "l2", no_row, l2);
    if (max_iterations < 1)
      throw invalid_input(error_code::bad_option, std::string(where) + ": max_iterations = 0 is not positive", "max_iterations",
                          no_row, 0);
  }
};

/// A fitted logistic regression: a plain value that scores without the data it was fitted on.
struct logistic_model {
  coefficients beta{{std::string(intercept_name)}, {0}, {}};  ///< in the columns' own units, the intercept first
  std::vector<double> centre;                                 ///< mean of each column in the fit: the baseline of reasons
  double l2 = 0;
  bool standardised = false;
  double log_likelihood = missing;            ///< without the penalty
  double penalised_log_likelihood = missing;  ///< what was maximised
  double null_log_likelihood = missing;       ///< of the intercept (and the offset) alone

  static constexpr std::string_view name = "logistic";

  /** \param x  columns of finite numbers, as many rows as outcomes; may be none
      \param y  outcomes 0 and 1, both; weights > 0
      \throws invalid_input naming column, row and rule
      \returns status converged, separated, not_identified, max_iterations, stalled or cancelled */
  template<class Covariates = covariates>
  static fitted<logistic_model> fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                                    const logistic_options& options = {});

  std::size_t columns() const noexcept { return beta.size() - 1; }
  std::span<const std::string> column_names() const noexcept { return std::span(beta.names).subspan(1); }

  /// Of one row: columns() values in the order of column_names(). Allocates nothing; NaN gives NaN.
  double linear_predictor(std::span<const double> row, double offset = 0) const noexcept { return one(row, offset, false); }
  double probability(std::span<const double> row, double offset = 0) const noexcept { return one(row, offset, true); }
  /// Standard error of the linear predictor of one row; missing where the fit gave no covariance.
  double linear_predictor_error(std::span<const double> row) const noexcept {
    return error_of([row](std::size_t j) { return row[j]; });
  }

  /** Of every row of a table that has the model's columns, in whatever order, among others.
      \throws invalid_input for a column that lacks or a value that is not finite */
  void linear_predictor(const covariates& x, std::span<double> out, std::span<const double> offset = {}) const {
    all("logistic_model::linear_predictor", x, out, offset, false);
  }
  void probability(const covariates& x, std::span<double> out, std::span<const double> offset = {}) const {
    all("logistic_model::probability", x, out, offset, true);
  }

  double deviance() const noexcept { return -2 * log_likelihood; }
  double null_deviance() const noexcept { return -2 * null_log_likelihood; }

  /// sqrt(z' Cov z) of the row whose j-th column is value(j), with 1 for the intercept.
  template<class Value> double error_of(const Value& value) const noexcept {
    if (!beta.has_errors()) return missing;
    const std::size_t n = beta.size();
    double variance = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double along = 0;
      for (std::size_t j = 0; j < n; ++j) along += beta.covariance[i * n + j] * (j == 0 ? 1 : value(j - 1));
      variance += along * (i == 0 ? 1 : value(i - 1));
    }
    return std::sqrt(variance > 0 ? variance : is_missing(variance) ? variance : 0);
  }

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const {
    beta.validate();
    if (beta.size() == 0 || beta.names[0] != intercept_name)
      throw invalid_input(error_code::bad_value, "logistic_model: the first coefficient is not the intercept", "beta");
    check_same_length("logistic_model", "columns", columns(), "centre", centre.size());
    check_finite("logistic_model", "centre", centre);
    check_nonnegative("logistic_model", "l2", l2);
  }

  friend bool operator==(const logistic_model& a, const logistic_model& b) {
    const auto same = [](double x, double y) { return is_missing(x) ? is_missing(y) : x == y; };
    return a.beta == b.beta && a.centre == b.centre && a.l2 == b.l2 && a.standardised == b.standardised &&
           same(a.log_likelihood, b.log_likelihood) && same(a.penalised_log_likelihood, b.penalised_log_likelihood) &&
           same(a.null_log_likelihood, b.null_log_likelihood);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<logistic_model>(file_version);
    ar& boost::make_nvp("beta", beta) & boost::make_nvp("centre", centre) & boost::make_nvp("l2", l2) &
        boost::make_nvp("standardised", standardised) & boost::make_nvp("log_likelihood", log_likelihood) &
        boost::make_nvp("penalised_log_likelihood", penalised_log_likelihood) &
        boost::make_nvp("null_log_likelihood", null_log_likelihood);
  }

 private:
  double one(std::span<const double> row, double offset, bool as_probability) const noexcept {
    double out = missing;
    detail::linear_predictors([row](std::size_t j) { return &row[j]; }, beta.values, 1, &offset, as_probability, &out);
    return out;
  }
  void all(std::string_view where, const covariates& x, std::span<double> out, std::span<const double> offset,
           bool as_probability) const {
    const covariates own = matching(where, x, column_names());
    check_covariates(where, own, out.size());
    if (!offset.empty()) check_same_length(where, "out", out.size(), "offset", offset.size());
    check_finite(where, "offset", offset);
    detail::linear_predictors([&](std::size_t j) { return own[j].data(); }, beta.values, out.size(),
                              offset.empty() ? nullptr : offset.data(), as_probability, out.data());
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::logistic_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
