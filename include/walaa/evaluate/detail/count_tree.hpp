// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How much stands before a place, while things are put to places: a Fenwick tree with sixteen children a node, so that a
    million places are five levels and a node of counts is one cache line; and for places that hold one row at most, bits under
    such a tree, which are a twentieth of its size. */

#include <walaa/data/detail/large_buffer.hpp>

#include <algorithm>  // for fill_n
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>  // for memcpy
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// T counts (uint32_t) or weighs (double).
template<class T> class count_tree {
  static_assert(std::is_same_v<T, std::uint32_t> || std::is_same_v<T, double>);

 public:
  using amount = T;
  explicit count_tree(std::size_t places) {
    std::array<std::size_t, most_levels> size{};
    std::size_t total = 0;
    for (std::size_t n = places + 1; levels_ < most_levels; n = n / width + 1) {
      size[levels_] = (n / width + 1) * width;
      total += size[levels_++];
      if (n <= width) break;
    }
    nodes_ = large_buffer<T>(total);
    std::fill_n(nodes_.data(), total, T{0});
    T* at = nodes_.data();
    for (std::size_t k = 0; k < levels_; ++k) level_[k] = at, at += size[k];
  }

  void add(std::size_t place, T more) noexcept {
    for (std::size_t k = 0; k < levels_; ++k, place /= width) add_after(level_[k] + place / width * width, place % width, more);
  }
  /// What stands at places below this one; place may be one past the last.
  T before(std::size_t place) const noexcept {
    T sum = 0;
    for (std::size_t k = 0; k < levels_; ++k, place /= width) sum += level_[k][place];
    return sum;
  }
  /// What stands at places from first to before last: up to the node that holds both, mostly one step.
  T between(std::size_t first, std::size_t last) const noexcept {
    T sum = 0;
    for (std::size_t k = 0; k < levels_ && first != last; ++k, first /= width, last /= width)
      sum += level_[k][last] - level_[k][first];
    return sum;
  }
  /// Asks for the memory of a place that is needed soon.
  void expect(std::size_t place) const noexcept { __builtin_prefetch(level_[0] + place); }

 private:
  static constexpr std::size_t width = 16, most_levels = 9;
  using mask = std::conditional_t<std::is_same_v<T, double>, double, std::uint32_t>;

  /// Row c: all of it after child c, nothing until there.
  static constexpr std::array<std::array<mask, width>, width> after = [] {
    std::array<std::array<mask, width>, width> rows{};
    for (std::size_t c = 0; c < width; ++c)
      for (std::size_t k = c + 1; k < width; ++k) rows[c][k] = std::is_same_v<T, double> ? mask(1) : static_cast<mask>(-1);
    return rows;
  }();

  static void add_after(T* node, std::size_t child, T more) noexcept {
    std::array<T, width> sums;  // a copy: compilers see that nothing overlaps, and take several at once
    std::memcpy(sums.data(), node, sizeof sums);
    const mask* row = after[child].data();
    for (std::size_t k = 0; k < width; ++k) {
      if constexpr (std::is_same_v<T, double>)
        sums[k] += row[k] * more;
      else
        sums[k] += row[k] & more;
    }
    std::memcpy(node, sums.data(), sizeof sums);
  }

  large_buffer<T> nodes_;
  std::array<T*, most_levels> level_{};  // an entry: what its elder siblings hold
  std::size_t levels_ = 0;
};

/// The same for rows with a place each: a bit a place, and a count_tree over words of 64.
class bit_tree {
 public:
  using amount = std::uint32_t;
  explicit bit_tree(std::size_t places) : bits_(places / 64 + 1), words_(places / 64 + 1) {}

  /// more: 1 puts the row there, -1 (as an unsigned number) takes it away.
  void add(std::size_t place, std::uint32_t more) noexcept {
    bits_[place / 64] ^= std::uint64_t{1} << place % 64;
    words_.add(place / 64, more);
  }
  std::uint32_t before(std::size_t place) const noexcept {
    const std::uint64_t below = (std::uint64_t{1} << place % 64) - 1;
    return words_.before(place / 64) + ones(bits_[place / 64] & below);
  }
  /// Last is first + 1.
  std::uint32_t between(std::size_t first, std::size_t) const noexcept {
    return static_cast<std::uint32_t>(bits_[first / 64] >> first % 64 & 1);
  }
  void expect(std::size_t place) const noexcept { __builtin_prefetch(bits_.data() + place / 64); }

 private:
  static std::uint32_t ones(std::uint64_t v) noexcept {  // without -mpopcnt std::popcount is a call
    v -= v >> 1 & 0x5555'5555'5555'5555u;
    v = (v & 0x3333'3333'3333'3333u) + (v >> 2 & 0x3333'3333'3333'3333u);
    return static_cast<std::uint32_t>(((v + (v >> 4)) & 0x0f0f'0f0f'0f0f'0f0fu) * 0x0101'0101'0101'0101u >> 56);
  }

  std::vector<std::uint64_t> bits_;
  count_tree<std::uint32_t> words_;
};

}  // namespace walaa::inline WALAA_ABI::detail
