// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Beta-binomial: shares of many units (first contacts solved by each agent, promises kept by each branch) from few or many
    trials, each shrunk to the mean of all by as much as its own trials are worth.

        p ~ Beta(a, b),     k ~ Binomial(n, p) given p
        p | k ~ Beta(a + k, b + n - k):   mean (a + k)/(a + b + n) = Z k/n + (1 - Z) a/(a + b),   Z = n/(a + b + n)

    Written in the mean m = a/(a + b) and the correlation r = 1/(a + b + 1) of two trials of a unit, from 0 (one probability for
    all, the binomial) to 1 (a unit succeeds always or never): no over-dispersion is then no runaway parameter.

    Use it to compare units whose trials differ in number. One unit alone: proportion. Events in time: gamma_poisson. Intervals
    take mean and correlation as known: with few units they are short.

    Source: Skellam (1948), J. Royal Statistical Society B 10; Griffiths (1973), Biometrics 29; Prentice (1986), JASA 81. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/math/beta.hpp>
#include <walaa/rates/beta_binomial_problem.hpp>
#include <walaa/rates/shrunk.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What is known of one unit's probability: Beta(a, b), a single point where units do not differ.
struct share_posterior {
  double value = missing;        ///< posterior mean
  double error = missing;        ///< posterior standard deviation
  double credibility = missing;  ///< weight of the unit's own share k / n
  double a = missing, b = missing;

  /// Equal tails; missing where the posterior is. \param level in (0, 1)
  credible_interval interval(double level = 0.95) const noexcept {
    if (is_missing(value)) return {};
    if (a + b == 0) return {0, 1};
    if (!is_finite(a + b) || value == 0 || value == 1) return {value, value};
    const double tail = (1 - level) / 2;
    return {beta_quantile(a, b, tail), 1 - beta_quantile(b, a, tail)};
  }
};

struct beta_binomial {
  double mean = 0.5;         ///< probability of success of a new unit, in [0, 1]
  double correlation = 0.5;  ///< of two trials of a unit, in [0, 1]; 0: all units have one probability

  static constexpr std::string_view name = "beta_binomial";
  static constexpr std::array<std::string_view, 2> parameter_names{"mean", "correlation"};

  /// From a prior Beta(a, b). \throws invalid_input for one that is not positive
  static beta_binomial prior(double a, double b) {
    check_positive("beta_binomial::prior", "a", a);
    check_positive("beta_binomial::prior", "b", b);
    return {a / (a + b), 1 / (a + b + 1)};
  }

  /** Maximum likelihood, over several maxima where there are some.
      \returns status `boundary`, with the mean of all and correlation 0, where shares spread no more than the binomial's;
               `degenerate_data` where no trial succeeded, or all did; `not_identified` where no unit has two trials, for one
               unit, and where every unit succeeded always or never
      \throws invalid_input for a row that is no count of successes among trials */
  template<class Options = fit_options> static fitted<beta_binomial> fit(const tried_units& rows, const Options& options = {}) {
    options.validate("beta_binomial::fit");
    const beta_binomial_problem<> problem("beta_binomial::fit", rows);
    const auto f = detail::overdispersed_fit(std::string_view("beta_binomial::fit"), problem, options).run();
    const detail::odds_and_dispersion& at = f.unchecked();
    const double more = 1 + at.dispersion;
    const bool none = f.report().status == fit_status::degenerate_data;  // odds of 0 or infinity
    const beta_binomial m{none ? problem.pooled_mean() : at.p(), at.dispersion / more};
    fit_report report = f.report();
    report.parameter_names.assign(parameter_names.begin(), parameter_names.end());
    report.estimates = {m.mean, m.correlation};
    for (std::string& bound : report.at_bound)
      if (bound == "dispersion -> 0") bound = "correlation -> 0";
    const double by[] = {at.q() * at.q(), 1 / (more * more)};  // d(mean)/d(odds), d(correlation)/d(dispersion)
    for (std::size_t i = 0; i < report.standard_errors.size(); ++i) report.standard_errors[i] *= by[i];
    std::vector<double> covariance(f.covariance().begin(), f.covariance().end());
    for (std::size_t i = 0; i < covariance.size(); ++i) covariance[i] *= by[i / 2] * by[i % 2];
    return {m, std::move(report), std::move(covariance)};
  }

  double a() const noexcept { return mean * trials_of_prior(); }
  double b() const noexcept { return (1 - mean) * trials_of_prior(); }
  double trials_of_prior() const noexcept { return (1 - correlation) / correlation; }  ///< a + b; infinite for correlation 0

  /// What k successes in n trials say of a unit; without trials that is the prior. 0 <= k <= n, or missing.
  share_posterior given(double k, double n) const noexcept {
    const double own = correlation, prior = 1 - correlation, weight = prior + own * n;
    if (weight == 0) return {mean, std::sqrt(mean * (1 - mean)), 0, 0, 0};  // correlation 1: always or never, and never seen
    const double value = (prior * mean + own * k) / weight, rest = (prior * (1 - mean) + own * (n - k)) / weight;
    return {value, std::sqrt(value * rest * own / (weight + own)), is_missing(value) ? missing : own * n / weight,
            (prior * mean + own * k) / own, (prior * (1 - mean) + own * (n - k)) / own};
  }

  /** The same of many units; missing where a count is. Weights are not read. Allocates nothing.
      \throws invalid_input for a bad row, before anything is written */
  void given(const tried_units& rows, const shrunk_out& out, double level = 0.95) const {
    constexpr std::string_view where = "beta_binomial::given";
    check_tried_units(where, rows, missing_units::allowed);
    detail::check_shrunk_out(where, "successes", rows.size(), out);
    detail::check_level(where, level);
    for (std::size_t i = 0; i < rows.size(); ++i) detail::write_shrunk(given(rows.successes[i], rows.trials[i]), level, i, out);
  }

  /// P(a new unit has exactly k successes in n trials); whole numbers.
  double probability(double k, double n) const noexcept {
    if (is_missing(k + n)) return missing;
    if (k < 0 || k > n) return 0;
    if (n == 0) return 1;
    if (mean == 0 || mean == 1 || correlation == 1) {
      if (k == 0 || k == n) return k == 0 ? 1 - mean : mean;
      return 0;
    }
    const double d = correlation / (1 - correlation), q = 1 - mean;
    const double urn = detail::urn_terms(k, mean, d, detail::dispersion_sums(d / mean)).value +
                       detail::urn_terms(n - k, q, d, detail::dispersion_sums(d / q)).value -
                       detail::dispersion_sums(d).at(n).value;
    return std::exp(urn - log_beta(k + 1, n - k + 1) - std::log1p(n));
  }

  /// \throws invalid_input for a parameter outside [0, 1]
  void validate() const {
    check_within(name, "mean", mean, 0, 1);
    check_within(name, "correlation", correlation, 0, 1);
  }

  friend bool operator==(const beta_binomial&, const beta_binomial&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<beta_binomial>(file_version);
    ar& boost::make_nvp("mean", mean) & boost::make_nvp("correlation", correlation);
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::beta_binomial> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
