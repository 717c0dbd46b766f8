// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of the gamma-Poisson model: counts with exposures made ready, likelihood with derivatives.

    With mean m, dispersion d, mu = m e, u = d mu and the sums V, S, Q of detail/dispersion_sums.hpp a unit adds

        ln L = V(y) + y ln mu - y ln(1 + u) - mu ln(1 + u)/u - ln y!
        d/dm = (y - mu) / (m (1 + u))         d/dd = S(y) - y mu/(1 + u) + mu^2 g(u),   g = [ln(1 + u) - u/(1 + u)] / u^2

    V depends on the count alone and the rest is linear in the count, so units are sums over equal counts and equal exposures.
    Exposures are scaled so that the mean of all units is 1, and values are differences from Poisson's likelihood there: with
    counts of a million its terms are a million times their sum. */

#include <walaa/core/check.hpp>
#include <walaa/fit/likelihood_problem.hpp>
#include <walaa/math/incomplete_gamma.hpp>  // for log_gamma_kernel, log_deficit
#include <walaa/math/sum.hpp>
#include <walaa/rates/detail/dispersion_sums.hpp>
#include <walaa/rates/detail/overdispersed_fit.hpp>
#include <walaa/rates/detail/weighted_values.hpp>
#include <walaa/rates/shrunk.hpp>

#include <algorithm>  // for clamp, max
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Events counted in units of unequal exposure (time, customers, jobs), one row a unit.
struct exposed_counts {
  std::span<const double> count;
  std::span<const double> exposure{};  ///< >= 0; empty: 1 each. Nothing can be counted in none
  std::span<const double> weight{};    ///< >= 0, units that a row stands for; empty: 1 each

  std::size_t size() const noexcept { return count.size(); }
  double exposed(std::size_t i) const noexcept { return exposure.empty() ? 1 : exposure[i]; }
  double weighed(std::size_t i) const noexcept { return weight.empty() ? 1 : weight[i]; }
};

/** \throws invalid_input for counts or exposures that are negative or not finite, counts that are not whole, a count where
    there is no exposure, with the row */
inline void check_exposed_counts(std::string_view where, const exposed_counts& rows,
                                 missing_units unknown = missing_units::refused) {
  if (!rows.exposure.empty()) check_same_length(where, "count", rows.size(), "exposure", rows.exposure.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double y = rows.count[i], e = rows.exposed(i);
    if (unknown == missing_units::allowed && (is_missing(y) || is_missing(e))) continue;
    detail::check_count_in_row(where, "count", i, y);
    if (!is_finite(e)) detail::refuse(error_code::not_finite, where, "exposure", i, e, "is not a finite number");
    if (e < 0) detail::refuse(error_code::negative, where, "exposure", i, e, "is negative");
    if (e == 0 && y > 0)
      detail::refuse(
          error_code::not_positive, where, "exposure", i, e,
          "although count[" + std::to_string(i) + "] = " + number_text(y) + "; nothing can be counted without exposure");
  }
  detail::check_weight(where, "count", rows.size(), rows.weight);
}

namespace detail {

/// What a row's exposure u = d mu makes of its mean mu and its dispersion.
struct exposure_terms {
  double mu, w, log_growth, relief, slope, curvature;  // 1/(1+u), ln(1+u), mu (1 - ln(1+u)/u), mu^2 g, mu^3 g'

  exposure_terms(double mean, double dispersion) noexcept : mu(mean) {
    const double u = dispersion * mu;
    w = 1 / (1 + u);
    log_growth = std::log1p(u);
    relief = mu * u * log1p_deficit(u);
    double g, dg;
    if (u < 1) {
      const double third = log1p_third(u);
      g = w - 0.5 + u * third;
      dg = u * w * w - 2 * third;
    } else {
      g = (log_growth - u * w) / (u * u);
      dg = (w * w - 2 * g) / u;
    }
    slope = mu * mu * g;
    curvature = mu * mu * mu * dg;
  }

  /// Adds what `units` units with `events` events among them do, but for V and for Poisson's likelihood; per_mean is 1 / m.
  void add_to(second_order<2>& sum, double units, double events, double per_mean) const noexcept {
    const double excess = (events - units * mu) * w;
    sum.value += units * relief - events * log_growth;
    sum.gradient(0) += excess * per_mean;
    sum.gradient(1) += units * slope - events * mu * w;
    sum.hessian(0, 0) += (events * ((1 - w) * (1 - w) - 1) + units * mu * (1 - w) * w) * per_mean * per_mean;
    sum.hessian(0, 1) -= excess * w * mu * per_mean;
    sum.hessian(1, 1) += units * curvature + events * mu * mu * w * w;
  }
};

}  // namespace detail

