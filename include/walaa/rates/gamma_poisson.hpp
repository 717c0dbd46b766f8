// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Gamma-Poisson: rates of many units (complaints a branch, returns a customer, referrals a year) from counts in unequal
    exposures, each shrunk to the mean of all by as much as its own count is worth.

        lambda ~ Gamma(shape a, rate b),     y ~ Poisson(e lambda) given lambda
        lambda | y ~ Gamma(a + y, b + e):    mean (a + y)/(b + e) = Z y/e + (1 - Z) a/b,   credibility Z = e/(b + e)

    Written in the mean m = a/b and the dispersion d = 1/a, the squared coefficient of variation of the rates among units: then
    d = 0, one rate for all, is a model like any other and not a runaway parameter.

    Use it for counts of events in time or opportunity. Not for shares of trials (beta_binomial), not for amounts (credibility),
    not for counts that spread less than Poisson's. Intervals take mean and dispersion as known: with few units they are short.

    Source: Greenwood & Yule (1920), J. Royal Statistical Society 83; Clayton & Kaldor (1987), Biometrics 43. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/math/beta.hpp>  // for negative_binomial
#include <walaa/math/incomplete_gamma.hpp>
#include <walaa/rates/gamma_poisson_problem.hpp>
#include <walaa/rates/shrunk.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

namespace walaa::inline WALAA_ABI {

/// What is known of one unit's rate: Gamma(shape, rate), a single point where units do not differ.
struct rate_posterior {
  double value = missing;        ///< posterior mean
  double error = missing;        ///< posterior standard deviation
  double credibility = missing;  ///< weight of the unit's own count / exposure
  double shape = missing;        ///< infinite where dispersion is 0

  double rate() const noexcept { return shape / value; }

  /// Equal tails; missing where the posterior is. \param level in (0, 1)
  credible_interval interval(double level = 0.95) const noexcept {
    if (is_missing(value)) return {};
    if (!is_finite(shape) || value == 0) return {value, value};
    const double unit = value / shape, tail = (1 - level) / 2;
    return {unit * gamma_quantile(shape, tail), unit * gamma_quantile(shape, 1 - tail)};
  }
};

struct gamma_poisson {
  double mean = 1;        ///< of the rates, events a unit of exposure, >= 0
  double dispersion = 1;  ///< their squared coefficient of variation among units, >= 0; 0: all have one rate

  static constexpr std::string_view name = "gamma_poisson";
  static constexpr std::array<std::string_view, 2> parameter_names{"mean", "dispersion"};

  /// From a prior Gamma(shape, rate). \throws invalid_input for one that is not positive
  static gamma_poisson prior(double shape, double rate) {
    check_positive("gamma_poisson::prior", "shape", shape);
    check_positive("gamma_poisson::prior", "rate", rate);
    return {shape / rate, 1 / shape};
  }

  /** Maximum likelihood, over several maxima where there are some.
      \returns status `boundary`, with the mean of all and dispersion 0, where counts spread no more than Poisson's;
               `degenerate_data` where nothing was counted or exposed; `not_identified` for one unit
      \throws invalid_input for a row that is no count with an exposure */
  template<class Options = fit_options>
  static fitted<gamma_poisson> fit(const exposed_counts& rows, const Options& options = {}) {
    options.validate("gamma_poisson::fit");
    const gamma_poisson_problem<gamma_poisson> problem("gamma_poisson::fit", rows);
    return detail::overdispersed_fit(std::string_view("gamma_poisson::fit"), problem, options).run();
  }

  double shape() const noexcept { return 1 / dispersion; }          ///< a; infinite for dispersion 0
  double rate() const noexcept { return 1 / (dispersion * mean); }  ///< b, in units of exposure

  /// What `count` events in `exposure` say of a unit; without exposure that is the prior. count, exposure >= 0, or missing.
  rate_posterior given(double count, double exposure = 1) const noexcept {
    const double seen = dispersion * mean * exposure, more = 1 + dispersion * count;
    const double value = mean * more / (1 + seen);
    return {value, value * std::sqrt(dispersion / more), is_missing(value) ? missing : seen / (1 + seen), more / dispersion};
  }

  /** The same of many units; missing where a count or an exposure is. Weights are not read. Allocates nothing.
      \throws invalid_input for a bad row, before anything is written */
  void given(const exposed_counts& rows, const shrunk_out& out, double level = 0.95) const {
    constexpr std::string_view where = "gamma_poisson::given";
    check_exposed_counts(where, rows, missing_units::allowed);
    detail::check_shrunk_out(where, "count", rows.size(), out);
    detail::check_level(where, level);
    for (std::size_t i = 0; i < rows.size(); ++i) detail::write_shrunk(given(rows.count[i], rows.exposed(i)), level, i, out);
  }

  /// P(a new unit has exactly n events in that exposure); n whole.
  double probability(double n, double exposure = 1) const noexcept {
    const double mu = mean * exposure, u = dispersion * mu;
    if (is_missing(n + mu)) return missing;
    if (n < 0) return 0;
    if (mu == 0) return n == 0 ? 1 : 0;
    if (dispersion == 0) return n == 0 ? std::exp(-mu) : std::exp(detail::log_gamma_kernel(n, mu)) / n;
    if (n == 0) return std::exp(-mu * (1 - u * detail::log1p_deficit(u)));
    return negative_binomial(n, 1 / dispersion, u / (1 + u), 1 / (1 + u));
  }

  /// \throws invalid_input for a parameter that is negative or not finite
  void validate() const {
    check_nonnegative(name, "mean", mean);
    check_nonnegative(name, "dispersion", dispersion);
  }

  friend bool operator==(const gamma_poisson&, const gamma_poisson&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<gamma_poisson>(file_version);
    ar& boost::make_nvp("mean", mean) & boost::make_nvp("dispersion", dispersion);
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::gamma_poisson> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
