// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/simd/any_row.hpp>

#include "simd_functions.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <limits>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;

struct is_above {
  template<int N> WALAA_INLINE simd::lane_mask<N> operator()(const std::array<simd::lanes<N>, 2>& in) const noexcept {
    return (in[0] > in[1]) | simd::is_missing(in[0]);
  }
};

bool any_above(const std::vector<double>& a, const std::vector<double>& b) {
  return simd::any_row<2>(is_above{}, {a.data(), b.data()}, a.size());
}

TEST(any_row, finds_one_row_wherever_it_stands) {
  for (const simd_path path : paths_here()) {
    const forced by_hand(path);
    for (std::size_t n = 0; n <= 17; ++n) {
      std::vector<double> a(n, 1), b(n, 2);
      EXPECT_FALSE(any_above(a, b)) << name(path) << ", rows " << n;
      for (std::size_t i = 0; i < n; ++i) {
        for (const double found : {3.0, missing}) {
          a[i] = found;
          EXPECT_TRUE(any_above(a, b)) << name(path) << ", row " << i << " of " << n;
        }
        a[i] = 1;
      }
    }
  }
}

TEST(any_row, looks_at_no_row_past_the_end) {
  for (const simd_path path : paths_here()) {
    const forced by_hand(path);
    const std::vector<double> a(40, 3), b(40, 2);
    EXPECT_FALSE(simd::any_row<2>(is_above{}, {a.data(), b.data()}, 0)) << name(path);
    for (std::size_t n = 1; n < 20; ++n) {
      std::vector<double> low(40, 1);
      for (std::size_t i = n; i < low.size(); ++i) low[i] = 9;
      EXPECT_FALSE(simd::any_row<2>(is_above{}, {low.data(), b.data()}, n)) << name(path) << ", rows " << n;
    }
  }
}

TEST(any_row, missing_is_neither_infinite_nor_negative) {
  for (const simd_path path : paths_here()) {
    const forced by_hand(path);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<double> column{0.0, -0.0, -1, infinity, -infinity, 5e-324, 1e308, -1e308, 3, 4, 5};
    EXPECT_FALSE(simd::any_missing(column)) << name(path);
    for (const double gap : {missing, -missing, std::numeric_limits<double>::signaling_NaN()})
      for (double& x : column) {
        const double before = x;
        x = gap;
        EXPECT_TRUE(simd::any_missing(column)) << name(path);
        x = before;
      }
    EXPECT_FALSE(simd::any_missing({})) << name(path);
  }
}

}  // namespace
