// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Rows with equal values made one: a likelihood that depends on a value alone is then a sum over distinct values. */

#include <walaa/core/config.hpp>

#include <algorithm>  // for sort
#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

struct weighted_value {
  double value = 0, weight = 0, events = 0;  ///< events: a sum that goes with it, times the weight
};

/// Ascending distinct values; weights and events added.
template<class Row = weighted_value> std::vector<Row> distinct(std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.value != b.value ? a.value < b.value : a.events != b.events ? a.events < b.events : a.weight < b.weight;
  });  // a whole order: sums do not depend on that of the rows
  std::size_t last = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].value == rows[last].value) {
      rows[last].weight += rows[i].weight;
      rows[last].events += rows[i].events;
    } else {
      rows[++last] = rows[i];
    }
  }
  if (!rows.empty()) rows.resize(last + 1);
  return rows;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
