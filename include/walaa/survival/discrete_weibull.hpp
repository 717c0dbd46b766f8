// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The discrete Weibull: customers under contract who are all alike, with a probability to leave that changes with age.

        S(t) = (1 - theta)^(t^c) = exp(-rate t^c),   rate = -ln(1 - theta);   c = 1 is the geometric distribution

    It is where the BdW ends when customers do not differ, and the check of whether they do: a BdW or an sBG that is no better
    has found no heterogeneity. Do not take a falling hazard here (c < 1) for customers who grow loyal; sorting looks the same,
    and on real cohorts the sBG usually explains it better.

    Source: Nakagawa & Osaki (1975), The discrete Weibull distribution, IEEE Trans. Reliability 24(5). */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/log_space.hpp>  // for log1mexp
#include <walaa/survival/detail/renewal_parts.hpp>
#include <walaa/survival/renewal_problem.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace walaa::inline WALAA_ABI {

struct discrete_weibull {
  double rate = 1;  ///< -ln of the share that renews at the first renewal, > 0
  double c = 1;     ///< shape, > 0; above 1 the hazard rises

  static constexpr std::string_view name = "discrete_weibull";
  static constexpr std::array<std::string_view, 2> parameter_names{"rate", "c"};

  /** Maximum likelihood.
      \returns status `degenerate_data` where nobody left or everybody did at once; `not_identified` for one renewal;
               `boundary` where customers leave at the first renewal or never (c -> 0) */
  template<class Options = fit_options> static fitted<discrete_weibull> fit(const renewals& data, const Options& options = {}) {
    options.validate("discrete_weibull::fit");
    return maximum_likelihood(renewal_problem<discrete_weibull>(data), options);
  }
  template<class Options = fit_options> static fitted<discrete_weibull> fit(const spells& s, const Options& options = {}) {
    return fit(renewals::of(s), options);
  }

  /// Probability to leave at the first renewal.
  double theta() const noexcept { return -std::expm1(-rate); }
  double log_survival(double t) const noexcept { return 0.0 - rate * std::pow(detail::renewals_until(t), c); }
  double survival(double t) const noexcept { return std::exp(log_survival(t)); }
  /// S(t)/S(t-1), t >= 1 whole.
  double retention(double t) const noexcept { return std::exp(log_retention(t)); }
  /// P(leaves at renewal t), t >= 1 whole.
  double leaves_at(double t) const noexcept { return -survival(t - 1) * std::expm1(log_retention(t)); }

  /// \throws invalid_input for a parameter that is not positive and finite
  void validate() const {
    check_positive(name, "rate", rate);
    check_positive(name, "c", c);
  }

  friend bool operator==(const discrete_weibull&, const discrete_weibull&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<discrete_weibull>(file_version);
    ar& boost::make_nvp("rate", rate) & boost::make_nvp("c", c);
  }

  // ---- what the fit asks (survival/renewal_problem.hpp) ----

  second_order<2> log_survival_terms(double t) const noexcept {
    second_order<2> f;
    if (t == 0) return f;
    const double x = std::pow(t, c), log_t = std::log(t);
    f.value = -rate * x;
    f.gradient(0) = -x;
    f.gradient(1) = -rate * x * log_t;
    f.hessian(0, 1) = -x * log_t;
    f.hessian(1, 1) = -rate * x * log_t * log_t;
    return f;
  }
  second_order<2> log_leaving_terms(double t) const noexcept {
    return detail::log_leaving(log_survival_terms(t - 1), log_survival_terms(t), log_retention(t));
  }
  static discrete_weibull start(const renewals& r) noexcept {
    const double rate = r.asked() > 0 ? r.leavers() / r.asked() : 0.5;
    return {-std::log1p(-(rate < 0.999 ? rate > 0.001 ? rate : 0.001 : 0.999)), 1};
  }
  static log_bounds<2> bounds() noexcept { return {{-30, -16}, {5, 4}}; }
  static fit_verdict limit(const small_vector<2>& theta) {
    if (theta[1] < -8)
      return {fit_status::boundary,
              "customers leave at the first renewal, " + detail::short_number(-std::expm1(-std::exp(theta[0]))) +
                  " of them, or never",
              {"c -> 0"}};
    return {fit_status::not_identified, "the data cannot tell the parameters apart", {}};
  }

 private:
  double log_retention(double t) const noexcept { return -rate * (std::pow(t, c) - std::pow(t - 1, c)); }
};

static_assert(survival_model<discrete_weibull>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::discrete_weibull> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
