// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of the beta-binomial model: successes of trials made ready, likelihood with derivatives.

    With mean p, q = 1 - p, d = 1/(a + b) and the sums V, S, Q of detail/dispersion_sums.hpp for dispersions d/p, d/q and d,

        ln L = k ln p + V(k; d/p) + (n - k) ln q + V(n - k; d/q) - V(n; d) + ln(n over k)

    Each term depends on one whole number, so that a million units are three short lists of distinct numbers. The fit runs in
    the odds p/q, where success and failure are each other's mirror. */

#include <walaa/core/check.hpp>
#include <walaa/fit/likelihood_problem.hpp>
#include <walaa/math/beta.hpp>  // for log_beta
#include <walaa/math/sum.hpp>
#include <walaa/rates/detail/dispersion_sums.hpp>
#include <walaa/rates/detail/overdispersed_fit.hpp>
#include <walaa/rates/detail/weighted_values.hpp>
#include <walaa/rates/shrunk.hpp>

#include <algorithm>  // for clamp, max
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Successes among trials, one row a unit.
struct tried_units {
  std::span<const double> successes, trials;
  std::span<const double> weight{};  ///< >= 0, units that a row stands for; empty: 1 each

  std::size_t size() const noexcept { return successes.size(); }
  double weighed(std::size_t i) const noexcept { return weight.empty() ? 1 : weight[i]; }
};

/// \throws invalid_input for counts that are negative or not whole, successes > trials, with the row
inline void check_tried_units(std::string_view where, const tried_units& rows, missing_units unknown = missing_units::refused) {
  check_same_length(where, "successes", rows.size(), "trials", rows.trials.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double k = rows.successes[i], n = rows.trials[i];
    if (unknown == missing_units::allowed && (is_missing(k) || is_missing(n))) continue;
    detail::check_count_in_row(where, "successes", i, k);
    detail::check_count_in_row(where, "trials", i, n);
    if (k > n)
      detail::refuse(error_code::out_of_range, where, "successes", i, k,
                     "exceeds trials[" + std::to_string(i) + "] = " + number_text(n));
  }
  detail::check_weight(where, "successes", rows.size(), rows.weight);
}

namespace detail {

/// The parameters that the fit runs in.
struct odds_and_dispersion {
  double odds = 1, dispersion = 1;  ///< p / (1 - p), 1 / (a + b)

  static constexpr std::string_view name = "beta_binomial";
  static constexpr std::array<std::string_view, 2> parameter_names{"odds", "dispersion"};

  double p() const noexcept { return odds / (1 + odds); }
  double q() const noexcept { return 1 / (1 + odds); }
};

/// sum over i < y of ln(share + i d), with its derivatives in share and d.
struct urn_terms {
  double value, by_share, by_d, by_share_share, by_share_d, by_d_d;

  urn_terms(double y, double share, double d, const dispersion_sums& of_ratio) noexcept {
    const dispersion_terms t = of_ratio.at(y);
    const double ratio = d / share, once = y - ratio * t.first, crossed = t.first - ratio * t.second;
    value = t.value + (y == 0 ? 0 : y * std::log(share));
    by_share = once / share;
    by_d = t.first / share;
    by_share_share = -(once - ratio * crossed) / (share * share);
    by_share_d = -crossed / (share * share);
    by_d_d = -t.second / (share * share);
  }
};

}  // namespace detail

