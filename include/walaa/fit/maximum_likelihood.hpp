// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The maximum of a likelihood, and an honest word about it.

    A model hands over a *problem*: its data made ready (grouped, in internal units), which evaluates value, gradient and
    Hessian at parameters, proposes a start, and knows what its limits mean. The rest is here, once for every model: Newton in
    log-parameters from the start, four more starts of a low-discrepancy sequence when that does not end in an interior
    optimum, the status, errors and covariance, the rows that matter most.

    "Converged" is said only of an interior optimum: gradient small, curvature positive in every direction and within 1e5 of
    the largest, no parameter at a bound, and no simpler limit of the model that explains the data as well (a loss below 1,
    what Akaike's criterion charges for a parameter; looked at only where a standard error leaves it open).

    Source: McCullagh & Nelder (1989), Generalized Linear Models, ch. 12 (influence); Akaike (1974), IEEE Trans. Automatic
    Control 19(6). */

#include <walaa/fit/fit_options.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/newton.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/math/small_matrix.hpp>
#include <walaa/version.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What a limit of a model means: a status, one sentence, and the parameters that run there ("a -> 0").
struct fit_verdict {
  fit_status status = fit_status::converged;
  std::string message{};
  std::vector<std::string> at_bound{};
};

/// A row and how far leaving it out moves the estimates, in units of their joint standard error.
struct influential_row {
  double influence = 0;
  std::size_t row = 0;

  /// The more influential first, then the earlier.
  friend bool operator<(const influential_row& a, const influential_row& b) noexcept {
    return a.influence != b.influence ? a.influence > b.influence : a.row < b.row;
  }
};

/// The five most influential of the rows added; sums of blocks combine.
class most_influential {
 public:
  /// A row's gradient, times its weight, in the parameters of the covariance.
  template<std::size_t N> void add(const small_vector<N>& gradient, const small_matrix<N>& covariance, std::size_t row) {
    double square = 0;
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t j = 0; j < N; ++j) square += gradient[i] * covariance(i, j) * gradient[j];
    if (rows_.size() == most && !(square > least_)) return;
    rows_.push_back({square, row});
    keep_most();
  }

  most_influential& operator+=(const most_influential& other) {
    rows_.insert(rows_.end(), other.rows_.begin(), other.rows_.end());
    keep_most();
    return *this;
  }

  std::vector<influential_row> rows() const {
    std::vector<influential_row> out = rows_;
    for (influential_row& r : out) r.influence = std::sqrt((std::max)(r.influence, 0.0));
    return out;
  }

 private:
  static constexpr std::size_t most = 5;

  void keep_most() {
    std::sort(rows_.begin(), rows_.end());
    if (rows_.size() > most) rows_.resize(most);
    least_ = rows_.empty() ? 0 : rows_.back().influence;
  }

  std::vector<influential_row> rows_;  // influence squared
  double least_ = 0;
};

/** A simpler model that this one contains at a bound: parameters to hold there, a start for the others, what to say if the
    data are explained as well. */
template<std::size_t N> struct simpler_limit {
  std::array<bool, N> held{};
  small_vector<N> theta{};
  fit_verdict verdict{};
};

/** Laws of a problem p: evaluate(m) is the sum of the log-likelihood over its rows with exact derivatives in the model's own
    parameters, the same bits for any executor; in_caller_units(m) has likelihood evaluate(m).value + log_likelihood_shift(). */
