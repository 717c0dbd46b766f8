// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The largest value of a column: a running maximum waits four cycles for every row, eight of them do not. */

#include <walaa/core/config.hpp>

#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI {

/// At least 0, which an empty column has; NaN is not larger than anything.
inline double largest(std::span<const double> column) noexcept {
  constexpr std::size_t lanes = 8;
  double lane[lanes] = {};
  std::size_t i = 0;
  for (; i + lanes <= column.size(); i += lanes)
    for (std::size_t k = 0; k < lanes; ++k) lane[k] = column[i + k] > lane[k] ? column[i + k] : lane[k];
  for (; i < column.size(); ++i) lane[0] = column[i] > lane[0] ? column[i] : lane[0];
  double most = 0;
  for (const double x : lane) most = x > most ? x : most;
  return most;
}

}  // namespace walaa::inline WALAA_ABI
