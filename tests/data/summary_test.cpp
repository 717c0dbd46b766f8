// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/summary.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

namespace {

using namespace walaa;

TEST(summary, says_civil_days_cents_a_year_and_strictness_unless_told_otherwise) {
  const summary s;
  EXPECT_EQ(s.as_of, no_date);  // nobody guesses the day
  EXPECT_EQ(s.unit, time_unit::day);
  EXPECT_EQ(s.period, period_rule::day);
  EXPECT_EQ(s.answers_count_for, days{365.2425});
  EXPECT_EQ(s.amount_unit, 0.01);
  EXPECT_EQ(s.strangers, unmatched::count);
  EXPECT_EQ(s.unknown_refunds, unmatched::count);
  EXPECT_EQ(s.bad_rows, policy::strict);
  EXPECT_TRUE(s.executor.serial());
}

}  // namespace
