// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    One customer's purchases and refunds -> what the purchase columns are made of. The one place where the rules stand; the
    summary of a log and the customer book both call it, so that streaming equals batch to the bit.

    - A refund with an id takes back (wholly or in part) the purchase of that id, wherever it stands and whenever it was;
      what is left of the purchase stays at the purchase's own day. A purchase refunded to zero or below never happened.
    - A refund without an id nets within its period; a period that refunds took to zero or below is no purchase.
    - A row whose (customer, id) was seen before counts once if day and amount are equal too (of refunds as well). Two
      different purchases with one id are an error.
    - Purchases of one period are one. The first period is birth, the later ones are the repeats. */

#include <walaa/core/config.hpp>
#include <walaa/data/amount.hpp>
#include <walaa/data/join_report.hpp>
#include <walaa/data/period.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

namespace walaa::inline WALAA_ABI::detail {

/// A row of a purchase log, its amount in whole units.
struct purchase_event {
  std::int64_t customer = 0, id = 0, amount = 0;
  std::int32_t day = 0;    ///< days since 1970-01-01
  std::uint32_t rows = 1;  ///< how many rows it stands for
  std::size_t row = 0;     ///< where it stood
  bool has_id = false;
};

/// What stands of a customer's purchases; periods == 0: nothing.
struct purchase_facts {
  std::int64_t first = 0, last = 0;  ///< ordinals of the first and the last period with a purchase
  std::int64_t periods = 0;          ///< periods with a purchase, the first included
  std::int64_t first_sum = 0;        ///< what was spent in the first period
  std::int64_t repeat_sum = 0;       ///< what was spent in the periods after it

  friend bool operator==(const purchase_facts&, const purchase_facts&) = default;
};

/// The purchase columns of one customer.
struct purchase_values {
  double frequency = missing, recency = missing, age = missing, monetary_value = missing;
};

/// What a table says of these facts at the end of observation, a period; all missing where no purchase stands.
inline purchase_values values_of(const purchase_facts& f, std::int64_t end, period_rule rule, time_unit unit,
                                 const amount_scale& scale) noexcept {
  if (f.periods == 0) return {};
  const auto repeats = static_cast<double>(f.periods - 1);
  return {repeats, between_periods(f.first, f.last, rule, unit), between_periods(f.first, end, rule, unit),
          repeats > 0 ? scale.mean(f.repeat_sum, repeats) : missing};
}

struct purchase_counts {
  std::size_t purchases = 0, merged = 0, refunds = 0, unmatched_refunds = 0, cancelled = 0, duplicates = 0, repaired = 0;

  purchase_counts& operator+=(const purchase_counts& o) noexcept {
    purchases += o.purchases, merged += o.merged, refunds += o.refunds, unmatched_refunds += o.unmatched_refunds;
    cancelled += o.cancelled, duplicates += o.duplicates, repaired += o.repaired;
    return *this;
  }
};

inline void report_purchases(const purchase_counts& counts, join_report& report) noexcept {
  report.purchases = counts.purchases;
  report.merged_periods = counts.merged;
  report.refunds = counts.refunds;
  report.unmatched_refunds = counts.unmatched_refunds;
  report.cancelled_purchases = counts.cancelled;
  report.duplicates = counts.duplicates;
  report.repaired += counts.repaired;
}

/// The first row that cannot be, in order of rows; kind says which rule it broke.
struct purchase_problem {
  enum kind_t : unsigned char { none, conflict, unknown_refund, overflow } kind = none;
  std::size_t row = no_row, other = no_row;

  void note(kind_t k, std::size_t at, std::size_t second = no_row) noexcept {
    if (kind == none || at < row) kind = k, row = at, other = second;
  }
  void note(const purchase_problem& p) noexcept {
    if (p.kind != none) note(p.kind, p.row, p.other);
  }
};

/// Sums of whole units; keeps whether one left 64 bits.
class checked_sum {
 public:
  void add(std::int64_t v) noexcept { overflow_ |= __builtin_add_overflow(sum_, v, &sum_); }
  std::int64_t value() const noexcept { return sum_; }
  bool overflowed() const noexcept { return overflow_; }

 private:
  std::int64_t sum_ = 0;
  bool overflow_ = false;
};

class purchase_folder {
 public:
  explicit purchase_folder(period_rule rule, policy bad_rows = policy::strict) : rule_(rule), bad_rows_(bad_rows) {}

