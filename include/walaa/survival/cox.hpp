// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Cox's proportional hazards: how covariates multiply the hazard of leaving, whatever that hazard looks like over time.

        H(t | x) = H0(t) exp((x - centre) b),     S = exp(-H)

    b maximises the partial likelihood (ties: cox_data.hpp), H0 is a step function at the times somebody left, one for each
    stratum: of Breslow d / S0, of Efron the sum over l = 0 ... d - 1 of 1 / (S0 - (l/d) D0), where S0 sums exp((x - centre) b) over
    those at risk and D0 over those who leave.

    Use it to see what drives leaving, and to predict within the times seen. Not where hazards are not proportional
    (cox_proportionality.hpp tests it; strata mend it), not beyond the last time seen: answers there are missing, with a status.
    Weights stand for repeated rows under Breslow's ties only: to Efron and exact ties repeated rows are new ties.

    A fit without a finite maximum is no success: constant and collinear columns, more columns than leavers, columns that separate
    leavers are named, and the fit is not usable. A penalty makes such fits usable.

    Source: Cox (1972), JRSS B 34; Breslow (1974), Biometrics 30; Efron (1977), JASA 72; robust errors: Lin & Wei (1989), JASA 84. */

#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/survival/cox_data.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/regression_model.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// H0 of one stratum at the centre of the columns; a row a time at which somebody left.
struct cox_curve {
  double stratum = 0;                ///< its number; 0 without strata
  double last_time = 0;              ///< oldest age seen; the curve says nothing beyond it
  std::vector<double> time, hazard;  ///< ascending; H0 from this time on
  std::vector<double> variance;      ///< sum of dH0 / S0 up to each time; kept on request, as `drift`
  std::vector<double> drift;         ///< sum of (xbar - centre) dH0, a number a column

  friend bool operator==(const cox_curve&, const cox_curve&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<cox_curve>(file_version);
    using boost::make_nvp;
    ar& make_nvp("stratum", stratum) & make_nvp("last_time", last_time) & make_nvp("time", time) & make_nvp("hazard", hazard) &
        make_nvp("variance", variance) & make_nvp("drift", drift);
  }
};

/// What the fit says of "all coefficients are 0", and what it rests on.
struct cox_evidence {
  double leavers = 0;                                       ///< rows in which somebody left
  double null_log_likelihood = missing;                     ///< with all coefficients 0
  double log_likelihood = missing;                          ///< at the estimates, without the penalty
  double score = missing, wald = missing, ratio = missing;  ///< chi-squared with a degree of freedom a column
  std::vector<double> model_covariance;                     ///< inverse information where errors are robust; empty elsewhere

  friend bool operator==(const cox_evidence& a, const cox_evidence& b) {
    const auto same = [](double x, double y) { return is_missing(x) ? is_missing(y) : x == y; };
    return a.leavers == b.leavers && same(a.null_log_likelihood, b.null_log_likelihood) &&
           same(a.log_likelihood, b.log_likelihood) && same(a.score, b.score) && same(a.wald, b.wald) && same(a.ratio, b.ratio) &&
           a.model_covariance == b.model_covariance;
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<cox_evidence>(file_version);
    using boost::make_nvp;
    ar& make_nvp("leavers", leavers) & make_nvp("null_log_likelihood", null_log_likelihood) &
        make_nvp("log_likelihood", log_likelihood) & make_nvp("score", score) & make_nvp("wald", wald) &
        make_nvp("ratio", ratio) & make_nvp("model_covariance", model_covariance);
  }
};

struct cox_model;

/// H of a customer whose (x - centre) b is known: what scoring asks, row by row. Refers to the curve.
struct cox_risk {
  const cox_curve* curve;
  double log_risk;

  double cumulative_hazard(double t) const noexcept;
};

/// A customer under the model: a survival model (leaves_within.hpp). Refers to the model, which must outlive it.
class cox_customer {
 public:
  time_unit unit = time_unit::day;

  double cumulative_hazard(double t) const noexcept;
  double survival(double t) const noexcept;
  /// Standard error of H(t); missing unless curve_errors were asked of the fit.
  double hazard_error(double t) const;
  /// Standard error of P(leaves in (from, to] | alive at from).
  double leaving_error(double from, double to) const;

