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
      const std::uint64_t period = packed_period(e->what);
      std::int64_t net = 0;
      std::size_t bought = 0, returned = 0;
      for (; e != events.end() && packed_period(e->what) == period; ++e) {
        const std::int64_t amount = packed_amount(e->what);
        overflowed_ |= __builtin_add_overflow(net, amount, &net);
        ++(amount < 0 ? returned : bought);
      }
      if (bought == 0) {
        counts_.unmatched_refunds += returned;
        continue;
      }
      counts_.refunds += returned;
      if (returned > 0 && net <= 0) {
        ++counts_.cancelled;
        continue;
      }
      count(bought, 1);
      c.last = static_cast<std::uint32_t>(period);
      if (c.periods++ == 0) c.first = c.last, c.first_sum = net;
      overflowed_ |= __builtin_add_overflow(c.sum, net, &c.sum);
    }
    return c;
  }
  /// Purchases that stand, and in how many periods of their customers.
  void count(std::size_t purchases, std::size_t periods) noexcept {
    counts_.purchases += purchases;
    counts_.merged += purchases - periods;
  }

  const purchase_counts& counts() const noexcept { return counts_; }
  bool ok() const noexcept { return !overflowed_; }  ///< false: the careful path must decide

 private:
  purchase_counts counts_;
  bool overflowed_ = false;
};

}  // namespace walaa::inline WALAA_ABI::detail
