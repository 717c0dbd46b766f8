// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Sorts many values by a number of each, in time linear in how many there are. */

#include <walaa/data/detail/large_buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

struct placed_number {
  std::uint64_t number;
  std::size_t place;
};

/// By number(value), a 64-bit unsigned; equal ones stay in their order.
template<class Value, class Number> void radix_sort(large_buffer<Value>& values, std::size_t n, Number number) {
  constexpr unsigned digit = 11;
  constexpr std::size_t buckets = std::size_t{1} << digit;
  large_buffer<Value> sorted(n);
  std::uint64_t differ = 0;
  for (std::size_t i = 0; i < n; ++i) differ |= number(values[i]) ^ number(values[0]);
  for (unsigned shift = 0; shift < 64; shift += digit) {
    if (((differ >> shift) & (buckets - 1)) == 0) continue;
    std::vector<std::size_t> at(buckets);
    for (std::size_t i = 0; i < n; ++i) ++at[(number(values[i]) >> shift) & (buckets - 1)];
    std::size_t begin = 0;
    for (std::size_t& a : at) begin += std::exchange(a, begin);
    for (std::size_t i = 0; i < n; ++i) sorted[at[(number(values[i]) >> shift) & (buckets - 1)]++] = values[i];
    std::swap(values, sorted);
  }
}

inline void radix_sort(large_buffer<placed_number>& values, std::size_t n) {
  radix_sort(values, n, [](const placed_number& value) noexcept { return value.number; });
}

}  // namespace walaa::inline WALAA_ABI::detail
