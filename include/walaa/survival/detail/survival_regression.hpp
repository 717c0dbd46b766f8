// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What the regressions of survival times share: columns in internal units, the way back, and the words of the report. */

#include <walaa/core/check.hpp>
#include <walaa/core/executor.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/regression/design.hpp>
#include <walaa/survival/detail/arrow_climb.hpp>
#include <walaa/survival/spell.hpp>

#include <algorithm>  // for max, max_element, min_element
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Columns of mean 0 and deviation 1, row by row, behind a column of ones.
class scaled_rows {
 public:
  scaled_rows() = default;
  /// \throws invalid_input for columns of another length, or values that are not finite
  scaled_rows(std::string_view where, const covariates& x, const spells& s, const executor_ref& executor)
      : names(x.names()), terms(x.columns() + 1) {
    if (x.columns() > 0) check_covariates(where, x, s.size());
    look = examine(x, s.weight, executor);
    for (std::size_t j = 0; j < x.columns(); ++j)
      if (!is_finite(look.spread[j]))
        throw invalid_input(error_code::out_of_range,
                            std::string(where) + ": the squares of " + x.name(j) + " are beyond all numbers; divide the column",
                            x.name(j));
    values.resize(s.size() * terms, 1.0);
    for (std::size_t j = 0; j < x.columns(); ++j) {
      const double spread = deviation(j);
      for (std::size_t i = 0; i < s.size(); ++i) values[i * terms + j + 1] = (x[j][i] - look.centre[j]) / spread;
    }
  }

  const double* row(std::size_t i) const noexcept { return &values[i * terms]; }

  /// Of column j; 1 where it has none.
  double deviation(std::size_t j) const noexcept { return look.spread[j] > 0 ? look.spread[j] : 1; }

  std::vector<std::string> names;
  std::size_t terms = 1;  ///< columns and the constant
  design_report look;
  std::vector<double> values;
};

/** Parameters times `factor`, those named in `constants` less sum of centre_j times the j-th after `first`: from internal units
    to the columns' own; and their covariance, n x n, alike. */
inline void rescale(std::vector<double>& b, std::vector<double>& covariance, const std::vector<double>& factor,
                    const std::vector<std::size_t>& constants, std::size_t first, const std::vector<double>& centre) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) b[i] *= factor[i];
  for (const std::size_t c : constants)
    for (std::size_t j = 0; j < centre.size(); ++j) b[c] -= centre[j] * b[first + j];
  if (covariance.empty()) return;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) covariance[i * n + j] *= factor[i] * factor[j];
  for (const std::size_t c : constants)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < centre.size(); ++j) covariance[c * n + i] -= centre[j] * covariance[(first + j) * n + i];
  for (const std::size_t c : constants)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < centre.size(); ++j) covariance[i * n + c] -= centre[j] * covariance[i * n + first + j];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j)
      covariance[i * n + j] = covariance[j * n + i] = (covariance[i * n + j] + covariance[j * n + i]) / 2;
}

inline double row_weight(const spells& s, std::size_t i) noexcept { return s.weight.empty() ? 1 : s.weight[i]; }
inline double row_entry(const spells& s, std::size_t i) noexcept { return s.entry.empty() ? 0 : s.entry[i]; }

/// Sum of the weights of all, and of those who left; the lightest row.
struct spell_totals {
  double weight = 0, leavers = 0, lightest = 1;

  explicit spell_totals(const spells& s) {
    for (std::size_t i = 0; i < s.size(); ++i) {
      weight += row_weight(s, i);
      leavers += s.event[i] * row_weight(s, i);
    }
    if (!s.weight.empty()) lightest = *std::min_element(s.weight.begin(), s.weight.end());
  }
};

inline fit_report survival_report(std::string_view model, const spells& s, const spell_totals& totals) {
  fit_report r;
  r.model = std::string(model);
  r.rows_used = static_cast<double>(s.size());
  r.observations = totals.weight;
  r.unit = s.unit;
  r.max_age = *std::max_element(s.duration.begin(), s.duration.end());
  r.starts = 1;
  r.library = library_version();
  r.message.clear();
  return r;
}

/// The status of how a climb ended; at infinity the parameters that still move are named, `name` by their place.
template<class Name> void describe_arrow_end(const arrow_result& a, const Name& name, fit_report& r) {
  r.iterations = a.iterations;
  r.evaluations = a.evaluations;
  r.gradient_norm = a.slope;
  switch (a.end) {
    case arrow_end::converged:
      r.status = fit_status::converged;
      break;
    case arrow_end::at_infinity: {
      r.status = fit_status::separated;
      double largest = 0;
      for (const double s : a.step) largest = (std::max)(largest, std::fabs(s));
      for (std::size_t i = 0; i < a.step.size(); ++i)
        if (const std::string n = name(i); std::fabs(a.step[i]) > 0.05 * largest && !n.empty())
          r.at_bound.push_back(n + (a.step[i] < 0 ? " -> -infinity" : " -> infinity"));
      r.message = "those who left are separated from those who did not:";
      for (const std::string& b : r.at_bound) r.message += (&b == &r.at_bound.front() ? " " : ", ") + b;
      r.message += "; the log-likelihood tends to " + short_number(r.log_likelihood) + "; leave the column out";
      break;
    }
    case arrow_end::singular:
      r.status = fit_status::not_identified;
      r.message = "the data cannot tell the parameters apart: the curvature of the likelihood is singular";
      break;
    case arrow_end::stalled:
      r.status = fit_status::stalled;
      r.message = "no step improves, |gradient| " + order_of_magnitude(a.slope) + " a customer";
      break;
    case arrow_end::max_iterations:
      r.status = fit_status::max_iterations;
      r.message = "stopped after " + std::to_string(a.iterations) + " steps";
      break;
    case arrow_end::cancelled:
      r.status = fit_status::cancelled;
      r.message = "the caller asked to stop";
      break;
  }
}

/// Writes estimates and their errors into the report.
inline void report_estimates(const coefficients& c, fit_report& r) {
  r.parameter_names = c.names;
  r.estimates = c.values;
  for (std::size_t j = 0; j < c.size() && c.has_errors(); ++j) r.standard_errors.push_back(c.error(j));
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
