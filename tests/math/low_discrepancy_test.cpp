// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/low_discrepancy.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

TEST(low_discrepancy, is_the_golden_ratio_in_one_dimension_and_the_plastic_number_in_two) {
  for (std::size_t k = 1; k <= 20; ++k) {
    const double golden = 0.5 + static_cast<double>(k) * 0.61803398874989484820;
    EXPECT_NEAR(walaa::low_discrepancy_point<1>(k)[0], golden - std::floor(golden), 1e-13);
    const double first = 0.5 + static_cast<double>(k) * 0.75487766624669276005,
                 second = 0.5 + static_cast<double>(k) * 0.56984029099805326591;
    EXPECT_NEAR(walaa::low_discrepancy_point<2>(k)[0], first - std::floor(first), 1e-13);
    EXPECT_NEAR(walaa::low_discrepancy_point<2>(k)[1], second - std::floor(second), 1e-13);
  }
}

template<std::size_t N> void expect_quarters(int slack) {  // of 1,000 points: 250 each; random ones would stray by 30
  for (std::size_t axis = 0; axis < N; ++axis) {
    std::vector<int> hits(4);
    for (std::size_t k = 1; k <= 1000; ++k) {
      const double u = walaa::low_discrepancy_point<N>(k)[axis];
      ASSERT_GE(u, 0);
      ASSERT_LT(u, 1);
      ++hits[static_cast<std::size_t>(4 * u)];
    }
    for (const int h : hits) EXPECT_NEAR(h, 250, slack) << axis << " of " << N;
  }
}

TEST(low_discrepancy, gives_every_quarter_of_every_axis_its_share) {
  expect_quarters<1>(3);
  expect_quarters<2>(5);
  expect_quarters<4>(10);
}

}  // namespace
