// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How well a score tells who leaves from who stays: average precision, lift, gains and Kolmogorov-Smirnov. ROC and AUC are in
    roc.hpp, the H-measure in h_measure.hpp, money in profit.hpp; all of them take the same `ranking`, which sorts once.

        average precision = sum over distinct scores of (rise of recall) x precision
        lift at q         = (share of leavers among the first k) / (share of leavers), k = q n rounded, half to even
        KS                = max over distinct scores of |share of leavers reached - share of stayers reached|

    A label is 1 for who left and 0 for who stayed; a larger score means a riskier customer. Customers of one score are one
    step: where a fraction ends inside a step, the expected value over all orders of its customers is taken. So no result
    depends on the order of rows, to the bit. A weight w counts as w rows.

    Do not use these to judge whether probabilities are right (probability_scores.hpp, calibration_curve.hpp), nor whether
    contacting a customer changes anything (uplift.hpp).

    Sources: Davis & Goadrich (2006), ICML (precision and recall); Neslin et al. (2006), J. Marketing Research 43(2) (top-decile
    lift); Provost & Fawcett (2001), Machine Learning 42(3) (steps of equal scores). */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/score_order.hpp>

#include <algorithm>
#include <cmath>  // for nearbyint
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/** Leavers and stayers at each distinct score, riskiest first. Sorted once, in time linear in the customers; a plain value that
    owns its columns and does not refer to those it was made of. */
class ranking {
 public:
  /** label: 1 left, 0 stayed; score: larger is riskier; weight: none, or positive.
      \throws invalid_input for columns that are empty or of unequal lengths, other labels, scores that are not finite, weights
      that are not positive, with the row */
  ranking(std::span<const double> label, std::span<const double> score, std::span<const double> weight = {},
          std::string_view where = "ranking")
      : where_(where) {
    detail::check_ranked(where, label, "score", score, weight);
    rows_ = label.size();
    if (weight.empty())
      count_rows(label, score);
    else
      add_weights(label, score, weight);
  }

  std::size_t rows() const noexcept { return rows_; }                    ///< customers
  std::size_t steps() const noexcept { return score_.size(); }           ///< distinct scores
  std::span<const double> score() const noexcept { return score_; }      ///< of each step, falling
  std::span<const double> leavers() const noexcept { return leavers_; }  ///< in each step, sum of weights
  std::span<const double> stayers() const noexcept { return stayers_; }  ///< in each step, sum of weights
  double total_leavers() const noexcept { return total_leavers_; }
  double total_stayers() const noexcept { return total_stayers_; }
  double total() const noexcept { return total_leavers_ + total_stayers_; }
  double leaver_share() const noexcept { return total_leavers_ / total(); }
  const std::string& where() const noexcept { return where_; }  ///< whom messages name

  /// Leavers expected among the first k, 0 <= k <= total(); inside a step, the mean over all orders.
  double captured(double k) const noexcept {
    double before = 0, found = 0;
    for (std::size_t i = 0; i < steps(); ++i) {
      const double here = leavers_[i] + stayers_[i];
      if (before + here >= k) return found + leavers_[i] * ((k - before) / here);
      before += here;
      found += leavers_[i];
    }
    return found;
  }

 private:
  void count_rows(std::span<const double> label, std::span<const double> score) {
    // Leavers and stayers are sorted apart: half the bytes move, and no label travels with its score. One array holds both
    // and the room to sort them, so that it is large enough for large pages.
    const auto n = label.size();
    std::size_t m = 0;
    for (const double y : label) m += y == 1 ? 1 : 0;
    const detail::large_buffer<std::uint64_t> room(2 * n);
    std::uint64_t* const numbers = room.data();
    std::size_t to[2] = {m, 0};  // stayers after leavers
    for (std::size_t i = 0; i < n; ++i) numbers[to[label[i] == 1 ? 1 : 0]++] = detail::falling_number(score[i]);
    detail::sort_numbers(numbers, numbers + n, m);
    detail::sort_numbers(numbers + m, numbers + n + m, n - m);
    join(
        numbers, m, numbers + m, n - m, [](std::uint64_t number) { return number; }, [](std::uint64_t) { return 1.0; });
  }

