// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The fit of Gamma-Gamma: spends grouped by count, their sums, and what the limits of the model mean.

    Spends are scaled to a mean of 1, so that start and bounds mean the same in every currency; the logarithms of eight rows are
    one logarithm of a product. */

#include <walaa/core/check.hpp>
#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/value/check_spend.hpp>
#include <walaa/value/count_groups.hpp>
#include <walaa/value/gamma_gamma_likelihood.hpp>

#include <algorithm>  // for max, min
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

template<class Model> class gamma_gamma_problem {
 public:
  using model_type = Model;

  /** dropped: rows whose spend was left out before (repaired_histories); the report names their number.
      \throws invalid_input as check_spend does */
  gamma_gamma_problem(std::string_view where, const purchase_histories& h, std::size_t dropped = 0) : dropped_(dropped) {
    check_not_empty(where, "frequency", h.size());
    check_spend(where, h);
    unit_ = h.unit;
    double total = 0;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const double w = h.weight.empty() ? 1 : h.weight[i];
      if (w == 0) continue;
      if (h.frequency[i] == 0) {
        ++without_information_;
        continue;
      }
      observations_ += w;
      total += w * h.monetary_value[i];
      max_frequency_ = (std::max)(max_frequency_, h.frequency[i]);
    }
    if (max_frequency_ == 0) return;
    scale_ = total / observations_;
    groups_ =
        count_groups(h.frequency, [&](std::size_t i) { return h.frequency[i] > 0 && (h.weight.empty() || h.weight[i] != 0); });
    spend_.resize(groups_.size());
    per_spend_.resize(groups_.size());
    weight_.resize(h.weight.empty() ? 0 : groups_.size());
    for (const auto& g : groups_)
      for (std::size_t k = g.first; k < g.last; ++k) {
        const double m = h.monetary_value[groups_.row(k)] / scale_;
        if (!weight_.empty()) weight_[k] = h.weight[groups_.row(k)];
        alike_ = alike_ && g.count == groups_[0].count && spend_[0] == (k == 0 ? spend_[0] : g.count * m);
        spend_[k] = g.count * m;
        per_spend_[k] = 1 / spend_[k];
      }
    log_spend_ = block_sum<double>(groups_.size(), {}, [this](std::size_t first, std::size_t last) {
      double part = 0;
      groups_.for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
        for (; from < to; ++from) part += weight(from) * std::log(spend_[from] / groups_[g].count);
      });
      return part;
    });
    correlate();
  }

  double observations() const noexcept { return observations_; }

  second_order<3> evaluate(const Model& m, const executor_ref& executor) const {
    const gamma_gamma_parameters p{m.p, m.q, m.v};
    const std::vector<gamma_gamma_count> counts = count_terms(p);
    auto all = block_sum<second_order<3>>(groups_.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<3> block;
      groups_.for_each(first, last,
                       [&](std::size_t g, std::size_t from, std::size_t to) { rows(from, to, p).add_to(block, counts[g], p); });
      return block;
    });
    all.value -= log_spend_;
    return all;
  }

  Model start() const noexcept { return {2, 3, 1}; }  // of mean 1, as the scaled spends
  log_bounds<3> bounds() const noexcept { return {{-12, -12, -20}, {12, 12, 20}}; }

  std::optional<fit_verdict> degenerate() const {
    if (observations_ > 0) return std::nullopt;
    return fit_verdict{fit_status::degenerate_data, "nobody bought again: there is no spend to learn from", {}};
  }

  fit_verdict limit(const small_vector<3>& theta, const small_vector<3>& loose) const {
    if (alike_) return {fit_status::not_identified, "all customers spend the same: nothing tells how they differ", {}};
    if (loose[0] > 0.5 && theta[0] > 4 && !(loose[1] > 0.5 && theta[1] > 4))
      return {fit_status::boundary, "a customer's purchases hardly differ: the mean is known after one", {"p -> inf"}};
    if (theta[1] > 4)
      return {fit_status::not_identified,
              "customers hardly differ in their spend: q and v cannot be told apart",
              {"q -> inf", "v -> inf"}};
    return {fit_status::not_identified, "p, q and v cannot be told apart", {}};
  }

  std::vector<simpler_limit<3>> simpler(const small_vector<3>& theta) const {
    const log_bounds<3> edge = bounds();
    return {
        {{false, true, false},
         {theta[0], edge.high[1], edge.clamp(2, theta[2] + edge.high[1] - theta[1])},
         {fit_status::not_identified, "one mean spend for all customers explains the data as well", {"q -> inf", "v -> inf"}}}};
  }

  /// What the assumptions of the model ask a reader to look at.
  std::string remark(const Model& m) const {
    std::string text = "correlation of spend with frequency " + detail::short_number(correlation_);
    if (dropped_ > 0)
      text +=
          "; " + std::to_string(dropped_) + (dropped_ == 1 ? " customer" : " customers") + " without a positive spend left out";
    if (m.q <= 1) text += "; q <= 1: the mean spend of a new customer is infinite";
    return text;
  }

  small_vector<3> unit_factors() const noexcept { return {1, 1, scale_}; }
  double log_likelihood_shift() const noexcept { return observations_ > 0 ? -observations_ * std::log(scale_) : 0; }

  std::vector<influential_row> influential(const Model& m, const small_matrix<3>& covariance,
                                           const executor_ref& executor) const {
    const gamma_gamma_parameters p{m.p, m.q, m.v};
    const std::vector<gamma_gamma_count> counts = count_terms(p);
    return block_sum<most_influential>(groups_.size(), executor,
                                       [&](std::size_t first, std::size_t last) {
                                         most_influential best;
                                         groups_.for_each(first, last, [&](std::size_t g, std::size_t from, std::size_t to) {
                                           for (; from < to; ++from)
                                             best.add(rows(from, from + 1, p).gradient(counts[g], p), covariance,
                                                      groups_.row(from));
                                         });
                                         return best;
                                       })
        .rows();
  }

  void describe(fit_report& report) const {
    report.rows_used = static_cast<double>(groups_.size());
    report.rows_without_information = without_information_;
    report.max_frequency = max_frequency_;
    report.unit = unit_;
  }

 private:
  double weight(std::size_t k) const noexcept { return weight_.empty() ? 1 : weight_[k]; }

  std::vector<gamma_gamma_count> count_terms(const gamma_gamma_parameters& p) const {
    std::vector<gamma_gamma_count> counts;
    counts.reserve(groups_.groups());
    for (const auto& g : groups_) counts.emplace_back(p, g.count);
    return counts;
  }

  gamma_gamma_sums rows(std::size_t first, std::size_t last, const gamma_gamma_parameters& p) const noexcept {
    constexpr std::size_t in_a_product = 8;
    const double per_v = 1 / p.v;
    gamma_gamma_sums s;
    while (first < last) {
      const std::size_t end = weight_.empty() ? (std::min)(last, first + in_a_product) : first + 1;
      const double w = weight(first);
      double by_v = 1, by_s = 1;
      for (; first < end; ++first) {
        const auto row = s.add(spend_[first], per_spend_[first], p.v, per_v, w);
        by_v *= row.by_v;
        by_s *= row.by_s;
      }
      s.log_by_v += w * std::log(by_v);
      s.log_by_s += w * std::log(by_s);
    }
    return s;
  }

  /// Pearson's correlation of frequency and mean spend over the repeaters.
  void correlate() noexcept {
    double mean = 0, xx = 0, xm = 0, mm = 0;
    for (const auto& g : groups_)
      for (std::size_t k = g.first; k < g.last; ++k) mean += weight(k) * g.count / observations_;
    for (const auto& g : groups_)
      for (std::size_t k = g.first; k < g.last; ++k) {
        const double dx = g.count - mean, dm = spend_[k] / g.count - 1;  // the scaled spends have mean 1
        xx += weight(k) * dx * dx;
        xm += weight(k) * dx * dm;
        mm += weight(k) * dm * dm;
      }
    correlation_ = xx > 0 && mm > 0 ? xm / std::sqrt(xx * mm) : 0;
  }

  count_groups groups_;
  std::vector<double> spend_, per_spend_, weight_;  // x m and its inverse, in internal money, sorted by count
  double observations_ = 0, log_spend_ = 0, scale_ = 1, max_frequency_ = 0, without_information_ = 0, correlation_ = 0;
  std::size_t dropped_ = 0;
  time_unit unit_ = time_unit::day;
  bool alike_ = true;
};

}  // namespace walaa::inline WALAA_ABI
