// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/roc.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace {

using walaa::auc_interval;
using walaa::auc_status;
using walaa::ranking;
using walaa::roc_auc;
using walaa::roc_curve;
using namespace walaa::tests;
using column = std::vector<double>;

/// DeLong's own formulas over the table of all pairs.
struct by_pairs {
  column of_leavers, of_stayers;  // placements
  double area = 0;

  by_pairs(const column& label, const column& score) {
    for (std::size_t i = 0; i < label.size(); ++i) {
      double above = 0, others = 0;
      for (std::size_t j = 0; j < label.size(); ++j) {
        if (label[j] == label[i]) continue;
        ++others;
        const double riskier = label[i] == 1 ? score[i] - score[j] : score[j] - score[i];
        above += riskier > 0 ? 1 : riskier == 0 ? 0.5 : 0;
      }
      (label[i] == 1 ? of_leavers : of_stayers).push_back(above / others);
    }
    for (const double v : of_leavers) area += v / static_cast<double>(of_leavers.size());
  }
  static double covariance(const column& a, const column& b) {
    double mean_a = 0, mean_b = 0, sum = 0;
    const auto n = static_cast<double>(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) mean_a += a[i] / n, mean_b += b[i] / n;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
    return sum / (n - 1) / n;
  }
  double variance() const { return covariance(of_leavers, of_leavers) + covariance(of_stayers, of_stayers); }
};

TEST(roc, auc_of_eight_rows_is_the_published_one) {  // scikit-learn roc_auc_score
  const auto rows = eight_rows();
  EXPECT_EQ(roc_auc({rows.label, rows.score}).value, 0.625);
}

TEST(roc, area_and_error_agree_with_the_table_of_all_pairs) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    const auto rows = random_rows(seed, 12 + 7 * seed, 1 + seed % 13);
    const by_pairs table(rows.label, rows.score);
    const auto auc = roc_auc({rows.label, rows.score});
    if (auc.leavers < 2 || auc.stayers < 2) continue;
    EXPECT_RELATIVE(auc.value, table.area, 1e-14) << seed;
    EXPECT_NEAR(auc.error * auc.error, table.variance(), 1e-15) << seed;
  }
}

TEST(roc, the_interval_is_made_as_its_name_says) {
  const auto rows = rows_221();
  const ranking r(rows.label, rows.score);
  const by_pairs table(rows.label, rows.score);
  constexpr double z = 1.959963984540054;  // of 95 %
  const double error = std::sqrt(table.variance()), logit = std::log(table.area / (1 - table.area));
  const auto plain = roc_auc(r);
  EXPECT_EQ(plain.status, auc_status::known);
  EXPECT_RELATIVE(plain.lo, table.area - z * error, 1e-12);
  EXPECT_RELATIVE(plain.hi, table.area + z * error, 1e-12);
  EXPECT_FALSE(plain.clipped);
  const auto on_logits = roc_auc(r, {.level = 0.95, .interval = auc_interval::logit});
  const double half = z * error / (table.area * (1 - table.area));
  EXPECT_RELATIVE(on_logits.lo, 1 / (1 + std::exp(-(logit - half))), 1e-12);
  EXPECT_RELATIVE(on_logits.hi, 1 / (1 + std::exp(-(logit + half))), 1e-12);
  const auto wide = roc_auc(r, {.level = 0.999999999});
  EXPECT_LT(wide.lo, plain.lo);
  EXPECT_TRUE(wide.clipped);
  EXPECT_EQ(wide.hi, 1);
}

TEST(roc, tied_scores_are_one_diagonal_step) {
  const column label{1, 1, 0, 0, 1, 0}, score{9, 5, 5, 5, 5, 1};
  const auto curve = roc_curve({label, score});
  EXPECT_EQ(curve.threshold, (column{std::numeric_limits<double>::infinity(), 9, 5, 1}));
  EXPECT_EQ(curve.stayers_reached, (column{0, 0, 2.0 / 3, 1}));
  EXPECT_EQ(curve.leavers_reached, (column{0, 1.0 / 3, 1, 1}));
  EXPECT_EQ(roc_auc({label, column(6, 1.0)}).value, 0.5);  // all tied: nothing is told apart
  EXPECT_EQ(roc_auc({label, column(6, 1.0)}).error, 0);
}

TEST(roc, turning_the_score_round_turns_the_area_round_and_nothing_is_flipped) {
  const auto rows = random_rows(4, 500, 17);
  column turned;
  for (const double s : rows.score) turned.push_back(-s);
  const auto up = roc_auc({rows.label, rows.score}), down = roc_auc({rows.label, turned});
  EXPECT_GT(up.value, 0.5);
  EXPECT_LT(down.value, 0.5);
  EXPECT_RELATIVE(up.value, 1 - down.value, 1e-14);
  EXPECT_RELATIVE(up.error, down.error, 1e-12);
}

