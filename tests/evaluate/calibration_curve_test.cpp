// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/calibration_curve.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using walaa::calibration_bins;
using walaa::calibration_check;
using namespace walaa::tests;
using column = std::vector<double>;

TEST(calibration_curve, by_hand) {
  const column label{0, 1, 0, 1, 1}, p{0.05, 0.1, 0.15, 0.9, 1.0};
  const auto c = calibration_check(label, p);
  ASSERT_EQ(c.bins.size(), 4u);  // (0, .1]: two; (.1, .2]: one; (.8, .9]: one; (.9, 1]: one
  EXPECT_EQ(c.empty, 6u);
  EXPECT_EQ(c.bins[0].left.n, 2);
  EXPECT_EQ(c.bins[0].left.value, 0.5);
  EXPECT_RELATIVE(c.bins[0].predicted, 0.075, 1e-15);
  EXPECT_EQ(c.bins[0].lowest, 0.05);
  EXPECT_EQ(c.bins[0].highest, 0.1);
  EXPECT_EQ(c.bins[1].predicted, 0.15);
  EXPECT_EQ(c.bins[3].predicted, 1);
  EXPECT_RELATIVE(c.expected_calibration_error, (2 * 0.425 + 0.15 + 0.1 + 0) / 5, 1e-14);
  EXPECT_RELATIVE(c.maximum_calibration_error, 0.425, 1e-14);
  EXPECT_RELATIVE(c.mean_predicted, 2.2 / 5, 1e-14);
  EXPECT_RELATIVE(c.mean_left, 0.6, 1e-15);
}

TEST(calibration_curve, intervals_are_wilson) {  // statsmodels proportion_confint(81, 263, method="wilson")
  column label(263), p(263, 0.3);
  for (std::size_t i = 0; i < 81; ++i) label[i] = 1;
  const auto c = calibration_check(label, p, {}, {.bins = 4});
  ASSERT_EQ(c.bins.size(), 1u);
  const double z2 = 1.959963984540054 * 1.959963984540054, n = 263, k = 81;
  const double half = std::sqrt(z2) * std::sqrt(k * (n - k) / n + z2 / 4) / (n + z2);
  EXPECT_RELATIVE(c.bins[0].left.lo, (k + z2 / 2) / (n + z2) - half, 1e-13);
  EXPECT_RELATIVE(c.bins[0].left.hi, (k + z2 / 2) / (n + z2) + half, 1e-13);
}

TEST(calibration_curve, quantiles_hold_about_as_many_and_never_split_equal_probabilities) {
  const column label{0, 1, 0, 1, 0, 1, 0, 1};
  const auto even =
      calibration_check(label, column{.1, .2, .3, .4, .5, .6, .7, .8}, {}, {.bins = 4, .kind = calibration_bins::quantiles});
  ASSERT_EQ(even.bins.size(), 4u);
  for (const auto& bin : even.bins) EXPECT_EQ(bin.left.n, 2);
  const auto tied =
      calibration_check(label, column{.1, .5, .5, .5, .5, .5, .5, .8}, {}, {.bins = 4, .kind = calibration_bins::quantiles});
  ASSERT_EQ(tied.bins.size(), 3u);
  EXPECT_EQ(tied.empty, 1u);
  EXPECT_EQ(tied.bins[1].left.n, 6);
  EXPECT_EQ(tied.bins[1].predicted, 0.5);
}

TEST(calibration_curve, true_probabilities_by_step_have_no_error) {
  const column label{1, 0, 1, 1, 1, 0}, p{0.5, 0.5, 0.75, 0.75, 0.75, 0.75};
  const auto c = calibration_check(label, p);
  EXPECT_EQ(c.expected_calibration_error, 0);
  EXPECT_EQ(c.maximum_calibration_error, 0);
}

TEST(calibration_curve, the_error_is_never_below_the_difference_of_the_means) {
  for (std::uint32_t seed = 1; seed < 40; ++seed) {
    const auto rows = random_rows(seed, 250, 40);
    for (const auto kind : {calibration_bins::equal_width, calibration_bins::quantiles}) {
      const auto c = calibration_check(rows.label, rows.score, {}, {.bins = 7, .kind = kind});
      EXPECT_GE(c.expected_calibration_error, std::abs(c.mean_predicted - c.mean_left) - 1e-15);
      EXPECT_LE(c.expected_calibration_error, c.maximum_calibration_error + 1e-15);
      double n = 0;
      for (const auto& bin : c.bins) n += bin.left.n;
      EXPECT_EQ(n, 250);
      EXPECT_EQ(c.bins.size() + c.empty, 7u);
    }
  }
}

TEST(calibration_curve, the_order_of_rows_does_not_matter_to_the_bit_and_a_weight_is_as_many_rows) {
  const auto rows = random_rows(8, 400, 50);
  const auto order = shuffled(rows.label.size(), 3);
  for (const auto kind : {calibration_bins::equal_width, calibration_bins::quantiles}) {
    const auto a = calibration_check(rows.label, rows.score, {}, {.kind = kind});
    const auto b = calibration_check(taken(rows.label, order), taken(rows.score, order), {}, {.kind = kind});
    EXPECT_EQ(a.expected_calibration_error, b.expected_calibration_error);
    const auto twice = calibration_check(rows.label, rows.score, column(rows.label.size(), 2.0), {.kind = kind});
    EXPECT_RELATIVE(twice.expected_calibration_error, a.expected_calibration_error, 1e-13);
    EXPECT_EQ(twice.bins[0].left.n, 2 * a.bins[0].left.n);
  }
}

TEST(calibration_curve, one_bin_and_one_class_are_legal) {
  const auto c = calibration_check(column{0, 0}, column{0.2, 0.4}, {}, {.bins = 1});
  ASSERT_EQ(c.bins.size(), 1u);
  EXPECT_EQ(c.bins[0].left.value, 0);
  EXPECT_EQ(c.bins[0].left.lo, 0);
  EXPECT_RELATIVE(c.expected_calibration_error, 0.3, 1e-14);
}

TEST(calibration_curve, bad_input_names_column_row_value_and_rule) {
  const column label{0, 1}, p{0.5, 0.6};
  EXPECT_EQ(refusal([&] { return calibration_check(label, p, {}, {.bins = 0}).empty; }),
            "calibration_check: bins = 0 is outside [1, 100000] [F302]");
  EXPECT_EQ(refusal([&] {
              return calibration_check(label, column{0.5, -0.1}).empty;
            }),
            "calibration_check: probability[1] = -0.1 is outside [0, 1] [D114]");
  EXPECT_EQ(refusal([&] {
              return calibration_check(column{0, 0.5}, p).empty;
            }),
            "calibration_check: label[1] = 0.5 is neither 0 nor 1 [D114]");
  EXPECT_EQ(refusal([&] {
              return calibration_check(label, p, column{1, -1}).empty;
            }),
            "calibration_check: weight[1] = -1 is not positive [D111]");
  EXPECT_NE(refusal([&] { return calibration_check(label, p, {}, {.level = 0}).empty; }), "accepted");
}

}  // namespace
