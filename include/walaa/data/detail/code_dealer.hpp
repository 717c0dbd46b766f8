// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Deals customers out into partitions that are worked on one by one, each small enough for a core's cache. */

#include <walaa/core/config.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace walaa::inline WALAA_ABI::detail {

/// About 8,192 events a partition, 2,048 partitions at most: powers of two.
inline unsigned partition_bits(std::size_t events) noexcept {
  return (std::min)(11u, static_cast<unsigned>(std::bit_width(events / 8192)));
}

/// Which partition a code belongs to: by range when the codes fill theirs, by hash otherwise.
class code_dealer {
 public:
  code_dealer(std::span<const std::int64_t> codes, unsigned bits) : bits_(bits) {
    std::int64_t low = (std::numeric_limits<std::int64_t>::max)(), high = (std::numeric_limits<std::int64_t>::min)();
    for (const std::int64_t c : codes) low = (std::min)(low, c), high = (std::max)(high, c);
    first_ = static_cast<std::uint64_t>(low);
    range_ = static_cast<std::uint64_t>(high) - first_;
    by_range_ = range_ < 2 * codes.size() + 1024;
    const auto width = static_cast<unsigned>(std::bit_width(range_));
    shift_ = by_range_ ? (width > bits ? width - bits : 0) : 64 - bits;
  }
  bool by_range() const noexcept { return by_range_; }
  std::size_t partitions() const noexcept { return std::size_t{1} << bits_; }

  /// What a partition looks codes up by: dense from 0 within the partition's range, or a hash.
  std::uint64_t mixed(std::int64_t code) const noexcept {
    const auto c = static_cast<std::uint64_t>(code);
    return by_range_ ? c - first_ : c * 0x9e3779b97f4a7c15u;
  }
  std::size_t operator()(std::int64_t code) const noexcept {
    return bits_ == 0 ? 0 : static_cast<std::size_t>(mixed(code) >> shift_);
  }

  /// By range: the first code of a partition, and how many codes it may have.
  std::int64_t first(std::size_t partition) const noexcept {
    return static_cast<std::int64_t>(first_ + (bits_ == 0 ? 0 : static_cast<std::uint64_t>(partition) << shift_));
  }
  std::size_t width() const noexcept { return bits_ == 0 ? static_cast<std::size_t>(range_) + 1 : std::size_t{1} << shift_; }

 private:
  unsigned bits_, shift_ = 0;
  std::uint64_t first_ = 0, range_ = 0;  // the lowest code, and how far above it the highest is
  bool by_range_ = false;
};

}  // namespace walaa::inline WALAA_ABI::detail
