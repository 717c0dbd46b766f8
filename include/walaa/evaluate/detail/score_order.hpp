// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Customers in falling order of a score, for everything that asks how well a score ranks them.

    Doubles are turned into integers that fall as the score rises and are sorted by digits, in time linear in how many there
    are. -0 and 0 are one score. What is summed over customers of one score is summed in an order that the rows do not
    decide, so that permuted rows give the same bits. */

#include <walaa/core/check.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/detail/radix_sort.hpp>

#include <algorithm>  // for is_sorted, minmax_element, sort
#include <array>
#include <bit>  // for bit_cast, countl_zero
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>  // for exchange, swap

namespace walaa::inline WALAA_ABI::detail {

inline constexpr std::uint64_t magnitude_bits = 0x7fff'ffff'ffff'ffffu;

/// Falls as the score rises; the score is finite.
inline std::uint64_t falling_number(double score) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(score == 0 ? 0.0 : score);
  return bits > magnitude_bits ? bits : magnitude_bits - bits;
}

inline double score_of(std::uint64_t falling) noexcept {
  return std::bit_cast<double>(falling > magnitude_bits ? falling : magnitude_bits - falling);
}

/// A customer: his score as a falling number, and what is added up over customers.
struct ranked_amount {
  std::uint64_t number;
  double amount;
};

/// By falling score, equal scores by amount: the same sequence whatever the order of the rows.
inline void sort_ranked(large_buffer<ranked_amount>& values, std::size_t n) {
  radix_sort(values, n, [](const ranked_amount& one) noexcept { return one.number; });
  for (std::size_t first = 0; first < n;) {
    std::size_t last = first + 1;
    while (last < n && values[last].number == values[first].number) ++last;
    if (last - first > 1)
      std::sort(values.data() + first, values.data() + last,
                [](const ranked_amount& a, const ranked_amount& b) { return a.amount < b.amount; });
    first = last;
  }
}

/** Few by comparison; many by the 30 leading bits of their range, then neighbours that agree in those. `scratch` holds n too.
    Three passes over ten bits each are as few as the second-level cache bears, and leave groups of a few numbers; groups that
    a strange distribution makes large are sorted by comparison, so the worst case is n log n. */
inline void sort_numbers(std::uint64_t* values, std::uint64_t* scratch, std::size_t n) {
  if (n < 1024) return std::sort(values, values + n);
  const auto [low, high] = std::minmax_element(values, values + n);
  const std::uint64_t least = *low;
  if (*high == least) return;
  const int spare = std::countl_zero(*high - least);
  constexpr unsigned digit = 10, passes = 3, rest = 64 - digit * passes;
  constexpr std::size_t buckets = std::size_t{1} << digit;
  std::array<std::array<std::size_t, buckets>, passes> at{};
  const auto bucket = [](std::uint64_t x, unsigned pass) { return (x >> (rest + digit * pass)) & (buckets - 1); };
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t x = values[i] = (values[i] - least) << spare;
    for (unsigned pass = 0; pass < passes; ++pass) ++at[pass][bucket(x, pass)];
  }
  std::uint64_t *from = values, *to = scratch;
  for (unsigned pass = 0; pass < passes; ++pass) {
    std::size_t begin = 0;
    for (std::size_t& a : at[pass]) begin += std::exchange(a, begin);
    for (std::size_t i = 0; i < n; ++i) to[at[pass][bucket(from[i], pass)]++] = from[i];
    std::swap(from, to);
  }
  for (std::size_t first = 0; first < n;) {  // the odd number of passes ended in scratch
    std::size_t last = first + 1;
    while (last < n && from[last] >> rest == from[first] >> rest) ++last;
    if (!std::is_sorted(from + first, from + last)) std::sort(from + first, from + last);
    for (; first < last; ++first) values[first] = (from[first] >> spare) + least;
  }
}

/// 0 or 1 in every row.
inline void check_binary(std::string_view where, std::string_view name, std::span<const double> column) {
  std::size_t good = 0;
  for (const double y : column) good += static_cast<std::size_t>(y == 0) + static_cast<std::size_t>(y == 1);
  if (good == column.size()) return;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!(column[i] == 0 || column[i] == 1))
      refuse(is_finite(column[i]) ? error_code::out_of_range : error_code::not_finite, where, name, i, column[i],
             "is neither 0 nor 1");
}

/// Labels that are 0 or 1, finite scores, positive weights or none; as many of each.
inline void check_ranked(std::string_view where, std::span<const double> label, std::string_view name,
                         std::span<const double> score, std::span<const double> weight) {
  check_not_empty(where, "label", label.size());
  check_same_length(where, "label", label.size(), name, score.size());
  if (!weight.empty()) check_same_length(where, "label", label.size(), "weight", weight.size());
  check_binary(where, "label", label);
  check_finite(where, name, score);
  if (!weight.empty()) check_positive(where, "weight", weight);
}

}  // namespace walaa::inline WALAA_ABI::detail
