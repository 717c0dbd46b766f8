// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Matrices of any size, by Eigen: eigenvalues of a symmetric matrix, the solution of a positive definite system, least
    squares. For models of up to 8 parameters math/small_matrix.hpp is lighter.

    Opt-in: Eigen's decompositions cost an includer seconds, so this header is in no roll-up. Matrices come and go row by row
    in spans and vectors; no type of Eigen stands in an interface. The bodies are templates that walaa::compiled has
    instantiated for double (WALAA_COMPILED). */

#include <walaa/core/check.hpp>

#include <Eigen/Cholesky>     // for LLT
#include <Eigen/Eigenvalues>  // for SelfAdjointEigenSolver
#include <Eigen/QR>           // for ColPivHouseholderQR

#include <cstddef>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Of a symmetric matrix; column k of `vectors` (row by row, n x n) belongs to values[k].
template<class Real> struct dense_eigen {
  std::vector<Real> values;  ///< ascending
  std::vector<Real> vectors;
};

/// Coefficients of least squares, and how many columns are independent of those before.
template<class Real> struct dense_least_squares {
  std::vector<Real> coefficients;
  std::size_t rank = 0;  ///< below the number of columns: they are collinear, the coefficients are one solution of many
};

namespace detail {
template<class Real> using row_major = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template<class Real> Eigen::Map<const row_major<Real>> mapped(std::span<const Real> m, std::size_t rows, std::size_t columns) {
  return {m.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns)};
}
template<class Real> Eigen::Map<const Eigen::Matrix<Real, Eigen::Dynamic, 1>> mapped(std::span<const Real> v) {
  return {v.data(), static_cast<Eigen::Index>(v.size())};
}
}  // namespace detail

/** Eigenvalues and vectors of the symmetric n x n matrix m; only its lower triangle is read.
    \throws invalid_input when m has not n * n finite numbers */
template<class Real> dense_eigen<Real> decompose_symmetric(std::span<const Real> m, std::size_t n) {
  check_same_length("decompose_symmetric", "n * n", n * n, "m", m.size());
  check_finite("decompose_symmetric", "m", m);
  const Eigen::SelfAdjointEigenSolver<detail::row_major<Real>> solver(detail::mapped(m, n, n));
  dense_eigen<Real> out{std::vector<Real>(n), std::vector<Real>(n * n)};
  Eigen::Map<Eigen::Matrix<Real, Eigen::Dynamic, 1>>(out.values.data(), static_cast<Eigen::Index>(n)) = solver.eigenvalues();
  Eigen::Map<detail::row_major<Real>>(out.vectors.data(), static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n)) =
      solver.eigenvectors();
  return out;
}

/** x of m x = b by Cholesky; empty when m is not positive definite.
    \throws invalid_input when the sizes do not fit or a number is not finite */
template<class Real> std::vector<Real> solve_positive_definite(std::span<const Real> m, std::span<const Real> b) {
  check_same_length("solve_positive_definite", "b * b", b.size() * b.size(), "m", m.size());
  check_finite("solve_positive_definite", "m", m);
  check_finite("solve_positive_definite", "b", b);
  const Eigen::LLT<detail::row_major<Real>> cholesky(detail::mapped(m, b.size(), b.size()));
  if (cholesky.info() != Eigen::Success) return {};
  std::vector<Real> x(b.size());
  Eigen::Map<Eigen::Matrix<Real, Eigen::Dynamic, 1>>(x.data(), static_cast<Eigen::Index>(x.size())) =
      cholesky.solve(detail::mapped(b));
  return x;
}

/** The coefficients that bring the columns of the n x k design (row by row) nearest to y, by QR with pivoting.
    \throws invalid_input when the sizes do not fit or a number is not finite */
template<class Real>
dense_least_squares<Real> solve_least_squares(std::span<const Real> design, std::span<const Real> y, std::size_t columns) {
  check_same_length("solve_least_squares", "rows * columns", y.size() * columns, "design", design.size());
  check_finite("solve_least_squares", "design", design);
  check_finite("solve_least_squares", "y", y);
  const Eigen::ColPivHouseholderQR<detail::row_major<Real>> qr(detail::mapped(design, y.size(), columns));
  dense_least_squares<Real> out{std::vector<Real>(columns), static_cast<std::size_t>(qr.rank())};
  Eigen::Map<Eigen::Matrix<Real, Eigen::Dynamic, 1>>(out.coefficients.data(), static_cast<Eigen::Index>(columns)) =
      qr.solve(detail::mapped(y));
  return out;
}

#if defined(WALAA_COMPILED)
extern template dense_eigen<double> decompose_symmetric(std::span<const double>, std::size_t);
extern template std::vector<double> solve_positive_definite(std::span<const double>, std::span<const double>);
extern template dense_least_squares<double> solve_least_squares(std::span<const double>, std::span<const double>, std::size_t);
#endif

}  // namespace walaa::inline WALAA_ABI
