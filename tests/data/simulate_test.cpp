// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/simulate.hpp>  // the header under test comes first: it must stand alone

#include "sales.hpp"

#include <walaa/core/thread_pool.hpp>
#include <walaa/data/summarize.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;

/// Equal in every column of every log.
void expect_same_logs(const simulated& a, const simulated& b) {
  EXPECT_TRUE(same_table(a.truth, b.truth));
  EXPECT_EQ(a.logs.purchases.on, b.logs.purchases.on);
  EXPECT_EQ(a.logs.purchases.amount, b.logs.purchases.amount);
  EXPECT_EQ(a.logs.answers.on, b.logs.answers.on);
  for (std::size_t i = 0; i < a.logs.answers.items.size(); ++i)
    EXPECT_EQ(a.logs.answers.items[i].answer, b.logs.answers.items[i].answer);
  EXPECT_EQ(a.logs.service.opened, b.logs.service.opened);
  EXPECT_EQ(a.logs.service.resolved, b.logs.service.resolved);
  EXPECT_EQ(a.logs.service.kind, b.logs.service.kind);
  EXPECT_EQ(a.logs.contracts.until, b.logs.contracts.until);
}

TEST(simulate, gives_the_same_logs_for_any_number_of_threads) {
  simulation options{.customers = 20000, .seed = 3};
  const simulated alone = simulate(options);
  for (const unsigned threads : {2u, 16u}) {
    thread_pool pool(threads);
    options.executor = pool;
    expect_same_logs(alone, simulate(options));
  }
}

TEST(simulate, a_customer_does_not_depend_on_how_many_there_are) {
  const simulated few = simulate({.customers = 100, .seed = 3}), many = simulate({.customers = 9000, .seed = 3});
  for (std::size_t i = 0; i < few.logs.purchases.on.size(); ++i) {
    ASSERT_EQ(few.logs.purchases.on[i], many.logs.purchases.on[i]);
    ASSERT_EQ(few.logs.purchases.amount[i], many.logs.purchases.amount[i]);
  }
  EXPECT_NE(simulate({.customers = 100, .seed = 4}).logs.purchases.on, few.logs.purchases.on);
}

TEST(simulate, other_surveys_leave_the_purchases_alone) {
  const simulated a = simulate({.customers = 500, .seed = 3}),
                  b = simulate({.customers = 500, .seed = 3, .items = {}, .complaints_per_year = 5});
  EXPECT_EQ(a.logs.purchases.on, b.logs.purchases.on);
  EXPECT_TRUE(b.logs.answers.on.empty());
}

struct moments {
  double mean = 0, variance = 0;
};
moments of(std::span<const double> v) {
  moments m;
  const auto n = static_cast<double>(v.size());
  for (const double x : v) m.mean += x / n;
  for (const double x : v) m.variance += (x - m.mean) * (x - m.mean) / (n - 1);
  return m;
}

// Tolerances: 5 standard errors of 100,000 draws; the seed is fixed.
TEST(simulate, the_truth_has_the_distributions_that_were_asked_for) {
  const simulation o{.customers = 100000, .seed = 5, .link = 1};
  const simulated s = simulate(o);
  const double root_n = std::sqrt(1e5);
  EXPECT_NEAR(of(s.truth["lambda"]).mean, o.r / o.alpha, 5 * std::sqrt(o.r) / o.alpha / root_n);
  const double mean = o.a / (o.a + o.b), variance = mean * (1 - mean) / (o.a + o.b + 1);
  EXPECT_NEAR(of(s.truth["p"]).mean, mean, 5 * std::sqrt(variance) / root_n);
  EXPECT_NEAR(of(s.truth["p"]).variance, variance, 0.01 * variance);  // the link with satisfaction leaves the distribution alone
  EXPECT_NEAR(of(s.truth["satisfaction"]).mean, 0, 5 / root_n);
  EXPECT_NEAR(of(s.truth["satisfaction"]).variance, 1, 5 * std::sqrt(2.0) / root_n);
  EXPECT_NEAR(of(s.truth["mean_spend"]).mean, o.p * o.v / (o.q - 1), 0.5);  // 35.19, heavy tail
  // and linked they are: the satisfied leave less readily
  double satisfied = 0, others = 0;
  for (std::size_t i = 0; i < s.truth.size(); ++i) (s.truth["satisfaction"][i] > 0 ? satisfied : others) += s.truth["p"][i] / 5e4;
  EXPECT_LT(satisfied, others - 0.2);
}

