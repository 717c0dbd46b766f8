// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How linear least squares are solved; included by regression/linear.hpp.

    Normal equations in internal units, where columns are centred and of spread 1, then a step of refinement from the residuals, which
    gives back what squaring the condition took. */

#include <walaa/regression/linear.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace detail {

/// Solves a weighted least squares problem and keeps what its errors are made of.
class least_squares {
 public:
  scaled_design design;
  outcomes y;
  executor_ref executor{};
  std::vector<double> gamma, factor, residual;

  double weight_of(std::size_t i) const noexcept { return y.weight.empty() ? 1 : y.weight[i]; }
  double z(std::size_t i, std::size_t j) const noexcept {
    return j == 0 ? 1 : (design.columns[j - 1][i] - design.centre[j - 1]) / design.spread[j - 1];
  }

  /// false when the columns depend on each other
  bool solve() {
    const std::size_t n = design.terms(), padded = design.padded();
    const std::vector<double> product = weighted_products(design, y.weight, executor);
    factor.assign(n * n, 0.0);
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k <= j; ++k) factor[j * n + k] = product[j * padded + k];
    if (!cholesky(factor, n)) return false;
    gamma.assign(n, 0.0);
    residual.assign(y.value.begin(), y.value.end());
    for (std::size_t i = 0; i < y.offset.size(); ++i) residual[i] -= y.offset[i];
    for (int refinement = 0; refinement < 3; ++refinement) {
      std::vector<double> step = moments();
      cholesky_solve(factor, n, step);
      for (std::size_t i = 0; i < residual.size(); ++i) {
        double more = 0;
        for (std::size_t j = 0; j < n; ++j) more += step[j] * z(i, j);
        residual[i] -= more;
      }
      for (std::size_t j = 0; j < n; ++j) gamma[j] += step[j];
    }
    return true;
  }

  double squares() const {
    return sum_over([&](std::size_t i) { return weight_of(i) * residual[i] * residual[i]; });
  }
  template<class Term> double sum_over(const Term& term) const {
    return block_sum<double>(residual.size(), executor, [&](std::size_t first, std::size_t last) {
      double s = 0;
      for (std::size_t i = first; i < last; ++i) s += term(i);
      return s;
    });
  }

  /// A^-1 (sum over clusters of s s') A^-1, s the sum of w e z; every row a cluster of its own where there are none.
  std::vector<double> sandwich(std::span<const std::size_t> cluster, std::size_t clusters) const {
    const std::size_t n = design.terms(), rows = residual.size();
    std::vector<double> meat(n * n, 0.0);
    const auto add = [&](const double* s, double times) {
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t k = 0; k < n; ++k) meat[j * n + k] += times * s[j] * s[k];
    };
    std::vector<double> score(cluster.empty() ? n : clusters * n, 0.0);
    for (std::size_t i = 0; i < rows; ++i) {
      double* const s = &score[cluster.empty() ? 0 : cluster[i] * n];
      if (cluster.empty()) {  // a row stands for w rows, each with the same residual
        for (std::size_t j = 0; j < n; ++j) s[j] = residual[i] * z(i, j);
        add(s, weight_of(i));
      } else {
        for (std::size_t j = 0; j < n; ++j) s[j] += weight_of(i) * residual[i] * z(i, j);
      }
    }
    for (std::size_t g = 0; g < (cluster.empty() ? 0 : clusters); ++g) add(&score[g * n], 1);
    for (int side = 0; side < 2; ++side) {  // A^-1 M, then its transpose likewise
      std::vector<double> column(n), out(n * n);
      for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t j = 0; j < n; ++j) column[j] = meat[j * n + k];
        cholesky_solve(factor, n, column);
        for (std::size_t j = 0; j < n; ++j) out[k * n + j] = column[j];
      }
      meat = std::move(out);
    }
    return meat;
  }

 private:
  std::vector<double> moments() const {  // Z' W residual
    std::vector<double> m(design.terms());
    for (std::size_t j = 0; j < m.size(); ++j)
      m[j] = sum_over([&](std::size_t i) { return weight_of(i) * z(i, j) * residual[i]; });
    return m;
  }
};

/// Which cluster each row is of, 0 .. count - 1 in the order of the labels.
inline std::vector<std::size_t> numbered(std::span<const double> labels, std::size_t& count) {
  std::vector<double> distinct(labels.begin(), labels.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  count = distinct.size();
  std::vector<std::size_t> out(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i)
    out[i] = static_cast<std::size_t>(std::lower_bound(distinct.begin(), distinct.end(), labels[i]) - distinct.begin());
  return out;
}

}  // namespace detail

