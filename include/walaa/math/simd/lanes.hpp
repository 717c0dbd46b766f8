// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    N doubles that go through a formula together: lanes<1>, <2>, <4>, <8> on the compiler's vector extensions, with the few
    operations that the kernels need.

    Everything is inlined into a function that names its instruction set (map_rows.hpp): nothing here may be called from
    elsewhere with more than two lanes, or the compiler pulls the lanes apart.

    mul_add is one fused instruction where the path has it; formulas must be right with and without. `opaque` keeps -ffast-math from simplifying what only rounding makes meaningful. */

#include <walaa/math/simd/path.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>  // for memcpy

#define WALAA_INLINE [[gnu::always_inline]] inline

namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA {

namespace detail {
template<int N> struct lane_types {
  typedef double numbers __attribute__((vector_size(8 * N)));
  typedef std::int64_t integers __attribute__((vector_size(8 * N)));
  typedef std::uint64_t naturals __attribute__((vector_size(8 * N)));
};
template<> struct lane_types<1> {
  using numbers = double;
  using integers = std::int64_t;
  using naturals = std::uint64_t;
};
}  // namespace detail

/// N integers of 64 bits: exponents, places in a table, the bits of numbers.
template<int N> struct integers {
  typename detail::lane_types<N>::integers v;

  WALAA_INLINE static integers all(std::int64_t i) noexcept { return {i - typename detail::lane_types<N>::integers{}}; }
  WALAA_INLINE std::int64_t operator[](int lane) const noexcept {
    if constexpr (N == 1)
      return v;
    else
      return v[lane];
  }
};

// Through naturals: the bits of a large number may go past the end, which integers must not.
template<int N> WALAA_INLINE integers<N> operator+(const integers<N>& a, const integers<N>& b) noexcept {
  typedef typename detail::lane_types<N>::naturals naturals;
  const naturals sum = __builtin_bit_cast(naturals, a.v) + __builtin_bit_cast(naturals, b.v);
  return {__builtin_bit_cast(typename detail::lane_types<N>::integers, sum)};
}
template<int N> WALAA_INLINE integers<N> operator-(const integers<N>& a, const integers<N>& b) noexcept {
  typedef typename detail::lane_types<N>::naturals naturals;
  const naturals left = __builtin_bit_cast(naturals, a.v) - __builtin_bit_cast(naturals, b.v);
  return {__builtin_bit_cast(typename detail::lane_types<N>::integers, left)};
}
template<int N> WALAA_INLINE integers<N> operator&(const integers<N>& a, const integers<N>& b) noexcept { return {a.v & b.v}; }
template<int N> WALAA_INLINE integers<N> operator|(const integers<N>& a, const integers<N>& b) noexcept { return {a.v | b.v}; }
template<int N> WALAA_INLINE integers<N> operator<<(const integers<N>& a, int by) noexcept { return {a.v << by}; }

/// Shifts in zeros: for values that are not negative.
template<int N> WALAA_INLINE integers<N> operator>>(const integers<N>& a, int by) noexcept {
  typedef typename detail::lane_types<N>::naturals naturals;
  const naturals moved = __builtin_bit_cast(naturals, a.v) >> by;
  return {__builtin_bit_cast(typename detail::lane_types<N>::integers, moved)};
}

/// N answers, for select.
template<int N> struct lane_mask {
  decltype(typename detail::lane_types<N>::numbers{} < typename detail::lane_types<N>::numbers{}) v;
};
namespace detail {
/** The answers as numbers of which the compiler knows nothing: eight lanes of g++ 12 are taken apart where comparisons are
    combined, because it folds them into a mask that it cannot hold. */
template<int N> WALAA_INLINE lane_mask<N> spelled_out(const lane_mask<N>& m) noexcept {
  lane_mask<N> answers = m;
#if WALAA_SIMD_X86 && !defined(__clang__)
  if constexpr (N == 8) asm("" : "+x"(answers.v));
#endif
  return answers;
}
}  // namespace detail

template<int N> WALAA_INLINE lane_mask<N> operator&(const lane_mask<N>& a, const lane_mask<N>& b) noexcept {
  if constexpr (N == 1)
    return {a.v && b.v};
  else
    return {detail::spelled_out(a).v & detail::spelled_out(b).v};
}
template<int N> WALAA_INLINE lane_mask<N> operator|(const lane_mask<N>& a, const lane_mask<N>& b) noexcept {
  if constexpr (N == 1)
    return {a.v || b.v};
  else
    return {detail::spelled_out(a).v | detail::spelled_out(b).v};
}
/// Whether they differ.
template<int N> WALAA_INLINE lane_mask<N> operator!=(const lane_mask<N>& a, const lane_mask<N>& b) noexcept {
  if constexpr (N == 1)
    return {a.v != b.v};
  else
    return {detail::spelled_out(a).v ^ detail::spelled_out(b).v};
}
template<int N> WALAA_INLINE lane_mask<N> operator!(const lane_mask<N>& a) noexcept {
  if constexpr (N == 1)
    return {!a.v};
  else
    return {~detail::spelled_out(a).v};
}

template<int N> struct lanes {
  static constexpr int count = N;
  typename detail::lane_types<N>::numbers v;

  WALAA_INLINE static lanes all(double x) noexcept {
    // x - 0 and not x + 0: the latter turns -0 into 0
    if constexpr (N == 1)
      return {x};
    else
      return {x - typename detail::lane_types<N>::numbers{}};
  }
  WALAA_INLINE static lanes load(const double* from) noexcept {
    lanes x;
    std::memcpy(&x.v, from, sizeof x.v);
    return x;
  }
  WALAA_INLINE void store(double* to) const noexcept { std::memcpy(to, &v, sizeof v); }
  WALAA_INLINE double operator[](int lane) const noexcept {
    if constexpr (N == 1)
      return v;
    else
      return v[lane];
  }
};

template<int N> WALAA_INLINE lanes<N> operator+(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v + b.v}; }
template<int N> WALAA_INLINE lanes<N> operator-(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v - b.v}; }
template<int N> WALAA_INLINE lanes<N> operator*(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v * b.v}; }
template<int N> WALAA_INLINE lanes<N> operator/(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v / b.v}; }
template<int N> WALAA_INLINE lanes<N> operator-(const lanes<N>& a) noexcept { return {-a.v}; }
template<int N> WALAA_INLINE lanes<N> operator+(const lanes<N>& a, double b) noexcept { return {a.v + b}; }
template<int N> WALAA_INLINE lanes<N> operator+(double a, const lanes<N>& b) noexcept { return {a + b.v}; }
template<int N> WALAA_INLINE lanes<N> operator-(const lanes<N>& a, double b) noexcept { return {a.v - b}; }
template<int N> WALAA_INLINE lanes<N> operator-(double a, const lanes<N>& b) noexcept { return {a - b.v}; }
template<int N> WALAA_INLINE lanes<N> operator*(const lanes<N>& a, double b) noexcept { return {a.v * b}; }
template<int N> WALAA_INLINE lanes<N> operator*(double a, const lanes<N>& b) noexcept { return {a * b.v}; }
template<int N> WALAA_INLINE lanes<N> operator/(double a, const lanes<N>& b) noexcept { return {a / b.v}; }