 private:
  friend struct cox_model;
  const cox_model* model_ = nullptr;
  const cox_curve* curve_ = nullptr;
  std::vector<double> off_;  // x - centre
  double log_risk_ = 0;      // (x - centre) b
};

struct cox_model {
  time_unit unit = time_unit::day;
  cox_ties ties = cox_ties::efron;
  coefficients estimates;         ///< log hazard ratios of the columns as they came; robust errors where asked
  std::vector<double> centre;     ///< of the columns: their weighted means
  std::vector<cox_curve> curves;  ///< ascending by stratum
  cox_evidence evidence;

  static constexpr std::string_view name = "cox_model";

  /** \returns `degenerate_data` when nobody left; `not_identified`, naming columns, when the likelihood has no single finite maximum
      \throws invalid_input for bad data, with column and row */
  template<class Data = cox_data>
  static fitted<cox_model> fit(const std::type_identity_t<Data>& data, const cox_options& options = {});

  /// x b, not centred: hazard ratios are differences of it.
  double linear_predictor(std::span<const double> x) const;
  void linear_predictor(const covariates& x, std::span<double> out) const;

  /// H(t) of a customer by his linear predictor; missing beyond the last time seen. \param curve  a place in `curves`
  double cumulative_hazard(double linear_predictor, double t, std::size_t curve = 0) const noexcept;
  double log_survival(double linear_predictor, double t, std::size_t curve = 0) const noexcept {
    return -cumulative_hazard(linear_predictor, t, curve);
  }

  /// One customer. \throws invalid_input for another number of values, or a stratum that the fit had not
  cox_customer at(std::span<const double> x, double stratum = 0) const;

  // Columns. The model's own columns are found by name; a row gets the bits that it gets alone; missing where t is beyond the data.
  void cumulative_hazard(const covariates& x, double t, std::span<double> out, std::span<const double> strata = {}) const;
  void survival(const covariates& x, double t, std::span<double> out, std::span<const double> strata = {}) const;

  /** P(leaves within the horizon | alive at), in the model's unit; one minus it is the conditional survival.
      \throws invalid_input for a negative age, a covariate that is not finite, with its row */
  leave_counts leave_probability(const covariates& x, std::span<const double> alive_at, double horizon, const leave_out& out,
                                 std::span<const double> strata = {}) const;

  // Scoring (regression_model.hpp).
  std::array<linear_part, 1> parts() const noexcept { return {{{estimates.names, estimates.values, centre}}}; }
  std::size_t curve_at(double stratum) const noexcept;
  cox_risk customer(std::array<double, 1> away, std::size_t curve = 0) const noexcept { return {&curves[curve], away[0]}; }
  /** Standard error of P(leaves in (from, to] | alive at from); missing unless curve_errors were asked of the fit.
      \param off  off(j): x - centre of the j-th column */
  template<class Off>
  double leaving_error(std::array<double, 1> away, const Off& off, std::size_t curve, double from, double to) const;

  /// \throws load_error or invalid_input when the parts contradict each other
  void validate() const;

  friend bool operator==(const cox_model&, const cox_model&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<cox_model>(file_version);
    using boost::make_nvp;
    ar& make_nvp("unit", unit) & make_nvp("ties", ties) & make_nvp("estimates", estimates) & make_nvp("centre", centre) &
        make_nvp("curves", curves) & make_nvp("evidence", evidence);
  }

  /// Where the stratum's curve stands. \throws invalid_input when there is none
  std::size_t curve_of(double stratum, std::string_view where = "cox_model", std::size_t row = no_row) const;
};

static_assert(timed_survival_model<cox_customer> && survival_regression<cox_model> && stratified_model<cox_model>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::cox_curve> : std::integral_constant<int, 1> {};
template<> struct version<walaa::cox_evidence> : std::integral_constant<int, 1> {};
template<> struct version<walaa::cox_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization

#include <walaa/survival/detail/cox_fit.hpp>  // bodies
#include <walaa/survival/detail/cox_score.hpp>
