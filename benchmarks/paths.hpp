// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Benchmarks of walaa by path: name/v1, name/v3, name/v4, those that this processor has. And the long sizes, asked for by
    ./dev bench --large. */

#include <walaa/math/simd/path.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

namespace walaa_bench {

/// A path as long as this lives.
class on_path {
 public:
  explicit on_path(walaa::simd_path path) { walaa::force_path(path); }
  on_path(const on_path&) = delete;
  on_path& operator=(const on_path&) = delete;
  ~on_path() { walaa::unforce_path(); }
};

inline bool large() {
  const char* asked = std::getenv("WALAA_BENCH_LARGE");
  return asked && *asked;
}

/// Registers run(state, path) for each path as name/path + rest; with(benchmark) says the sizes.
template<class Run, class With>
void on_each_path(const std::string& name, const std::string& rest, const Run& run, const With& with) {
  for (const walaa::simd_path path : {walaa::simd_path::v1, walaa::simd_path::v3, walaa::simd_path::v4}) {
    if (!walaa::available(path)) continue;
    const std::string whole = name + "/" + std::string(walaa::name(path)) + rest;
    with(benchmark::RegisterBenchmark(whole.c_str(), [run, path](benchmark::State& state) {
      const on_path forced(path);
      run(state, path);
    }));
  }
}

}  // namespace walaa_bench
