// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A smooth function on an interval as a polynomial of degree 12, from its values at 13 Chebyshev nodes.

    The interpolant's error falls like rho^-13, rho the size of the largest ellipse around the interval in which the function
    is analytic; the last coefficients show whether that was enough. The polynomial is kept in powers of s in [-1, 1] (the
    interval's middle is 0): the coefficients fall so fast by then that the powers lose nothing, and a row costs twelve
    multiplications in two short chains.

    Do not use it for functions with a kink or a pole near the interval: cut the interval instead (value/score_table.hpp).

    Source: Trefethen (2013), Approximation Theory and Approximation Practice, chapters 3 and 8. */

#include <walaa/core/config.hpp>

#include <array>
#include <cmath>
#include <cstddef>

namespace walaa::inline WALAA_ABI {

inline constexpr std::size_t chebyshev_degree = 12;
inline constexpr std::size_t chebyshev_points = chebyshev_degree + 1;

namespace detail {

/// cos(pi (2 i + 1) / 26) for the first half of the nodes, i = 0 .. 6; the middle one is 0.
inline constexpr std::array<double, 7> chebyshev_half{0.99270887409805399280,
                                                      0.93501624268541482344,
                                                      0.82298386589365639458,
                                                      0.66312265824079520238,
                                                      0.46472317204376854566,
                                                      0.23931566428755776715,
                                                      0};

/// T_k(x) by recurrence, k = 0 .. 12, at every node.
constexpr std::array<std::array<double, chebyshev_points>, chebyshev_points> chebyshev_values() noexcept {
  std::array<std::array<double, chebyshev_points>, chebyshev_points> t{};
  for (std::size_t i = 0; i < chebyshev_points; ++i) {
    const double x = i < 7 ? chebyshev_half[i] : -chebyshev_half[chebyshev_degree - i];
    t[0][i] = 1;
    t[1][i] = x;
    for (std::size_t k = 2; k < chebyshev_points; ++k) t[k][i] = 2 * x * t[k - 1][i] - t[k - 2][i];
  }
  return t;
}
inline constexpr auto chebyshev_at_nodes = chebyshev_values();

/// Coefficients of the powers in T_k; whole numbers.
constexpr std::array<std::array<double, chebyshev_points>, chebyshev_points> chebyshev_powers() noexcept {
  std::array<std::array<double, chebyshev_points>, chebyshev_points> t{};
  t[0][0] = 1;
  t[1][1] = 1;
  for (std::size_t k = 2; k < chebyshev_points; ++k)
    for (std::size_t j = 0; j <= k; ++j) t[k][j] = (j > 0 ? 2 * t[k - 1][j - 1] : 0) - t[k - 2][j];
  return t;
}
inline constexpr auto chebyshev_in_powers = chebyshev_powers();

}  // namespace detail

/// The i-th of the 13 nodes in [-1, 1], descending.
constexpr double chebyshev_node(std::size_t i) noexcept { return detail::chebyshev_at_nodes[1][i]; }

/// The polynomial through 13 values, in powers of s.
struct chebyshev_fit {
  std::array<double, chebyshev_points> power{};
  double tail = 0;  ///< the larger of the last two Chebyshev coefficients: what is left out is smaller still

  /// values[i] is the function at chebyshev_node(i)
  static chebyshev_fit through(const std::array<double, chebyshev_points>& values) noexcept {
    chebyshev_fit fit;
    for (std::size_t k = chebyshev_points; k-- > 0;) {
      double c = 0;
      for (std::size_t i = 0; i < chebyshev_points; ++i) c += values[i] * detail::chebyshev_at_nodes[k][i];
      c *= (k == 0 ? 1.0 : 2.0) / chebyshev_points;
      for (std::size_t j = k % 2; j <= k; j += 2) fit.power[j] += c * detail::chebyshev_in_powers[k][j];
      if (k + 2 >= chebyshev_points && std::abs(c) > fit.tail) fit.tail = std::abs(c);
    }
    return fit;
  }
};

/// The polynomial with these 13 coefficients at s in [-1, 1]: even and odd powers side by side.
inline double chebyshev_value(const double* power, double s) noexcept {
  const double w = s * s;
  double even = power[12], odd = power[11];
  for (std::size_t k = 5; k-- > 0;) {
    even = even * w + power[2 * k + 2];
    odd = odd * w + power[2 * k + 1];
  }
  return even * w + power[0] + s * odd;
}

}  // namespace walaa::inline WALAA_ABI
