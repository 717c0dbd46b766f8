// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/gaps.hpp>  // the header under test comes first: it must stand alone

#include <walaa/survival/curve.hpp>

#include "refuses.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using walaa::date;
using walaa::time_unit;

date day(int n) { return date{date::duration{n}}; }

struct little_log {
  std::vector<std::int64_t> customer{7, 5, 5, 7, 5, 5, 9, 5, 7};
  std::vector<date> on{day(3), day(10), day(0), day(3), day(4), day(40), day(1), day(6), day(5)};
  std::vector<double> amount{1, 2, 3, 4, 5, 6, 7, -8, 9};
  walaa::purchase_log view() const { return {.customer = customer, .on = on, .amount = amount, .id = {}}; }
};

walaa::customers table(std::vector<std::int64_t> keys = {5, 6, 7}, time_unit unit = time_unit::day) {
  return {std::move(keys), day(20), unit};
}

TEST(gaps, stand_together_by_customer_and_the_last_is_open) {
  const little_log log;
  const walaa::customers c = table();
  const walaa::gap_table g = walaa::gaps(c, log.view());
  EXPECT_EQ(g.duration, (std::vector<double>{4, 6, 10, 2, 15}));
  EXPECT_EQ(g.event, (std::vector<double>{1, 1, 0, 1, 0}));
  EXPECT_EQ(g.customer, (std::vector<double>{0, 0, 0, 2, 2}));
  EXPECT_EQ(g.customers(), 3u);
  EXPECT_EQ(g.ended(0).size(), 2u);
  EXPECT_EQ(g.ended(1).size(), 0u);
  EXPECT_EQ(g.silence(0), 10);
  EXPECT_TRUE(walaa::is_missing(g.silence(1)));  // never bought
  EXPECT_EQ(g.silence(2), 15);
}

TEST(gaps, count_what_made_none) {
  const little_log log;
  const walaa::customers c = table();
  const walaa::gap_table g = walaa::gaps(c, log.view());
  EXPECT_EQ(g.same_day, 1u);
  EXPECT_EQ(g.refunds, 1u);
  EXPECT_EQ(g.after_as_of, 1u);
  EXPECT_EQ(g.strangers, 1u);
}

TEST(gaps, do_not_depend_on_the_order_of_the_log) {
  const little_log log;
  little_log other;
  for (std::size_t i = 0; i < log.on.size(); ++i) {
    const std::size_t j = (4 * i + 2) % log.on.size();
    other.customer[i] = log.customer[j], other.on[i] = log.on[j], other.amount[i] = log.amount[j];
  }
  const walaa::customers c = table();
  EXPECT_EQ(walaa::gaps(c, other.view()).duration, walaa::gaps(c, log.view()).duration);
}

TEST(gaps, are_in_the_unit_of_the_table_and_of_text_keys_too) {
  const std::vector<std::string> keys{"b", "a"}, who{"a", "a"};
  const std::vector<date> on{day(0), day(14)};
  const walaa::customers c(keys, day(28), time_unit::week);
  const walaa::gap_table g = walaa::gaps(c, {.customer = who, .on = on});
  EXPECT_EQ(g.duration, (std::vector<double>{2, 2}));
  EXPECT_EQ(g.customer, (std::vector<double>{1, 1}));
  EXPECT_EQ(g.unit, time_unit::week);
}

TEST(gaps, are_spells_that_a_curve_reads) {  // gaps 4+ 6 10+ 2 15+ of the log above: S = 4/5, 3/5, 2/5
  const little_log log;
  const walaa::customers c = table();
  const walaa::gap_table g = walaa::gaps(c, log.view());
  const auto curve = walaa::kaplan_meier::fit(g.view());
  EXPECT_EQ(curve.time, (std::vector<double>{2, 4, 6}));
  EXPECT_NEAR(curve.survival(2), 0.8, 1e-15);
  EXPECT_NEAR(curve.survival(4), 0.6, 1e-15);
  EXPECT_NEAR(curve.survival(6), 0.4, 1e-15);
}

TEST(gaps, of_an_empty_log_are_none) {
  const walaa::customers c = table();
  const walaa::gap_table g = walaa::gaps(c, {});
  EXPECT_EQ(g.size(), 0u);
  EXPECT_EQ(g.customers(), 3u);
}

TEST(gaps, refuse_what_cannot_be) {
  const walaa::customers c = table();
  const std::vector<std::int64_t> one{5};
  const std::vector<std::string> text{"5"};
  const std::vector<date> none{walaa::no_date}, two{day(1), day(2)}, fine{day(1)};
  const std::vector<double> nan{walaa::missing};
  EXPECT_REFUSES(walaa::gaps(c, {.customer = one, .on = two}),
                 "gaps: customer has 1 rows and on has 2; one row a customer in both [D101]");
  EXPECT_REFUSES(walaa::gaps(c, {.customer = one, .on = none}), "gaps: on[0] is no date [D201]");
  EXPECT_REFUSES(walaa::gaps(c, {.customer = one, .on = fine, .amount = nan}),
                 "gaps: amount[0] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(walaa::gaps(c, {.customer = text, .on = fine}),
                 "gaps: the table and the log have keys of different kinds [D202]");
  const walaa::customers dateless(std::vector<std::int64_t>{5}, walaa::no_date, time_unit::day);
  EXPECT_REFUSES(walaa::gaps(dateless, {.customer = one, .on = fine}), "gaps: the table has no as-of day [D201]");
}

}  // namespace