  /// Folds all events of one customer; reorders them. The result does not depend on their order.
  template<class Event> purchase_facts fold(std::span<Event> events) noexcept {
    const auto with_id = std::partition(events.begin(), events.end(), [](const purchase_event& e) { return !e.has_id; });
    const auto end = with_id == events.end() ? with_id : resolve_ids(with_id, events.end());
    std::sort(events.begin(), end,
              [](const auto& a, const auto& b) { return std::tie(a.day, a.amount) < std::tie(b.day, b.amount); });
    return fold_periods(events.begin(), end);
  }

  const purchase_counts& counts() const noexcept { return counts_; }
  const purchase_problem& problem() const noexcept { return problem_; }
  const purchase_problem& unknown_refund() const noexcept { return unknown_; }  ///< a problem only where the caller says so

 private:
  /// Replaces the rows of each id by what is left of its purchase; returns the new end.
  template<class Iterator> Iterator resolve_ids(Iterator first, Iterator end) noexcept {
    const auto order = [](const purchase_event& e) { return std::tuple(e.id, e.amount < 0, e.day, e.amount, e.row); };
    std::sort(first, end, [&](const auto& a, const auto& b) { return order(a) < order(b); });
    Iterator out = first;
    for (Iterator at = first, next; at != end; at = next) {
      next = std::find_if(at, end, [&](const purchase_event& e) { return e.id != at->id; });
      const Iterator refunds = std::find_if(at, next, [](const purchase_event& e) { return e.amount < 0; });
      for (Iterator e = at; e != refunds; ++e) {
        if (e == at) continue;
        if (e->day == at->day && e->amount == at->amount)
          counts_.duplicates += e->rows;
        else if (bad_rows_ == policy::repair)
          counts_.repaired += e->rows;
        else
          problem_.note(purchase_problem::conflict, (std::max)(at->row, e->row), (std::min)(at->row, e->row));
      }
      checked_sum left;
      if (at != refunds) left.add(at->amount);
      std::size_t applied = 0;
      for (Iterator e = refunds; e != next; ++e) {
        if (e != refunds && e->day == (e - 1)->day && e->amount == (e - 1)->amount) {
          counts_.duplicates += e->rows;
          continue;
        }
        left.add(e->amount);
        ++applied;
      }
      if (left.overflowed()) problem_.note(purchase_problem::overflow, at->row);
      if (at == refunds) {  // nothing to take back
        counts_.unmatched_refunds += applied;
        for (Iterator e = refunds; e != next; ++e) unknown_.note(purchase_problem::unknown_refund, e->row);
        continue;
      }
      counts_.refunds += applied;
      if (applied > 0 && left.value() <= 0) {
        ++counts_.cancelled;
        continue;
      }
      purchase_event stands = *at;
      stands.amount = left.value();
      *out++ = stands;
    }
    return out;
  }

  /// Events in order of day.
  template<class Iterator> purchase_facts fold_periods(Iterator first, Iterator end) noexcept {
    purchase_facts facts;
    checked_sum repeats;
    for (Iterator at = first; at != end;) {
      const std::int64_t period = period_of(date{date::duration{at->day}}, rule_);
      std::size_t row = at->row;
      checked_sum net;
      std::size_t bought = 0, returned = 0, returned_row = no_row;
      do {
        net.add(at->amount);
        row = (std::min)(row, at->row);
        (at->amount < 0 ? returned : bought) += at->rows;
        if (at->amount < 0) returned_row = (std::min)(returned_row, at->row);
        ++at;
      } while (at != end && period_of(date{date::duration{at->day}}, rule_) == period);
      if (net.overflowed()) problem_.note(purchase_problem::overflow, row);
      if (bought == 0) {
        counts_.unmatched_refunds += returned;
        unknown_.note(purchase_problem::unknown_refund, returned_row);
        continue;
      }
      counts_.refunds += returned;
      if (returned > 0 && net.value() <= 0) {
        ++counts_.cancelled;
        continue;
      }
      counts_.purchases += bought;
      counts_.merged += bought - 1;
      if (facts.periods++ == 0)
        facts.first = period, facts.first_sum = net.value();
      else
        repeats.add(net.value());
      facts.last = period;
      if (repeats.overflowed()) problem_.note(purchase_problem::overflow, row);
    }
    facts.repeat_sum = repeats.value();
    return facts;
  }

  period_rule rule_;
  policy bad_rows_;
  purchase_counts counts_;
  purchase_problem problem_, unknown_;
};

}  // namespace walaa::inline WALAA_ABI::detail
