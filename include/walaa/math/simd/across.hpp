// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Where lanes meet: a table looked up by each, their sum, whether any says yes. Lanes are written out, because g++ 12 turns a loop
    over lanes into stores and loads. */

#include <walaa/math/simd/lanes.hpp>

#include <array>
#include <cstdint>
#include <utility>  // for integer_sequence

namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA {

/// table[at[0]], table[at[1]], ...
template<int N> WALAA_INLINE lanes<N> look_up(const double* table, const integers<N>& at) noexcept {
  if constexpr (N == 1)
    return {table[at.v]};
  else
    return [&]<int... Lane>(std::integer_sequence<int, Lane...>) __attribute__((always_inline)) {
      return lanes<N>{typename detail::lane_types<N>::numbers{table[at.v[Lane]]...}};
    }
  (std::make_integer_sequence<int, N>{});
}

/** Of vectors whose lanes go together in groups of 2 W, the lower W of every group (Upper 0) or the upper W (Upper 1): a group of
    a, then one of b, in turns. */
template<int W, int Upper, int N> WALAA_INLINE lanes<N> halves(const lanes<N>& a, const lanes<N>& b) noexcept {
  return [&]<int... K>(std::integer_sequence<int, K...>) __attribute__((always_inline)) {
    return lanes<N>{__builtin_shufflevector(a.v, b.v, (K / W % 2 * N + K / (2 * W) * (2 * W) + Upper * W + K % W)...)};
  }
  (std::make_integer_sequence<int, N>{});
}

namespace detail {
template<int W, int First, int N> WALAA_INLINE lanes<N> sums_of(const std::array<lanes<N>, N>& x) noexcept {
  if constexpr (W == N) {
    return x[First];
  } else {
    const lanes<N> a = sums_of<2 * W, First, N>(x), b = sums_of<2 * W, First + W, N>(x);
    return halves<W, 0>(a, b) + halves<W, 1>(a, b);
  }
}
}  // namespace detail

/// The sum of every vector in its lane: a tree for all of them together.
template<int N> WALAA_INLINE lanes<N> sums(const std::array<lanes<N>, N>& x) noexcept { return detail::sums_of<1, 0, N>(x); }

/// Over the lanes, halves first.
template<int N> WALAA_INLINE double sum(const lanes<N>& x) noexcept {
  double part[N];
  x.store(part);
  for (int n = N / 2; n > 0; n /= 2)
    for (int lane = 0; lane < n; ++lane) part[lane] += part[lane + n];
  return part[0];
}

/// Whether some lane says yes.
template<int N> WALAA_INLINE bool any(const lane_mask<N>& m) noexcept {
  if constexpr (N == 1) {
    return m.v;
  } else {
    std::int64_t seen = 0;
    for (int lane = 0; lane < N; ++lane) seen |= m.v[lane];
    return seen != 0;
  }
}

}  // namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA
