// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Sorts many numbers that carry a place each, in time linear in how many there are. */

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

/// By number; equal ones stay in their order.
inline void radix_sort(large_buffer<placed_number>& values, std::size_t n) {
  constexpr unsigned digit = 11;
  constexpr std::size_t buckets = std::size_t{1} << digit;
  large_buffer<placed_number> sorted(n);
  std::uint64_t differ = 0;
  for (std::size_t i = 0; i < n; ++i) differ |= values[i].number ^ values[0].number;
  for (unsigned shift = 0; shift < 64; shift += digit) {
    if (((differ >> shift) & (buckets - 1)) == 0) continue;
    std::vector<std::size_t> at(buckets);
    for (std::size_t i = 0; i < n; ++i) ++at[(values[i].number >> shift) & (buckets - 1)];
    std::size_t begin = 0;
    for (std::size_t& a : at) begin += std::exchange(a, begin);
    for (std::size_t i = 0; i < n; ++i) sorted[at[(values[i].number >> shift) & (buckets - 1)]++] = values[i];
    std::swap(values, sorted);
  }
}

}  // namespace walaa::inline WALAA_ABI::detail
