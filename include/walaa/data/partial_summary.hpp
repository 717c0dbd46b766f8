// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Purchases of logs that do not fit into memory, or lie on several machines: a state of fixed size for each customer, fed
    chunk by chunk and merged part by part.

        partial_summary all({.as_of = day, .unit = time_unit::week});
        while (next_month()) all.add(chunk);               // purchase_log: only views
        customers c = all.table();                         // the same bits as from one log

    A customer's purchases must come in order of periods from chunk to chunk (within a chunk in any order): cut the log by
    time, or by customer. Where two parts meet in one period of a customer, it counts once; a part that goes back behind the
    period that a customer has reached is refused, since a state this small cannot say what it would change. Events with ids
    and events in any order are what a customer_book is for, which keeps every day. */

#include <walaa/data/customers.hpp>
#include <walaa/data/detail/open_part.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/summarize.hpp>
#include <walaa/data/summary.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

class partial_summary {
 public:
  /// \throws invalid_input for an as_of that is no day, an amount_unit that is not positive
  explicit partial_summary(summary options) : options_(std::move(options)) { detail::check_logs({}, options_); }

  /** The next chunk; nothing has changed when it throws.
      \throws invalid_input as summarize does, rows counted from the chunk's first; for events with ids, amounts of 2^41 units
              and more, and a customer whose purchases go back behind the period that he has reached
      \throws cancelled      when options.progress says stop */
  void add(const purchase_log& chunk) {
    constexpr std::string_view where = "partial_summary::add";
    detail::check_logs({.purchases = chunk}, options_);
    if (!chunk.id.empty())
      throw invalid_input(error_code::conflicting_event,
                          std::string(where) +
                              ": purchases.id is given, and no state of fixed size knows which ids have been; "
                              "summarise in one piece, or keep a customer_book",
                          "purchases.id");
    if (chunk.customer.empty()) return;
    const detail::named_keys column{"purchases.customer", chunk.customer};
    const detail::key_codes codes(where, std::span(&column, 1));
    detail::open_part part;
    join_report seen;
    const auto runs = folded(chunk, codes[0], part.counts, seen);
    if (!keep_going(options_.progress, 1, 2)) throw cancelled(where);
    std::vector<std::int64_t> keys;
    detail::reserve_large(keys, runs.size());
    detail::reserve_large(part.runs, runs.size());
    for (const detail::coded_run& r : runs) keys.push_back(r.code), part.runs.push_back(r.run);
    if (codes.is_text())
      part.texts = codes.texts(keys);
    else
      part.numbers = std::move(keys);
    append(where, part, !chunk.amount.empty(), seen);
  }

  /// The part of the log that follows. \throws invalid_input as add does, and when the options of the two differ
  void merge(const partial_summary& later) {
    constexpr std::string_view where = "partial_summary::merge";
    const summary &a = options_, &b = later.options_;
    if (a.as_of != b.as_of || a.unit != b.unit || a.period != b.period || a.amount_unit != b.amount_unit)
      throw invalid_input(error_code::unit_mismatch,
                          std::string(where) + ": the parts differ in as_of, unit, period or amount_unit", "later");
    if (later.has_amount_) append(where, later.part_, *later.has_amount_, later.seen_);
  }

  /** What summarize says of all parts as one log.
      \throws invalid_input for refunds of nothing where options.unknown_refunds says so */
  customers table() const {
    constexpr std::string_view where = "partial_summary::table";
    detail::purchase_table out;
    out.counts = part_.counts;
    std::vector<detail::customer_run> stand;
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < part_.runs.size(); ++i) {
      detail::customer_run run{.code = static_cast<std::int64_t>(stand.size())};
      if (!part_.runs[i].closed(run, out.counts)) detail::refuse_sum(where);
      if (run.periods == 0) continue;
      stand.push_back(run);
      if (part_.is_text())
        texts.push_back(part_.texts[i]);
      else
        numbers.push_back(part_.numbers[i]);
    }
    if (out.counts.unmatched_refunds > 0 && options_.unknown_refunds == unmatched::error)
      throw invalid_input(error_code::unknown_refund,
                          std::string(where) + ": " + std::to_string(out.counts.unmatched_refunds) +
                              " refunds are of purchases that no part up to as_of has; give the parts of these purchases too, or "
                              "let unknown_refunds be counted",
                          "purchases.amount");
    const std::int64_t first_period = period_of(detail::earliest_day, options_.period);
    const bool has_amount = has_amount_.value_or(false);
    detail::fill_table(
        {stand.size()},
        [&](std::size_t, auto&& f) {
          for (const detail::customer_run& c : stand) f(c.code, detail::facts_of(c, first_period));
        },
        has_amount, options_, out);
    customers table = part_.is_text() ? customers(std::move(texts), options_.as_of, options_.unit)
                                      : customers(std::move(numbers), options_.as_of, options_.unit);
    join_report report = seen_;
    detail::add_purchases(out, table.size(), has_amount, table, report);
    report.customers = table.size();
    table.set_report(std::move(report));
    return table;
  }

  std::size_t size() const noexcept { return part_.runs.size(); }  ///< customers known

 private:
  /// The chunk's customers; rows that are wrong are refused by row, or mended where options say so.
  std::vector<detail::coded_run> folded(const purchase_log& chunk, std::span<const std::int64_t> codes,
                                        detail::purchase_counts& counts, join_report& seen) const {
    detail::purchase_table checked;
    std::vector<double> mended;
    purchase_log log = chunk;
    for (int attempt = 0;; ++attempt) {
      const detail::partitioned_log<detail::packed_event> parts(log, codes, options_, options_.period);
      if (parts.ok()) {
        seen.after_as_of = parts.after_as_of();
        seen.repaired = checked.counts.repaired;
        return detail::open_runs(parts, options_, counts);
      }
      const amount_scale scale(options_.amount_unit);
      if (attempt == 0) detail::check_purchases(chunk, scale, options_, checked);
      if (attempt > 0 || checked.counts.repaired == 0)
        throw invalid_input(error_code::not_representable,
                            "partial_summary::add: an amount has 2^41 units or more; choose a larger amount_unit",
                            "purchases.amount");
      for (const double amount : chunk.amount) {
        std::int64_t units;
        static_cast<void>(scale.to_units(amount, units));
        mended.push_back(scale.amount(units));
      }
      log.amount = mended;
    }
  }

  void append(std::string_view where, const detail::open_part& later, bool has_amount, const join_report& seen) {
    if (has_amount_ && *has_amount_ != has_amount)
      throw invalid_input(error_code::length_mismatch,
                          std::string(where) + ": some parts have purchases.amount and some have not; give it in all or in none",
                          "purchases.amount");
    if (!part_.runs.empty() && !later.runs.empty() && part_.is_text() != later.is_text())
      throw invalid_input(error_code::wrong_key_kind,
                          std::string(where) + ": some parts have integer keys and some text keys; give all parts one kind",
                          "purchases.customer");
    part_ = part_.is_text() || later.is_text() ? joined(where, part_, later, &detail::open_part::texts)
                                               : joined(where, part_, later, &detail::open_part::numbers);
    has_amount_ = has_amount;
    seen_.after_as_of += seen.after_as_of;
    seen_.repaired += seen.repaired;
  }

  summary options_;
  detail::open_part part_;
  join_report seen_;
  std::optional<bool> has_amount_;  // none before the first chunk
};

}  // namespace walaa::inline WALAA_ABI
