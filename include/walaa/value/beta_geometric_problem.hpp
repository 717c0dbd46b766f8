// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of BG/NBD and MBG/NBD: histories grouped by count, and what the limits of these models mean.

    What depends on the count alone is a constant of a loop, rows of BG without a repeat need only T, and the logarithms of
    sixteen rows are one logarithm of a product. */

#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/largest.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/value/beta_geometric_likelihood.hpp>
#include <walaa/value/detail/beta_geometric_influence.hpp>
#include <walaa/value/grouped_histories.hpp>

#include <algorithm>  // for clamp, max, min
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

template<class Model, int AtBirth> class beta_geometric_problem {
 public:
  using model_type = Model;

  /// Of histories made ready. Or of the caller's: \throws invalid_input for columns that are no histories, naming the first row
  explicit beta_geometric_problem(grouped_histories rows) : rows_(std::move(rows)), alike_(all_alike()) {}
  beta_geometric_problem(std::string_view where, const purchase_histories& h, std::size_t mended = 0)
      : beta_geometric_problem(grouped_histories(where, h, mended)) {}

  double observations() const noexcept { return rows_.observations(); }

  /// Every stride-th row: the fit of a large problem starts where that of a sample ends.
  beta_geometric_problem every(std::size_t stride) const { return beta_geometric_problem(rows_.every(stride)); }
  std::size_t rows() const noexcept { return rows_.size(); }

  second_order<4> evaluate(const Model& m, const executor_ref& executor) const {
    const beta_geometric_parameters p{m.r, m.alpha, m.a, m.b};
    const std::vector<beta_geometric_count> counts = count_terms(p);
    const double log_alpha = std::log(p.alpha);
    return block_sum<second_order<4>>(rows_.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<4> block;
      rows_.groups().for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        rows_of_one_count(from, to, counts[g], p).add_to(block, counts[g], p, log_alpha);
      });
      return block;
    });
  }

  /// Moments of the counts as if nobody left (NBD), and a dropout that is neither rare nor common.
  Model start() const noexcept {
    const double mean = (std::max)(rows_.purchases(), 0.5) / observations();
    double spread = 0;
    for (std::size_t g = 0; g < rows_.groups().groups(); ++g) {
      const double from_mean = rows_.groups()[g].count - mean;
      spread += rows_.group_weight(g) * from_mean * from_mean;
    }
    spread /= observations();
    const double r = spread > mean ? std::clamp(mean * mean / (spread - mean), 0.1, 5.0) : 5.0;
    return {r, r * rows_.mean_age() / mean * 0.7, 1, 2};
  }

  log_bounds<4> bounds() const noexcept { return {{-20, -20, -16, -12}, {12, 20, 12, 16}}; }

  std::optional<fit_verdict> degenerate() const {
    if (rows_.purchases() > 0) return std::nullopt;
    return fit_verdict{fit_status::degenerate_data, "nobody bought again: the data say nothing of rates and dropout", {}};
  }

  fit_verdict limit(const small_vector<4>& theta, const small_vector<4>& loose) const {
    const bool rates = loose[0] > 0.5 || loose[1] > 0.5;
    const double odds = theta[2] - theta[3], size = theta[2] > theta[3] ? theta[2] : theta[3];
    if (alike_) return {fit_status::not_identified, "all customers have the same history: nothing tells how they differ", {}};
    if (AtBirth == 0 && rows_.max_frequency() == 1 && odds > 6)
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

  small_vector<4> unit_factors() const noexcept { return {1, rows_.scale(), 1, 1}; }
  double log_likelihood_shift() const noexcept { return rows_.log_likelihood_shift(); }

  std::vector<influential_row> influential(const Model& m, const small_matrix<4>& covariance,
                                           const executor_ref& executor) const {
    const beta_geometric_parameters p{m.r, m.alpha, m.a, m.b};
    const std::vector<beta_geometric_count> counts = count_terms(p);
    const auto of_rows = [&](std::size_t first, std::size_t last, const auto& skipped) {
      most_influential best;
      std::array<double, block_rows> squares;
      rows_.groups().for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        if (skipped(g)) return;
        detail::influences(columns(), from, to, counts[g], p, covariance, squares.data());
        for (std::size_t k = from; k < to; ++k)
          if (best.may_hold(squares[k - from])) best.add(squares[k - from], rows_.groups().row(k));
      });
      return best;
    };
    // first those who bought most; what five of them have already, most other counts cannot reach
    constexpr std::size_t enough = 256;
    const std::size_t rest = rows_.size() - (std::min)(rows_.size(), enough);
    most_influential best = of_rows(rest, rows_.size(), [](std::size_t) { return false; });
    const double weight = rows_.weighted() ? largest(rows_.weights()) : 1;
    std::vector<bool> skipped;
    for (const beta_geometric_count& c : counts)
      skipped.push_back(
          !best.may_hold(weight * weight * detail::most_influence(c, p, grouped_histories::longest_age, covariance)));
    best += block_sum<most_influential>(rest, executor, [&](std::size_t first, std::size_t last) {
      return of_rows(first, last, [&](std::size_t g) { return bool{skipped[g]}; });
    });
    return best.rows();
  }

  void describe(fit_report& report) const { rows_.describe(report); }

 private:
  /// Every row that says anything says the same.
  bool all_alike() const noexcept {
    bool found = false;
    double x = 0, recency = 0, age = 0;
    for (const auto& g : rows_.groups())
      for (std::size_t k = g.first; k < g.last; ++k) {
        if (rows_.age(k) == 0) continue;
        if (found && (g.count != x || rows_.recency(k) != recency || rows_.age(k) != age)) return false;
        found = true;
        x = g.count;
        recency = rows_.recency(k);
        age = rows_.age(k);
      }
    return true;
  }

  std::vector<beta_geometric_count> count_terms(const beta_geometric_parameters& p) const {
    std::vector<beta_geometric_count> counts;
    counts.reserve(rows_.groups().groups());
    beta_geometric_counts<AtBirth> walk(p);
    for (const auto& g : rows_.groups()) counts.push_back(walk.at(g.count));
    return counts;
  }

  beta_geometric_sums::columns columns() const noexcept {
    return {rows_.ages().data(), rows_.recencies().data(), rows_.weighted() ? rows_.weights().data() : nullptr};
  }

  beta_geometric_sums rows_of_one_count(std::size_t first, std::size_t last, const beta_geometric_count& c,
                                        const beta_geometric_parameters& p) const noexcept {
    double weight = rows_.weighted() ? 0 : static_cast<double>(last - first);
    if (rows_.weighted())
      for (std::size_t k = first; k < last; ++k) weight += rows_.weight(k);
    beta_geometric_sums s;
    s.add(c, p, columns(), first, last, weight);
    return s;
  }

  grouped_histories rows_;
  bool alike_ = false;
};

}  // namespace walaa::inline WALAA_ABI
