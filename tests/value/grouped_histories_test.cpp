// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/grouped_histories.hpp>

#include "cdnow.hpp"  // for cdnow_tenth, owned_histories

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::grouped_histories;
using walaa::tests::owned_histories;

TEST(grouped_histories, count_what_the_published_sample_holds) {  // facts of the CDNOW tenth, cdnow.hpp
  const grouped_histories g("test", walaa::tests::cdnow_tenth());
  EXPECT_EQ(g.observations(), 2357);
  EXPECT_EQ(g.purchases(), 2457);
  EXPECT_EQ(g.max_frequency(), 29);
  EXPECT_EQ(g.size(), 2357u);
  EXPECT_EQ(g.groups()[0].count, 0);
  EXPECT_EQ(g.group_weight(0), 2357 - 946);  // 946 repeaters
  EXPECT_FALSE(g.weighted());
}

TEST(grouped_histories, scale_time_to_a_longest_age_of_ten) {
  owned_histories h;
  h.add({.frequency = 2, .recency = 8, .age = 40});
  h.add({.frequency = 0, .recency = 0, .age = 20});
  const grouped_histories g("test", h);
  EXPECT_EQ(g.scale(), 4);
  EXPECT_EQ(g.age(0), 5);  // sorted by count
  EXPECT_EQ(g.age(1), 10);
  EXPECT_EQ(g.recency(1), 2);
  EXPECT_DOUBLE_EQ(g.log_likelihood_shift(), -2 * std::log(4.0));
}

TEST(grouped_histories, leave_out_rows_without_weight_and_count_those_without_time) {
  owned_histories h;
  h.add({.frequency = 0, .recency = 0, .age = 0});
  h.add({.frequency = 3, .recency = 5, .age = 9});
  h.add({.frequency = 900, .recency = 5, .age = 900});
  h.weight = {2, 0.5, 0};
  const grouped_histories g("test", h, 4);
  walaa::fit_report report;
  g.describe(report);
  EXPECT_EQ(report.rows_used, 2);
  EXPECT_EQ(report.rows_without_information, 1);
  EXPECT_EQ(report.rows_clamped, 4);  // mended before
  EXPECT_EQ(report.max_frequency, 3);
  EXPECT_EQ(report.max_age, 9);
  EXPECT_EQ(report.unit, walaa::time_unit::week);
  EXPECT_EQ(g.observations(), 2.5);
  EXPECT_EQ(g.purchases(), 1.5);
  EXPECT_EQ(g.first_with_exposure(), 1u);
  EXPECT_TRUE(g.weighted());
  EXPECT_EQ(g.weight(1), 0.5);
}

TEST(grouped_histories, refuse_what_is_no_history) {
  owned_histories h;
  h.add({.frequency = 1, .recency = 5, .age = 4});
  EXPECT_THROW(grouped_histories("test", h), walaa::invalid_input);
}

}  // namespace
