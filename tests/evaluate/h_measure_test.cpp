// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/h_measure.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using walaa::cost_law;
using walaa::h_measure;
using walaa::ranking;
using namespace walaa::tests;
using column = std::vector<double>;

TEST(h_measure, eight_rows_have_the_published_value) {  // CRAN hmeasure 1.0
  const auto rows = eight_rows();
  const auto h = h_measure({rows.label, rows.score});
  EXPECT_RELATIVE(h.value, 0.25, 1e-14);
  EXPECT_EQ(h.auch, 0.71875);
  EXPECT_EQ(h.auc, 0.625);
  EXPECT_EQ(h.beta, 2);
}

// mpmath at 40 digits: the minimum over ALL thresholds integrated between the costs at which it changes
TEST(h_measure, the_laws_of_costs_agree_with_quadrature) {
  const auto rows = rows_221();
  const ranking r(rows.label, rows.score);
  EXPECT_RELATIVE(h_measure(r).value, 0.48029682532267567119, 1e-12);
  EXPECT_RELATIVE(h_measure(r, {.severity_ratio = 1}).value, 0.44010673874641778107, 1e-12);
  EXPECT_RELATIVE(h_measure(r, {.law = cost_law::beta_of_class_shares}).value, 0.45207007151681020485, 1e-12);
  column tied;
  for (std::size_t i = 0; i < rows.label.size(); ++i) tied.push_back(-std::floor(static_cast<double>(i) / 7));
  EXPECT_RELATIVE(h_measure({rows.label, tied}).value, 0.4800395762625453033, 1e-12);
}

TEST(h_measure, is_1_for_a_perfect_score_and_0_for_a_constant_or_inverted_one) {
  column label, score;
  for (int i = 0; i < 20; ++i) label.push_back(i % 2), score.push_back(i % 2);
  EXPECT_RELATIVE(h_measure({label, score}).value, 1.0, 1e-15);
  EXPECT_NEAR(h_measure({label, column(20, 3.0)}).value, 0, 1e-15);
  for (double& s : score) s = -s;
  const auto inverted = h_measure({label, score});
  EXPECT_NEAR(inverted.value, 0, 1e-15);
  EXPECT_EQ(inverted.auc, 0);  // told, not turned round
  EXPECT_EQ(inverted.auch, 0.5);
}

TEST(h_measure, agrees_with_a_sum_over_a_fine_grid_of_costs) {
  const auto rows = random_rows(12, 80, 9);
  const ranking r(rows.label, rows.score);
  const double p1 = r.leaver_share(), p0 = 1 - p1;
  constexpr int grid = 400'000;
  double loss = 0, none = 0;
  for (int i = 0; i < grid; ++i) {  // midpoints, weight c (1 - c): severity ratio 1
    const double c = (i + 0.5) / grid, w = c * (1 - c);
    double least = (1 - c) * p1, f = 0, t = 0;
    none += w * std::min(c * p0, least);
    for (std::size_t k = 0; k < r.steps(); ++k) {
      f += r.stayers()[k] / r.total_stayers();
      t += r.leavers()[k] / r.total_leavers();
      least = std::min(least, c * p0 * f + (1 - c) * p1 * (1 - t));
    }
    loss += w * least;
  }
  EXPECT_RELATIVE(h_measure(r, {.severity_ratio = 1}).value, 1 - loss / none, 1e-9);
}

TEST(h_measure, the_order_of_rows_and_any_rising_map_of_the_score_change_no_bit) {
  const auto rows = random_rows(6, 700, 25);
  const auto order = shuffled(rows.label.size(), 2);
  column mapped = taken(rows.score, order);
  for (double& s : mapped) s = std::exp(3 * s);
  EXPECT_EQ(h_measure({rows.label, rows.score}).value, h_measure({taken(rows.label, order), mapped}).value);
}

TEST(h_measure, rare_leavers_lose_no_digits) {
  column label(100'000), score(100'000);
  label[0] = label[1] = 1;
  score[0] = 2, score[1] = -1;  // one found at once, one missed until the end
  for (std::size_t i = 2; i < score.size(); ++i) score[i] = 1 / static_cast<double>(i);
  EXPECT_RELATIVE(h_measure({label, score}).value, 0.46040114380102127215, 1e-10);  // mpmath, 40 digits, by hand
}

TEST(h_measure, bad_input_names_the_function_and_the_rule) {
  const column one_class{0, 0}, label{0, 1}, score{1, 2};
  EXPECT_EQ(refusal([&] {
              return h_measure({one_class, score}).value;
            }),
            "h_measure: label has no row with 1; nobody left [D114]");
  EXPECT_EQ(refusal([&] {
              return h_measure({label, score}, {.severity_ratio = 0}).value;
            }),
            "h_measure: severity_ratio = 0 is not positive [D111]");
}

}  // namespace
