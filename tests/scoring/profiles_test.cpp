// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/profiles.hpp>

#include <walaa/scoring/scorer.hpp>

#include "overdue.hpp"
#include "some_customers.hpp"

#include <gtest/gtest.h>

namespace {

using walaa::tests::overdue;
using walaa::tests::some_customers;

TEST(profiles, are_empty_at_first) {
  const walaa::profiles p;
  EXPECT_EQ(p.size(), 0u);
  EXPECT_TRUE(p.names().empty());
}

TEST(profiles, carry_keys_day_and_a_column_a_strategy) {
  const walaa::customers c = some_customers();
  const walaa::profiles p = walaa::scorer{overdue{}, {"late", overdue{.patience = 4}}}.score(c);
  EXPECT_EQ(p.size(), c.size());
  EXPECT_EQ(p.as_of(), c.as_of());
  EXPECT_EQ(p.keys().text(3), "1003");
  const walaa::score_column a = p["overdue"], b = p["late"];
  EXPECT_EQ(b.name, "late");
  EXPECT_EQ(b.unit, "score");
  EXPECT_EQ(a.value.size(), c.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_EQ(walaa::is_missing(a.value[i]), a.status[i] == walaa::standing::insufficient);
    if (p.at(i, "late")) {
      EXPECT_EQ(p.at(i, "late").value * 2, a.value[i]);
    }
  }
}

TEST(profiles, carry_keys_of_text_as_well) {
  walaa::customers c(std::vector<std::string>{"ليلى", "سعيد"}, walaa::no_date, walaa::time_unit::week);
  const double six[] = {6, 6}, twenty[] = {20, 20}, thirty[] = {30, 40};
  c.with("frequency", six).with("recency", twenty).with("T", thirty);
  const walaa::profiles p = walaa::scorer{overdue{}}.score(c);
  EXPECT_EQ(p.keys().text(1), "سعيد");
  EXPECT_EQ(p.at(1, "overdue").value, 3.0);
}

TEST(profiles, name_what_there_is_when_asked_for_what_there_is_not) {
  const walaa::customers c = some_customers();
  const walaa::profiles p = walaa::scorer{overdue{}}.score(c);
  try {
    p["overdone"];
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "profiles: no score 'overdone'; there is: overdue [S502]");
  }
  try {
    p.at(c.size(), "overdue");
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.code(), walaa::error_code::out_of_range);
  }
}

TEST(profiles, one_score_is_true_where_there_is_a_number) {
  EXPECT_FALSE(walaa::one_score{});
  EXPECT_TRUE((walaa::one_score{0.0, walaa::missing, walaa::standing::scored}));
  EXPECT_TRUE((walaa::one_score{0.5, 0.1, walaa::standing::prior_only}));
}

TEST(profiles, scores_of_one_customer_name_what_there_is) {
  const walaa::scorer s{overdue{}};
  const auto got = s.score(s.blank(walaa::no_date));
  EXPECT_EQ(got.size(), 1u);
  EXPECT_EQ(got.name(0), "overdue");
  EXPECT_FALSE(got.at(0));
  EXPECT_FALSE(got["overdue"]);
  EXPECT_THROW(got["overdone"], walaa::invalid_input);
}

}  // namespace
