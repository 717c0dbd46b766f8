// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What one customer comes to in a part of a log, open at both ends: his first and his last period may go on in the parts
    before and after, so they are kept apart from what lies between. A state of only first, last, count and sum would count a
    period twice that two parts know. */

#include <walaa/data/detail/customer_run.hpp>

namespace walaa::inline WALAA_ABI::detail {

class open_run {
 public:
  explicit open_run(const open_period& only) : first_(only), last_(only) {}

  std::uint32_t first_period() const noexcept { return first_.period; }
  std::uint32_t last_period() const noexcept { return last().period; }

  /** A period that is not before the last one. \returns false when a sum leaves 64 bits, as all that follow */
  bool push(const open_period& p, purchase_counts& counts) noexcept {
    open_period& end = one_ ? first_ : last_;
    if (p.period == end.period) {
      end.bought += p.bought;
      end.returned += p.returned;
      return !__builtin_add_overflow(end.net, p.net, &end.net);
    }
    const bool ok = one_ || close(last_, between_, counts);
    last_ = p;
    one_ = false;
    return ok;
  }

  /// The same customer in the next part of the log.
  bool append(const open_run& later, purchase_counts& counts) noexcept {
    bool ok = push(later.first_, counts);
    if (later.one_) return ok;
    if (!one_) ok &= close(last_, between_, counts);
    ok &= add(later.between_, between_);
    last_ = later.last_;
    one_ = false;
    return ok;
  }

  /// What stands, if nothing comes before and after.
  bool closed(customer_run& out, purchase_counts& counts) const noexcept {
    bool ok = close(first_, out, counts) && add(between_, out);
    if (!one_) ok &= close(last_, out, counts);
    return ok;
  }

 private:
  const open_period& last() const noexcept { return one_ ? first_ : last_; }
  static bool add(const customer_run& later, customer_run& to) noexcept {
    if (later.periods == 0) return true;
    if (to.periods == 0) to.first = later.first, to.first_sum = later.first_sum;
    to.last = later.last;
    to.periods += later.periods;
    return !__builtin_add_overflow(to.sum, later.sum, &to.sum);
  }

  open_period first_, last_;
  customer_run between_;
  bool one_ = true;  // the first period is the last one too
};

}  // namespace walaa::inline WALAA_ABI::detail
