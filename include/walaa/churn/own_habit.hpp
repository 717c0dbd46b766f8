// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Is this silence longer than the customer's own gaps were? No model: his n gaps and the present one are taken as exchangeable
    while he is a customer, so that each rank of the present one among them is equally likely:

        p = (1 + number of his gaps >= the silence) / (n + 1)

    An alarm when p <= level is false in at most `level` of the gaps of customers who have not left, whatever their distribution.
    With n < 1/level - 1 gaps no silence is long enough; `alarm_after` is missing then, and the model of all customers
    (silence.hpp) has to speak. Not for gaps with a trend or a season: those are not exchangeable.

    Source: Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World, ch. 2 (conformal p-values). */

#include <walaa/churn/gaps.hpp>
#include <walaa/core/check.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Where columns go, one row a customer; all but p may be left empty.
struct own_habit_out {
  std::span<double> p;              ///< missing for who never bought; 1 with no gap of his own
  std::span<double> alarm_after{};  ///< the alarm goes when the silence is longer than this; missing: at no silence
  std::span<double> gaps{};         ///< how many ended gaps it rests on
};

/// How many customers were judged, and what the error rate promises.
struct silence_counts {
  std::size_t judged = 0;      ///< with a silence and, here, enough gaps for an alarm; in silence.hpp: all with a silence
  std::size_t alarms = 0;      ///< p <= level
  std::size_t no_silence = 0;  ///< never bought, or missing
  std::size_t too_few = 0;     ///< too few gaps of their own for any alarm; in silence.hpp: none of their own, the prior speaks
  double level = missing;

  /// At most so many alarms if nobody had left.
  double false_alarms() const noexcept { return level * static_cast<double>(judged); }
};

/** \throws invalid_input for a level outside (0, 1), columns of another length than there are customers */
inline silence_counts own_habit(const gap_table& g, const own_habit_out& out, double level = 0.05) {
  constexpr std::string_view where = "own_habit";
  if (!(level > 0 && level < 1)) detail::refuse(error_code::out_of_range, where, "level", no_row, level, "is outside (0, 1)");
  check_same_length(where, "customers", g.customers(), "out.p", out.p.size());
  if (!out.alarm_after.empty()) check_same_length(where, "customers", g.customers(), "out.alarm_after", out.alarm_after.size());
  if (!out.gaps.empty()) check_same_length(where, "customers", g.customers(), "out.gaps", out.gaps.size());
  silence_counts counts;
  counts.level = level;
  std::vector<double> own;
  for (std::size_t i = 0; i < g.customers(); ++i) {
    const std::span<const double> ended = g.ended(i);
    const double silence = g.silence(i), n = static_cast<double>(ended.size());
    // p <= level as soon as fewer than `rank` gaps are as long as the silence
    const double rank = (std::min)(std::floor(level * (n + 1) * (1 + 1e-12)), n);
    if (!out.gaps.empty()) out.gaps[i] = is_missing(silence) ? missing : n;
    if (!out.alarm_after.empty()) {
      out.alarm_after[i] = missing;
      if (rank >= 1 && !is_missing(silence)) {
        own.assign(ended.begin(), ended.end());
        const auto at = own.end() - static_cast<std::ptrdiff_t>(rank);
        std::nth_element(own.begin(), at, own.end());
        out.alarm_after[i] = *at;
      }
    }
    if (is_missing(silence)) {
      out.p[i] = missing;
      ++counts.no_silence;
      continue;
    }
    const auto as_long = std::count_if(ended.begin(), ended.end(), [&](double gap) { return gap >= silence; });
    out.p[i] = (1 + static_cast<double>(as_long)) / (n + 1);
    if (rank < 1) {
      ++counts.too_few;
      continue;
    }
    ++counts.judged;
    if (1 + static_cast<double>(as_long) <= rank) ++counts.alarms;
  }
  return counts;
}

/** The length that a share of all ended gaps does not exceed (the smallest such gap): the rule of thumb "silent longer than the
    80th percentile of gaps has churned", to compare with. It states no error rate, and one length fits no two customers.
    \throws invalid_input for a share outside (0, 1]; missing where no gap ended */
inline double gap_percentile(const gap_table& g, double share) {
  if (!(share > 0 && share <= 1))
    detail::refuse(error_code::out_of_range, "gap_percentile", "share", no_row, share, "is outside (0, 1]");
  std::vector<double> ended;
  for (std::size_t i = 0; i < g.size(); ++i)
    if (g.event[i] == 1) ended.push_back(g.duration[i]);
  if (ended.empty()) return missing;
  const double rank = std::ceil(share * static_cast<double>(ended.size()) * (1 - 1e-15));
  const auto at = ended.begin() + static_cast<std::ptrdiff_t>((std::max)(rank, 1.0)) - 1;
  std::nth_element(ended.begin(), at, ended.end());
  return *at;
}

}  // namespace walaa::inline WALAA_ABI
