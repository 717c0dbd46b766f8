// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/leaves_within.hpp>

#include <walaa/scoring/builtin.hpp>
#include <walaa/survival/curve.hpp>

#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace walaa::tests;
using walaa::standing;
using walaa::weeks;
using walaa::strategies::leaves_within;

/// Ten customers, four of whom left; last seen in week 12.
walaa::kaplan_meier a_curve() {
  static const double duration[] = {2, 3, 4, 4, 6, 8, 10, 12, 12, 12}, event[] = {1, 0, 1, 1, 0, 1, 0, 0, 0, 0};
  return walaa::kaplan_meier::fit(
      {.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = walaa::time_unit::week});
}

walaa::one_score leaving(double tenure, double left, walaa::days h = weeks{4}) {
  const walaa::scorer s{leaves_within(a_curve(), h)};
  walaa::customer who = s.blank(walaa::no_date);
  who["tenure"] = tenure, who["left"] = left;
  return s.score(who)["leaves_within"];
}

// By hand: at risk 10, 8, 5 at weeks 2, 4, 8; left 1, 2, 1: S = 9/10, 27/40, 27/50.
TEST(leaves_within, is_the_drop_of_the_curve_over_where_it_stands) {
  EXPECT_RELATIVE(leaving(2, 0).value, 1 - (27.0 / 40) / (9.0 / 10), 1e-14);
  EXPECT_RELATIVE(leaving(4, 0).value, 1 - (27.0 / 50) / (27.0 / 40), 1e-14);
  EXPECT_EQ(leaving(8, 0).value, 0.0);  // nobody left between week 8 and week 12
  EXPECT_RELATIVE(leaving(4, 0).error, (27.0 / 50) / (27.0 / 40) * std::sqrt(1.0 / (5 * 4)), 1e-13);  // Greenwood
}

TEST(leaves_within, is_scored_prior_only_or_insufficient_by_what_is_known) {
  EXPECT_EQ(leaving(2, 0).status, standing::scored);
  EXPECT_EQ(leaving(2, walaa::missing).status, standing::scored);
  const walaa::one_score stranger = leaving(walaa::missing, walaa::missing);
  EXPECT_EQ(stranger.status, standing::prior_only);
  EXPECT_RELATIVE(stranger.value, 1 - 27.0 / 40, 1e-14);
  EXPECT_EQ(leaving(2, 1).status, standing::insufficient);  // he has left already
  EXPECT_EQ(leaving(9, 0).status, standing::insufficient);  // the curve ends in week 12
}

TEST(leaves_within, converts_its_time_to_the_unit_of_the_curve) {
  EXPECT_EQ(leaving(2, 0, walaa::days{28}).value, leaving(2, 0, weeks{4}).value);
}

TEST(leaves_within, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers();
  expect_strategy_laws(leaves_within(a_curve(), weeks{3}), c, walaa::builtin());
}

TEST(leaves_within, refuses_what_cannot_be) {
  EXPECT_THROW(leaves_within(a_curve(), weeks{0}), walaa::invalid_input);
  EXPECT_THROW(leaving(-1, 0), walaa::invalid_input);
  const walaa::customers c = cdnow_table();
  try {
    walaa::scorer{leaves_within(a_curve(), weeks{4})}.score(c);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "leaves_within: the table lacks the column 'tenure' [S504]");
  }
}

}  // namespace
