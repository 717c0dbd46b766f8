// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Calibration and holdout: the same logs as of two days. What a model may see stands in the columns as of the first day, what
    happened then to the customers of that day in further columns:

        frequency_holdout        purchases in (as_of, holdout_end]; nobody is born here, so the first one counts too
        monetary_value_holdout   their mean spend; missing where there is none
        duration_holdout         the length of the holdout, in the table's unit

    The holdout knows nothing of the calibration: a refund there of a purchase before it is a refund of nothing, and customers
    who first bought in the holdout are in no row. */

#include <walaa/data/summarize.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// The rows of a purchase log after a day, as a log of their own.
struct later_purchases {
  std::vector<std::int64_t> customer;
  std::vector<date> on;
  std::vector<double> amount;
  std::vector<std::int64_t> ids;
  std::vector<std::string> id_texts;

  later_purchases(const purchase_log& log, std::span<const std::int64_t> codes, date after) {
    for (std::size_t row = 0; row < codes.size(); ++row) {
      if (log.on[row] <= after) continue;
      customer.push_back(codes[row]);
      on.push_back(log.on[row]);
      if (!log.amount.empty()) amount.push_back(log.amount[row]);
      if (log.id.empty()) continue;
      if (log.id.is_text())
        id_texts.push_back(log.id.texts()[row]);
      else
        ids.push_back(log.id.numbers()[row]);
    }
  }
  purchase_log view() const {
    return {.customer = customer, .on = on, .amount = amount, .id = id_texts.empty() ? key_view(ids) : key_view(id_texts)};
  }
};

}  // namespace detail

/** The calibration table as of s.as_of, with the columns of the holdout beside.
    \throws invalid_input as summarize does; when holdout_end is not after as_of; when as_of is not the last day of its period
            (the period would be in both halves) */
template<class Summary = summary> customers split(const logs& l, const Summary& s, date holdout_end) {
  if (!detail::is_day(holdout_end) || holdout_end <= s.as_of)
    throw invalid_input(error_code::bad_date,
                        "split: holdout_end = " + date_text(holdout_end) + " is not after as_of = " + date_text(s.as_of),
                        "holdout_end");
  customers table = summarize(l, s);
  const std::int64_t begin = period_of(s.as_of, s.period), end = period_of(holdout_end, s.period);
  if (period_of(s.as_of + date::duration{1}, s.period) == begin)
    throw invalid_input(
        error_code::bad_date,
        "split: as_of = " + date_text(s.as_of) + " is not the last day of its period; the period would be in both halves",
        "as_of");

  const bool is_text = table.size() > 0 && table.keys().is_text();
  const detail::named_keys columns[] = {{"purchases.customer", l.purchases.customer}, {"customers", table.keys()}};
  const detail::key_codes codes("split", std::span(columns, is_text || !l.purchases.customer.is_text() ? 2u : 1u));
  const detail::later_purchases later(l.purchases, codes[0], s.as_of);
  summary whole = s;
  whole.as_of = holdout_end;
  whole.unknown_refunds = unmatched::count;
  const auto bought = detail::fold_purchases(later.view(), later.customer, whole);

  const amount_scale scale(s.amount_unit);
  const std::size_t n = table.size();
  const bool has_amount = !l.purchases.amount.empty();
  std::vector<double> count(n), spend(has_amount ? n : 0, missing);
  const std::vector<double> duration(n, between_periods(begin, end, s.period, s.unit));
  if (n > 0) {
    const detail::row_finder row_of(codes[1]);
    for (const detail::folded_partitions& part : bought)
      for (std::size_t i = 0; i < part.customer.size(); ++i) {
        const std::size_t row = row_of(part.customer[i]);
        if (row == detail::row_finder::nobody) continue;
        const detail::purchase_facts& f = part.facts[i];
        count[row] = static_cast<double>(f.periods);
        if (has_amount) spend[row] = scale.mean(f.first_sum + f.repeat_sum, count[row]);
      }
  }
  table.with("frequency_holdout", std::move(count)).with("duration_holdout", duration);
  if (has_amount) table.with("monetary_value_holdout", std::move(spend));
  return table;
}

}  // namespace walaa::inline WALAA_ABI
