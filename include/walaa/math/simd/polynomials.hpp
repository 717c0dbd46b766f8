// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A polynomial of its own in every lane, from a table in which the coefficients of each stand side by side.

    A lane's coefficients are loaded N at a time; the sums over them are taken by halving: two vectors that hold 2 W coefficients of
    each of their lanes become one that holds W,

        c_0 .. c_{2W-1}  ->  (c_0 .. c_{W-1}) + s^W (c_W .. c_{2W-1}).

    For eight lanes that is half of the instructions that picking coefficient after coefficient out of the table takes. */

#include <walaa/math/simd/across.hpp>

#include <array>
#include <cstddef>
#include <utility>  // for integer_sequence

namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA {

namespace detail {

template<int N> struct polynomial_rows {
  const double* table;
  const integers<N>& at;
  std::array<lanes<N>, 4> power;  // s, s^2, s^4, s^8, as far as N goes

  static constexpr int log2(int w) noexcept { return w == 1 ? 0 : 1 + log2(w / 2); }

  /// s^W of lanes Lane, Lane + W, ..., each W times.
  template<int W, int Lane> WALAA_INLINE lanes<N> spread() const noexcept {
    if constexpr (N == 1)
      return power[0];
    else
      return [&]<int... K>(std::integer_sequence<int, K...>) __attribute__((always_inline)) {
        const auto& x = power[log2(W)].v;
        return lanes<N>{__builtin_shufflevector(x, x, (Lane + K / W * W)...)};
      }
    (std::make_integer_sequence<int, N>{});
  }

  /// W coefficients of each of the lanes Lane, Lane + W, ...
  template<std::size_t Length, int W, int Lane> WALAA_INLINE lanes<N> down_to() const noexcept {
    if constexpr (W == N) {
      constexpr int parts = (static_cast<int>(Length) + N - 1) / N;
      const double* const own = table + at[Lane];
      const lanes<N> s = spread<N, Lane>();
      lanes<N> sum = lanes<N>::load(own + (parts - 1) * N);
      for (int k = parts - 2; k >= 0; --k) sum = mul_add(sum, s, lanes<N>::load(own + k * N));
      return sum;
    } else {
      const lanes<N> a = down_to<Length, 2 * W, Lane>(), b = down_to<Length, 2 * W, Lane + W>();
      return mul_add(halves<W, 1>(a, b), spread<W, Lane>(), halves<W, 0>(a, b));
    }
  }
};

}  // namespace detail

/// What the coefficients of a polynomial of `Length` take in the table, for any number of lanes; those beyond Length are 0.
template<std::size_t Length> inline constexpr std::size_t polynomial_room = (Length + 7) / 8 * 8;

/// sum over k of table[at + k] s^k, in every lane. NaN of s gives NaN.
template<std::size_t Length, int N>
WALAA_INLINE lanes<N> polynomials(const double* table, const integers<N>& at, const lanes<N>& s) noexcept {
  detail::polynomial_rows<N> rows{table, at, {s}};
  if constexpr (N >= 2) rows.power[1] = s * s;
  if constexpr (N >= 4) rows.power[2] = rows.power[1] * rows.power[1];
  if constexpr (N >= 8) rows.power[3] = rows.power[2] * rows.power[2];
  return rows.template down_to<Length, 1, 0>();
}

}  // namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA
