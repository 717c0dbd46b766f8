// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/second_order.hpp>

#include <gtest/gtest.h>

#include <cstddef>

namespace {

using walaa::second_order;

TEST(second_order, holds_one_number_for_both_triangles) {
  second_order<3> f;
  f.hessian(2, 0) = 5;
  EXPECT_EQ(f.hessian(0, 2), 5);
  f.hessian(0, 2) += 1;
  EXPECT_EQ(f.hessian(2, 0), 6);
  const auto full = f.hessian();
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(full(i, j), (i == 0 && j == 2) || (i == 2 && j == 0) ? 6 : 0);
}

TEST(second_order, adds_and_scales_every_part) {
  second_order<2> f, g;
  f.value = 1;
  f.gradient(0) = 2;
  f.hessian(1, 0) = 3;
  f.hessian(1, 1) = 4;
  g += f;
  g += f;
  g *= 0.5;
  EXPECT_EQ(g, f);
  EXPECT_EQ(g.gradient(), (walaa::small_vector<2>{2, 0}));
}

}  // namespace
