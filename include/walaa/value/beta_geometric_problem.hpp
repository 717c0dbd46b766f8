// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of BG/NBD and MBG/NBD: histories grouped by count, and what the limits of these models mean.

    Rows are sorted by the number of purchases once (a counting sort): what depends on the count alone is a constant of a
    loop, rows of BG without a repeat need only T, and the logarithms of sixteen rows are one logarithm of a product. Time is
    scaled to a longest T of 10, so that start and bounds mean the same in days and in seconds. */

#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/value/beta_geometric_likelihood.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/count_groups.hpp>

#include <algorithm>  // for clamp, max, min
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

template<class Model, int AtBirth> class beta_geometric_problem {
 public:
  using model_type = Model;

  /** mended: rows whose recency was put right before (repaired_histories); the report counts them.
      \throws invalid_input for columns that are no histories, naming the first row */
  beta_geometric_problem(std::string_view where, const purchase_histories& h, std::size_t mended = 0) {
    clamped_ = mended + check_histories_to_fit(where, h);
    unit_ = h.unit;
    const bool weighted = !h.weight.empty();
    std::vector<std::size_t> rows;
    rows.reserve(h.size());
    for (std::size_t i = 0; i < h.size(); ++i) {
      if (weighted && h.weight[i] == 0) continue;
      ++rows_used_;
      without_information_ += h.age[i] == 0 ? 1 : 0;
      max_frequency_ = (std::max)(max_frequency_, h.frequency[i]);
      max_age_ = (std::max)(max_age_, h.age[i]);
      rows.push_back(i);
    }
    scale_ = max_age_ / 10;
    groups_ = count_groups(h.frequency, std::move(rows));
    recency_.resize(groups_.size());
    age_.resize(groups_.size());
    weight_.resize(weighted ? groups_.size() : 0);
    const double per_scale = 1 / scale_;
    for (std::size_t k = 0; k < groups_.size(); ++k) {
      const std::size_t i = groups_.row(k);
      age_[k] = h.age[i] * per_scale;
      recency_[k] = (std::min)(h.recency[i], h.age[i]) * per_scale;
      if (weighted) weight_[k] = h.weight[i];
    }
    for (const auto& g : groups_) {
      group_weight_.push_back(weighted ? sum(std::span(weight_).subspan(g.first, g.last - g.first))
                                       : static_cast<double>(g.last - g.first));
      observations_ += group_weight_.back();
      purchases_ += group_weight_.back() * g.count;
    }
    alike_ = all_alike();
  }

  double observations() const noexcept { return observations_; }

  second_order<4> evaluate(const Model& m, const executor_ref& executor) const {
    const beta_geometric_parameters p{m.r, m.alpha, m.a, m.b};
    const std::vector<beta_geometric_count> counts = count_terms(p);
    const double log_alpha = std::log(p.alpha);
    return block_sum<second_order<4>>(age_.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<4> block;
      groups_.for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        rows_of_one_count(from, to, counts[g], p).add_to(block, counts[g], p, log_alpha);
      });
      return block;
    });
  }

  /// Moments of the counts as if nobody left (NBD), and a dropout that is neither rare nor common.
  Model start() const noexcept {
    double mean_age = 0, spread = 0;
    const double mean = (std::max)(purchases_, 0.5) / observations_;
    for (std::size_t g = 0; g < groups_.groups(); ++g) {
      const double from_mean = groups_[g].count - mean;
      spread += group_weight_[g] * from_mean * from_mean;
    }
    for (std::size_t k = 0; k < age_.size(); ++k) mean_age += (weight_.empty() ? 1 : weight_[k]) * age_[k];
    mean_age /= observations_;
    spread /= observations_;
    const double r = spread > mean ? std::clamp(mean * mean / (spread - mean), 0.1, 5.0) : 5.0;
    return {r, r * mean_age / mean * 0.7, 1, 2};
  }

  log_bounds<4> bounds() const noexcept { return {{-20, -20, -16, -12}, {12, 20, 12, 16}}; }

  std::optional<fit_verdict> degenerate() const {
    if (purchases_ > 0) return std::nullopt;
    return fit_verdict{fit_status::degenerate_data, "nobody bought again: the data say nothing of rates and dropout", {}};
  }

  fit_verdict limit(const small_vector<4>& theta, const small_vector<4>& loose) const {
    const bool rates = loose[0] > 0.5 || loose[1] > 0.5;
    const double odds = theta[2] - theta[3], size = theta[2] > theta[3] ? theta[2] : theta[3];
    if (alike_) return {fit_status::not_identified, "all customers have the same history: nothing tells how they differ", {}};
    if (AtBirth == 0 && max_frequency_ == 1 && odds > 6)
      return {fit_status::boundary,
              "everybody leaves after the first repeat: the probability of leaving goes to 1",
              {"a -> inf", "b -> 0"}};
    if (rates) {
      if (theta[0] > 4)
        return {fit_status::not_identified,
                "customers hardly differ in their purchase rate: r and alpha cannot be told apart",
                {"r -> inf", "alpha -> inf"}};
      return {fit_status::not_identified, "r and alpha cannot be told apart",
              theta[0] < -8 ? std::vector<std::string>{"r -> 0"} : std::vector<std::string>{}};
    }
    if (odds < -4) return {fit_status::boundary, "nobody leaves: the NBD suffices", {"a -> 0"}};
    if (odds > 4)
      return {fit_status::boundary, "everybody leaves at the first chance: the probability of leaving goes to 1", {"b -> 0"}};
    if (size > 4)
      return {fit_status::boundary,
              "customers hardly differ in their probability of leaving: one value for all suffices",
              {"a -> inf", "b -> inf"}};
    if (theta[2] < -4 || theta[3] < -4)
      return {
          fit_status::boundary, "customers leave at once or never: the probability of leaving is 0 or 1", {"a -> 0", "b -> 0"}};
    return {fit_status::not_identified, "a and b cannot be told apart", {}};
  }

  std::vector<simpler_limit<4>> simpler(const small_vector<4>& theta) const {
    const log_bounds<4> edge = bounds();
    const double further = edge.high[0] - theta[0];
    return {{{true, false, false, false},
             {edge.high[0], edge.clamp(1, theta[1] + further), theta[2], theta[3]},
             {fit_status::not_identified,
              "one purchase rate for all customers explains the data as well",
              {"r -> inf", "alpha -> inf"}}},
            {{false, false, true, true},  // b is idle then

             {theta[0], theta[1], edge.low[2], theta[3]},
             {fit_status::boundary, "nobody leaving explains the data as well: the NBD suffices", {"a -> 0"}}}};
  }

  small_vector<4> unit_factors() const noexcept { return {1, scale_, 1, 1}; }

  /// The density of purchase times in the caller's unit instead of the internal one.
  double log_likelihood_shift() const noexcept { return -purchases_ * std::log(scale_); }

  std::vector<influential_row> influential(const Model& m, const small_matrix<4>& covariance,
                                           const executor_ref& executor) const {
    const beta_geometric_parameters p{m.r, m.alpha, m.a, m.b};
    const std::vector<beta_geometric_count> counts = count_terms(p);
    const auto of_rows = [&](std::size_t first, std::size_t last) {
      most_influential best;
      groups_.for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        for (; from < to; ++from)
          best.add(rows_of_one_count(from, from + 1, counts[g], p).gradient(counts[g], p), covariance, groups_.row(from));
      });
      return best;
    };
    return block_sum<most_influential>(age_.size(), executor, of_rows).rows();
  }

  void describe(fit_report& report) const {
    report.rows_used = rows_used_;
    report.rows_without_information = without_information_;
    report.rows_clamped = static_cast<double>(clamped_);
    report.max_frequency = max_frequency_;
    report.max_age = max_age_;
    report.time_scale = scale_;
    report.unit = unit_;
  }

 private:
  /// Every row that says anything says the same.
  bool all_alike() const noexcept {
    bool found = false;
    double x = 0, recency = 0, age = 0;
    for (const auto& g : groups_)
      for (std::size_t k = g.first; k < g.last; ++k) {
        if (age_[k] == 0) continue;
        if (found && (g.count != x || recency_[k] != recency || age_[k] != age)) return false;
        found = true;
        x = g.count;
        recency = recency_[k];
        age = age_[k];
      }
    return true;
  }

  std::vector<beta_geometric_count> count_terms(const beta_geometric_parameters& p) const {
    std::vector<beta_geometric_count> counts;
    counts.reserve(groups_.groups());
    beta_geometric_counts<AtBirth> walk(p);
    for (const auto& g : groups_) counts.push_back(walk.at(g.count));
    return counts;
  }

  beta_geometric_sums rows_of_one_count(std::size_t first, std::size_t last, const beta_geometric_count& c,
                                        const beta_geometric_parameters& p) const noexcept {
    double weight = static_cast<double>(last - first);
    if (!weight_.empty()) {
      weight = 0;
      for (std::size_t k = first; k < last; ++k) weight += weight_[k];
    }
    beta_geometric_sums s;
    s.add(c, p, {age_.data(), recency_.data(), weight_.empty() ? nullptr : weight_.data()}, first, last, weight);
    return s;
  }

  count_groups groups_;
  std::vector<double> recency_, age_, weight_;  // sorted, in internal time
  std::vector<double> group_weight_;
  double observations_ = 0, purchases_ = 0, max_frequency_ = 0, max_age_ = 0, scale_ = 1;
  double rows_used_ = 0, without_information_ = 0;
  std::size_t clamped_ = 0;
  time_unit unit_ = time_unit::day;
  bool alike_ = false;
};

}  // namespace walaa::inline WALAA_ABI
