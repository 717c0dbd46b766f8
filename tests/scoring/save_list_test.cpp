// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/save_list.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using walaa::input_names;
using walaa::missing;

template<int Which> struct column_itself {
  static constexpr std::string_view tag = Which ? "risk" : "value";
  input_names inputs() const {
    static constexpr std::string_view in[] = {tag};
    return in;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = c[tag][i];
  }
};

walaa::profiles profiles_of(std::vector<double> value, std::vector<double> risk) {
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < value.size(); ++i) keys.push_back(static_cast<std::int64_t>(100 + i));
  walaa::customers c(keys, walaa::no_date, walaa::time_unit::week);
  c.with("value", value).with("risk", risk);
  return walaa::scorer{column_itself<0>{}, column_itself<1>{}}.score(c);
}

walaa::save_list_options options(double contact, double incentive, double acceptance) {
  walaa::save_list_options o;
  o.value = "value";
  o.risk = "risk";
  o.contact_cost = contact;
  o.incentive = incentive;
  o.acceptance = acceptance;
  return o;
}

std::vector<std::size_t> rows_of(const walaa::saved_customers& s) {
  std::vector<std::size_t> rows;
  for (const auto& one : s.list) rows.push_back(one.row);
  return rows;
}

// Verbraken, Verbeke & Baesens (2013): V = 200, d = 10, f = 1, acceptance 0.3 on average: contact iff p > 11/67.
TEST(save_list, contacts_from_the_published_threshold_on) {
  const double threshold = 11.0 / 67;
  const auto s = walaa::save_list(profiles_of({200, 200, 200}, {threshold - 1e-9, threshold + 1e-9, 0.5}), options(1, 10, 0.3));
  EXPECT_EQ(rows_of(s), (std::vector<std::size_t>{2, 1}));
  EXPECT_EQ(s.not_worth_it, 1u);
  EXPECT_NEAR(s.list[0].expected_profit, 0.5 * 0.3 * 190 - 0.5 * 10 - 1, 1e-13);  // 22.5
  EXPECT_NEAR(s.list[0].cost, 1 + 10 * (0.5 * 0.3 + 0.5), 1e-13);                 // 7.5
}

