// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Counts the comparable pairs of every time at which somebody left, from the oldest down, in n log n: at each time those who
    stayed longer stand in a tree by their risk. */

#include <walaa/core/check.hpp>
#include <walaa/data/detail/leading_sort.hpp>
#include <walaa/data/detail/radix_sort.hpp>  // for placed_number
#include <walaa/evaluate/detail/count_tree.hpp>
#include <walaa/survival/spell.hpp>

#include <algorithm>  // for sort
#include <bit>        // for bit_cast
#include <compare>    // for the default order of rows
#include <cstddef>
#include <cstdint>
#include <functional>  // for greater
#include <span>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Pairs of one who left at a time with one who stayed longer, or until then without leaving.
struct pairs_at {
  double time;
  double concordant, discordant, tied_risk;
  double left, stayed;  ///< weight of those last seen at that time, by whether they left
};

inline constexpr auto by_number = [](const placed_number& v) noexcept { return v.number; };

/// Risks made places: equal ones share one, and [first, last) are the places within the tolerance of a place.
struct risk_places {
  std::vector<std::uint32_t> place;        // a row
  std::vector<std::uint32_t> first, last;  // a place; empty when the tolerance is 0: [place, place + 1)
  std::size_t size = 0;

  risk_places(std::span<const double> risk, double tolerance) : place(risk.size()) {
    const std::size_t n = risk.size();
    large_buffer<placed_number> sorted(n);
    for (std::size_t i = 0; i < n; ++i) sorted[i] = {ascending_bits(risk[i]), i};
    leading_sort(sorted, n, by_number);
    std::vector<double> value;
    for (std::size_t i = 0; i < n; ++i) {
      if (i == 0 || sorted[i].number != sorted[i - 1].number) {
        ++size;
        if (tolerance > 0) value.push_back(risk[sorted[i].place]);
      }
      place[sorted[i].place] = static_cast<std::uint32_t>(size - 1);
    }
    for (std::uint32_t at = 0, lo = 0, hi = 0; at < value.size(); ++at) {
      while (value[at] - value[lo] > tolerance) ++lo;
      while (hi < value.size() && value[hi] - value[at] <= tolerance) ++hi;
      first.push_back(lo), last.push_back(hi);
    }
  }
  std::size_t begin(std::uint32_t at) const noexcept { return first.empty() ? at : first[at]; }
  std::size_t end(std::uint32_t at) const noexcept { return last.empty() ? at + 1 : last[at]; }
};

struct pair_row {
  double time, event, weight;
  std::uint32_t place;
  auto operator<=>(const pair_row&) const = default;
};

/// \param Tree of numbers of rows, or of weights \param row(i) the i-th row, the oldest first
template<class Tree, class Row, class Visit>
void visit_pairs_in_order(std::size_t n, Row&& row, const std::vector<pair_row>& entries, const risk_places& places,
                          Visit&& visit) {
  using T = typename Tree::amount;
  Tree tree(places.size);
  using sum = std::conditional_t<std::is_same_v<T, double>, double, std::uint64_t>;
  sum inside = 0;
  std::size_t entered = 0;
  constexpr std::size_t ahead = 12;  // rows whose places the memory is asked for early
  for (std::size_t i = 0; i < n;) {
    const double time = row(i).time;
    const auto put = [&](const pair_row& r) {
      tree.add(r.place, static_cast<T>(r.weight));
      inside += static_cast<sum>(r.weight);
    };
    for (; entered < entries.size() && entries[entered].time >= time; ++entered) {
      tree.add(entries[entered].place, static_cast<T>(T{0} - static_cast<T>(entries[entered].weight)));
      inside -= static_cast<sum>(entries[entered].weight);
    }
    if (i + ahead < n) tree.expect(row(i + ahead).place);
    std::size_t end = i;
    pairs_at p{time, 0, 0, 0, 0, 0};
    for (; end < n && row(end).time == time; ++end)
      if (const pair_row r = row(end); r.event == 0) put(r), p.stayed += r.weight;
    sum concordant = 0, discordant = 0, tied = 0;
    for (std::size_t k = i; k < end; ++k) {
      const pair_row r = row(k);
      if (r.event == 0) continue;
      const std::size_t first = places.begin(r.place), last = places.end(r.place);
      const sum lower = tree.before(first), same = tree.between(first, last), w = static_cast<sum>(r.weight);
      concordant += w * lower, tied += w * same, discordant += w * (inside - lower - same);
      p.left += r.weight;
    }
    for (std::size_t k = i; k < end; ++k)
      if (const pair_row r = row(k); r.event == 1) put(r);
    i = end;
    p.concordant = static_cast<double>(concordant), p.discordant = static_cast<double>(discordant);
    p.tied_risk = static_cast<double>(tied);
    if (p.left > 0) visit(p);
  }
}

/** Columns checked before. Visits the times at which somebody left, the oldest first. Whole counts are exact; weights are taken
    in an order of their own, so that the bits do not depend on the order of rows. */
template<class Visit> void visit_pairs(const spells& s, std::span<const double> risk, double tolerance, Visit&& visit) {
  const std::size_t n = s.size();
  const risk_places places(risk, tolerance);
  const auto weight = [&](std::size_t i) { return s.weight.empty() ? 1.0 : s.weight[i]; };
  std::vector<pair_row> entries(s.entry.size());
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = {s.entry[i] + 0.0, 0, weight(i), places.place[i]};
  std::sort(entries.begin(), entries.end(), std::greater<>{});
  if (!s.weight.empty()) {
    std::vector<pair_row> rows(n);
    for (std::size_t i = 0; i < n; ++i) rows[i] = {s.duration[i] + 0.0, s.event[i], weight(i), places.place[i]};
    std::sort(rows.begin(), rows.end(), std::greater<>{});
    return visit_pairs_in_order<count_tree<double>>(
        n, [&](std::size_t i) { return rows[i]; }, entries, places, visit);
  }
  large_buffer<placed_number> rows(n);
  for (std::size_t i = 0; i < n; ++i)
    rows[i] = {std::bit_cast<std::uint64_t>(s.duration[i] + 0.0),
               std::size_t{places.place[i]} << 1 | static_cast<std::size_t>(s.event[i] == 1)};
  leading_sort(rows, n, by_number);
  const auto row = [&](std::size_t i) {
    const placed_number& r = rows[n - 1 - i];
    return pair_row{std::bit_cast<double>(r.number), static_cast<double>(r.place & 1), 1.0,
                    static_cast<std::uint32_t>(r.place >> 1)};
  };
  if (places.size == n && tolerance == 0)
    visit_pairs_in_order<bit_tree>(n, row, entries, places, visit);
  else
    visit_pairs_in_order<count_tree<std::uint32_t>>(n, row, entries, places, visit);
}

/// What every measure of a risk asks of its columns.
inline void check_risk(std::string_view where, const spells& s, std::span<const double> risk, double tolerance) {
  check_spells(where, s);
  check_same_length(where, "duration", s.size(), "risk", risk.size());
  check_finite(where, "risk", risk);
  check_nonnegative(where, "tolerance", tolerance);
  if (s.size() > UINT32_MAX / 2)
    throw invalid_input(error_code::out_of_range, std::string(where) + ": more than 2,147,483,647 rows", "duration");
}

}  // namespace walaa::inline WALAA_ABI::detail