template<class P>
concept likelihood_problem = requires(const P& p, const typename P::model_type& m, const executor_ref& e, fit_report& report,
                                      const small_vector<parameter_count<typename P::model_type>>& theta,
                                      const small_matrix<parameter_count<typename P::model_type>>& covariance) {
  { p.evaluate(m, e) } -> std::same_as<second_order<parameter_count<typename P::model_type>>>;
  { p.start() } -> std::same_as<typename P::model_type>;
  { p.bounds() } -> std::same_as<log_bounds<parameter_count<typename P::model_type>>>;
  { p.observations() } -> std::same_as<double>;                   // sum of weights; 0 only where degenerate() says so
  { p.degenerate() } -> std::same_as<std::optional<fit_verdict>>;  // data that cannot inform the model, before any fit
  { p.limit(theta, theta) } -> std::same_as<fit_verdict>;         // at theta; how loose each parameter is, 0 to 1
  { p.simpler(theta) } -> std::same_as<std::vector<simpler_limit<parameter_count<typename P::model_type>>>>;
  { p.unit_factors() } -> std::same_as<small_vector<parameter_count<typename P::model_type>>>;  // caller's parameter / internal one
  { p.log_likelihood_shift() } -> std::same_as<double>;
  { p.influential(m, covariance, e) } -> std::same_as<std::vector<influential_row>>;  // at most five, in order
  p.describe(report);                                                                 // rows, ranges, units
};

namespace detail {

/// Point k of the R-sequence in [0, 1)^N, k from 1 (Roberts 2018): even cover for any number of points.
template<std::size_t N> small_vector<N> low_discrepancy_point(std::size_t k) noexcept {
  double root = 1.5;  // of x^(N+1) = x + 1
  for (int i = 0; i < 60; ++i) root = std::pow(1 + root, 1.0 / static_cast<double>(N + 1));
  small_vector<N> point{};
  double step = 1;
  for (double& u : point) {
    step /= root;
    u = 0.5 + static_cast<double>(k) * step;
    u -= std::floor(u);
  }
  return point;
}

/// Where one start ended, and what that means.
template<std::size_t N> struct candidate {
  newton_result<N> newton;
  symmetric_eigen<N> curvature;  // of the negative Hessian per customer, in log-parameters
  fit_verdict verdict;
  double condition = missing;
};

}  // namespace detail

template<likelihood_problem Problem> class likelihood_fit {
  using model_type = typename Problem::model_type;
  static constexpr std::size_t n_ = parameter_count<model_type>;

 public:
  likelihood_fit(const Problem& problem, const fit_options& options) : problem_(problem), options_(options) {}

  fitted<model_type> run() {
    problem_.describe(report_);
    report_.model = std::string(model_type::name);
    report_.parameter_names.assign(model_type::parameter_names.begin(), model_type::parameter_names.end());
    report_.observations = problem_.observations();
    report_.library = std::to_string(WALAA_VERSION_MAJOR) + "." + std::to_string(WALAA_VERSION_MINOR) + "." + std::to_string(WALAA_VERSION_PATCH);

    const small_vector<n_> start = to_logs(parameters(problem_.start()));
    if (options_.ridge == 0) {
      if (const auto nothing_to_fit = problem_.degenerate()) {
        candidate best;
        best.newton.theta = start;
        if (problem_.observations() > 0) best.newton.at = objective(start);
        best.verdict = *nothing_to_fit;
        return finish(best);
      }
    }
    candidate best = climb(start, problem_.bounds());
    best.verdict = judge(best);
    report_.starts = 1;
    std::size_t passes = best.newton.evaluations;
    double lowest = best.newton.at.value;
    for (std::size_t k = 1; k <= 4 && !settled(best); ++k, ++report_.starts) {
      const small_vector<n_> u = detail::low_discrepancy_point<n_>(k);
      small_vector<n_> theta = start;
      for (std::size_t i = 0; i < n_; ++i) theta[i] += 6 * (u[i] - 0.5);
      candidate other = climb(theta, problem_.bounds());
      other.verdict = judge(other);
      passes += other.newton.evaluations;
      if (is_finite(other.newton.at.value)) lowest = (std::min)(lowest, other.newton.at.value);
      if (better(other, best)) {
        best = other;
        report_.best_start = k;
      }
      if (other.verdict.status == fit_status::cancelled) {
        best.verdict = other.verdict;
        ++report_.starts;
        break;
      }
    }
    report_.spread_of_optima = best.newton.at.value - lowest;
    report_.evaluations = passes;
    if (best.verdict.status == fit_status::converged && options_.ridge == 0) compare_with_simpler(best);
    return finish(best);
  }

 private:
  using candidate = detail::candidate<n_>;

  /// Penalised mean log-likelihood with derivatives in log-parameters.
  second_order<n_> objective(const small_vector<n_>& theta) const {
    const small_vector<n_> p = from_logs(theta);
    second_order<n_> f = in_logs(problem_.evaluate(from_parameters<model_type>(p), options_.executor), p);
    for (std::size_t i = 0; i < n_; ++i) {
      f.value -= options_.ridge * theta[i] * theta[i];
      f.gradient(i) -= 2 * options_.ridge * theta[i];
      f.hessian(i, i) -= 2 * options_.ridge;
    }
    f *= 1 / problem_.observations();
    return f;
  }

  candidate climb(const small_vector<n_>& theta, const log_bounds<n_>& bounds) const {
    candidate c;
    c.newton = newton_maximum<n_>([this](const small_vector<n_>& t) { return objective(t); }, theta, bounds, options_);
    small_matrix<n_> h = c.newton.at.hessian();
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < n_; ++j) h(i, j) = -h(i, j);
    c.curvature = eigen(h);
    c.condition = c.curvature.values[0] > 0 ? c.curvature.values[n_ - 1] / c.curvature.values[0] : infinite;
    return c;
  }

  fit_verdict judge(const candidate& c) const {
    const newton_result<n_>& r = c.newton;
    if (r.end == newton_end::cancelled) return {fit_status::cancelled, "the caller asked to stop", {}};
    small_vector<n_> loose{};
    bool any = false;
    for (std::size_t k = 0; k < n_; ++k)
      if (!(c.curvature.values[k] * weakest > c.curvature.values[n_ - 1])) {
        any = true;
        for (std::size_t i = 0; i < n_; ++i) loose[i] += c.curvature.vectors(i, k) * c.curvature.vectors(i, k);
      }
    for (std::size_t i = 0; i < n_; ++i)
      if (r.held[i]) {
        any = true;
        loose[i] = 1;
      }
    if (!is_finite(r.at.value)) return {fit_status::stalled, "the likelihood is not finite at the start", {}};
    // stopped on the way: a curvature met in passing is no limit, unless a parameter has already run far along it
    bool passing = r.end == newton_end::max_iterations && r.slope > options_.gradient_tolerance;
    for (std::size_t i = 0; i < n_; ++i) passing = passing && !(loose[i] > 0.5 && std::fabs(r.theta[i]) > far);
    if (any && !passing) return problem_.limit(r.theta, loose);
    if (r.slope <= options_.gradient_tolerance) return {fit_status::converged, {}, {}};
    if (r.end == newton_end::max_iterations)
      return {fit_status::max_iterations, "stopped after " + std::to_string(r.iterations) + " steps", {}};
    return {fit_status::stalled, "no step improves, |gradient| " + detail::order_of_magnitude(r.slope) + " a customer", {}};
  }

  static bool settled(const candidate& c) noexcept {
    return c.verdict.status == fit_status::converged || c.verdict.status == fit_status::cancelled;
  }

  /// The higher; among equals an interior optimum, then the earlier start.
  static bool better(const candidate& a, const candidate& b) noexcept {
    if (!is_finite(a.newton.at.value)) return false;
    if (!is_finite(b.newton.at.value)) return true;
    const double gain = a.newton.at.value - b.newton.at.value, equal = 1e-9 * std::fabs(b.newton.at.value);
    if (gain > equal) return true;
    return gain >= -equal && a.verdict.status == fit_status::converged && b.verdict.status != fit_status::converged;
  }

  /// An optimum that a simpler model reaches as well is no evidence for the parameter that tells them apart.
  void compare_with_simpler(candidate& best) {
    constexpr double open_error = 0.5, least_gain = 1;
    const double n = problem_.observations();
    bool open = false;
    for (std::size_t i = 0; i < n_; ++i) {
      double variance = 0;
      for (std::size_t k = 0; k < n_; ++k) variance += best.curvature.vectors(i, k) * best.curvature.vectors(i, k) / best.curvature.values[k];
      open = open || !(variance < open_error * open_error * n);
    }
    if (!open) return;
    for (const auto& simple : problem_.simpler(best.newton.theta)) {
      log_bounds<n_> bounds = problem_.bounds();
      for (std::size_t i = 0; i < n_; ++i)
        if (simple.held[i]) bounds.low[i] = bounds.high[i] = simple.theta[i];
      const candidate there = climb(simple.theta, bounds);
      report_.evaluations += there.newton.evaluations;
      if (there.newton.end == newton_end::cancelled) {
        best.verdict = {fit_status::cancelled, "the caller asked to stop", {}};
        return;
      }
      const double gain = n * (best.newton.at.value - there.newton.at.value);
      if (!(gain < least_gain)) continue;
      best.verdict = simple.verdict;
      best.verdict.message += " (log-likelihood lower by " + detail::short_number((std::max)(gain, 0.0)) + ")";
      return;
    }
  }

  fitted<model_type> finish(const candidate& best) {
    const newton_result<n_>& r = best.newton;
    const double n = problem_.observations();
    const small_vector<n_> inside = from_logs(r.theta), factor = problem_.unit_factors();
    report_.status = best.verdict.status;
    report_.message = best.verdict.message;
    if constexpr (requires(const model_type& m) { { problem_.remark(m) } -> std::convertible_to<std::string>; })
      if (report_.status == fit_status::converged) report_.message = problem_.remark(from_parameters<model_type>(inside));
    report_.at_bound = best.verdict.at_bound;
    report_.iterations = r.iterations;
    if (report_.evaluations == 0) report_.evaluations = 1;
    for (const double t : r.theta) report_.penalty += options_.ridge * t * t;
    report_.log_likelihood = n * r.at.value + report_.penalty + problem_.log_likelihood_shift();
    report_.gradient_norm = r.slope;
    small_vector<n_> outside{};
    for (std::size_t i = 0; i < n_; ++i) outside[i] = inside[i] * factor[i];
    report_.estimates.assign(outside.begin(), outside.end());

    std::vector<double> covariance;
    if (report_.starts > 0) {
      report_.eigenvalues.assign(best.curvature.values.begin(), best.curvature.values.end());
      report_.condition = best.condition;
    }
    if (report_.status == fit_status::converged) {
      small_matrix<n_> information;  // of the whole sample, in log-parameters
      for (std::size_t i = 0; i < n_; ++i)
        for (std::size_t j = 0; j < n_; ++j) information(i, j) = -n * r.at.hessian(i, j);
      if (const auto factored = cholesky(information)) {
        small_matrix<n_> of_estimates = inverse(*factored);
        covariance.resize(n_ * n_);
        for (std::size_t i = 0; i < n_; ++i)
          for (std::size_t j = 0; j < n_; ++j) {
            covariance[i * n_ + j] = of_estimates(i, j) * (outside[i] * outside[j]);
            of_estimates(i, j) *= inside[i] * inside[j];
          }
        for (std::size_t i = 0; i < n_; ++i) report_.standard_errors.push_back(std::sqrt(covariance[i * n_ + i]));
        for (const influential_row& row : problem_.influential(from_parameters<model_type>(inside), of_estimates, options_.executor)) {
          report_.influential_rows.push_back(static_cast<double>(row.row));
          report_.influence.push_back(row.influence);
        }
      }
    }
    return {from_parameters<model_type>(outside), std::move(report_), std::move(covariance)};
  }

  static constexpr double far = 5;        // of a log-parameter, in internal units
  static constexpr double weakest = 1e5;  // largest ratio of curvatures of a fit that tells its parameters apart
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  const Problem& problem_;
  const fit_options& options_;
  fit_report report_{};
};

/// Fits the model of the problem; see the file's comment for what the report then says.
template<likelihood_problem Problem> fitted<typename Problem::model_type> maximum_likelihood(const Problem& problem, const fit_options& options) {
  return likelihood_fit<Problem>(problem, options).run();
}

}  // namespace walaa::inline WALAA_ABI
