// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    exp, expm1, log, log1p and the logarithm of a ratio for N doubles at a time, one text for every path.

    All are right over the whole range of doubles, zeros, infinities, NaN and denormals included (a zero result may lack its
    sign); largest errors over 1e8 points a function and path (docs/evidence/simd_accuracy.md): log and log1p below 1 ulp, exp
    1.25, expm1 2.1, log_ratio 3.2. Where the program rounds otherwise than to nearest ten digits hold, of expm1 relative to e^x.

    exp: x = k ln 2 + r with |r| <= ln 2 / 2; e^r = 1 + r + r^2 q(r), q of degree 9. log: the argument is 2^k m with m in
    [3/4, 3/2), s = (m - 1) / (m + 1), ln m = 2 s + s^3 R(s^2), R of degree 6. The polynomials are minimax fits computed at 60
    digits; their own errors are below 2e-17 relative. */

#include <walaa/math/simd/lanes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>  // for size
#include <limits>

namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA {

namespace detail {

inline constexpr double ln2_high = 0x1.62e42feep-1;  // 21 bits free: k times it is exact
inline constexpr double ln2_low = 1.9082149292705877e-10;
inline constexpr double per_ln2 = 1.4426950408889634;

/// (e^r - 1 - r) / r^2
inline constexpr std::array exp_tail{0.5000000000000011,    0.16666666666666413,    0.041666666666530155,  0.008333333333494461,
                                     0.0013888888943630134, 0.00019841269506578723, 2.480149309888739e-05, 2.755758637378518e-06,
                                     2.763024838532302e-07, 2.500006162553128e-08};
/// The same to a smaller error relative to e^r - 1.
inline constexpr std::array expm1_tail{0.5000000000000001,     0.1666666666666667,     0.04166666666665229,
                                       0.008333333333326153,   0.0013888888895597033,  0.00019841269874764736,
                                       2.4801574538230903e-05, 2.7557255462276078e-06, 2.7567927108842e-07,
                                       2.5105194030723186e-08, 1.7687739162984292e-09};
/// (ln((1 + s) / (1 - s)) - 2 s) / s^3 in powers of s^2, |s| <= 1/5
inline constexpr std::array log_tail{0.6666666666667277, 0.3999999999612956,  0.2857142940132813, 0.22222137989941368,
                                     0.181863776545874,  0.15249745962103042, 0.15371705297791693};

/// C[0] + C[1] x + ..., written out; the coefficients are template arguments because then g++ folds them into instructions
template<const auto& C, std::size_t Left = std::size(C) - 1, int N>
WALAA_INLINE lanes<N> polynomial(const lanes<N>& x, const lanes<N>& sum = lanes<N>::all(C[std::size(C) - 1])) noexcept {
  if constexpr (Left == 0) {
    return sum;
  } else {
    constexpr double next = C[Left - 1];
    return polynomial<C, Left - 1>(x, mul_add(sum, x, next));
  }
}

/// 2^k, -1022 <= k <= 1023.
template<int N> WALAA_INLINE lanes<N> power_of_two(const integers<N>& k) noexcept {
  return from_bits((k + integers<N>::all(1023)) << 52);
}

/// x = k ln 2 + r
template<int N> struct reduced {
  integers<N> k;
  lanes<N> r;
  WALAA_INLINE explicit reduced(const lanes<N>& x) noexcept {
    const lanes<N> magic = lanes<N>::all(0x1.8p52), shifted = opaque(mul_add(x, per_ln2, magic));
    k = bits(shifted) - bits(magic);
    const lanes<N> whole = opaque(shifted - magic);
    r = mul_add(whole, -ln2_low, mul_add(whole, -ln2_high, x));
  }
};

/// e^r, |r| <= ln 2 / 2
template<int N> WALAA_INLINE lanes<N> exp_of(const lanes<N>& r) noexcept {
  return mul_add(mul_add(polynomial<exp_tail>(r), r, 1.0), r, 1.0);
}

/// ln of 2^k (1 + f), s = f / (2 + f): f is exact and carries the value, the rest is a correction to it
template<int N> WALAA_INLINE lanes<N> log_of(const lanes<N>& k, const lanes<N>& f, const lanes<N>& s) noexcept {
  const lanes<N> z = s * s, half = 0.5 * f * f;
  return mul_add(k, ln2_high, f - (half - mul_add(s, mul_add(z, polynomial<log_tail>(z), half), k * ln2_low)));
}

/// ln of 2^k (1 + s) / (1 - s)
template<int N> WALAA_INLINE lanes<N> log_of(const lanes<N>& k, const lanes<N>& s) noexcept {
  const lanes<N> z = s * s;
  return mul_add(s, mul_add(z, polynomial<log_tail>(z), 2.0), k * (ln2_high + ln2_low));
}

/// A positive normal number as 2^count near, near in [3/4, 3/2).
template<int N> struct scaled {
  lanes<N> count, near;
  WALAA_INLINE explicit scaled(const lanes<N>& x) noexcept {
    constexpr std::int64_t binade = std::int64_t{1} << 52;
    const integers<N> k = (bits(x) + integers<N>::all(binade / 2)) & integers<N>::all(-binade);  // the next binade from 3/2 on
    near = from_bits(bits(x) - k + bits(lanes<N>::all(1.0)));
    count = to_numbers<1023>(k >> 52);
  }
};

/** The binades between two numbers, counted linearly inside a binade and rounded, so that above / 2^k is within [2/3, 3/2] of
    below; k >= -60. */
template<int N> struct binades_apart {
  lanes<N> count;  // k
  lanes<N> near;   // above / 2^k
  WALAA_INLINE binades_apart(const lanes<N>& above, const lanes<N>& below) noexcept {
    constexpr std::int64_t one = std::int64_t{1} << 52, room = 64;  // no negative numbers: the shift below moves in zeros
    const integers<N> lifted = bits(above) + integers<N>::all(room * one);
    const integers<N> up = (lifted - bits(below) + integers<N>::all(one / 2)) & integers<N>::all(-one);
    near = from_bits(lifted - up);
    count = to_numbers<room>(up >> 52);
  }
};

}  // namespace detail

/** e^x times 2^Up for x <= 0, without underflow where Up gives room: below -900 it is what it is at -900. For ratios like
    1 / (1 + c e^-x) that matter down to the smallest double. NaN gives NaN. */
template<int Up, int N> WALAA_INLINE lanes<N> exp_lifted(const lanes<N>& x) noexcept {
  static_assert(Up >= 277 && Up <= 1020);
  const detail::reduced<N> parts(select(x < -900.0, -900.0, x));
  const lanes<N> p = detail::exp_of(parts.r);
  return p * detail::power_of_two(parts.k + integers<N>::all(Up));
}

template<int N> WALAA_INLINE lanes<N> exp(const lanes<N>& x) noexcept {
  lanes<N> inside = select(x < -746.0, -746.0, x);
  inside = select(inside > 710.0, 710.0, inside);
  const detail::reduced<N> parts(inside);
  const lanes<N> p = detail::exp_of(parts.r);
  const integers<N> half =
      ((parts.k + integers<N>::all(2048)) >> 1) - integers<N>::all(1024);  // two factors: denormals round once
  return opaque(p * detail::power_of_two(half)) * detail::power_of_two(parts.k - half);
}

template<int N> WALAA_INLINE lanes<N> expm1(const lanes<N>& x) noexcept {
  lanes<N> inside = select(x < -40.0, -40.0, x);
  inside = select(inside > 710.0, 710.0, inside);
  const detail::reduced<N> parts(inside);
  const lanes<N> p = mul_add(parts.r * parts.r, detail::polynomial<detail::expm1_tail>(parts.r), parts.r);
  const lanes<N> k = to_numbers(parts.k);
  const lanes<N> below = detail::power_of_two(to_integers(select(k > 100.0, -100.0, -k)));  // 2^-k: nothing beside 1 then
  const integers<N> half = ((parts.k + integers<N>::all(2048)) >> 1) - integers<N>::all(1024);
  return opaque((p + opaque(1.0 - below)) * detail::power_of_two(half)) * detail::power_of_two(parts.k - half);
}

/** ln(above / below) for normal numbers with above >= 0.75 below > 0. `apart` is above - below, which the caller may know better
    than the two; it is what counts where they are close. NaN gives NaN. */
template<int N> WALAA_INLINE lanes<N> log_ratio(const lanes<N>& above, const lanes<N>& below, const lanes<N>& apart) noexcept {
  const detail::binades_apart<N> k(above, below);
  // `apart` where they are close, and where it is NaN: the bits of NaN have no exponent to take away
  return detail::log_of(k.count, select((k.count > 0.0) & (apart > 0.0), k.near - below, apart) / (k.near + below));
}

/// The natural logarithm of a positive normal number, quickly: within 3 ulp. Anything else gives nonsense or NaN.
template<int N> WALAA_INLINE lanes<N> log_normal(const lanes<N>& x) noexcept {
  const detail::scaled<N> m(x);
  return detail::log_of(m.count, (m.near - 1.0) / (m.near + 1.0));
}

template<int N> WALAA_INLINE lanes<N> log(const lanes<N>& x) noexcept {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const lane_mask<N> tiny = x < 0x1p-1022;
  const detail::scaled<N> m(select(tiny, x * 0x1p54, x));
  const lanes<N> f = opaque(m.near - 1.0), k = m.count - select(tiny, 54.0, lanes<N>::all(0));
  const lanes<N> y = detail::log_of(k, f, f / (m.near + 1.0));
  const lanes<N> ordinary = select(x > 0.0, y, std::numeric_limits<double>::quiet_NaN());
  return select(x == 0.0, -infinity, select(x == infinity, infinity, ordinary));
}

/// ln(1 + x), accurate near 0.
template<int N> WALAA_INLINE lanes<N> log1p(const lanes<N>& x) noexcept {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const lanes<N> one = lanes<N>::all(1.0), w = opaque(1.0 + x);
  const lanes<N> lost = select(w > 2.0, 1.0 - opaque(w - x), x - opaque(w - one));  // 1 + x = w + lost, exactly
  const detail::binades_apart<N> k(w, one);
  const lanes<N> scale = detail::power_of_two(to_integers(-select(k.count > 1000.0, 1000.0, k.count)));
  const lanes<N> f = select(k.count == 0.0, x, mul_add(lost, scale, k.near - 1.0));
  const lanes<N> y = detail::log_of(k.count, f, f / (f + 2.0));
  const lanes<N> ordinary = select(x > -1.0, y, std::numeric_limits<double>::quiet_NaN());
  return select(x == -1.0, -infinity, select(x == infinity, infinity, ordinary));
}

}  // namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA
