// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The shifted beta-geometric: customers under contract who may leave at each renewal, each with a probability of his own.

        theta ~ Beta(alpha, beta),   P(leaves at renewal t | theta) = theta (1 - theta)^(t-1)
        S(t) = B(alpha, beta + t) / B(alpha, beta),   retention r(t) = S(t)/S(t-1) = (beta + t - 1) / (alpha + beta + t - 1)

    Nobody's own probability changes, and yet retention rises: the ones who leave easily are gone first. That is why a curve
    fitted by eye to early retention promises too little of the customers who stay. After n renewals theta ~ Beta(alpha, beta + n).

    Use it to project a cohort's retention and the value of those who remain from a few renewals. Not where a customer's own
    readiness to leave changes with his age (bdw), not for contracts without a fixed period, nor where customers just fall
    silent (the models of purchases).

    Sources: Fader & Hardie (2007), How to project customer retention, J. Interactive Marketing 21; Fader & Hardie (2010),
    Customer-base valuation in a contractual setting, Marketing Science 29. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/gamma.hpp>
#include <walaa/survival/detail/renewal_parts.hpp>
#include <walaa/survival/renewal_problem.hpp>
#include <walaa/survival/renewals.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <string_view>
#include <type_traits>

namespace walaa::inline WALAA_ABI {

struct sbg {
  double alpha = 1;  ///< of those who leave, > 0
  double beta = 1;   ///< of those who stay, > 0

  static constexpr std::string_view name = "sbg";
  static constexpr std::array<std::string_view, 2> parameter_names{"alpha", "beta"};

  /** Maximum likelihood.
      \returns status `boundary`, with the geometric rate in the message, where customers do not differ, and where they leave
               at the first renewal or never; `degenerate_data` where nobody left or everybody did at once;
               `not_identified` where one renewal only was seen */
  template<class Options = fit_options> static fitted<sbg> fit(const renewals& data, const Options& options = {}) {
    options.validate("sbg::fit");
    return maximum_likelihood(renewal_problem<sbg>(data), options);
  }
  /// The same from rows, durations in whole periods. \throws invalid_input as renewals::of
  template<class Options = fit_options> static fitted<sbg> fit(const spells& s, const Options& options = {}) {
    return fit(renewals::of(s), options);
  }

  /// ln S(t), t >= 0; renewals are at whole numbers, so S(1.9) = S(1).
  double log_survival(double t) const noexcept { return log_beta_difference(alpha, beta, detail::renewals_until(t)); }
  double survival(double t) const noexcept { return std::exp(log_survival(t)); }

  /// S(t)/S(t-1), the share of those asked for the t-th time who renew; t >= 1 whole.
  double retention(double t) const noexcept { return (beta + t - 1) / (alpha + beta + t - 1); }
  /// P(leaves at renewal t), t >= 1 whole.
  double leaves_at(double t) const noexcept { return alpha / (alpha + beta + t - 1) * survival(t - 1); }
  /// The model of those who have renewed n times: they are new customers of another cohort.
  sbg given_renewed(double n) const noexcept { return {alpha, beta + n}; }
  double mean_leaving() const noexcept { return alpha / (alpha + beta); }

  /** Renewals to come, each worth 1 / (1 + d)^(its distance from the next one), of a customer just before his n-th renewal
      (n >= 1): r(n) 2F1(1, beta + n; alpha + beta + n; 1/(1 + d)). Infinite where d = 0 and alpha <= 1.
      \throws invalid_input for a discount that is negative, or an n below 1 */
  double discounted_renewals(double n, double discount_per_period) const {
    detail::check_renewal("sbg::discounted_renewals", n, discount_per_period);
    return retention(n) * (1 + discount_per_period) * detail::mean_perpetuity(alpha, beta + n, discount_per_period);
  }
  /// Renewals to come of a customer just before his n-th, undiscounted: (beta + n - 1)/(alpha - 1), infinite for alpha <= 1.
  double expected_renewals(double n = 1) const { return discounted_renewals(n, 0); }

  /// \throws invalid_input for a parameter that is not positive and finite
  void validate() const {
    check_positive(name, "alpha", alpha);
    check_positive(name, "beta", beta);
  }

  friend bool operator==(const sbg&, const sbg&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<sbg>(file_version);
    ar& boost::make_nvp("alpha", alpha) & boost::make_nvp("beta", beta);
  }

  // ---- what the fit asks (survival/renewal_problem.hpp) ----

  second_order<2> log_survival_terms(double t) const noexcept {
    second_order<2> f;
    f.value = log_beta_difference(alpha, beta, t);
    const double both = digamma_difference(alpha + beta, t), both2 = trigamma_difference(alpha + beta, t);
    f.gradient(0) = -both;
    f.gradient(1) = digamma_difference(beta, t) - both;
    f.hessian(0, 0) = f.hessian(0, 1) = -both2;
    f.hessian(1, 1) = trigamma_difference(beta, t) - both2;
    return f;
  }
  second_order<2> log_leaving_terms(double t) const noexcept {
    second_order<2> f = log_survival_terms(t - 1);
    const double all = alpha + beta + t - 1, per = 1 / all;
    f.value += std::log(alpha * per);
    f.gradient(0) += (beta + t - 1) * per / alpha;
    f.gradient(1) -= per;
    f.hessian(0, 0) += per * per - 1 / (alpha * alpha);
    f.hessian(0, 1) += per * per;
    f.hessian(1, 1) += per * per;
    return f;
  }
  static sbg start(const renewals& r) noexcept {
    const double rate = r.asked() > 0 ? r.leavers() / r.asked() : 0.5;
    return {2 * (rate > 0.001 ? rate : 0.001), 2 * (rate < 0.999 ? 1 - rate : 0.001)};
  }
  static log_bounds<2> bounds() noexcept { return {{-16, -16}, {16, 16}}; }
  static fit_verdict limit(const small_vector<2>& theta) { return detail::beta_limit(theta[0], theta[1]); }
};

static_assert(survival_model<sbg>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::sbg> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
