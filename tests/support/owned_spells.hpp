// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Spells that own their columns: picked by row, repeated by weight, drawn at random with ties, late entry and weights. */

#include <walaa/survival/competing_spell.hpp>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <vector>

namespace walaa::tests {

struct owned_spells {
  std::vector<double> duration, event, entry{}, weight{}, group{};  ///< event may hold causes

  operator spells() const {
    return {.duration = duration, .event = event, .entry = entry, .weight = weight, .unit = time_unit::day};
  }
  operator competing_spells() const {
    return {.duration = duration, .cause = event, .entry = entry, .weight = weight, .unit = time_unit::day};
  }
  std::size_t size() const { return duration.size(); }

  owned_spells rows(const std::vector<std::size_t>& which) const {
    owned_spells o{{}, {}};
    for (const std::size_t i : which) {
      o.duration.push_back(duration[i]);
      o.event.push_back(event[i]);
      if (!entry.empty()) o.entry.push_back(entry[i]);
      if (!weight.empty()) o.weight.push_back(weight[i]);
      if (!group.empty()) o.group.push_back(group[i]);
    }
    return o;
  }
  /// Each row as often as its weight says, and no weights.
  owned_spells repeated() const {
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < size(); ++i) which.insert(which.end(), static_cast<std::size_t>(weight[i]), i);
    owned_spells o = rows(which);
    o.weight.clear();
    return o;
  }
  owned_spells shuffled(std::mt19937_64& random) const {
    std::vector<std::size_t> order(size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    return rows(order);
  }
};

struct spell_kind {
  std::size_t rows = 40;
  std::size_t causes = 1;
  double grid = 1;     ///< times are multiples of it: 1 whole days, 0.1 tenths
  double oldest = 30;  ///< in grid steps
  bool late = false;   ///< a third enter later
  bool whole_weights = false, fractional_weights = false;
  std::size_t groups = 0;
};

inline owned_spells random_spells(const spell_kind& kind, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return static_cast<double>(random() % n); };
  owned_spells o{{}, {}};
  for (std::size_t i = 0; i < kind.rows; ++i) {
    const double steps = 1 + below(static_cast<std::size_t>(kind.oldest));
    o.duration.push_back(steps * kind.grid);
    o.event.push_back(below(3) == 0 ? 0 : 1 + below(kind.causes));
    if (kind.late) o.entry.push_back(below(3) == 0 ? below(static_cast<std::size_t>(steps)) * kind.grid : 0);
    if (kind.whole_weights) o.weight.push_back(1 + below(4));
    if (kind.fractional_weights) o.weight.push_back(0.1 + below(1000) / 373);
    if (kind.groups > 0) o.group.push_back(i < kind.groups ? static_cast<double>(i) : below(kind.groups));
  }
  return o;
}

}  // namespace walaa::tests
