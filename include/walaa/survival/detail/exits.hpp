// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    One walk over the times at which spells end, from the oldest down, with who was at risk at each: what every curve is made of.

    Spells of whole numbers (days, months) are counted in one pass over the columns; other unweighted ones are sorted by their bits;
    the rest as whole rows. Whichever way: equal rows are interchangeable and sums are exact or in an order of their own, so
    the bits do not depend on the order of rows. */

#include <walaa/core/check.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/detail/leading_sort.hpp>

#include <algorithm>  // for max, min, sort
#include <bit>        // for bit_cast
#include <compare>    // for the default order of rows
#include <cstddef>
#include <cstdint>
#include <functional>  // for greater
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Columns of spells that end in one of several ways: 0 still there, 1 ... causes left.
struct exit_columns {
  std::span<const double> duration, cause, entry, weight;
  std::size_t causes = 1;
};

/// A time at which spells end. At risk are those with entry < time <= duration.
struct exit_step {
  double time, at_risk;
  std::span<const double> gone;  ///< weight of those last seen then: still there, left by cause 1, ...
  double left;                   ///< sum over the causes
  std::size_t rows_at_risk, rows_left, rows_gone;

  /// A question about rows, which rounding of weights cannot spoil.
  bool all_left() const noexcept { return rows_at_risk == rows_left; }
};

/// Keeps who has been seen so far, and hands out a step a time.
template<class Visit> class exit_walk {
 public:
  exit_walk(std::size_t causes, Visit& visit) : gone_(causes + 1), visit_(visit) {}

  void end(std::size_t cause, double weight, std::size_t rows) noexcept {
    gone_[cause] += weight;
    rows_gone_ += rows;
    if (cause > 0) rows_left_ += rows;
  }
  void enter(double weight, std::size_t rows) noexcept { not_yet_ += weight, rows_not_yet_ += rows; }
  void step(double time) {
    double left = 0;
    for (std::size_t k = 1; k < gone_.size(); ++k) left += gone_[k];
    seen_ += gone_[0] + left;
    rows_seen_ += rows_gone_;
    const std::size_t rows = rows_seen_ - rows_not_yet_;
    const double at_risk = rows == rows_left_ ? left : (std::max)(seen_ - not_yet_, left);
    visit_(exit_step{time, at_risk, gone_, left, rows, rows_left_, rows_gone_});
    gone_.assign(gone_.size(), 0.0);
    rows_gone_ = rows_left_ = 0;
  }
  double seen() const noexcept { return seen_; }

 private:
  std::vector<double> gone_;
  double seen_ = 0, not_yet_ = 0;
  std::size_t rows_gone_ = 0, rows_left_ = 0, rows_seen_ = 0, rows_not_yet_ = 0;
  Visit& visit_;
};

/// Below this many times a spell of whole numbers is counted; beyond, it is sorted.
inline std::size_t counted_times(std::size_t rows) noexcept {
  return (std::min)(std::size_t{1} << 20, std::size_t{1024} + 4 * rows);
}

inline bool whole_below(double v, double limit, std::size_t& out) noexcept {
  if (!(v >= 0 && v < limit)) return false;
  out = static_cast<std::size_t>(static_cast<std::uint32_t>(v));
  return static_cast<double>(out) == v;
}

/** Whole times, causes in range, whole weights: counted. False (and nothing visited) when a row is not of that kind, good or
    bad; then the caller checks the columns. Sums of whole numbers below 2^53 are exact. */
template<class Visit> bool count_exits(const exit_columns& c, Visit&& visit, double& seen) {
  const std::size_t n = c.duration.size(), cells = c.causes + 1, times = counted_times(n);
  if (n == 0 || n > UINT32_MAX || times * cells > (std::size_t{1} << 23)) return false;
  const double limit = static_cast<double>(times), causes = static_cast<double>(cells);
  std::vector<std::uint32_t> rows(times * cells);
  std::vector<double> weight(c.weight.empty() ? 0 : times * cells);
  std::vector<std::uint32_t> late_rows(c.entry.empty() ? 0 : times);
  std::vector<double> late_weight(c.entry.empty() || c.weight.empty() ? 0 : times);
  std::size_t last = 0;
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t t = 0, k = 0;
    if (!whole_below(c.duration[i], limit, t) || !whole_below(c.cause[i], causes, k)) return false;
    last = t > last ? t : last;
    ++rows[t * cells + k];
    double w = 1;
    if (!weight.empty()) {
      w = c.weight[i];
      if (!(w > 0 && w < 0x1p52) || static_cast<double>(static_cast<std::int64_t>(w)) != w) return false;
      weight[t * cells + k] += w;
      total += w;
    }
    if (c.entry.empty()) continue;
    std::size_t from = 0;
    if (!whole_below(c.entry[i], limit, from) || from >= t) return false;
    ++late_rows[from];
    if (!late_weight.empty()) late_weight[from] += w;
  }
  if (!(total < 0x1p53)) return false;
  exit_walk walk(c.causes, visit);
  for (std::size_t t = last + 1; t-- > 0;) {
    if (!late_rows.empty() && late_rows[t] > 0)
      walk.enter(late_weight.empty() ? static_cast<double>(late_rows[t]) : late_weight[t], late_rows[t]);
    std::size_t here = 0;
    for (std::size_t k = 0; k < cells; ++k) {
      const std::size_t at = t * cells + k;
      if (rows[at] == 0) continue;
      walk.end(k, weight.empty() ? static_cast<double>(rows[at]) : weight[at], rows[at]);
      here += rows[at];
    }
    if (here > 0) walk.step(static_cast<double>(t));
  }
  seen = walk.seen();
  return true;
}

