// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Symmetric matrices of up to 8 x 8 on the stack: Cholesky factor, solution, inverse, eigenvalues.

    Made for models of a few parameters, where including a matrix library would cost every user seconds of compile time.
    For larger or rectangular problems use math/dense.hpp.

    Source: Golub & Van Loan, Matrix Computations, algorithms 4.2.1 (Cholesky) and 8.5.2 (cyclic Jacobi). */

#include <walaa/core/config.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

namespace walaa::inline WALAA_ABI {

template<std::size_t N> using small_vector = std::array<double, N>;

template<std::size_t N> class small_matrix {
  static_assert(N >= 1 && N <= 8, "small_matrix is for 1 to 8 rows; math/dense.hpp for more");

 public:
  double& operator()(std::size_t i, std::size_t j) noexcept { return v_[i * N + j]; }
  double operator()(std::size_t i, std::size_t j) const noexcept { return v_[i * N + j]; }

  static constexpr small_matrix identity() noexcept {
    small_matrix m;
    for (std::size_t i = 0; i < N; ++i) m.v_[i * N + i] = 1;
    return m;
  }

  friend bool operator==(const small_matrix&, const small_matrix&) = default;

 private:
  std::array<double, N * N> v_{};
};

/// The lower factor L with L L' = m; empty when m is not positive definite (or holds NaN). Reads the lower triangle.
template<std::size_t N> std::optional<small_matrix<N>> cholesky(const small_matrix<N>& m) noexcept {
  small_matrix<N> l;
  for (std::size_t j = 0; j < N; ++j) {
    double d = m(j, j);
    for (std::size_t k = 0; k < j; ++k) d -= l(j, k) * l(j, k);
    if (!(d > 0) || !is_finite(d)) return std::nullopt;
    l(j, j) = std::sqrt(d);
    for (std::size_t i = j + 1; i < N; ++i) {
      double s = m(i, j);
      for (std::size_t k = 0; k < j && k < N; ++k) s -= l(i, k) * l(j, k);
      l(i, j) = s / l(j, j);
    }
  }
  return l;
}

/// x with L L' x = b.
template<std::size_t N> small_vector<N> solve(const small_matrix<N>& l, small_vector<N> b) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= l(i, k) * b[k];
    b[i] /= l(i, i);
  }
  for (std::size_t i = N; i-- > 0;) {
    for (std::size_t k = i + 1; k < N; ++k) b[i] -= l(k, i) * b[k];
    b[i] /= l(i, i);
  }
  return b;
}

/// The inverse of L L'; symmetric to the last bit.
template<std::size_t N> small_matrix<N> inverse(const small_matrix<N>& l) noexcept {
  small_matrix<N> out;
  for (std::size_t j = 0; j < N; ++j) {
    small_vector<N> unit{};
    unit[j] = 1;
    const small_vector<N> column = solve(l, unit);
    for (std::size_t i = j; i < N; ++i) out(i, j) = out(j, i) = column[i];
  }
  return out;
}

template<std::size_t N> struct symmetric_eigen {
  small_vector<N> values{};   ///< ascending
  small_matrix<N> vectors{};  ///< column k belongs to values[k]; unit length
};

/// Eigenvalues and vectors of a symmetric matrix by cyclic Jacobi rotations.
template<std::size_t N> symmetric_eigen<N> eigen(small_matrix<N> m) noexcept {
  small_matrix<N> v = small_matrix<N>::identity();
  for (int sweep = 0; sweep < 50; ++sweep) {  // quadratic convergence: 6 to 8 sweeps
    double off = 0, on = 0;
    for (std::size_t i = 0; i < N; ++i) {
      on += m(i, i) * m(i, i);
      for (std::size_t j = 0; j < i; ++j) off += m(i, j) * m(i, j);
    }
    if (!(off > 1e-40 * on)) break;  // also leaves when something is NaN
    for (std::size_t p = 0; p + 1 < N; ++p)
      for (std::size_t q = p + 1; q < N; ++q) {
        if (m(p, q) == 0) continue;
        const double theta = (m(q, q) - m(p, p)) / (2 * m(p, q));
        const double t = (theta < 0 ? -1 : 1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < N; ++k) {
          const double kp = m(k, p), kq = m(k, q);
          m(k, p) = c * kp - s * kq;
          m(k, q) = s * kp + c * kq;
        }
        for (std::size_t k = 0; k < N; ++k) {
          const double pk = m(p, k), qk = m(q, k);
          m(p, k) = c * pk - s * qk;
          m(q, k) = s * pk + c * qk;
          const double vp = v(k, p), vq = v(k, q);
          v(k, p) = c * vp - s * vq;
          v(k, q) = s * vp + c * vq;
        }
      }
  }
  symmetric_eigen<N> out;
  std::array<std::size_t, N> order{};
  for (std::size_t i = 0; i < N; ++i) order[i] = i;
  for (std::size_t i = 1; i < N; ++i)  // insertion: N is at most 8
    for (std::size_t j = i; j > 0 && m(order[j], order[j]) < m(order[j - 1], order[j - 1]); --j)
      std::swap(order[j], order[j - 1]);
  for (std::size_t k = 0; k < N; ++k) {
    out.values[k] = m(order[k], order[k]);
    for (std::size_t i = 0; i < N; ++i) out.vectors(i, k) = v(i, order[k]);
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
