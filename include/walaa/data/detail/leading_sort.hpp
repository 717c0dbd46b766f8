// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Sorts many values by a number of each: by radix on the leading bits of the numbers' range, which tell most of them apart, and
    by comparison who agrees in those. Half the passes over memory of a sort by all bits. */

#include <walaa/data/detail/large_buffer.hpp>

#include <algorithm>  // for is_sorted, sort
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>  // for exchange, swap

namespace walaa::inline WALAA_ABI::detail {

/// A number to sort by: bits that ascend as v does; -0 is 0.
inline std::uint64_t ascending_bits(double v) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(v + 0.0);
  return bits >> 63 ? ~bits : bits | std::uint64_t{1} << 63;
}

/// By number(value), a 64-bit unsigned, ascending; the order of equal ones is not kept. The worst case is n log n.
template<class Value, class Number> void leading_sort(large_buffer<Value>& values, std::size_t n, Number number) {
  const auto less = [&](const Value& a, const Value& b) { return number(a) < number(b); };
  if (n < 512) return std::sort(values.data(), values.data() + n, less);
  std::uint64_t low = number(values[0]), high = low;
  for (std::size_t i = 1; i < n; ++i) {
    const std::uint64_t x = number(values[i]);
    low = x < low ? x : low, high = x > high ? x : high;
  }
  if (low == high) return;
  const int spare = std::countl_zero(high - low);
  constexpr unsigned digit = 11, passes = 3, rest = 64 - digit * passes;
  constexpr std::size_t buckets = std::size_t{1} << digit;
  const auto leading = [&](const Value& v) { return ((number(v) - low) << spare) >> rest; };
  std::array<std::array<std::size_t, buckets>, passes> at{};
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t x = leading(values[i]);
    for (unsigned pass = 0; pass < passes; ++pass) ++at[pass][(x >> (digit * pass)) & (buckets - 1)];
  }
  large_buffer<Value> sorted(n);
  for (unsigned pass = 0; pass < passes; ++pass) {
    const auto bucket = [&](const Value& v) { return (leading(v) >> (digit * pass)) & (buckets - 1); };
    if (at[pass][bucket(values[0])] == n) continue;
    std::size_t begin = 0;
    for (std::size_t& a : at[pass]) begin += std::exchange(a, begin);
    for (std::size_t i = 0; i < n; ++i) sorted[at[pass][bucket(values[i])]++] = values[i];
    std::swap(values, sorted);
  }
  if (spare >= static_cast<int>(rest)) return;  // the range has no further bits
  for (std::size_t first = 0; first < n;) {
    std::size_t last = first + 1;
    const std::uint64_t same = leading(values[first]);
    while (last < n && leading(values[last]) == same) ++last;
    Value* const from = values.data() + first;
    if (last - first > 1 && !std::is_sorted(from, from + (last - first), less)) std::sort(from, from + (last - first), less);
    first = last;
  }
}

}  // namespace walaa::inline WALAA_ABI::detail
