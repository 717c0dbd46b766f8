// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How sure a fit is of its parameters and of anything computed from them.

    Parameters are positive and skewed, so an interval is symmetric in the logarithm: estimate * exp(+- z se / estimate). For
    a quantity f(parameters) the delta method carries the covariance over, Var f = g' Cov g, with the gradient g taken
    numerically in the log-parameters (central differences at two widths, extrapolated).

    Large-sample results: with a hundred customers take a bootstrap. Not for a fit at a boundary: it has no errors.

    Source: Wald (1943), Trans. AMS 54; Oehlert (1992), A note on the delta method, American Statistician 46(1). */

#include <walaa/core/check.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/math/normal.hpp>
#include <walaa/math/small_matrix.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct estimate_interval {
  double estimate = missing, standard_error = missing, low = missing, high = missing;
};

/// Of a positive quantity: symmetric in its logarithm. \throws invalid_input for a level outside (0, 1)
inline estimate_interval wald_interval(double estimate, double standard_error, double level = 0.95) {
  const double factor = std::exp(normal_two_sided(level, "wald_interval") * standard_error / estimate);
  return {estimate, standard_error, estimate / factor, estimate * factor};
}

namespace detail {
/// \throws not_usable when the fit gave no covariance
template<class Model> void want_covariance(const fitted<Model>& fit) {
  if (fit.covariance().empty()) throw not_usable("no standard errors: " + fit.report().brief());
}
}  // namespace detail

/// Of every parameter, in the order of parameter_names. \throws not_usable for a fit without errors
template<class Model> std::vector<estimate_interval> parameter_intervals(const fitted<Model>& fit, double level = 0.95) {
  detail::want_covariance(fit);
  std::vector<estimate_interval> out;
  for (std::size_t i = 0; i < fit.report().estimates.size(); ++i)
    out.push_back(wald_interval(fit.report().estimates[i], fit.report().standard_errors[i], level));
  return out;
}

/** Of f(model): a double that is smooth in the parameters, such as the expected purchases of a customer. The interval is
    symmetric in ln f where f is positive, in f itself otherwise.
    \throws not_usable for a fit without errors */
template<class Model, class F> estimate_interval delta_interval(const fitted<Model>& fit, F&& f, double level = 0.95) {
  constexpr std::size_t n = parameter_count<Model>;
  constexpr double width = 1e-3;  // in log-parameters; the error after extrapolation is of order width^4
  detail::want_covariance(fit);
  const double z = normal_two_sided(level, "delta_interval");
  const small_vector<n> theta = to_logs(parameters(*fit));
  small_vector<n> gradient{};
  for (std::size_t i = 0; i < n; ++i) {
    const auto at = [&](double h) {
      small_vector<n> moved = theta;
      moved[i] += h;
      return static_cast<double>(f(from_parameters<Model>(from_logs(moved))));
    };
    const double wide = (at(width) - at(-width)) / (2 * width), narrow = (at(width / 2) - at(-width / 2)) / width;
    gradient[i] = (4 * narrow - wide) / 3;
  }
  double variance = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      variance += gradient[i] * gradient[j] * fit.covariance()[i * n + j] / std::exp(theta[i] + theta[j]);
  const double value = f(*fit), error = std::sqrt(variance);
  if (value > 0 && is_finite(error)) return wald_interval(value, error, level);
  return {value, error, value - z * error, value + z * error};
}

}  // namespace walaa::inline WALAA_ABI
