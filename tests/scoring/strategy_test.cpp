// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategy.hpp>

#include "overdue.hpp"

#include <gtest/gtest.h>

namespace {

TEST(strategy, has_names_for_its_standings) {
  EXPECT_EQ(walaa::standing_name(walaa::standing::scored), "scored");
  EXPECT_EQ(walaa::standing_name(walaa::standing::prior_only), "prior_only");
  EXPECT_EQ(walaa::standing_name(walaa::standing::insufficient), "insufficient");
}

TEST(strategy, orders_standings_from_best_to_worst) {
  EXPECT_LT(walaa::standing::scored, walaa::standing::prior_only);
  EXPECT_LT(walaa::standing::prior_only, walaa::standing::insufficient);
}

TEST(strategy, is_modelled_by_a_users_own_type) {
  static_assert(walaa::strategy<walaa::tests::overdue> && walaa::storable<walaa::tests::overdue>);
  const double x[] = {6}, last[] = {20}, age[] = {30};
  walaa::table_view table(1, walaa::no_date, walaa::time_unit::week);
  table.with("frequency", x).with("recency", last).with("T", age);
  double value[1] = {};
  walaa::tests::overdue{}.score(table, {.value = value, .error = {}, .status = {}});
  EXPECT_EQ(value[0], 1.5);  // silent for 10 weeks at one purchase in 20/6 weeks, against twice that
}

}  // namespace
