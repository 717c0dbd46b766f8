// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What every header of walaa starts from: the language floor, the guard against -ffast-math, the name of the ABI, and
    what "missing" means.

    Missing is NaN in memory, and it is tested by bits: under the caller's -ffast-math both std::isnan and std::isfinite
    are folded to constants, so no header of walaa calls them. */

#include <bit>      // for bit_cast
#include <cstdint>  // for uint64_t
#include <limits>   // for numeric_limits

#if !defined(__cpp_concepts) || __cplusplus < 202002L
#error "walaa needs C++20: compile with -std=c++20 or later (g++ 12, clang 14 or newer)"
#endif

// Infinities and NaN carry meaning here (nobody leaves, no evidence), which -ffast-math takes away. __FINITE_MATH_ONLY__
// is always defined by GCC and clang, so its value counts, not its presence.
#if !defined(WALAA_ALLOW_FAST_MATH)
#if defined(__FAST_MATH__)
#error "walaa does not support -ffast-math; define WALAA_ALLOW_FAST_MATH to accept less accurate scores"
#elif defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "walaa does not support -ffinite-math-only; define WALAA_ALLOW_FAST_MATH to accept less accurate scores"
#endif
#endif

/** The inline namespace of every public name. What changes a layout or a behaviour stands in it, so that two halves of a
    program built differently fail to link instead of failing at run time. */
#if defined(WALAA_ASSERTIONS) && WALAA_ASSERTIONS
#if defined(_GLIBCXX_DEBUG)
#define WALAA_ABI abi1_checked_debug
#else
#define WALAA_ABI abi1_checked
#endif
#else
#if defined(_GLIBCXX_DEBUG)
#define WALAA_ABI abi1_debug
#else
#define WALAA_ABI abi1
#endif
#endif

namespace walaa::inline WALAA_ABI {

/// A value that is not there. Never compare with it: ask is_missing.
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// True for numbers, false for NaN and both infinities, whatever the caller's compiler flags.
constexpr bool is_finite(double v) noexcept {
  constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000u;
  return (std::bit_cast<std::uint64_t>(v) & exponent) != exponent;
}

/// True for NaN only.
constexpr bool is_missing(double v) noexcept {
  constexpr std::uint64_t magnitude = 0x7fff'ffff'ffff'ffffu, infinity = 0x7ff0'0000'0000'0000u;
  return (std::bit_cast<std::uint64_t>(v) & magnitude) > infinity;
}

namespace detail {
[[noreturn]] void assertion_failed(const char* what, const char* file, int line);  // defined in error.hpp
}  // namespace detail

}  // namespace walaa::inline WALAA_ABI

/// For our own bugs only: throws in builds with WALAA_ASSERTIONS, vanishes elsewhere. No result may depend on it.
#if defined(WALAA_ASSERTIONS) && WALAA_ASSERTIONS
#define WALAA_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::walaa::detail::assertion_failed(#condition, __FILE__, __LINE__))
#else
#define WALAA_ASSERT(condition) static_cast<void>(0)
#endif
