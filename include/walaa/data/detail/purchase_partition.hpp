// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A purchase log without ids, dealt out into partitions of whole customers that fit a core's cache: the first half of the
    fast summary.

    An event shrinks to 16 bytes: the customer's code, and (period, amount) packed so that comparing the numbers compares
    periods. Each partition has a line of cache as a write-combining buffer, so that the log is read once in order and written
    once in lines. Codes that fill a range are dealt by range (the partitions come out in order and need no hashing), others
    by a hash. How the log is cut up depends on its length alone, never on the executor. */

#include <walaa/core/config.hpp>
#include <walaa/data/amount.hpp>
#include <walaa/data/detail/code_dealer.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_step.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// An event in 16 bytes; uninitialised on purpose.
struct packed_event {
  std::int64_t customer;
  std::uint64_t what;  ///< 22 bits of period, counted from the earliest day's, over 42 of amount + 2^41
};

inline constexpr int amount_bits = 42;
inline constexpr std::int64_t amount_bias = std::int64_t{1} << (amount_bits - 1);

constexpr std::int64_t packed_amount(std::uint64_t what) noexcept {
  return static_cast<std::int64_t>(what & ((std::uint64_t{1} << amount_bits) - 1)) - amount_bias;
}
constexpr std::uint64_t packed_period(std::uint64_t what) noexcept { return what >> amount_bits; }

inline constexpr std::size_t line_events = 4;

/// A line of cache.
struct alignas(64) event_line {
  packed_event event[line_events];
};

/** Writes a line past the caches: it is not read again before the whole log has been dealt, and an ordinary store would fetch
    the old line first. finish_lines() makes such lines visible to other threads. */
inline void write_line(event_line* to, const event_line& from) noexcept {
#if defined(__SSE2__)
  using pair = long long __attribute__((vector_size(16)));
  for (std::size_t i = 0; i < line_events; ++i) {
    const pair v = {from.event[i].customer,
                    static_cast<long long>(from.event[i].what)};  // two loads: each value was stored alone
#if defined(__clang__)
    __builtin_nontemporal_store(v, reinterpret_cast<pair*>(&to->event[i]));
#else
    __builtin_ia32_movntdq(reinterpret_cast<pair*>(&to->event[i]), v);
#endif
  }
#else
  *to = from;
#endif
}
inline void finish_lines() noexcept {
#if defined(__SSE2__)
  __builtin_ia32_sfence();
#endif
}

class partitioned_log {
 public:
  /// Deals the log out; ok() is false when some row wants the careful path (it is wrong, or its amount needs more bits).
  partitioned_log(const purchase_log& log, std::span<const std::int64_t> codes, const summary& s)
      : dealer_(codes, partition_bits(codes.size())),
        chunks_(std::clamp<std::size_t>(codes.size() / 262144, 1, 16)),
        begin_(chunks_ * dealer_.partitions()),
        end_(begin_.size()) {
    const std::size_t n = codes.size(), parts = dealer_.partitions();
    const auto chunk_begin = [&](std::size_t chunk) { return chunk * n / chunks_; };
    s.executor.parallel_for(chunks_, [&](std::size_t chunk) {
      std::size_t* count = &end_[chunk * parts];
      for (std::size_t row = chunk_begin(chunk); row < chunk_begin(chunk + 1); ++row) ++count[dealer_(codes[row])];
    });
    std::size_t at = 0;
    for (std::size_t p = 0; p < parts; ++p)
      for (std::size_t chunk = 0; chunk < chunks_; ++chunk) {
        begin_[chunk * parts + p] = at;
        at += (end_[chunk * parts + p] + line_events - 1) / line_events * line_events;  // whole lines each
      }
    lines_ = large_buffer<event_line>(at / line_events);
    std::vector<std::size_t> late(chunks_);
    std::atomic<bool> ok{true};
    s.executor.parallel_for(chunks_, [&](std::size_t chunk) {
      if (!deal(log, codes, s, chunk, chunk_begin(chunk), chunk_begin(chunk + 1), late[chunk]))
        ok.store(false, std::memory_order_relaxed);
    });
    ok_ = ok.load();
    for (const std::size_t l : late) after_as_of_ += l;
  }

  bool ok() const noexcept { return ok_; }
  std::size_t after_as_of() const noexcept { return after_as_of_; }
  const code_dealer& dealer() const noexcept { return dealer_; }

  std::size_t size(std::size_t partition) const noexcept {
    std::size_t n = 0;
    for (std::size_t at = partition; at < begin_.size(); at += dealer_.partitions()) n += end_[at] - begin_[at];
    return n;
  }

  /// Calls f with each event of a partition.
  template<class F> void each(std::size_t partition, F&& f) const {
    for (std::size_t at = partition; at < begin_.size(); at += dealer_.partitions())
      for (std::size_t i = begin_[at]; i < end_[at]; ++i) f(lines_[i / line_events].event[i % line_events]);
  }

 private:
  bool deal(const purchase_log& log, std::span<const std::int64_t> codes, const summary& s, std::size_t chunk, std::size_t row,
            std::size_t rows, std::size_t& late) {
    const code_dealer dealer = dealer_;  // everything the loop reads is local: its stores must not look as if they changed it
    const std::size_t parts = dealer.partitions();
    std::vector<std::size_t> at(begin_.begin() + static_cast<std::ptrdiff_t>(chunk * parts),
                                begin_.begin() + static_cast<std::ptrdiff_t>((chunk + 1) * parts));
    const std::unique_ptr<event_line[]> buffers(new event_line[parts]);
    const amount_scale scale(s.amount_unit);
    const std::int64_t* const code = codes.data();
    const date* const on = log.on.data();
    const double* const amounts = log.amount.empty() ? nullptr : log.amount.data();
    const std::int64_t first_period = period_of(earliest_day, s.period);
    const period_rule rule = s.period;
    const date as_of = s.as_of;
    event_line* const lines = lines_.data();
    std::size_t later = 0;
    for (; row < rows; ++row) {
      const date day = on[row];
      std::int64_t amount = 0;
      if (!is_day(day) || (amounts && !scale.to_units(amounts[row], amount)) || amount < -amount_bias || amount >= amount_bias)
        return false;
      if (day > as_of) {
        ++later;
        continue;
      }
      const std::int64_t period =
          (rule == period_rule::day ? day.time_since_epoch().count() : period_of(day, rule)) - first_period;
      const std::size_t p = dealer(code[row]);
      const std::size_t to = at[p]++;
      buffers[p].event[to % line_events] = {
          code[row], static_cast<std::uint64_t>(period) << amount_bits | static_cast<std::uint64_t>(amount + amount_bias)};
      if (to % line_events == line_events - 1) write_line(lines + to / line_events, buffers[p]);
    }
    for (std::size_t p = 0; p < parts; ++p) {
      if (at[p] % line_events != 0) lines[at[p] / line_events] = buffers[p];
      end_[chunk * parts + p] = at[p];
    }
    finish_lines();
    late = later;
    return true;
  }

  code_dealer dealer_;
  std::size_t chunks_;
  std::vector<std::size_t> begin_, end_;  // of each chunk's events in each partition
  large_buffer<event_line> lines_;
  std::size_t after_as_of_ = 0;
  bool ok_ = false;
};

}  // namespace walaa::inline WALAA_ABI::detail
