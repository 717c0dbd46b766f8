// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The rows of a Cox fit in the order in which its sums are taken: stratum by stratum, from the oldest time down.

    A group is a time at which somebody left, with the rows that come under risk there on the way down: first those last seen
    from this time on and before the next later one, then those who left. The last group of a stratum may have no leavers; its
    rows are never at risk when somebody leaves. Groups are never cut, so that a block of rows has whole ties.

    Columns are in internal units, (x - mean) / standard deviation, in tiles of rows as regression/detail/normal_matrix.hpp
    multiplies them; column 0 is ones. */

#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/detail/leading_sort.hpp>
#include <walaa/data/detail/radix_sort.hpp>
#include <walaa/regression/detail/normal_matrix.hpp>  // for tile_rows
#include <walaa/survival/cox_data.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

struct cox_group {
  std::size_t first = 0, events = 0, last = 0;  ///< rows [first, events) were last seen from here on, [events, last) left
  std::size_t gone = 0;                         ///< of `leaving`, those before this place came at this time or later
  double time = -1, weight = 0;                 ///< of those who left, summed
  bool opens = false;                           ///< first of its stratum

  std::size_t leavers() const noexcept { return last - events; }
};

struct cox_stratum {
  double label = 0, last_time = 0;
  std::size_t first_group = 0, last_group = 0;
};

struct cox_rows {
  static constexpr std::size_t never = static_cast<std::size_t>(-1);

  std::size_t rows = 0, terms = 1, padded = 4, tiles = 0;  ///< terms: columns with the ones
  large_buffer<double> x, weight;                          ///< weight 0 in the rows that fill the last tile
  std::vector<std::size_t> place;                          ///< the caller's row of each
  std::vector<cox_group> groups;
  std::vector<cox_stratum> strata;
  std::vector<std::size_t> blocks;   ///< groups at which blocks begin, and the end
  std::vector<std::size_t> leaving;  ///< rows by their entry, latest first; empty: all from birth
  std::vector<std::size_t> entered;  ///< the group at which a row leaves the risk on the way down, or never
  std::vector<double> centre, spread;
  std::size_t events = 0;
  double observations = 0, event_weight = 0;

  bool late() const noexcept { return !leaving.empty(); }
  double at(std::size_t row, std::size_t column) const noexcept {  // column 0 is ones
    return x[(row / tile_rows * padded + column) * tile_rows + row % tile_rows];
  }
  std::size_t group_of(std::size_t row) const noexcept {
    return static_cast<std::size_t>(
        std::upper_bound(groups.begin(), groups.end(), row, [](std::size_t r, const cox_group& g) { return r < g.last; }) -
        groups.begin());
  }
};

