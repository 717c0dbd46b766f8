// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The gaps between purchases, one row a gap: the raw material of every judgement about silence.

        g = gaps(all, log);        customers of a table, their purchases
        kaplan_meier::fit(g.view());

    A gap is a spell like any other: it begins with a purchase and ends with the next one (event 1); the last gap of a customer
    is his present silence, which has not ended (event 0). So survival methods read them as they are: 1 - S(g + h)/S(g) is the
    chance that a silence of g ends within h. The gaps of one customer resemble each other: `customer` is the cluster for errors.

    Purchases on one day are one purchase; refunds, later days and customers whom the table does not know are left out, counted. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/survival/spell.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>  // for type_identity_t
#include <unordered_map>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Gaps of customers, those of one together and oldest first.
struct gap_table {
  time_unit unit = time_unit::day;
  std::vector<double> duration;    ///< length of the gap, in the unit
  std::vector<double> event;       ///< 1 ended by a purchase, 0 the present silence
  std::vector<double> customer;    ///< row of his in the table
  std::vector<std::size_t> first;  ///< where the gaps of row i begin; one more than there are customers
  std::size_t same_day = 0, refunds = 0, after_as_of = 0, strangers = 0;  ///< rows of the log that made no gap

  std::size_t size() const noexcept { return duration.size(); }
  std::size_t customers() const noexcept { return first.empty() ? 0 : first.size() - 1; }

  /// The gaps of row i that a purchase ended.
  std::span<const double> ended(std::size_t i) const noexcept {
    const std::size_t n = first[i + 1] - first[i];
    return {duration.data() + first[i], n > 0 ? n - 1 : 0};
  }
  /// How long row i has been silent; missing for who never bought.
  double silence(std::size_t i) const noexcept { return first[i + 1] > first[i] ? duration[first[i + 1] - 1] : missing; }

  /// As survival methods read them.
  spells view() const noexcept { return {.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = unit}; }
};

namespace detail {

/// The table's row of each event; strangers get `rows`.
template<class Key> std::vector<std::size_t> rows_of(std::span<const Key> known, std::span<const Key> asked) {
  using view = std::conditional_t<std::is_same_v<Key, std::string>, std::string_view, Key>;
  std::unordered_map<view, std::size_t> at;
  at.reserve(known.size());
  for (std::size_t i = 0; i < known.size(); ++i) at.emplace(view(known[i]), i);
  std::vector<std::size_t> out(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto found = at.find(view(asked[i]));
    out[i] = found == at.end() ? known.size() : found->second;
  }
  return out;
}

inline void check_gap_log(const customer_view& c, const purchase_log& log) {
  constexpr std::string_view where = "gaps";
  check_same_length(where, "customer", log.customer.size(), "on", log.on.size());
  if (!log.amount.empty()) check_same_length(where, "customer", log.customer.size(), "amount", log.amount.size());
  if (c.as_of() == no_date) throw invalid_input(error_code::bad_date, "gaps: the table has no as-of day", "as_of");
  if (c.keys().size() != c.size())
    throw invalid_input(error_code::wrong_length, "gaps: the table has no keys, so that no purchase finds its customer", "keys");
  if (!log.customer.empty() && c.size() > 0 && log.customer.is_text() != c.keys().is_text())
    throw invalid_input(error_code::wrong_key_kind, "gaps: the table and the log have keys of different kinds", "customer");
  for (std::size_t i = 0; i < log.on.size(); ++i) {
    if (log.on[i] == no_date)
      throw invalid_input(error_code::bad_date, "gaps: on[" + std::to_string(i) + "] is no date", "on", i);
    if (!log.amount.empty() && !is_finite(log.amount[i]))
      refuse(error_code::not_finite, where, "amount", i, log.amount[i], "is not a finite number");
  }
}

}  // namespace detail

/** The gaps of the customers of a table, up to its as-of day, in its unit.
    \throws invalid_input for columns of unequal length, a day that is none, keys of another kind than the table's */
template<class Log = purchase_log> gap_table gaps(customer_view c, const std::type_identity_t<Log>& log) {
  detail::check_gap_log(c, log);
  const std::vector<std::size_t> row = log.customer.is_text() ? detail::rows_of(c.keys().texts(), log.customer.texts())
                                                              : detail::rows_of(c.keys().numbers(), log.customer.numbers());
  gap_table out;
  out.unit = c.unit();
  std::vector<std::pair<std::size_t, date>> visits;
  visits.reserve(row.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == c.size())
      ++out.strangers;
    else if (log.on[i] > c.as_of())
      ++out.after_as_of;
    else if (!log.amount.empty() && log.amount[i] < 0)
      ++out.refunds;
    else
      visits.emplace_back(row[i], log.on[i]);
  }
  std::sort(visits.begin(), visits.end());
  const auto end = std::unique(visits.begin(), visits.end());
  out.same_day = static_cast<std::size_t>(visits.end() - end);
  visits.erase(end, visits.end());

  out.first.assign(c.size() + 1, 0);
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const auto [who, when] = visits[i];
    const bool last = i + 1 == visits.size() || visits[i + 1].first != who;
    out.duration.push_back(in_units(when, last ? c.as_of() : visits[i + 1].second, c.unit()));
    out.event.push_back(last ? 0 : 1);
    out.customer.push_back(static_cast<double>(who));
    ++out.first[who + 1];
  }
  for (std::size_t i = 0; i < c.size(); ++i) out.first[i + 1] += out.first[i];
  return out;
}

}  // namespace walaa::inline WALAA_ABI
