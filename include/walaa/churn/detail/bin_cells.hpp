// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Neighbouring cells of a column and how they are merged into bins. Every choice has one answer: smallest chi-square first,
    the left one among equals. A few dozen cells, so that plain scans will do. */

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Distinct values first..last - 1 of the sorted column, and the customers who have them.
struct bin_cell {
  std::size_t first = 0, last = 0;
  double churned = 0, stayed = 0;

  double count() const noexcept { return churned + stayed; }
  double rate() const noexcept { return churned / count(); }
};

/// How much two cells' shares of leavers differ; 0 where there are no leavers, or no stayers, in either.
inline double chi_square(const bin_cell& a, const bin_cell& b) noexcept {
  const double between = a.churned * b.stayed - b.churned * a.stayed, n = a.count() + b.count();
  const double below = a.count() * b.count() * (a.churned + b.churned) * (a.stayed + b.stayed);
  return below > 0 ? n * (between / below) * between : 0;
}

inline void merge_with_next(std::vector<bin_cell>& cells, std::size_t i) {
  cells[i].last = cells[i + 1].last;
  cells[i].churned += cells[i + 1].churned;
  cells[i].stayed += cells[i + 1].stayed;
  cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(i) + 1);
}

/// Merges the smallest cell that is too small with the neighbour more like it, until none is.
inline void merge_small(std::vector<bin_cell>& cells, double least_count, double least_of_each) {
  while (cells.size() > 1) {
    std::size_t worst = cells.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bin_cell& c = cells[i];
      const bool small = c.count() < least_count || c.churned < least_of_each || c.stayed < least_of_each;
      if (small && (worst == cells.size() || c.count() < cells[worst].count())) worst = i;
    }
    if (worst == cells.size()) return;
    const bool has_left = worst > 0, has_right = worst + 1 < cells.size();
    const bool left =
        has_left && (!has_right || chi_square(cells[worst - 1], cells[worst]) <= chi_square(cells[worst], cells[worst + 1]));
    merge_with_next(cells, left ? worst - 1 : worst);
  }
}

/// Pools neighbours until the share of leavers never falls (rising) or never rises; the most likely shares under that order.
inline void merge_monotone(std::vector<bin_cell>& cells, bool rising) {
  std::vector<bin_cell> out;
  for (const bin_cell& next : cells) {
    out.push_back(next);
    while (out.size() > 1) {
      const bin_cell &a = out[out.size() - 2], &b = out.back();
      const double step = b.churned * a.count() - a.churned * b.count();  // the rates' difference, without division
      if (rising ? step >= 0 : step <= 0) break;
      merge_with_next(out, out.size() - 2);
    }
  }
  cells = std::move(out);
}

/// Merges the most alike neighbours until there are at most that many, and none differ by less than the least chi-square.
inline void merge_alike(std::vector<bin_cell>& cells, std::size_t most, double least_chi_square) {
  while (cells.size() > 1) {
    std::size_t at = 0;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
      const double difference = chi_square(cells[i], cells[i + 1]);
      if (difference < smallest) smallest = difference, at = i;
    }
    if (cells.size() <= most && !(smallest < least_chi_square)) return;
    merge_with_next(cells, at);
  }
}

/// Information value of the cells among themselves.
inline double information(const std::vector<bin_cell>& cells) noexcept {
  double churned = 0, stayed = 0, sum = 0;
  for (const bin_cell& c : cells) churned += c.churned, stayed += c.stayed;
  for (const bin_cell& c : cells)
    if (c.churned > 0 && c.stayed > 0) {
      const double p = c.churned / churned, q = c.stayed / stayed;
      sum += (p - q) * std::log(p / q);
    }
  return sum;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
