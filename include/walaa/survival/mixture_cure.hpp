// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Mixture cure: a share of customers never leaves, the others do after a lifetime of some law.

        S(t) = pi + (1 - pi) S_u(t),   logit pi = g_0 + z g,   ln T_u = b_0 + x b + scale W  (lifetime.hpp)
        ln L = sum w [event ln((1 - pi) f_u(t)) + (1 - event) ln S(t) - ln S(entry)],   on the scale of time

    Take it only where the Kaplan-Meier curve flattens well above 0 and customers were watched long past the last who left;
    otherwise the share that stays and a long tail explain each other, and the status is `not_identified`. No single customer is
    known to be one who stays: the model gives probabilities, never labels. S(infinity) = pi, and pi = 0 is the plain model.

    Sources: Boag (1949), JRSS B 11; Farewell (1982), Biometrics 38; Maller & Zhou (1996), Survival Analysis with Long-Term
    Survivors. */

#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/lifetime.hpp>
#include <walaa/survival/regression_model.hpp>
#include <walaa/survival/spell.hpp>
#include <walaa/survival/survival_fit_options.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A customer who stays for ever with probability 1 / (1 + e^-logit_stays), and otherwise leaves like `leaver`.
struct cure_customer {
  time_unit unit = time_unit::day;
  double logit_stays = 0;
  lifetime leaver{};

  double stays() const noexcept { return logistic(logit_stays); }
  double log_survival(double t) const noexcept {
    return log_sum_exp(log_logistic(logit_stays), log_logistic(-logit_stays) + leaver.log_survival(t));
  }
  double survival(double t) const noexcept { return std::exp(log_survival(t)); }
  /// -ln S(t); without the difference from 1 while hardly anybody has left.
  double cumulative_hazard(double t) const noexcept {
    const double left = -std::expm1(leaver.log_survival(t)) * logistic(-logit_stays);
    return left < 0.5 ? 0 - std::log1p(-left) : -log_survival(t);
  }
  /// P(will never leave | still there at t).
  double stays_given_here(double t) const noexcept { return logistic(logit_stays - leaver.log_survival(t)); }

  friend bool operator==(const cure_customer&, const cure_customer&) = default;
};

static_assert(timed_survival_model<cure_customer>);

struct mixture_cure_model {
  time_unit unit = time_unit::day;
  lifetime_law law = lifetime_law::weibull;
  coefficients stays;                               ///< of logit pi: intercept, then the columns z
  coefficients leaves;                              ///< of ln T_u: intercept, the columns x, ln(scale)
  std::vector<double> stays_centre, leaves_centre;  ///< of the columns z and x: their weighted means
  double log_likelihood = missing;
  double plain_log_likelihood = missing;  ///< with pi = 0: the accelerated failure time model with the same columns x

  static constexpr std::string_view name = "mixture_cure_model";

  /** \param z  columns of who stays; may be none     \param x  columns of when the others leave; may be none
      The report lists the coefficients of `stays`, names prefixed by "stays: ", and then those of `leaves`.
      \returns `degenerate_data` when nobody left; `boundary` when nobody stays (pi -> 0), also where nobody was censored;
               `not_identified` where the share that stays cannot be told from a long tail, or columns from each other
      \throws invalid_input for bad spells or columns, and for a duration of 0, with the row */
  template<class Spells = spells>
  static fitted<mixture_cure_model> fit(lifetime_law law, const std::type_identity_t<Spells>& s, const covariates& z = {},
                                        const covariates& x = {}, const survival_fit_options& options = {});

  double scale() const noexcept { return law == lifetime_law::exponential ? 1 : std::exp(leaves.values.back()); }
  std::span<const std::string> stays_columns() const noexcept { return std::span(stays.names).subspan(1); }
  std::span<const std::string> leaves_columns() const noexcept {
    return std::span(leaves.names).subspan(1, leaves.size() - (law == lifetime_law::exponential ? 1 : 2));
  }

  /// One customer. \throws invalid_input for another number of values, or NaN
  cure_customer at(std::span<const double> z = {}, std::span<const double> x = {}) const;

  // Columns of one table that has z and x, found by name; a row gets the bits that it gets alone.
  void survival(const covariates& table, double t, std::span<double> out) const;
  /// P(will never leave | still there at the age given; 0 for a newcomer).
  void stays_given_here(const covariates& table, std::span<const double> alive_at, std::span<double> out) const;
  /** P(leaves within the horizon | alive at), in the model's unit; a model without columns takes covariates{}.
      \throws invalid_input for a negative age or horizon, a covariate that is not finite, with its row */
  leave_counts leave_probability(const covariates& table, std::span<const double> alive_at, double horizon,
                                 const leave_out& out) const;

  // Scoring (regression_model.hpp): who stays, then when the others leave.
  std::array<linear_part, 2> parts() const noexcept {
    return {{{stays_columns(), std::span(stays.values).subspan(1), stays_centre},
             {leaves_columns(), std::span(leaves.values).subspan(1, leaves_columns().size()), leaves_centre}}};
  }
  cure_customer customer(std::array<double, 2> away) const noexcept {
    double logit_stays = stays.values[0], location = leaves.values[0];
    for (std::size_t j = 0; j < stays_centre.size(); ++j) logit_stays += stays.values[j + 1] * stays_centre[j];
    for (std::size_t j = 0; j < leaves_centre.size(); ++j) location += leaves.values[j + 1] * leaves_centre[j];
    return {unit, logit_stays + away[0], {unit, law, location + away[1], scale()}};
  }

  /// \throws load_error or invalid_input when the parts contradict each other
  void validate() const;

  friend bool operator==(const mixture_cure_model& a, const mixture_cure_model& b) {
    const auto same = [](double p, double q) { return is_missing(p) ? is_missing(q) : p == q; };
    return a.unit == b.unit && a.law == b.law && a.stays == b.stays && a.leaves == b.leaves && a.stays_centre == b.stays_centre &&
           a.leaves_centre == b.leaves_centre && same(a.log_likelihood, b.log_likelihood) &&
           same(a.plain_log_likelihood, b.plain_log_likelihood);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<mixture_cure_model>(file_version);
    using boost::make_nvp;
    ar& make_nvp("unit", unit) & make_nvp("law", law) & make_nvp("stays", stays) & make_nvp("leaves", leaves) &
        make_nvp("stays_centre", stays_centre) & make_nvp("leaves_centre", leaves_centre) &
        make_nvp("log_likelihood", log_likelihood) & make_nvp("plain_log_likelihood", plain_log_likelihood);
  }
};

static_assert(survival_regression<mixture_cure_model>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::mixture_cure_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization

#include <walaa/survival/detail/mixture_cure_fit.hpp>  // bodies
#include <walaa/survival/detail/mixture_cure_score.hpp>
