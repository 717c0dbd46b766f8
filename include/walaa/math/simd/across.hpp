// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Where lanes meet: a table looked up by each, their sum, whether any says yes. Lanes are written out, because g++ 12 turns a loop
    over lanes into stores and loads. */

#include <walaa/math/simd/lanes.hpp>

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
