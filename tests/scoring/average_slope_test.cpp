// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/average_slope.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::average_slope;

TEST(average_slope, is_the_integral_of_the_slope_along_the_way) {
  const auto cube = [](double t) { return t * t * t + 5; };  // integral of 3 (t d)^2 over t from 0 to 1: d^2
  EXPECT_RELATIVE(average_slope(cube, 1.7, 3.0), 1.7 * 1.7, 1e-14);
  EXPECT_RELATIVE(average_slope(cube, -0.3, 0.3), 0.09, 1e-13);
}

TEST(average_slope, is_the_slope_at_0_where_the_terms_cancel) {
  const auto bent = [](double t) { return std::exp(2 * t); };
  EXPECT_RELATIVE(average_slope(bent, 0.0, 3.0), 2.0, 1e-8);
  EXPECT_RELATIVE(average_slope(bent, 1e-17, 3.0), 2.0, 1e-8);  // two roundings: a quotient of them would be anything
}

TEST(average_slope, is_0_where_there_is_nothing_to_share) {
  EXPECT_EQ(average_slope([](double t) { return t; }, 0.0, 0.0), 0.0);
  EXPECT_EQ(average_slope([](double) { return HUGE_VAL; }, 1.0, 1.0), 0.0);
}

}  // namespace