template<class Covariates>
fitted<linear_model> linear_model::fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                                       const linear_options& options) {
  constexpr std::string_view where = "linear_model::fit";
  check_outcomes(where, y);
  check_covariates(where, x, y.size());
  check_no_intercept(where, x);
  const bool clustered = options.errors == linear_errors::clustered;
  std::size_t clusters = 0;
  std::vector<std::size_t> cluster;
  if (clustered) {
    check_same_length(where, "outcome", y.size(), "cluster", options.cluster.size());
    check_finite(where, "cluster", options.cluster);
    cluster = detail::numbered(options.cluster, clusters);
    if (clusters < 2)
      throw invalid_input(error_code::bad_option, std::string(where) + ": one cluster only; errors come from comparing clusters",
                          "cluster");
  } else if (!options.cluster.empty()) {
    throw invalid_input(error_code::bad_option, std::string(where) + ": clusters are for errors = clustered", "cluster");
  }

  fit_report report;
  report.model = std::string(name);
  report.parameter_names = {std::string(intercept_name)};
  report.parameter_names.insert(report.parameter_names.end(), x.names().begin(), x.names().end());
  report.rows_used = static_cast<double>(y.size());
  report.starts = report.evaluations = 1;
  report.library = detail::library_version();

  const design_report look = examine(x, y.weight, options.executor);
  const std::vector<double> centre = look.centre.empty() ? std::vector<double>(x.columns()) : look.centre;
  std::vector<double> spread = look.spread;
  std::vector<std::span<const double>> columns;
  for (std::size_t j = 0; j < x.columns(); ++j) columns.push_back(x[j]);
  for (double& s : spread) s = s > 0 ? s : 1;
  detail::least_squares problem;
  problem.design = {columns, centre, spread, y.size()};
  problem.y = y;
  problem.executor = options.executor;
  const double terms = static_cast<double>(x.columns() + 1);
  const double total = y.weight.empty() ? static_cast<double>(y.size()) : sum(y.weight, options.executor);
  report.observations = total;

  linear_model m;
  m.centre = centre;
  m.errors = options.errors;
  m.clusters = static_cast<double>(clusters);
  std::vector<double> covariance;
  if (!look.full_rank() || !problem.solve()) {
    report.status = fit_status::not_identified;
    report.message = look.full_rank() ? "columns depend on each other" : look.brief() + "; leave them out";
    m.beta = detail::in_own_units(problem.design, std::vector<double>(problem.design.terms(), 0.0), {}, x.names());
  } else {
    const double squares = problem.squares(), degrees = total - terms;
    double mean = 0, about = 0;
    const auto known = [&](std::size_t i) { return y.value[i] - (y.offset.empty() ? 0 : y.offset[i]); };
    mean = problem.sum_over([&](std::size_t i) { return problem.weight_of(i) * (known(i) - known(0)); }) / total + known(0);
    about = problem.sum_over([&](std::size_t i) { return problem.weight_of(i) * (known(i) - mean) * (known(i) - mean); });
    if (about > 0) m.r_squared = 1 - squares / about;
    std::vector<double> c;
    report.status = fit_status::converged;
    report.message.clear();
    if (degrees > 0) {
      m.residual_variance = squares / degrees;
      m.degrees = clustered ? static_cast<double>(clusters) - 1 : degrees;
      if (options.errors == linear_errors::classical) {
        c = cholesky_inverse(problem.factor, problem.design.terms());
        for (double& v : c) v *= m.residual_variance;
      } else {
        c = problem.sandwich(cluster, clusters);
        const double g = static_cast<double>(clusters);
        const double factor = clustered ? g / (g - 1) * ((total - 1) / degrees) : total / degrees;
        for (double& v : c) v *= factor;
      }
    } else {
      report.message = "as many coefficients as observations: the fit is exact and has no errors";
    }
    m.beta = detail::in_own_units(problem.design, problem.gamma, std::move(c), x.names());
    covariance = m.beta.covariance;
    report.log_likelihood = squares > 0 ? -total / 2 * (std::log(2 * std::acos(-1.0) * squares / total) + 1) : missing;
    report.gradient_norm = 0;
    for (std::size_t j = 0; j < m.beta.size() && m.beta.has_errors(); ++j) report.standard_errors.push_back(m.beta.error(j));
  }
  report.estimates = m.beta.values;
  report.iterations = 1;
  return {std::move(m), std::move(report), std::move(covariance)};
}

}  // namespace walaa::inline WALAA_ABI
