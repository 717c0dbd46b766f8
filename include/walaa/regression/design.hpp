// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Looks at the columns of a regression before it is fitted: which are constant, and which are made of others.

        x = constant + sum by_k of_k        when what is left of x is below 1e-7 of its standard deviation

    Columns are taken in order, as R does: of several that depend on each other the last is named, with what it is made of. Every
    model here has a constant, be it an intercept, thresholds or a baseline, so columns are compared about their means. Which
    column separates the outcomes shows in the fit, not here.

    By Cholesky of the correlations; a suspect is then tested against its own values, because correlations alone cannot tell 1e-8
    from nothing. */

#include <walaa/core/executor.hpp>
#include <walaa/math/cholesky.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/regression/detail/normal_matrix.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A column that says nothing new: constant + sum by[k] * column of[k].
struct dependent_column {
  std::string name;
  double constant = 0;
  std::vector<std::string> of;
  std::vector<double> by;

  /// "all = 1 - 1 north - 1 south"
  std::string text() const {
    const auto shown = [](double v) { return number_text(std::round(std::fabs(v) * 1e6) / 1e6); };
    std::string t = name + " = ";
    bool begun = false;
    if (std::fabs(constant) >= 5e-7) {
      t += (constant < 0 ? "-" : "") + shown(constant);
      begun = true;
    }
    for (std::size_t k = 0; k < of.size(); ++k) {
      t += begun ? (by[k] < 0 ? " - " : " + ") : (by[k] < 0 ? "-" : "");
      t += shown(by[k]) + " " + of[k];
      begun = true;
    }
    return t;
  }
};

/// What a look at the design found; a plain value.
struct design_report {
  std::size_t rows = 0;
  double weight = 0;                   ///< sum of the weights; rows where there are none
  std::vector<double> centre, spread;  ///< weighted mean and standard deviation (over the sum of weights) a column
  std::vector<std::string> constant;   ///< columns that have one value
  std::vector<dependent_column> dependent;
  std::vector<std::size_t> independent;  ///< the other columns: together they span all

  bool full_rank() const noexcept { return constant.empty() && dependent.empty(); }
  /// One line: "the column 'a' is constant; b = 2 a + c"; empty for a design without fault.
  std::string brief() const {
    std::string t;
    for (const std::string& c : constant) t += (t.empty() ? "" : "; ") + ("the column '" + c + "' is constant");
    for (const dependent_column& d : dependent) t += (t.empty() ? "" : "; ") + ("collinear: " + d.text());
    return t;
  }
};

namespace detail {

/** Weighted mean and standard deviation (over the sum of weights, `total`) of a column, in one pass about the mean of its first
    block, so that a large mean costs no digits. */
inline std::pair<double, double> mean_and_deviation(std::span<const double> x, std::span<const double> w, double total,
                                                    const executor_ref& executor) {
  double lowest = x[0], highest = x[0], origin = 0;
  const std::size_t some = x.size() < block_rows ? x.size() : block_rows;
  for (std::size_t i = 0; i < some; ++i) {
    lowest = x[i] < lowest ? x[i] : lowest;
    highest = x[i] > highest ? x[i] : highest;
    origin += (x[i] - x[0]) / static_cast<double>(some);
  }
  origin = lowest == highest ? lowest : origin + x[0];
  const sums moments = block_sum<sums>(x.size(), executor, [&](std::size_t first, std::size_t last) {
    sums s;
    simd::on_active_path(moments_call{x.data(), w.empty() ? nullptr : w.data(), origin, first, last - first, s});
    return s;
  });
  const double shift = moments.of[0] / total, square = moments.of[1] / total - shift * shift;
  return {origin + shift, square <= 0 ? 0 : std::sqrt(square)};  // NaN stays NaN
}

/// The largest |x - constant - sum by of|, over the standard deviation of x.
inline double left_over(const covariates& x, std::size_t j, std::span<const std::size_t> of, std::span<const double> by,
                        const design_report& r) {
  double largest = 0;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    double rest = (x[j][i] - r.centre[j]) / r.spread[j];
    for (std::size_t k = 0; k < of.size(); ++k) rest -= by[k] * ((x[of[k]][i] - r.centre[of[k]]) / r.spread[of[k]]);
    if (const double size = std::fabs(rest); !(size <= largest)) largest = size;
    if (largest > 1e-6) break;
  }
  return largest;
}

}  // namespace detail

