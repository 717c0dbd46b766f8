// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of Pareto/NBD: histories grouped by count, and what the limits of the model mean.

    Counts that many customers have are evaluated from tables made for each parameter vector (value/pareto_nbd_rows.hpp), the
    others row by row by an integral (value/pareto_nbd_likelihood.hpp); which is which depends on the data alone. */

#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/count_table.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/value/grouped_histories.hpp>
#include <walaa/value/pareto_nbd_likelihood.hpp>
#include <walaa/value/pareto_nbd_rows.hpp>

#include <algorithm>  // for clamp, max
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

template<class Model> class pareto_nbd_problem {
 public:
  using model_type = Model;

  /// Of histories made ready. Or of the caller's: \throws invalid_input for columns that are no histories, naming the first row
  explicit pareto_nbd_problem(grouped_histories rows) : rows_(std::move(rows)) {
    const std::size_t first = rows_.first_with_exposure();
    double count = 0;
    for (const auto& g : rows_.groups()) {
      for (std::size_t k = g.first; k < g.last; ++k) {
        max_age_ = (std::max)(max_age_, rows_.age(k));
        if (k == first) count = g.count;
        alike_ = alike_ && (rows_.age(k) == 0 ||
                            (g.count == count && rows_.age(k) == rows_.age(first) && rows_.recency(k) == rows_.recency(first)));
      }
      table_of_.push_back(g.last - g.first < worth_a_table ? no_table : counts_.size());
      if (table_of_.back() == no_table) continue;
      counts_.push_back(g.count);
      in_tables_ += g.last - g.first;
    }
  }

  pareto_nbd_problem(std::string_view where, const purchase_histories& h, std::size_t mended = 0)
      : pareto_nbd_problem(grouped_histories(where, h, mended)) {}

  double observations() const noexcept { return rows_.observations(); }

  /// Every stride-th row: the fit of a large problem starts where that of a sample ends.
  pareto_nbd_problem every(std::size_t stride) const { return pareto_nbd_problem(rows_.every(stride)); }
  std::size_t rows() const noexcept { return rows_.size(); }

  second_order<4> evaluate(const Model& m, const executor_ref& executor) const {
    const pareto_nbd_parameters p{m.r, m.alpha, m.s, m.beta};
    const pareto_nbd_likelihood exact(p, 0);
    const pareto_nbd_rows tables(p, counts_, max_age_, in_tables_);
    auto total = block_sum<second_order<4>>(rows_.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<4> block;
      rows_.groups().for_each(
          first, last, [&](std::size_t g, std::size_t from, std::size_t to) { add_rows(g, from, to, tables, exact, block); });
      return block;
    });
    add_counts(p, total);
    return detail::out_of_log_scales(total, p);
  }

  /// Its value alone: a quarter of the time.
  double value(const Model& m, const executor_ref& executor) const {
    const pareto_nbd_parameters p{m.r, m.alpha, m.s, m.beta};
    const pareto_nbd_likelihood exact(p, 0);
    const pareto_nbd_rows tables(p, counts_, max_age_, in_tables_);
    second_order<4> by_count;
    add_counts(p, by_count);
    return by_count.value + block_sum<double>(rows_.size(), executor, [&](std::size_t first, std::size_t last) {
             double block = 0;
             rows_.groups().for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
               const double x = rows_.groups()[g].count;
               if (tables && table_of_[g] != no_table)
                 block += tables.value(table_of_[g], x, rows_.ages().data(), rows_.recencies().data(), rows_.weights().data(),
                                       from, to);
               else
                 for (; from < to; ++from) block += rows_.weight(from) * exact.silence({x, rows_.recency(from), rows_.age(from)});
             });
             return block;
           });
  }

  /// Moments of the counts as if nobody left (NBD); half of the customers leave within a mean age.
  Model start() const noexcept {
    double spread = 0;
    const double mean = (std::max)(rows_.purchases(), 0.5) / rows_.observations();
    for (std::size_t g = 0; g < rows_.groups().groups(); ++g) {
      const double from_mean = rows_.groups()[g].count - mean;
      spread += rows_.group_weight(g) * from_mean * from_mean;
    }
    spread /= rows_.observations();
    const double r = spread > mean ? std::clamp(mean * mean / (spread - mean), 0.1, 5.0) : 5.0;
    return {r, r * rows_.mean_age() / mean * 0.7, 1, rows_.mean_age()};
  }

  log_bounds<4> bounds() const noexcept { return {{-20, -20, -16, -20}, {12, 20, 12, 20}}; }

  std::optional<fit_verdict> degenerate() const {
    if (rows_.purchases() > 0) return std::nullopt;
    return fit_verdict{fit_status::degenerate_data, "nobody bought again: the data say nothing of rates and dropout", {}};
  }

  fit_verdict limit(const small_vector<4>& theta, const small_vector<4>& loose) const {
    if (alike_) return {fit_status::not_identified, "all customers have the same history: nothing tells how they differ", {}};
    if (loose[0] + loose[1] > 0.5) {
      if (theta[0] > 4)
        return {fit_status::not_identified,
                "customers hardly differ in their purchase rate: r and alpha cannot be told apart",
                {"r -> inf", "alpha -> inf"}};
      return {fit_status::not_identified, "r and alpha cannot be told apart",
              theta[0] < -8 ? std::vector<std::string>{"r -> 0"} : std::vector<std::string>{}};
    }
    // -ln P(a customer is still there at the end of the longest observation)
    const double leaving = std::exp(theta[2]) * std::log1p(max_age_ * std::exp(-theta[3]));
    if (leaving < 0.02)
      return {fit_status::boundary, "nobody leaves: the NBD suffices", {theta[3] > 8 ? "beta -> inf" : "s -> 0"}};
    if (theta[2] > 4)
      return {fit_status::boundary,
              "customers hardly differ in their rate of leaving: one rate for all suffices",
              {"s -> inf", "beta -> inf"}};
    if (theta[3] < -8) return {fit_status::boundary, "customers leave at once or never", {"s -> 0", "beta -> 0"}};
    return {fit_status::not_identified, "s and beta cannot be told apart", {}};
  }

  std::vector<simpler_limit<4>> simpler(const small_vector<4>& theta) const {
    const log_bounds<4> edge = bounds();
    const double rates = edge.high[0] - theta[0], leaving = edge.high[2] - theta[2];
    return {
        {{true, false, false, false},
         {edge.high[0], edge.clamp(1, theta[1] + rates), theta[2], theta[3]},
         {fit_status::not_identified,
          "one purchase rate for all customers explains the data as well",
          {"r -> inf", "alpha -> inf"}}},
        {{false, false, true, true},  // beta is idle then
         {theta[0], theta[1], edge.low[2], theta[3]},
         {fit_status::boundary, "nobody leaving explains the data as well: the NBD suffices", {"s -> 0"}}},
        {{false, false, true, false},
         {theta[0], theta[1], edge.high[2], edge.clamp(3, theta[3] + leaving)},
         {fit_status::boundary, "one rate of leaving for all customers explains the data as well", {"s -> inf", "beta -> inf"}}}};
  }

  small_vector<4> unit_factors() const noexcept { return {1, rows_.scale(), 1, rows_.scale()}; }
  double log_likelihood_shift() const noexcept { return rows_.log_likelihood_shift(); }

  std::vector<influential_row> influential(const Model& m, const small_matrix<4>& covariance,
                                           const executor_ref& executor) const {
    const pareto_nbd_parameters p{m.r, m.alpha, m.s, m.beta};
    const pareto_nbd_likelihood exact(p, 0);
    const pareto_nbd_rows tables(p, counts_, max_age_, in_tables_);
    std::vector<double> rising;
    rising_walk walk(p.r);
    for (const auto& g : rows_.groups()) {
      walk.to(g.count);
      rising.push_back(walk.first());
    }
    const auto of_rows = [&](std::size_t first, std::size_t last) {
      most_influential best;
      std::array<std::vector<double>, 4> columns;
      for (auto& column : columns) column.resize(last - first);
      rows_.groups().for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        const double x = rows_.groups()[g].count;
        if (tables && table_of_[g] != no_table)
          tables.gradients(table_of_[g], x, rows_.ages().data(), rows_.recencies().data(), from, to,
                           {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()});
        for (std::size_t k = from; k < to; ++k) {
          second_order<4> row;
          if (tables && table_of_[g] != no_table)
            for (std::size_t i = 0; i < 4; ++i) row.gradient(i) = columns[i][k - from];
          else
            exact.add_silence({x, rows_.recency(k), rows_.age(k)}, row);
          row.gradient(0) += rising[g];
          row.gradient(1) -= x;
          row *= rows_.weight(k);
          best.add(detail::out_of_log_scales(row, p).gradient(), covariance, rows_.groups().row(k));
        }
      });
      return best;
    };
    return block_sum<most_influential>(rows_.size(), executor, of_rows).rows();
  }

  void describe(fit_report& report) const { rows_.describe(report); }

 private:
  static constexpr std::size_t worth_a_table = 16;  // rows of one count; below it their integrals cost less
  static constexpr std::size_t no_table = static_cast<std::size_t>(-1);

  /// Rows of one count, without what the count alone decides, in (r, ln alpha, s, ln beta).
  void add_rows(std::size_t g, std::size_t first, std::size_t last, const pareto_nbd_rows& tables,
                const pareto_nbd_likelihood& exact, second_order<4>& sum) const noexcept {
    const double x = rows_.groups()[g].count;
    if (tables && table_of_[g] != no_table) {
      tables.add(table_of_[g], x, rows_.ages().data(), rows_.recencies().data(), rows_.weights().data(), first, last, sum);
      return;
    }
    for (; first < last; ++first) {
      second_order<4> row;
      exact.add_silence({x, rows_.recency(first), rows_.age(first)}, row);
      row *= rows_.weight(first);
      sum += row;
    }
  }

  /// ln (r)_x - x ln alpha of all rows.
  void add_counts(const pareto_nbd_parameters& p, second_order<4>& sum) const noexcept {
    const double log_alpha = std::log(p.alpha);
    rising_walk walk(p.r);
    for (std::size_t g = 0; g < rows_.groups().groups(); ++g) {
      const double x = rows_.groups()[g].count, weight = rows_.group_weight(g);
      walk.to(x);
      sum.value += weight * (walk.value() - x * log_alpha);
      sum.gradient(0) += weight * walk.first();
      sum.gradient(1) -= weight * x;
      sum.hessian(0, 0) += weight * walk.second();
    }
  }

  grouped_histories rows_;
  std::vector<std::size_t> table_of_;  // of a group
  std::vector<double> counts_;         // that are tabulated
  std::size_t in_tables_ = 0;          // rows of these
  double max_age_ = 0;
  bool alike_ = true;
};

}  // namespace walaa::inline WALAA_ABI
