// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Times at which a survival model is judged: inside the follow-up of the test set and of the set behind the weights. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/censoring_curve.hpp>
#include <walaa/survival/spell.hpp>

#include <algorithm>  // for max_element
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

struct evaluation_times {
  std::vector<double> inside;
  std::size_t left_out = 0;
};

/** Times must ascend. Those where nobody of the test set is seen any more, or where G is not known, are refused by name and range,
    or left out and counted. */
inline evaluation_times times_within(std::string_view where, const censoring_curve& g, const spells& test,
                                     std::span<const double> times, bool restrict_to_follow_up) {
  check_not_empty(where, "times", times.size());
  check_nonnegative(where, "times", times);
  for (std::size_t i = 1; i < times.size(); ++i)
    if (!(times[i] > times[i - 1]))
      refuse(error_code::out_of_range, where, "times", i, times[i], "is not after the one before it; times ascend");
  const double last = *std::max_element(test.duration.begin(), test.duration.end());
  evaluation_times out;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double t = times[i];
    if (t < last && g.knows(t)) {
      out.inside.push_back(t);
      continue;
    }
    if (!restrict_to_follow_up)
      refuse(error_code::out_of_range, where, "times", i, t,
             t < last ? "is beyond the training set's follow-up, [0, " + number_text(g.last_time) + "]"
                      : "is outside the test set's follow-up, [0, " + number_text(last) + ")");
    ++out.left_out;
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI::detail