/// a b + c, in one instruction where the path has it: one expression, which clang too may fuse.
template<int N> WALAA_INLINE lanes<N> mul_add(const lanes<N>& a, const lanes<N>& b, const lanes<N>& c) noexcept {
  return {a.v * b.v + c.v};
}
template<int N> WALAA_INLINE lanes<N> mul_add(const lanes<N>& a, const lanes<N>& b, double c) noexcept { return {a.v * b.v + c}; }
template<int N> WALAA_INLINE lanes<N> mul_add(const lanes<N>& a, double b, const lanes<N>& c) noexcept { return {a.v * b + c.v}; }

// False where either is NaN.
template<int N> WALAA_INLINE lane_mask<N> operator<(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v < b.v}; }
template<int N> WALAA_INLINE lane_mask<N> operator>(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v > b.v}; }
template<int N> WALAA_INLINE lane_mask<N> operator<(const lanes<N>& a, double b) noexcept { return a < lanes<N>::all(b); }
template<int N> WALAA_INLINE lane_mask<N> operator>(const lanes<N>& a, double b) noexcept { return a > lanes<N>::all(b); }
template<int N> WALAA_INLINE lane_mask<N> operator==(const lanes<N>& a, double b) noexcept { return {a.v == lanes<N>::all(b).v}; }