  void add_weights(std::span<const double> label, std::span<const double> score, std::span<const double> weight) {
    const auto n = label.size();
    detail::large_buffer<detail::ranked_amount> left(n), stayed(n);
    std::size_t m = 0, rest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      auto& to = label[i] == 1 ? left[m++] : stayed[rest++];
      to = {detail::falling_number(score[i]), weight[i]};
    }
    detail::sort_ranked(left, m);
    detail::sort_ranked(stayed, rest);
    join(
        left.data(), m, stayed.data(), rest, [](const detail::ranked_amount& one) { return one.number; },
        [](const detail::ranked_amount& one) { return one.amount; });
  }

  template<class T, class Number, class Amount>
  void join(const T* left, std::size_t m, const T* stayed, std::size_t n, Number number, Amount amount) {
    for (auto* to : {&score_, &leavers_, &stayers_}) detail::reserve_large(*to, m + n);
    std::size_t i = 0, j = 0;
    while (i < m || j < n) {
      const std::uint64_t next = i == m   ? number(stayed[j])
                                 : j == n ? number(left[i])
                                          : (std::min)(number(left[i]), number(stayed[j]));
      double leavers = 0, stayers = 0;
      for (; i < m && number(left[i]) == next; ++i) leavers += amount(left[i]);
      for (; j < n && number(stayed[j]) == next; ++j) stayers += amount(stayed[j]);
      score_.push_back(detail::score_of(next));
      leavers_.push_back(leavers);
      stayers_.push_back(stayers);
      total_leavers_ += leavers;
      total_stayers_ += stayers;
    }
  }

  std::string where_;
  std::size_t rows_ = 0;
  std::vector<double> score_, leavers_, stayers_;
  double total_leavers_ = 0, total_stayers_ = 0;
};

namespace detail {

inline void check_some_left(std::string_view where, const ranking& r) {
  if (r.total_leavers() > 0) return;
  throw invalid_input(error_code::out_of_range, std::string(where) + ": label has no row with 1; nobody left", "label");
}

inline void check_both_classes(std::string_view where, const ranking& r) {
  check_some_left(where, r);
  if (r.total_stayers() > 0) return;
  throw invalid_input(error_code::out_of_range, std::string(where) + ": label has no row with 0; nobody stayed", "label");
}

}  // namespace detail

/// Sum of the rises of recall, each times the precision reached there. \throws invalid_input when nobody left
inline double average_precision(const ranking& r) {
  detail::check_some_left("average_precision", r);
  double contacted = 0, found = 0, area = 0;
  for (std::size_t i = 0; i < r.steps(); ++i) {
    contacted += r.leavers()[i] + r.stayers()[i];
    found += r.leavers()[i];
    area += r.leavers()[i] * (found / contacted);
  }
  return area / r.total_leavers();
}

/** How many times as many leavers there are among the riskiest fraction as among all.
    \throws invalid_input for a fraction outside [0, 1] or one that rounds to nobody, or when nobody left */
inline double lift(const ranking& r, double fraction) {
  constexpr std::string_view where = "lift";
  check_within(where, "fraction", fraction, 0, 1);
  detail::check_some_left(where, r);
  const double k = std::nearbyint(fraction * r.total());
  if (!(k > 0))
    detail::refuse(error_code::out_of_range, where, "fraction", no_row, fraction,
                   "takes nobody out of " + number_text(r.total()) + " customers");
  return r.captured(k) / k / r.leaver_share();
}

/// Share of leavers found over the share of customers contacted, from (0, 0) to (1, 1), a point a distinct score.
struct gains_curve {
  std::vector<double> contacted, captured;
  /// captured / contacted at each point but the first, where it is missing.
  std::vector<double> lift() const {
    std::vector<double> out(contacted.size(), missing);
    for (std::size_t i = 1; i < out.size(); ++i) out[i] = captured[i] / contacted[i];
    return out;
  }
};

/// \throws invalid_input when nobody left
inline gains_curve gains(const ranking& r) {
  detail::check_some_left("gains", r);
  gains_curve out{{0}, {0}};
  double contacted = 0, found = 0;
  for (std::size_t i = 0; i < r.steps(); ++i) {
    contacted += r.leavers()[i] + r.stayers()[i];
    found += r.leavers()[i];
    out.contacted.push_back(contacted / r.total());
    out.captured.push_back(found / r.total_leavers());
  }
  return out;
}

/// The largest distance between the shares of leavers and of stayers reached, and the score (>=) at which it is reached first.
struct ks_distance {
  double value = 0, score = missing;
};

/// \throws invalid_input when all customers are of one class
inline ks_distance ks(const ranking& r) {
  detail::check_both_classes("ks", r);
  ks_distance out;
  double leavers = 0, stayers = 0;
  for (std::size_t i = 0; i < r.steps(); ++i) {
    leavers += r.leavers()[i];
    stayers += r.stayers()[i];
    const double distance = std::abs(leavers / r.total_leavers() - stayers / r.total_stayers());
    if (distance > out.value) out = {distance, r.score()[i]};
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
