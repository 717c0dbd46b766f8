// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The log-likelihood of a logistic regression over a tile of rows, with its derivatives, and the linear predictor of rows to be
    scored, several rows at a time.

        ln L = sum w (y eta - max(eta, 0) - ln(1 + e^-|eta|)),    gradient = sum w (y - p) z,    -Hessian = sum w p (1 - p) z z' */

#include <walaa/math/simd/functions.hpp>
#include <walaa/regression/detail/normal_matrix.hpp>

#include <cstddef>

namespace walaa::inline WALAA_ABI::detail {

/// p = 1 / (1 + e^-eta) to full relative accuracy on both sides; NaN gives NaN.
template<int N> WALAA_INLINE simd::lanes<N> logistic_lanes(const simd::lanes<N>& eta) noexcept {
  using simd::lanes;
  const lanes<N> e = simd::exp(simd::select(eta > 0.0, -eta, eta)), by = 1.0 / (e + 1.0);
  return simd::select(eta > 0.0, by, e * by);
}

/// What rows with these linear predictors add to the log-likelihood, to the gradient (times z) and to the Hessian (times z z').
template<int N> struct logistic_terms {
  simd::lanes<N> gained, residual, curvature;

  WALAA_INLINE logistic_terms(const simd::lanes<N>& eta, const simd::lanes<N>& outcome, const simd::lanes<N>& weight) noexcept {
    using simd::lanes;
    const auto above = eta > 0.0;
    const lanes<N> e = simd::exp(simd::select(above, -eta, eta)), by = 1.0 / (e + 1.0), small = e * by;
    residual = weight * (outcome - simd::select(above, by, small));
    curvature = weight * (small * by);
    gained = weight * (outcome * eta - simd::select(above, eta, 0.0) - simd::log1p(e));
  }
};

/// Adds a tile to sums = [ln L, gradient (padded), Hessian (padded x padded, lower)]; the outcome may be any share in [0, 1].
struct logistic_tile_call {
  const scaled_design& design;
  const double *outcome, *weight, *offset;  // the last two may be null
  const double* gamma;                      // as many as terms
  std::size_t first, rows;
  double *tile, *into;

  template<int N> WALAA_INLINE void run() const noexcept {
    using simd::lanes;
    constexpr std::size_t width = N;
    const std::size_t terms = design.terms(), padded = design.padded(), end = (rows + 7) / 8 * 8;
    alignas(64) double y[tile_rows], w[tile_rows], known[tile_rows], residual[tile_rows], curvature[tile_rows];
    for (std::size_t r = 0; r < end; ++r) {
      const bool there = r < rows;
      y[r] = there ? outcome[first + r] : 0;
      w[r] = there ? (weight ? weight[first + r] : 1) : 0;
      known[r] = there && offset ? offset[first + r] : 0;
    }
    fill_tile<N>(design, first, rows, tile);
    lanes<N> log_likelihood = lanes<N>::all(0);
    for (std::size_t r = 0; r < end; r += width) {
      lanes<N> eta = lanes<N>::load(known + r) + gamma[0];
      for (std::size_t j = 1; j < terms; ++j) eta = simd::mul_add(lanes<N>::load(tile + j * tile_rows + r), gamma[j], eta);
      const logistic_terms<N> t(eta, lanes<N>::load(y + r), lanes<N>::load(w + r));
      t.residual.store(residual + r);
      t.curvature.store(curvature + r);
      log_likelihood = log_likelihood + t.gained;
    }
    into[0] += simd::sum(log_likelihood);
    for (std::size_t j = 0; j < terms; ++j) {
      lanes<N> slope = lanes<N>::all(0);
      for (std::size_t r = 0; r < end; r += width)
        slope = simd::mul_add(lanes<N>::load(residual + r), lanes<N>::load(tile + j * tile_rows + r), slope);
      into[1 + j] += simd::sum(slope);
    }
    add_products<N>(tile, curvature, padded, end, into + 1 + padded, fetch_next_tile{design, first});
  }
};

/** beta[0] + sum beta[j + 1] * column(j)[row] + offset for each row, or the probability of it. The order of the terms is that of
    the columns and every row goes through the same instructions: a row alone has the bits it has in a column.
    \param column  gives the values of the j-th column, at least `rows` of them */
template<class ColumnOf> struct predictor_call {
  const ColumnOf& column;
  const double* beta;
  std::size_t columns, rows;
  const double* offset;  // may be null
  bool as_probability;
  double* out;

  template<int N> WALAA_INLINE void run() const noexcept {
    for (std::size_t first = 0; first < rows; first += tile_rows)
      part<N>(first, rows - first < tile_rows ? rows - first : tile_rows);
  }

 private:
  template<int N> WALAA_INLINE static simd::lanes<N> some(const double* from, std::size_t left) noexcept {
    if (left >= static_cast<std::size_t>(N)) return simd::lanes<N>::load(from);
    if (left == 1) return simd::lanes<N>::all(*from);
    double few[N];
    for (std::size_t k = 0; k < static_cast<std::size_t>(N); ++k) few[k] = from[k < left ? k : 0];
    return simd::lanes<N>::load(few);
  }

  template<int N>
  WALAA_INLINE simd::lanes<N> finish(const simd::lanes<N>& eta, std::size_t first, std::size_t r,
                                     std::size_t count) const noexcept {
    simd::lanes<N> y = eta;
    if (offset) y = y + some<N>(offset + first + r, count - r);
    return as_probability ? logistic_lanes(y) : y;
  }

  template<int N> WALAA_INLINE void part(std::size_t first, std::size_t count) const noexcept {
    using simd::lanes;
    constexpr std::size_t width = N;
    double eta[tile_rows];
    if (count <= width) {  // one row, or the last few: no detour through memory
      lanes<N> y = lanes<N>::all(beta[0]);
      for (std::size_t j = 0; j < columns; ++j) y = simd::mul_add(some<N>(column(j) + first, count), beta[j + 1], y);
      finish<N>(y, first, 0, count).store(eta);
      for (std::size_t r = 0; r < count; ++r) out[first + r] = eta[r];
      return;
    }
    for (std::size_t r = 0; r < count; r += width) lanes<N>::all(beta[0]).store(eta + r);
    for (std::size_t j = 0; j < columns; ++j) {
      const double* const x = column(j) + first;
      for (std::size_t r = 0; r < count; r += width)
        simd::mul_add(some<N>(x + r, count - r), beta[j + 1], lanes<N>::load(eta + r)).store(eta + r);
    }
    for (std::size_t r = 0; r < count; r += width) finish<N>(lanes<N>::load(eta + r), first, r, count).store(eta + r);
    for (std::size_t r = 0; r < count; ++r) out[first + r] = eta[r];
  }
};

template<class ColumnOf>
void linear_predictors(const ColumnOf& column, std::span<const double> beta, std::size_t rows, const double* offset,
                       bool as_probability, double* out) noexcept {
  simd::on_active_path(predictor_call<ColumnOf>{column, beta.data(), beta.size() - 1, rows, offset, as_probability, out});
}

}  // namespace walaa::inline WALAA_ABI::detail
