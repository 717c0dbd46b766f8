// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Are the hazards proportional? The score test of gamma = 0 in x b + gamma g(t) x, a column at a time and all together.

        U = sum over who left of g (x - xbar),   A = sum V, B = sum g V, C = sum g^2 V,   W = C - B A^-1 B
        chi^2_k = U_k^2 / W_kk (one degree of freedom),   U' W^-1 U (one a column)

    with xbar and V mean and covariance of x among those at risk, averaged as the ties ask. g is 1 - S just before t by default, S
    the Kaplan-Meier curve of all rows (weights and strata left aside), which spreads the times evenly. Equal to R survival 3.0 and
    later; older versions and lifelines put the mean of V in place of each V, and give other digits.

    A small p-value with a million customers may be a ratio that drifts from 1.10 to 1.12: look at the coefficient in early and late
    spells. Strata, or splitting spells in time, mend it. Source: Grambsch & Therneau (1994), Biometrika 81(3). */

#include <walaa/math/incomplete_gamma.hpp>
#include <walaa/survival/cox_residuals.hpp>
#include <walaa/survival/curve.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// rank: among the times of all rows, those who stayed too; equal ones share the mean of theirs.
enum class time_transform : std::uint8_t { kaplan_meier, rank, log, identity };

struct proportionality_test {
  std::vector<std::string> names;
  std::vector<double> chi_squared, p_value;  ///< of every column
  double all_chi_squared = missing, all_p_value = missing;
  time_transform transform = time_transform::kaplan_meier;
};

namespace detail {

/// g of every group; 0 where nobody left.
inline std::vector<double> transformed_times(const cox_rows& rows, const spells& s, time_transform transform) {
  std::vector<double> g(rows.groups.size());
  const auto each = [&](auto&& value) {
    for (std::size_t k = 0; k < g.size(); ++k)
      if (rows.groups[k].leavers() > 0) g[k] = value(rows.groups[k]);
  };
  if (transform == time_transform::identity) {
    each([](const cox_group& group) { return group.time; });
  } else if (transform == time_transform::log) {
    for (const cox_group& group : rows.groups)
      if (group.leavers() > 0 && group.time == 0)
        throw invalid_input(error_code::out_of_range, "proportionality: somebody left at 0, which has no logarithm", "duration");
    each([](const cox_group& group) { return std::log(group.time); });
  } else if (transform == time_transform::rank) {
    std::vector<double> times(s.duration.begin(), s.duration.end());
    std::sort(times.begin(), times.end());
    each([&](const cox_group& group) {
      const auto [low, high] = std::equal_range(times.begin(), times.end(), group.time);
      return 0.5 * static_cast<double>((low - times.begin()) + (high - times.begin()) + 1);
    });
  } else {
    const auto curve =
        kaplan_meier::fit({.duration = s.duration, .event = s.event, .entry = s.entry, .weight = {}, .unit = s.unit});
    each([&](const cox_group& group) {
      const auto at = std::lower_bound(curve.time.begin(), curve.time.end(), group.time) - curve.time.begin();
      return at == 0 ? 0.0 : 1 - curve.surviving[static_cast<std::size_t>(at) - 1];
    });
  }
  double sum = 0, leavers = 0;  // about their mean: the test does not notice, and the sums lose no digits
  for (std::size_t k = 0; k < g.size(); ++k) {
    sum += rows.groups[k].weight * g[k];
    leavers += rows.groups[k].weight;
  }
  each([&](const cox_group& group) { return g[static_cast<std::size_t>(&group - rows.groups.data())] - sum / leavers; });
  return g;
}

}  // namespace detail

/** \throws invalid_input for bad data and for a penalised fit, whose scores do not sum to 0
    \throws not_usable when the fit is */
template<class Fit = fitted<cox_model>>
proportionality_test proportionality(const Fit& fit, const cox_data& data,
                                     time_transform transform = time_transform::kaplan_meier, const executor_ref& executor = {}) {
  constexpr std::string_view where = "proportionality";
  const cox_model& m = *fit;
  if (fit.report().penalty != 0)
    throw invalid_input(error_code::bad_option, std::string(where) + ": the fit is penalised; fit without ridge and lasso",
                        "fit");
  // in standard deviations, as the fit
  cox_data own = data;
  own.x = matching(where, data.x, m.estimates.names);
  check_cox_data(where, own);
  const std::size_t p = m.estimates.size();
  proportionality_test t{.names = m.estimates.names, .chi_squared = {}, .p_value = {}, .transform = transform};
  if (p == 0) return t;
  std::vector<double> spread = examine(own.x, data.time.weight, executor).spread, theta(p);
  for (double& v : spread)
    if (!(v > 0)) v = 1;
  for (std::size_t j = 0; j < p; ++j) theta[j] = m.estimates.values[j] * spread[j];
  const detail::cox_rows rows = detail::sort_cox_rows(own, m.centre, spread, executor);
  const std::vector<double> g = detail::transformed_times(rows, data.time, transform);
  std::vector<double> squares(g);
  for (double& v : squares) v *= v;
  detail::cox_likelihood likelihood(rows, m.ties == cox_ties::efron, executor);
  const auto value = [&](std::span<const double> by) {
    return m.ties == cox_ties::exact ? detail::exact_cox_value(rows, theta, by) : likelihood(theta, by);
  };
  std::vector<double> a = value({}).information, w = value(squares).information;
  const detail::cox_value once = value(g);
  if (!cholesky(a, p)) throw not_usable("proportionality: the information is not positive definite");
  std::vector<double> half(p * p);  // column k: L^-1 of column k of B
  for (std::size_t k = 0; k < p; ++k) {
    std::vector<double> column(once.information.begin() + static_cast<std::ptrdiff_t>(k * p),
                               once.information.begin() + static_cast<std::ptrdiff_t>((k + 1) * p));
    cholesky_forward(a, p, column);
    std::copy(column.begin(), column.end(), half.begin() + static_cast<std::ptrdiff_t>(k * p));
  }
  for (std::size_t i = 0; i < p; ++i)
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t k = 0; k < p; ++k) w[i * p + j] -= half[i * p + k] * half[j * p + k];
  for (std::size_t k = 0; k < p; ++k) {
    const double chi = once.gradient[k] * once.gradient[k] / w[k * p + k];
    t.chi_squared.push_back(chi);
    t.p_value.push_back(2 * normal_cdf(-std::sqrt(chi)));
  }
  t.all_chi_squared = detail::inverse_form(w, once.gradient);
  t.all_p_value = incomplete_gamma_complement(0.5 * static_cast<double>(p), 0.5 * t.all_chi_squared);
  return t;
}

}  // namespace walaa::inline WALAA_ABI
