// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Qini and uplift curves by the row instead of by the distinct score, divided by the size of their end: the variant of causalml.

        customers by falling score, a point a row, 0 before the first
        qini_rows_minus_line = mean of Qini / |its end| over rows 0 ... n  -  the same of the straight line to the end
        auuc_rows_mean       = mean of uplift / |its end| over rows 0 ... n

    Unlike the trapezoids of uplift.hpp these are not scaled by a perfect order: compare scores on one experiment, not experiments.
    The Qini y_t - y_c n_t / n_c has no value until there is a row of the control, the uplift y_t / n_t - y_c / n_c none until both arms
    have one: the straight line from 0 to the first value stands in.

    causalml goes through tied scores in the order of the rows. Here the rows of a tie are taken at the mean over all their orders: the
    counts rise in equal steps from the row before the tie to its last. The order of rows does not matter, and without ties the
    numbers are causalml's.

    Source: the Python package causalml 0.18.0 (auuc_score and qini_score of metrics, normalize=True). */

#include <walaa/evaluate/uplift.hpp>

#include <cmath>
#include <cstddef>

namespace walaa::inline WALAA_ABI {

struct row_uplift_score {
  /// Of a random order: the Qini 0, the uplift 0.5 where treating does good and -0.5 where it does harm.
  double value = missing;
  double end = missing;                         ///< outcomes won by treating everybody: the sign says whether treating does good
  uplift_status status = uplift_status::known;  ///< no_scale: treating everybody wins nothing
};

namespace detail {

/** Mean over rows 0 ... n of a curve. both_arms: it has a value where both arms have somebody, and rises as a ratio times the number of
    rows; else where the control has. */
template<class Curve> row_uplift_score mean_of_rows(const uplift_trial& t, const Curve& curve, bool both_arms) {
  const std::size_t n = t.outcome.size();
  const large_buffer<placed_number> order = by_falling_uplift(t);
  double sum = 0, last = 0;
  bool begun = false;
  arm_counts before;
  for (std::size_t i = 0; i < n;) {
    arm_counts tie;
    std::size_t j = i;
    for (; j < n && order[j].number == order[i].number; ++j) tie.add(t.treatment[order[j].place] == 1, t.outcome[order[j].place]);
    for (std::size_t k = 1; k <= j - i; ++k) {
      const arm_counts here = before.plus(tie, static_cast<double>(k) / static_cast<double>(j - i));
      if (!(here.control > 0 && (here.treated > 0 || !both_arms))) continue;
      last = curve(here);
      const double row = static_cast<double>(i + k);
      if (!begun)  // rows 1 ... row - 1: a straight line up to here, of ratios where those are what the curve is made of
        sum += last * (both_arms ? (row - 1) * (2 * row - 1) / (6 * row) : (row - 1) / 2);
      begun = true;
      sum += last;
    }
    before = before.plus(tie);
    i = j;
  }
  row_uplift_score out{.end = last};
  if (std::abs(last) > 1e-12 * static_cast<double>(n))
    out.value = sum / std::abs(last) / static_cast<double>(n + 1);
  else
    out.status = uplift_status::no_scale;
  return out;
}

}  // namespace detail

/// \throws invalid_input as qini_curve
inline row_uplift_score qini_rows_minus_line(const uplift_trial& t) {
  static_cast<void>(detail::check_trial("qini_rows_minus_line", t));
  row_uplift_score s = detail::mean_of_rows(
      t, [](const detail::arm_counts& c) { return c.qini(); }, false);
  s.value -= s.end < 0 ? -0.5 : 0.5;
  return s;
}

/// \throws invalid_input as qini_curve
inline row_uplift_score auuc_rows_mean(const uplift_trial& t) {
  static_cast<void>(detail::check_trial("auuc_rows_mean", t));
  return detail::mean_of_rows(
      t, [](const detail::arm_counts& c) { return c.uplift(); }, true);
}

}  // namespace walaa::inline WALAA_ABI
