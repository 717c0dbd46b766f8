// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    From coefficients of a design in internal units, (x - centre) / spread, to those of the columns as they are. */

#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/detail/normal_matrix.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// \param c  their covariance in internal units; empty for none
inline coefficients in_own_units(const scaled_design& d, std::span<const double> gamma, std::vector<double> c,
                                 std::span<const std::string> names) {
  const std::size_t n = d.terms();
  coefficients b{{std::string(intercept_name)}, std::vector<double>(gamma.begin(), gamma.end()), {}};
  b.names.insert(b.names.end(), names.begin(), names.end());
  for (std::size_t j = 1; j < n; ++j) {
    b.values[j] /= d.spread[j - 1];
    b.values[0] -= b.values[j] * d.centre[j - 1];
  }
  if (c.empty()) return b;
  for (std::size_t i = 0; i < n; ++i)  // A C A', A = the map above
    for (std::size_t j = 1; j < n; ++j) c[i * n + j] /= d.spread[j - 1];
  for (std::size_t i = 1; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) c[i * n + j] /= d.spread[i - 1];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 1; j < n; ++j) c[i * n] -= d.centre[j - 1] * c[i * n + j];
  for (std::size_t i = 1; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) c[j] -= d.centre[i - 1] * c[i * n + j];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) c[j * n + i] = c[i * n + j] = (c[i * n + j] + c[j * n + i]) / 2;
  b.covariance = std::move(c);
  return b;
}

}  // namespace walaa::inline WALAA_ABI::detail
