// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A customer's purchases and refunds in order of periods: the period that is on is added up, and closed when the next one
    begins, by the rules of purchase_folding.hpp for events without an id. */

#include <walaa/data/detail/purchase_folding.hpp>
#include <walaa/data/detail/purchase_partition.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace walaa::inline WALAA_ABI::detail {

/// What stands of a customer's purchases.
struct customer_run {
  std::int64_t code = 0;
  std::int64_t sum = 0, first_sum = 0;  ///< of all periods, and of the first one
  std::uint32_t first = 0, last = 0;    ///< periods
  std::uint32_t periods = 0;            ///< with a purchase that stands
};

/// A period of a customer that more events may be added to.
struct open_period {
  std::int64_t net = 0;
  std::uint32_t period = 0, bought = 0, returned = 0;

  /// \returns false when the sum leaves 64 bits
  bool add(std::int64_t amount) noexcept {
    ++(amount < 0 ? returned : bought);
    return !__builtin_add_overflow(net, amount, &net);
  }
};

/** Adds a period to the ones before it, by the rules for events without ids, and counts what became of its events.
    \returns false when a sum leaves 64 bits */
inline bool close(const open_period& p, customer_run& c, purchase_counts& counts) noexcept {
  if (p.bought == 0) {
    counts.unmatched_refunds += p.returned;
    return true;
  }
  counts.refunds += p.returned;
  if (p.returned > 0 && p.net <= 0) {
    ++counts.cancelled;
    return true;
  }
  counts.purchases += p.bought;
  counts.merged += p.bought - 1;
  c.last = p.period;
  if (c.periods++ == 0) c.first = p.period, c.first_sum = p.net;
  return !__builtin_add_overflow(c.sum, p.net, &c.sum);
}

/// The same with the periods' own ordinals.
inline purchase_facts facts_of(const customer_run& c, std::int64_t first_period) noexcept {
  return {first_period + c.first, first_period + c.last, c.periods, c.first_sum, c.sum - c.first_sum};
}

/// Folds customers whose events have no ids and counts, for the report, what became of the events.
class plain_teller {
 public:
  using event = packed_event;
  plain_teller(const purchase_log&, const summary&) noexcept {}

  static bool accepts(const purchase_log&, const summary&) noexcept { return true; }
  static period_rule dealt_by(const summary& s) noexcept { return s.period; }
  static std::uint64_t period(std::uint64_t what) noexcept { return packed_period(what); }
  /// True when purchases alone need nothing but adding up.
  static bool simple(std::span<const packed_event>) noexcept { return true; }

  /// One customer's events in order of periods.
  customer_run run(std::span<const packed_event> events) noexcept {
    customer_run c{.code = events.front().customer};
    for (auto e = events.begin(); e != events.end();) {
      open_period p{.period = static_cast<std::uint32_t>(packed_period(e->what))};
      for (; e != events.end() && packed_period(e->what) == p.period; ++e) ok_ &= p.add(packed_amount(e->what));
      ok_ &= close(p, c, counts_);
    }
    return c;
  }
  /// Purchases that stand, and in how many periods of their customers.
  void count(std::size_t purchases, std::size_t periods) noexcept {
    counts_.purchases += purchases;
    counts_.merged += purchases - periods;
  }

  const purchase_counts& counts() const noexcept { return counts_; }
  bool ok() const noexcept { return ok_; }  ///< false: the careful path must decide

 private:
  purchase_counts counts_;
  bool ok_ = true;
};

}  // namespace walaa::inline WALAA_ABI::detail
