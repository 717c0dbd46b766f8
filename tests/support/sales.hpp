// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    For tests of the room data: purchase logs written row by row, tables compared bit by bit, the words of a refusal. */

#include <walaa/data/customers.hpp>
#include <walaa/data/logs.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace walaa::tests {

inline date day(const char* text) { return parse_date(text); }
inline date day(std::int64_t number) { return date{date::duration{number}}; }

/// The rows of a purchase log; all with amounts and ids, or all without.
struct sales {
  std::vector<std::int64_t> customer;
  std::vector<date> on;
  std::vector<double> amount;
  std::vector<std::int64_t> id;

  sales& add(std::int64_t who, date when) { return customer.push_back(who), on.push_back(when), *this; }
  sales& add(std::int64_t who, date when, double how_much) { return add(who, when), amount.push_back(how_much), *this; }
  sales& add(std::int64_t who, date when, double how_much, std::int64_t event) {
    return add(who, when, how_much), id.push_back(event), *this;
  }
  template<class... More> sales& add(std::int64_t who, const char* when, More... more) { return add(who, day(when), more...); }

  std::size_t size() const { return customer.size(); }
  void swap_rows(std::size_t a, std::size_t b) {
    std::swap(customer[a], customer[b]), std::swap(on[a], on[b]);
    if (!amount.empty()) std::swap(amount[a], amount[b]);
    if (!id.empty()) std::swap(id[a], id[b]);
  }
  purchase_log log() const { return rows(0, size()); }
  purchase_log rows(std::size_t first, std::size_t n) const {
    const auto part = [&](const auto& column) {
      return column.empty() ? std::span(column) : std::span(column).subspan(first, n);
    };
    return {.customer = part(customer), .on = part(on), .amount = part(amount), .id = part(id)};
  }
};

inline std::vector<double> column(customer_view c, std::string_view name) { return {c[name].begin(), c[name].end()}; }

/// Same customers in the same order, same columns, same bits; the reports may differ.
inline ::testing::AssertionResult same_table(const customers& a, const customers& b) {
  if (a.size() != b.size()) return ::testing::AssertionFailure() << a.size() << " and " << b.size() << " customers";
  if (a.names() != b.names()) return ::testing::AssertionFailure() << "other columns";
  if (a.unit() != b.unit() || a.as_of() != b.as_of()) return ::testing::AssertionFailure() << "other unit or day";
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a.keys()[i] != b.keys()[i])
      return ::testing::AssertionFailure() << "row " << i << " is " << a.keys().text(i) << " and " << b.keys().text(i);
    for (const std::string& name : a.names())
      if (std::bit_cast<std::uint64_t>(a[name][i]) != std::bit_cast<std::uint64_t>(b[name][i]))
        return ::testing::AssertionFailure()
               << name << "[" << i << "], of " << a.keys().text(i) << ", is " << a[name][i] << " and " << b[name][i];
  }
  return ::testing::AssertionSuccess();
}

/// What the caller reads when f throws.
template<class F> std::string refusal(F&& f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

}  // namespace walaa::tests
