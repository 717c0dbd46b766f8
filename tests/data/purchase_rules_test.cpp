// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/summarize.hpp>

#include "sales.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

/* Refunds, duplicates and periods of docs/summary.md, each worked out by hand. Every case is also asked in reverse order of
   rows: the answer may not depend on it. */
namespace {

using namespace walaa;
using namespace walaa::tests;

struct expected {
  double frequency, recency, T, monetary_value;  // frequency < 0: no customer
};

void expect(sales s, const summary& options, const expected& e, const std::string& report) {
  for (int way = 0; way < 2; ++way) {
    const customers c = summarize({.purchases = s.log()}, options);
    EXPECT_EQ(c.report().text(), report);
    ASSERT_EQ(c.size(), e.frequency < 0 ? 0u : 1u) << report;
    if (e.frequency >= 0) {
      EXPECT_EQ(c["frequency"][0], e.frequency) << report;
      EXPECT_EQ(c["recency"][0], e.recency) << report;
      EXPECT_EQ(c["T"][0], e.T) << report;
      if (is_missing(e.monetary_value)) {
        EXPECT_TRUE(is_missing(c["monetary_value"][0])) << report;
      } else {
        EXPECT_EQ(c["monetary_value"][0], e.monetary_value) << report;
      }
    }
    for (std::size_t i = 0; i < s.size() / 2; ++i) s.swap_rows(i, s.size() - 1 - i);
  }
}

const summary january{.as_of = day("2024-01-31")};

TEST(purchase_rules, purchases_of_one_day_are_one_and_their_spends_add) {
  sales s;
  s.add(1, "2024-01-01", 10).add(1, "2024-01-05", 3).add(1, "2024-01-05", 4);
  expect(s, january, {1, 4, 30, 7}, "1 customers; 3 purchases; 1 merged into a period");
}

TEST(purchase_rules, a_longer_period_merges_more) {
  sales s;  // Mon 1, Fri 5, Mon 8 January; Thu 1 February
  s.add(1, "2024-01-01", 10).add(1, "2024-01-05", 3).add(1, "2024-01-08", 4).add(1, "2024-02-01", 5);
  summary o{.as_of = day("2024-02-29"), .unit = time_unit::day, .period = period_rule::week};
  // weeks of 1 and 8 January and of 29 January; observation ends in the week of 26 February
  expect(s, o, {2, 28, 56, 4.5}, "1 customers; 4 purchases; 1 merged into a period");
  o.period = period_rule::month, o.unit = time_unit::month;
  expect(s, o, {1, 1, 1, 5}, "1 customers; 4 purchases; 2 merged into a period");
  o.period = period_rule::quarter;
  expect(s, o, {0, 0, 0, missing}, "1 customers; 4 purchases; 3 merged into a period");
}

TEST(purchase_rules, a_refund_by_id_takes_back_its_purchase_wherever_it_was) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", 20, 101).add(1, "2024-01-09", 30, 102).add(1, "2024-01-20", -30, 102);
  expect(s, january, {1, 4, 30, 20}, "1 customers; 2 purchases; 1 refunds; 1 purchases cancelled");
}

TEST(purchase_rules, a_partial_refund_leaves_the_rest_on_the_purchase_s_day) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", 20, 101).add(1, "2024-01-20", -5, 101).add(1, "2024-01-21", -7.5, 101);
  expect(s, january, {1, 4, 30, 7.5}, "1 customers; 2 purchases; 2 refunds");
}

TEST(purchase_rules, a_refund_of_the_first_order_moves_birth) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", 20, 101).add(1, "2024-01-09", 30, 102).add(1, "2024-01-02", -10, 100);
  expect(s, january, {1, 4, 26, 30}, "1 customers; 2 purchases; 1 refunds; 1 purchases cancelled");
}

TEST(purchase_rules, a_void_is_a_refund_on_the_same_day) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", 20, 101).add(1, "2024-01-05", -20, 101);
  expect(s, january, {0, 0, 30, missing}, "1 customers; 1 purchases; 1 refunds; 1 purchases cancelled");
}

TEST(purchase_rules, who_gave_everything_back_is_no_customer) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", -10, 100);
  expect(s, january, {-1, 0, 0, 0}, "0 customers; 1 refunds; 1 purchases cancelled");
}

TEST(purchase_rules, refunds_after_as_of_are_not_known_yet) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", 20, 101).add(1, "2024-02-01", -20, 101);
  expect(s, january, {1, 4, 30, 20}, "1 customers; 2 purchases; 1 rows after as_of left out");
}

TEST(purchase_rules, a_refund_without_id_nets_within_its_period) {
  sales s;
  s.add(1, "2024-01-01", 10).add(1, "2024-01-05", 20).add(1, "2024-01-05", -5).add(1, "2024-01-09", 8).add(1, "2024-01-09", -8);
  expect(s, january, {1, 4, 30, 15}, "1 customers; 2 purchases; 2 refunds; 1 purchases cancelled");
  s.add(1, "2024-01-20", -3);  // alone in its period: nothing to net with
  expect(s, january, {1, 4, 30, 15},
         "1 customers; 2 purchases; 2 refunds; 1 refunds without a purchase left out; 1 purchases cancelled");
  summary o = january;
  o.period = period_rule::month, o.unit = time_unit::month;
  expect(s, o, {0, 0, 0, missing}, "1 customers; 3 purchases; 2 merged into a period; 3 refunds");
}

TEST(purchase_rules, a_free_purchase_is_a_purchase) {
  sales s;
  s.add(1, "2024-01-01", 10).add(1, "2024-01-05", 0);
  expect(s, january, {1, 4, 30, 0}, "1 customers; 2 purchases");
}

TEST(purchase_rules, a_row_known_by_its_id_counts_once) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", 20, 101).add(1, "2024-01-08", -5, 101);
  s.add(1, "2024-01-08", -5, 101);  // the same refund twice
  expect(s, january, {1, 4, 30, 15}, "1 customers; 2 purchases; 1 refunds; 2 duplicates dropped");
}

TEST(purchase_rules, one_id_of_two_customers_is_two_events) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(2, "2024-01-03", 20, 100);
  const customers c = summarize({.purchases = s.log()}, january);
  EXPECT_EQ(column(c, "frequency"), (std::vector<double>{0, 0}));
  EXPECT_EQ(c.report().duplicates, 0u);
}

TEST(purchase_rules, a_conflict_is_refused_or_repaired_by_the_earlier) {
  sales s;
  s.add(1, "2024-01-01", 10, 100).add(1, "2024-01-05", 20, 101).add(1, "2024-01-09", 30, 101);
  EXPECT_EQ(refusal([&] { summarize({.purchases = s.log()}, january); }),
            "summarize: purchases.id[2] is the id of another purchase of this customer, in row 1; one id, one day and one amount "
            "[D209]");
  summary repair = january;
  repair.bad_rows = policy::repair;
  expect(s, repair, {1, 4, 30, 20}, "1 customers; 2 purchases; 1 rows repaired");
}

TEST(purchase_rules, sums_beyond_64_bits_are_refused) {
  sales s;
  for (int i = 0; i < 40000; ++i) s.add(1, "2024-01-01", 2.8e12);
  EXPECT_EQ(refusal([&] { summarize({.purchases = s.log()}, january); }).substr(0, 30), "summarize: purchases.amount[0]");
}

}  // namespace
