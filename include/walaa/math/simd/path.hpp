// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which instructions the kernels use: found out once, at run time, so that programs compiled with plain -O2 get the whole
    processor; and a way to force it, so that every path can be tested on one machine.

        v1   two doubles at a time: what every processor of the platform has
        v3   four, with AVX2 and FMA
        v4   eight, with AVX-512 (F, DQ, VL, BW)

    On one path a score has the same bits for any number of threads, any chunking, one row or a batch. Paths differ in the last
    bits, because v3 and v4 fuse multiplications with additions: by a few ulp for each function (docs/limits.md).

    The choice is one relaxed atomic, constant-initialised to "not asked yet": it works during static initialisation and costs a
    predicted branch. One choice serves all kernels, so forcing a path cannot leave a mixture behind. */

#include <walaa/core/config.hpp>
#include <walaa/core/check.hpp>

#include <atomic>
#include <cstdint>
#include <string_view>

#if defined(__x86_64__)
#define WALAA_SIMD_X86 1
#else
#define WALAA_SIMD_X86 0
#endif

/** Part of the name of every kernel: translation units compiled with another -march have kernels of their own instead of sharing
    the linker's pick, which the oldest processor may not be able to run. */
#if defined(__AVX512F__)
#define WALAA_ISA isa_avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define WALAA_ISA isa_avx2_fma
#elif defined(__AVX__)
#define WALAA_ISA isa_avx
#else
#define WALAA_ISA isa_base
#endif

namespace walaa::inline WALAA_ABI {

enum class simd_path : std::uint8_t { v1 = 1, v3 = 3, v4 = 4 };

constexpr std::string_view name(simd_path path) noexcept {
  return path == simd_path::v4 ? "v4" : path == simd_path::v3 ? "v3" : "v1";
}

/// Whether this processor can run a path.
inline bool available(simd_path path) noexcept {
#if WALAA_SIMD_X86
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (path == simd_path::v3) return v3;
  if (path == simd_path::v4)
    return v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw");
#endif
  return path == simd_path::v1;
}

namespace detail {
inline constinit std::atomic<std::uint8_t> chosen_path{0};  // 0: not asked yet

inline simd_path best_path() noexcept {
  for (const simd_path path : {simd_path::v4, simd_path::v3})
    if (available(path)) return path;
  return simd_path::v1;
}
}  // namespace detail

/// The path that kernels take: the best of this processor, or the forced one.
inline simd_path active_path() noexcept {
  const std::uint8_t chosen = detail::chosen_path.load(std::memory_order_relaxed);
  if (chosen != 0) [[likely]]
    return static_cast<simd_path>(chosen);
  const simd_path best = detail::best_path();
  detail::chosen_path.store(static_cast<std::uint8_t>(best), std::memory_order_relaxed);
  return best;
}

/** Forces a path for every kernel of this copy of the library, for tests and for reproducing another machine's bits.
    \throws invalid_input where the processor cannot run it */
inline void force_path(simd_path path) {
  if (!available(path))
    detail::refuse(error_code::out_of_range, "force_path", "path", no_row, static_cast<double>(path),
                   "is more than this processor can run; ask walaa::available first");
  detail::chosen_path.store(static_cast<std::uint8_t>(path), std::memory_order_relaxed);
}

/// Back to the best path of this processor.
inline void unforce_path() noexcept { detail::chosen_path.store(0, std::memory_order_relaxed); }

}  // namespace walaa::inline WALAA_ABI
