// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/ranking.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

namespace {

using walaa::average_precision;
using walaa::gains;
using walaa::ks;
using walaa::lift;
using walaa::ranking;
using namespace walaa::tests;
using column = std::vector<double>;

ranking of(const ranked_rows& rows) { return {rows.label, rows.score}; }

TEST(ranking, average_precision_of_eight_rows_is_the_published_one) {  // scikit-learn average_precision_score
  EXPECT_RELATIVE(average_precision(of(eight_rows())), 0.7095238095238094, 1e-14);
}

TEST(ranking, ks_of_eight_rows_is_the_published_one) {
  const auto distance = ks(of(eight_rows()));
  EXPECT_EQ(distance.value, 0.25);
  EXPECT_EQ(distance.score, 0.9);  // reached first there: 1 of 4 leavers, no stayer
}

TEST(ranking, lift_of_221_rows_is_the_published_one) {  // empulse tests/metrics/test_metrics.py (MIT); k = 22 and 44
  const ranking r = of(rows_221());
  EXPECT_RELATIVE(lift(r, 0.1), 2.714987714987715, 1e-14);
  EXPECT_RELATIVE(lift(r, 0.2), 2.307739557739558, 1e-14);
  EXPECT_RELATIVE(lift(r, 1), 1.0, 1e-15);
}

TEST(ranking, lift_rounds_half_a_customer_to_even) {
  const column label{1, 0, 1, 0, 0, 0}, score{6, 5, 4, 3, 2, 1};
  EXPECT_RELATIVE(lift({label, score}, 2.5 / 6), 0.5 / (2.0 / 6), 1e-15);  // k = 2
  EXPECT_RELATIVE(lift({label, score}, 3.5 / 6), 0.5 / (2.0 / 6), 1e-15);  // k = 4
}

TEST(ranking, a_fraction_that_ends_among_tied_scores_takes_the_mean_over_all_orders) {
  // k = 2 of one leaver at 9, then two leavers and two stayers at 5: one of the four is taken, a leaver in half of the orders
  const column label{1, 1, 0, 0, 1, 0}, score{9, 5, 5, 5, 5, 1};
  EXPECT_RELATIVE(lift({label, score}, 2.0 / 6), (1 + 0.5) / 2 / 0.5, 1e-15);
  EXPECT_EQ(ranking(label, score).captured(0), 0);
  EXPECT_EQ(ranking(label, score).captured(3), 2);
  EXPECT_EQ(ranking(label, score).captured(6), 3);
}

TEST(ranking, gains_go_from_nobody_to_everybody) {
  const column label{1, 1, 0, 0, 1, 0}, score{9, 5, 5, 5, 5, 1};
  const auto curve = gains({label, score});
  EXPECT_EQ(curve.contacted, (column{0, 1.0 / 6, 5.0 / 6, 1}));
  EXPECT_EQ(curve.captured, (column{0, 1.0 / 3, 1, 1}));
  const auto lifts = curve.lift();
  EXPECT_TRUE(walaa::is_missing(lifts[0]));
  EXPECT_RELATIVE(lifts[1], 2.0, 1e-15);
  EXPECT_RELATIVE(lifts[3], 1.0, 1e-15);
}

TEST(ranking, tied_scores_are_one_step_and_minus_zero_is_zero) {
  const column label{1, 0, 1, 0, 1}, score{0.0, -0.0, -1e-308, 2, -3};
  const ranking r(label, score);
  EXPECT_EQ(column(r.score().begin(), r.score().end()), (column{2, 0, -1e-308, -3}));
  EXPECT_EQ(column(r.leavers().begin(), r.leavers().end()), (column{0, 1, 1, 1}));
  EXPECT_EQ(column(r.stayers().begin(), r.stayers().end()), (column{1, 1, 0, 0}));
  EXPECT_FALSE(std::signbit(r.score()[1]));
}

TEST(ranking, many_rows_sort_like_few) {  // more than are sorted by comparison; scores of every sign and magnitude
  std::mt19937_64 draw(3);
  column label, score;
  while (score.size() < 20'000) {
    const double s = std::bit_cast<double>(draw());
    if (!walaa::is_finite(s)) continue;
    for (std::uint64_t copies = draw() % 3; copies-- > 0;) {
      score.push_back(s);
      label.push_back(draw() % 2 == 0 ? 1 : 0);
    }
  }
  const ranking r(label, score);
  column distinct = score;
  std::sort(distinct.begin(), distinct.end(), std::greater<>{});
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  EXPECT_EQ(column(r.score().begin(), r.score().end()), distinct);
  EXPECT_EQ(r.total(), static_cast<double>(score.size()));
  EXPECT_EQ(r.total_leavers(), std::accumulate(label.begin(), label.end(), 0.0));
}

TEST(ranking, scores_that_agree_in_their_leading_bits_are_told_apart) {  // an outlier takes the leading bits of the range
  column label, score{-1e300, 1e300};
  for (std::size_t i = 0; i < 5000; ++i) score.push_back(1 + static_cast<double>((i * 7919) % 2503) * 0x1p-52);
  for (std::size_t i = 0; i < score.size(); ++i) label.push_back(static_cast<double>(i % 2));
  const ranking r(label, score);
  ASSERT_EQ(r.steps(), 2505u);
  for (std::size_t i = 1; i < r.steps(); ++i) ASSERT_LT(r.score()[i], r.score()[i - 1]);
  EXPECT_EQ(r.score()[1], 1 + 2502 * 0x1p-52);
  EXPECT_EQ(r.score()[2504], -1e300);
  EXPECT_EQ(std::accumulate(r.leavers().begin(), r.leavers().end(), 0.0), 2501);
}

TEST(ranking, the_order_of_rows_does_not_matter_to_the_bit) {
  const auto rows = random_rows(11, 3000, 40);
  column weight;
  std::mt19937 draw(5);
  for (std::size_t i = 0; i < rows.label.size(); ++i) weight.push_back(0.1 + static_cast<double>(draw() % 1000) / 7);
  const ranking a(rows.label, rows.score, weight);
  for (const std::uint32_t seed : {1u, 2u, 3u}) {
    const auto order = shuffled(rows.label.size(), seed);
    const ranking b(taken(rows.label, order), taken(rows.score, order), taken(weight, order));
    EXPECT_EQ(average_precision(a), average_precision(b));
    EXPECT_EQ(lift(a, 0.17), lift(b, 0.17));
    EXPECT_EQ(ks(a).value, ks(b).value);
    EXPECT_EQ(gains(a).captured, gains(b).captured);
  }
}

TEST(ranking, a_weight_is_as_many_rows) {
  const auto rows = random_rows(7, 200, 9);
  column weight, label, score;
  for (std::size_t i = 0; i < rows.label.size(); ++i) {
    weight.push_back(1 + static_cast<double>(i % 4));
    for (std::size_t k = 0; k <= i % 4; ++k) {
      label.push_back(rows.label[i]);
      score.push_back(rows.score[i]);
    }
  }
  const ranking weighted(rows.label, rows.score, weight), repeated(label, score);
  EXPECT_EQ(weighted.total(), repeated.total());
  EXPECT_RELATIVE(average_precision(weighted), average_precision(repeated), 1e-14);
  EXPECT_RELATIVE(lift(weighted, 0.1), lift(repeated, 0.1), 1e-14);
  EXPECT_RELATIVE(ks(weighted).value, ks(repeated).value, 1e-14);
}

TEST(ranking, one_tied_block_of_many_is_one_step) {
  const std::size_t n = 100'000;
  column label(n), score(n, 0.5);
  for (std::size_t i = 0; i < n; i += 4) label[i] = 1;
  const ranking r(label, score);
  EXPECT_EQ(r.steps(), 1u);
  EXPECT_EQ(lift(r, 0.1), 1.0);
  EXPECT_EQ(ks(r).value, 0.0);
  EXPECT_EQ(average_precision(r), 0.25);
}

TEST(ranking, all_leavers_have_no_stayers_to_find) {
  const column label{1, 1}, score{1, 2};
  EXPECT_EQ(average_precision({label, score}), 1);
  EXPECT_EQ(lift({label, score}, 0.5), 1);
}

TEST(ranking, bad_input_names_column_row_value_and_rule) {
  const auto made = [](const column& label, const column& score, const column& weight = {}) {
    return refusal([&] { return ranking(label, score, weight).rows(); });
  };
  EXPECT_EQ(made({}, {}), "ranking: label is empty [D109]");
  EXPECT_EQ(made({0, 1}, {1}), "ranking: label has 2 rows and score has 1; one row a customer in both [D101]");
  EXPECT_EQ(made({0, 1}, {1, 2}, {1}), "ranking: label has 2 rows and weight has 1; one row a customer in both [D101]");
  EXPECT_EQ(made({0, 2}, {1, 2}), "ranking: label[1] = 2 is neither 0 nor 1 [D114]");
  EXPECT_EQ(made({walaa::missing, 1}, {1, 2}), "ranking: label[0] = NaN is neither 0 nor 1 [D103]");
  EXPECT_EQ(made({0, 1}, {1, walaa::missing}), "ranking: score[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(made({0, 1}, {-INFINITY, 2}), "ranking: score[0] = -inf is not a finite number [D103]");
  EXPECT_EQ(made({0, 1}, {1, 2}, {1, 0}), "ranking: weight[1] = 0 is not positive [D111]");
  const column nobody{0, 0}, everybody{1, 1}, score{1, 2};
  EXPECT_EQ(refusal([&] {
              return average_precision({nobody, score});
            }),
            "average_precision: label has no row with 1; nobody left [D114]");
  EXPECT_EQ(refusal([&] { return lift({nobody, score}, 0.5); }), "lift: label has no row with 1; nobody left [D114]");
  EXPECT_EQ(refusal([&] { return gains({nobody, score}).captured; }), "gains: label has no row with 1; nobody left [D114]");
  EXPECT_EQ(refusal([&] { return ks({everybody, score}).value; }), "ks: label has no row with 0; nobody stayed [D114]");
  const column both{0, 1};
  EXPECT_EQ(refusal([&] { return lift({both, score}, 0.1); }), "lift: fraction = 0.1 takes nobody out of 2 customers [D114]");
  EXPECT_EQ(refusal([&] { return lift({both, score}, 1.5); }), "lift: fraction = 1.5 is outside [0, 1] [D114]");
}

}  // namespace
