// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The three loops over rows of a Cox fit, with the instructions of this processor: rates, sums over a stretch of rows, and
    weighted products of columns. */

#include <walaa/math/simd/across.hpp>
#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/regression/detail/normal_matrix.hpp>

#include <algorithm>
#include <cstddef>

namespace walaa::inline WALAA_ABI::detail {

/// r = weight exp(theta' z) of whole tiles; the largest |theta' z|. theta[0] belongs to the column of ones.
struct cox_rates_call {
  const double *x, *weight, *theta;
  std::size_t first_tile, last_tile, terms, padded;
  double *r, *largest;

  template<int N> WALAA_INLINE void run() const noexcept {
    using simd::lanes;
    constexpr std::size_t width = N;
    lanes<N> most = lanes<N>::all(0);
    for (std::size_t tile = first_tile; tile < last_tile; ++tile) {
      const double* const z = x + tile * padded * tile_rows;
      for (std::size_t i = 0; i < tile_rows; i += width) {
        lanes<N> sum = lanes<N>::all(theta[0]);
        for (std::size_t j = 1; j < terms; ++j) sum = simd::mul_add(lanes<N>::load(z + j * tile_rows + i), theta[j], sum);
        const lanes<N> size = simd::select(sum < 0.0, -sum, sum);
        most = simd::select(size > most, size, most);
        (lanes<N>::load(weight + tile * tile_rows + i) * simd::exp(sum)).store(r + tile * tile_rows + i);
      }
    }
    double of[N];
    most.store(of);
    for (int k = 0; k < N; ++k)
      if (of[k] > *largest) *largest = of[k];
  }
};

/// to[j] += sum of r z_j over the rows [first, last), for every column, the ones first.
struct cox_stretch_call {
  const double *x, *r;
  std::size_t first, last, padded;
  double* to;

  template<int N> WALAA_INLINE void run() const noexcept {
    using simd::lanes;
    constexpr std::size_t width = N;
    for (std::size_t at = first; at < last;) {
      const std::size_t tile = at / tile_rows, begin = at % tile_rows, end = (std::min)(tile_rows, begin + (last - at));
      const double *const z = x + tile * padded * tile_rows, *const w = r + tile * tile_rows;
      for (std::size_t j = 0; j < padded; j += 4) {
        const double *z0 = z + j * tile_rows, *z1 = z0 + tile_rows, *z2 = z1 + tile_rows, *z3 = z2 + tile_rows;
        lanes<N> s0 = lanes<N>::all(0), s1 = s0, s2 = s0, s3 = s0;
        std::size_t i = begin;
        for (; i + width <= end; i += width) {
          const lanes<N> by = lanes<N>::load(w + i);
          s0 = simd::mul_add(by, lanes<N>::load(z0 + i), s0);
          s1 = simd::mul_add(by, lanes<N>::load(z1 + i), s1);
          s2 = simd::mul_add(by, lanes<N>::load(z2 + i), s2);
          s3 = simd::mul_add(by, lanes<N>::load(z3 + i), s3);
        }
        double t0 = simd::sum(s0), t1 = simd::sum(s1), t2 = simd::sum(s2), t3 = simd::sum(s3);
        for (; i < end; ++i) t0 += w[i] * z0[i], t1 += w[i] * z1[i], t2 += w[i] * z2[i], t3 += w[i] * z3[i];
        to[j] += t0, to[j + 1] += t1, to[j + 2] += t2, to[j + 3] += t3;
      }
      at += end - begin;
    }
  }
};

/// Sums of r z_j from row to row within one tile: to[row][j] = from[j] + those of the rows up to it, row by row in memory.
struct cox_running_call {
  const double *z, *r, *from;  ///< z, r: the tile's
  std::size_t begin, end, padded;
  double* to;

  template<int N> WALAA_INLINE void run() const noexcept {
    for (std::size_t j = 0; j < padded; j += 4) {
      const double *z0 = z + j * tile_rows, *z1 = z0 + tile_rows, *z2 = z1 + tile_rows, *z3 = z2 + tile_rows;
      double s0 = from[j], s1 = from[j + 1], s2 = from[j + 2], s3 = from[j + 3];
      double* out = to + j;
      for (std::size_t i = begin; i < end; ++i, out += padded) {
        s0 += r[i] * z0[i], s1 += r[i] * z1[i], s2 += r[i] * z2[i], s3 += r[i] * z3[i];
        out[0] = s0, out[1] = s1, out[2] = s2, out[3] = s3;
      }
    }
  }
};

/// matrix += Z' diag(m) Z over one tile, at least its lower triangle.
struct cox_products_call {
  const double *z, *m;
  std::size_t padded, rows;  ///< rows a multiple of eight
  double* matrix;

  template<int N> WALAA_INLINE void run() const noexcept {
    add_products<N>(z, m, padded, rows, matrix, [](std::size_t, std::size_t) {});
  }
};

/// Vectors with weights, whose products are summed a tile at a time.
class cox_vectors {
 public:
  explicit cox_vectors(std::size_t padded) : padded_(padded), z_(padded * tile_rows), m_(tile_rows), sum_(padded * padded) {}

  /// v[j] = f(j) for the columns [1, terms)
  template<class F> void add(double weight, std::size_t terms, F&& f) {
    if (n_ == tile_rows) flush();
    for (std::size_t j = 1; j < terms; ++j) z_[j * tile_rows + n_] = f(j);
    m_[n_++] = weight;
  }
  /// Of all so far.
  std::vector<double> take() {
    flush();
    return std::move(sum_);
  }

 private:
  void flush() {
    std::size_t rows = n_;
    for (; rows % 8 != 0; ++rows) m_[rows] = 0;
    simd::on_active_path(cox_products_call{z_.data(), m_.data(), padded_, rows, sum_.data()});
    n_ = 0;
  }
  std::size_t padded_, n_ = 0;
  std::vector<double> z_, m_, sum_;
};

}  // namespace walaa::inline WALAA_ABI::detail
