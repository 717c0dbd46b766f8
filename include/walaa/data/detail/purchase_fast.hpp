// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The second half of the fast summary. A partition's events are sorted by counting, by period (unless they came so) and by
    bucket of customers, mostly one in a bucket, and folded customer by customer. What a customer comes to takes no more room
    than his events did and is left where they lay.

    Whatever is out of the ordinary (a bad row, a sum beyond 64 bits, a refund of nothing that is to be an error) is left to the
    careful path, which names the row. */

#include <walaa/data/detail/customer_run.hpp>
#include <walaa/data/detail/identified_events.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/detail/purchase_partition.hpp>
#include <walaa/data/detail/purchase_table.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>  // for construct_at
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// What a run of partitions comes to: facts in one or two places of an event each.
struct folded_events {
  const packed_event* facts = nullptr;
  std::size_t customers = 0;
};

inline packed_event* pack_facts(packed_event* out, const customer_run& c) noexcept {
  std::construct_at(out++, packed_event{c.code, std::uint64_t{c.first} << 1 | (c.periods > 1)});
  if (c.periods > 1) std::construct_at(out++, packed_event{c.sum - c.first_sum, std::uint64_t{c.last} << 32 | c.periods});
  return out;
}

/// Calls f(code, facts) for each customer.
template<class F> void each_fact(const folded_events& from, std::int64_t first_period, F&& f) {
  const packed_event* at = from.facts;
  for (std::size_t i = 0; i < from.customers; ++i) {
    const std::int64_t code = at->customer;
    purchase_facts facts{.first = first_period + static_cast<std::int64_t>(at->what >> 1), .periods = 1};
    facts.last = facts.first;
    if (at++->what & 1) {
      facts.last = first_period + static_cast<std::int64_t>(at->what >> 32);
      facts.periods = static_cast<std::int64_t>(at->what & 0xffffffffu);
      facts.repeat_sum = at++->customer;
    }
    f(code, facts);
  }
}

