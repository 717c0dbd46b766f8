// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    An answer log -> a column an item: each customer's latest answer that still counts.

    Reversed items are turned round, so that more is better in every column. Of several answers to one item on one day the
    lowest counts (after turning): the log does not say which came last, and the order of rows says nothing. */

#include <walaa/core/check.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/detail/key_codes.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/detail/purchase_step.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Names that summarize gives to its own columns; no item may bear one.
inline constexpr std::string_view column_names[] = {
    "frequency",     "recency",         "T",       "monetary_value",   "complaints", "open_tickets",
    "promises_kept", "promises_broken", "returns", "first_reply_days", "tenure",     "left"};

inline void check_items(const answer_log& log) {
  for (std::size_t i = 0; i < log.items.size(); ++i) {
    const item& q = log.items[i];
    const std::string name = "answers." + std::string(q.name);
    if (q.name.empty())
      throw invalid_input(error_code::bad_option, "summarize: answers.items[" + std::to_string(i) + "] has no name",
                          "answers.items", i);
    check_same_length("summarize", "answers.customer", log.customer.size(), name, q.answer.size());
    if (!is_finite(q.lowest) || !is_finite(q.highest) || !(q.lowest < q.highest))
      throw invalid_input(error_code::bad_option,
                          "summarize: " + name + " has the scale " + number_text(q.lowest) + " to " + number_text(q.highest) +
                              "; the lowest answer must be below the highest",
                          name);
    bool taken = std::find(std::begin(column_names), std::end(column_names), q.name) != std::end(column_names);
    for (std::size_t k = 0; k < i; ++k) taken |= log.items[k].name == q.name;
    if (taken)
      throw invalid_input(error_code::duplicate_column,
                          "summarize: two columns would be named '" + std::string(q.name) + "'; rename the item", name);
  }
}

[[noreturn]] inline void refuse_stranger(std::string_view column, std::size_t row) {
  throw invalid_input(error_code::stranger,
                      "summarize: " + std::string(column) + "[" + std::to_string(row) +
                          "] is no customer; customers are who bought, has a contract or stands in the roster",
                      column, row);
}

template<class Summary>
void add_answers(const answer_log& log, std::span<const std::int64_t> codes, const row_finder& row_of, const Summary& s,
                 customers& table, join_report& report) {
  const std::size_t n = codes.size(), m = log.items.size();
  std::vector<std::vector<double>> answer(m, std::vector<double>(table.size(), missing));
  std::vector<std::vector<date>> given(m, std::vector<date>(table.size(), no_date));
  for (std::size_t row = 0; row < n; ++row) {
    const date on = log.on[row];
    if (!is_day(on)) refuse_date("summarize", "answers.on", row);
    const bool late = on > s.as_of;
    const std::size_t who = row_of(codes[row]);
    if (late)
      ++report.after_as_of;
    else if (who == row_finder::nobody) {
      if (s.strangers == unmatched::error) refuse_stranger("answers.customer", row);
      ++report.answers_of_strangers;
    }
    bool mended = false;
    for (std::size_t i = 0; i < m; ++i) {
      const item& q = log.items[i];
      double a = q.answer[row];
      if (is_missing(a)) continue;
      if (!(a >= q.lowest && a <= q.highest)) {
        if (s.bad_rows == policy::strict)
          refuse(error_code::out_of_range, "summarize", "answers." + std::string(q.name), row, a,
                 "is outside the item's scale [" + number_text(q.lowest) + ", " + number_text(q.highest) +
                     "]; give its lowest and highest");
        mended = true;
        continue;
      }
      if (late || who == row_finder::nobody) continue;
      if (!(days(s.as_of - on) < s.answers_count_for)) {
        ++report.expired_answers;
        continue;
      }
      if (q.reversed) a = q.lowest + q.highest - a;
      if (on > given[i][who])
        given[i][who] = on, answer[i][who] = a;
      else if (on == given[i][who]) {
        ++report.same_day_answers;
        answer[i][who] = (std::min)(answer[i][who], a);
      }
    }
    if (mended && !late) ++report.repaired;
  }
  for (std::size_t who = 0; who < table.size(); ++who)
    report.answered += std::any_of(given.begin(), given.end(), [&](const auto& g) { return g[who] != no_date; });
  for (std::size_t i = 0; i < m; ++i) table.with(log.items[i].name, std::move(answer[i]));
}

}  // namespace walaa::inline WALAA_ABI::detail
