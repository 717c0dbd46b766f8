// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What the sBG and the BdW share: whole renewals of a time, the limits of a beta distribution, and the mean of a perpetuity
    over it.

        mean_perpetuity(a, b, d) = E[1 / (d + theta)],  theta ~ Beta(a, b);   for d = 0 it is (a + b - 1)/(a - 1), a > 1

    A customer with the probability theta to leave, paying 1 a renewal, is worth (1 - theta)/(1 - (1 - theta)/(1 + d)) =
    (1 + d)(1 - theta)/(d + theta) just before a renewal; so the mean is the hypergeometric function of the papers, and positive
    terms only, with the same accuracy for a discount of 0.3 and of 1e-9. */

#include <walaa/core/check.hpp>
#include <walaa/fit/likelihood_problem.hpp>  // for fit_verdict
#include <walaa/math/log_space.hpp>          // for infinity
#include <walaa/math/quadrature.hpp>

#include <cmath>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Renewals that have come up by the age t; a time within 1e-12 of a renewal is that renewal.
inline double renewals_until(double t) noexcept { return std::floor(t + 1e-12 * t); }

inline void check_renewal(std::string_view where, double n, double discount) {
  check_nonnegative(where, "discount_per_period", discount);
  if (!is_finite(n) || !(n >= 1) || n != std::floor(n))
    refuse(error_code::out_of_range, where, "n", no_row, n, "is no renewal; the first is 1");
}

inline double mean_perpetuity(double a, double b, double d) noexcept {
  if (d == 0) return a > 1 ? (a + b - 1) / (a - 1) : infinity;
  // where theta^a (1 - theta)^b / (d + theta) is largest, in log-odds: between the mode and where theta is lost against d
  double low = -745, high = 745;
  for (int i = 0; i < 80; ++i) {
    const double s = 0.5 * (low + high), p = logistic(s), q = logistic(-s);
    (a * q - b * p - p * q / (d + p) > 0 ? low : high) = s;
  }
  return std::exp(log_beta_mean(
      a, b, 1 / d, [d](double p) { return -std::log(d + p); }, 0.5 * (low + high), 0.0));
}

/// What it means that a fit runs to the edge in ln alpha and ln beta.
inline fit_verdict beta_limit(double log_alpha, double log_beta) {
  constexpr double far = 8;
  if (log_alpha > far || log_beta > far)
    return {fit_status::boundary,
            "customers do not differ: each leaves with the same probability, " + short_number(logistic(log_alpha - log_beta)) +
                " at the first renewal",
            {"alpha -> inf", "beta -> inf"}};
  if (log_alpha < -far || log_beta < -far)
    return {fit_status::boundary,
            "customers leave at the first renewal, " + short_number(logistic(log_alpha - log_beta)) + " of them, or never",
            {"alpha -> 0", "beta -> 0"}};
  return {fit_status::not_identified, "the data cannot tell the parameters apart", {}};
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
