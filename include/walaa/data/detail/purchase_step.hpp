// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A purchase log -> the facts of each customer, in ascending order of keys. */

#include <walaa/core/check.hpp>
#include <walaa/data/amount.hpp>
#include <walaa/data/detail/key_codes.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_folding.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Customers with a purchase that stands, in ascending order of codes; their facts lie where they were folded.
struct purchase_table {
  std::vector<std::int64_t> customer;
  std::vector<std::uint32_t> place;                 // block and row of the customer's facts; empty: block 0, row by row
  std::vector<std::vector<purchase_facts>> blocks;  // at most 64
  purchase_counts counts;
  std::size_t after_as_of = 0;

  static constexpr unsigned row_bits = 26;

  const purchase_facts& facts(std::size_t i) const noexcept {
    if (place.empty()) return blocks[0][i];
    return blocks[place[i] >> row_bits][place[i] & ((1u << row_bits) - 1)];
  }
};

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

inline purchase_table summarise_purchases(const purchase_log& log, std::span<const std::int64_t> codes, const summary& s) {
  const amount_scale scale(s.amount_unit);
  const std::size_t n = codes.size();
  const bool has_amount = !log.amount.empty(), has_id = !log.id.empty();
  const named_keys id_column{"purchases.id", log.id};
  const key_codes ids("summarize", {&id_column, 1});
  purchase_table out;
  out.blocks.resize(1);
  std::vector<purchase_event> events;
  events.reserve(n);
  for (std::size_t row = 0; row < n; ++row) {
    if (!is_day(log.on[row])) refuse_date("summarize", "purchases.on", row);
    purchase_event e{
        .customer = codes[row], .day = static_cast<std::int32_t>(log.on[row].time_since_epoch().count()), .row = row};
    if (has_amount && !scale.to_units(log.amount[row], e.amount)) {
      if (s.bad_rows == policy::strict || !is_finite(log.amount[row]) || e.amount == 0)
        refuse_amount("summarize", "purchases.amount", row, log.amount[row], scale.unit());
      ++out.counts.repaired;
    }
    if (log.on[row] > s.as_of) {
      ++out.after_as_of;
      continue;
    }
    if (has_id) {
      e.id = ids[0][row];
      e.has_id = true;
    }
    events.push_back(e);
  }
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.customer < b.customer; });
  purchase_folder folder(s.period, s.bad_rows);
  for (std::size_t at = 0, next; at < events.size(); at = next) {
    for (next = at + 1; next < events.size() && events[next].customer == events[at].customer;) ++next;
    const std::int64_t customer = events[at].customer;
    const purchase_facts facts = folder.fold(std::span(events).subspan(at, next - at));
    if (facts.periods == 0) continue;
    out.customer.push_back(customer);
    out.blocks[0].push_back(facts);
  }
  if (folder.problem().kind != purchase_problem::none) refuse_purchase(folder.problem());
  if (s.unknown_refunds == unmatched::error && folder.unknown_refund().kind != purchase_problem::none)
    refuse_purchase(folder.unknown_refund());
  out.counts += folder.counts();
  return out;
}

}  // namespace walaa::inline WALAA_ABI::detail
