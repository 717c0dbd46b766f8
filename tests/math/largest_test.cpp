// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/largest.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <limits>
#include <vector>

namespace {

using walaa::largest;

TEST(largest, is_found_at_every_place_of_every_length) {
  for (std::size_t n = 1; n <= 40; ++n)
    for (std::size_t at = 0; at < n; ++at) {
      std::vector<double> column(n, 2);
      column[at] = 3;
      EXPECT_EQ(largest(column), 3) << n << ' ' << at;
    }
}

TEST(largest, is_at_least_zero_and_passes_over_what_is_missing) {
  EXPECT_EQ(largest({}), 0);
  EXPECT_EQ(largest(std::vector<double>{-2, -1}), 0);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> column(20, nan);
  EXPECT_EQ(largest(column), 0);
  column[3] = 5;
  EXPECT_EQ(largest(column), 5);
  column[11] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(largest(column), std::numeric_limits<double>::infinity());
}

}  // namespace
