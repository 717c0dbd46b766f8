// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Histories made ready for a fit, once: checked, rows without weight left out, sorted by the number of purchases, time scaled.

    What depends on the count alone is then a constant of a loop. Time is scaled to a longest T of 10, so that starts and bounds
    mean the same in days and in seconds; what the likelihood owes for it is `log_likelihood_shift`. */

#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/count_groups.hpp>

#include <algorithm>  // for max, min
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

class grouped_histories {
 public:
  static constexpr double longest_age = 10;  ///< in internal time

  /** mended: rows whose recency was put right before (repaired_histories); the report counts them.
      \throws invalid_input for columns that are no histories, naming the first row */
  grouped_histories(std::string_view where, const purchase_histories& h, std::size_t mended = 0) {
    clamped_ = mended + check_histories_to_fit(where, h);
    unit_ = h.unit;
    const bool weighted = !h.weight.empty();
    const auto kept = [weighted, weight = h.weight.data()](std::size_t i) { return !weighted || weight[i] != 0; };
    if (!weighted)
      max_age_ = largest(h.age);
    else
      for (std::size_t i = 0; i < h.size(); ++i)
        if (kept(i)) max_age_ = (std::max)(max_age_, h.age[i]);
    scale_ = max_age_ / longest_age;
    const auto begin = [&](std::size_t rows) {
      make_room(rows, weighted);
      // all by value: what is a member or a reference would be read again after each store
      return
          [weighted, from_age = h.age.data(), from_recency = h.recency.data(), from_weight = h.weight.data(), age = age_.data(),
           recency = recency_.data(), weight = weight_.data(), per_scale = 1 / scale_](std::size_t k, std::size_t i) {
            __builtin_prefetch(age + k + ahead, 1);
            __builtin_prefetch(recency + k + ahead, 1);
            age[k] = from_age[i] * per_scale;
            recency[k] = (std::min)(from_recency[i], from_age[i]) * per_scale;
            if (weighted) weight[k] = from_weight[i];
          };
    };
    groups_ = count_groups(h.frequency, kept, begin);
    max_frequency_ = groups_[groups_.groups() - 1].count;
    const count_groups::group& least = groups_[0];  // a repeat takes time
    for (std::size_t k = least.first; k < least.last; ++k) without_information_ += age_[k] == 0 ? 1 : 0;
    weigh();
  }

  /// Every stride-th row, in the same internal time: to find out cheaply where the whole will end.
  grouped_histories every(std::size_t stride) const {
    grouped_histories sample;
    sample.groups_ = groups_.every(stride);
    sample.make_room(sample.groups_.size(), weighted_);
    for (std::size_t k = 0, to = 0; k < groups_.size(); k += stride, ++to) {
      sample.age_[to] = age_[k];
      sample.recency_[to] = recency_[k];
      if (weighted_) sample.weight_[to] = weight_[k];
    }
    sample.scale_ = scale_;
    sample.max_age_ = max_age_;
    sample.max_frequency_ = max_frequency_;
    sample.unit_ = unit_;
    sample.weigh();
    return sample;
  }

  std::size_t size() const noexcept { return groups_.size(); }  ///< rows with a weight
  const count_groups& groups() const noexcept { return groups_; }

  // a sorted place; times in internal units
  double recency(std::size_t k) const noexcept { return recency_[k]; }
  double age(std::size_t k) const noexcept { return age_[k]; }
  double weight(std::size_t k) const noexcept { return weighted_ ? weight_[k] : 1; }

  // whole columns; weights are empty where each row counts once
  std::span<const double> recencies() const noexcept { return {recency_.data(), size()}; }
  std::span<const double> ages() const noexcept { return {age_.data(), size()}; }
  std::span<const double> weights() const noexcept { return {weight_.data(), weighted_ ? size() : 0}; }

  bool weighted() const noexcept { return weighted_; }
  double group_weight(std::size_t g) const noexcept { return group_weight_[g]; }  ///< customers of one count
  double observations() const noexcept { return observations_; }                  ///< sum of weights
  double purchases() const noexcept { return purchases_; }                        ///< repeats of all of them
  double mean_age() const noexcept { return mean_age_; }                          ///< of a customer, in internal time
  double max_frequency() const noexcept { return max_frequency_; }
  double scale() const noexcept { return scale_; }  ///< the caller's time / internal time

  /// The density of purchase times in the caller's unit instead of the internal one.
  double log_likelihood_shift() const noexcept { return -purchases_ * std::log(scale_); }

  /// The first place of a customer with time to buy in; size() where there is none.
  std::size_t first_with_exposure() const noexcept {
    std::size_t k = 0;
    while (k < size() && age_[k] == 0) ++k;
    return k;
  }

  void describe(fit_report& report) const {
    report.rows_used = static_cast<double>(groups_.size());
    report.rows_without_information = without_information_;
    report.rows_clamped = static_cast<double>(clamped_);
    report.max_frequency = max_frequency_;
    report.max_age = max_age_;
    report.time_scale = scale_;
    report.unit = unit_;
  }

 private:
  grouped_histories() = default;

  void weigh() {
    for (const auto& g : groups_) {
      group_weight_.push_back(weighted_ ? sum(weights().subspan(g.first, g.last - g.first))
                                        : static_cast<double>(g.last - g.first));
      observations_ += group_weight_.back();
      purchases_ += group_weight_.back() * g.count;
    }
    double together = 0;
    if (weighted_)
      for (std::size_t k = 0; k < size(); ++k) together += weight_[k] * age_[k];
    mean_age_ = (weighted_ ? together : sum(ages())) / observations_;
  }

  /// Lines of a group are fetched this many rows before they are written: no prefetcher of the processor follows fifty groups.
  static constexpr std::size_t ahead = 32;

  void make_room(std::size_t rows, bool weighted) {
    recency_ = detail::large_buffer<double>(rows + ahead);
    age_ = detail::large_buffer<double>(rows + ahead);
    weight_ = detail::large_buffer<double>(weighted ? rows : 0);
    weighted_ = weighted;
  }

  count_groups groups_;
  detail::large_buffer<double> recency_, age_, weight_;  // sorted, in internal time
  bool weighted_ = false;
  std::vector<double> group_weight_;
  double observations_ = 0, purchases_ = 0, mean_age_ = 0, max_frequency_ = 0, max_age_ = 0, scale_ = 1;
  double without_information_ = 0;
  std::size_t clamped_ = 0;
  time_unit unit_ = time_unit::day;
};

}  // namespace walaa::inline WALAA_ABI
