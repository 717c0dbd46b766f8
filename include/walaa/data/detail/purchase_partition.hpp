// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A purchase log dealt out into partitions of whole customers that fit a core's cache: the first half of the fast summary.

    An event shrinks to 16 bytes: the customer's code, and (period, amount) packed so that comparing the numbers compares
    periods; 8 more where events have ids. The log is read once in order; of each partition the line of cache that is being
    filled stays in the cache, and the next one is asked for ahead. */

#include <walaa/core/config.hpp>
#include <walaa/data/amount.hpp>
#include <walaa/data/detail/code_dealer.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_step.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// An event without an id; uninitialised on purpose.
struct packed_event {
  std::int64_t customer;
  std::uint64_t what;  ///< 22 bits of period, counted from the earliest day's, over 42 of amount + 2^41

  static packed_event of(std::int64_t code, std::uint64_t what, const purchase_log&, std::size_t) noexcept {
    return {code, what};
  }
};

inline constexpr int amount_bits = 42;
inline constexpr std::int64_t amount_bias = std::int64_t{1} << (amount_bits - 1);

constexpr std::int64_t packed_amount(std::uint64_t what) noexcept {
  return static_cast<std::int64_t>(what & ((std::uint64_t{1} << amount_bits) - 1)) - amount_bias;
}
constexpr std::uint64_t packed_period(std::uint64_t what) noexcept { return what >> amount_bits; }

/// Packs days and amounts, a batch of rows at a time: short loops over what fits registers.
struct event_packer {
  static constexpr std::size_t batch = 64;
  static constexpr std::uint64_t late = ~std::uint64_t{0};

  event_packer(const purchase_log& l, const summary& s, period_rule periods)
      : log(l), scale(s.amount_unit), rule(periods), first_period(period_of(earliest_day, rule)), as_of(since(s.as_of)) {}

  /// False when a row wants the careful path.
  bool rows(std::size_t row, std::size_t n) noexcept {
    if (log.amount.empty())
      std::fill_n(what, n, static_cast<std::uint64_t>(amount_bias));
    else if (!amounts(row, n))
      return false;
    const date* const on = log.on.data() + row;
    for (std::size_t i = 0; i < n; ++i) {
      std::uint64_t period = since(on[i]);
      if (period > as_of) {
        if (!is_day(on[i])) return false;
        what[i] = late;
        ++later;
        continue;
      }
      if (rule != period_rule::day) period = static_cast<std::uint64_t>(period_of(on[i], rule) - first_period);
      first = (std::min)(first, period);
      last = (std::max)(last, period);
      what[i] |= period << amount_bits;
    }
    return true;
  }

  /// what = amount + bias.
  bool amounts(std::size_t row, std::size_t n) noexcept {
    static_assert(sizeof(std::int64_t) == sizeof(std::uint64_t));
    std::int64_t units[batch];
    if (!scale.to_units(log.amount.subspan(row, n), units)) return false;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < n; ++i) all |= what[i] = static_cast<std::uint64_t>(units[i] + amount_bias);
    return all >> amount_bits == 0;
  }
  static std::uint64_t since(date d) noexcept { return static_cast<std::uint64_t>((d - earliest_day).count()); }

  const purchase_log& log;
  const amount_scale scale;
  const period_rule rule;
  const std::int64_t first_period;
  const std::uint64_t as_of;
  std::uint64_t what[batch];
  std::size_t later = 0;
  std::uint64_t first = ~std::uint64_t{0}, last = 0;  ///< periods seen
};

