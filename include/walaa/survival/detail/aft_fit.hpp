// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How accelerated failure time is fitted; included by survival/aft.hpp only.

    Newton in (b, ln scale), times as logarithms less that of their mean, columns of mean 0 and deviation 1. First without the
    columns: its optimum is the start, and the likelihood to compare with. */

#include <walaa/math/sum.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/detail/survival_regression.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Durations and entries as logarithms, less that of the mean duration.
struct log_times {
  double origin = 0;
  std::vector<double> end, entry;  ///< entry: missing for those from birth; empty when all are

  /// \throws invalid_input for a duration of 0
  log_times(std::string_view where, const spells& s) {
    double mean = 0, weight = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      if (!(s.duration[i] > 0))
        refuse(error_code::not_positive, where, "duration", i, s.duration[i],
               "is outside the model, which has no age of 0; leave such rows out and say how many");
      mean += row_weight(s, i) * s.duration[i];
      weight += row_weight(s, i);
    }
    origin = std::log(mean / weight);
    end.resize(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) end[i] = std::log(s.duration[i]) - origin;
    if (s.entry.empty()) return;
    entry.resize(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) entry[i] = s.entry[i] > 0 ? std::log(s.entry[i]) - origin : missing;
  }
};

/// A function of a row's location m and of s = ln(scale): value, gradient, and minus the Hessian.
struct location_scale {
  double value = 0, m = 0, s = 0, mm = 0, ms = 0, ss = 0;

  /// Adds w times a function of z = (y - m) / e^s.
  void add(double w, const along_z& f, double z, double per_scale) noexcept {
    value += w * f.value;
    m -= w * f.first * per_scale;
    s -= w * z * f.first;
    mm -= w * f.second * per_scale * per_scale;
    ms -= w * (z * f.second + f.first) * per_scale;
    ss -= w * z * (z * f.second + f.first);
  }
};

/// The log-likelihood in (b, ln scale), the scale held at 1 for the exponential. Values leave out -ln t.
class aft_likelihood {
 public:
  aft_likelihood(lifetime_law law, const spells& s, const log_times& t, const scaled_rows& x, const executor_ref& executor)
      : law_(law), spells_(s), times_(t), rows_(x), executor_(executor) {}

  bool free_scale() const noexcept { return law_ != lifetime_law::exponential; }

  /// \param columns  how many of the columns take part
  arrow_point at(const std::vector<double>& theta, std::size_t columns) const {
    const std::size_t p = columns + 1, n = p + (free_scale() ? 1 : 0);
    const double s = free_scale() ? theta[p] : 0, per_scale = std::exp(-s);
    return block_sum<arrow_point>(spells_.size(), executor_, [&](std::size_t first, std::size_t last) {
      arrow_point sum(0, n);
      std::vector<double>& h = sum.curvature.dense;
      for (; first < last; ++first) {
        const double* const x = rows_.row(first);
        double m = 0;
        for (std::size_t j = 0; j < p; ++j) m += theta[j] * x[j];
        const location_scale f = row(first, m, s, per_scale);
        sum.value += f.value;
        for (std::size_t j = 0; j < p; ++j) {
          sum.gradient[j] += f.m * x[j];
          const double scaled = f.mm * x[j];
          for (std::size_t k = 0; k <= j; ++k) h[j * n + k] += scaled * x[k];
        }
        if (!free_scale()) continue;
        sum.gradient[p] += f.s;
        for (std::size_t k = 0; k < p; ++k) h[p * n + k] += f.ms * x[k];
        h[p * n + p] += f.ss;
      }
      return sum;
    });
  }

  location_scale row(std::size_t i, double m, double s, double per_scale) const noexcept {
    const double w = row_weight(spells_, i), z = (times_.end[i] - m) * per_scale;
    location_scale f;
    if (spells_.event[i] == 1) {
      f.add(w, log_density_terms(law_, z), z, per_scale);
      f.value -= w * s;
      f.s -= w;
    } else {
      f.add(w, log_survival_terms(law_, z), z, per_scale);
    }
    if (!times_.entry.empty() && !is_missing(times_.entry[i])) {
      const double before = (times_.entry[i] - m) * per_scale;
      f.add(-w, log_survival_terms(law_, before), before, per_scale);
    }
    return f;
  }

  /// Location and ln(scale) to start from: the exponential's closed form, and the spread of those who left.
  std::vector<double> start() const {
    double time = 0, left = 0, mean = 0, square = 0;
    for (std::size_t i = 0; i < spells_.size(); ++i) {
      const double w = row_weight(spells_, i);
      time +=
          w * (std::exp(times_.end[i]) - (times_.entry.empty() || is_missing(times_.entry[i]) ? 0 : std::exp(times_.entry[i])));
      if (spells_.event[i] != 1) continue;
      left += w;
      mean += w * times_.end[i];
    }
    if (!free_scale()) return {std::log(time / left)};
    mean /= left;
    for (std::size_t i = 0; i < spells_.size(); ++i)
      if (spells_.event[i] == 1) square += row_weight(spells_, i) * (times_.end[i] - mean) * (times_.end[i] - mean);
    const double spread = std::sqrt(square / left), share = left / spell_totals(spells_).weight;
    if (spread < 0.3 && share > 0.5) return {mean + spread, std::log((std::max)(spread, 1e-6))};
    return {std::log(time / left), std::log(std::clamp(spread, 0.5, 3.0))};
  }

