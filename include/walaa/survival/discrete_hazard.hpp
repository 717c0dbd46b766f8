// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Discrete-time hazard: the probability to leave in each period, of those who were still there, from covariates.

        h_t = g(alpha_t + x b),  t = 1, 2, ...;     S(t) = product of (1 - h);     logit:   g(e) = 1 / (1 + exp(-e))
        ln L = sum over customers and their periods of y ln h + (1 - y) ln(1 - h)  cloglog: g(e) = 1 - exp(-exp(e))

    With cloglog it is proportional hazards seen by whole periods: b estimates Cox's b, without his trouble with ties. With logit
    it is logistic regression on customer-periods, and exp(b) an odds ratio. alpha_t is free in each period (the default), constant in
    blocks, linear in t or in ln t, or a natural cubic spline. The table of customer-periods is never made: under cloglog the
    cost of a row does not depend on how long it lasted. Covariates that change split a customer into rows by `entry`.

    A period in which nobody left has alpha = -infinity (hazard 0), one in which everybody left hazard 1: the status is `boundary`,
    the periods are named, and the rest is estimated without them. Nothing is said beyond the last period seen.

    Sources: Prentice & Gloeckler (1978), Biometrics 34; Allison (1982), Sociological Methodology 13; Singer & Willett (1993),
    J. Educational Statistics 18. */

#include <walaa/core/progress.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/survival/detail/period_baseline.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/regression_model.hpp>
#include <walaa/survival/spell.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct discrete_hazard_model;

/// A customer under the model: a survival model (leaves_within.hpp). Refers to the model, which must outlive it.
class discrete_hazard_customer {
 public:
  time_unit unit = time_unit::day;

  /// -ln S(t); missing beyond the last period seen. Periods are whole: H(1.9) = H(1).
  double cumulative_hazard(double t) const noexcept;
  double survival(double t) const noexcept;
  /// P(leaves in that period | was there before it); missing for none of the periods seen.
  double hazard(double period) const noexcept;

 private:
  friend struct discrete_hazard_model;
  const discrete_hazard_model* model_ = nullptr;
  double risk_ = 1;  // exp((x - centre) b)
};

struct discrete_hazard_model {
  time_unit unit = time_unit::day;
  hazard_link link = hazard_link::cloglog;
  coefficients estimates;          ///< of the baseline (at x = 0), then of the columns
  std::size_t baseline_terms = 0;  ///< how many of them are the baseline's
  std::vector<double> centre;      ///< of the columns: their weighted means
  std::vector<double> odds;  ///< exp(alpha_t + centre b) of t = 1, 2, ...: 0 where nobody left, infinite where everybody did
  double log_likelihood = missing;
  double null_log_likelihood = missing;  ///< of the same baseline without the columns

  static constexpr std::string_view name = "discrete_hazard_model";

  /** \param s  durations and entries in whole periods, durations >= 1; event 1: he left in that period
      \returns `degenerate_data` when nobody left; `boundary` naming periods, see above; `not_identified` for constant or
               collinear columns; `separated` where a column tells who leaves, with its name and sign
      \throws invalid_input for bad spells or columns, with the row; for knots that do not fit the baseline */
  template<class Spells = spells>
  static fitted<discrete_hazard_model> fit(hazard_link link, const std::type_identity_t<Spells>& s, const covariates& x = {},
                                           const discrete_hazard_options& options = {});

  std::size_t columns() const noexcept { return estimates.size() - baseline_terms; }
  std::span<const std::string> column_names() const noexcept { return std::span(estimates.names).subspan(baseline_terms); }
  double last_period() const noexcept { return static_cast<double>(odds.size()); }

  /// x b, not centred.
  double linear_predictor(std::span<const double> row) const;
  /// -ln S(t) of a customer by his linear predictor; missing beyond the last period.
  double cumulative_hazard(double linear_predictor, double t) const noexcept;
  double log_survival(double linear_predictor, double t) const noexcept { return -cumulative_hazard(linear_predictor, t); }

  /// One customer. \throws invalid_input for another number of values, or NaN
  discrete_hazard_customer at(std::span<const double> row = {}) const;

  // Columns. The model's own are found by name; a row gets the bits that it gets alone.
  void survival(const covariates& x, double t, std::span<double> out) const;
  /** P(leaves within the horizon | alive at), in periods; a model without columns takes covariates{}.
      \throws invalid_input for a negative age or horizon, a covariate that is not finite, with its row */
  leave_counts leave_probability(const covariates& x, std::span<const double> alive_at, double horizon,
                                 const leave_out& out) const;

  // Scoring (regression_model.hpp).
  std::array<linear_part, 1> parts() const noexcept { return {{{column_names(), slopes(), centre}}}; }
  discrete_hazard_customer customer(std::array<double, 1> away) const noexcept;

  /// \throws load_error or invalid_input when the parts contradict each other
  void validate() const;

  friend bool operator==(const discrete_hazard_model& a, const discrete_hazard_model& b) {
    const auto same = [](double x, double y) { return is_missing(x) ? is_missing(y) : x == y; };
    return a.unit == b.unit && a.link == b.link && a.estimates == b.estimates && a.baseline_terms == b.baseline_terms &&
           a.centre == b.centre && a.odds == b.odds && same(a.log_likelihood, b.log_likelihood) &&
           same(a.null_log_likelihood, b.null_log_likelihood);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<discrete_hazard_model>(file_version);
    using boost::make_nvp;
    ar& make_nvp("unit", unit) & make_nvp("link", link) & make_nvp("estimates", estimates) &
        make_nvp("baseline_terms", baseline_terms) & make_nvp("centre", centre) & make_nvp("odds", odds) &
        make_nvp("log_likelihood", log_likelihood) & make_nvp("null_log_likelihood", null_log_likelihood);
  }

  /// -ln S(t) for exp((x - centre) b) = risk.
  double hazard_of_risk(double risk, double t) const noexcept;

 private:
  std::span<const double> slopes() const noexcept { return std::span(estimates.values).subspan(baseline_terms); }
  double centred() const noexcept;  // -centre b
  covariates own(std::string_view where, const covariates& x, std::size_t rows) const;
  discrete_hazard_customer with(double linear_predictor) const noexcept;
};

static_assert(timed_survival_model<discrete_hazard_customer> && survival_regression<discrete_hazard_model>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::discrete_hazard_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization

#include <walaa/survival/detail/discrete_hazard_fit.hpp>  // bodies
#include <walaa/survival/detail/discrete_hazard_score.hpp>
