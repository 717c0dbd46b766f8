// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A service log -> complaints, open tickets, promises kept and broken, returns, days to the first reply; a contract log ->
    tenure and whether the customer has left.

    Everything is seen from the as-of day: a reply, a resolution or an end of contract later than that is not known yet.
    A promise is kept when it was resolved by its due day, broken when it was resolved later or is unresolved and past due;
    a promise that is not due yet is neither. */

#include <walaa/core/check.hpp>
#include <walaa/data/detail/answer_step.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/detail/key_codes.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_step.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/** A day that may not have come, of a case that began on `start`.
    \returns the day, or no_date where there is none, it is later than as_of, or it was before the start and repaired */
inline date later_day(std::span<const date> column, std::size_t row, date start, std::string_view name,
                      std::string_view start_name, const summary& s, bool& mended, bool cut = true) {
  if (column.empty() || column[row] == no_date) return no_date;
  const date on = column[row];
  if (!is_day(on)) refuse_date("summarize", name, row);
  if (on < start) {
    if (s.bad_rows == policy::strict)
      throw invalid_input(error_code::ends_before_start,
                          "summarize: " + std::string(name) + "[" + std::to_string(row) + "] = " + date_text(on) + " is before " +
                              std::string(start_name) + "[" + std::to_string(row) + "] = " + date_text(start),
                          name, row);
    mended = true;
    return no_date;
  }
  return cut && on > s.as_of ? no_date : on;
}

template<class Summary>
void add_service(const service_log& log, std::span<const std::int64_t> codes, const row_finder& row_of, const Summary& s,
                 customers& table, join_report& report) {
  using column = std::vector<double>;
  column complaints(table.size()), open(table.size()), kept(table.size()), broken(table.size()), returns(table.size());
  column first_reply(table.size(), missing);
  std::vector<std::int64_t> reply_days(table.size()), replies(table.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    const date opened = log.opened[row];
    if (!is_day(opened)) refuse_date("summarize", "service.opened", row);
    const auto kind = log.kind.empty() ? service_kind::request : static_cast<service_kind>(log.kind[row]);
    if (kind > service_kind::product_return)
      refuse(error_code::out_of_range, "summarize", "service.kind", row, static_cast<double>(kind),
             "is no kind of case; 0 request, 1 complaint, 2 promise, 3 return");
    bool mended = false;
    const date reply = later_day(log.first_reply, row, opened, "service.first_reply", "service.opened", s, mended);
    const date resolved = later_day(log.resolved, row, opened, "service.resolved", "service.opened", s, mended);
    const date due = later_day(log.due, row, opened, "service.due", "service.opened", s, mended, false);
    if (opened > s.as_of) {
      ++report.after_as_of;
      continue;
    }
    if (mended) ++report.repaired;
    const std::size_t who = row_of(codes[row]);
    if (who == row_finder::nobody) {
      if (s.strangers == unmatched::error) refuse_stranger("service.customer", row);
      ++report.service_of_strangers;
      continue;
    }
    if (resolved == no_date) ++open[who];
    if (kind == service_kind::complaint) ++complaints[who];
    if (kind == service_kind::product_return) ++returns[who];
    if (kind == service_kind::promise) {
      const date fate = resolved == no_date ? s.as_of : resolved;
      if (due != no_date && fate > due)
        ++broken[who];
      else if (resolved != no_date)
        ++kept[who];
    }
    if (reply != no_date) reply_days[who] += (reply - opened).count(), ++replies[who];
  }
  for (std::size_t who = 0; who < table.size(); ++who)
    if (replies[who] > 0) first_reply[who] = static_cast<double>(reply_days[who]) / static_cast<double>(replies[who]);
  table.with("complaints", std::move(complaints)).with("open_tickets", std::move(open)).with("promises_kept", std::move(kept));
  table.with("promises_broken", std::move(broken))
      .with("returns", std::move(returns))
      .with("first_reply_days", std::move(first_reply));
}

/// Contracts that have begun by as_of and can be right: whose they are is part of who is a customer.
struct begun_contract {
  std::int64_t customer;
  date from, until;  ///< until: no_date while it is still on
};

template<class Summary>
std::vector<begun_contract> begun_contracts(const contract_log& log, std::span<const std::int64_t> codes, const Summary& s,
                                            join_report& report) {
  std::vector<begun_contract> out;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    const date from = log.from[row];
    if (!is_day(from)) refuse_date("summarize", "contracts.from", row);
    bool mended = false;
    const date until = later_day(log.until, row, from, "contracts.until", "contracts.from", s, mended);
    if (from > s.as_of)
      ++report.after_as_of;
    else if (mended)
      ++report.repaired;
    else
      out.push_back({codes[row], from, until});
  }
  return out;
}

/// Tenure runs from the first day of the first contract to the end of the last, or as_of; gaps between contracts count.
template<class Summary>
void add_contracts(std::span<const begun_contract> contracts, const row_finder& row_of, const Summary& s, customers& table) {
  std::vector<date> from(table.size(), no_date), until(table.size(), no_date);
  std::vector<char> on(table.size());
  for (const begun_contract& c : contracts) {
    const std::size_t who = row_of(c.customer);
    if (from[who] == no_date || c.from < from[who]) from[who] = c.from;
    if (c.until == no_date)
      on[who] = true;
    else
      until[who] = (std::max)(until[who], c.until);
  }
  std::vector<double> tenure(table.size(), missing), left(table.size(), missing);
  for (std::size_t who = 0; who < table.size(); ++who) {
    if (from[who] == no_date) continue;
    tenure[who] = in_units(from[who], on[who] ? s.as_of : until[who], s.unit);
    left[who] = on[who] ? 0 : 1;
  }
  table.with("tenure", std::move(tenure)).with("left", std::move(left));
}

}  // namespace walaa::inline WALAA_ABI::detail
