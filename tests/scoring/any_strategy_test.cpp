// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/any_strategy.hpp>

#include "overdue.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using walaa::any_strategy;
using walaa::missing;
using walaa::standing;
using walaa::tests::overdue;

struct named_at_run_time {
  std::string tag, column;
  std::vector<std::string_view> names;
  explicit named_at_run_time(std::string t, std::string c) : tag(std::move(t)), column(std::move(c)) {}
  named_at_run_time(const named_at_run_time& o) : tag(o.tag), column(o.column) {}
  named_at_run_time& operator=(const named_at_run_time& o) { return tag = o.tag, column = o.column, *this; }
  walaa::input_names inputs() const {
    const_cast<named_at_run_time*>(this)->names.assign(1, column);
    return names;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = c[column][i];
  }
};

TEST(any_strategy, is_named_by_its_tag_or_by_the_user) {
  const any_strategy a = overdue{}, b{"late", overdue{.patience = 3}}, c{"later", b};
  EXPECT_EQ(a.name(), "overdue");
  EXPECT_EQ(b.name(), "late");
  EXPECT_EQ(c.name(), "later");
  EXPECT_EQ(c.tag, "overdue");
}

TEST(any_strategy, is_a_value) {
  any_strategy a{"late", overdue{.patience = 3}};
  any_strategy b = a;
  a = any_strategy(overdue{});
  EXPECT_EQ(a.as<overdue>()->patience, 2.0);
  ASSERT_NE(b.as<overdue>(), nullptr);
  EXPECT_EQ(b.as<overdue>()->patience, 3.0);
  EXPECT_EQ(b.name(), "late");
  const any_strategy c = std::move(b);
  EXPECT_EQ(c.as<overdue>()->patience, 3.0);
}

TEST(any_strategy, keeps_a_name_that_lives_in_the_strategy) {
  std::vector<any_strategy> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(named_at_run_time("a tag that does not fit into a short string " + std::to_string(i), "T"));
  EXPECT_EQ(all[7].tag, "a tag that does not fit into a short string 7");
  EXPECT_EQ(all[7].inputs()[0], "T");
}

TEST(any_strategy, stores_what_has_a_form_on_file_and_nothing_else) {
  const any_strategy a = overdue{.patience = 3}, b = named_at_run_time("t", "T");
  ASSERT_TRUE(a.is_storable());
  EXPECT_EQ(a.stored().find("patience")->find("value")->num, 3);
  EXPECT_FALSE(b.is_storable());
  EXPECT_EQ(b.stored().kind, walaa::tree::nothing);
}

TEST(any_strategy, says_what_the_strategy_does_not) {
  const any_strategy a = overdue{};
  EXPECT_FALSE(a.sets_status());
  EXPECT_FALSE(a.has_reasons());
  EXPECT_EQ(a.unit(), std::nullopt);
  EXPECT_EQ(a.scale(), "score");
  EXPECT_EQ(a.form(), "");
  EXPECT_TRUE(a.optional_inputs().empty());
}

TEST(any_strategy, gets_no_number_where_a_required_input_is_missing_or_none_was_given) {
  const double x[] = {6, missing, 0}, last[] = {20, 20, 0}, age[] = {30, 30, 30};
  walaa::table_view table(3, walaa::no_date, walaa::time_unit::week);
  table.with("frequency", x).with("recency", last).with("T", age);
  double value[3], error[3];
  standing status[3];
  walaa::score_settled(overdue{}, table, {value, error, status});
  EXPECT_EQ(value[0], 1.5);
  EXPECT_EQ(status[0], standing::scored);
  EXPECT_TRUE(walaa::is_missing(error[0]));  // the strategy gave none
  for (int i : {1, 2}) {                     // missing; 0 / 0
    EXPECT_TRUE(walaa::is_missing(value[i]));
    EXPECT_EQ(status[i], standing::insufficient);
  }
}

}  // namespace
