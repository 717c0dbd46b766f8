// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/period.hpp>  // the header under test comes first: it must stand alone

#include "sales.hpp"

#include <gtest/gtest.h>

namespace {

using namespace walaa;
using walaa::tests::day;

// Weekdays and calendar from the printed calendar of 1997 and from ISO 8601.
TEST(period, weeks_begin_on_mondays) {
  const std::int64_t week = period_of(day("1997-09-29"), period_rule::week);  // a Monday
  for (const char* on : {"1997-09-30", "1997-10-01", "1997-10-04", "1997-10-05"})
    EXPECT_EQ(period_of(day(on), period_rule::week), week) << on;
  EXPECT_EQ(period_of(day("1997-10-06"), period_rule::week), week + 1);
  EXPECT_EQ(period_of(day("1997-09-28"), period_rule::week), week - 1);
  EXPECT_EQ(first_day(week, period_rule::week), day("1997-09-29"));
  EXPECT_EQ(period_of(day("1969-12-29"), period_rule::week), 0);  // the Monday of the week of 1970-01-01
  EXPECT_EQ(period_of(day("1969-12-28"), period_rule::week), -1);
}

TEST(period, months_and_quarters_are_ordinals_of_the_calendar) {
  EXPECT_EQ(period_of(day("2024-03-31"), period_rule::month), 2024 * 12 + 2);
  EXPECT_EQ(period_of(day("2024-02-29"), period_rule::month) + 1, period_of(day("2024-03-01"), period_rule::month));
  EXPECT_EQ(period_of(day("2023-12-31"), period_rule::quarter), 2023 * 4 + 3);
  EXPECT_EQ(period_of(day("2024-01-01"), period_rule::quarter), 2024 * 4);
  EXPECT_EQ(first_day(2024 * 12 + 1, period_rule::month), day("2024-02-01"));
  EXPECT_EQ(first_day(2023 * 4 + 3, period_rule::quarter), day("2023-10-01"));
}

TEST(period, every_day_lies_in_its_period_and_the_periods_follow_each_other) {
  for (const period_rule rule : {period_rule::day, period_rule::week, period_rule::month, period_rule::quarter})
    for (date d = day("1896-01-01"); d < day("2104-04-01"); d += date::duration{1}) {
      const std::int64_t p = period_of(d, rule);
      ASSERT_TRUE(first_day(p, rule) <= d && d < first_day(p + 1, rule)) << date_text(d);
      ASSERT_EQ(period_of(first_day(p, rule), rule), p) << date_text(d);
    }
}

TEST(period, time_between_periods_is_counted_in_calendar_months_where_the_unit_is_a_month) {
  const auto months = [](const char* a, const char* b, period_rule rule) {
    return between_periods(period_of(day(a), rule), period_of(day(b), rule), rule, time_unit::month);
  };
  EXPECT_EQ(months("2023-01-31", "2023-03-01", period_rule::month), 2);
  EXPECT_EQ(months("2023-03-31", "2024-04-01", period_rule::quarter), 15);  // Q1 2023 to Q2 2024
  EXPECT_EQ(months("2023-01-01", "2023-03-01", period_rule::day), 59 / 30.436875);
  const std::int64_t january = period_of(day("2023-01-31"), period_rule::month), march = january + 2;
  EXPECT_EQ(between_periods(january, march, period_rule::month, time_unit::day), 59);
  EXPECT_EQ(between_periods(january, march, period_rule::month, time_unit::week), 59 / 7.0);
}

}  // namespace
