// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What purchase logs come to: the customers in ascending order of codes, and their columns. */

#include <walaa/data/amount.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/detail/purchase_folding.hpp>
#include <walaa/data/detail/radix_sort.hpp>
#include <walaa/data/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Customers with a purchase that stands, in ascending order of codes.
struct purchase_table {
  std::vector<std::int64_t> customer;
  std::vector<double> frequency, recency, age, monetary_value;  // the last one empty for a log without amounts
  purchase_counts counts;
  std::size_t after_as_of = 0;
};

/// Puts the rows of a table into ascending order of codes.
inline void sort_by_code(purchase_table& t) {
  if (std::is_sorted(t.customer.begin(), t.customer.end())) return;
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;  // flipped, negative codes come first
  const std::size_t n = t.customer.size();
  large_buffer<placed_number> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = {static_cast<std::uint64_t>(t.customer[i]) ^ sign, i};
  radix_sort(order, n);
  for (std::size_t i = 0; i < n; ++i) t.customer[i] = static_cast<std::int64_t>(order[i].number ^ sign);
  std::vector<double> sorted = large_vector<double>(n);
  for (std::vector<double>* column : {&t.frequency, &t.recency, &t.age, &t.monetary_value}) {
    if (column->empty()) continue;
    for (std::size_t i = 0; i < n; ++i) sorted[i] = (*column)[order[i].place];
    column->swap(sorted);
  }
}

/// Adds customers without purchases, in any order and more than once: their values are missing.
inline void add_customers(std::vector<std::int64_t> others, bool has_amount, purchase_table& t) {
  others.insert(others.end(), t.customer.begin(), t.customer.end());
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  for (std::vector<double>* column : {&t.frequency, &t.recency, &t.age, &t.monetary_value}) {
    if (column == &t.monetary_value && !has_amount) continue;
    std::vector<double> wide(others.size(), missing);
    for (std::size_t i = 0, row = 0; i < t.customer.size(); ++i, ++row) {
      while (others[row] != t.customer[i]) ++row;  // both ascend
      wide[row] = (*column)[i];
    }
    column->swap(wide);
  }
  t.customer = std::move(others);
}

/** The table of customers whose facts lie in blocks: customers[b] is how many block b has, each(b, f) calls f(code, facts) for
    each of them. */
template<class Each>
void fill_table(const std::vector<std::size_t>& customers, const Each& each, bool has_amount, const summary& s,
                purchase_table& out) {
  std::vector<std::size_t> begin(customers.size() + 1);
  for (std::size_t b = 0; b < customers.size(); ++b) begin[b + 1] = begin[b] + customers[b];
  const std::size_t n = begin.back();
  std::vector<double>* const columns[] = {&out.frequency, &out.recency, &out.age, &out.monetary_value};
  s.executor.parallel_for(has_amount ? 5 : 4, [&](std::size_t i) {  // fresh memory takes its time
    if (i == 0)
      out.customer = large_vector<std::int64_t>(n);
    else
      *columns[i - 1] = large_vector<double>(n);
  });
  const amount_scale scale(s.amount_unit);
  const std::int64_t end = period_of(s.as_of, s.period);
  s.executor.parallel_for(customers.size(), [&](std::size_t block) {
    std::size_t row = begin[block];
    each(block, [&](std::int64_t code, const purchase_facts& facts) {
      const purchase_values v = values_of(facts, end, s.period, s.unit, scale);
      out.customer[row] = code;
      out.frequency[row] = v.frequency;
      out.recency[row] = v.recency;
      out.age[row] = v.age;
      if (has_amount) out.monetary_value[row] = v.monetary_value;
      ++row;
    });
  });
  sort_by_code(out);
}

}  // namespace walaa::inline WALAA_ABI::detail
