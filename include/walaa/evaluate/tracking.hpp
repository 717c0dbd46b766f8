// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Does a model follow a cohort over time? Repeat purchases of all customers period by period, as they came and as the model
    expected of newcomers from the day of their first purchase on.

        expected until t = sum over customers born before t of E[X(t - birth)]

    Use it to see drift, seasons and a wrong dropout in the totals, over calibration and holdout alike; holdout.hpp looks at
    single customers. The period w of length p holds the purchases with times in [w p, (w + 1) p) after the start. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/fit/fitted.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numeric>  // for partial_sum
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A model that knows what a new customer does in his first t.
template<class M>
concept newcomer_model = requires(const M& m, double t) {
  { m.expected_purchases(t) } -> std::same_as<double>;
};

/// Repeat purchases of a cohort in consecutive periods.
struct tracking {
  std::vector<double> actual, expected;  ///< in each period
  std::size_t after_last = 0;            ///< repeat purchases later than the last period, not among them

  std::vector<double> cumulative_actual() const { return running(actual); }
  std::vector<double> cumulative_expected() const { return running(expected); }

  /// Mean of |expected - actual| over the periods [first, last). \throws invalid_input for a range that is none
  double mean_absolute_error(std::size_t first, std::size_t last) const {
    if (!(first < last && last <= actual.size()))
      throw invalid_input(error_code::out_of_range, "tracking::mean_absolute_error: [" + std::to_string(first) + ", " +
                                                        std::to_string(last) + ") is no range of " +
                                                        std::to_string(actual.size()) + " periods");
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += std::abs(expected[i] - actual[i]);
    return sum / static_cast<double>(last - first);
  }

  friend bool operator==(const tracking&, const tracking&) = default;

 private:
  static std::vector<double> running(std::vector<double> v) {
    std::partial_sum(v.begin(), v.end(), v.begin());
    return v;
  }
};

struct tracking_options {
  std::size_t periods = 52;
  double period = 1;  ///< length, in the unit of the times
};

/** Births (times of first purchases) and times of repeat purchases after the start of the study, in the model's unit; rows
    need no order. Costs periods x distinct births evaluations of the model.
    \throws invalid_input for a time that is negative or not finite, with its row, or no periods */
template<newcomer_model M>
tracking track(const M& m, std::span<const double> birth, std::span<const double> repeats, const tracking_options& options = {}) {
  constexpr const char* where = "track";
  check_not_empty(where, "birth", birth.size());
  check_nonnegative(where, "birth", birth);
  check_nonnegative(where, "repeats", repeats);
  check_positive(where, "period", options.period);
  if (options.periods == 0 || options.periods > 100'000)
    detail::refuse(error_code::bad_option, where, "periods", no_row, static_cast<double>(options.periods),
                   "is outside [1, 100000]");

  tracking t;
  t.actual.resize(options.periods);
  for (const double on : repeats) {
    const double period = std::floor(on / options.period);
    if (period < static_cast<double>(options.periods))
      ++t.actual[static_cast<std::size_t>(period)];
    else
      ++t.after_last;
  }

  std::vector<std::pair<double, double>> cohorts;  // a time of birth, and how many were born then; ascending
  std::vector<double> sorted(birth.begin(), birth.end());
  std::sort(sorted.begin(), sorted.end());
  for (const double b : sorted)
    if (cohorts.empty() || cohorts.back().first != b)
      cohorts.emplace_back(b, 1);
    else
      ++cohorts.back().second;

  double before = 0;
  for (std::size_t w = 1; w <= options.periods; ++w) {
    const double end = static_cast<double>(w) * options.period;
    double until = 0;
    for (const auto& [born, customers] : cohorts) {
      if (born >= end) break;
      until += customers * m.expected_purchases(end - born);
    }
    t.expected.push_back(until - before);
    before = until;
  }
  return t;
}

/** The same with days and a fitted model; the first period begins on `start`.
    \throws not_usable, and invalid_input for a day before the start, with its row */
template<newcomer_model M>
tracking track(const fitted<M>& m, std::span<const date> birth, std::span<const date> repeats, date start, std::size_t periods,
               days period) {
  const auto since_start = [&](const char* name, std::span<const date> on) {
    std::vector<double> out(on.size());
    for (std::size_t i = 0; i < on.size(); ++i) {
      if (on[i] == no_date || on[i] < start)
        throw invalid_input(error_code::bad_date,
                            std::string("track: ") + name + "[" + std::to_string(i) + "] = " + date_text(on[i]) +
                                " is before the start, " + date_text(start),
                            name, i);
      out[i] = in_units(start, on[i], m.unit());
    }
    return out;
  };
  return track(*m, since_start("birth", birth), since_start("repeats", repeats),
               {.periods = periods, .period = in_units(period, m.unit())});
}

}  // namespace walaa::inline WALAA_ABI
