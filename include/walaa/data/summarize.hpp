// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The one door from logs to the table of customers.

        customers c = summarize({.purchases = sales, .answers = survey}, {.as_of = day, .unit = time_unit::week});
        c.report().text();     // what was merged, refunded, left out, matched with nobody

    A customer is who bought, has or had a contract, or stands in the roster, each up to the as-of day; where none of these
    three is given, who answered or had a case. Customers come in ascending order of keys (texts bytewise); the order of rows,
    the executor and the cutting of logs into chunks change no bit. docs/columns.md names the columns, docs/summary.md works
    through the rules; a column exists when its log was given. */

#include <walaa/data/detail/answer_step.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/detail/key_codes.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_fast.hpp>
#include <walaa/data/detail/purchase_step.hpp>
#include <walaa/data/detail/service_step.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

inline void check_column(std::string_view log, std::size_t n, std::string_view name, std::size_t m, bool may_be_empty = false) {
  if (may_be_empty && m == 0) return;
  if (n != m)
    throw invalid_input(error_code::length_mismatch,
                        "summarize: " + std::string(log) + ".customer has " + std::to_string(n) + " rows and " +
                            std::string(log) + "." + std::string(name) + " has " + std::to_string(m) +
                            "; one row an event in both",
                        std::string(log) + "." + std::string(name));
}

template<class Summary> void check_logs(const logs& l, const Summary& s) {
  if (!is_day(s.as_of))
    throw invalid_input(error_code::bad_date,
                        "summarize: as_of is no day from 0001-01-01 to 9999-12-31; say to which day the logs count", "as_of");
  check_positive("summarize", "amount_unit", s.amount_unit);
  if (!(s.answers_count_for > days{0}))
    throw invalid_input(error_code::not_positive, "summarize: answers_count_for is not positive", "answers_count_for");
  const purchase_log& p = l.purchases;
  check_column("purchases", p.customer.size(), "on", p.on.size());
  check_column("purchases", p.customer.size(), "amount", p.amount.size(), true);
  check_column("purchases", p.customer.size(), "id", p.id.size(), true);
  check_column("answers", l.answers.customer.size(), "on", l.answers.on.size());
  check_items(l.answers);
  const service_log& c = l.service;
  check_column("service", c.customer.size(), "opened", c.opened.size());
  check_column("service", c.customer.size(), "first_reply", c.first_reply.size(), true);
  check_column("service", c.customer.size(), "resolved", c.resolved.size(), true);
  check_column("service", c.customer.size(), "due", c.due.size(), true);
  check_column("service", c.customer.size(), "kind", c.kind.size(), true);
  check_column("contracts", l.contracts.customer.size(), "from", l.contracts.from.size());
  check_column("contracts", l.contracts.customer.size(), "until", l.contracts.until.size(), true);
}

/// Quickly where the log allows it, carefully where it does not.
template<class Summary>
purchase_table purchases_of(const purchase_log& log, std::span<const std::int64_t> codes, const Summary& s) {
  purchase_table out;
  if (codes.empty()) return out;
  const bool done = codes.size() <= 0x7fffffffu && (log.id.empty() ? summarise_fast<plain_teller>(log, codes, s, out)
                                                                   : summarise_fast<identified_teller>(log, codes, s, out));
  return done ? std::move(out) : summarise_purchases(log, codes, s);
}

/// The purchase columns and what became of the rows.
inline void add_purchases(purchase_table& bought, std::size_t buyers, bool has_amount, customers& table, join_report& report) {
  table.with("frequency", std::move(bought.frequency)).with("recency", std::move(bought.recency));
  table.with("T", std::move(bought.age));
  if (has_amount) table.with("monetary_value", std::move(bought.monetary_value));
  report_purchases(bought.counts, report);
  report.after_as_of += bought.after_as_of;
  report.without_purchase = table.size() - buyers;
}

}  // namespace detail

/** The table of customers as of a day. (Summary is always `summary`: as templates this and what it calls are compiled where
    they are called, not wherever walaa.hpp is included.)
    \throws invalid_input  naming log, column and row, for rows that cannot be right (summary::bad_rows = policy::repair mends
                           some by fixed rules), columns of different lengths, keys of two kinds
    \throws cancelled      when summary::progress says stop */
template<class Summary = summary> customers summarize(const logs& l, const Summary& s) {
  detail::check_logs(l, s);
  const bool bought = !l.purchases.customer.empty() || l.purchases.on.data(), answered = !l.answers.items.empty();
  const bool served = !l.service.customer.empty() || l.service.opened.data();
  const bool bound = !l.contracts.customer.empty() || l.contracts.from.data();
  const detail::named_keys columns[] = {{"purchases.customer", l.purchases.customer},
                                        {"answers.customer", l.answers.customer},
                                        {"service.customer", l.service.customer},
                                        {"contracts.customer", l.contracts.customer},
                                        {"roster", l.roster}};
  const detail::key_codes codes("summarize", columns);
  join_report report;

  detail::purchase_table purchases = detail::purchases_of(l.purchases, codes[0], s);
  const auto contracts = detail::begun_contracts(l.contracts, codes[3], s, report);

  std::vector<std::int64_t> others;
  for (const auto& c : contracts) others.push_back(c.customer);
  others.insert(others.end(), codes[4].begin(), codes[4].end());
  if (!bought && !bound && l.roster.empty()) {
    for (std::size_t row = 0; row < codes[1].size(); ++row)
      if (l.answers.on[row] <= s.as_of) others.push_back(codes[1][row]);
    for (std::size_t row = 0; row < codes[2].size(); ++row)
      if (l.service.opened[row] <= s.as_of) others.push_back(codes[2][row]);
  }
  const std::size_t buyers = purchases.customer.size();
  if (!others.empty()) detail::add_customers(std::move(others), !l.purchases.amount.empty(), purchases);

  customers table;
  std::span<const std::int64_t> row_codes = purchases.customer;
  if (codes.is_text()) {
    table = customers(codes.texts(row_codes), s.as_of, s.unit);
  } else {
    table = customers(std::move(purchases.customer), s.as_of, s.unit);
    row_codes = table.keys().numbers();
  }
  if (bought) detail::add_purchases(purchases, buyers, !l.purchases.amount.empty(), table, report);
  if (answered || served || bound) {
    const detail::row_finder row_of(row_codes);
    if (answered) detail::add_answers(l.answers, codes[1], row_of, s, table, report);
    if (served) detail::add_service(l.service, codes[2], row_of, s, table, report);
    if (bound) detail::add_contracts(contracts, row_of, s, table);
  }
  report.customers = table.size();
  table.set_report(std::move(report));
  return table;
}

}  // namespace walaa::inline WALAA_ABI
