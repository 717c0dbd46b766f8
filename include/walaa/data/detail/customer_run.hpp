// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A customer's purchases told one by one in order of periods: he adds up the period that is on and closes it when the next
    one begins, by the rules of purchase_folding.hpp for events without an id. */

#include <walaa/data/detail/purchase_folding.hpp>

#include <cstddef>
#include <cstdint>

namespace walaa::inline WALAA_ABI::detail {

struct customer_run {
  std::int64_t code = 0;
  std::int64_t net = 0;                  ///< of the period that is on
  std::int64_t sum = 0, first_sum = 0;   ///< of all periods closed, and of the first one of them
  std::uint32_t rows = 0, returned = 0;  ///< events of the period that is on, and how many of them are refunds
  std::uint32_t period = 0;              ///< the one that is on
  std::uint32_t first = 0, last = 0;     ///< periods with a purchase that stands
  std::uint32_t periods = 0;             ///< how many there are
};

/// Tells customers their events and counts, for the report, what became of them.
class run_teller {
 public:
  /// An event of the period that is on or of a later one.
  void tell(customer_run& c, std::uint32_t period, std::int64_t amount) noexcept {
    if (c.period != period) {
      close(c);
      c.period = period;
      c.net = 0;
      c.rows = c.returned = 0;
    }
    overflowed_ |= __builtin_add_overflow(c.net, amount, &c.net);
    ++c.rows;
    c.returned += amount < 0;
  }

  /// After his last event.
  void close(customer_run& c) noexcept {
    if (c.rows == c.returned) {
      counts_.unmatched_refunds += c.returned;
      return;
    }
    counts_.refunds += c.returned;
    if (c.returned > 0 && c.net <= 0) {
      ++counts_.cancelled;
      return;
    }
    counts_.purchases += c.rows - c.returned;
    counts_.merged += c.rows - c.returned - 1;
    const bool birth = c.periods == 0;
    c.first = birth ? c.period : c.first;
    c.first_sum = birth ? c.net : c.first_sum;
    c.last = c.period;
    ++c.periods;
    overflowed_ |= __builtin_add_overflow(c.sum, c.net, &c.sum);
  }

  const purchase_counts& counts() const noexcept { return counts_; }
  bool overflowed() const noexcept { return overflowed_; }

 private:
  purchase_counts counts_;
  bool overflowed_ = false;
};

}  // namespace walaa::inline WALAA_ABI::detail
