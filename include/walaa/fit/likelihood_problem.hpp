// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a model hands to the fit engine: its data made ready, and what it alone can know, the meaning of its limits. */

#include <walaa/core/executor.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/fit/influence.hpp>
#include <walaa/fit/second_order.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/math/small_matrix.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What a limit of a model means: a status, one sentence, and the parameters that run there ("a -> 0").
struct fit_verdict {
  fit_status status = fit_status::converged;
  std::string message{};
  std::vector<std::string> at_bound{};
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
  { p.observations() } -> std::same_as<double>;                    // sum of weights; 0 only where degenerate() says so
  { p.degenerate() } -> std::same_as<std::optional<fit_verdict>>;  // data that cannot inform the model, before any fit
  { p.limit(theta, theta) } -> std::same_as<fit_verdict>;          // at theta; how loose each parameter is, 0 to 1
  { p.simpler(theta) } -> std::same_as<std::vector<simpler_limit<parameter_count<typename P::model_type>>>>;
  {
    p.unit_factors()
  } -> std::same_as<small_vector<parameter_count<typename P::model_type>>>;  // caller's parameter / internal one
  { p.log_likelihood_shift() } -> std::same_as<double>;
  { p.influential(m, covariance, e) } -> std::same_as<std::vector<influential_row>>;  // at most five, in order
  p.describe(report);                                                                 // rows, ranges, units
};

}  // namespace walaa::inline WALAA_ABI