  /// What the values leave out: sum over those who left of -ln t.
  double jacobian() const {
    return block_sum<double>(spells_.size(), executor_, [&](std::size_t first, std::size_t last) {
      double sum = 0;
      for (; first < last; ++first)
        if (spells_.event[first] == 1) sum -= row_weight(spells_, first) * (times_.end[first] + times_.origin);
      return sum;
    });
  }

 private:
  lifetime_law law_;
  const spells& spells_;
  const log_times& times_;
  const scaled_rows& rows_;
  const executor_ref& executor_;
};

/// Below it a scale means that those who left, left when they had to.
inline constexpr double least_log_scale = -12;

}  // namespace detail

template<class Spells>
fitted<aft_model> aft_model::fit(lifetime_law law, const std::type_identity_t<Spells>& s, const covariates& x,
                                 const survival_fit_options& options) {
  constexpr std::string_view where = "aft_model::fit";
  options.validate(where);
  check_spells(where, s);
  const detail::log_times times(where, s);
  const detail::scaled_rows rows(where, x, s, options.executor);
  const detail::spell_totals totals(s);
  fit_report report = detail::survival_report(name, s, totals);
  const detail::aft_likelihood likelihood(law, s, times, rows, options.executor);
  const std::size_t p = x.columns() + 1;
  const bool free_scale = likelihood.free_scale();

  aft_model m;
  m.unit = s.unit;
  m.law = law;
  m.estimates.names = {std::string(intercept_name)};
  m.estimates.names.insert(m.estimates.names.end(), x.names().begin(), x.names().end());
  if (free_scale) m.estimates.names.push_back(std::string(log_scale_name));
  m.estimates.values.assign(m.estimates.names.size(), 0.0);
  m.centre = rows.look.centre;
  const auto finish = [&]() -> fitted<aft_model> {
    report.log_likelihood = m.log_likelihood;
    detail::report_estimates(m.estimates, report);
    return {m, report, m.estimates.covariance};
  };
  if (totals.leavers == 0) {
    report.status = fit_status::degenerate_data;
    report.message = "nobody left: lifetimes are longer than what was seen";
    m.estimates.values[0] = times.origin;
    return finish();
  }

  const double jacobian = likelihood.jacobian();
  const detail::arrow_options climb{.weight = totals.weight,
                                    .least_weight = totals.lightest,
                                    .max_iterations = options.max_iterations,
                                    .progress = &options.progress};
  const auto run = [&](std::vector<double> theta, std::size_t columns) {
    return detail::climb_arrow([&](const std::vector<double>& at) { return likelihood.at(at, columns); }, std::move(theta), climb,
                               [&](const std::vector<double>& at) { return free_scale && at.back() < detail::least_log_scale; });
  };
  detail::arrow_result best = run(likelihood.start(), 0);
  if (best.end == detail::arrow_end::converged) m.null_log_likelihood = best.at.value + jacobian;
  const bool full_rank = rows.look.full_rank();
  if (x.columns() > 0 && full_rank && best.end == detail::arrow_end::converged) {
    std::vector<double> theta(p + (free_scale ? 1 : 0), 0.0);
    theta[0] = best.theta[0];
    if (free_scale) theta[p] = best.theta[1];
    best = run(std::move(theta), x.columns());
  }

  m.log_likelihood = best.at.value + jacobian;
  const std::size_t fitted_columns = best.theta.size() - (free_scale ? 2 : 1);
  for (std::size_t j = 0; j <= fitted_columns; ++j) m.estimates.values[j] = best.theta[j];
  if (free_scale) m.estimates.values[p] = best.theta.back();
  if (full_rank && best.end == detail::arrow_end::converged) m.estimates.covariance = best.covariance;
  std::vector<double> factor(m.estimates.size(), 1.0);
  for (std::size_t j = 0; j < x.columns(); ++j) factor[j + 1] = 1 / rows.deviation(j);
  detail::rescale(m.estimates.values, m.estimates.covariance, factor, {0}, 1, rows.look.centre);
  m.estimates.values[0] += times.origin;
  report.log_likelihood = m.log_likelihood;
  detail::describe_arrow_end(
      best, [&](std::size_t i) { return i == 0 || i > fitted_columns ? std::string() : rows.names[i - 1]; }, report);
  if (free_scale && (best.theta.back() < detail::least_log_scale || best.theta.back() < -8) &&
      best.end != detail::arrow_end::converged) {
    report.status = fit_status::not_identified;
    report.at_bound = {"scale -> 0"};
    report.message = fitted_columns == 0 ? "all who left, left at one time: the scale tends to 0"
                                         : "the columns explain without error when customers left: the scale tends to 0";
  }
  if (!full_rank && report.status == fit_status::converged) {
    report.status = fit_status::not_identified;
    report.message = rows.look.brief();
  }
  return finish();
}

}  // namespace walaa::inline WALAA_ABI