// E[X(t)] of the MBG/NBD at the optimum for the CDNOW tenth, to 1e-9 from the closed form: 1.0334670238 at t = 31.8571 weeks and
// 1.0366057113 at 32. All are born on the first of 224 days.
TEST(simulate, purchases_are_as_many_as_the_closed_form_expects) {
  const simulated s = simulate({.customers = 100000,
                                .seed = 6,
                                .first_day = day("2024-01-01"),
                                .last_day = day("2024-08-11"),
                                .cohort_days = 1,
                                .r = 0.52484315911,
                                .alpha = 6.1830852796,
                                .a = 0.89135939073,
                                .b = 1.6140022402});
  const double repeats = static_cast<double>(s.logs.purchases.on.size()) / 1e5 - 1;
  EXPECT_NEAR(repeats, 1.035, 5 * 2.4 / std::sqrt(1e5));
  double alive = 0;
  for (const double a : s.alive(day("2024-08-11"))) alive += a / 1e5;
  EXPECT_GT(alive, 0.3);
  EXPECT_LT(alive, 0.7);
}

TEST(simulate, nobody_buys_after_leaving_or_leaves_without_buying) {
  for (const dropout leaves : {dropout::after_repeats, dropout::after_every_purchase}) {
    const simulated s = simulate({.customers = 3000, .seed = 7, .leaves = leaves});
    std::map<std::int64_t, std::pair<std::int64_t, date>> last;  // purchases and the day of the last
    const logs l = s.logs.view();
    for (std::size_t i = 0; i < l.purchases.on.size(); ++i) {
      auto& [n, on] = last[l.purchases.customer.numbers()[i]];
      ++n, on = (std::max)(on, l.purchases.on[i]);
    }
    ASSERT_EQ(last.size(), 3000u);
    std::size_t left_at_once = 0;
    for (std::size_t i = 0; i < 3000; ++i) {
      const double death = s.truth["death"][i];
      const auto& [n, on] = last[s.truth.keys().numbers()[i]];
      if (is_missing(death)) continue;
      ASSERT_EQ(date(s.first_day + date::duration{static_cast<std::int64_t>(std::floor(death * 7))}), on);
      left_at_once += n == 1;
      ASSERT_EQ(s.alive(on)[i], 0);
    }
    EXPECT_EQ(left_at_once == 0, leaves == dropout::after_repeats);
  }
}

TEST(simulate, its_logs_are_good_logs) {
  const simulated s = simulate({.customers = 5000, .seed = 8});
  const customers c =
      summarize(s.logs.view(), {.as_of = day("2025-06-30"), .unit = time_unit::week, .strangers = unmatched::error});
  EXPECT_EQ(c.size(), 5000u);
  EXPECT_EQ(c.names(), (std::vector<std::string>{"frequency", "recency", "T", "monetary_value", "q1", "q2", "q3", "complaints",
                                                 "open_tickets", "promises_kept", "promises_broken", "returns",
                                                 "first_reply_days", "tenure", "left"}));
  double dissatisfied = 0, satisfied = 0;  // complaints of the two halves
  for (std::size_t i = 0; i < c.size(); ++i) (s.truth["satisfaction"][i] < 0 ? dissatisfied : satisfied) += c["complaints"][i];
  EXPECT_GT(dissatisfied, satisfied);
}

TEST(simulate, parameters_are_in_their_domain) {
  EXPECT_EQ(refusal([] { simulate({.alpha = 0}); }), "simulate: alpha = 0 is not positive [D111]");
  EXPECT_EQ(refusal([] { simulate({.link = 1.5}); }), "simulate: link = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(refusal([] { simulate({.cohort_days = 0}); }),
            "simulate: first_day, cohort_days and last_day leave no time; the cohort must be born by last_day [F302]");
  EXPECT_EQ(simulate({.customers = 0}).truth.size(), 0u);
}

}  // namespace
