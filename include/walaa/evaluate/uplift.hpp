// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Does a score find the customers whom an offer changes? Only an experiment can say: who was treated, who was not, and what
    became of them. Qini and uplift curves, and the area under them in the variant that their names say.

        customers by falling score, at each distinct score n_t, n_c treated and not, y_t, y_c good outcomes among them so far
        Qini curve    y_t - y_c n_t / n_c
        uplift curve  (y_t / n_t - y_c / n_c) (n_t + n_c)                               a ratio with an empty arm is 0
        *_trapezoid_normalised = (area of the curve - area of the straight line to its end) / (the same of the perfect curve)

    The outcome is 1 for what the offer is to bring about (the customer stayed), the treatment 1 for who got it. Tied scores
    are one step, so the order of rows does not matter.

    The perfect order knows outcomes: for the Qini treated customers with a good outcome first and untreated ones with a good
    outcome last; for the uplift curve those whose outcome equals their treatment first. Both are the published normalisers.
    That of the uplift curve is no upper bound in small samples with unequal arms, nor is that of the Qini where negative
    effects are ruled out: a score that passes it is above 1, and the status says so.

    Sources: Radcliffe (2007), Direct Marketing Analytics J. 1; Devriendt, Van Belle, Guns & Verbeke (2020), IEEE Trans.
    Knowledge and Data Engineering; the variant: the Python package scikit-uplift 0.5.1 (qini_auc_score, uplift_auc_score). */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/score_order.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// An experiment. Name the fields: packages differ in their order.
struct uplift_trial {
  std::span<const double> outcome;    ///< 1: the wanted outcome, 0: not
  std::span<const double> uplift;     ///< the score: larger, more to gain by treating
  std::span<const double> treatment;  ///< 1: treated, 0: control
};

/// From (0, 0) on, a point a distinct score.
struct uplift_points {
  std::vector<double> customers;  ///< so far
  std::vector<double> gain;       ///< outcomes won by treating, as the curve defines it

  /// By trapezoids.
  double area() const noexcept {
    double sum = 0;
    for (std::size_t i = 1; i < gain.size(); ++i) sum += (customers[i] - customers[i - 1]) * ((gain[i] + gain[i - 1]) / 2);
    return sum;
  }
  /// Of the straight line from the first to the last point: what a random order is expected to reach.
  double area_of_line() const noexcept { return gain.empty() ? 0.0 : customers.back() * gain.back() / 2; }
};

enum class uplift_status : std::uint8_t {
  known,
  above_perfect,  ///< above 1: in this sample the published perfect order is not the best one
  no_scale,       ///< the perfect curve is the straight line, so nothing can be told apart: value is missing
};

struct uplift_score {
  double value = missing;  ///< 0: as a random order; 1: as the perfect one; below 0: worse than random
  double area = missing, line = missing, perfect = missing;  ///< areas: of the curve, of the line, of the perfect curve
  uplift_status status = uplift_status::known;
};

struct qini_options {
  bool negative_effect = true;  ///< may treating do harm? Otherwise the perfect curve rises to the total gain and stays there
};

namespace detail {

/// Treated and control customers so far, and the good outcomes among them: whole numbers.
struct arm_counts {
  double treated = 0, control = 0, treated_good = 0, control_good = 0;

