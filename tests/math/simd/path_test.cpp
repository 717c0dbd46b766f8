// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/simd/path.hpp>

#include "simd_functions.hpp"

#include <walaa/core/error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;

double exp_of_one() {
  const double x = 1;
  double y = 0;
  simd::map_rows<1, 1>(exp_function{}, {&x}, {&y}, 1);
  return y;
}

const double before_main = exp_of_one();  // a user's global may score

TEST(simd_path, works_during_static_initialisation) { EXPECT_NEAR(before_main, 2.718281828459045, 1e-15); }

TEST(simd_path, has_a_name_for_each) {
  static_assert(name(simd_path::v1) == "v1" && name(simd_path::v3) == "v3" && name(simd_path::v4) == "v4");
  EXPECT_EQ(name(active_path()).size(), 2u);
}

TEST(simd_path, is_the_best_of_this_processor_until_another_is_forced) {
  const std::vector<simd_path> here = paths_here();
  ASSERT_TRUE(available(simd_path::v1));
  EXPECT_EQ(active_path(), here.back());
  EXPECT_TRUE(!available(simd_path::v4) || available(simd_path::v3)) << "the wider path implies the narrower";
#if WALAA_SIMD_X86
  EXPECT_EQ(available(simd_path::v3), __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
#endif
}

TEST(simd_path, is_forced_and_let_go) {
  for (const simd_path path : paths_here()) {
    {
      const forced by_hand(path);
      EXPECT_EQ(active_path(), path);
      EXPECT_NEAR(exp_of_one(), 2.718281828459045, 1e-15);
    }
    EXPECT_EQ(active_path(), paths_here().back());
  }
}

TEST(simd_path, is_not_forced_beyond_what_the_processor_can_run) {
  for (const simd_path path : {simd_path::v3, simd_path::v4, static_cast<simd_path>(2), static_cast<simd_path>(0)}) {
    if (available(path)) continue;
    const simd_path before = active_path();
    EXPECT_THROW(force_path(path), invalid_input) << static_cast<int>(path);
    EXPECT_EQ(active_path(), before) << "a refusal changes nothing";
  }
  EXPECT_FALSE(available(static_cast<simd_path>(2))) << "no such path";
}

TEST(simd_path, is_found_by_many_threads_at_once) {
  for (int round = 0; round < 20; ++round) {
    unforce_path();  // nobody has asked yet
    std::atomic<bool> go{false};
    std::array<double, 8> seen{};
    std::array<simd_path, 8> taken{};
    std::vector<std::thread> all;
    for (std::size_t k = 0; k < seen.size(); ++k)
      all.emplace_back([&, k] {
        while (!go.load()) std::this_thread::yield();
        seen[k] = exp_of_one();
        taken[k] = active_path();
      });
    go = true;
    for (std::thread& one : all) one.join();
    for (std::size_t k = 0; k < seen.size(); ++k) {
      EXPECT_EQ(seen[k], seen[0]);
      EXPECT_EQ(taken[k], paths_here().back());
    }
  }
}

}  // namespace