template<class Event> class partitioned_log {
 public:
  /** Deals the log out by periods of a rule; ok() is false when some row wants the careful path (it is wrong, or its amount
      needs more bits). */
  partitioned_log(const purchase_log& log, std::span<const std::int64_t> codes, const summary& s, period_rule periods)
      : dealer_(codes, partition_bits(codes.size()), s.executor),
        chunks_(codes.size()),
        begin_(dealer_.counts().size()),
        end_(begin_.size()),
        seen_(chunks_.count) {
    const std::size_t parts = dealer_.partitions();
    std::size_t at = 0;
    for (std::size_t p = 0; p < parts; ++p)
      for (std::size_t i = p; i < begin_.size(); i += parts) {
        begin_[i] = at;
        at += dealer_.counts()[i];
      }
    events_ = large_buffer<Event>(at + ahead);
    s.executor.parallel_for(chunks_.count, [&](std::size_t chunk) { seen_[chunk] = deal(log, codes, s, periods, chunk); });
    for (std::size_t chunk = 1; chunk < chunks_.count; ++chunk) {
      seen_[0].ok &= seen_[chunk].ok;
      seen_[0].late += seen_[chunk].late;
      seen_[0].first = (std::min)(seen_[0].first, seen_[chunk].first);
      seen_[0].last = (std::max)(seen_[0].last, seen_[chunk].last);
    }
  }

  bool ok() const noexcept { return seen_[0].ok; }
  std::size_t after_as_of() const noexcept { return seen_[0].late; }
  std::uint64_t first_period() const noexcept { return seen_[0].first; }
  std::uint64_t last_period() const noexcept { return seen_[0].last; }
  const code_dealer& dealer() const noexcept { return dealer_; }

  std::size_t size(std::size_t partition) const noexcept {
    std::size_t n = 0;
    for (std::size_t i = partition; i < begin_.size(); i += dealer_.partitions()) n += end_[i] - begin_[i];
    return n;
  }

  /// Calls f with each event of a partition, in order of rows.
  template<class F> void each(std::size_t partition, F&& f) const {
    for (std::size_t i = partition; i < begin_.size(); i += dealer_.partitions())
      for (const Event *e = &events_[begin_[i]], *end = &events_[end_[i]]; e != end; ++e) f(*e);
  }

  /// Where a partition's events begin; those of the next ones follow. Whoever has read them may use their memory.
  Event* memory(std::size_t partition) noexcept { return &events_[begin_[partition]]; }

 private:
  static constexpr std::size_t ahead = 4;  // events: a line of cache
  struct chunk_seen {
    bool ok = true;
    std::size_t late = 0;
    std::uint64_t first = ~std::uint64_t{0}, last = 0;  // periods
  };

  chunk_seen deal(const purchase_log& log, std::span<const std::int64_t> codes, const summary& s, period_rule periods,
                  std::size_t chunk) {
    const code_map partition = dealer_.map();  // what the loop reads is local: its stores must not look as if they changed it
    const std::size_t parts = dealer_.partitions();
    const auto here = static_cast<std::ptrdiff_t>(chunk * parts);
    std::vector<std::size_t> next(begin_.begin() + here, begin_.begin() + here + static_cast<std::ptrdiff_t>(parts));
    Event* const events = events_.data();
    event_packer pack(log, s, periods);
    for (std::size_t row = chunks_.begin(chunk), end = chunks_.begin(chunk + 1); row < end; row += event_packer::batch) {
      const std::size_t n = (std::min)(event_packer::batch, end - row);
      if (!pack.rows(row, n)) return {.ok = false};
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t what = pack.what[i];
        if (what == event_packer::late) continue;
        const std::int64_t code = codes[row + i];
        Event* const to = events + next[partition(code)]++;
        *to = Event::of(code, what, log, row + i);
        __builtin_prefetch(to + ahead, 1);
      }
    }
    std::copy(next.begin(), next.end(), end_.begin() + here);
    return {.ok = true, .late = pack.later, .first = pack.first, .last = pack.last};
  }

  code_dealer dealer_;
  row_chunks chunks_;
  std::vector<std::size_t> begin_, end_;  // of each chunk's events in each partition
  std::vector<chunk_seen> seen_;          // the first one is of the whole log
  large_buffer<Event> events_;
};

}  // namespace walaa::inline WALAA_ABI::detail
