// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/promise_trust.hpp>

#include <walaa/scoring/builtin.hpp>

#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace walaa::tests;
using walaa::standing;
using walaa::strategies::promise_trust;

walaa::one_score trust(double kept, double broken, const promise_trust& strategy = promise_trust()) {
  const walaa::scorer s{strategy};
  walaa::customer who = s.blank(walaa::no_date);
  who["promises_kept"] = kept, who["promises_broken"] = broken;
  return s.score(who)["promise_trust"];
}

TEST(promise_trust, is_the_mean_and_spread_of_the_beta_posterior) {  // Josang & Ismail (2002); Beta(9, 2)
  EXPECT_RELATIVE(trust(8, 1).value, 9.0 / 11, 1e-15);
  EXPECT_RELATIVE(trust(8, 1).error, std::sqrt(9.0 * 2 / (121 * 12)), 1e-15);
}

TEST(promise_trust, is_scored_prior_only_or_insufficient_by_what_is_known) {
  EXPECT_EQ(trust(0, 1).status, standing::scored);
  EXPECT_EQ(trust(0, 0).status, standing::prior_only);  // nothing was promised
  EXPECT_EQ(trust(walaa::missing, walaa::missing).status, standing::prior_only);
  EXPECT_EQ(trust(0, 0).value, 0.5);
  EXPECT_RELATIVE(trust(0, 0).error, std::sqrt(1.0 / 12), 1e-15);
  EXPECT_EQ(trust(walaa::missing, 2).status, standing::insufficient);
  EXPECT_TRUE(walaa::is_missing(trust(walaa::missing, 2).value));
}

TEST(promise_trust, gives_everybody_the_prior_in_a_table_without_promises) {
  const walaa::customers c = cdnow_table();
  const walaa::profiles p = walaa::scorer{promise_trust()}.score(c);
  for (std::size_t i = 0; i < c.size(); ++i) EXPECT_EQ(p.at(i, "promise_trust").status, standing::prior_only);
}

TEST(promise_trust, takes_a_prior_of_the_users_own) {
  const promise_trust strategy(walaa::reputation{.prior_kept = 9.0, .prior_broken = 1.0});
  EXPECT_EQ(trust(0, 0, strategy).value, 0.9);
  EXPECT_RELATIVE(trust(0, 10, strategy).value, 9.0 / 20, 1e-15);
}

TEST(promise_trust, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers();
  expect_strategy_laws(promise_trust(), c, walaa::builtin());
}

TEST(promise_trust, refuses_half_of_its_columns_and_negative_counts) {
  const double one[] = {1}, minus[] = {-1};
  walaa::table_view half(1, walaa::no_date, walaa::time_unit::week), wrong(1, walaa::no_date, walaa::time_unit::week);
  half.with("promises_kept", one);
  wrong.with("promises_kept", one).with("promises_broken", minus);
  const walaa::scorer s{promise_trust()};
  try {
    s.score(half);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(),
                 "promise_trust: the table has one of promises_kept and promises_broken, and lacks 'promises_broken' [S504]");
  }
  try {
    s.score(wrong);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "promise_trust: promises_broken[0] = -1 is negative or infinite [D104]");
  }
}

}  // namespace
