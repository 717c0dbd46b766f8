// SPDX-License-Identifier: Apache-2.0
// The vector functions in a program that is compiled with -ffast-math and accepts it: twelve digits for finite arguments.
#include "simd_functions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#if !defined(__FAST_MATH__)
#error "without -ffast-math this file tests nothing"
#endif

namespace {

using namespace walaa;
using namespace walaa::tests;

TEST(simd_fast_math, keeps_twelve_digits_of_finite_numbers) {
  constexpr double normal = std::numeric_limits<double>::min();  // denormal numbers are flushed to zero in such programs
  std::size_t looked_at = 0;
  for_each_function([&]<class F>() {
    draws d;
    for (const interval& where : F::intervals()) {
      const asked<F> block(where, d, asked<F>::most);
      for (const way& w : ways_here()) {
        const std::vector<double> y = block.answers(w);
        double most = 0;
        for (std::size_t i = 0; i < y.size(); ++i) {
          const long double expected = block.expected[i];
          const bool flushed =
              std::any_of(block.x.begin(), block.x.end(), [&](const auto& column) { return std::abs(column[i]) < normal; });
          if (flushed || std::abs(expected) < normal) continue;
          ++looked_at;
          ASSERT_TRUE(is_finite(y[i])) << F::name << " " << w.name() << " " << where.name << " at " << block.x[0][i];
          most = std::max(most, static_cast<double>(std::abs((static_cast<long double>(y[i]) - expected) / expected)));
        }
        EXPECT_LE(most, 1e-12) << F::name << " " << w.name() << " " << where.name;
      }
    }
  });
  EXPECT_GT(looked_at, 200'000u);
}

}  // namespace