template<int N> WALAA_INLINE lane_mask<N> operator<=(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v <= b.v}; }
template<int N> WALAA_INLINE lane_mask<N> operator<=(const lanes<N>& a, double b) noexcept { return a <= lanes<N>::all(b); }
template<int N> WALAA_INLINE lane_mask<N> operator>=(const lanes<N>& a, double b) noexcept { return lanes<N>::all(b) <= a; }
template<int N> WALAA_INLINE lane_mask<N> operator==(const lanes<N>& a, const lanes<N>& b) noexcept { return {a.v == b.v}; }

template<int N> WALAA_INLINE lanes<N> select(const lane_mask<N>& m, const lanes<N>& yes, const lanes<N>& no) noexcept {
  return {m.v ? yes.v : no.v};
}
template<int N> WALAA_INLINE lanes<N> select(const lane_mask<N>& m, double yes, const lanes<N>& no) noexcept {
  return select(m, lanes<N>::all(yes), no);
}
template<int N> WALAA_INLINE lanes<N> select(const lane_mask<N>& m, const lanes<N>& yes, double no) noexcept {
  return select(m, yes, lanes<N>::all(no));
}

template<int N> WALAA_INLINE integers<N> bits(const lanes<N>& x) noexcept {
  return {__builtin_bit_cast(typename detail::lane_types<N>::integers, x.v)};
}
template<int N> WALAA_INLINE lanes<N> from_bits(const integers<N>& i) noexcept {
  return {__builtin_bit_cast(typename detail::lane_types<N>::numbers, i.v)};
}

/// Neither NaN nor infinite, by the bits: true to -ffast-math.
template<int N> WALAA_INLINE lane_mask<N> is_finite(const lanes<N>& x) noexcept {
  const integers<N> exponent = integers<N>::all(0x7ff0'0000'0000'0000);
  return {(bits(x) & exponent).v != exponent.v};
}
/// NaN, by the bits.
template<int N> WALAA_INLINE lane_mask<N> is_missing(const lanes<N>& x) noexcept {
  const integers<N> infinity = integers<N>::all(0x7ff0'0000'0000'0000);
  return {(bits(x) & integers<N>::all(0x7fff'ffff'ffff'ffff)).v > infinity.v};
}

/// The same value, of which the compiler knows nothing.
template<int N> WALAA_INLINE lanes<N> opaque(const lanes<N>& value) noexcept {
  lanes<N> x = value;
#if defined(__FAST_MATH__)
#if defined(__clang__)
  asm("" : "+m"(x.v));  // it refuses registers wider than those of the function that this will be inlined into
#elif WALAA_SIMD_X86
  asm("" : "+x"(x.v));
#else
  asm("" : "+w"(x.v));
#endif
#endif
  return x;
}

/// Whole numbers of at most 2^51 in size, and back; `to_integers` rounds to the nearest.
template<int N> WALAA_INLINE integers<N> to_integers(const lanes<N>& x) noexcept {
  const lanes<N> magic = lanes<N>::all(0x1.8p52);
  return bits(opaque(x + magic)) - bits(magic);
}
template<int Less = 0, int N> WALAA_INLINE lanes<N> to_numbers(const integers<N>& i) noexcept {  // i - Less
  return opaque(opaque(from_bits(i + bits(lanes<N>::all(0x1.8p52)))) - (0x1.8p52 + Less));
}

}  // namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA
