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

    Source: Akaike (1974), A new look at the statistical model identification, IEEE Trans. Automatic Control 19(6). */

#include <walaa/fit/fit_options.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/judgement.hpp>
#include <walaa/fit/likelihood_problem.hpp>
#include <walaa/fit/newton.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/math/low_discrepancy.hpp>
#include <walaa/math/small_matrix.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>  // for convertible_to
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

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
    report_.library = detail::library_version();

    const small_vector<n_> start = to_logs(parameters(problem_.start()));
    if (options_.ridge == 0) {
      if (const auto nothing_to_fit = problem_.degenerate()) {
        climb<n_> best;
        best.newton.theta = start;
        if (problem_.observations() > 0) best.newton.at = objective(start);
        best.verdict = *nothing_to_fit;
        return finish(best);
      }
    }
    climb<n_> best = ascend(warm(start), problem_.bounds());
    best.verdict = judge(problem_, best, options_);
    report_.starts = 1;
    std::size_t passes = best.newton.evaluations;
    double lowest = best.newton.at.value;
    for (std::size_t k = 1; k <= 4 && !best.settled(); ++k, ++report_.starts) {
      const small_vector<n_> u = low_discrepancy_point<n_>(k);
      small_vector<n_> theta = start;
      for (std::size_t i = 0; i < n_; ++i) theta[i] += 6 * (u[i] - 0.5);
      climb<n_> other = ascend(theta, problem_.bounds());
      other.verdict = judge(problem_, other, options_);
      passes += other.newton.evaluations;
      if (is_finite(other.newton.at.value)) lowest = (std::min)(lowest, other.newton.at.value);
      if (other.better_than(best)) {
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

  /// Of a large problem that can be sampled: where its sample ends, a few passes from the optimum; else theta.
  small_vector<n_> warm(const small_vector<n_>& theta) const {
    constexpr std::size_t worth_it = 50'000, share = 50;
    if constexpr (requires { problem_.every(share); }) {
      if (problem_.rows() < worth_it) return theta;
      const Problem sample = problem_.every(share);
      if (sample.degenerate()) return theta;
      fit_options quiet = options_;
      quiet.progress = {};
      const climb<n_> there = likelihood_fit(sample, quiet).ascend(theta, problem_.bounds());
      if (judge(sample, there, quiet).status == fit_status::converged) return there.newton.theta;
    }
    return theta;
  }

  climb<n_> ascend(const small_vector<n_>& theta, const log_bounds<n_>& bounds) const {
    return climb<n_>(newton_maximum<n_>([this](const small_vector<n_>& t) { return objective(t); }, theta, bounds, options_));
  }

  /// An optimum that a simpler model reaches as well is no evidence for the parameter that tells them apart.
  void compare_with_simpler(climb<n_>& best) {
    constexpr double open_error = 0.5, least_gain = 1;
    const double n = problem_.observations();
    if (!(best.largest_variance() > open_error * open_error * n)) return;
    for (const auto& simple : problem_.simpler(best.newton.theta)) {
      log_bounds<n_> bounds = problem_.bounds();
      for (std::size_t i = 0; i < n_; ++i)
        if (simple.held[i]) bounds.low[i] = bounds.high[i] = simple.theta[i];
      const climb<n_> there = ascend(simple.theta, bounds);
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

  fitted<model_type> finish(const climb<n_>& best) {
    const newton_result<n_>& r = best.newton;
    const double n = problem_.observations();
    const small_vector<n_> inside = from_logs(r.theta), factor = problem_.unit_factors();
    report_.status = best.verdict.status;
    report_.message = best.verdict.message;
    if constexpr (requires(const model_type& m) {
                    { problem_.remark(m) } -> std::convertible_to<std::string>;
                  })
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
        for (const influential_row& row :
             problem_.influential(from_parameters<model_type>(inside), of_estimates, options_.executor)) {
          report_.influential_rows.push_back(static_cast<double>(row.row));
          report_.influence.push_back(row.influence);
        }
      }
    }
    return {from_parameters<model_type>(outside), std::move(report_), std::move(covariance)};
  }

  const Problem& problem_;
  const fit_options& options_;
  fit_report report_{};
};

/// Fits the model of the problem; see the file's comment for what the report then says.
template<likelihood_problem Problem>
fitted<typename Problem::model_type> maximum_likelihood(const Problem& problem, const fit_options& options) {
  return likelihood_fit<Problem>(problem, options).run();
}

}  // namespace walaa::inline WALAA_ABI
