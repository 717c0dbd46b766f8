// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Points that cover a box evenly, however few are taken: where to start a search again.

    The R-sequence: point k has coordinates frac(1/2 + k / phi^i), phi the root above 1 of x^(N+1) = x + 1. No seed, no state.
    Not random numbers: neighbours are correlated (math/random.hpp has a random stream).

    Source: Roberts (2018), The unreasonable effectiveness of quasirandom sequences. */

#include <walaa/core/config.hpp>

#include <array>
#include <cmath>
#include <cstddef>

namespace walaa::inline WALAA_ABI {

/// Point k of the sequence in [0, 1)^N, k from 1.
template<std::size_t N> std::array<double, N> low_discrepancy_point(std::size_t k) noexcept {
  double root = 1.5;
  for (int i = 0; i < 60; ++i) root = std::pow(1 + root, 1.0 / static_cast<double>(N + 1));
  std::array<double, N> point{};
  double step = 1;
  for (double& u : point) {
    step /= root;
    u = 0.5 + static_cast<double>(k) * step;
    u -= std::floor(u);
  }
  return point;
}

}  // namespace walaa::inline WALAA_ABI
