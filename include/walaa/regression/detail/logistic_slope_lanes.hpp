// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The log-likelihood of a logistic regression with its gradient, without the Hessian: straight from the columns, which are read
    twice while they are near, since there is too little to do with a row to copy it. */

#include <walaa/regression/detail/logistic_lanes.hpp>

#include <cstddef>

namespace walaa::inline WALAA_ABI::detail {

/// Adds rows first .. first + rows - 1 to sums = [ln L, gradient (padded)].
struct logistic_slope_call {
  const scaled_design& design;
  const double *outcome, *weight, *offset;  // the last two may be null
  const double* slopes;                     // a column: gamma over its spread
  double intercept;
  std::size_t first, rows;
  double *room, *into;  // room: design.tile_size()

  template<int N> WALAA_INLINE void run() const noexcept {
    using simd::lanes;
    constexpr std::size_t width = N, strip = 4 * width;
    const std::size_t columns = design.columns.size(), whole = rows / strip * strip;
    double* const slope = room;  // width sums a column
    for (std::size_t k = 0; k < columns * width; ++k) slope[k] = 0;
    double ones[strip], zeros[strip] = {};
    for (double& w : ones) w = 1;
    lanes<N> gained = lanes<N>::all(0), residual = gained;
    for (std::size_t r = 0; r < whole; r += strip) {
      const std::size_t i = first + r;
      const auto column = [&](std::size_t j) __attribute__((always_inline)) { return design.columns[j].data() + i; };
      add_strip<N>(columns, column, outcome + i, weight ? weight + i : ones, offset ? offset + i : zeros, slope, gained,
                   residual);
    }
    if (whole < rows) {  // the last few, beside rows of weight 0
      double *const x = room + columns * width, y[strip], w[strip], known[strip];
      for (std::size_t k = 0; k < strip; ++k) {
        const bool there = whole + k < rows;
        const std::size_t i = first + (there ? whole + k : rows - 1);
        for (std::size_t j = 0; j < columns; ++j) x[j * strip + k] = design.columns[j][i];
        y[k] = outcome[i];
        w[k] = !there ? 0 : weight ? weight[i] : 1;
        known[k] = offset ? offset[i] : 0;
      }
      const auto column = [&](std::size_t j) __attribute__((always_inline)) { return x + j * strip; };
      add_strip<N>(columns, column, y, w, known, slope, gained, residual);
    }
    into[0] += simd::sum(gained);
    into[1] += simd::sum(residual);
    for (std::size_t j = 0; j < columns; ++j) into[2 + j] += simd::sum(lanes<N>::load(slope + j * width)) / design.spread[j];
  }

 private:
  /// Four vectors of rows, one column after the other: what a column has in common is loaded once, and no sum waits for another.
  template<int N, class Column>
  WALAA_INLINE void add_strip(std::size_t columns, const Column& column, const double* y, const double* w, const double* known,
                              double* slope, simd::lanes<N>& gained, simd::lanes<N>& residual) const noexcept {
    using simd::lanes;
    using simd::mul_add;
    constexpr std::size_t ahead = 64;  // rows; between columns the processor loses track. Half of the lines here, half below
    const auto load = [](const double* from, int k) __attribute__((always_inline)) { return lanes<N>::load(from + k * N); };
    lanes<N> e0 = load(known, 0) + intercept, e1 = load(known, 1) + intercept, e2 = load(known, 2) + intercept,
             e3 = load(known, 3) + intercept;
    for (std::size_t j = 0; j < columns; ++j) {
      const double* const x = column(j);
      const double centre = design.centre[j], by = slopes[j];
      for (int k = 0; k < 2 * N; k += 8) __builtin_prefetch(x + ahead + k);
      e0 = mul_add(load(x, 0) - centre, by, e0);
      e1 = mul_add(load(x, 1) - centre, by, e1);
      e2 = mul_add(load(x, 2) - centre, by, e2);
      e3 = mul_add(load(x, 3) - centre, by, e3);
    }
    const logistic_terms<N> t0(e0, load(y, 0), load(w, 0)), t1(e1, load(y, 1), load(w, 1)), t2(e2, load(y, 2), load(w, 2)),
        t3(e3, load(y, 3), load(w, 3));
    gained = gained + ((t0.gained + t1.gained) + (t2.gained + t3.gained));
    residual = residual + ((t0.residual + t1.residual) + (t2.residual + t3.residual));
    for (std::size_t j = 0; j < columns; ++j) {
      const double* const x = column(j);
      const double centre = design.centre[j];
      for (int k = 2 * N; k < 4 * N; k += 8) __builtin_prefetch(x + ahead + k);
      const lanes<N> a = mul_add(load(x, 0) - centre, t0.residual, load(slope + j * N, 0));
      const lanes<N> b = (load(x, 1) - centre) * t1.residual;
      (mul_add(load(x, 2) - centre, t2.residual, a) + mul_add(load(x, 3) - centre, t3.residual, b)).store(slope + j * N);
    }
  }
};

}  // namespace walaa::inline WALAA_ABI::detail
