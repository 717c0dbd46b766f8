// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Deals customers out into partitions that are worked on one by one, each small enough for a core's cache.

    By range where that deals evenly: then partitions are in order of codes and so is the table; where codes crowd together in
    a few places, by hash. How a log is dealt depends on its codes alone, never on the executor. */

#include <walaa/core/executor.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// About 8,192 events a partition, 2,048 partitions at most: powers of two.
inline unsigned partition_bits(std::size_t events) noexcept {
  return (std::min)(11u, static_cast<unsigned>(std::bit_width(events / 8192)));
}

/// A log's rows cut into at most 16 runs of at least 2^18, which may be worked on side by side.
struct row_chunks {
  explicit row_chunks(std::size_t n) : rows(n), count(std::clamp<std::size_t>(n / 262144, 1, 16)) {}
  std::size_t begin(std::size_t chunk) const noexcept { return chunk * rows / count; }

  std::size_t rows, count;
};

/// Which partition a code belongs to, and where in it.
struct code_map {
  std::uint64_t base = 0, factor = 1;
  unsigned bits = 0, below = 0;  ///< of the partition's number, and of the place in the partition

  std::size_t operator()(std::int64_t code) const noexcept {
    return static_cast<std::size_t>(place(code) >> (std::min)(63u, below)) & ((std::size_t{1} << bits) - 1);
  }
  /// One of 2^k buckets of a partition.
  std::size_t bucket(std::int64_t code, unsigned k) const noexcept {
    return static_cast<std::size_t>(place(code) >> (std::min)(63u, below > k ? below - k : 0)) & ((std::size_t{1} << k) - 1);
  }

 private:
  std::uint64_t place(std::int64_t code) const noexcept { return (static_cast<std::uint64_t>(code) - base) * factor; }
};

class code_dealer {
 public:
  code_dealer(std::span<const std::int64_t> codes, unsigned bits, executor_ref executor = {}) {
    const row_chunks chunks(codes.size());
    std::vector<std::int64_t> low(chunks.count), high(chunks.count);
    executor.parallel_for(chunks.count, [&](std::size_t chunk) {
      std::int64_t least = (std::numeric_limits<std::int64_t>::max)(), most = (std::numeric_limits<std::int64_t>::min)();
      for (std::size_t row = chunks.begin(chunk); row < chunks.begin(chunk + 1); ++row)
        least = (std::min)(least, codes[row]), most = (std::max)(most, codes[row]);
      low[chunk] = least, high[chunk] = most;
    });
    const auto least = static_cast<std::uint64_t>(*std::min_element(low.begin(), low.end()));
    const std::uint64_t range = static_cast<std::uint64_t>(*std::max_element(high.begin(), high.end())) - least;
    const auto width = static_cast<unsigned>(std::bit_width(range));
    map_ = {.base = least, .bits = bits, .below = width > bits ? width - bits : 0};
    count(codes, chunks, executor);
    if (!crowded(codes.size())) return;
    map_ = {.factor = 0x9e3779b97f4a7c15u, .bits = bits, .below = 64 - bits};
    count(codes, chunks, executor);
  }
  const code_map& map() const noexcept { return map_; }
  std::size_t partitions() const noexcept { return std::size_t{1} << map_.bits; }

  /// How many rows each chunk has in each partition: chunk by chunk.
  const std::vector<std::size_t>& counts() const noexcept { return counts_; }

 private:
  void count(std::span<const std::int64_t> codes, const row_chunks& chunks, executor_ref executor) {
    counts_.assign(chunks.count * partitions(), 0);
    executor.parallel_for(chunks.count, [&](std::size_t chunk) {
      const code_map partition = map_;
      std::vector<std::uint32_t> counts(partitions());
      for (const std::int64_t code : codes.subspan(chunks.begin(chunk), chunks.begin(chunk + 1) - chunks.begin(chunk)))
        ++counts[partition(code)];
      std::copy(counts.begin(), counts.end(), counts_.begin() + static_cast<std::ptrdiff_t>(chunk * partitions()));
    });
  }

  /// True when most rows are in partitions of more than 8 times their share.
  bool crowded(std::size_t rows) const noexcept {
    std::size_t in_crowds = 0;
    for (std::size_t p = 0; p < partitions(); ++p) {
      std::size_t n = 0;
      for (std::size_t at = p; at < counts_.size(); at += partitions()) n += counts_[at];
      if (n > 8 * (rows >> map_.bits)) in_crowds += n;
    }
    return in_crowds > rows / 2;
  }

  code_map map_;
  std::vector<std::size_t> counts_;
};

}  // namespace walaa::inline WALAA_ABI::detail