/// Unweighted spells that stay or leave: the bits of a time >= 0 ascend with it, and the last bit of the key holds the event.
template<class Visit> double sort_exits(const exit_columns& c, Visit&& visit) {
  const std::size_t n = c.duration.size(), late = c.entry.size();
  large_buffer<std::uint64_t> keys(n), entries(late);
  for (std::size_t i = 0; i < n; ++i)
    keys[i] = std::bit_cast<std::uint64_t>(c.duration[i] + 0.0) << 1 | static_cast<std::uint64_t>(c.cause[i] == 1);
  for (std::size_t i = 0; i < late; ++i) entries[i] = std::bit_cast<std::uint64_t>(c.entry[i] + 0.0);
  const auto itself = [](std::uint64_t key) noexcept { return key; };
  leading_sort(keys, n, itself);
  leading_sort(entries, late, itself);
  exit_walk walk(1, visit);
  std::size_t waiting = late;
  for (std::size_t i = n; i > 0;) {
    const std::uint64_t time = keys[i - 1] >> 1;
    std::size_t gone[2] = {0, 0}, entered = 0;
    for (; i > 0 && keys[i - 1] >> 1 == time; --i) ++gone[keys[i - 1] & 1];
    for (; waiting > 0 && entries[waiting - 1] >= time; --waiting) ++entered;
    walk.enter(static_cast<double>(entered), entered);
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) walk.end(k, static_cast<double>(gone[k]), gone[k]);
    walk.step(std::bit_cast<double>(time));
  }
  return walk.seen();
}

/// Any checked spells. Rows that are equal in all columns are interchangeable, so sums have the same bits in any row order.
template<class Visit> double sort_exit_rows(const exit_columns& c, Visit&& visit) {
  struct row {
    double duration, cause, weight, entry;
    auto operator<=>(const row&) const = default;
  };
  std::vector<row> rows(c.duration.size());
  std::vector<std::pair<double, double>> entries(c.entry.size());  // and weights
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = {c.duration[i], c.cause[i], c.weight.empty() ? 1.0 : c.weight[i], c.entry.empty() ? -1.0 : c.entry[i]};
    if (!c.entry.empty()) entries[i] = {rows[i].entry, rows[i].weight};
  }
  std::sort(rows.begin(), rows.end(), std::greater<>{});
  std::sort(entries.begin(), entries.end(), std::greater<>{});
  exit_walk walk(c.causes, visit);
  std::size_t entered = 0;
  for (std::size_t i = 0; i < rows.size();) {
    const double time = rows[i].duration;
    for (; i < rows.size() && rows[i].duration == time; ++i) walk.end(static_cast<std::size_t>(rows[i].cause), rows[i].weight, 1);
    for (; entered < entries.size() && entries[entered].first >= time; ++entered) walk.enter(entries[entered].second, 1);
    walk.step(time + 0.0);
  }
  return walk.seen();
}

/** Visits the distinct times, the oldest first. `check` is called before anything that could trip over bad columns; it throws.
    \returns sum of the weights of all spells */
template<class Check, class Visit> double visit_exits(const exit_columns& c, Check&& check, Visit&& visit) {
  const std::size_t n = c.duration.size();
  const auto fits = [n](std::span<const double> column) { return column.empty() || column.size() == n; };
  double seen = 0;
  if (c.cause.size() == n && fits(c.entry) && fits(c.weight) && count_exits(c, visit, seen)) return seen;
  check();
  return c.weight.empty() && c.causes == 1 ? sort_exits(c, visit) : sort_exit_rows(c, visit);
}

}  // namespace walaa::inline WALAA_ABI::detail