template<class Teller> class partition_folder {
 public:
  using event = typename Teller::event;
  partition_folder(partitioned_log<event>& events, const Teller& teller) : log_(events), teller_(teller) {}

  /// Folds partitions [first, last) and leaves their facts in the memory of their events.
  folded_events fold(std::size_t first, std::size_t last) {
    static_assert(sizeof(event) >= sizeof(packed_event) && alignof(event) == alignof(packed_event));
    auto* const facts = reinterpret_cast<packed_event*>(log_.memory(first));
    packed_event* end = facts;
    std::size_t customers = 0;
    for (std::size_t p = first; p < last; ++p)
      if (log_.size(p) > 0) customers += fold_sorted(sort(p), log_.size(p), end);
    return {facts, customers};
  }
  const Teller& teller() const noexcept { return teller_; }

 private:
  static constexpr unsigned period_digit = 11;
  static constexpr std::ptrdiff_t exact_sums = 1 << 22;  // so many amounts add up to less than 2^63

  /// A partition's events by buckets of customers, in order of periods within each bucket.
  event* sort(std::size_t partition) {
    const std::size_t n = log_.size(partition);
    if (room_ < n + 1) room_ = n + n / 4 + 1, sorted_ = large_buffer<event>(room_), half_sorted_ = large_buffer<event>(room_);
    bucket_bits_ = (std::min)(13u, static_cast<unsigned>(std::bit_width(n / 4)));
    const unsigned bits = bucket_bits_;
    const code_map map = log_.dealer().map();
    const std::uint64_t first = log_.first_period();
    bucket_end_.assign((std::size_t{1} << bits), 0);
    period_end_.assign(std::size_t{1} << period_digit, 0);
    std::uint64_t before = 0;
    bool in_order = true;
    log_.each(partition, [&, low = period_end_.data(), buckets = bucket_end_.data()](const event& e) {
      const std::uint64_t period = packed_period(e.what);
      in_order &= before <= period;
      before = period;
      ++low[(period - first) % (1u << period_digit)];
      ++buckets[map.bucket(e.customer, bits)];
    });
    if (!in_order) sort_by_period(partition);
    begins(bucket_end_);
    const auto into_bucket = [&, buckets = bucket_end_.data(), to = sorted_.data()](const event& e) {
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
    log_.each(partition, [&, low = period_end_.data(), to = half_sorted_.data()](const event& e) {
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

  /// Folds the sorted events of a partition; returns how many customers have facts. events[n] may be written.
  std::size_t fold_sorted(event* const events, std::size_t n, packed_event*& end) {
    const code_map map = log_.dealer().map();
    const unsigned bits = bucket_bits_;
    std::size_t customers = 0, bought = 0, bought_in = 0;  // rows, and periods of theirs
    event *sorted_to = events, *const last = events + n;
    last->customer = ~last[-1].customer;  // ends the last run
    for (event* e = events; e != last;) {
      event* const begin = e;
      customer_run c{.code = e->customer, .first = static_cast<std::uint32_t>(teller_.period(e->what))};
      std::uint64_t no_refund = e->what, period = ~no_refund, sum = 0, first_sum = 0;
      for (; e->customer == c.code; ++e) {
        const std::uint64_t now = teller_.period(e->what);
        const std::int64_t amount = packed_amount(e->what);
        c.periods += now != period;
        period = now;
        sum += static_cast<std::uint64_t>(amount);
        first_sum += now == c.first ? static_cast<std::uint64_t>(amount) : 0;
        no_refund &= e->what;
      }
      if (e != last && e >= sorted_to && map.bucket(c.code, bits) == map.bucket(e->customer, bits)) {
        const std::size_t bucket = map.bucket(c.code, bits);  // several customers in one
        sorted_to = events + bucket_end_[bucket];
        e = bucket == 0 ? events : events + bucket_end_[bucket - 1];
        sort_run(e, sorted_to);
        if (sorted_to == last) last->customer = ~last[-1].customer;
        continue;
      }
      if (packed_amount(no_refund) >= 0 && e - begin < exact_sums && teller_.simple({begin, e})) {
        c.last = static_cast<std::uint32_t>(period);
        c.sum = static_cast<std::int64_t>(sum);
        c.first_sum = static_cast<std::int64_t>(first_sum);
        bought += static_cast<std::size_t>(e - begin);
        bought_in += c.periods;
      } else {
        c = teller_.run({begin, e});
        if (c.periods == 0) continue;
      }
      end = pack_facts(end, c);
      ++customers;
    }
    teller_.count(bought, bought_in);
    return customers;
  }

  /// By customer and period.
  static void sort_run(event* first, event* last) noexcept {
    const auto less = [](const event& a, const event& b) {
      return a.customer != b.customer ? a.customer < b.customer : a.what < b.what;
    };
    if (last - first > 32) return std::sort(first, last, less);
    for (event* i = first + 1; i < last; ++i) {
      const event v = *i;
      event* to = i;
      for (; to > first && less(v, to[-1]); --to) *to = to[-1];
      *to = v;
    }
  }

  partitioned_log<event>& log_;
  Teller teller_;
  unsigned bucket_bits_ = 0;
  std::vector<std::uint32_t> bucket_end_, period_end_;
  std::size_t room_ = 0;
  large_buffer<event> sorted_, half_sorted_;
};

/// Fills `out` and returns true, or returns false when the careful path must decide.
template<class Teller>
bool summarise_fast(const purchase_log& log, std::span<const std::int64_t> codes, const summary& s, purchase_table& out) {
  if (!Teller::accepts(log, s)) return false;
  partitioned_log<typename Teller::event> parts(log, codes, s, Teller::dealt_by(s));
  if (!parts.ok()) return false;
  if (!keep_going(s.progress, 1, 2)) throw cancelled("summarize");
  const std::size_t partitions = parts.dealer().partitions(), blocks = (std::min<std::size_t>)(partitions, 64);
  std::vector<folded_events> folded(blocks);
  std::vector<Teller> tellers(blocks, Teller(log, s));
  s.executor.parallel_for(blocks, [&](std::size_t block) {
    partition_folder<Teller> folder(parts, tellers[block]);
    folded[block] = folder.fold(block * partitions / blocks, (block + 1) * partitions / blocks);
    tellers[block] = folder.teller();
  });
  std::vector<std::size_t> customers;
  purchase_counts counts;
  bool ok = true;
  for (std::size_t b = 0; b < blocks; ++b) {
    customers.push_back(folded[b].customers);
    counts += tellers[b].counts();
    ok &= tellers[b].ok();
  }
  if (!ok || (counts.unmatched_refunds > 0 && s.unknown_refunds == unmatched::error)) return false;
  const std::int64_t first_period = period_of(earliest_day, s.period);
  fill_table(
      customers, [&](std::size_t block, auto&& f) { each_fact(folded[block], first_period, f); }, !log.amount.empty(), s, out);
  out.counts = counts;
  out.after_as_of = parts.after_as_of();
  return true;
}

}  // namespace walaa::inline WALAA_ABI::detail
