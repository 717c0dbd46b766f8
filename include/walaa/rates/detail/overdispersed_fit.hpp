// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a mean and a dispersion are fitted, once for counts (gamma-Poisson) and for trials (beta-binomial).

    Where units differ in exposure the likelihood may have several maxima in the dispersion, and the largest value may be its
    limit, no dispersion; the slope there decides only where all exposures are equal. So the profile over the dispersion is
    looked at on a grid, every hill of it is climbed, and "no over-dispersion" is said where no top is above the limit. */

#include <walaa/core/error.hpp>
#include <walaa/fit/fit_options.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/math/small_matrix.hpp>

#include <algorithm>  // for clamp, max
#include <cmath>
#include <concepts>  // for convertible_to, same_as
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A problem in (mean or odds, dispersion): what the fit below asks of it beyond a likelihood_problem.
template<class P>
concept overdispersed_problem = likelihood_problem<P> && requires(const P& p, const typename P::model_type& m) {
  { p.nothing_to_fit() } -> std::same_as<std::optional<fit_verdict>>;  // what no dispersion can be told from
  { p.pooled() } -> std::same_as<typename P::model_type>;              // the optimum without dispersion
  { p.information() } -> std::same_as<double>;                         // on the dispersion, there
  { p.moments() } -> std::same_as<typename P::model_type>;             // a rough estimate
  { p.from(m) } -> std::same_as<P>;                                    // the same problem with that start
  { p.may_scan() } -> std::same_as<bool>;                              // a pass is cheap
  { P::no_dispersion } -> std::convertible_to<std::string_view>;
};

/// The size below which no dispersion can be seen: its standard error where there is none.
template<class Problem> double least_dispersion(const Problem& p) noexcept {
  return 1 / std::sqrt((std::max)(p.information(), 1e-300));
}

template<class Problem> log_bounds<2> overdispersed_bounds(const Problem& p) noexcept {
  const double mean = std::log(parameters(p.pooled())[0]);
  return {{mean - 20, std::log(1e-7 * least_dispersion(p))}, {mean + 20, 35}};
}

/** A curvature in the dispersion that is small beside that in the mean is no limit: in logarithms it goes with the square of
    the dispersion, which many observations tell from 0 although it is small. Only a bound is. */
template<class Problem> fit_verdict overdispersed_limit(const Problem& p, const small_vector<2>& theta) {
  constexpr double flat = 1e-8;
  const log_bounds<2> bounds = p.bounds();
  if (theta[1] <= bounds.low[1] + 1) return {fit_status::boundary, std::string(Problem::no_dispersion), {"dispersion -> 0"}};
  if (theta[1] >= bounds.high[1] - 1 || theta[0] <= bounds.low[0] || theta[0] >= bounds.high[0])
    return {fit_status::not_identified, "the dispersion grows without limit", {"dispersion -> inf"}};
  const small_vector<2> at = from_logs(theta);
  const second_order<2> f = in_logs(p.evaluate(from_parameters<typename Problem::model_type>(at), {}), at);
  small_matrix<2> information;
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) information(i, j) = -f.hessian(i, j);
  const bool top = (std::max)(std::fabs(f.gradient(0)), std::fabs(f.gradient(1))) <= flat * p.observations();
  if (top && cholesky(information)) return {};
  return {fit_status::stalled, "no step improves, and this is no top", {}};
}

