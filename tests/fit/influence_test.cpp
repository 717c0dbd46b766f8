// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/influence.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using walaa::most_influential;

walaa::small_matrix<2> covariance() {
  walaa::small_matrix<2> c;
  c(0, 0) = 4;
  c(0, 1) = c(1, 0) = 1;
  c(1, 1) = 9;
  return c;
}

TEST(influence, is_the_length_of_the_gradient_in_the_covariance) {
  most_influential m;
  m.add<2>({3, -2}, covariance(), 7);
  ASSERT_EQ(m.rows().size(), 1u);
  EXPECT_EQ(m.rows()[0].row, 7u);
  EXPECT_DOUBLE_EQ(m.rows()[0].influence, std::sqrt(4 * 9 + 9 * 4 - 2 * 6.0));
}

TEST(influence, keeps_the_five_largest_in_order_whatever_the_blocks) {
  const auto size = [](std::size_t i) { return static_cast<double>(i * 37 % 101); };
  most_influential all, blocks;
  for (std::size_t first = 0; first < 101; first += 10) {
    most_influential block;
    for (std::size_t i = first; i < first + 10 && i < 101; ++i) {
      block.add<2>({size(i), 0}, covariance(), i);
      all.add<2>({size(i), 0}, covariance(), i);
    }
    blocks += block;
  }
  ASSERT_EQ(all.rows().size(), 5u);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_EQ(size(all.rows()[k].row), 100 - static_cast<double>(k));
    EXPECT_EQ(all.rows()[k].influence, 2 * (100 - static_cast<double>(k)));
    EXPECT_EQ(blocks.rows()[k].row, all.rows()[k].row);
  }
}

TEST(influence, among_equals_the_earlier_row_comes_first) {
  most_influential one, two, both;
  for (std::size_t i = 0; i < 8; ++i) (i % 2 ? one : two).add<2>({1, 1}, covariance(), i);
  both += one;
  both += two;
  for (std::size_t k = 0; k < 5; ++k) EXPECT_EQ(both.rows()[k].row, k);
  EXPECT_TRUE(most_influential{}.rows().empty());
}

}  // namespace