/// The part of examine that looks at each column alone: means, deviations, constant columns. `independent` lists the others.
template<class Covariates = covariates>
design_report examine_one_by_one(const Covariates& x, std::span<const double> weights = {}, const executor_ref& executor = {}) {
  design_report r;
  r.rows = x.rows();
  r.weight = weights.empty() ? static_cast<double>(r.rows) : sum(weights, executor);
  if (r.rows == 0) return r;
  r.centre.resize(x.columns());
  r.spread.resize(x.columns());
  for (std::size_t j = 0; j < x.columns(); ++j) {
    const auto [mean, deviation] = detail::mean_and_deviation(x[j], weights, r.weight, executor);
    r.centre[j] = mean;
    r.spread[j] = deviation;
    if (deviation <= 1e-13 * std::fabs(mean))
      r.constant.push_back(x.name(j));
    else
      r.independent.push_back(j);
  }
  return r;
}

/** Looks at finite columns (check_covariates) and weights > 0 of their length, or none.
    \returns columns of no rows as neither constant nor dependent */
template<class Covariates = covariates>
design_report examine(const Covariates& x, std::span<const double> weights = {}, const executor_ref& executor = {}) {
  design_report r = examine_one_by_one(x, weights, executor);
  if (r.rows == 0) return r;
  const std::vector<std::size_t> varying = std::move(r.independent);
  r.independent.clear();
  std::vector<std::span<const double>> columns;
  std::vector<double> centre, spread;
  for (const std::size_t j : varying) {
    columns.push_back(x[j]);
    centre.push_back(r.centre[j]);
    spread.push_back(r.spread[j]);
  }

  // Cholesky of the correlations, column by column; a column that leaves (almost) nothing is looked at closely.
  const detail::scaled_design d{columns, centre, spread, r.rows};
  const std::vector<double> product = detail::weighted_products(d, weights, executor);
  const std::size_t n = varying.size(), padded = d.padded();
  const auto correlation = [&](std::size_t a, std::size_t b) {
    return product[((a > b ? a : b) + 1) * padded + (a > b ? b : a) + 1] / r.weight;
  };
  std::vector<double> l(n * n);
  std::vector<std::size_t> kept;  // places in `varying`
  for (std::size_t j = 0; j < n; ++j) {
    const std::size_t m = kept.size();
    double* const row = &l[m * n];
    double pivot = correlation(j, j);
    for (std::size_t i = 0; i < m; ++i) {
      double s = correlation(j, kept[i]);
      for (std::size_t k = 0; k < i; ++k) s -= row[k] * l[i * n + k];
      row[i] = s / l[i * n + i];
      pivot -= row[i] * row[i];
    }
    if (pivot < 1e-9) {
      std::vector<double> by(row, row + m);
      for (std::size_t i = m; i-- > 0;) {
        by[i] /= l[i * n + i];
        for (std::size_t k = 0; k < i; ++k) by[k] -= l[i * n + k] * by[i];
      }
      std::vector<std::size_t> of(m);
      for (std::size_t i = 0; i < m; ++i) of[i] = varying[kept[i]];
      if (!(pivot > 0) || detail::left_over(x, varying[j], of, by, r) <= 1e-7) {
        dependent_column c{.name = x.name(varying[j]), .constant = r.centre[varying[j]], .of = {}, .by = {}};
        for (std::size_t i = 0; i < m; ++i) {
          if (std::fabs(by[i]) < 1e-7) continue;
          c.of.push_back(x.name(of[i]));
          c.by.push_back(by[i] * r.spread[varying[j]] / r.spread[of[i]]);
          c.constant -= c.by.back() * r.centre[of[i]];
        }
        r.dependent.push_back(std::move(c));
        continue;
      }
    }
    row[m] = std::sqrt(pivot);
    kept.push_back(j);
    r.independent.push_back(varying[j]);
  }
  return r;
}

}  // namespace walaa::inline WALAA_ABI
