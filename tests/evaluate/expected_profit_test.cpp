// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/expected_profit.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using walaa::choose_contacts;
using walaa::contact_order;
using walaa::contact_paid;
using walaa::own_offers;
using walaa::own_profit_by_fraction;
using namespace walaa::tests;
using column = std::vector<double>;
using rows = std::vector<std::size_t>;

column profits(const column& p, const own_offers& o) {
  column out(p.size());
  walaa::expected_profit(p, o, out);
  return out;
}
column thresholds(std::size_t n, const own_offers& o) {
  column out(n);
  walaa::contact_threshold(o, out);
  return out;
}

const own_offers published{.value = 200, .incentive = 10, .contact_cost = 1, .acceptance = 0.3};

TEST(expected_profit, the_published_numbers_pay_above_11_in_67) {
  EXPECT_RELATIVE(thresholds(1, published)[0], 11.0 / 67, 1e-15);
  EXPECT_NEAR(profits({11.0 / 67}, published)[0], 0, 1e-13);
  EXPECT_RELATIVE(profits({1}, published)[0], 0.3 * 190 - 1, 1e-15);
  EXPECT_RELATIVE(profits({0}, published)[0], -11.0, 1e-15);
}

TEST(expected_profit, everybody_has_his_own_numbers) {
  const column value{100, 400, 50}, incentive{5, 20, 2.5}, acceptance{0.5, 0.25, 0.9}, cost{1, 2, 3}, p{0.5, 0.2, 0.8};
  const own_offers own{.value = value, .incentive = incentive, .contact_cost = cost, .acceptance = acceptance};
  const auto got = profits(p, own);
  for (std::size_t i = 0; i < 3; ++i) {
    const double by_hand = p[i] * acceptance[i] * (value[i] - incentive[i]) - (1 - p[i]) * incentive[i] - cost[i];
    EXPECT_RELATIVE(got[i], by_hand, 1e-14);
    const auto alone = profits({p[i]}, {value[i], incentive[i], cost[i], acceptance[i]});
    EXPECT_EQ(alone[0], got[i]);  // one customer is a batch of one, same bits
    const double star = thresholds(3, own)[i];
    EXPECT_EQ(got[i] > 0, p[i] > star);
  }
}

TEST(expected_profit, who_pays_the_contact_is_named) {
  own_offers o = published;
  o.contact_cost = 15;
  EXPECT_RELATIVE(profits({0.6}, o)[0], 0.6 * 0.3 * 190 - 0.4 * 10 - 15, 1e-14);
  column spend(1);
  walaa::expected_spend(column{0.6}, o, spend);
  EXPECT_RELATIVE(spend[0], 15 + 10 * (0.18 + 0.4), 1e-14);
  o.paid = contact_paid::on_acceptance;
  EXPECT_RELATIVE(profits({0.6}, o)[0], 0.6 * 0.3 * (190 - 15) - 0.4 * (10 + 15), 1e-14);
  walaa::expected_spend(column{0.6}, o, spend);
  EXPECT_RELATIVE(spend[0], (15 + 10) * (0.18 + 0.4), 1e-14);
}

TEST(expected_profit, no_chance_is_large_enough_where_the_value_does_not_cover_the_offer) {
  constexpr double never = std::numeric_limits<double>::infinity();
  EXPECT_EQ(thresholds(1, {.value = 10, .incentive = 10, .contact_cost = 0, .acceptance = 0.3})[0], never);  // V <= d
  EXPECT_EQ(thresholds(1, {.value = 20, .incentive = 10, .contact_cost = 3, .acceptance = 0.3})[0], never);  // p* = 13 / 13
  EXPECT_LT(thresholds(1, {.value = 20, .incentive = 10, .contact_cost = 2.9, .acceptance = 0.3})[0], 1);
  EXPECT_LT(profits({1}, {.value = 20, .incentive = 10, .contact_cost = 3.1, .acceptance = 0.3})[0], 0);
}

TEST(expected_profit, contacts_are_chosen_by_profit_under_capacity) {
  const column profit{5, -1, 9, 0, 7}, spend{1, 1, 1, 1, 1};
  const auto all = choose_contacts(profit, spend);
  EXPECT_EQ(all.rows, (rows{2, 4, 0}));
  EXPECT_EQ(all.not_worth_it, 2u);
  EXPECT_EQ(all.profit, 21);
  const auto two = choose_contacts(profit, spend, {.capacity = 2});
  EXPECT_EQ(two.rows, (rows{2, 4}));
  EXPECT_EQ(two.over_capacity, 1u);
  EXPECT_TRUE(choose_contacts(profit, spend, {.capacity = 0}).rows.empty());
}

TEST(expected_profit, contacts_are_chosen_by_profit_a_unit_of_money_under_a_budget) {
  const column profit{10, 6, 6}, spend{10, 5, 5};
  EXPECT_EQ(choose_contacts(profit, spend, {.budget = 10}).profit, 10);
  const auto better = choose_contacts(profit, spend, {.budget = 10, .order = contact_order::profit_per_spend});
  EXPECT_EQ(better.rows, (rows{1, 2}));
  EXPECT_EQ(better.profit, 12);
  EXPECT_EQ(better.over_budget, 1u);
  const auto passed = choose_contacts(profit, column{10, 8, 4}, {.budget = 14.5});  // who does not fit is passed over
  EXPECT_EQ(passed.rows, (rows{0, 2}));
  EXPECT_EQ(passed.spend, 14);
  EXPECT_TRUE(choose_contacts(profit, spend, {.budget = 0}).rows.empty());
  EXPECT_EQ(choose_contacts(profit, column{0, 1, 1}, {.order = contact_order::profit_per_spend}).rows[0], 0u);  // costs nothing
}

