// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/rfm.hpp>

#include <walaa/scoring/builtin.hpp>

#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

namespace {

using namespace walaa::tests;
using walaa::missing;
using walaa::standing;

// Cut points of the R package rfm (MIT) on its 995 customers, days. There a value on a cut point belongs to the class above it
// and here to the one below: the values used lie between cut points, or are whole numbers moved by half of one.
walaa::strategies::rfm published() {
  return walaa::strategies::rfm(
      walaa::rfm{{115, 181, 297.4, 482}, {3.5, 4.5, 5.5, 7.5}, {255.8, 382, 506.4, 666}, walaa::time_unit::day, 995});
}

double cell(double silent, double orders, double amount) {
  const walaa::scorer s{published()};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = orders, who["recency"] = 500, who["T"] = 500 + silent, who["monetary_value"] = amount / orders;
  return s.score(who)["rfm"].value;
}

TEST(rfm, gives_the_published_cells) {
  EXPECT_EQ(cell(205, 6, 472), 343);
  EXPECT_EQ(cell(140, 3, 340), 412);
  EXPECT_EQ(cell(194, 4, 405), 323);
  EXPECT_EQ(cell(98, 7, 596), 544);
  EXPECT_EQ(cell(132, 5, 448), 433);
}

TEST(rfm, is_scored_prior_only_or_insufficient_by_what_is_known) {
  const walaa::customers c = some_customers();
  const walaa::strategies::rfm strategy(walaa::rfm::fit(cdnow_tenth()));
  const walaa::profiles p = walaa::scorer{strategy}.score(c);
  EXPECT_EQ(p.at(0, "rfm").status, standing::scored);
  EXPECT_EQ(p.at(row_of(bought_today), "rfm").status, standing::scored);
  EXPECT_EQ(p.at(row_of(roster_only), "rfm").status, standing::prior_only);
  EXPECT_EQ(p.at(row_of(roster_only), "rfm").value, 511);  // first purchase today
  EXPECT_EQ(p.at(row_of(no_recency), "rfm").status, standing::insufficient);
  EXPECT_EQ(p.at(row_of(no_spend), "rfm").status, standing::insufficient);
  EXPECT_TRUE(walaa::is_missing(p.at(0, "rfm").error));
}

TEST(rfm, does_not_depend_on_who_else_is_scored) {
  const walaa::customers c = some_customers();
  const walaa::scorer s{walaa::strategies::rfm(walaa::rfm::fit(cdnow_tenth()))};
  const walaa::profiles all = s.score(c), few = s.score(walaa::customer_view(c).rows(10, 5));
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(few.at(i, "rfm").value, all.at(10 + i, "rfm").value);
}

TEST(rfm, gives_each_class_as_a_reason) {
  const walaa::scorer s{published()};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = 6, who["recency"] = 500, who["T"] = 705, who["monetary_value"] = 472.0 / 6;
  const walaa::explanation e = s.explain(who).at(0);
  EXPECT_EQ(e.base, 511);
  EXPECT_EQ(e.total, 343);
  EXPECT_EQ(e.why.at(0).code, "recency_class");
  EXPECT_EQ(e.why.at(0).seen, 3);
  EXPECT_EQ(e.why.at(0).effect, -200);
}

TEST(rfm, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers();
  expect_strategy_laws(walaa::strategies::rfm(walaa::rfm::fit(cdnow_tenth())), c, walaa::builtin());
}

TEST(rfm, refuses_cut_points_that_are_none_and_a_table_without_spend) {
  EXPECT_THROW(walaa::strategies::rfm(walaa::rfm{{2, 1}, {1, 2}, {1, 2}, walaa::time_unit::day, 3}), walaa::invalid_input);
  const double one[] = {1};
  walaa::table_view table(1, walaa::no_date, walaa::time_unit::day);
  table.with("frequency", one).with("recency", one).with("T", one);
  try {
    walaa::scorer{published()}.score(table);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "rfm: the table lacks the column 'monetary_value' [S504]");
  }
}

}  // namespace