  void add(bool is_treated, double outcome, double times = 1) noexcept {
    (is_treated ? treated : control) += times;
    (is_treated ? treated_good : control_good) += times * outcome;
  }
  /// These and a share of more.
  arm_counts plus(const arm_counts& more, double share = 1) const noexcept {
    return {treated + share * more.treated, control + share * more.control, treated_good + share * more.treated_good,
            control_good + share * more.control_good};
  }
  double all() const noexcept { return treated + control; }
  double qini() const noexcept { return treated_good - (control > 0 ? control_good * (treated / control) : 0.0); }
  double uplift() const noexcept {
    return ((treated > 0 ? treated_good / treated : 0.0) - (control > 0 ? control_good / control : 0.0)) * all();
  }
};

inline arm_counts check_trial(std::string_view where, const uplift_trial& t) {
  check_not_empty(where, "outcome", t.outcome.size());
  check_same_length(where, "outcome", t.outcome.size(), "uplift", t.uplift.size());
  check_same_length(where, "outcome", t.outcome.size(), "treatment", t.treatment.size());
  check_binary(where, "outcome", t.outcome);
  check_finite(where, "uplift", t.uplift);
  check_binary(where, "treatment", t.treatment);
  arm_counts all;
  for (std::size_t i = 0; i < t.outcome.size(); ++i) all.add(t.treatment[i] == 1, t.outcome[i]);
  for (const bool treated : {true, false})
    if ((treated ? all.treated : all.control) == 0)
      throw invalid_input(error_code::out_of_range,
                          std::string(where) + ": treatment has no row with " + (treated ? "1" : "0") + "; an arm is empty",
                          "treatment");
  return all;
}

/// Rows by falling score.
inline large_buffer<placed_number> by_falling_uplift(const uplift_trial& t) {
  const std::size_t n = t.uplift.size();
  large_buffer<placed_number> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = {falling_number(t.uplift[i]), i};
  radix_sort(order, n);
  return order;
}

/// value(counts so far) at each distinct score.
template<class Value> uplift_points points_by_score(const uplift_trial& t, Value value) {
  const std::size_t n = t.outcome.size();
  const large_buffer<placed_number> order = by_falling_uplift(t);
  uplift_points out{{0}, {0}};
  arm_counts so_far;
  for (std::size_t i = 0; i < n; ++i) {
    so_far.add(t.treatment[order[i].place] == 1, t.outcome[order[i].place]);
    if (i + 1 < n && order[i + 1].number == order[i].number) continue;
    out.customers.push_back(so_far.all());
    out.gain.push_back(value(so_far));
  }
  return out;
}

/// The same where the score is a whole number of [0, 4) that outcome and treatment decide.
template<class Rank, class Value> uplift_points points_by_rank(const arm_counts& all, Rank rank, Value value) {
  const double good[2] = {all.control_good, all.treated_good}, size[2] = {all.control, all.treated};
  uplift_points out{{0}, {0}};
  arm_counts so_far;
  for (int wanted = 3; wanted >= 0; --wanted) {
    const double before = so_far.all();
    for (const int treated : {0, 1})
      for (const int outcome : {0, 1})
        if (rank(outcome, treated) == wanted)
          so_far.add(treated == 1, outcome, outcome == 1 ? good[treated] : size[treated] - good[treated]);
    if (so_far.all() == before) continue;
    out.customers.push_back(so_far.all());
    out.gain.push_back(value(so_far));
  }
  return out;
}

inline uplift_points perfect_qini(const arm_counts& all, const qini_options& options) {
  const auto value = [](const arm_counts& c) { return c.qini(); };
  if (options.negative_effect)  // y t - y (1 - t), made whole numbers from 0 on
    return points_by_rank(
        all, [](int y, int t) { return y == 0   ? 1
                                       : t == 1 ? 2
                                                : 0; }, value);
  const double total = all.qini();
  if (!(total > 0)) return {{0, all.all()}, {0, total}};  // harm was done although none can be: no scale
  return {{0, total, all.all()}, {0, total, total}};
}

inline uplift_points perfect_uplift(const arm_counts& all) {
  const bool by_outcome = all.control_good > all.treated - all.treated_good;
  return points_by_rank(
      all, [by_outcome](int y, int t) { return (y == t ? 2 : 0) + (by_outcome ? y : t); },
      [](const arm_counts& c) { return c.uplift(); });
}

inline uplift_score normalised(const uplift_points& curve, const uplift_points& perfect) {
  uplift_score out{.area = curve.area(), .line = perfect.area_of_line(), .perfect = perfect.area()};
  // the points are ratios of counts: what is left of a difference below this is rounding
  const double scale = out.perfect - out.line, rounding = 1e-12 * (std::abs(out.perfect) + std::abs(out.line));
  if (std::abs(scale) > rounding)
    out.value = (out.area - out.line) / scale;
  else
    out.status = uplift_status::no_scale;
  if (out.value > 1 + 1e-12) out.status = uplift_status::above_perfect;
  return out;
}

}  // namespace detail

/// \throws invalid_input for outcomes or treatments other than 0 and 1, scores that are not finite, an empty arm
inline uplift_points qini_curve(const uplift_trial& t) {
  static_cast<void>(detail::check_trial("qini_curve", t));
  return detail::points_by_score(t, [](const detail::arm_counts& c) { return c.qini(); });
}

/// \throws invalid_input as qini_curve
inline uplift_points uplift_curve(const uplift_trial& t) {
  static_cast<void>(detail::check_trial("uplift_curve", t));
  return detail::points_by_score(t, [](const detail::arm_counts& c) { return c.uplift(); });
}

/// The Qini curve of the perfect order; the scores are not looked at but for their number.
inline uplift_points perfect_qini_curve(const uplift_trial& t, const qini_options& options = {}) {
  return detail::perfect_qini(detail::check_trial("perfect_qini_curve", t), options);
}

/// The uplift curve of the perfect order.
inline uplift_points perfect_uplift_curve(const uplift_trial& t) {
  return detail::perfect_uplift(detail::check_trial("perfect_uplift_curve", t));
}

/// scikit-uplift's qini_auc_score. \throws invalid_input as qini_curve
inline uplift_score qini_trapezoid_normalised(const uplift_trial& t, const qini_options& options = {}) {
  const auto all = detail::check_trial("qini_trapezoid_normalised", t);
  return detail::normalised(detail::points_by_score(t, [](const detail::arm_counts& c) { return c.qini(); }),
                            detail::perfect_qini(all, options));
}

/// scikit-uplift's uplift_auc_score. \throws invalid_input as qini_curve
inline uplift_score auuc_trapezoid_normalised(const uplift_trial& t) {
  const auto all = detail::check_trial("auuc_trapezoid_normalised", t);
  return detail::normalised(detail::points_by_score(t, [](const detail::arm_counts& c) { return c.uplift(); }),
                            detail::perfect_uplift(all));
}

}  // namespace walaa::inline WALAA_ABI
