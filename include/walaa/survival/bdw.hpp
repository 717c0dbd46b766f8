// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The beta-discrete-Weibull: the shifted beta-geometric whose customers themselves become readier to leave (c > 1) or less
    ready (c < 1) with every renewal. c = 1 is the sBG.

        S(t) = B(alpha, beta + t^c) / B(alpha, beta),     S(t | theta) = (1 - theta)^(t^c),  theta ~ Beta(alpha, beta)

    Use it where the sBG's curve misses: retention of a cohort that rises by sorting and falls by age, or the other way round.
    It takes three renewals at least, and honest doubt below six: alpha, beta and c explain each other. Where customers do not
    differ it becomes the discrete Weibull, and the fit says so.

    Source: Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to project customer retention" revisited: the role of duration
    dependence, J. Interactive Marketing 43. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/gamma.hpp>
#include <walaa/math/log_space.hpp>  // for logistic
#include <walaa/survival/detail/discounted_tail.hpp>
#include <walaa/survival/detail/renewal_parts.hpp>
#include <walaa/survival/renewal_problem.hpp>
#include <walaa/survival/sbg.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <string_view>
#include <type_traits>

namespace walaa::inline WALAA_ABI {

struct bdw {
  double alpha = 1;  ///< of those who leave, > 0
  double beta = 1;   ///< of those who stay, > 0
  double c = 1;      ///< shape of a customer's own hazard, > 0; above 1 it rises

  static constexpr std::string_view name = "bdw";
  static constexpr std::array<std::string_view, 3> parameter_names{"alpha", "beta", "c"};

  /** Maximum likelihood.
      \returns status `boundary` where customers do not differ (a discrete Weibull) or leave at the first renewal or never;
               `degenerate_data` where nobody left or everybody did at once; `not_identified` for fewer than three renewals */
  template<class Options = fit_options> static fitted<bdw> fit(const renewals& data, const Options& options = {}) {
    options.validate("bdw::fit");
    return maximum_likelihood(renewal_problem<bdw>(data), options);
  }
  /// The same from rows, durations in whole periods. \throws invalid_input as renewals::of
  template<class Options = fit_options> static fitted<bdw> fit(const spells& s, const Options& options = {}) {
    return fit(renewals::of(s), options);
  }

  /// ln S(t), t >= 0; renewals are at whole numbers, so S(1.9) = S(1).
  double log_survival(double t) const noexcept { return log_beta_difference(alpha, beta, power(detail::renewals_until(t))); }
  double survival(double t) const noexcept { return std::exp(log_survival(t)); }

  /// S(t)/S(t-1), the share of those asked for the t-th time who renew; t >= 1 whole.
  double retention(double t) const noexcept { return std::exp(log_retention(t)); }
  /// P(leaves at renewal t), t >= 1 whole.
  double leaves_at(double t) const noexcept { return -survival(t - 1) * std::expm1(log_retention(t)); }

  /** Renewals to come, each worth 1 / (1 + d)^(its distance from the next one), of a customer just before his n-th renewal
      (n >= 1): sum over t >= n of S(t)/S(n-1) (1 + d)^-(t-n). Infinite where d = 0 and alpha c <= 1.
      \throws invalid_input for a discount that is negative, or an n below 1 */
  double discounted_renewals(double n, double discount_per_period) const {
    detail::check_renewal("bdw::discounted_renewals", n, discount_per_period);
    if (c == 1) return sbg{alpha, beta}.discounted_renewals(n, discount_per_period);
    if (discount_per_period == 0 && alpha * c <= 1) return detail::infinity;
    const double from = power(n - 1), start = beta + from, log_factor = std::log1p(discount_per_period);
    const auto log_term = [&](double t) { return log_beta_difference(alpha, start, power(t) - from) - log_factor * (t - n); };
    const auto log_slope = [&](double t) {
      const double x = power(t);
      return -digamma_difference(beta + x, alpha) * c * x / t - log_factor;
    };
    return detail::sum_to_infinity(n, alpha * c, discount_per_period, log_term, log_slope);
  }
  double expected_renewals(double n = 1) const { return discounted_renewals(n, 0); }

  /// \throws invalid_input for a parameter that is not positive and finite
  void validate() const {
    check_positive(name, "alpha", alpha);
    check_positive(name, "beta", beta);
    check_positive(name, "c", c);
  }

  friend bool operator==(const bdw&, const bdw&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<bdw>(file_version);
    ar& boost::make_nvp("alpha", alpha) & boost::make_nvp("beta", beta) & boost::make_nvp("c", c);
  }

  // ---- what the fit asks (survival/renewal_problem.hpp) ----

  second_order<3> log_survival_terms(double t) const noexcept {
    second_order<3> f;
    if (t == 0) return f;
    const double x = power(t), log_t = std::log(t), both2 = trigamma_difference(alpha + beta, x);
    const double slope = -digamma_difference(beta + x, alpha);         // d ln S / dx
    const double bend = -trigamma_difference(beta + x, alpha);         // its derivative
    const double in_c = x * log_t, psi2 = trigamma(alpha + beta + x);  // dx / dc
    f.value = log_beta_difference(alpha, beta, x);
    f.gradient(0) = -digamma_difference(alpha + beta, x);
    f.gradient(1) = digamma_difference(beta, x) - digamma_difference(alpha + beta, x);
    f.gradient(2) = slope * in_c;
    f.hessian(0, 0) = f.hessian(0, 1) = -both2;
    f.hessian(1, 1) = trigamma_difference(beta, x) - both2;
    f.hessian(0, 2) = -psi2 * in_c;
    f.hessian(1, 2) = bend * in_c;
    f.hessian(2, 2) = (bend * x + slope) * in_c * log_t;
    return f;
  }
  second_order<3> log_leaving_terms(double t) const noexcept {
    return detail::log_leaving(log_survival_terms(t - 1), log_survival_terms(t), log_retention(t));
  }
  static bdw start(const renewals& r) noexcept {
    const sbg s = sbg::start(r);
    return {s.alpha, s.beta, 1};
  }
  static log_bounds<3> bounds() noexcept { return {{-16, -16, -5}, {16, 16, 3}}; }
  static fit_verdict limit(const small_vector<3>& theta) {
    fit_verdict v = detail::beta_limit(theta[0], theta[1]);
    if (v.at_bound.empty() || v.at_bound.front() != "alpha -> inf") return v;
    v.message = "customers do not differ: a discrete Weibull, S(t) = (1 - theta)^(t^c), theta = " +
                detail::short_number(logistic(theta[0] - theta[1])) + ", c = " + detail::short_number(std::exp(theta[2]));
    return v;
  }

 private:
  double power(double t) const noexcept { return c == 1 || t <= 1 ? t : std::pow(t, c); }
  double log_retention(double t) const noexcept {
    const double before = power(t - 1);
    return log_beta_difference(alpha, beta + before, power(t) - before);
  }
};

static_assert(survival_model<bdw>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::bdw> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
