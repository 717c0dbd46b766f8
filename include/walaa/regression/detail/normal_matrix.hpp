// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Sums of products of columns, Z' diag(w) Z, with the instructions of this processor: the cost of every Newton step of a
    regression. Z is the design in internal units: a column of ones, then (x - centre) / spread.

    Rows pass through in tiles that stay in the nearest cache: a tile is scaled once, then every pair of columns is multiplied
    out of it, two by four at a time. Columns are padded with zeros to a multiple of four, rows with weight 0. */

#include <walaa/core/executor.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/math/simd/across.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/math/sum.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

inline constexpr std::size_t tile_rows = 256;

/// The columns of a design and their internal units; a span a column, nothing owned.
struct scaled_design {
  std::span<const std::span<const double>> columns;
  std::span<const double> centre, spread;
  std::size_t rows = 0;

  std::size_t terms() const noexcept { return columns.size() + 1; }      ///< with the column of ones
  std::size_t padded() const noexcept { return (terms() + 3) / 4 * 4; }  ///< rows and columns of the matrix in memory
  std::size_t tile_size() const noexcept { return padded() * tile_rows; }
};

/// (from - centre) times `per`, then zeros up to a multiple of eight rows.
template<int N>
WALAA_INLINE void scale_column(const double* from, double centre, double per, std::size_t rows, double* to) noexcept {
  using simd::lanes;
  constexpr std::size_t width = N;
  std::size_t r = 0;
  for (; r + width <= rows; r += width) {
    ((lanes<N>::load(from + r) - centre) * per).store(to + r);
  }
  for (; r < rows; ++r) to[r] = (from[r] - centre) * per;
  for (; r % 8 != 0; ++r) to[r] = 0;
}

/// Rows first .. first + rows - 1 of the design, column after column, into a tile whose padding columns are zero already.
template<int N> WALAA_INLINE void fill_tile(const scaled_design& d, std::size_t first, std::size_t rows, double* z) noexcept {
  for (std::size_t r = 0; r < tile_rows; ++r) z[r] = 1;
  for (std::size_t j = 0; j < d.columns.size(); ++j)
    scale_column<N>(d.columns[j].data() + first, d.centre[j], 1 / d.spread[j], rows, z + (j + 1) * tile_rows);
}

/// The sums of N vectors from First on.
template<int N, std::size_t First> WALAA_INLINE void add_sums(const std::array<simd::lanes<N>, 8>& x, double* to) noexcept {
  [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
    simd::sums<N>({x[First + K]...}).store(to + First);
  }
  (std::make_index_sequence<N>{});
}

