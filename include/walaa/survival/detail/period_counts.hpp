// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Customers by whole period: how many were asked, how many left. Included by detail/discrete_hazard_fit.hpp. */

#include <walaa/core/check.hpp>
#include <walaa/survival/detail/survival_regression.hpp>  // for row_weight, row_entry
#include <walaa/survival/spell.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Customers asked and left in each period 1, 2, ... (sums of weights; place t - 1).
struct period_counts {
  std::vector<double> at_risk, left;
};

/// \throws invalid_input for durations that are no whole periods from 1 on
inline period_counts count_periods(std::string_view where, const spells& s) {
  constexpr double most = 1e6;
  check_nonnegative_integer(where, "duration", s.duration);
  check_nonnegative_integer(where, "entry", s.entry);
  double last = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s.duration[i] < 1) refuse(error_code::not_positive, where, "duration", i, s.duration[i], "is no period; the first is 1");
    if (s.duration[i] > most)
      refuse(error_code::out_of_range, where, "duration", i, s.duration[i], "is beyond a million periods; take longer ones");
    last = (std::max)(last, s.duration[i]);
  }
  const std::size_t n = static_cast<std::size_t>(last);
  period_counts c{std::vector<double>(n), std::vector<double>(n)};
  std::vector<double> change(n + 1);
  for (std::size_t i = 0; i < s.size(); ++i) {
    const std::size_t d = static_cast<std::size_t>(s.duration[i]);
    change[static_cast<std::size_t>(row_entry(s, i))] += row_weight(s, i);
    change[d] -= row_weight(s, i);
    if (s.event[i] == 1) c.left[d - 1] += row_weight(s, i);
  }
  double now = 0;
  for (std::size_t t = 0; t < n; ++t) c.at_risk[t] = (std::max)(now += change[t], c.left[t]);
  return c;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
