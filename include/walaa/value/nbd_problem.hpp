// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of the NBD: histories grouped by count, and what the limits of the model mean.

    The likelihood reads only the count and T, so customers who differ in nothing else are alike to it. */

#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/value/grouped_histories.hpp>
#include <walaa/value/nbd_likelihood.hpp>

#include <algorithm>  // for clamp, max, min
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

template<class Model> class nbd_problem {
 public:
  using model_type = Model;

  /** mended: rows whose recency was put right before (repaired_histories); the report counts them.
      \throws invalid_input for columns that are no histories, naming the first row */
  nbd_problem(std::string_view where, const purchase_histories& h, std::size_t mended = 0) : rows_(where, h, mended) {
    const std::size_t first = rows_.first_with_exposure();
    for (std::size_t g = 0; g < rows_.groups().groups(); ++g)
      for (std::size_t k = rows_.groups()[g].first; k < rows_.groups()[g].last; ++k) {
        if (k == first) first_count_ = rows_.groups()[g].count;
        alike_ = alike_ && (rows_.age(k) == 0 || (rows_.groups()[g].count == first_count_ && rows_.age(k) == rows_.age(first)));
      }
  }

  double observations() const noexcept { return rows_.observations(); }

  second_order<2> evaluate(const Model& m, const executor_ref& executor) const {
    const nbd_parameters p{m.r, m.alpha};
    const std::vector<nbd_count> counts = count_terms(p);
    const double log_alpha = std::log(p.alpha);
    return block_sum<second_order<2>>(rows_.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<2> block;
      rows_.groups().for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        rows_of_one_count(from, to, p).add_to(block, counts[g], p, log_alpha);
      });
      return block;
    });
  }

  /// Moments: the rate m = purchases / time, and r from what (x - m T)^2 exceeds its Poisson part m T by.
  Model start() const noexcept {
    double time = 0, expected_squared = 0, excess = 0;
    for (std::size_t k = 0; k < rows_.size(); ++k) time += rows_.weight(k) * rows_.age(k);
    const double rate = (std::max)(rows_.purchases(), 0.5) / time;
    for (const auto& g : rows_.groups())
      for (std::size_t k = g.first; k < g.last; ++k) {
        const double expected = rate * rows_.age(k), off = g.count - expected;
        expected_squared += rows_.weight(k) * expected * expected;
        excess += rows_.weight(k) * (off * off - expected);
      }
    const double r = excess > 0 ? std::clamp(expected_squared / excess, 0.05, 20.0) : 20.0;
    return {r, r / rate};
  }

  log_bounds<2> bounds() const noexcept { return {{-20, -20}, {12, 30}}; }

  std::optional<fit_verdict> degenerate() const {
    if (rows_.purchases() > 0) return std::nullopt;
    return fit_verdict{fit_status::degenerate_data, "nobody bought again: the data say nothing of rates", {}};
  }

  fit_verdict limit(const small_vector<2>& theta, const small_vector<2>&) const {
    if (alike_) return {fit_status::not_identified, "all customers have the same history: nothing tells how they differ", {}};
    if (theta[0] > 4)
      return {fit_status::not_identified,
              "customers hardly differ in their purchase rate: r and alpha cannot be told apart",
              {"r -> inf", "alpha -> inf"}};
    return {fit_status::not_identified, "r and alpha cannot be told apart",
            theta[0] < -8 ? std::vector<std::string>{"r -> 0"} : std::vector<std::string>{}};
  }

  std::vector<simpler_limit<2>> simpler(const small_vector<2>& theta) const {
    const log_bounds<2> edge = bounds();
    return {{{true, false},
             {edge.high[0], edge.clamp(1, theta[1] + edge.high[0] - theta[0])},
             {fit_status::not_identified,
              "one purchase rate for all customers explains the data as well",
              {"r -> inf", "alpha -> inf"}}}};
  }

  small_vector<2> unit_factors() const noexcept { return {1, rows_.scale()}; }
  double log_likelihood_shift() const noexcept { return rows_.log_likelihood_shift(); }

  std::vector<influential_row> influential(const Model& m, const small_matrix<2>& covariance,
                                           const executor_ref& executor) const {
    const nbd_parameters p{m.r, m.alpha};
    const std::vector<nbd_count> counts = count_terms(p);
    const auto of_rows = [&](std::size_t first, std::size_t last) {
      most_influential best;
      rows_.groups().for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        for (; from < to; ++from)
          best.add(rows_of_one_count(from, from + 1, p).gradient(counts[g], p), covariance, rows_.groups().row(from));
      });
      return best;
    };
    return block_sum<most_influential>(rows_.size(), executor, of_rows).rows();
  }

  void describe(fit_report& report) const { rows_.describe(report); }

 private:
  std::vector<nbd_count> count_terms(const nbd_parameters& p) const {
    std::vector<nbd_count> counts;
    counts.reserve(rows_.groups().groups());
    rising_walk walk(p.r);
    for (const auto& g : rows_.groups()) {
      walk.to(g.count);
      counts.push_back({g.count, p.r + g.count, walk.value(), walk.first(), walk.second()});
    }
    return counts;
  }

  nbd_sums rows_of_one_count(std::size_t first, std::size_t last, const nbd_parameters& p) const noexcept {
    constexpr std::size_t in_a_product = 16;  // 1 + T / alpha stays below 1e10: sixteen do not overflow
    const double per_alpha = 1 / p.alpha;
    nbd_sums s;
    if (10 * per_alpha < 0.1) {  // towards one rate for all, r and alpha large: r times the rounding of a product is noise
      for (; first < last; ++first) {
        s.add(rows_.age(first), per_alpha, rows_.weight(first));
        s.log_y += rows_.weight(first) * std::log1p(rows_.age(first) * per_alpha);
      }
      return s;
    }
    while (first < last) {
      const std::size_t end = rows_.weighted() ? first + 1 : (std::min)(last, first + in_a_product);
      const double weight = rows_.weight(first);
      double y = 1;
      for (; first < end; ++first) y *= s.add(rows_.age(first), per_alpha, weight);
      s.log_y += weight * std::log(y);
    }
    return s;
  }

  grouped_histories rows_;
  double first_count_ = 0;
  bool alike_ = true;
};

}  // namespace walaa::inline WALAA_ABI