/// Four products of columns k .. k + 3 of the tile with each of two weighted columns, added to two rows of the matrix.
template<int N>
WALAA_INLINE void multiply_two_by_four(const double* one, const double* other, const double* z, std::size_t rows, double* to_one,
                                       double* to_other) noexcept {
  using simd::lanes;
  constexpr std::size_t width = N;
  const double *z0 = z, *z1 = z + tile_rows, *z2 = z + 2 * tile_rows, *z3 = z + 3 * tile_rows;
  lanes<N> a0 = lanes<N>::all(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  for (std::size_t r = 0; r < rows; r += width) {
    const lanes<N> a = lanes<N>::load(one + r), b = lanes<N>::load(other + r);
    const lanes<N> c0 = lanes<N>::load(z0 + r), c1 = lanes<N>::load(z1 + r), c2 = lanes<N>::load(z2 + r),
                   c3 = lanes<N>::load(z3 + r);
    a0 = simd::mul_add(a, c0, a0);
    a1 = simd::mul_add(a, c1, a1);
    a2 = simd::mul_add(a, c2, a2);
    a3 = simd::mul_add(a, c3, a3);
    b0 = simd::mul_add(b, c0, b0);
    b1 = simd::mul_add(b, c1, b1);
    b2 = simd::mul_add(b, c2, b2);
    b3 = simd::mul_add(b, c3, b3);
  }
  const std::array<lanes<N>, 8> products{a0, a1, a2, a3, b0, b1, b2, b3};
  alignas(64) double added[8];
  [&]<std::size_t... Part>(std::index_sequence<Part...>) __attribute__((always_inline)) {
    (add_sums<N, Part * width>(products, added), ...);
  }
  (std::make_index_sequence<8 / width>{});
  for (std::size_t k = 0; k < 4; ++k) {
    to_one[k] += added[k];
    to_other[k] += added[4 + k];
  }
}

/** matrix += Z' diag(w) Z, at least its lower triangle; rows a multiple of eight, w zero where the tile has no row.
    \param meanwhile  called with every column and every eighth row, evenly over the work */
template<int N, class Meanwhile>
WALAA_INLINE void add_products(const double* z, const double* w, std::size_t padded, std::size_t rows, double* matrix,
                               const Meanwhile& meanwhile) noexcept {
  using simd::lanes;
  constexpr std::size_t width = N;
  alignas(64) double weighted[2][tile_rows];
  for (std::size_t j = 0; j < padded; j += 2) {
    for (std::size_t r = 0; r < rows; r += width) {
      if (r % 8 == 0) {
        meanwhile(j, r);
        meanwhile(j + 1, r);
      }
      const lanes<N> by = lanes<N>::load(w + r);
      (by * lanes<N>::load(z + j * tile_rows + r)).store(weighted[0] + r);
      (by * lanes<N>::load(z + (j + 1) * tile_rows + r)).store(weighted[1] + r);
    }
    for (std::size_t k = 0; k <= j + 1; k += 4)
      multiply_two_by_four<N>(weighted[0], weighted[1], z + k * tile_rows, rows, matrix + j * padded + k,
                              matrix + (j + 1) * padded + k);
  }
}

/// What to do meanwhile: fetch the next tile. Between columns the processor loses track of where it is read.
struct fetch_next_tile {
  const scaled_design& design;
  std::size_t first;  // row of this tile

  WALAA_INLINE void operator()(std::size_t term, std::size_t row) const noexcept {
    if (term > 0 && term < design.terms()) __builtin_prefetch(design.columns[term - 1].data() + first + tile_rows + row);
  }
};

/// Numbers that are added place by place.
struct sums {
  std::vector<double> of;
  sums& operator+=(const sums& more) noexcept {
    for (std::size_t i = 0; i < of.size(); ++i) of[i] += more.of[i];
    return *this;
  }
};

/** Sums over all tiles, of `size` numbers: add(first, rows, tile, sums) for each tile in order. Whole blocks of rows are dealt
    to at most 64 parts, a number that does not depend on threads, and the parts are added in pairs, in order.
    \param every  1, or the blocks that are skipped between two that are used, plus 1
    \param most   rows of a tile, a divisor of block_rows */
template<class Add>
std::vector<double> sum_tiles(const scaled_design& d, std::size_t size, const executor_ref& executor, std::size_t every,
                              Add&& add, std::size_t most = tile_rows) {
  const std::size_t blocks = (d.rows + block_rows - 1) / block_rows, used = (blocks + every - 1) / every;
  const std::size_t parts = (std::min)(used, std::size_t{64});
  std::vector<sums> part(parts);
  executor.parallel_for(parts, [&](std::size_t p) {
    part[p].of.assign(size, 0.0);
    const large_buffer<double> tile(d.tile_size());
    std::fill_n(tile.data(), d.tile_size(), 0.0);
    for (std::size_t b = p * used / parts; b < (p + 1) * used / parts; ++b) {
      const std::size_t end = (std::min)(d.rows, (b * every + 1) * block_rows);
      for (std::size_t first = b * every * block_rows; first < end; first += most)
        add(first, (std::min)(most, end - first), tile.data(), part[p].of.data());
    }
  });
  return pairwise_sum(std::move(part)).of;
}

/// Sums of w d and w d^2 over some rows of a column, d = x - origin.
struct moments_call {
  const double *x, *weights;  // null: one each
  double origin;
  std::size_t first, rows;
  sums& out;

  template<int N> WALAA_INLINE void run() const noexcept {
    using simd::lanes;
    constexpr std::size_t width = N;
    lanes<N> one = lanes<N>::all(0), two = one;
    std::size_t r = first;
    for (; r + width <= first + rows; r += width) {
      const lanes<N> d = lanes<N>::load(x + r) - origin, wd = weights ? lanes<N>::load(weights + r) * d : d;
      one = one + wd;
      two = simd::mul_add(wd, d, two);
    }
    double last[2] = {};
    for (; r < first + rows; ++r) {
      const double d = x[r] - origin, wd = weights ? weights[r] * d : d;
      last[0] += wd;
      last[1] += wd * d;
    }
    out.of = {simd::sum(one) + last[0], simd::sum(two) + last[1]};
  }
};

struct products_call {
  const scaled_design& design;
  const double* weights;  // null: one each
  std::size_t first, rows;
  double *tile, *matrix;

  template<int N> WALAA_INLINE void run() const noexcept {
    alignas(64) double w[tile_rows];
    std::size_t r = 0;
    for (; r < rows; ++r) w[r] = weights ? weights[first + r] : 1;
    for (; r % 8 != 0; ++r) w[r] = 0;
    fill_tile<N>(design, first, rows, tile);
    add_products<N>(tile, w, design.padded(), r, matrix, fetch_next_tile{design, first});
  }
};

/// Z' diag(w) Z with d.padded() rows and columns, its lower triangle.
inline std::vector<double> weighted_products(const scaled_design& d, std::span<const double> weights,
                                             const executor_ref& executor) {
  return sum_tiles(
      d, d.padded() * d.padded(), executor, 1, [&](std::size_t first, std::size_t rows, double* tile, double* matrix) {
        simd::on_active_path(products_call{d, weights.empty() ? nullptr : weights.data(), first, rows, tile, matrix});
      });
}

}  // namespace walaa::inline WALAA_ABI::detail
