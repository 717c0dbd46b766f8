// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A purchase log -> the facts of each customer, in ascending order of keys. */

#include <walaa/core/check.hpp>
#include <walaa/data/amount.hpp>
#include <walaa/data/detail/code_dealer.hpp>
#include <walaa/data/detail/key_codes.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_folding.hpp>
#include <walaa/data/detail/purchase_table.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Days of the years 1 to 9999: what dates of a log may be.
inline constexpr date earliest_day = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
inline constexpr date latest_day = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};

constexpr bool is_day(date d) noexcept { return d >= earliest_day && d <= latest_day; }

[[noreturn]] inline void refuse_date(std::string_view where, std::string_view column, std::size_t row) {
  throw invalid_input(error_code::bad_date,
                      std::string(where) + ": " + std::string(column) + (row == no_row ? "" : "[" + std::to_string(row) + "]") +
                          " is no day from 0001-01-01 to 9999-12-31; every event needs its day",
                      column, row);
}

[[noreturn]] inline void refuse_amount(std::string_view where, std::string_view column, std::size_t row, double amount,
                                       double unit) {
  if (!is_finite(amount)) refuse(error_code::not_finite, where, column, row, amount, "is not a finite number");
  refuse(error_code::not_representable, where, column, row, amount,
         "is no whole multiple of amount_unit = " + number_text(unit) + "; give the smallest unit of the amounts, or round them");
}

[[noreturn]] inline void refuse_purchase(const purchase_problem& p) {
  const std::string at = "[" + std::to_string(p.row) + "]";
  if (p.kind == purchase_problem::conflict)
    throw invalid_input(error_code::conflicting_event,
                        "summarize: purchases.id" + at + " is the id of another purchase of this customer, in row " +
                            std::to_string(p.other) + "; one id, one day and one amount",
                        "purchases.id", p.row);
  if (p.kind == purchase_problem::unknown_refund)
    throw invalid_input(error_code::unknown_refund,
                        "summarize: purchases.amount" + at +
                            " is a refund of a purchase that no row up to as_of has; "
                            "give the log of that purchase too, or let unknown_refunds be counted",
                        "purchases.amount", p.row);
  throw invalid_input(
      error_code::not_representable,
      "summarize: purchases.amount" + at + " takes its customer's sum beyond 64 bits; choose a larger amount_unit",
      "purchases.amount", p.row);
}

/// Checks every row, in order; what is later than as_of is checked too but not counted as repaired.
template<class Summary>
void check_purchases(const purchase_log& log, const amount_scale& scale, const Summary& s, purchase_table& out) {
  std::int64_t units;
  for (std::size_t row = 0; row < log.on.size(); ++row) {
    if (!is_day(log.on[row])) refuse_date("summarize", "purchases.on", row);
    const bool late = log.on[row] > s.as_of;
    if (!log.amount.empty() && !scale.to_units(log.amount[row], units)) {
      if (s.bad_rows == policy::strict || units == 0)
        refuse_amount("summarize", "purchases.amount", row, log.amount[row], scale.unit());
      if (!late) ++out.counts.repaired;
    }
    if (late) ++out.after_as_of;
  }
}

/// What a run of partitions comes to on the careful path.
struct folded_partitions {
  std::vector<std::int64_t> customer;
  std::vector<purchase_facts> facts;
  purchase_counts counts;
  purchase_problem problem, unknown_refund;
};

/** The careful path: any log, and the one that names rows. Rows are dealt out into partitions of whole customers, whose
    events are then gathered, sorted by customer and folded one partition after the other. */
template<class Summary>
std::vector<folded_partitions> fold_purchases(const purchase_log& log, std::span<const std::int64_t> codes, const Summary& s) {
  if (codes.empty()) return {};
  const named_keys id_column{"purchases.id", log.id};
  const key_codes ids("summarize", std::span(&id_column, 1));
  const amount_scale scale(s.amount_unit);
  const std::size_t n = codes.size();
  const code_dealer dealer(codes, partition_bits(n), s.executor);
  const code_map partition = dealer.map();
  const std::size_t partitions = dealer.partitions(), blocks = (std::min<std::size_t>)(partitions, 64);
  std::vector<std::size_t> ends(partitions + 1);
  for (std::size_t row = 0; row < n; ++row)
    if (log.on[row] <= s.as_of) ++ends[partition(codes[row]) + 1];
  for (std::size_t p = 1; p <= partitions; ++p) ends[p] += ends[p - 1];
  std::vector<std::size_t> rows(ends[partitions]);
  for (std::size_t row = 0; row < n; ++row)
    if (log.on[row] <= s.as_of) rows[ends[partition(codes[row])]++] = row;  // ends[p] is a begin until partition p is full
  if (!keep_going(s.progress, 1, 2)) throw cancelled("summarize");

  std::vector<folded_partitions> folded(blocks);
  s.executor.parallel_for(blocks, [&](std::size_t block) {
    folded_partitions& to = folded[block];
    purchase_folder folder(s.period, s.bad_rows);
    std::vector<purchase_event> events;
    for (std::size_t p = block * partitions / blocks; p < (block + 1) * partitions / blocks; ++p) {
      events.clear();
      for (std::size_t i = p == 0 ? 0 : ends[p - 1]; i < ends[p]; ++i) {
        const std::size_t row = rows[i];
        purchase_event e{
            .customer = codes[row], .day = static_cast<std::int32_t>(log.on[row].time_since_epoch().count()), .row = row};
        if (!log.amount.empty()) static_cast<void>(scale.to_units(log.amount[row], e.amount));
        if (!log.id.empty()) e.id = ids[0][row], e.has_id = true;
        events.push_back(e);
      }
      std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.customer < b.customer; });
      for (std::size_t at = 0, next; at < events.size(); at = next) {
        for (next = at + 1; next < events.size() && events[next].customer == events[at].customer;) ++next;
        const std::int64_t customer = events[at].customer;
        const purchase_facts facts = folder.fold(std::span(events).subspan(at, next - at));
        if (facts.periods == 0) continue;
        to.customer.push_back(customer);
        to.facts.push_back(facts);
      }
    }
    to.counts = folder.counts();
    to.problem = folder.problem();
    to.unknown_refund = folder.unknown_refund();
  });

  purchase_problem problem, unknown_refund;
  for (const folded_partitions& f : folded) problem.note(f.problem), unknown_refund.note(f.unknown_refund);
  if (problem.kind != purchase_problem::none) refuse_purchase(problem);
  if (s.unknown_refunds == unmatched::error && unknown_refund.kind != purchase_problem::none) refuse_purchase(unknown_refund);
  return folded;
}

/// The table by the careful path.
template<class Summary>
purchase_table summarise_purchases(const purchase_log& log, std::span<const std::int64_t> codes, const Summary& s) {
  purchase_table out;
  check_purchases(log, amount_scale(s.amount_unit), s, out);
  const std::vector<folded_partitions> folded = fold_purchases(log, codes, s);
  std::vector<std::size_t> customers;
  for (const folded_partitions& f : folded) customers.push_back(f.customer.size()), out.counts += f.counts;
  fill_table(
      customers,
      [&](std::size_t block, auto&& f) {
        for (std::size_t i = 0; i < folded[block].customer.size(); ++i) f(folded[block].customer[i], folded[block].facts[i]);
      },
      !log.amount.empty(), s, out);
  return out;
}

}  // namespace walaa::inline WALAA_ABI::detail