template<class Model = detail::odds_and_dispersion> class beta_binomial_problem {
 public:
  using model_type = Model;
  static constexpr std::string_view no_dispersion =
      "no over-dispersion: the shares spread no more than those of one probability for all units";

  /// \throws invalid_input for columns that are no successes of trials, naming the first row
  beta_binomial_problem(std::string_view where, const tried_units& rows) : rows_(rows) {
    check_not_empty(where, "successes", rows.size());
    check_tried_units(where, rows);
    std::vector<detail::weighted_value> k, failed, n;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double w = rows.weighed(i), yes = rows.successes[i], all = rows.trials[i];
      if (w == 0) continue;
      if (all == 0) {
        ++without_information_;
        continue;
      }
      ++used_;
      units_ += w;
      successes_ += w * yes;
      trials_ += w * all;
      pairs_ += w * all * (all - 1) / 2;
      decided_ = decided_ && (yes == 0 || yes == all);
      constant_ -= w * (log_beta(yes + 1, all - yes + 1) + std::log1p(all));
      k.push_back({yes, w, 0});
      failed.push_back({all - yes, w, 0});
      n.push_back({all, w, 0});
    }
    successes_of_ = detail::distinct(std::move(k));
    failures_of_ = detail::distinct(std::move(failed));
    trials_of_ = detail::distinct(std::move(n));
  }

  double observations() const noexcept { return units_; }

  std::optional<fit_verdict> nothing_to_fit() const {
    if (used_ == 0) return fit_verdict{fit_status::degenerate_data, "no unit has a trial", {}};
    if (successes_ == 0) return fit_verdict{fit_status::degenerate_data, "no trial of any unit succeeded", {}};
    if (successes_ == trials_) return fit_verdict{fit_status::degenerate_data, "every trial of every unit succeeded", {}};
    if (units_ <= 1) return fit_verdict{fit_status::not_identified, "one unit: nothing tells how units differ", {}};
    if (pairs_ == 0) return fit_verdict{fit_status::not_identified, "no unit has two trials: nothing tells how units differ", {}};
    if (decided_)
      return fit_verdict{fit_status::not_identified,
                         "every unit succeeded always or never: how sure that is cannot be told",
                         {"correlation -> 1"}};
    return std::nullopt;
  }

  second_order<2> evaluate(const model_type& m, const executor_ref&) const {
    const double p = m.p(), q = m.q(), d = m.dispersion;
    second_order<2> in_p;  // in (p, d) first
    const detail::dispersion_sums of_successes(d / p), of_failures(d / q), of_trials(d);
    const auto add = [&in_p](const detail::urn_terms& t, double w, double sign) {
      in_p.value += w * t.value;
      in_p.gradient(0) += w * sign * t.by_share;
      in_p.gradient(1) += w * t.by_d;
      in_p.hessian(0, 0) += w * t.by_share_share;
      in_p.hessian(0, 1) += w * sign * t.by_share_d;
      in_p.hessian(1, 1) += w * t.by_d_d;
    };
    for (const auto& of : successes_of_) add({of.value, p, d, of_successes}, of.weight, 1);
    for (const auto& of : failures_of_) add({of.value, q, d, of_failures}, of.weight, -1);
    for (const auto& of : trials_of_) {
      const detail::dispersion_terms t = of_trials.at(of.value);
      in_p.value -= of.weight * t.value;
      in_p.gradient(1) -= of.weight * t.first;
      in_p.hessian(1, 1) += of.weight * t.second;
    }
    in_p.value += constant_;
    const double qq = q * q;  // dp / d odds
    second_order<2> in_odds = in_p;
    in_odds.gradient(0) *= qq;
    in_odds.hessian(0, 1) *= qq;
    in_odds.hessian(0, 0) = in_p.hessian(0, 0) * qq * qq - 2 * q * qq * in_p.gradient(0);
    return in_odds;
  }

  model_type pooled() const noexcept { return {successes_ / (trials_ - successes_), 0}; }
  double pooled_mean() const noexcept { return trials_ > 0 ? successes_ / trials_ : 0; }
  double information() const noexcept { return pairs_; }
  model_type moments() const noexcept { return {pooled().odds, 0.1}; }
  bool may_scan() const noexcept { return true; }

  beta_binomial_problem from(const model_type& start) const {
    beta_binomial_problem p = *this;
    p.start_ = start;
    return p;
  }
  model_type start() const noexcept { return start_; }

  log_bounds<2> bounds() const noexcept { return detail::overdispersed_bounds(*this); }
  std::optional<fit_verdict> degenerate() const { return std::nullopt; }
  fit_verdict limit(const small_vector<2>& theta, const small_vector<2>&) const {
    return detail::overdispersed_limit(*this, theta);
  }
  std::vector<simpler_limit<2>> simpler(const small_vector<2>&) const { return {}; }
  small_vector<2> unit_factors() const noexcept { return {1, 1}; }
  double log_likelihood_shift() const noexcept { return 0; }

  std::vector<influential_row> influential(const model_type& m, const small_matrix<2>& covariance,
                                           const executor_ref& executor) const {
    const double p = m.p(), q = m.q(), d = m.dispersion;
    const detail::dispersion_sums of_successes(d / p), of_failures(d / q), of_trials(d);
    const auto of_rows = [&](std::size_t first, std::size_t last) {
      most_influential best;
      for (; first < last; ++first) {
        const double w = rows_.weighed(first), k = rows_.successes[first], n = rows_.trials[first];
        if (w == 0 || n == 0) continue;
        const detail::urn_terms yes(k, p, d, of_successes), no(n - k, q, d, of_failures);
        best.add(small_vector<2>{w * (yes.by_share - no.by_share) * q * q, w * (yes.by_d + no.by_d - of_trials.at(n).first)},
                 covariance, first);
      }
      return best;
    };
    return block_sum<most_influential>(rows_.size(), executor, of_rows).rows();
  }

  void describe(fit_report& report) const {
    report.rows_used = static_cast<double>(used_);
    report.rows_without_information = static_cast<double>(without_information_);
  }

 private:
  tried_units rows_;  // the caller's, for as long as the fit lasts
  std::vector<detail::weighted_value> successes_of_, failures_of_, trials_of_;
  model_type start_{};
  double units_ = 0, successes_ = 0, trials_ = 0, pairs_ = 0, constant_ = 0;
  std::size_t used_ = 0, without_information_ = 0;
  bool decided_ = true;
};

}  // namespace walaa::inline WALAA_ABI
