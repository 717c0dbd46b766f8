// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Accelerated failure time: how covariates stretch the time until a customer leaves.

        ln T = b_0 + b_1 x_1 + ... + scale W,    W by the law (lifetime.hpp): exponential, Weibull, log-normal, log-logistic
        ln L = sum w [event (ln f(t)) + (1 - event) ln S(t) - ln S(entry)],   f on the scale of time: it includes -ln t

    e^b is the factor by which a step in x lengthens a lifetime; for the Weibull e^(-b/scale) is a hazard ratio as well. Unlike
    Cox's model it extrapolates, and has means and medians in closed form: take it where a curve's shape is believable, and look
    at it beside the Kaplan-Meier curve. Not for customers part of whom never leave (mixture_cure.hpp), nor for whole periods
    (discrete_hazard.hpp). An age of 0 is outside the model.

    R's survreg reports the same coefficients and scale; lifelines' rho_ is 1/scale; eha has the opposite sign.

    Source: Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, chapters 2 and 3. */

#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/lifetime.hpp>
#include <walaa/survival/regression_model.hpp>
#include <walaa/survival/spell.hpp>
#include <walaa/survival/survival_fit_options.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// The name under which models with a free scale list its logarithm, last.
inline constexpr std::string_view log_scale_name = "ln(scale)";

struct aft_model {
  time_unit unit = time_unit::day;
  lifetime_law law = lifetime_law::weibull;
  coefficients estimates{
      {std::string(intercept_name), std::string(log_scale_name)}, {0, 0}, {}};  ///< intercept, columns, ln(scale)
  std::vector<double> centre;                                                   ///< of the columns: their weighted means
  double log_likelihood = missing;
  double null_log_likelihood = missing;  ///< without the columns

  static constexpr std::string_view name = "aft_model";

  /** \param x  columns of as many rows as there are spells; may be none
      \returns `degenerate_data` when nobody left; `not_identified` for constant or collinear columns, which are named, and
               where those who left, left at one time or at times that the columns explain without error (scale -> 0);
               `separated` where a column tells who leaves, with its name and sign
      \throws invalid_input for bad spells or columns, and for a duration of 0, with the row */
  template<class Spells = spells>
  static fitted<aft_model> fit(lifetime_law law, const std::type_identity_t<Spells>& s, const covariates& x = {},
                               const survival_fit_options& options = {});

  std::size_t columns() const noexcept { return estimates.size() - (law == lifetime_law::exponential ? 1 : 2); }
  std::span<const std::string> column_names() const noexcept { return std::span(estimates.names).subspan(1, columns()); }
  double scale() const noexcept { return law == lifetime_law::exponential ? 1 : std::exp(estimates.values.back()); }

  /// The location of ln T of one row: values in the order of column_names().
  double location(std::span<const double> row) const;
  /// One customer, a survival model that needs this one no more. \throws invalid_input for another number of values, or NaN
  lifetime at(std::span<const double> row = {}) const { return {unit, law, location(row), scale()}; }
  /// Of a row whose location is known.
  double cumulative_hazard(double location, double t) const noexcept { return of(location).cumulative_hazard(t); }
  double log_survival(double location, double t) const noexcept { return of(location).log_survival(t); }

  // Columns. The model's own are found by name; a row gets the bits that it gets alone.
  void location(const covariates& x, std::span<double> out) const;
  void survival(const covariates& x, double t, std::span<double> out) const;
  /// The age by which that share has left, 0.5 for the median.
  void age_when_left(const covariates& x, double share, std::span<double> out) const;
  /// Mean lifetimes; missing where there is none. \returns false when there is none for some row
  bool mean(const covariates& x, std::span<double> out) const;

  /** P(leaves within the horizon | alive at), in the model's unit; a model without columns takes covariates{}.
      \throws invalid_input for a negative age or horizon, a covariate that is not finite, with its row */
  leave_counts leave_probability(const covariates& x, std::span<const double> alive_at, double horizon,
                                 const leave_out& out) const;

  // Scoring (regression_model.hpp).
  std::array<linear_part, 1> parts() const noexcept { return {{{column_names(), slopes(), centre}}}; }
  lifetime customer(std::array<double, 1> away) const noexcept {
    double at_centre = estimates.values[0];
    for (std::size_t j = 0; j < centre.size(); ++j) at_centre += slopes()[j] * centre[j];
    return of(at_centre + away[0]);
  }

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const;

  friend bool operator==(const aft_model& a, const aft_model& b) {
    const auto same = [](double x, double y) { return is_missing(x) ? is_missing(y) : x == y; };
    return a.unit == b.unit && a.law == b.law && a.estimates == b.estimates && a.centre == b.centre &&
           same(a.log_likelihood, b.log_likelihood) && same(a.null_log_likelihood, b.null_log_likelihood);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<aft_model>(file_version);
    using boost::make_nvp;
    ar& make_nvp("unit", unit) & make_nvp("law", law) & make_nvp("estimates", estimates) & make_nvp("centre", centre) &
        make_nvp("log_likelihood", log_likelihood) & make_nvp("null_log_likelihood", null_log_likelihood);
  }

 private:
  lifetime of(double location) const noexcept { return {unit, law, location, scale()}; }
  std::span<const double> slopes() const noexcept { return std::span(estimates.values).subspan(1, columns()); }
  covariates own(std::string_view where, const covariates& x, std::size_t rows) const;
};

static_assert(survival_regression<aft_model>);

}  // namespace walaa::inline WALAA_ABI

#include <walaa/survival/detail/aft_fit.hpp>  // bodies
#include <walaa/survival/detail/aft_score.hpp>

namespace boost::serialization {
template<> struct version<walaa::aft_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
