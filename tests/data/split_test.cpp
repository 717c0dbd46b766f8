// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/split.hpp>  // the header under test comes first: it must stand alone

#include "cdnow.hpp"
#include "sales.hpp"

#include <walaa/data/csv.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;
using values = std::vector<double>;

// Purchases of the 39 weeks after, counted by tests/data/make_cdnow.py.
TEST(split, equals_the_independent_holdout_of_cdnow) {
  std::ifstream file(std::string(WALAA_TEST_DATA) + "/data/cdnow_tenth.csv", std::ios::binary);
  const csv_table t = read_csv({std::istreambuf_iterator<char>(file), {}}, {.file = "cdnow_tenth.csv"});
  const auto who = t.integers("customer_id");
  const auto on = t.dates("date");
  const auto amount = t.numbers("amount");
  const logs log{.purchases = {.customer = who, .on = on, .amount = amount}};
  const summary options{.as_of = day("1997-09-30"), .unit = time_unit::week};
  const customers c = split(log, options, day("1998-06-30"));
  const auto expected = cdnow_holdout();
  EXPECT_EQ(column(c, "frequency_holdout"), values(expected.begin(), expected.end()));
  EXPECT_EQ(c["duration_holdout"][0], 39);
  const customers calibration = summarize(log, options);
  EXPECT_EQ(column(c, "frequency"), column(calibration, "frequency"));
}

TEST(split, counts_every_purchase_of_the_holdout_and_its_spend) {
  sales s;
  s.add(1, "2020-01-05", 10).add(1, "2020-02-01", 7).add(1, "2020-02-01", 1).add(1, "2020-02-09", 4).add(2, "2020-01-09", 5);
  s.add(3, "2020-02-02", 99);    // a newcomer has no row
  s.add(2, "2020-02-03", -5);    // a refund of a purchase before: the holdout knows nothing of it
  s.add(1, "2020-03-01", 1000);  // after the holdout
  const customers c = split({.purchases = s.log()}, {.as_of = day("2020-01-31")}, day("2020-02-29"));
  EXPECT_EQ(c.size(), 2u);
  EXPECT_EQ(column(c, "frequency"), (values{0, 0}));
  EXPECT_EQ(column(c, "frequency_holdout"), (values{2, 0}));
  EXPECT_EQ(column(c, "duration_holdout"), (values{29, 29}));
  EXPECT_EQ(c["monetary_value_holdout"][0], 6);
  EXPECT_TRUE(is_missing(c["monetary_value_holdout"][1]));
}

TEST(split, works_with_names_and_ids) {
  const std::vector<std::string> who{"ب", "أ", "ب", "ب"}, id{"1", "2", "3", "3"};
  const std::vector<date> on{day("2020-01-01"), day("2020-01-02"), day("2020-02-01"), day("2020-02-05")};
  const std::vector<double> amount{1, 2, 3, -3};
  const customers c = split({.purchases = {.customer = who, .on = on, .amount = amount, .id = id}}, {.as_of = day("2020-01-31")},
                            day("2020-02-03"));
  EXPECT_EQ(column(c, "frequency_holdout"), (values{0, 1}));  // أ, ب; the refund came after the holdout
  const customers d = split({.purchases = {.customer = who, .on = on, .amount = amount, .id = id}}, {.as_of = day("2020-01-31")},
                            day("2020-02-29"));
  EXPECT_EQ(column(d, "frequency_holdout"), (values{0, 0}));
}

TEST(split, refuses_a_holdout_without_length_and_a_cut_inside_a_period) {
  sales s;
  s.add(1, "2020-01-05", 10);
  const logs log{.purchases = s.log()};
  EXPECT_EQ(refusal([&] { split(log, {.as_of = day("2020-01-31")}, day("2020-01-31")); }),
            "split: holdout_end = 2020-01-31 is not after as_of = 2020-01-31 [D201]");
  EXPECT_EQ(refusal([&] { split(log, {.as_of = day("2020-01-30"), .period = period_rule::month}, day("2020-03-31")); }),
            "split: as_of = 2020-01-30 is not the last day of its period; the period would be in both halves [D201]");
  EXPECT_EQ(split(log, {.as_of = day("2020-01-31"), .unit = time_unit::month, .period = period_rule::month},
                  day("2020-03-31"))["duration_holdout"][0],
            2);
}

}  // namespace