/// Sorted labels, each once.
inline std::vector<double> distinct_labels(std::span<const double> labels) {
  std::vector<double> distinct(labels.begin(), labels.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  return distinct;
}
inline std::size_t place_of_label(std::span<const double> distinct, double label) noexcept {
  return static_cast<std::size_t>(std::lower_bound(distinct.begin(), distinct.end(), label) - distinct.begin());
}

/** By number; equal ones stay in their order. The 33 leading bits of the range by radix, as they tell most times apart; who agrees
    in those by comparison. */
inline void sort_by_leading_bits(large_buffer<placed_number>& rows, std::size_t n) {
  std::uint64_t low = rows[0].number, high = low;
  for (std::size_t i = 0; i < n; ++i) low = (std::min)(low, rows[i].number), high = (std::max)(high, rows[i].number);
  const int spare = high == low ? 63 : std::countl_zero(high - low);
  constexpr int rest = 31;
  radix_sort(rows, n, [=](const placed_number& v) noexcept { return ((v.number - low) << spare) >> rest; });
  if (spare >= rest) return;
  const auto leading = [&](std::size_t i) { return ((rows[i].number - low) << spare) >> rest; };
  const auto less = [](const placed_number& a, const placed_number& b) { return a.number < b.number; };
  for (std::size_t first = 0; first < n;) {
    std::size_t last = first + 1;
    while (last < n && leading(last) == leading(first)) ++last;
    placed_number* const at = rows.data() + first;
    if (!std::is_sorted(at, at + (last - first), less)) std::stable_sort(at, at + (last - first), less);
    first = last;
  }
}

/// Stratum by stratum, in each by `number` ascending; equal ones stay in their order. \param row_of  a place's row
template<class RowOf>
void sort_within(large_buffer<placed_number>& rows, std::size_t n, std::span<const std::size_t> stratum, RowOf row_of) {
  sort_by_leading_bits(rows, n);
  if (stratum.empty()) return;
  radix_sort(rows, n, [&](const placed_number& v) noexcept { return std::uint64_t{stratum[row_of(v.place)]}; });
}

inline void fill_cox_tiles(cox_rows& r, const covariates& x, const executor_ref& executor) {
  r.terms = x.columns() + 1;
  r.padded = (r.terms + 3) / 4 * 4;
  r.tiles = (r.rows + tile_rows - 1) / tile_rows;
  r.x = large_buffer<double>(r.tiles * r.padded * tile_rows);
  // a column at a time: its values are then near, wherever in it a row stands
  executor.parallel_for(r.padded, [&](std::size_t j) {
    for (std::size_t tile = 0; tile < r.tiles; ++tile) {
      const std::size_t first = tile * tile_rows, n = (std::min)(tile_rows, r.rows - first);
      double* const to = r.x.data() + (tile * r.padded + j) * tile_rows;
      if (j == 0 || j >= r.terms) {
        std::fill(to, to + n, j == 0 ? 1.0 : 0.0);
      } else {
        const double* const from = x[j - 1].data();
        const double centre = r.centre[j - 1], per = 1 / r.spread[j - 1];
        for (std::size_t i = 0; i < n; ++i) to[i] = (from[r.place[first + i]] - centre) * per;
      }
      std::fill(to + n, to + tile_rows, 0.0);
    }
  });
}

/// Who comes when, on the way down: groups meet their entries.
inline void order_entries(cox_rows& r, const spells& s, std::span<const std::size_t> stratum) {
  large_buffer<placed_number> by_entry(r.rows);
  for (std::size_t i = 0; i < r.rows; ++i) by_entry[i] = {~ascending_bits(s.entry[r.place[i]]), i};
  std::vector<std::size_t> of_sorted(stratum.empty() ? 0 : r.rows);
  for (std::size_t i = 0; i < of_sorted.size(); ++i) of_sorted[i] = stratum[r.place[i]];
  sort_within(by_entry, r.rows, of_sorted, [](std::size_t place) noexcept { return place; });
  r.leaving.resize(r.rows);
  r.entered.assign(r.rows, cox_rows::never);
  for (std::size_t i = 0; i < r.rows; ++i) r.leaving[i] = by_entry[i].place;
  for (const cox_stratum& k : r.strata) {
    std::size_t at = r.groups[k.first_group].first;
    const std::size_t end = r.groups[k.last_group - 1].last;
    for (std::size_t g = k.first_group; g < k.last_group; ++g) {
      for (; at < end && s.entry[r.place[r.leaving[at]]] >= r.groups[g].time; ++at) r.entered[r.leaving[at]] = g;
      r.groups[g].gone = at;
    }
  }
}

/// \param centre, spread  of each column; spread 0 counts as 1
inline cox_rows sort_cox_rows(const cox_data& data, std::vector<double> centre, std::vector<double> spread,
                              const executor_ref& executor) {
  const spells& s = data.time;
  cox_rows r;
  r.rows = s.size();
  r.centre = std::move(centre);
  r.spread = std::move(spread);
  for (double& v : r.spread)
    if (!(v > 0)) v = 1;

  const std::vector<double> labels = distinct_labels(data.strata);
  std::vector<std::size_t> stratum(data.strata.size());
  for (std::size_t i = 0; i < stratum.size(); ++i) stratum[i] = place_of_label(labels, data.strata[i]);
  // oldest first; of one time those who left last. Who left is the top bit of the place
  constexpr std::size_t leaver = std::size_t{1} << 63;
  const auto row_of = [](std::size_t place) noexcept { return place & ~leaver; };
  large_buffer<placed_number> by_time(r.rows);
  for (std::size_t i = 0; i < r.rows; ++i)
    by_time[i] = {~ascending_bits(s.duration[i]), i | (s.event[i] == 1 ? leaver : std::size_t{0})};
  sort_within(by_time, r.rows, stratum, row_of);
  const auto left = [&](std::size_t row) { return (by_time[row].place & leaver) != 0; };
  const auto together = [&](std::size_t a, std::size_t b) {
    return by_time[a].number == by_time[b].number &&
           (stratum.empty() || stratum[row_of(by_time[a].place)] == stratum[row_of(by_time[b].place)]);
  };
  std::vector<placed_number> leavers;
  for (std::size_t i = 0; i < r.rows;) {
    leavers.clear();
    std::size_t stayed = i;
    const std::size_t first = i;
    for (; i < r.rows && (i == first || together(i, first)); ++i)
      left(i) ? leavers.push_back(by_time[i]) : static_cast<void>(by_time[stayed++] = by_time[i]);
    std::copy(leavers.begin(), leavers.end(), by_time.data() + stayed);
  }
  r.place.resize(r.rows);
  for (std::size_t i = 0; i < r.rows; ++i) r.place[i] = row_of(by_time[i].place);

  const std::size_t filled = (r.rows + tile_rows - 1) / tile_rows * tile_rows;
  r.weight = large_buffer<double>(filled);
  for (std::size_t i = 0; i < r.rows; ++i) r.weight[i] = s.weight.empty() ? 1.0 : s.weight[r.place[i]];
  std::fill(r.weight.data() + r.rows, r.weight.data() + filled, 0.0);

  std::size_t times = labels.size() + 1;  // groups there may be
  for (std::size_t i = 0; i < r.rows; ++i)
    times += left(i) && (i == 0 || by_time[i].number != by_time[i - 1].number || !left(i - 1)) ? std::size_t{1} : std::size_t{0};
  reserve_large(r.groups, (std::min)(times, r.rows));
  for (std::size_t i = 0; i < r.rows;) {
    std::size_t end = r.rows;
    const std::size_t code = stratum.empty() ? 0 : stratum[r.place[i]];
    if (!stratum.empty())
      for (end = i; end < r.rows && stratum[r.place[end]] == code;) ++end;
    cox_stratum k{
        .label = labels.empty() ? 0.0 : labels[code], .last_time = s.duration[r.place[i]], .first_group = r.groups.size()};
    for (bool opens = true; i < end;) {
      cox_group g{.first = i, .opens = std::exchange(opens, false)};
      while (i < end && !left(i)) ++i;
      g.events = i;
      if (i < end) g.time = s.duration[r.place[i]];
      for (const std::size_t first = i; i < end && by_time[i].number == by_time[first].number; ++i) g.weight += r.weight[i];
      g.last = i;
      r.events += g.leavers();
      r.event_weight += g.weight;
      r.groups.push_back(g);
    }
    k.last_group = r.groups.size();
    r.strata.push_back(k);
  }
  for (std::size_t i = 0; i < r.rows; ++i) r.observations += r.weight[i];

  const std::size_t least = (std::max)(block_rows, (r.rows + 63) / 64);
  std::size_t begun = 0;
  for (std::size_t g = 0; g < r.groups.size(); ++g) {
    if (r.blocks.empty() || r.groups[g].first - begun >= least) {
      r.blocks.push_back(g);
      begun = r.groups[g].first;
    }
  }
  r.blocks.push_back(r.groups.size());
  if (!s.entry.empty()) order_entries(r, s, stratum);
  fill_cox_tiles(r, data.x, executor);
  return r;
}

}  // namespace walaa::inline WALAA_ABI::detail
