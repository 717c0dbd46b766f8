// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Spells that end in one of several ways: a customer is still there, or has left by a cause that is known (price, service,
    moved away). Otherwise as survival/spell.hpp has them. */

#include <walaa/survival/spell.hpp>

#include <cmath>  // for nearbyint
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Columns that somebody else owns, one row a spell, in plain numbers of one time unit.
struct competing_spells {
  std::span<const double> duration{};  ///< age when last seen, >= 0
  std::span<const double> cause{};     ///< 0 still a customer when last seen, k left by the k-th cause
  std::span<const double> entry{};     ///< age when first seen, < duration; empty: everybody from birth
  std::span<const double> weight{};    ///< customers a row stands for, > 0; empty: one each
  time_unit unit = time_unit::day;

  std::size_t size() const noexcept { return duration.size(); }
};

/// \throws invalid_input naming the column, the row and the rule; a cause above `causes` is an unknown one
inline void check_competing_spells(std::string_view where, const competing_spells& s, std::size_t causes) {
  check_not_empty(where, "duration", s.size());
  check_same_length(where, "duration", s.size(), "cause", s.cause.size());
  check_nonnegative(where, "duration", s.duration);
  for (std::size_t i = 0; i < s.size(); ++i) {
    const double k = s.cause[i];
    if (!(k >= 0) || !is_finite(k) || k != std::nearbyint(k))
      detail::refuse(error_code::out_of_range, where, "cause", i, k, "is no code of a cause: 0 still a customer, 1, 2, ... left");
    if (k > static_cast<double>(causes))
      detail::refuse(error_code::out_of_range, where, "cause", i, k, "is unknown; the causes are 1 to " + std::to_string(causes));
  }
  // the rest is what every spell obeys, whatever its end
  const std::vector<double> nobody(s.size());
  check_spells(where, {.duration = s.duration, .event = nobody, .entry = s.entry, .weight = s.weight, .unit = s.unit});
}

}  // namespace walaa::inline WALAA_ABI