TEST(expected_profit, ranking_by_chance_alone_saves_less) {
  const column p{0.9, 0.4}, value{30, 1000};
  const auto got = profits(p, {.value = value, .incentive = 10, .contact_cost = 1, .acceptance = 0.3});
  EXPECT_EQ(choose_contacts(got, column{1, 1}, {.capacity = 1}).rows, (rows{1}));
}

TEST(expected_profit, with_one_value_for_all_the_realised_curve_is_that_of_profit_by_fraction) {
  const auto data = random_rows(3, 400, 25);
  const auto own = own_profit_by_fraction(data.label, data.score, published);
  const auto same = walaa::profit_by_fraction({data.label, data.score}, 0.3);
  ASSERT_EQ(own.profit.size(), same.profit.size());
  for (std::size_t i = 0; i < own.profit.size(); ++i) EXPECT_NEAR(own.profit[i], same.profit[i], 1e-11);
  EXPECT_EQ(own.contacted, same.contacted);
  EXPECT_EQ(own.best.threshold, same.best.threshold);
}

TEST(expected_profit, realised_profit_with_own_values_is_the_published_one) {  // empulse 0.13.1, empb_score
  const auto data = eight_rows();
  const column value{100, 200, 150, 300, 120, 250, 180, 220};
  column incentive;
  for (const double v : value) incentive.push_back(0.05 * v);
  const auto curve = own_profit_by_fraction(data.label, data.score,
                                            {.value = value, .incentive = incentive, .contact_cost = 15, .acceptance = 6.0 / 20});
  EXPECT_RELATIVE(curve.best.profit, 18.61875, 1e-14);
  EXPECT_EQ(curve.best.fraction, 0.875);
}

TEST(expected_profit, the_order_of_rows_does_not_matter_to_the_bit) {
  const auto data = random_rows(9, 1500, 12);
  column value;
  for (std::size_t i = 0; i < data.label.size(); ++i) value.push_back(20 + static_cast<double>((i * 7919) % 1009) / 3);
  const auto order = shuffled(data.label.size(), 4);
  const column permuted = taken(value, order);
  const own_offers a{.value = value, .incentive = 7, .contact_cost = 1.1, .acceptance = 0.37};
  const own_offers b{.value = permuted, .incentive = 7, .contact_cost = 1.1, .acceptance = 0.37};
  EXPECT_EQ(own_profit_by_fraction(data.label, data.score, a).profit,
            own_profit_by_fraction(taken(data.label, order), taken(data.score, order), b).profit);
  const auto first = profits(data.score, a), second = profits(taken(data.score, order), b);
  const column spend(first.size(), 1.0);
  EXPECT_EQ(choose_contacts(first, spend, {.capacity = 100}).profit, choose_contacts(second, spend, {.capacity = 100}).profit);
}

TEST(expected_profit, bad_input_names_column_row_value_and_rule) {
  const column p{0.1, 0.2};
  const auto with = [&](const own_offers& o) { return refusal([&] { return profits(p, o); }); };
  EXPECT_EQ(with({}), "expected_profit: value = NaN is not a finite number [D103]");
  EXPECT_EQ(with({.value = column{1, walaa::missing}, .incentive = 1, .contact_cost = 1, .acceptance = .5}),
            "expected_profit: value[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(with({.value = column{1}, .incentive = 1, .contact_cost = 1, .acceptance = .5}),
            "expected_profit: customers has 2 rows and value has 1; one row a customer in both [D101]");
  EXPECT_EQ(with({.value = 1, .incentive = column{1, -2}, .contact_cost = 1, .acceptance = .5}),
            "expected_profit: incentive[1] = -2 is negative [D104]");
  EXPECT_EQ(with({.value = 1, .incentive = 1, .contact_cost = -1, .acceptance = .5}),
            "expected_profit: contact_cost = -1 is negative [D104]");
  EXPECT_EQ(with({.value = 1, .incentive = 1, .contact_cost = 1, .acceptance = column{.5, 1}}),
            "expected_profit: acceptance[1] = 1 is outside (0, 1) [D114]");
  EXPECT_EQ(with({.value = 1, .incentive = 1, .contact_cost = 1, .acceptance = 0}),
            "expected_profit: acceptance = 0 is outside (0, 1) [D114]");
  EXPECT_EQ(refusal([&] {
              return profits({0.5, 1.5}, published);
            }),
            "expected_profit: leave_probability[1] = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(refusal([&] { return profits({walaa::missing}, published); }),
            "expected_profit: leave_probability[0] = NaN is outside [0, 1] [D114]");
  EXPECT_EQ(refusal([&] { return choose_contacts(p, column{1}).rows; }),
            "choose_contacts: profit has 2 rows and spend has 1; one row a customer in both [D101]");
  EXPECT_EQ(refusal([&] { return choose_contacts(p, column{1, -1}).rows; }), "choose_contacts: spend[1] = -1 is negative [D104]");
  EXPECT_EQ(refusal([&] {
              return choose_contacts(p, column{1, 1}, {.budget = -1}).rows;
            }),
            "choose_contacts: budget = -1 is outside [0, inf] [D114]");
  EXPECT_EQ(refusal([&] {
              return own_profit_by_fraction(column{0, 3}, p, published).profit;
            }),
            "own_profit_by_fraction: label[1] = 3 is neither 0 nor 1 [D114]");
}

}  // namespace
