// SPDX-License-Identifier: Apache-2.0
// Does a host's own loop run as fast after a call of ours as before it? Where wide registers are left half full, processors run
// the scalar code of a host many times slower, and g++ clears them by itself only from -O2 on: built at -O1, -Os and -O2.
#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/math/simd/path.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <vector>

namespace {

/// Of this unit alone, so that each level has the kernel that it was compiled to.
struct kernel {
  template<int N>
  WALAA_INLINE void operator()(const std::array<walaa::simd::lanes<N>, 1>& in,
                               std::array<walaa::simd::lanes<N>, 1>& out) const noexcept {
    out[0] = walaa::simd::log1p(in[0]);
  }
};

void score(const std::vector<double>& from, std::vector<double>& to) {
  walaa::simd::map_rows<1, 1>(kernel{}, {from.data()}, {to.data()}, from.size());
}

/// The host's own: scalar, several chains at once.
[[gnu::noinline]] double own_loop(const std::vector<double>& x) {
  double a = 0, b = 1, c = 2, d = 3;
  for (std::size_t i = 0; i + 4 <= x.size(); i += 4) {
    a = a * 0.5 + x[i];
    b = b * 0.25 + x[i + 1] * static_cast<double>(i);
    c = c * 0.125 - x[i + 2];
    d = d * 0.75 + x[i + 3] / (1 + x[i]);
  }
  return a + b + c + d;
}

const std::vector<double> customers(16, 0.5), own(8192, 1.5);

void before(benchmark::State& state) {
  std::vector<double> scores(customers.size());
  [[maybe_unused]] const bool wide = walaa::available(walaa::simd_path::v3);
  for (auto _ : state) {
    score(customers, scores);
#if WALAA_SIMD_X86
    if (wide) asm volatile("vzeroupper");  // the registers as they were before
#endif
    benchmark::DoNotOptimize(own_loop(own));
    benchmark::DoNotOptimize(scores.data());
  }
}

void after(benchmark::State& state) {
  std::vector<double> scores(customers.size());
  for (auto _ : state) {
    score(customers, scores);
    benchmark::DoNotOptimize(own_loop(own));
    benchmark::DoNotOptimize(scores.data());
  }
}

}  // namespace

BENCHMARK(before)->Name("host_loop/before/" HOST_LOOP_LEVEL);
BENCHMARK(after)->Name("host_loop/after/" HOST_LOOP_LEVEL);
