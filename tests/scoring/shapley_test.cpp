// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/shapley.hpp>

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <numeric>

namespace {

// The glove game with two left gloves and one right: 1/6, 1/6, 2/3 (Shapley & Shubik 1969; in every textbook).
TEST(shapley, shares_the_glove_game_as_published) {
  std::array<double, 8> worth{};
  for (std::size_t set = 0; set < 8; ++set) worth[set] = (set & 4) && (set & 3) ? 1 : 0;
  std::array<double, 3> effects{};
  walaa::shapley(worth, effects);
  EXPECT_NEAR(effects[0], 1.0 / 6, 1e-15);
  EXPECT_NEAR(effects[1], 1.0 / 6, 1e-15);
  EXPECT_NEAR(effects[2], 2.0 / 3, 1e-15);
}

// The airport game (Littlechild & Owen 1973): runways of cost 1, 3, 6; each part is shared by those who need it.
TEST(shapley, shares_the_airport_game_as_published) {
  constexpr double cost[] = {1, 3, 6};
  std::array<double, 8> worth{};
  for (std::size_t set = 0; set < 8; ++set)
    for (std::size_t i = 0; i < 3; ++i)
      if (set >> i & 1) worth[set] = cost[i];
  std::array<double, 3> effects{};
  walaa::shapley(worth, effects);
  EXPECT_NEAR(effects[0], 1.0 / 3, 1e-15);
  EXPECT_NEAR(effects[1], 1.0 / 3 + 1, 1e-15);
  EXPECT_NEAR(effects[2], 1.0 / 3 + 1 + 3, 1e-15);
}

TEST(shapley, shares_everything_and_nothing_more) {
  std::array<double, 256> worth{};
  for (std::size_t set = 0; set < 256; ++set) worth[set] = std::sin(static_cast<double>(set * set + 1));
  std::array<double, 8> effects{};
  walaa::shapley(worth, effects);
  EXPECT_NEAR(std::accumulate(effects.begin(), effects.end(), worth.front()), worth.back(), 1e-14);
}

TEST(shapley, gives_nothing_to_an_input_that_never_matters) {
  std::array<double, 16> worth{};
  for (std::size_t set = 0; set < 16; ++set) worth[set] = std::exp(static_cast<double>(set & 11));  // bit 2 is not read
  std::array<double, 4> effects{};
  walaa::shapley(worth, effects);
  EXPECT_EQ(effects[2], 0);
  EXPECT_NE(effects[0], 0);
}

TEST(shapley, refuses_lengths_that_do_not_fit) {
  std::array<double, 7> worth{};
  std::array<double, 3> effects{};
  EXPECT_THROW(walaa::shapley(worth, effects), walaa::invalid_input);
  std::array<double, 512> large{};
  std::array<double, 9> nine{};
  EXPECT_THROW(walaa::shapley(large, nine), walaa::invalid_input);
}

}  // namespace
