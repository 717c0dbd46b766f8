// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/score_table.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/value/beta_geometric.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>

namespace {

using walaa::beta_geometric;
using walaa::score_table;

struct shape {
  double r, alpha, a, b, longest;
};
constexpr shape shapes[] = {{0.243, 4.414, 0.793, 2.426, 60},  // CDNOW
                            {0.5, 6, 1.2, 3.3, 500},           // a year and a half in weeks
                            {20, 500, 3, 8, 1500},             // regular, in days
                            {0.01, 0.1, 0.1, 0.1, 1500},       // rates of all sizes
                            {1, 0.01, 50, 500, 150},           // frequent and short-lived
                            {5, 1, 0.3, 1000, 90}};            // faithful

TEST(score_table, is_within_1e_12_of_the_function) {
  std::mt19937_64 random(20);  // the engine's bits are portable; a uniform number is its upper 53
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  for (const shape& m : shapes)
    for (const double t : {0.1, 52.0, 1000.0}) {
      const auto f = [&](double x, double y) { return beta_geometric{m.r + x, std::exp(y), m.a, m.b + x}.expected_purchases(t); };
      const score_table table(std::log(m.alpha), std::log(m.alpha + m.longest), 45, f);
      EXPECT_EQ(table.counts(), 45u) << m.r << " " << t;
      double worst = 0;
      for (int i = 0; i < 1000; ++i) {
        const double x = std::floor(45 * uniform()), y = std::log(m.alpha + m.longest * uniform());
        worst = std::max(worst, std::abs(table(x, y) / f(x, y) - 1));
      }
      EXPECT_LT(worst, 1e-12) << m.r << " " << t;
      EXPECT_LT(table.bytes(), 200000u);
    }
}

TEST(score_table, is_as_good_at_the_ends_and_at_the_seams) {
  const auto f = [](double x, double y) { return std::exp(-y) + x / (1 + std::exp(y)); };
  const score_table table(-1, 2.5, 3, f);  // four pieces
  for (const double x : {0.0, 1.0, 2.0})
    for (const double seam : {-1.0, -0.125, 0.75, 1.625, 2.5})
      for (const double off : {-1e-9, 0.0, 1e-9}) {
        const double y = std::clamp(seam + off, -1.0, 2.5);
        EXPECT_RELATIVE(table(x, y), f(x, y), 1e-13);
      }
}

TEST(score_table, knows_what_it_covers) {
  const score_table table(0, 1, 5, [](double x, double y) { return 1 + x + y; });
  EXPECT_TRUE(table.covers(0, 0) && table.covers(4, 1) && table.covers(2, 0.5));
  EXPECT_FALSE(table.covers(5, 0.5) || table.covers(-1, 0.5) || table.covers(1, -1e-8) || table.covers(1, 1 + 1e-8));
  EXPECT_FALSE(table.covers(walaa::missing, 0.5) || table.covers(1, walaa::missing) || table.covers(INFINITY, 0.5));
  EXPECT_FALSE(score_table{}.covers(0, 0));
}

TEST(score_table, stops_where_the_function_is_too_steep) {
  EXPECT_EQ(score_table(0, 1, 5, [](double, double) { return 0.0; }).counts(), 0u);
  EXPECT_EQ(score_table(0, 1, 5, [](double, double) { return INFINITY; }).counts(), 0u);
  EXPECT_EQ(score_table(0, 1, 5, [](double, double) { return walaa::missing; }).counts(), 0u);
  EXPECT_EQ(score_table(0, 1, 5, [](double x, double y) { return x < 3 ? std::exp(x * y) : 2 + std::sin(1e6 * y); }).counts(),
            3u);
  EXPECT_EQ(score_table(1, 1, 5, [](double, double) { return 1.0; }).counts(), 0u);
  EXPECT_EQ(score_table(0, INFINITY, 5, [](double, double) { return 1.0; }).counts(), 0u);
}

TEST(score_table, is_a_value) {
  const auto f = [](double x, double y) { return std::exp(-y) + x; };
  const score_table one(0, 1, 5, f), other(0, 1, 5, f);
  EXPECT_EQ(one, other);
  const score_table copy = one;
  EXPECT_EQ(copy(2, 0.3), one(2, 0.3));
}

}  // namespace
