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
  double value =
      missing;  ///< of the Qini 0 as a random order; of the uplift 0.5 there where treating does good, -0.5 where it does harm
  double end = missing;                         ///< outcomes won by treating everybody: the sign says whether treating does good
  uplift_status status = uplift_status::known;  ///< no_scale: treating everybody wins nothing
};

namespace detail {

/** Mean over rows 0 ... n of a curve. value(counts): at a row where both arms have somebody, or the control alone; times_rows: whether
    it is a ratio of both arms, and the curve is that times the number of rows. */
template<class Value> row_uplift_score mean_of_rows(const uplift_trial& t, const Value& value, bool times_rows) {
  const std::size_t n = t.outcome.size();
  large_buffer<placed_number> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = {falling_number(t.uplift[i]), i};
  radix_sort(order, n);
  double sum = 0, last = 0;
  bool begun = false;
  arm_counts before;
  for (std::size_t i = 0; i < n;) {
    arm_counts tie;
    std::size_t j = i;
    for (; j < n && order[j].number == order[i].number; ++j) tie.add(t.treatment[order[j].place] == 1, t.outcome[order[j].place]);
    for (std::size_t k = 1; k <= j - i; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(j - i), row = static_cast<double>(i + k);
      const arm_counts here{before.treated + share * tie.treated, before.control + share * tie.control,
                            before.treated_good + share * tie.treated_good, before.control_good + share * tie.control_good};
      if (!(here.control > 0 && (here.treated > 0 || !times_rows))) continue;
      last = value(here) * (times_rows ? row : 1);
      if (!begun)  // rows 1 ... row - 1: a straight line up to here, of ratios where those are what the curve is made of
        sum += last * (times_rows ? (row - 1) * (2 * row - 1) / (6 * row) : (row - 1) / 2);
      begun = true;
      sum += last;
    }
    before.treated += tie.treated;
    before.control += tie.control;
    before.treated_good += tie.treated_good;
    before.control_good += tie.control_good;
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
      t, [](const detail::arm_counts& c) { return c.treated_good - c.control_good * (c.treated / c.control); }, false);
  s.value -= s.end < 0 ? -0.5 : 0.5;
  return s;
}

/// \throws invalid_input as qini_curve
inline row_uplift_score auuc_rows_mean(const uplift_trial& t) {
  static_cast<void>(detail::check_trial("auuc_rows_mean", t));
  return detail::mean_of_rows(
      t, [](const detail::arm_counts& c) { return c.treated_good / c.treated - c.control_good / c.control; }, true);
}

}  // namespace walaa::inline WALAA_ABI
