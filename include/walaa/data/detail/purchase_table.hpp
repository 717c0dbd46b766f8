// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What purchase logs come to before they are columns: the facts of each customer, left where they were folded, and the
    ascending order of customers over them. */

#include <walaa/data/detail/purchase_folding.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
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

/// What a run of partitions comes to.
struct folded_partitions {
  std::vector<std::int64_t> customer;
  std::vector<purchase_facts> facts;
  purchase_counts counts;
  purchase_problem problem, unknown_refund;  // of the careful path
  bool ok = true;                            // of the fast path: false sends the log to the careful one
};

/// A customer's code, made so that unsigned order is the order of codes, and where his facts are.
struct placed_customer {
  std::uint64_t code;
  std::uint32_t place;
};

/// Ascending order of codes: a radix sort over the digits in which codes differ.
inline void sort_by_code(std::vector<placed_customer>& customers) {
  constexpr unsigned digit = 11;
  constexpr std::size_t buckets = std::size_t{1} << digit;
  std::uint64_t differ = 0;
  for (const placed_customer& c : customers) differ |= c.code ^ customers[0].code;
  std::vector<placed_customer> to(customers.size());
  for (unsigned shift = 0; shift < 64; shift += digit) {
    if (((differ >> shift) & (buckets - 1)) == 0) continue;
    std::vector<std::size_t> at(buckets + 1);
    for (const placed_customer& c : customers) ++at[((c.code >> shift) & (buckets - 1)) + 1];
    for (std::size_t b = 1; b <= buckets; ++b) at[b] += at[b - 1];
    for (const placed_customer& c : customers) to[at[(c.code >> shift) & (buckets - 1)]++] = c;
    customers.swap(to);
  }
}

/// Takes over the facts of all blocks (at most 64) and puts the customers into ascending order; adds up the counts.
inline void place_customers(std::vector<folded_partitions>& folded, bool already_ascending, purchase_table& out) {
  std::size_t n = 0;
  for (const folded_partitions& f : folded) n += f.customer.size(), out.counts += f.counts;
  out.customer.resize(n);
  out.place.resize(n);
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;  // flipped, negative codes come first
  std::vector<placed_customer> order;
  order.reserve(n);
  for (std::size_t b = 0; b < folded.size(); ++b) {
    for (std::size_t i = 0; i < folded[b].customer.size(); ++i)
      order.push_back({static_cast<std::uint64_t>(folded[b].customer[i]) ^ sign,
                       static_cast<std::uint32_t>(b << purchase_table::row_bits | i)});
    out.blocks.push_back(std::move(folded[b].facts));
    folded[b].customer = {};
  }
  if (!already_ascending) sort_by_code(order);
  for (std::size_t i = 0; i < n; ++i) {
    out.customer[i] = static_cast<std::int64_t>(order[i].code ^ sign);
    out.place[i] = order[i].place;
  }
}

}  // namespace walaa::inline WALAA_ABI::detail
