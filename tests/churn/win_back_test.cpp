// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/win_back.hpp>  // the header under test comes first: it must stand alone

#include <walaa/survival/curve.hpp>

#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace {

using walaa::missing;
using walaa::second_lifetime_value;
using walaa::win_back;

/// Constant hazard: S(t) = e^(-rate t).
struct constant_hazard {
  double rate;
  double cumulative_hazard(double t) const { return rate * t; }
};

TEST(win_back, second_lifetime_value_of_a_constant_hazard_is_a_geometric_sum) {
  const double q = std::exp(-0.1) / 1.02;
  const double sum = 50 * (1 - std::pow(q, 24)) / (1 - q);
  EXPECT_RELATIVE(second_lifetime_value(constant_hazard{0.1}, {.margin = 50, .discount = 0.02, .periods = 24}), sum, 1e-13);
  EXPECT_RELATIVE(second_lifetime_value(constant_hazard{0.1 / 7}, {.margin = 50, .discount = 0.02, .periods = 24, .period = 7}),
                  sum, 1e-13);
  EXPECT_EQ(second_lifetime_value(constant_hazard{0.1}, {.margin = 50, .discount = 0.02, .periods = 1}), 50);  // paid in advance
}

TEST(win_back, second_lifetime_value_beyond_the_curve_is_missing) {
  const std::vector<double> duration{2, 3, 5}, event{1, 1, 0};
  const auto curve = walaa::kaplan_meier::fit({.duration = duration, .event = event});
  EXPECT_RELATIVE(second_lifetime_value(curve, {.margin = 3, .discount = 0, .periods = 6}),
                  3 * (1 + 1 + 2.0 / 3 + 1.0 / 3 + 1.0 / 3 + 1.0 / 3), 1e-14);
  EXPECT_TRUE(walaa::is_missing(second_lifetime_value(curve, {.margin = 3, .discount = 0, .periods = 7})));
}

TEST(win_back, those_who_return_stay_longer_under_a_positive_correlation) {
  for (const double s : {0.1, 0.5, 0.9})
    for (const double p : {0.05, 0.4, 0.95}) {
      EXPECT_EQ(walaa::survival_of_returned(s, p, 0), s);
      EXPECT_GT(walaa::survival_of_returned(s, p, 0.5), s);
      EXPECT_LT(walaa::survival_of_returned(s, p, -0.5), s);
      // averaged over returning or not it is the survival of all: the other half by symmetry
      const double others = walaa::survival_of_returned(s, 1 - p, -0.5);
      EXPECT_NEAR(p * walaa::survival_of_returned(s, p, 0.5) + (1 - p) * others, s, 1e-14);
      EXPECT_NEAR(walaa::survival_of_returned(s, p, 1), std::min(1.0, s / p), 1e-14);
    }
  EXPECT_GT(second_lifetime_value(constant_hazard{0.1}, {.margin = 50, .discount = 0.02, .periods = 24, .correlation = 0.3}, 0.2),
            second_lifetime_value(constant_hazard{0.1}, {.margin = 50, .discount = 0.02, .periods = 24}, 0.2));
}

struct rows {
  std::vector<double> p, v, lapsed, since;
  walaa::lapsed_customers view() const { return {p, v, lapsed, since}; }
};

TEST(win_back, ranks_by_expected_profit_under_capacity) {
  const rows r{
      {0.1, 0.5, 0.9, 0.2, missing, 0.5, 0.5}, {1000, 100, 20, 10, 100, 100, 500}, {1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0, 1}};
  const auto out = win_back(r.view(), {.contact_cost = 5, .incentive = 4, .capacity = 2});
  ASSERT_EQ(out.list.size(), 2u);
  EXPECT_EQ(out.list[0].row, 0u);
  EXPECT_RELATIVE(out.list[0].expected_profit, 0.1 * 996 - 5, 1e-15);
  EXPECT_RELATIVE(out.list[0].cost, 5.4, 1e-15);
  EXPECT_EQ(out.list[1].row, 1u);  // equal to row 5, which stands later
  EXPECT_EQ(out.over_capacity, 2u);
  EXPECT_EQ(out.not_worth_it, 1u);
  EXPECT_EQ(out.insufficient, 1u);
  EXPECT_EQ(out.bought_since, 1u);
  EXPECT_EQ(out.customers, out.list.size() + out.over_capacity + out.not_worth_it + out.insufficient + out.bought_since);
  EXPECT_RELATIVE(out.list[1].cumulative_cost, out.cost, 1e-15);
  EXPECT_RELATIVE(out.expected_profit, 94.6 + 43, 1e-14);
}

