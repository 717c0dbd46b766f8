// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Can these numbers be a covariance? Asked of what comes out of a file: symmetric, no variance negative, and positive
    semidefinite within rounding (1e-9 of the variances). */

#include <walaa/core/check.hpp>

#include <cmath>  // for fabs, sqrt
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/** \param c n x n numbers, row by row
    \throws invalid_input saying what is wrong */
inline void check_covariance(std::string_view where, std::span<const double> c, std::size_t n) {
  constexpr double rounding = 1e-9;
  check_same_length(where, "covariance", c.size(), "parameters squared", n * n);
  check_finite(where, "covariance", c);
  const auto refuse = [&](std::size_t i, std::size_t j, const char* rule) {
    detail::refuse(error_code::bad_value, where, "covariance", i * n + j, c[i * n + j], rule);
  };
  for (std::size_t i = 0; i < n; ++i)
    if (c[i * n + i] < 0) refuse(i, i, "is a negative variance");
  const auto scale = [&](std::size_t i, std::size_t j) { return std::sqrt(c[i * n + i]) * std::sqrt(c[j * n + j]); };
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (std::fabs(c[i * n + j] - c[j * n + i]) > rounding * scale(i, j)) refuse(i, j, "is not symmetric");

  // Cholesky of the correlations, whose pivots may not be negative; where one is 0, nothing may stand beside it.
  std::vector<double> l(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      if (scale(i, j) == 0 && c[i * n + j] != 0) refuse(i, j, "is a covariance of something that does not vary");
      double rest = scale(i, j) == 0 ? 0 : c[i * n + j] / scale(i, j);
      for (std::size_t k = 0; k < j; ++k) rest -= l[i * n + k] * l[j * n + k];
      if (i == j) {
        if (rest < -rounding) refuse(i, i, "belongs to a matrix that is not positive semidefinite");
        l[i * n + i] = rest > 0 ? std::sqrt(rest) : 0;
      } else if (l[j * n + j] * l[j * n + j] > rounding) {
        l[i * n + j] = rest / l[j * n + j];
      } else if (std::fabs(rest) > std::sqrt(2 * rounding)) {  // the minor of i and j, whose pivot j is nil
        refuse(i, j, "belongs to a matrix that is not positive semidefinite");
      }
    }
}

}  // namespace walaa::inline WALAA_ABI
