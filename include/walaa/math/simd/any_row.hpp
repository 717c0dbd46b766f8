// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Whether a test holds for some row of columns, with the instructions of this processor: the doors that look at every row and
    find nothing. Who finds something looks again, row by row, for the words.

        struct is_negative {
          template<int N> WALAA_INLINE lane_mask<N> operator()(const std::array<lanes<N>, 1>& in) const noexcept { return in[0] < 0.0; }
        };
        any_row<1>(is_negative{}, {amounts}, rows) */

#include <walaa/math/simd/across.hpp>
#include <walaa/math/simd/map_rows.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA {

namespace detail {

template<std::size_t In, class Test> struct any_call {
  const Test& test;
  const std::array<const double*, In>& in;
  std::size_t rows;
  bool& found;

  template<int N> WALAA_INLINE void run() const noexcept {
    constexpr std::size_t width = N;
    const Test t = test;
    const auto at = [&](const std::array<const double*, In>& from, std::size_t i) __attribute__((always_inline)) {
      std::array<lanes<N>, In> x;
      for (std::size_t k = 0; k < In; ++k) x[k] = lanes<N>::load(from[k] + i);
      return t(x);
    };
    const std::size_t whole = rows - rows % width;
    lane_mask<N> seen = lanes<N>::all(0) < lanes<N>::all(0);
    for (std::size_t i = 0; i < whole; i += width) seen = seen | at(in, i);
    if (whole < rows) {
      double at_end[In][width];
      std::array<const double*, In> from;
      for (std::size_t k = 0; k < In; ++k) {
        for (std::size_t j = 0; j < width; ++j) at_end[k][j] = in[k][whole + j < rows ? whole + j : rows - 1];
        from[k] = at_end[k];
      }
      seen = seen | at(from, 0);
    }
    found = any(seen);
  }
};

struct is_missing_row {
  template<int N> WALAA_INLINE lane_mask<N> operator()(const std::array<lanes<N>, 1>& in) const noexcept {
    return is_missing(in[0]);
  }
};

}  // namespace detail

template<std::size_t In, class Test>
bool any_row(const Test& test, const std::array<const double*, In>& in, std::size_t rows) noexcept {
  bool found = false;
  if (rows > 0) on_active_path(detail::any_call<In, Test>{test, in, rows, found});
  return found;
}

/// Whether a column has a missing value.
inline bool any_missing(std::span<const double> column) noexcept {
  return any_row<1>(detail::is_missing_row{}, {column.data()}, column.size());
}

}  // namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA
