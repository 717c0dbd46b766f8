// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/uplift_rows.hpp>  // the header under test comes first: it must stand alone

#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::auuc_rows_mean;
using walaa::qini_rows_minus_line;
using walaa::uplift_status;
using walaa::uplift_trial;
using column = std::vector<double>;

const column ten_outcomes{0, 1, 0, 0, 1, 0, 1, 1, 0, 1}, ten_treated{1, 1, 0, 1, 0, 0, 1, 1, 0, 1},
    ten_scores{.05, .9, .3, .2, .55, .1, .8, .65, .4, .7};

column other(const column& y) {
  column out;
  for (const double v : y) out.push_back(1 - v);
  return out;
}

// causalml 0.18.0 (Apache-2.0), get_qini and get_cumgain with normalize=True, on rows without ties
TEST(uplift_rows, ten_rows_without_ties_have_the_numbers_of_causalml) {
  const uplift_trial t{.outcome = ten_outcomes, .uplift = ten_scores, .treatment = ten_treated};
  EXPECT_RELATIVE(qini_rows_minus_line(t).value, -0.05454545454545459, 1e-13);
  EXPECT_RELATIVE(auuc_rows_mean(t).value, 0.4476363636363638, 1e-13);
}

TEST(uplift_rows, an_offer_that_does_harm_changes_the_sign) {  // causalml 0.18.0
  const column y = other(ten_outcomes);
  const uplift_trial t{.outcome = y, .uplift = ten_scores, .treatment = ten_treated};
  EXPECT_RELATIVE(qini_rows_minus_line(t).value, 0.05454545454545459, 1e-13);
  EXPECT_RELATIVE(auuc_rows_mean(t).value, -0.4476363636363638, 1e-13);
  EXPECT_LT(auuc_rows_mean(t).end, 0);
}

TEST(uplift_rows, forty_rows_that_begin_with_one_arm_have_the_numbers_of_causalml) {
  const column y{0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0,
                 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0},
      treated{0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0,
              1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1};
  column score;
  for (int i = 0; i < 40; ++i) score.push_back(i * 17 % 40 / 40.0);
  const uplift_trial t{.outcome = y, .uplift = score, .treatment = treated};
  EXPECT_RELATIVE(qini_rows_minus_line(t).value, -0.15969091869248378, 1e-12);
  EXPECT_RELATIVE(auuc_rows_mean(t).value, 0.30330039735084485, 1e-12);
}

// By hand: scores 2, 1, 1, 0; the tie is a treated good and a control bad one, its rows the means of both orders of the counts.
TEST(uplift_rows, rows_of_a_tie_are_taken_at_the_mean_of_their_orders) {
  const column y{1, 1, 0, 1}, score{2, 1, 1, 0}, treated{0, 1, 0, 1};
  // a good control first, worth nothing yet; then (0.5 treated, 0.5 good; 1.5 control, 1 good), (1, 1; 2, 1), (2, 2; 2, 1)
  const column qini{0, 0, 0.5 - 1 * (0.5 / 1.5), 1 - 1 * (1 / 2.0), 2 - 1 * (2 / 2.0)};
  const double mean = std::accumulate(qini.begin(), qini.end(), 0.0) / 5 / qini.back();
  const uplift_trial t{.outcome = y, .uplift = score, .treatment = treated};
  EXPECT_RELATIVE(qini_rows_minus_line(t).value, mean - 0.5, 1e-13);
  const double lift2 = 0.5 / 0.5 - 1 / 1.5, lift3 = 1.0 - 1.0 / 2, lift4 = 1.0 - 1.0 / 2;
  EXPECT_RELATIVE(auuc_rows_mean(t).value, (lift2 / 2 * 1 + lift2 * 2 + lift3 * 3 + lift4 * 4) / (lift4 * 4) / 5, 1e-13);
}

TEST(uplift_rows, the_order_of_rows_does_not_matter_to_the_bit) {
  std::mt19937 draw(4);
  column y, score, treated;
  const auto below = [&](std::uint32_t n) { return static_cast<double>(draw() % n); };
  for (std::size_t i = 0; i < 2000; ++i) {
    treated.push_back(below(2)), score.push_back(below(20));
    y.push_back(below(100) < 40 + 10 * treated.back() ? 1 : 0);
  }
  std::vector<std::size_t> order(2000);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), draw);
  column y2, score2, treated2;
  for (const std::size_t i : order) y2.push_back(y[i]), score2.push_back(score[i]), treated2.push_back(treated[i]);
  const uplift_trial a{.outcome = y, .uplift = score, .treatment = treated},
      b{.outcome = y2, .uplift = score2, .treatment = treated2};
  EXPECT_EQ(qini_rows_minus_line(a).value, qini_rows_minus_line(b).value);
  EXPECT_EQ(auuc_rows_mean(a).value, auuc_rows_mean(b).value);
}

TEST(uplift_rows, a_constant_score_is_the_straight_line) {
  const column same(10, 0.5);
  const uplift_trial t{.outcome = ten_outcomes, .uplift = same, .treatment = ten_treated};
  EXPECT_NEAR(qini_rows_minus_line(t).value, 0, 1e-14);
  EXPECT_RELATIVE(auuc_rows_mean(t).value, 0.5, 1e-13);
}

TEST(uplift_rows, an_offer_that_wins_nothing_has_no_scale) {
  const column y{1, 0, 1, 0}, score{4, 3, 2, 1}, treated{1, 1, 0, 0};
  const uplift_trial t{.outcome = y, .uplift = score, .treatment = treated};
  EXPECT_EQ(qini_rows_minus_line(t).status, uplift_status::no_scale);
  EXPECT_TRUE(walaa::is_missing(qini_rows_minus_line(t).value));
  EXPECT_TRUE(walaa::is_missing(auuc_rows_mean(t).value));
}

TEST(uplift_rows, refuses_an_empty_arm) {
  const column y{1, 0}, score{2, 1}, treated{1, 1};
  EXPECT_REFUSES(auuc_rows_mean({.outcome = y, .uplift = score, .treatment = treated}),
                 "auuc_rows_mean: treatment has no row with 0; an arm is empty [D114]");
}

}  // namespace