// By hand: p g (V - d) - (1 - p) d - f and f + d (p g + 1 - p) with each customer's own f, d, g.
TEST(save_list, each_customer_may_have_his_own_cost_incentive_and_acceptance) {
  const auto p = profiles_of({200, 200, 200, 200}, {0.5, 0.5, 0.5, 0.5});
  const double cost[] = {1, 40, 1, 1}, incentive[] = {10, 10, 50, 10}, acceptance[] = {0.3, 0.3, 0.3, 0.6};
  const walaa::own_offer own{.contact_cost = cost, .incentive = incentive, .acceptance = acceptance};
  const auto s = walaa::save_list(p, options(missing, missing, missing), own);
  EXPECT_EQ(rows_of(s), (std::vector<std::size_t>{3, 0}));  // 51 and 22.5; the others -16.5 and -3.5
  EXPECT_EQ(s.not_worth_it, 2u);
  EXPECT_NEAR(s.list[0].expected_profit, 51, 1e-13);
  EXPECT_NEAR(s.list[0].cost, 9, 1e-13);
  EXPECT_NEAR(s.list[1].expected_profit, 22.5, 1e-13);
  EXPECT_NEAR(s.list[1].cost, 7.5, 1e-13);

  const std::vector<double> same(4, 0.3);  // a column of one number is the number
  const auto column = walaa::save_list(p, options(1, 10, missing), {.acceptance = same}),
             number = walaa::save_list(p, options(1, 10, 0.3));
  EXPECT_EQ(rows_of(column), rows_of(number));
  EXPECT_EQ(column.expected_profit, number.expected_profit);

  const auto message = [&](const walaa::own_offer& o) {
    try {
      walaa::save_list(p, options(1, 10, 0.3), o);
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  const std::vector<double> shares{0.3, 0.3, 1.5, 0.3}, three(3, 1.0), holed{1, missing, 1, 1};
  EXPECT_EQ(message({.acceptance = shares}), "save_list: acceptance[2] = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(message({.contact_cost = holed}), "save_list: contact_cost[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message({.incentive = three}),
            "save_list: profiles has 4 rows and incentive has 3; one row a customer in both [D101]");
}

TEST(save_list, charges_no_incentive_to_stayers_who_do_not_take_it) {
  auto o = options(2, 10, 0.3);
  o.taken_by_stayers = 0;
  const auto s = walaa::save_list(profiles_of({100}, {0.4}), o);
  EXPECT_NEAR(s.list[0].expected_profit, 0.4 * 0.3 * 90 - 2, 1e-13);
}

TEST(save_list, never_contacts_whose_value_is_below_the_incentive) {
  const auto s = walaa::save_list(profiles_of({10, 9, -5}, {1, 1, 1}), options(0, 10, 1));
  EXPECT_TRUE(s.list.empty());
  EXPECT_EQ(s.not_worth_it, 3u);
}

TEST(save_list, ranks_by_expected_profit_and_breaks_ties_by_row) {
  const auto s = walaa::save_list(profiles_of({50, 100, 50, 200}, {0.5, 0.5, 0.5, 0.5}), options(1, 0, 0.5));
  EXPECT_EQ(rows_of(s), (std::vector<std::size_t>{3, 1, 0, 2}));
  EXPECT_EQ(walaa::key_text(s.list[0].who), "103");
  for (std::size_t i = 1; i < s.list.size(); ++i) EXPECT_NEAR(s.list[i].cumulative_cost, static_cast<double>(i + 1), 1e-15);
}

TEST(save_list, spends_no_more_than_the_budget_and_passes_over_who_does_not_fit) {
  auto o = options(0, 10, 1);
  o.taken_by_stayers = 0;  // the cost is 10 times the risk
  o.budget = 12;
  const auto s = walaa::save_list(profiles_of({1000, 900, 100}, {0.9, 0.5, 0.2}), o);  // costs 9, 5, 2
  EXPECT_EQ(rows_of(s), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(s.over_budget, 1u);
  EXPECT_NEAR(s.cost, 11, 1e-13);
  o.budget = 0;
  EXPECT_TRUE(walaa::save_list(profiles_of({1000}, {0.9}), o).list.empty());
}

TEST(save_list, counts_everybody_once) {
  auto o = options(1, 0, 0.5);
  o.budget = 1;
  const auto s = walaa::save_list(profiles_of({100, 100, missing, 1, 50}, {0.5, missing, 0.5, 0.1, 0.9}), o);
  EXPECT_EQ(s.customers, 5u);
  EXPECT_EQ(s.list.size(), 1u);
  EXPECT_EQ(s.insufficient, 2u);
  EXPECT_EQ(s.not_worth_it, 1u);
  EXPECT_EQ(s.over_budget, 1u);
}

TEST(save_list, remembers_its_numbers_with_their_origins) {
  const auto s = walaa::save_list(profiles_of({100}, {0.5}), options(1, 0, 0.5));
  EXPECT_EQ(s.options.contact_cost.from, walaa::origin::user);
  EXPECT_EQ(s.options.taken_by_stayers.from, walaa::origin::definition);
  EXPECT_FALSE(s.options.taken_by_stayers.source.empty());
}

TEST(save_list, refuses_numbers_that_cannot_be) {
  const auto p = profiles_of({100}, {0.5});
  const auto message = [&](const walaa::save_list_options& o, const walaa::profiles& of) {
    try {
      walaa::save_list(of, o);
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(message(options(missing, 0, 0.5), p), "save_list: contact_cost = NaN is not a finite number [D103]");
  EXPECT_EQ(message(options(1, -1, 0.5), p), "save_list: incentive = -1 is negative [D104]");
  EXPECT_EQ(message(options(1, 1, 0), p), "save_list: acceptance = 0 is not positive [D111]");
  EXPECT_EQ(message(options(1, 1, 1.5), p), "save_list: acceptance = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(message(options(1, 1, 0.5), profiles_of({100, 1}, {0.5, 1.5})), "save_list: risk[1] = 1.5 is no probability [D114]");
  auto o = options(1, 1, 0.5);
  o.value = "worth";
  EXPECT_EQ(message(o, p), "profiles: no score 'worth'; there is: value, risk [S502]");
}

TEST(save_list, says_the_first_reason_for_the_risk) {
  walaa::customers c(std::vector<std::int64_t>{1, 2}, walaa::no_date, walaa::time_unit::week);
  const double value[] = {100, 50}, risk[] = {0.5, 0.25};
  c.with("value", value).with("risk", risk);
  walaa::scorer s{column_itself<0>{}, column_itself<1>{}};
  s.set_reference(c);
  auto saved = walaa::save_list(s.score(c), options(1, 0, 0.5));
  walaa::add_reasons(saved, s, c, "en", 1);
  EXPECT_EQ(saved.list[0].reason, "risk is 0.5, which raises the score by 0.125.");
  EXPECT_EQ(saved.list[1].reason, "");
}

struct by_two_columns : column_itself<1> {
  input_names inputs() const {
    static constexpr std::string_view in[] = {"risk", "value"};
    return in;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = 0.5 + c["risk"][i] - c["value"][i] / 100;
  }
};

TEST(save_list, says_what_raises_the_risk_most_and_not_what_lowers_it) {
  walaa::customers c(std::vector<std::int64_t>{1, 2, 3}, walaa::no_date, walaa::time_unit::week);
  const double value[] = {50, 20, 10}, risk[] = {0.25, 0.125, 0};
  c.with("value", value).with("risk", risk);
  walaa::scorer s{column_itself<0>{}, by_two_columns{}};
  s.set_reference(c);
  auto saved = walaa::save_list(s.score(c), options(1, 0, 0.5));
  ASSERT_EQ(saved.list.size(), 3u);
  walaa::add_reasons(saved, s, c, "en");
  EXPECT_EQ(saved.list[0].row, 0u);
  EXPECT_EQ(saved.list[0].reason, "risk is 0.25, which raises the score by 0.125.");  // the value lowers it by 0.3
}

}  // namespace
