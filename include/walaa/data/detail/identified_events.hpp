// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Events with ids for the fast summary. Most customers have nothing refunded and nothing twice, which a look at their ids
    shows; their events are then added up like events without ids. The others go by purchase_folding.hpp in full. */

#include <walaa/data/detail/customer_run.hpp>
#include <walaa/data/detail/purchase_folding.hpp>
#include <walaa/data/detail/purchase_partition.hpp>
#include <walaa/data/detail/text_dictionary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

struct identified_event {
  std::int64_t customer;
  std::uint64_t what;  ///< as packed_event's, of the day
  std::uint64_t id;    ///< a number; of a text, half a hash over its row

  static identified_event of(std::int64_t code, std::uint64_t what, const purchase_log& log, std::size_t row) noexcept {
    if (!log.id.is_text()) return {code, what, static_cast<std::uint64_t>(log.id.numbers()[row])};
    return {code, what, (hash_text(log.id.texts()[row]) & hash_half) | row};
  }
  static constexpr std::uint64_t hash_half = 0xffffffff00000000u;
};

class identified_teller {
 public:
  using event = identified_event;
  identified_teller(const purchase_log& log, const summary& s)
      : texts_(log.id.texts()), rule_(s.period), first_period_(period_of(earliest_day, rule_)), folder_(rule_, s.bad_rows) {}

  /// False when an id is no UTF-8.
  static bool accepts(const purchase_log& log, const summary& s) {
    const auto texts = log.id.texts();
    const row_chunks chunks(texts.size());
    std::vector<std::uint8_t> ok(chunks.count, 1);
    s.executor.parallel_for(chunks.count, [&](std::size_t chunk) {
      for (std::size_t row = chunks.begin(chunk); row < chunks.begin(chunk + 1); ++row)
        if (!is_utf8(texts[row])) ok[chunk] = 0;
    });
    return std::find(ok.begin(), ok.end(), 0) == ok.end();
  }
  static period_rule dealt_by(const summary&) noexcept { return period_rule::day; }
  std::uint64_t period(std::uint64_t what) const noexcept {
    const std::uint64_t day = packed_period(what);
    return rule_ == period_rule::day ? day : static_cast<std::uint64_t>(period_of(on(day), rule_) - first_period_);
  }

  /// True when no id comes twice; of texts, no half of a hash.
  bool simple(std::span<const identified_event> events) {
    if (events.size() <= 12) {
      bool twice = false;
      for (std::size_t i = 1; i < events.size(); ++i)
        for (std::size_t k = 0; k < i; ++k) twice |= same(events[i].id, events[k].id);
      return !twice;
    }
    ids_.clear();
    for (const identified_event& e : events) ids_.push_back(e.id);
    std::sort(ids_.begin(), ids_.end());
    for (std::size_t i = 1; i < ids_.size(); ++i)
      if (same(ids_[i - 1], ids_[i])) return false;
    return true;
  }

  /// One customer's events.
  customer_run run(std::span<identified_event> events) {
    if (!texts_.empty()) number_texts(events);
    events_.clear();
    for (const identified_event& e : events)
      events_.push_back({.id = static_cast<std::int64_t>(e.id),
                         .amount = packed_amount(e.what),
                         .day = static_cast<std::int32_t>(on(packed_period(e.what)).time_since_epoch().count()),
                         .row = events_.size(),
                         .has_id = true});
    const purchase_facts f = folder_.fold(std::span(events_));
    const auto counted = [&](std::int64_t period) { return static_cast<std::uint32_t>(period - first_period_); };
    customer_run c{.code = events.front().customer, .first_sum = f.first_sum, .periods = static_cast<std::uint32_t>(f.periods)};
    c.sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(f.first_sum) + static_cast<std::uint64_t>(f.repeat_sum));
    if (f.periods > 0) c.first = counted(f.first), c.last = counted(f.last);
    return c;
  }
  void count(std::size_t purchases, std::size_t periods) noexcept {
    counts_.purchases += purchases;
    counts_.merged += purchases - periods;
  }

  purchase_counts counts() const noexcept { return purchase_counts(counts_) += folder_.counts(); }
  bool ok() const noexcept { return folder_.problem().kind == purchase_problem::none; }

 private:
  static date on(std::uint64_t day) noexcept { return earliest_day + date::duration{static_cast<std::int64_t>(day)}; }
  bool same(std::uint64_t a, std::uint64_t b) const noexcept {
    return texts_.empty() ? a == b : ((a ^ b) & identified_event::hash_half) == 0;
  }
  const std::string& text(const identified_event& e) const noexcept { return texts_[e.id & ~identified_event::hash_half]; }

  /// Equal numbers for equal texts.
  void number_texts(std::span<identified_event> events) {
    std::sort(events.begin(), events.end(), [&](const identified_event& a, const identified_event& b) {
      return same(a.id, b.id) ? text(a) < text(b) : a.id < b.id;
    });
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const bool next = i + 1 < events.size() && text(events[i]) != text(events[i + 1]);
      events[i].id = number;
      number += next;
    }
  }

  std::span<const std::string> texts_;
  period_rule rule_;
  std::int64_t first_period_;
  purchase_folder folder_;
  purchase_counts counts_;
  std::vector<purchase_event> events_;
  std::vector<std::uint64_t> ids_;
};

}  // namespace walaa::inline WALAA_ABI::detail