TEST(roc, the_order_of_rows_does_not_matter_to_the_bit) {
  const auto rows = random_rows(21, 4000, 60);
  column weight;
  for (std::size_t i = 0; i < rows.label.size(); ++i) weight.push_back(1 / (1 + static_cast<double>(i % 77)));
  const auto a = roc_auc({rows.label, rows.score, weight});
  const auto order = shuffled(rows.label.size(), 8);
  const auto b = roc_auc({taken(rows.label, order), taken(rows.score, order), taken(weight, order)});
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.error, b.error);
}

TEST(roc, a_weight_is_as_many_rows) {
  const auto rows = random_rows(9, 150, 8);
  column weight, label, score;
  for (std::size_t i = 0; i < rows.label.size(); ++i) {
    weight.push_back(1 + static_cast<double>(i % 3));
    for (std::size_t k = 0; k <= i % 3; ++k) {
      label.push_back(rows.label[i]);
      score.push_back(rows.score[i]);
    }
  }
  const auto weighted = roc_auc({rows.label, rows.score, weight}), repeated = roc_auc({label, score});
  EXPECT_RELATIVE(weighted.value, repeated.value, 1e-14);
  EXPECT_RELATIVE(weighted.error, repeated.error, 1e-13);
}

TEST(roc, degenerate_samples_say_so) {
  const column label{0, 1, 1}, score{1, 2, 2};
  const auto one_stayer = roc_auc({label, score});
  EXPECT_EQ(one_stayer.value, 1);
  EXPECT_EQ(one_stayer.status, auc_status::without_error);
  EXPECT_TRUE(walaa::is_missing(one_stayer.error) && walaa::is_missing(one_stayer.lo));
  const auto separated = roc_auc({column{0, 0, 1, 1}, column{1, 2, 3, 4}});
  EXPECT_EQ(separated.status, auc_status::separated);
  EXPECT_EQ(separated.value, 1);
  EXPECT_EQ(separated.error, 0);
  EXPECT_EQ(roc_auc({column{1, 1, 0, 0}, column{1, 2, 3, 4}}).value, 0);
}

TEST(roc, two_scores_are_compared_as_delong_does) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const auto rows = random_rows(seed, 120, 15);
    column other;
    std::mt19937 draw(seed + 100);
    for (const double s : rows.score) other.push_back(s + static_cast<double>(draw() % 9) / 9);
    const by_pairs a(rows.label, rows.score), b(rows.label, other);
    const auto c = walaa::compare_auc(rows.label, rows.score, other);
    const double variance = a.variance() + b.variance() - 2 * by_pairs::covariance(a.of_leavers, b.of_leavers) -
                            2 * by_pairs::covariance(a.of_stayers, b.of_stayers);
    EXPECT_NEAR(c.difference, a.area - b.area, 1e-14);
    EXPECT_NEAR(c.error * c.error, variance, 1e-15);
    EXPECT_NEAR(c.z, (a.area - b.area) / std::sqrt(variance), 1e-9);
    EXPECT_NEAR(c.p_value, std::erfc(std::abs(c.z) / std::sqrt(2.0)), 1e-14);
  }
  const auto rows = random_rows(3, 50, 6);
  const auto same = walaa::compare_auc(rows.label, rows.score, rows.score);
  EXPECT_EQ(same.error, 0);
  EXPECT_TRUE(walaa::is_missing(same.p_value));
}

TEST(roc, bad_input_names_the_function_and_the_rule) {
  const column one_class{1, 1}, score{1, 2}, label{0, 1};
  EXPECT_EQ(refusal([&] { return roc_auc({one_class, score}).value; }), "roc_auc: label has no row with 0; nobody stayed [D114]");
  EXPECT_EQ(refusal([&] {
              return roc_curve({one_class, score}).threshold;
            }),
            "roc_curve: label has no row with 0; nobody stayed [D114]");
  EXPECT_EQ(refusal([&] { return walaa::compare_auc(one_class, score, score).z; }),
            "compare_auc: label has no row with 0; nobody stayed [D114]");
  EXPECT_EQ(refusal([&] { return walaa::compare_auc(label, score, column{1}).z; }),
            "compare_auc: label has 2 rows and score has 1; one row a customer in both [D101]");
  EXPECT_NE(refusal([&] { return roc_auc({label, score}, {.level = 1}).value; }), "accepted");
}

}  // namespace
