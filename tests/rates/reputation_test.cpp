// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/reputation.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/math/boost_math.hpp>  // for boost_policy

#include <boost/math/distributions/beta.hpp>  // for beta_distribution, quantile: a second opinion

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace {

using walaa::date;
using walaa::evidence;
using walaa::promise_outcome;
using walaa::reputation;

constexpr date day(int n) { return date{date::duration{n}}; }

TEST(reputation, published_values) {  // Josang & Ismail (2002): (r + 1) / (r + s + 2)
  const reputation rule;
  EXPECT_EQ(rule.estimate({0, 0}).value(), 0.5);
  EXPECT_EQ(rule.estimate({0, 0}).found, evidence::none);
  EXPECT_EQ(rule.estimate({8, 1}).value(), 9.0 / 11);
  EXPECT_EQ(rule.estimate({8, 1}).found, evidence::some);
  EXPECT_RELATIVE(rule.estimate({8, 1}).variance(), 9.0 * 2 / (121.0 * 12), 1e-15);
}

TEST(reputation, forgetting_by_hand) {  // kept, kept, broken with l = 0.9: kept 1.71, broken 1, 2.71 / 4.71
  const reputation rule{.forgetting = 0.9};
  const auto r = rule.after(rule.after(rule.after({}, true), true), false);
  EXPECT_RELATIVE(r.kept, 1.71, 1e-15);
  EXPECT_RELATIVE(r.broken, 1.0, 1e-15);
  EXPECT_NEAR(rule.estimate(r).value(), 0.5753715499, 5e-11);
  const std::vector<date> on{day(1), day(2), day(3)};
  EXPECT_EQ(rule.record(on, std::vector<double>{1, 1, 0}), r);
}

TEST(reputation, credible_interval_agrees_with_certified_values) {  // mpmath, 50 digits: roots of I_x(a, b) = p
  struct beta_case {
    double a, b, lo, hi;
  };
  constexpr beta_case certified[] = {{9, 2, 0.55498388297180458, 0.97478927367316663},
                                     {1, 1, 0.025, 0.975},
                                     {2.71, 2, 0.165734337012562656, 0.926386978805587935},
                                     {3, 1, 0.292401773821286607, 0.991596241340387363}};
  for (const beta_case& c : certified) {
    const auto interval = reputation{}.estimate({c.a - 1, c.b - 1}).credible();
    EXPECT_RELATIVE(interval.lo, c.lo, 1e-12);
    EXPECT_RELATIVE(interval.hi, c.hi, 1e-12);
  }
}

TEST(reputation, credible_interval_agrees_with_boost) {
  for (const double kept : {0.0, 0.7, 3.0, 250.0, 1e5})
    for (const double broken : {0.0, 0.3, 5.0, 1e4}) {
      const boost::math::beta_distribution<double, walaa::boost_policy> reference(kept + 1, broken + 1);
      const auto e = reputation{}.estimate({kept, broken});
      for (const double level : {0.5, 0.9, 0.999}) {
        EXPECT_RELATIVE(e.credible(level).lo, boost::math::quantile(reference, (1 - level) / 2), 1e-10);
        EXPECT_RELATIVE(e.credible(level).hi, boost::math::quantile(boost::math::complement(reference, (1 - level) / 2)), 1e-10);
      }
      EXPECT_RELATIVE(e.value(), boost::math::mean(reference), 1e-15);
      EXPECT_RELATIVE(e.variance(), boost::math::variance(reference), 1e-14);
    }
}

TEST(reputation, remembering_everything_is_counting_and_forgetting_everything_is_the_last_event) {
  const std::vector<date> on{day(4), day(1), day(3), day(2)};
  const std::vector<double> kept{0, 1, 1, 1};
  const auto all = reputation{}.record(on, kept);
  EXPECT_EQ(all.kept, 3);
  EXPECT_EQ(all.broken, 1);
  const auto last = reputation{.forgetting = 0.0}.record(on, kept);
  EXPECT_EQ(last.kept, 0);
  EXPECT_EQ(last.broken, 1);
}

TEST(reputation, rows_need_no_order_and_days_decide) {
  const reputation rule{.forgetting = 0.7};
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  const std::vector<date> on{day(1), day(5), day(5), day(9), day(12), day(12)};
  const std::vector<double> outcome{1, 0, 1, 1, 0, walaa::missing};
  const auto expected = rule.record(on, outcome);
  do {
    std::vector<date> d;
    std::vector<double> o;
    for (const std::size_t i : order) d.push_back(on[i]), o.push_back(outcome[i]);
    ASSERT_EQ(rule.record(d, o), expected);
  } while (std::next_permutation(order.begin(), order.end()));
  // the same events at other times in the same order: the same
  EXPECT_EQ(rule.record(std::vector<date>{day(-3), day(50), day(50), day(51), day(900), day(900)}, outcome), expected);
}

TEST(reputation, events_of_one_day_count_as_the_mean_over_their_orders) {
  const reputation rule{.forgetting = 0.6};
  const std::vector<date> on{day(1), day(2), day(2), day(2)};
  const std::vector<double> outcome{1, 1, 0, 0};
  walaa::promise_record mean;
  std::vector<double> today{0, 0, 1};  // sorted
  int orders = 0;
  do {  // one event after the other, in each order
    auto r = rule.after({}, true);
    for (const double kept : today) r = rule.after(r, kept == 1);
    mean.kept += r.kept, mean.broken += r.broken;
    ++orders;
  } while (std::next_permutation(today.begin(), today.end()));
  const auto r = rule.record(on, outcome);
  EXPECT_RELATIVE(r.kept, mean.kept / orders, 1e-15);
  EXPECT_RELATIVE(r.broken, mean.broken / orders, 1e-15);
}

TEST(reputation, a_promise_not_yet_due_counts_neither_way) {
  const date today = day(100);
  EXPECT_EQ(promise_outcome(day(90), day(80), today), 1);
  EXPECT_EQ(promise_outcome(day(90), day(90), today), 1);
  EXPECT_EQ(promise_outcome(day(90), day(95), today), 0);
  EXPECT_EQ(promise_outcome(day(90), walaa::no_date, today), 0);  // past due
  EXPECT_EQ(promise_outcome(day(90), day(101), today), 0);        // what happens tomorrow is not known today
  EXPECT_EQ(promise_outcome(day(110), day(99), today), 1);        // done early
  EXPECT_TRUE(walaa::is_missing(promise_outcome(day(110), walaa::no_date, today)));
  EXPECT_TRUE(walaa::is_missing(promise_outcome(day(100), walaa::no_date, today)));  // today is not over
  EXPECT_TRUE(walaa::is_missing(promise_outcome(walaa::no_date, walaa::no_date, today)));
  EXPECT_EQ(promise_outcome(walaa::no_date, day(99), today), 1);
  const reputation rule{.forgetting = 0.5};
  const std::vector<date> with{day(1), day(2), day(3)}, without{day(1), day(3)};
  EXPECT_EQ(rule.record(with, std::vector<double>{1, walaa::missing, 0}), rule.record(without, std::vector<double>{1, 0}));
  EXPECT_EQ(rule.record({}, {}), walaa::promise_record{});
}

TEST(reputation, columns_are_the_single_ones) {
  const reputation rule{.prior_kept = 2.0};
  const std::vector<double> kept{8, 0, walaa::missing, 1}, broken{1, 0, 1, walaa::missing};
  std::vector<double> value(4), error(4);
  rule.estimate(kept, broken, value, error);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(value[i], rule.estimate({kept[i], broken[i]}).value());
    EXPECT_EQ(error[i], rule.estimate({kept[i], broken[i]}).error());
  }
  for (std::size_t i = 2; i < 4; ++i) EXPECT_TRUE(walaa::is_missing(value[i]) && walaa::is_missing(error[i]));
}

