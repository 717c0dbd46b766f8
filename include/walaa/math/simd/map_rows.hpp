// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Runs a formula over columns with the instructions of this processor.

        struct half_life {                                              // a kernel: a formula with its parameters
          double alpha;
          template<int N> WALAA_INLINE void operator()(const std::array<lanes<N>, 2>& in, std::array<lanes<N>, 1>& out) const noexcept {
            out[0] = log_ratio(in[0] + alpha, in[1] + alpha, in[0] - in[1]);
          }
        };
        map_rows<2, 1>(half_life{4.4}, {T, recency}, {out}, rows);

    The loop has one body: rows at the end that do not fill all lanes go through it in a buffer, so a row alone has the same bits
    as in a column. Columns of the result may be columns of the input. Nothing is allocated, nothing is thrown.

    Each path ends with vzeroupper: g++ adds it only from -O2 on, and without it the caller's own scalar loop runs many times
    slower after the call. */

#include <walaa/math/simd/lanes.hpp>

#include <array>
#include <cstddef>

namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA {

namespace detail {

template<int N, std::size_t In, std::size_t Out, class Kernel>
WALAA_INLINE void rows_of(const Kernel& given, const std::array<const double*, In>& in, const std::array<double*, Out>& out,
                          std::size_t rows) noexcept {
  constexpr std::size_t width = N;
  const Kernel kernel = given;  // a copy: no store to a column can change it, so its numbers stay in registers
  double at_end[In + Out][width];
  std::array<const double*, In> from = in;
  std::array<double*, Out> to = out;
  std::size_t end = rows - rows % width, left = rows % width;
  for (;;) {
    for (std::size_t i = 0; i < end; i += width) {
      std::array<lanes<N>, In> x;
      std::array<lanes<N>, Out> y;
      for (std::size_t k = 0; k < In; ++k) x[k] = lanes<N>::load(from[k] + i);
      kernel(x, y);
      for (std::size_t k = 0; k < Out; ++k) y[k].store(to[k] + i);
    }
    if (left == 0) break;
    if (end == width && to[0] == at_end[In]) {
      for (std::size_t k = 0; k < Out; ++k)
        for (std::size_t j = 0; j < left; ++j) out[k][rows - left + j] = at_end[In + k][j];
      break;
    }
    for (std::size_t k = 0; k < In; ++k) {
      for (std::size_t j = 0; j < width; ++j) at_end[k][j] = in[k][j < left ? rows - left + j : rows - 1];
      from[k] = at_end[k];
    }
    for (std::size_t k = 0; k < Out; ++k) to[k] = at_end[In + k];
    end = width;
  }
}

template<class Call> void run_v1(const Call& call) noexcept { call.template run<2>(); }
#if WALAA_SIMD_X86
template<class Call> [[gnu::target("avx2,fma")]] void run_v3(const Call& call) noexcept {
  call.template run<4>();
  __builtin_ia32_vzeroupper();
}
template<class Call> [[gnu::target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]] void run_v4(const Call& call) noexcept {
  call.template run<8>();
  __builtin_ia32_vzeroupper();
}
#endif

template<std::size_t In, std::size_t Out, class Kernel> struct map_call {
  const Kernel& kernel;
  const std::array<const double*, In>& in;
  const std::array<double*, Out>& out;
  std::size_t rows;
  template<int N> WALAA_INLINE void run() const noexcept { rows_of<N>(kernel, in, out, rows); }
};

}  // namespace detail

/// call.run<N>() with the lanes of the active path; run must be WALAA_INLINE.
template<class Call> void on_active_path(const Call& call) noexcept {
#if WALAA_SIMD_X86
  switch (active_path()) {
    case simd_path::v4:
      return detail::run_v4(call);
    case simd_path::v3:
      return detail::run_v3(call);
    case simd_path::v1:
      break;
  }
#endif
  detail::run_v1(call);
}

/// kernel(in, out) on every row of `In` columns into `Out` columns.
template<std::size_t In, std::size_t Out, class Kernel>
void map_rows(const Kernel& kernel, const std::array<const double*, In>& in, const std::array<double*, Out>& out,
              std::size_t rows) noexcept {
  on_active_path(detail::map_call<In, Out, Kernel>{kernel, in, out, rows});
}

}  // namespace walaa::inline WALAA_ABI::simd::inline WALAA_ISA