template<class Model> class gamma_poisson_problem {
 public:
  using model_type = Model;
  static constexpr std::string_view no_dispersion =
      "no over-dispersion: the counts spread no more than those of one rate for all units";

  /// \throws invalid_input for columns that are no counts with exposures, naming the first row
  gamma_poisson_problem(std::string_view where, const exposed_counts& rows) : rows_(rows) {
    check_not_empty(where, "count", rows.size());
    check_exposed_counts(where, rows);
    double exposure = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double w = rows.weighed(i);
      if (w == 0) continue;
      if (rows.exposed(i) == 0) {
        ++without_information_;
        continue;
      }
      ++used_;
      units_ += w;
      events_ += w * rows.count[i];
      exposure += w * rows.exposed(i);
    }
    if (!(events_ > 0)) return;
    scale_ = events_ / exposure;
    std::vector<detail::weighted_value> counts, exposures;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double w = rows.weighed(i), y = rows.count[i], mu = scale_ * rows.exposed(i);
      if (w == 0 || mu == 0) continue;
      counts.push_back({y, w, 0});
      exposures.push_back({mu, w, w * y});
      poisson_ += w * (y == 0 ? -mu : detail::log_gamma_kernel(y, mu) - std::log(y));
      square_ += w * mu * mu;
      excess_ += w * ((y - mu) * (y - mu) - mu);
    }
    counts_ = detail::distinct(std::move(counts));
    exposures_ = detail::distinct(std::move(exposures));
  }

  double observations() const noexcept { return units_; }

  std::optional<fit_verdict> nothing_to_fit() const {
    if (used_ == 0) return fit_verdict{fit_status::degenerate_data, "no unit was exposed: nothing could be counted", {}};
    if (events_ == 0)
      return fit_verdict{
          fit_status::degenerate_data, "nothing was counted in any unit: their rates are below what can be seen", {}};
    if (units_ <= 1) return fit_verdict{fit_status::not_identified, "one unit: nothing tells how units differ", {}};
    return std::nullopt;
  }

  second_order<2> evaluate(const Model& m, const executor_ref& executor) const {
    const double per_mean = 1 / m.mean;
    second_order<2> all = block_sum<second_order<2>>(exposures_.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<2> block;
      for (; first < last; ++first) {
        const detail::weighted_value& e = exposures_[first];
        detail::exposure_terms(m.mean * e.value, m.dispersion).add_to(block, e.weight, e.events, per_mean);
      }
      return block;
    });
    const detail::dispersion_sums sums(m.dispersion);
    for (const detail::weighted_value& c : counts_) {
      const detail::dispersion_terms t = sums.at(c.value);
      all.value += c.weight * t.value;
      all.gradient(1) += c.weight * t.first;
      all.hessian(1, 1) -= c.weight * t.second;
    }
    all.value += poisson_ - events_ * detail::log_deficit(m.mean - 1, m.mean);
    return all;
  }

  Model pooled() const noexcept { return {1, 0}; }
  double information() const noexcept { return square_ / 2; }

  /// What the squared deviations exceed their Poisson part by.
  Model moments() const noexcept {
    const double least = detail::least_dispersion(*this);
    return {1, std::clamp(excess_ / square_, least, (std::max)(least, 1e3))};
  }
  bool may_scan() const noexcept { return exposures_.size() <= 100000; }

  gamma_poisson_problem from(const Model& start) const {
    gamma_poisson_problem p = *this;
    p.start_ = start;
    return p;
  }
  Model start() const noexcept { return start_; }

  log_bounds<2> bounds() const noexcept { return detail::overdispersed_bounds(*this); }
  std::optional<fit_verdict> degenerate() const { return std::nullopt; }
  fit_verdict limit(const small_vector<2>& theta, const small_vector<2>&) const {
    return detail::overdispersed_limit(*this, theta);
  }
  std::vector<simpler_limit<2>> simpler(const small_vector<2>&) const { return {}; }

  small_vector<2> unit_factors() const noexcept { return {scale_, 1}; }
  double log_likelihood_shift() const noexcept { return 0; }

  std::vector<influential_row> influential(const Model& m, const small_matrix<2>& covariance,
                                           const executor_ref& executor) const {
    const detail::dispersion_sums sums(m.dispersion);
    return block_sum<most_influential>(
               rows_.size(), executor,
               [&](std::size_t first, std::size_t last) {
                 most_influential best;
                 for (; first < last; ++first) {
                   const double w = rows_.weighed(first), y = rows_.count[first];
                   if (w == 0 || rows_.exposed(first) == 0) continue;
                   const detail::exposure_terms t(m.mean * scale_ * rows_.exposed(first), m.dispersion);
                   best.add(small_vector<2>{w * (y - t.mu) * t.w / m.mean, w * (sums.at(y).first + t.slope - y * t.mu * t.w)},
                            covariance, first);
                 }
                 return best;
               })
        .rows();
  }

  void describe(fit_report& report) const {
    report.rows_used = static_cast<double>(used_);
    report.rows_without_information = static_cast<double>(without_information_);
  }

 private:
  exposed_counts rows_;                                     // the caller's, for as long as the fit lasts
  std::vector<detail::weighted_value> counts_, exposures_;  // exposures times the mean of all units
  Model start_{1, 1};
  double units_ = 0, events_ = 0, scale_ = 0, poisson_ = 0, square_ = 0, excess_ = 0;
  std::size_t used_ = 0, without_information_ = 0;
};

}  // namespace walaa::inline WALAA_ABI
