// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/censoring_curve.hpp>  // the header under test comes first: it must stand alone

#include "owned_spells.hpp"  // for owned_spells, random_spells
#include "relative.hpp"      // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace {

using walaa::censoring_curve;
using walaa::tests::owned_spells;

TEST(censoring_curve, who_leaves_at_a_time_is_out_before_who_is_censored_then) {
  const auto g = censoring_curve::fit(owned_spells{{2, 2, 3, 4}, {1, 0, 1, 1}});
  EXPECT_RELATIVE(g.at(2), 1 - 1.0 / 3, 1e-16);  // of three, not of four
}

TEST(censoring_curve, is_right_continuous_and_taken_at_the_time_itself) {
  const auto g = censoring_curve::fit(owned_spells{{1, 2, 3, 4}, {0, 1, 0, 1}});
  EXPECT_EQ(g.at(0), 1);
  EXPECT_EQ(g.at(0.999), 1);
  EXPECT_EQ(g.at(1), 0.75);
  EXPECT_EQ(g.at(2.9), 0.75);
  EXPECT_EQ(g.at(3), 0.375);
  EXPECT_EQ(g.at(4), 0.375);
  EXPECT_TRUE(walaa::is_missing(g.at(4.1)));
  EXPECT_FALSE(g.knows(4.1));
}

TEST(censoring_curve, is_zero_where_all_who_were_left_were_lost_from_view) {
  const auto g = censoring_curve::fit(owned_spells{{1, 2, 5, 5}, {0, 1, 0, 1}});
  EXPECT_EQ(g.at(5), 0);
  EXPECT_EQ(g.at(100), 0);  // known for ever
  EXPECT_TRUE(g.knows(100));
  const auto thirds = censoring_curve::fit(owned_spells{{1, 1, 1}, {0, 0, 0}, {}, {0.1, 0.7, 1e6}});
  EXPECT_EQ(thirds.at(1), 0);
}

TEST(censoring_curve, of_nobody_censored_is_one) {
  const auto g = censoring_curve::fit(owned_spells{{1, 2}, {1, 1}});
  EXPECT_TRUE(g.time.empty());
  EXPECT_EQ(g.at(2), 1);
}

TEST(censoring_curve, weights_equal_repeated_rows_in_any_order) {
  std::mt19937_64 random(71);
  for (int trial = 0; trial < 30; ++trial) {
    const auto o = walaa::tests::random_spells({.grid = trial % 2 ? 1 : 0.1, .whole_weights = true}, random);
    EXPECT_EQ(censoring_curve::fit(o), censoring_curve::fit(o.repeated().shuffled(random)));
  }
}

TEST(censoring_curve, late_entry_and_bad_spells_are_refused) {
  const auto message = [](const owned_spells& o) {
    try {
      censoring_curve::fit(o, "f");
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  EXPECT_EQ(message({{1, 2}, {1, 0}, {0, 1}}),
            "f: spells with a late entry; the weights suppose that everybody is seen from birth [F302]");
  EXPECT_EQ(message({{1, -2}, {1, 0}}), "f: duration[1] = -2 is negative [D104]");
}

}  // namespace
