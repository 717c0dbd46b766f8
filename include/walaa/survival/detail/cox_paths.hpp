// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What rows live through under a fitted model: cumulative hazards, means of who was at risk, residuals. In internal units.

    Per time, with the terms l of cox_likelihood.hpp (weight, S0 - a D0, xbar_l): the hazard sum of weight / (S0 - a D0), its variance
    part sum of weight / (S0 - a D0)^2, and the same of xbar_l. A customer who leaves at the time lives through 1 - a of each term. */

#include <walaa/survival/detail/cox_likelihood.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// A number or a vector per group, in the order of groups.
struct cox_paths {
  std::vector<double> hazard, own;       ///< cumulative: others, who leaves there
  std::vector<double> variance;          ///< cumulative sum of weight / (S0 - a D0)^2
  std::vector<double> drift, drift_own;  ///< p a group: as the hazards, of xbar
  std::vector<double> mean;              ///< p a group: mean of xbar_l, what leavers are compared with
  std::vector<double> shift;             ///< of the log-rates, a stratum; empty: none
};

/// \param vectors  whether drift, drift_own and mean are wanted
inline cox_paths cox_paths_of(const cox_rows& rows, std::span<const double> theta, bool efron, bool vectors,
                              const executor_ref& executor) {
  const std::size_t p = rows.terms - 1, groups = rows.groups.size();
  cox_scan scan(rows);
  cox_paths c;
  c.shift = scan.set_rates(theta, executor);
  c.hazard.resize(groups), c.own.resize(groups), c.variance.resize(groups);
  if (vectors) c.drift.resize(groups * p), c.drift_own.resize(groups * p), c.mean.resize(groups * p);
  scan.run(efron, executor, [&](std::size_t, std::size_t g, const double* s, const double* d) {
    cox_log_sum unused;
    const cox_group& group = rows.groups[g];
    const cox_terms t = terms_of(group, efron, s[0], d ? d[0] : 0, unused);
    c.hazard[g] = t.hazard, c.own[g] = t.own, c.variance[g] = t.a0;
    if (!vectors) return;
    for (std::size_t j = 0; j < p; ++j) {
      const double s1 = s[j + 1], d1 = d ? d[j + 1] : 0;
      c.drift[g * p + j] = t.a0 * s1 - t.a1 * d1;
      c.drift_own[g * p + j] = (t.a0 - t.a1) * s1 - (t.a1 - t.a2) * d1;
      c.mean[g * p + j] = (t.hazard * s1 - (t.hazard - t.own) * d1) / group.weight;
    }
  });
  for (const cox_stratum& k : rows.strata) {
    double hazard = 0, variance = 0;
    std::vector<double> drift(p);
    for (std::size_t g = k.last_group; g-- > k.first_group;) {
      c.own[g] += hazard;
      c.hazard[g] = hazard += c.hazard[g];
      c.variance[g] = variance += c.variance[g];
      for (std::size_t j = 0; vectors && j < p; ++j) {
        c.drift_own[g * p + j] += drift[j];
        c.drift[g * p + j] = drift[j] += c.drift[g * p + j];
      }
    }
  }
  return c;
}

/// Calls each(row, group, left) in sorted order.
template<class Each> void for_cox_rows(const cox_rows& rows, Each&& each) {
  for (std::size_t g = 0; g < rows.groups.size(); ++g)
    for (std::size_t i = rows.groups[g].first; i < rows.groups[g].last; ++i) each(i, g, i >= rows.groups[g].events);
}

/// exp(theta' z) of a row, in the units of its stratum's hazards.
inline double cox_risk(const cox_rows& rows, std::span<const double> theta, std::size_t i, double shift) noexcept {
  double sum = -shift;
  for (std::size_t j = 0; j < theta.size(); ++j) sum += theta[j] * rows.at(i, j + 1);
  return std::exp(sum);
}

/// The shift of each group's stratum.
inline std::vector<double> shift_of_groups(const cox_rows& rows, std::span<const double> shift) {
  std::vector<double> of(rows.groups.size());
  for (std::size_t k = 0; k < shift.size(); ++k)
    for (std::size_t g = rows.strata[k].first_group; g < rows.strata[k].last_group; ++g) of[g] = shift[k];
  return of;
}

/** Score residuals, rows x p in the caller's order of rows: the derivative of ln L in the coefficients, a row's part of it,
    without its weight. They sum to 0, weighted, at the maximum. */
inline std::vector<double> cox_score_residuals(const cox_rows& rows, std::span<const double> theta, bool efron,
                                               const executor_ref& executor) {
  const std::size_t p = theta.size();
  const cox_paths c = cox_paths_of(rows, theta, efron, true, executor);
  const std::vector<double> shift = shift_of_groups(rows, c.shift);
  std::vector<double> residual(rows.rows * p);
  for_cox_rows(rows, [&](std::size_t i, std::size_t g, bool left) {
    const double risk = cox_risk(rows, theta, i, shift[g]);
    const std::size_t from = rows.late() ? rows.entered[i] : cox_rows::never;
    const double lived = (left ? c.own[g] : c.hazard[g]) - (from == cox_rows::never ? 0.0 : c.hazard[from]);
    for (std::size_t j = 0; j < p; ++j) {
      const double drift =
          (left ? c.drift_own[g * p + j] : c.drift[g * p + j]) - (from == cox_rows::never ? 0.0 : c.drift[from * p + j]);
      const double x = rows.at(i, j + 1);
      residual[rows.place[i] * p + j] = (left ? x - c.mean[g * p + j] : 0.0) - risk * (x * lived - drift);
    }
  });
  return residual;
}

/// bread B bread, B = sum over clusters of (sum of w residual)(sum of w residual)'.
inline std::vector<double> cox_sandwich(const cox_data& data, std::span<const double> residual, std::span<const double> bread,
                                        std::size_t p) {
  const std::vector<double> labels = distinct_labels(data.cluster);
  const std::size_t n = data.time.size(), clusters = labels.empty() ? n : labels.size();
  std::vector<double> of(clusters * p), middle(p * p), half(p * p), out(p * p);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t k = labels.empty() ? i : place_of_label(labels, data.cluster[i]);
    const double w = data.time.weight.empty() ? 1.0 : data.time.weight[i];
    for (std::size_t j = 0; j < p; ++j) of[k * p + j] += w * residual[i * p + j];
  }
  for (std::size_t k = 0; k < clusters; ++k)
    for (std::size_t i = 0; i < p; ++i)
      for (std::size_t j = 0; j <= i; ++j) middle[i * p + j] += of[k * p + i] * of[k * p + j];
  const auto b = [&](std::size_t i, std::size_t j) { return i >= j ? middle[i * p + j] : middle[j * p + i]; };
  for (std::size_t i = 0; i < p; ++i)
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t k = 0; k < p; ++k) half[i * p + j] += bread[i * p + k] * b(k, j);
  for (std::size_t i = 0; i < p; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      for (std::size_t k = 0; k < p; ++k) out[i * p + j] += half[i * p + k] * bread[k * p + j];
      out[j * p + i] = out[i * p + j];
    }
  return out;
}

}  // namespace walaa::inline WALAA_ABI::detail
