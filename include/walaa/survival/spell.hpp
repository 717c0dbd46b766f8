// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Spells: how long customers were seen, and who left. What every survival method reads.

    A spell is the half-open interval (entry, duration] of a customer's age: he came under observation at the age `entry`
    (0 from birth; later when he was a customer before the log began) and was last seen at the age `duration`, when he left
    (event 1) or was still there (event 0, censored). Leaving out the customers who have not left, or the entry of the
    older ones, biases every curve. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/data/customers.hpp>  // for customer_view

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// Columns that somebody else owns, one row a spell, in plain numbers of one time unit.
struct spells {
  std::span<const double> duration{};  ///< age when last seen, >= 0
  std::span<const double> event{};     ///< 1 left, 0 still a customer when last seen
  std::span<const double> entry{};     ///< age when first seen, < duration; empty: everybody from birth
  std::span<const double> weight{};    ///< customers a row stands for, > 0; empty: one each
  time_unit unit = time_unit::day;

  std::size_t size() const noexcept { return duration.size(); }
};

/// The columns `tenure` and `left` of a table. \throws invalid_input when the table lacks one
inline spells tenures(customer_view c) {
  return {.duration = c["tenure"], .event = c["left"], .entry = {}, .weight = {}, .unit = c.unit()};
}

/// \throws invalid_input naming the column, the row and the rule
inline void check_spells(std::string_view where, const spells& s) {
  const auto length = [&](std::string_view name, std::span<const double> column) {
    check_same_length(where, "duration", s.size(), name, column.size());
  };
  check_not_empty(where, "duration", s.size());
  length("event", s.event);
  if (!s.entry.empty()) length("entry", s.entry);
  if (!s.weight.empty()) length("weight", s.weight);

  check_nonnegative(where, "duration", s.duration);
  for (std::size_t i = 0; i < s.size(); ++i)
    if (!(s.event[i] == 0 || s.event[i] == 1))
      detail::refuse(error_code::out_of_range, where, "event", i, s.event[i], "is neither 0 (still a customer) nor 1 (left)");
  check_positive(where, "weight", s.weight);
  check_nonnegative(where, "entry", s.entry);
  for (std::size_t i = 0; i < s.entry.size(); ++i)
    if (!(s.entry[i] < s.duration[i]))
      detail::refuse(error_code::ends_before_start, where, "entry", i, s.entry[i],
                     "is not before duration[" + std::to_string(i) + "] = " + number_text(s.duration[i]) +
                         "; a spell is the interval (entry, duration]");
}

}  // namespace walaa::inline WALAA_ABI