TEST(win_back, keeps_to_the_budget) {
  const rows r{{0.5, 0.4, 0.3}, {100, 100, 100}, {1, 1, 1}, {}};
  const auto out = win_back(r.view(), {.contact_cost = 5, .budget = 10});
  EXPECT_EQ(out.list.size(), 2u);
  EXPECT_EQ(out.over_budget, 1u);
  EXPECT_EQ(out.cost, 10);
}

TEST(win_back, list_does_not_depend_on_the_order_of_rows) {
  rows r, reversed;
  for (int i = 0; i < 40; ++i) r.p.push_back(0.02 * i), r.v.push_back(100 - 2 * i), r.lapsed.push_back(1);
  reversed = r;
  std::reverse(reversed.p.begin(), reversed.p.end()), std::reverse(reversed.v.begin(), reversed.v.end());
  const auto a = win_back(r.view(), {.contact_cost = 3, .capacity = 9}),
             b = win_back(reversed.view(), {.contact_cost = 3, .capacity = 9});
  EXPECT_RELATIVE(a.expected_profit, b.expected_profit, 1e-15);
}

TEST(win_back, of_nobody_is_empty) {
  const rows none;
  EXPECT_TRUE(win_back(none.view(), {.contact_cost = 1}).list.empty());
  const rows one{{1}, {10}, {1}, {}};
  EXPECT_TRUE(win_back(one.view(), {.contact_cost = 1, .capacity = 0}).list.empty());
}

TEST(win_back, refuses_what_cannot_be) {
  const auto refused = [](rows r, walaa::win_back_options o = {.contact_cost = 1}) { static_cast<void>(win_back(r.view(), o)); };
  EXPECT_REFUSES(refused({{0.5, 0.5}, {1, 1}, {1, 0}, {}}),
                 "win_back: lapsed[1] = 0 is not 1: he has not lapsed, and is won already [D114]");
  EXPECT_REFUSES(refused({{1.5}, {1}, {1}, {}}), "win_back: returns[0] = 1.5 is no probability [D114]");
  EXPECT_REFUSES(refused({{0.5}, {HUGE_VAL}, {1}, {}}), "win_back: second_value[0] = inf is infinite [D103]");
  EXPECT_REFUSES(refused({{0.5}, {1}, {1}, {}}, {.contact_cost = -1}), "win_back: contact_cost = -1 is negative [D104]");
  EXPECT_REFUSES(refused({{0.5}, {1}, {1}, {}}, {}), "win_back: contact_cost = NaN is not a finite number [D103]");
  EXPECT_REFUSES(refused({{0.5}, {1}, {1}, {}}, {.contact_cost = 1, .budget = -1}),
                 "win_back: budget = -1 is outside [0, inf] [D114]");
  EXPECT_REFUSES(refused({{0.5}, {1}, {}, {}}),
                 "win_back: returns has 1 rows and lapsed has 0; one row a customer in both [D101]");
  EXPECT_REFUSES(second_lifetime_value(constant_hazard{1}, {.margin = 1, .discount = -0.1, .periods = 3}),
                 "second_life: discount = -0.1 is negative [D104]");
  EXPECT_REFUSES(second_lifetime_value(constant_hazard{1}, {.margin = 1, .discount = 0}),
                 "second_life: periods = 0 is not positive [D111]");
  EXPECT_REFUSES(second_lifetime_value(constant_hazard{1}, {.margin = 1, .discount = 0, .periods = 2, .correlation = 2}),
                 "second_life: correlation = 2 is outside [-1, 1] [D114]");
}

}  // namespace