TEST(reputation, bad_input_names_column_row_value_and_rule) {
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const walaa::invalid_input& e) {
      return e.what();
    }
    return "accepted";
  };
  const std::vector<date> on{day(1), walaa::no_date};
  std::vector<double> value(2, -7);
  EXPECT_EQ(message([&] { reputation{}.record(on, std::vector<double>{1, 1}); }), "reputation::record: on[1] is no date [D201]");
  EXPECT_EQ(message([&] {
              reputation{}.record(on, std::vector<double>{0.5, 1});
            }),
            "reputation::record: outcome[0] = 0.5 is neither 0 (broken) nor 1 (kept) [D114]");
  EXPECT_EQ(message([&] { reputation{}.record(on, std::vector<double>{1}); }),
            "reputation::record: on has 2 rows and outcome has 1; one row a customer in both [D101]");
  EXPECT_EQ(message([&] {
              reputation{.forgetting = 1.5}.record(on, std::vector<double>{1, 1});
            }),
            "reputation::record: forgetting = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(message([&] { reputation{}.estimate({-1, 0}); }), "reputation::estimate: kept = -1 is negative [D104]");
  EXPECT_EQ(message([&] {
              reputation{}.estimate(std::vector<double>{1, 1}, std::vector<double>{0, -2}, value, {});
            }),
            "reputation::estimate: broken[1] = -2 is negative [D104]");
  EXPECT_EQ(message([&] {
              reputation{}.estimate({1, 1}).credible(0);
            }),
            "reputation_estimate::credible: level = 0 is outside (0, 1) [D114]");
  EXPECT_EQ(value, (std::vector<double>{-7, -7}));
}

TEST(reputation, comes_back_from_a_tree_as_it_was_and_validate_refuses_the_impossible) {
  const reputation rule{.forgetting = 0.9, .prior_kept = {2.5, walaa::origin::estimated, "the shop's year"}, .prior_broken = 1.5};
  const auto back = walaa::from_tree<reputation>(walaa::to_tree(rule));
  EXPECT_EQ(back, rule);
  EXPECT_FALSE(back == reputation{.forgetting = 0.9});
  EXPECT_NO_THROW(back.validate());
  for (const reputation& bad :
       {reputation{.forgetting = -0.1}, reputation{.forgetting = 1.1}, reputation{.forgetting = walaa::missing},
        reputation{.prior_kept = 0.0}, reputation{.prior_broken = -1.0},
        reputation{.prior_kept = std::numeric_limits<double>::infinity()}})
    EXPECT_THROW(bad.validate(), walaa::load_error);
}

}  // namespace
