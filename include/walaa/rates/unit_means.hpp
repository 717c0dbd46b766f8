// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Repeated values of units (ratings of a department by month, average claims of a contract by year) made one row a unit:
    weighted mean, weight, and how far the values of a unit lie from its mean. */

#include <walaa/core/check.hpp>
#include <walaa/core/key.hpp>
#include <walaa/rates/shrunk.hpp>  // for check_weight

#include <algorithm>  // for sort
#include <cstddef>
#include <cstdint>
#include <numeric>  // for iota
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Values of units, one row a unit and period (or rater, or contract).
struct repeated_values {
  key_view unit;
  std::span<const double> value;
  std::span<const double> weight{};  ///< >= 0, how much a value rests on (answers, claims); empty: 1 each

  std::size_t size() const noexcept { return value.size(); }
};

/// The values of each unit in one row, in the order in which units first appear.
struct unit_means {
  std::vector<std::size_t> first_row;  ///< where a unit stands first: its key is unit[first_row]
  std::vector<double> value, weight;   ///< weighted mean, missing where the weight is 0; sum of weights
  std::vector<double> periods;         ///< values with a weight
  double squares_within = 0;           ///< sum over all of w_ij (X_ij - X_i)^2

  std::size_t size() const noexcept { return value.size(); }

  /// \throws invalid_input for columns of unequal length, a value that is not finite, a weight that is negative, with the row
  template<class Rows = repeated_values> static unit_means of(const Rows& rows, std::string_view where = "unit_means::of");
};

template<class Rows> unit_means unit_means::of(const Rows& rows, std::string_view where) {
  check_not_empty(where, "value", rows.size());
  check_same_length(where, "value", rows.size(), "unit", rows.unit.size());
  check_finite(where, "value", rows.value);
  detail::check_weight(where, "value", rows.size(), rows.weight);
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto before = [&](std::size_t i, std::size_t j) {
    if (rows.unit.is_text()) {
      const int c = rows.unit.texts()[i].compare(rows.unit.texts()[j]);
      return c != 0 ? c < 0 : i < j;
    }
    const std::int64_t a = rows.unit.numbers()[i], b = rows.unit.numbers()[j];
    return a != b ? a < b : i < j;
  };
  std::sort(order.begin(), order.end(), before);
  const auto same = [&](std::size_t i, std::size_t j) {
    return rows.unit.is_text() ? rows.unit.texts()[i] == rows.unit.texts()[j] : rows.unit.numbers()[i] == rows.unit.numbers()[j];
  };

  struct group {
    std::size_t first_row;
    double value, weight, periods, squares;
  };
  const auto weight = [&](std::size_t i) { return rows.weight.empty() ? 1 : rows.weight[i]; };
  std::vector<group> groups;
  for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
    group g{order[from], missing, 0, 0, 0};
    double sum = 0;
    for (; to < order.size() && same(order[from], order[to]); ++to) {
      g.weight += weight(order[to]);
      g.periods += weight(order[to]) > 0 ? 1 : 0;
    }
    if (g.weight > 0) {
      const double base = rows.value[order[from]];  // differences from one of them: nothing cancels
      for (std::size_t k = from; k < to; ++k) sum += weight(order[k]) * (rows.value[order[k]] - base);
      g.value = base + sum / g.weight;
      for (std::size_t k = from; k < to; ++k) {
        const double off = rows.value[order[k]] - g.value;
        g.squares += weight(order[k]) * off * off;
      }
    }
    groups.push_back(g);
  }
  std::sort(groups.begin(), groups.end(), [](const group& a, const group& b) { return a.first_row < b.first_row; });
  unit_means units;
  for (const group& g : groups) {
    units.first_row.push_back(g.first_row);
    units.value.push_back(g.value);
    units.weight.push_back(g.weight);
    units.periods.push_back(g.periods);
    units.squares_within += g.squares;
  }
  return units;
}

}  // namespace walaa::inline WALAA_ABI