template<overdispersed_problem Problem> class overdispersed_fit {
  using internal = typename Problem::model_type;

 public:
  overdispersed_fit(std::string_view where, const Problem& problem, const fit_options& options)
      : problem_(problem), options_(options) {
    if (options.bad_rows == policy::repair)
      throw invalid_input(error_code::bad_option,
                          std::string(where) + ": bad_rows = repair has no rules for rates; mend the rows before", "bad_rows");
  }

  fitted<internal> run() const {
    if (const auto verdict = problem_.nothing_to_fit()) return without_dispersion(*verdict);
    if (options_.ridge > 0) return maximum_likelihood(problem_.from(problem_.moments()), options_);

    const second_order<2> limit = problem_.evaluate(problem_.pooled(), options_.executor);
    std::optional<fitted<internal>> best;
    for (const internal& start : starts(limit.gradient(1))) {
      fitted<internal> top = maximum_likelihood(problem_.from(start), options_);
      if (top.report().status == fit_status::cancelled) return top;
      if (!best || top.report().log_likelihood > best->report().log_likelihood) best = std::move(top);
    }
    constexpr double noise = 1e-14;
    const double gain = best ? best->report().log_likelihood - limit.value - problem_.log_likelihood_shift() : 0;
    if (!(gain > noise * std::fabs(limit.value)) || best->report().status == fit_status::boundary)
      return without_dispersion({fit_status::boundary, std::string(Problem::no_dispersion), {"dispersion -> 0"}});
    constexpr double significant = 1.3527717;  // half of 2.7055434: 5 % on the edge, where half a chi-squared is the law
    if (best->report().status != fit_status::converged || gain >= significant) return std::move(*best);
    fit_report report = best->report();
    report.message = "hardly any over-dispersion: without it the log-likelihood is lower by " + short_number(gain);
    return {best->unchecked(), std::move(report), {best->covariance().begin(), best->covariance().end()}};
  }

 private:
  /// The mean of all units, without errors.
  fitted<internal> without_dispersion(const fit_verdict& verdict) const {
    fit_report r;
    problem_.describe(r);
    r.model = std::string(internal::name);
    r.parameter_names.assign(internal::parameter_names.begin(), internal::parameter_names.end());
    r.status = verdict.status;
    r.message = verdict.message;
    r.at_bound = verdict.at_bound;
    r.observations = problem_.observations();
    r.library = library_version();
    small_vector<2> pooled = parameters(problem_.pooled());
    if (verdict.status != fit_status::degenerate_data)
      r.log_likelihood = problem_.evaluate(problem_.pooled(), options_.executor).value + problem_.log_likelihood_shift();
    for (std::size_t i = 0; i < 2; ++i) pooled[i] *= problem_.unit_factors()[i];
    r.estimates.assign(pooled.begin(), pooled.end());
    return {from_parameters<internal>(pooled), std::move(r), {}};
  }

  /// A dispersion with the mean that fits it best: value and slope of the profile there.
  struct point {
    internal at;
    double value, slope;
  };

  /// Near the tops of the profile over the dispersion, from the left; none where it falls from the limit on.
  std::vector<internal> starts(double slope_at_limit) const {
    if (!problem_.may_scan()) return {problem_.moments()};
    std::vector<point> profile;
    for (double d = 0.01 * least_dispersion(problem_); d < 1e5; d *= 4)
      profile.push_back(profile_at(profile.empty() ? problem_.pooled() : profile.back().at, d));
    std::vector<internal> tops;
    for (std::size_t k = 0; k < profile.size(); ++k) {
      const bool rises = k == 0 ? slope_at_limit > 0 : profile[k].value > profile[k - 1].value;
      if (!rises || (k + 1 < profile.size() && profile[k].value < profile[k + 1].value)) continue;
      const bool right = profile[k].slope > 0;
      const std::size_t other = right ? k + 1 : k - 1;  // k - 1 wraps round for k = 0: no neighbour either
      tops.push_back(other < profile.size() ? between(profile[right ? k : other], profile[right ? other : k]) : profile[k].at);
    }
    return tops;
  }

  /// Halves the stretch between two points until Newton's method is at home in it; the slope of the profile leads.
  internal between(point left, point right) const {
    if (!(left.slope > 0 && right.slope < 0)) return left.value > right.value ? left.at : right.at;
    for (int halving = 0; halving < 12; ++halving) {
      const point middle = profile_at(left.at, std::sqrt(left.at.dispersion) * std::sqrt(right.at.dispersion));
      (middle.slope > 0 ? left : right) = middle;
    }
    return left.at;
  }

  /// Newton's method in the logarithm of the mean alone.
  point profile_at(internal m, double dispersion) const {
    m.dispersion = dispersion;
    point found{m, 0, 0};
    for (int step = 0; step < 8; ++step) {
      small_vector<2> p = parameters(m);
      const second_order<2> f = in_logs(problem_.evaluate(m, options_.executor), p);
      found = {m, f.value, f.gradient(1)};
      const double by = f.hessian(0, 0) < 0 ? -f.gradient(0) / f.hessian(0, 0) : f.gradient(0) > 0 ? 1 : -1;
      if (std::fabs(by) < 1e-6) break;
      p[0] *= std::exp(std::clamp(by, -2.0, 2.0));
      m = from_parameters<internal>(p);
    }
    return found;
  }

  const Problem& problem_;
  const fit_options& options_;
};

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
