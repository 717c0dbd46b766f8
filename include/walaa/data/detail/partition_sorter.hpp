// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A partition's events, customer by customer and each customer's in order of periods. They are sorted by counting, by period
    (unless they came so) and by bucket of customers, mostly one in a bucket. */

#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/detail/purchase_partition.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Keeps its memory from partition to partition.
template<class Event> class partition_sorter {
 public:
  explicit partition_sorter(const partitioned_log<Event>& log) : log_(log) {}

  /** Calls finish(sums, begin, end) for each customer, `sums` having been made and added to event by event: Sums s; s.first(e);
      s.add(e) for each. What has been read may be overwritten in the log. */
  template<class Sums, class Finish> void each_customer(std::size_t partition, Sums empty, Finish&& finish) {
    const std::size_t n = log_.size(partition);
    if (n == 0) return;
    Event* const events = sort(partition);
    const code_map map = log_.dealer().map();
    const unsigned bits = bucket_bits_;
    Event *sorted_to = events, *const last = events + n;
    last->customer = ~last[-1].customer;  // ends the last run
    for (Event* e = events; e != last;) {
      Event* const begin = e;
      const std::int64_t code = e->customer;
      Sums sums = empty;
      sums.first(*e);
      for (; e->customer == code; ++e) sums.add(*e);
      if (e != last && e >= sorted_to && map.bucket(code, bits) == map.bucket(e->customer, bits)) {
        const std::size_t bucket = map.bucket(code, bits);  // several customers in one
        sorted_to = events + bucket_end_[bucket];
        e = bucket == 0 ? events : events + bucket_end_[bucket - 1];
        sort_run(e, sorted_to);
        if (sorted_to == last) last->customer = ~last[-1].customer;
        continue;
      }
      finish(Sums(sums), begin, e);  // a copy: with its address known elsewhere, `sums` would not stay in registers
    }
  }

 private:
  static constexpr unsigned period_digit = 11;

  /// A partition's events by buckets of customers, in order of periods within each bucket.
  Event* sort(std::size_t partition) {
    const std::size_t n = log_.size(partition);
    if (room_ < n + 1) room_ = n + n / 4 + 1, sorted_ = large_buffer<Event>(room_), half_sorted_ = large_buffer<Event>(room_);
    bucket_bits_ = (std::min)(13u, static_cast<unsigned>(std::bit_width(n / 4)));
    const unsigned bits = bucket_bits_;
    const code_map map = log_.dealer().map();
    const std::uint64_t first = log_.first_period();
    bucket_end_.assign((std::size_t{1} << bits), 0);
    period_end_.assign(std::size_t{1} << period_digit, 0);
    std::uint64_t before = 0;
    bool in_order = true;
    log_.each(partition, [&, low = period_end_.data(), buckets = bucket_end_.data()](const Event& e) {
      const std::uint64_t period = packed_period(e.what);
      in_order &= before <= period;
      before = period;
      ++low[(period - first) % (1u << period_digit)];
      ++buckets[map.bucket(e.customer, bits)];
    });
    if (!in_order) sort_by_period(partition);
    begins(bucket_end_);
    const auto into_bucket = [&, buckets = bucket_end_.data(), to = sorted_.data()](const Event& e) {
      to[buckets[map.bucket(e.customer, bits)]++] = e;
    };
    if (in_order)
      log_.each(partition, into_bucket);
    else
      for (std::size_t i = 0; i < n; ++i) into_bucket(half_sorted_[i]);
    return sorted_.data();
  }

  /// Into half_sorted_; the lower digit of the periods has been counted.
  void sort_by_period(std::size_t partition) {
    const std::uint64_t first = log_.first_period();
    begins(period_end_);
    log_.each(partition, [&, low = period_end_.data(), to = half_sorted_.data()](const Event& e) {
      to[low[(packed_period(e.what) - first) % (1u << period_digit)]++] = e;
    });
    if ((log_.last_period() - first) >> period_digit == 0) return;
    const std::size_t n = log_.size(partition);
    period_end_.assign(std::size_t{1} << period_digit, 0);
    for (std::size_t i = 0; i < n; ++i) ++period_end_[(packed_period(half_sorted_[i].what) - first) >> period_digit];
    begins(period_end_);
    for (std::size_t i = 0; i < n; ++i)
      sorted_[period_end_[(packed_period(half_sorted_[i].what) - first) >> period_digit]++] = half_sorted_[i];
    std::swap(sorted_, half_sorted_);
  }

  /// Counts -> where each begins.
  static void begins(std::vector<std::uint32_t>& counts) noexcept {
    std::uint32_t at = 0;
    for (std::uint32_t& c : counts) at += std::exchange(c, at);
  }

  /// By customer and period.
  static void sort_run(Event* first, Event* last) noexcept {
    const auto less = [](const Event& a, const Event& b) {
      return a.customer != b.customer ? a.customer < b.customer : a.what < b.what;
    };
    if (last - first > 32) return std::sort(first, last, less);
    for (Event* i = first + 1; i < last; ++i) {
      const Event v = *i;
      Event* to = i;
      for (; to > first && less(v, to[-1]); --to) *to = to[-1];
      *to = v;
    }
  }

  const partitioned_log<Event>& log_;
  unsigned bucket_bits_ = 0;
  std::vector<std::uint32_t> bucket_end_, period_end_;
  std::size_t room_ = 0;
  large_buffer<Event> sorted_, half_sorted_;
};

}  // namespace walaa::inline WALAA_ABI::detail
