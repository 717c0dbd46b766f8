// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/p_alive.hpp>

#include <walaa/scoring/builtin.hpp>

#include "reference_fits.hpp"
#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace walaa::tests;
using walaa::standing;
using walaa::strategies::p_alive;

walaa::customer till(const walaa::scorer& s, double x, double last, double age) {
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = x, who["recency"] = last, who["T"] = age;
  return who;
}

// Fader & Hardie's parameters for CDNOW; values printed by R's BTYD 2.4.3 and confirmed in multiple precision.
TEST(p_alive, gives_the_published_probabilities) {
  const walaa::scorer s{p_alive(walaa::fitted<walaa::bg_nbd>({.243, 4.414, .793, 2.426}, walaa::time_unit::week))};
  EXPECT_RELATIVE(s.score(till(s, 23, 39, 39))["p_alive"].value, .9685554542, 1e-9);
  EXPECT_RELATIVE(s.score(till(s, 5, 30, 39))["p_alive"].value, .7056268472, 1e-9);
  EXPECT_RELATIVE(s.score(till(s, 20, 30, 39))["p_alive"].value, .1968204445, 1e-9);
  EXPECT_EQ(s.score(till(s, 0, 0, 39))["p_alive"].value, 1.0);
}

TEST(p_alive, is_scored_prior_only_or_insufficient_by_what_is_known) {
  const walaa::customers c = some_customers();
  const walaa::profiles p = walaa::scorer{p_alive(reference_mbg_nbd())}.score(c);
  EXPECT_EQ(p.at(0, "p_alive").status, standing::scored);
  EXPECT_EQ(p.at(row_of(bought_today), "p_alive").status, standing::scored);
  EXPECT_EQ(p.at(row_of(no_recency), "p_alive").status, standing::insufficient);
  const walaa::one_score stranger = p.at(row_of(roster_only), "p_alive");
  EXPECT_EQ(stranger.status, standing::prior_only);
  const walaa::mbg_nbd m = *reference_mbg_nbd();
  EXPECT_RELATIVE(stranger.value, m.b / (m.a + m.b), 1e-15);  // stayed after the first purchase
}

TEST(p_alive,
     has_the_standard_error_of_the_delta_method) {  // by hand: u = ln a - ln(b + x) + (r + x) ln((alpha + T) / (alpha + tx))
  const auto visits = reference_mbg_nbd();
  const walaa::mbg_nbd& m = *visits;
  const double x = 6, last = 142.0 / 7, age = 292.0 / 7;
  const double end = m.alpha + age, then = m.alpha + last;
  const double g[] = {std::log(end / then), (m.r + x) * (1 / end - 1 / then), 1 / m.a, -1 / (m.b + x)};
  double variance = 0;
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) variance += g[i] * cdnow_mbg_nbd.covariance[static_cast<std::size_t>(4 * i + j)] * g[j];
  const walaa::scorer s{p_alive(visits)};
  const auto got = s.score(till(s, x, last, age))["p_alive"];
  EXPECT_RELATIVE(got.error, got.value * (1 - got.value) * std::sqrt(variance), 1e-8);
}

TEST(p_alive, has_no_error_where_the_fit_has_none_or_none_is_wanted) {
  const walaa::customers c = some_customers();
  const walaa::scorer given{p_alive(walaa::fitted<walaa::bg_nbd>({.243, 4.414, .793, 2.426}, walaa::time_unit::week))};
  EXPECT_TRUE(walaa::is_missing(given.score(c, {.errors = true}).at(3, "p_alive").error));
  const walaa::scorer fitted{p_alive(reference_mbg_nbd())};
  EXPECT_TRUE(walaa::is_missing(fitted.score(c).at(3, "p_alive").error));
  EXPECT_FALSE(walaa::is_missing(fitted.score(c, {.errors = true}).at(3, "p_alive").error));
}

TEST(p_alive, starts_its_reasons_from_a_new_customer) {
  const auto visits = reference_mbg_nbd();
  const walaa::scorer s{p_alive(visits), {"bg", p_alive(reference_bg_nbd())}};
  const auto all = s.explain(till(s, 6, 142.0 / 7, 292.0 / 7));
  EXPECT_EQ(all[0].scale, "log_odds");
  EXPECT_RELATIVE(all[0].base, std::log(visits->b / visits->a), 1e-14);
  EXPECT_EQ(all[0].why[0].code, "silence");
  EXPECT_NEAR(all[0].why[0].seen, 150.0 / 7, 1e-13);
  EXPECT_LT(all[0].why[0].effect, 0);
  EXPECT_EQ(all[1].scale, "probability");  // nobody new has left under BG/NBD: infinite log-odds
  EXPECT_EQ(all[1].base, 1.0);
}

TEST(p_alive, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers();
  expect_strategy_laws(p_alive(reference_mbg_nbd()), c, walaa::builtin());
  expect_strategy_laws(p_alive(reference_bg_nbd()), c, walaa::builtin());
}

TEST(p_alive, refuses_a_fit_that_may_not_be_used) { EXPECT_THROW(p_alive(unusable_fit<walaa::mbg_nbd>()), walaa::not_usable); }

TEST(p_alive, refuses_a_table_without_its_columns_or_with_values_that_cannot_be) {
  const walaa::scorer s{p_alive(reference_mbg_nbd())};
  const double one[] = {1}, minus[] = {-1}, two[] = {2};
  walaa::table_view without(1, walaa::no_date, walaa::time_unit::week), wrong(1, walaa::no_date, walaa::time_unit::week);
  without.with("frequency", one).with("T", two);
  wrong.with("frequency", minus).with("recency", one).with("T", two);
  try {
    s.score(without);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "p_alive: the table lacks the column 'recency' [S504]");
  }
  try {
    s.score(wrong);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "p_alive: frequency[0] = -1 is negative; frequency counts the purchases after the first [D104]");
  }
}

}  // namespace
