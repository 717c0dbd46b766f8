// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/own_habit.hpp>  // the header under test comes first: it must stand alone

#include <walaa/math/random.hpp>

#include "refuses.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using walaa::gap_table;

/// One customer after another: his ended gaps and his silence (missing: he never bought).
gap_table table(const std::vector<std::pair<std::vector<double>, double>>& rows) {
  gap_table g;
  g.first = {0};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!walaa::is_missing(rows[i].second)) {
      for (const double gap : rows[i].first)
        g.duration.push_back(gap), g.event.push_back(1), g.customer.push_back(static_cast<double>(i));
      g.duration.push_back(rows[i].second), g.event.push_back(0), g.customer.push_back(static_cast<double>(i));
    }
    g.first.push_back(g.duration.size());
  }
  return g;
}

struct judged {
  std::vector<double> p, after, gaps;
  walaa::silence_counts counts;
  judged(const gap_table& g, double level) : p(g.customers()), after(g.customers()), gaps(g.customers()) {
    counts = own_habit(g, {p, after, gaps}, level);
  }
};

TEST(own_habit, ranks_the_silence_among_his_own_gaps) {
  const std::vector<double> nine{3, 1, 4, 1, 5, 9, 2, 6, 5};
  const judged j(table({{nine, 4}, {nine, 10}, {nine, 5}, {{}, 7}, {{}, walaa::missing}}), 0.1);
  EXPECT_EQ(j.p[0], 0.6);  // 4 5 9 6 5 are as long: 6 of 10
  EXPECT_EQ(j.p[1], 0.1);
  EXPECT_EQ(j.p[2], 0.5);
  EXPECT_EQ(j.p[3], 1);  // no gap of his own
  EXPECT_TRUE(walaa::is_missing(j.p[4]));
  EXPECT_EQ(j.after[0], 9);  // longer than the longest
  EXPECT_TRUE(walaa::is_missing(j.after[3]));
  EXPECT_EQ(j.gaps[0], 9);
  EXPECT_EQ(j.counts.judged, 3u);
  EXPECT_EQ(j.counts.alarms, 1u);
  EXPECT_EQ(j.counts.too_few, 1u);
  EXPECT_EQ(j.counts.no_silence, 1u);
  EXPECT_NEAR(j.counts.false_alarms(), 0.3, 1e-15);
}

TEST(own_habit, gives_the_alarm_exactly_beyond_the_length_it_states) {
  const std::vector<double> own{8, 3, 5, 13, 2, 1, 21, 34, 55, 5, 5, 8, 13, 1, 2, 3, 9, 9, 40};
  for (const double level : {0.05, 0.1, 0.15, 0.3, 0.5, 0.99})
    for (const double silence : own) {
      const double at = judged(table({{own, silence}}), level).after[0];
      EXPECT_EQ(judged(table({{own, at}}), level).counts.alarms, 0u) << level;
      EXPECT_EQ(judged(table({{own, at * 1.001}}), level).counts.alarms, 1u) << level;
    }
}

TEST(own_habit, needs_as_many_gaps_as_the_level_asks) {  // level 0.05: 19 gaps
  EXPECT_EQ(judged(table({{std::vector<double>(18, 1.0), 1e9}}), 0.05).counts.too_few, 1u);
  EXPECT_EQ(judged(table({{std::vector<double>(19, 1.0), 1e9}}), 0.05).counts.alarms, 1u);
}

TEST(own_habit, alarms_no_more_often_than_it_states_whatever_the_distribution) {
  // 20,000 customers who have not left, gaps log-normal-like with ties: binomial, 4 standard errors above the level is 1 in 30,000
  walaa::random_stream draw(99, 0);
  std::vector<std::pair<std::vector<double>, double>> rows;
  for (int i = 0; i < 20000; ++i) {
    const double scale = 1 + 30 * draw.uniform();
    const auto gap = [&] { return std::ceil(scale * std::exp(3 * draw.uniform() * draw.uniform())); };
    std::vector<double> own;
    for (int j = 0; j < 5 + i % 40; ++j) own.push_back(gap());
    const double next = gap();  // the gap that is under way, at its full length
    rows.emplace_back(own, next);
  }
  for (const double level : {0.05, 0.1, 0.2}) {
    const judged j(table(rows), level);
    const double n = static_cast<double>(j.counts.judged), share = static_cast<double>(j.counts.alarms) / n;
    EXPECT_LT(share, level + 4 * std::sqrt(level * (1 - level) / n));
    EXPECT_GT(share, level / 3);  // and it does alarm
  }
}

TEST(own_habit, scales_with_time) {
  const std::vector<double> own{3, 1, 4, 1, 5, 9, 2, 6, 5}, longer{21, 7, 28, 7, 35, 63, 14, 42, 35};
  EXPECT_EQ(judged(table({{own, 4}}), 0.1).p, judged(table({{longer, 28}}), 0.1).p);
}

TEST(gap_percentile, is_the_smallest_gap_that_the_share_does_not_exceed) {
  const gap_table g = table({{{5, 1, 4}, 100}, {{2, 3}, 7}, {{}, walaa::missing}});
  EXPECT_EQ(walaa::gap_percentile(g, 0.4), 2);
  EXPECT_EQ(walaa::gap_percentile(g, 0.8), 4);
  EXPECT_EQ(walaa::gap_percentile(g, 0.81), 5);
  EXPECT_EQ(walaa::gap_percentile(g, 1), 5);
  EXPECT_EQ(walaa::gap_percentile(g, 1e-9), 1);
  EXPECT_TRUE(walaa::is_missing(walaa::gap_percentile(table({{{}, 3}}), 0.5)));
}

TEST(own_habit, refuses_what_cannot_be) {
  const gap_table g = table({{{1, 2}, 3}});
  std::vector<double> one(1), two(2);
  EXPECT_REFUSES(own_habit(g, {one}, 0), "own_habit: level = 0 is outside (0, 1) [D114]");
  EXPECT_REFUSES(own_habit(g, {two}), "own_habit: customers has 1 rows and out.p has 2; one row a customer in both [D101]");
  EXPECT_REFUSES(own_habit(g, {one, two}),
                 "own_habit: customers has 1 rows and out.alarm_after has 2; one row a customer in both [D101]");
  EXPECT_REFUSES(walaa::gap_percentile(g, 1.5), "gap_percentile: share = 1.5 is outside (0, 1] [D114]");
}

}  // namespace
