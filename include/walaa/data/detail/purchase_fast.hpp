// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The second half of the fast summary: each partition is folded customer by customer. What a customer comes to takes no more
    room than his events did and is left where they lay.

    Whatever is out of the ordinary (a bad row, a sum beyond 64 bits, a refund of nothing that is to be an error) is left to the
    careful path, which names the row. */

#include <walaa/data/detail/customer_run.hpp>
#include <walaa/data/detail/identified_events.hpp>
#include <walaa/data/detail/partition_sorter.hpp>
#include <walaa/data/detail/purchase_partition.hpp>
#include <walaa/data/detail/purchase_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>  // for construct_at
#include <span>
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

/// What a customer's purchases add up to when nothing was refunded.
template<class Teller> struct simple_sums {
  const Teller& teller;
  std::uint64_t all = 0, first_period = 0, period = 0, sum = 0, first_sum = 0;
  std::uint32_t periods = 0;

  void first(const typename Teller::event& e) noexcept {
    all = e.what;
    first_period = teller.period(e.what);
    period = ~first_period;
  }
  void add(const typename Teller::event& e) noexcept {
    const std::uint64_t now = teller.period(e.what);
    const auto amount = static_cast<std::uint64_t>(packed_amount(e.what));
    periods += now != period;
    period = now;
    sum += amount;
    first_sum += now == first_period ? amount : 0;
    all &= e.what;
  }
  bool purchases_only() const noexcept { return packed_amount(all) >= 0; }
  customer_run run(std::int64_t code) const noexcept {
    return {.code = code,
            .sum = static_cast<std::int64_t>(sum),
            .first_sum = static_cast<std::int64_t>(first_sum),
            .first = static_cast<std::uint32_t>(first_period),
            .last = static_cast<std::uint32_t>(period),
            .periods = periods};
  }
};

/// Folds partitions [first, last) and leaves their facts in the memory of their events.
template<class Event, class Teller>
folded_events fold_partitions(partitioned_log<Event>& log, std::size_t first, std::size_t last, Teller& teller) {
  static_assert(sizeof(Event) >= sizeof(packed_event) && alignof(Event) == alignof(packed_event));
  constexpr std::ptrdiff_t exact_sums = 1 << 22;  // so many amounts add up to less than 2^63
  auto* const facts = reinterpret_cast<packed_event*>(log.memory(first));
  packed_event* end = facts;
  std::size_t customers = 0, bought = 0, bought_in = 0;  // rows, and periods of theirs
  partition_sorter<Event> sorter(log);
  for (std::size_t p = first; p < last; ++p)
    sorter.each_customer(p, simple_sums<Teller>{teller}, [&](simple_sums<Teller> sums, Event* begin, Event* next) {
      customer_run c;
      if (sums.purchases_only() && next - begin < exact_sums && teller.simple({begin, next})) {
        c = sums.run(begin->customer);
        bought += static_cast<std::size_t>(next - begin);
        bought_in += c.periods;
      } else {
        c = teller.run({begin, next});
        if (c.periods == 0) return;
      }
      end = pack_facts(end, c);
      ++customers;
    });
  teller.count(bought, bought_in);
  return {facts, customers};
}

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
    folded[block] = fold_partitions(parts, block * partitions / blocks, (block + 1) * partitions / blocks, tellers[block]);
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
