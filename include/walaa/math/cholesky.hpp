// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Cholesky factor, solution and inverse for positive definite matrices of any size, row by row in plain memory.

        m = L L',   L lower triangular

    For regressions with a few dozen columns. Models of up to 8 parameters keep their matrices on the stack
    (math/small_matrix.hpp); eigenvalues and rectangular problems are in math/dense.hpp. No pivoting: a matrix that is singular up
    to rounding may pass, so ask regression/design.hpp first whether columns depend on each other.

    Source: Golub & Van Loan, Matrix Computations, algorithm 4.2.1. */

#include <walaa/core/config.hpp>

#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI {

/** Turns the lower triangle of the n x n matrix a into L; the upper triangle is neither read nor written.
    \returns false when a is not positive definite or holds NaN; its lower triangle is then of no use */
inline bool cholesky(std::span<double> a, std::size_t n) noexcept {
  for (std::size_t j = 0; j < n; ++j) {
    double* const row_j = &a[j * n];
    const double d = std::inner_product(row_j, row_j + j, row_j, row_j[j], std::minus<>{}, std::multiplies<>{});
    if (!(d > 0) || !is_finite(d)) return false;
    row_j[j] = std::sqrt(d);
    for (std::size_t i = j + 1; i < n; ++i) {
      double* const row_i = &a[i * n];
      row_i[j] = std::inner_product(row_i, row_i + j, row_j, row_i[j], std::minus<>{}, std::multiplies<>{}) / row_j[j];
    }
  }
  return true;
}

/// b becomes L^-1 b: half of a solution.
inline void cholesky_forward(std::span<const double> l, std::size_t n, std::span<double> b) noexcept {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= l[i * n + k] * b[k];
    b[i] /= l[i * n + i];
  }
}

/// b becomes the x of L L' x = b.
inline void cholesky_solve(std::span<const double> l, std::size_t n, std::span<double> b) noexcept {
  cholesky_forward(l, n, b);
  for (std::size_t i = n; i-- > 0;) {
    b[i] /= l[i * n + i];
    for (std::size_t k = 0; k < i; ++k) b[k] -= l[i * n + k] * b[i];
  }
}

/// The inverse of L L', row by row; symmetric to the last bit.
inline std::vector<double> cholesky_inverse(std::span<const double> l, std::size_t n) {
  std::vector<double> inverse(n * n), column(n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) column[i] = i == j ? 1 : 0;
    cholesky_solve(l, n, column);
    for (std::size_t i = j; i < n; ++i) inverse[i * n + j] = inverse[j * n + i] = column[i];
  }
  return inverse;
}

/// ln det(L L').
inline double cholesky_log_determinant(std::span<const double> l, std::size_t n) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += 2 * std::log(l[i * n + i]);
  return sum;
}

}  // namespace walaa::inline WALAA_ABI
