// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Columns of customers cut into blocks, and the kernels that a model's lanes make of them. */

#include <walaa/core/executor.hpp>
#include <walaa/math/simd/map_rows.hpp>

#include <algorithm>  // for min
#include <array>
#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI::detail {

/// P(alive) of frequency, recency, T.
template<class Lanes> struct p_alive_kernel {
  Lanes of;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 3>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    const auto odds = of(in[0], in[1], in[2]);
    out[0] = odds.alive / (odds.alive + odds.left);
  }
};
template<class Lanes> p_alive_kernel(Lanes) -> p_alive_kernel<Lanes>;

/// P(no purchase in the next t): left, or there and silent. Two positive terms: nothing cancels.
template<class Lanes> struct none_within_kernel {
  Lanes of;
  double t;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 3>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    const auto odds = of(in[0], in[1], in[2]);
    out[0] = mul_add(odds.alive, of.none_within(in[0], in[2], t), odds.left) / (odds.alive + odds.left);
  }
};
template<class Lanes> none_within_kernel(Lanes, double) -> none_within_kernel<Lanes>;

/// fill(first, last) for every block of rows.
template<class Fill> void for_blocks(std::size_t rows, const executor_ref& executor, const Fill& fill) {
  executor.parallel_for((rows + block_rows - 1) / block_rows,
                        [&](std::size_t block) { fill(block * block_rows, (std::min)(rows, (block + 1) * block_rows)); });
}

/// row(i) for every row, by blocks.
template<class Row> void fill_rows(std::size_t rows, std::span<double> out, const executor_ref& executor, const Row& row) {
  for_blocks(rows, executor, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) out[i] = row(i);
  });
}

}  // namespace walaa::inline WALAA_ABI::detail
