// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/probability_scores.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using walaa::brier;
using walaa::log_loss;
using namespace walaa::tests;
using column = std::vector<double>;

TEST(probability_scores, eight_rows_have_the_published_values) {  // scikit-learn brier_score_loss, log_loss
  const auto rows = eight_rows();
  EXPECT_RELATIVE(brier(rows.label, rows.score).value, 0.26125, 1e-14);
  EXPECT_RELATIVE(log_loss(rows.label, rows.score).value, 0.7190480820619274, 1e-14);
}

TEST(probability_scores, a_sure_probability_that_was_wrong_is_infinite_unless_epsilon_is_given) {
  const column label{1, 0, 1, 0}, p{0, 1, 1, 0};
  const auto strict = log_loss(label, p);
  EXPECT_EQ(strict.value, std::numeric_limits<double>::infinity());
  EXPECT_EQ(strict.wrong_and_sure, 2);
  EXPECT_EQ(strict.moved, 0);
  const auto eased = log_loss(label, p, {}, {.epsilon = 1e-15});
  EXPECT_RELATIVE(eased.value, (2 * 15 * std::log(10.0) + 2e-15) / 4, 1e-14);
  EXPECT_EQ(eased.moved, 4);
  EXPECT_EQ(log_loss(column{1, 0}, column{1, 0}).value, 0);  // sure and right costs nothing
}

TEST(probability_scores, one_class_is_legal) {
  const column label{0, 0}, p{0.5, 0.25};
  EXPECT_RELATIVE(log_loss(label, p).value, -(std::log(0.5) + std::log(0.75)) / 2, 1e-15);
  const auto b = brier(label, p);
  EXPECT_RELATIVE(b.value, (0.25 + 0.0625) / 2, 1e-15);
  EXPECT_EQ(b.uncertainty, 0);
  EXPECT_TRUE(walaa::is_missing(b.skill));
}

TEST(probability_scores, brier_by_hand) {  // bins 0.2 (one of two left) and 0.8 (both left); base rate 3 of 4
  const auto b = brier(column{1, 0, 1, 1}, column{0.2, 0.2, 0.8, 0.8});
  EXPECT_RELATIVE(b.value, (0.64 + 0.04 + 0.04 + 0.04) / 4, 1e-14);
  EXPECT_RELATIVE(b.reliability, (2 * 0.09 + 2 * 0.04) / 4, 1e-14);
  EXPECT_RELATIVE(b.resolution, (2 * 0.0625 + 2 * 0.0625) / 4, 1e-14);
  EXPECT_RELATIVE(b.uncertainty, 0.1875, 1e-15);
  EXPECT_RELATIVE(b.skill, 1 - 0.19 / 0.1875, 1e-12);
}

TEST(probability_scores, the_parts_add_up_for_any_bins) {
  for (std::uint32_t seed = 1; seed < 30; ++seed) {
    const auto rows = random_rows(seed, 300, 37);
    for (const std::size_t bins : {0u, 1u, 5u, 10u, 64u}) {
      const auto b = brier(rows.label, rows.score, {}, {.bins = bins});
      double plain = 0;
      for (std::size_t i = 0; i < rows.label.size(); ++i)
        plain += (rows.score[i] - rows.label[i]) * (rows.score[i] - rows.label[i]);
      EXPECT_RELATIVE(b.value, plain / 300, 1e-13);
      EXPECT_NEAR(b.value, b.reliability - b.resolution + b.uncertainty + b.within_variance - b.within_covariance, 1e-14);
      EXPECT_EQ(b.within_variance > 0, bins > 0 && bins < 38);
      EXPECT_EQ(b.resolution > 1e-15, bins != 1);
    }
  }
}

TEST(probability_scores, a_weight_is_as_many_rows_and_the_order_does_not_matter) {
  const auto rows = random_rows(15, 200, 19);
  column weight, label, p;
  for (std::size_t i = 0; i < rows.label.size(); ++i) {
    weight.push_back(1 + static_cast<double>(i % 3));
    for (std::size_t k = 0; k <= i % 3; ++k) label.push_back(rows.label[i]), p.push_back(rows.score[i]);
  }
  EXPECT_RELATIVE(brier(rows.label, rows.score, weight).value, brier(label, p).value, 1e-14);
  EXPECT_RELATIVE(brier(rows.label, rows.score, weight).reliability, brier(label, p).reliability, 1e-13);
  EXPECT_RELATIVE(log_loss(rows.label, rows.score, weight, {.epsilon = 0.01}).value,
                  log_loss(label, p, {}, {.epsilon = 0.01}).value, 1e-14);
  const auto order = shuffled(rows.label.size(), 6);
  const column l = taken(rows.label, order), q = taken(rows.score, order), w = taken(weight, order);
  EXPECT_EQ(brier(l, q, w).value, brier(rows.label, rows.score, weight).value);
  EXPECT_EQ(log_loss(l, q, w, {.epsilon = 0.01}).value, log_loss(rows.label, rows.score, weight, {.epsilon = 0.01}).value);
}

TEST(probability_scores, a_probability_on_the_edge_of_a_bin_belongs_below_it) {  // (0.2, 0.4]: 0.4 joins 0.3, not 0.5
  const auto b = brier(column{0, 1, 1}, column{0.3, 0.4, 0.5}, {}, {.bins = 5});
  EXPECT_RELATIVE(b.within_variance, 2 * 0.05 * 0.05 / 3, 1e-12);
  for (std::size_t bins = 1; bins < 200; ++bins)
    for (std::size_t k = 1; k < bins; ++k) {
      const double edge = static_cast<double>(k) / static_cast<double>(bins);
      EXPECT_EQ(walaa::detail::equal_bin(edge, bins), k - 1);
      EXPECT_EQ(walaa::detail::equal_bin(std::nextafter(edge, 2.0), bins), k);
    }
}

TEST(probability_scores, bad_input_names_column_row_value_and_rule) {
  const column label{0, 1}, p{0.5, 1.5}, good{0.1, 0.2};
  EXPECT_EQ(refusal([&] { return brier(label, p).value; }), "brier: probability[1] = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(refusal([&] { return log_loss(label, p).value; }), "log_loss: probability[1] = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(refusal([&] { return log_loss(label, column{0.5}).value; }),
            "log_loss: label has 2 rows and probability has 1; one row a customer in both [D101]");
  EXPECT_EQ(refusal([&] {
              return log_loss(label, column{0.5, walaa::missing}).value;
            }),
            "log_loss: probability[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(refusal([&] { return log_loss(label, good, {}, {.epsilon = 0.5}).value; }),
            "log_loss: epsilon = 0.5 is outside [0, 0.5) [F302]");
  EXPECT_EQ(refusal([&] { return brier(column{}, column{}).value; }), "brier: label is empty [D109]");
  EXPECT_EQ(refusal([&] { return brier(label, good, {}, {.bins = 1'000'000}).value; }),
            "brier: bins = 1e+06 is outside [1, 100000] [F302]");
}

}  // namespace
