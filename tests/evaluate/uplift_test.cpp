// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/uplift.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace {

using walaa::auuc_trapezoid_normalised;
using walaa::perfect_qini_curve;
using walaa::perfect_uplift_curve;
using walaa::qini_curve;
using walaa::qini_trapezoid_normalised;
using walaa::uplift_curve;
using walaa::uplift_status;
using walaa::uplift_trial;
using namespace walaa::tests;
using column = std::vector<double>;

struct trial_rows {
  column outcome, uplift, treatment;
  uplift_trial view() const { return {.outcome = outcome, .uplift = uplift, .treatment = treatment}; }
};

/// Ten rows with every score twice.
trial_rows ten_rows() {
  return {{0, 0, 0, 0, 1, 0, 0, 1, 1, 1}, {0, .1, .2, .3, .4, 0, .1, .2, .3, .4}, {0, 0, 0, 0, 0, 1, 1, 1, 1, 1}};
}

trial_rows random_trial(std::uint32_t seed, std::size_t n, std::uint32_t levels) {
  std::mt19937 draw(seed);
  trial_rows out;
  for (std::size_t i = 0; i < n; ++i) {
    const double treated = i < 2 ? static_cast<double>(i) : draw() % 2 == 0 ? 1 : 0;
    const double u = static_cast<double>(draw() % (levels + 1)) / levels;
    out.treatment.push_back(treated);
    out.uplift.push_back(u);
    out.outcome.push_back(static_cast<double>(draw() % 1000) < 300 + 400 * u * treated ? 1 : 0);
  }
  return out;
}

TEST(uplift, ten_rows_have_the_published_scores) {  // scikit-uplift 0.5.1 (MIT)
  const auto rows = ten_rows();
  EXPECT_RELATIVE(qini_trapezoid_normalised(rows.view()).value, 0.13333333333333333, 1e-12);
  EXPECT_RELATIVE(auuc_trapezoid_normalised(rows.view()).value, 0.18518518518518537, 1e-12);
}

TEST(uplift, ten_rows_have_the_published_curves) {  // scikit-uplift 0.5.1 (MIT)
  const auto rows = ten_rows();
  const auto qini = qini_curve(rows.view());
  EXPECT_EQ(qini.customers, (column{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(qini.gain, (column{0, 0, 1, 2, 2, 2}));
  const auto perfect = perfect_qini_curve(rows.view());
  EXPECT_EQ(perfect.customers, (column{0, 3, 9, 10}));
  EXPECT_EQ(perfect.gain, (column{0, 3, 3, 2}));
  const auto uplift = uplift_curve(rows.view());
  EXPECT_EQ(uplift.customers, (column{0, 2, 4, 6, 8, 10}));
  const column gain{0, 0, 2, 4, 4, 4};
  for (std::size_t i = 0; i < gain.size(); ++i) EXPECT_NEAR(uplift.gain[i], gain[i], 1e-14);
  const auto best = perfect_uplift_curve(rows.view());
  EXPECT_EQ(best.customers, (column{0, 3, 7, 9, 10}));
  const column perfect_gain{0, 3, 7, 5.4, 4};
  for (std::size_t i = 0; i < perfect_gain.size(); ++i) EXPECT_NEAR(best.gain[i], perfect_gain[i], 1e-14);
}

TEST(uplift, two_rows_in_the_right_order_have_a_qini_of_1) {  // scikit-uplift 0.5.1 (MIT)
  EXPECT_RELATIVE(qini_trapezoid_normalised({.outcome = column{0, 1}, .uplift = column{.1, .3}, .treatment = column{1, 0}}).value,
                  1.0, 1e-15);
}

/// The definitions once more, from the rows, for one cut.
double by_definition(const trial_rows& rows, double cut, bool qini) {
  double n[2] = {0, 0}, y[2] = {0, 0};
  for (std::size_t i = 0; i < rows.outcome.size(); ++i) {
    if (rows.uplift[i] < cut) continue;
    const int t = rows.treatment[i] == 1 ? 1 : 0;
    ++n[t];
    y[t] += rows.outcome[i];
  }
  if (qini) return y[1] - (n[0] > 0 ? y[0] * n[1] / n[0] : 0);
  return ((n[1] > 0 ? y[1] / n[1] : 0) - (n[0] > 0 ? y[0] / n[0] : 0)) * (n[0] + n[1]);
}

TEST(uplift, curves_follow_their_definition_at_every_distinct_score) {
  for (std::uint32_t seed = 1; seed < 30; ++seed) {
    const auto rows = random_trial(seed, 60, 12);
    column cuts = rows.uplift;
    std::sort(cuts.begin(), cuts.end(), std::greater<>{});
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    const auto q = qini_curve(rows.view()), u = uplift_curve(rows.view());
    ASSERT_EQ(q.gain.size(), cuts.size() + 1);
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      EXPECT_NEAR(q.gain[i + 1], by_definition(rows, cuts[i], true), 1e-12);
      EXPECT_NEAR(u.gain[i + 1], by_definition(rows, cuts[i], false), 1e-12);
    }
  }
}

TEST(uplift, a_constant_score_is_worth_nothing_and_the_perfect_order_is_worth_1) {
  auto rows = random_trial(5, 500, 10);
  rows.uplift.assign(500, 0.3);
  EXPECT_NEAR(qini_trapezoid_normalised(rows.view()).value, 0, 1e-14);
  EXPECT_NEAR(auuc_trapezoid_normalised(rows.view()).value, 0, 1e-14);
  for (std::size_t i = 0; i < 500; ++i) rows.uplift[i] = rows.outcome[i] * (2 * rows.treatment[i] - 1);
  EXPECT_RELATIVE(qini_trapezoid_normalised(rows.view()).value, 1.0, 1e-13);
}

TEST(uplift, without_negative_effects_the_perfect_curve_stays_at_the_total) {
  const auto rows = ten_rows();
  const auto perfect = perfect_qini_curve(rows.view(), {.negative_effect = false});
  EXPECT_EQ(perfect.customers, (column{0, 2, 10}));
  EXPECT_EQ(perfect.gain, (column{0, 2, 2}));
  // areas: curve 12, line 10, perfect 2 + 16
  EXPECT_RELATIVE(qini_trapezoid_normalised(rows.view(), {.negative_effect = false}).value, 2.0 / 8, 1e-13);
}

TEST(uplift, the_order_of_rows_does_not_matter_to_the_bit) {
  const auto rows = random_trial(17, 3000, 25);
  const auto order = shuffled(3000, 9);
  const trial_rows permuted{taken(rows.outcome, order), taken(rows.uplift, order), taken(rows.treatment, order)};
  EXPECT_EQ(qini_trapezoid_normalised(rows.view()).value, qini_trapezoid_normalised(permuted.view()).value);
  EXPECT_EQ(auuc_trapezoid_normalised(rows.view()).value, auuc_trapezoid_normalised(permuted.view()).value);
  EXPECT_EQ(uplift_curve(rows.view()).gain, uplift_curve(permuted.view()).gain);
}

TEST(uplift, a_score_does_not_depend_on_what_else_was_scored) {
  const auto rows = random_trial(18, 200, 25);
  const auto alone = qini_trapezoid_normalised(rows.view());
  static_cast<void>(qini_trapezoid_normalised(random_trial(19, 100, 5).view()));
  EXPECT_EQ(qini_trapezoid_normalised(rows.view()).value, alone.value);
  EXPECT_EQ(qini_trapezoid_normalised(rows.view()).perfect, alone.perfect);
}

TEST(uplift, no_score_of_a_balanced_trial_passes_the_perfect_order) {
  for (std::uint32_t seed = 1; seed < 300; ++seed) {
    auto rows = random_trial(seed, 200, 1 + seed % 60);
    for (std::size_t i = 0; i < 200; ++i) rows.treatment[i] = static_cast<double>(i % 2);
    if (seed % 3 == 0)  // good scores too: the outcome itself, blurred
      for (std::size_t i = 0; i < 200; ++i) rows.uplift[i] = rows.uplift[i] / 4 + rows.outcome[i] * (2 * rows.treatment[i] - 1);
    EXPECT_LE(qini_trapezoid_normalised(rows.view()).value, 1 + 1e-12) << seed;
    EXPECT_LE(auuc_trapezoid_normalised(rows.view()).value, 1 + 1e-12) << seed;
  }
}

TEST(uplift, where_nobody_can_be_told_apart_there_is_no_scale) {
  const column nobody(6, 0.0), u{1, 2, 3, 4, 5, 6}, treatment{0, 1, 0, 1, 0, 1};
  const auto q = qini_trapezoid_normalised({.outcome = nobody, .uplift = u, .treatment = treatment});
  EXPECT_EQ(q.status, uplift_status::no_scale);
  EXPECT_TRUE(walaa::is_missing(q.value));
  EXPECT_EQ(q.area, 0);
  // harm was done although none is said to be possible (scikit-uplift runs into an error there)
  const trial_rows harmed{{1, 0, 1, 0}, {1, 2, 3, 4}, {0, 1, 0, 1}};
  EXPECT_EQ(qini_trapezoid_normalised(harmed.view(), {.negative_effect = false}).status, uplift_status::no_scale);
  EXPECT_EQ(qini_trapezoid_normalised(harmed.view()).status, uplift_status::known);
}

TEST(uplift, a_score_above_that_of_the_perfect_order_is_told) {  // scikit-uplift 0.5.1 says 1.555555555555556 and no more
  const trial_rows rows{{0, 1, 0, 1, 1}, {2, 3, 4, 1, 0}, {1, 0, 0, 0, 0}};
  const auto score = auuc_trapezoid_normalised(rows.view());
  EXPECT_RELATIVE(score.value, 14.0 / 9, 1e-13);
  EXPECT_EQ(score.status, uplift_status::above_perfect);
  EXPECT_EQ(auuc_trapezoid_normalised(ten_rows().view()).status, uplift_status::known);
}

TEST(uplift, bad_input_names_column_row_value_and_rule) {
  const column y{0, 1, 0}, u{1, 2, 3}, t{0, 1, 1};
  const auto with = [](const column& outcome, const column& uplift, const column& treatment) {
    return refusal([&] { return qini_curve({.outcome = outcome, .uplift = uplift, .treatment = treatment}).gain; });
  };
  EXPECT_EQ(with({}, {}, {}), "qini_curve: outcome is empty [D109]");
  EXPECT_EQ(with(y, {1}, t), "qini_curve: outcome has 3 rows and uplift has 1; one row a customer in both [D101]");
  EXPECT_EQ(with(y, u, {1}), "qini_curve: outcome has 3 rows and treatment has 1; one row a customer in both [D101]");
  EXPECT_EQ(with({0, 1, 2}, u, t), "qini_curve: outcome[2] = 2 is neither 0 nor 1 [D114]");
  EXPECT_EQ(with(y, {1, walaa::missing, 3}, t), "qini_curve: uplift[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(with(y, u, {0, .5, 1}), "qini_curve: treatment[1] = 0.5 is neither 0 nor 1 [D114]");
  EXPECT_EQ(with(y, u, {1, 1, 1}), "qini_curve: treatment has no row with 0; an arm is empty [D114]");
  EXPECT_EQ(with(y, u, {0, 0, 0}), "qini_curve: treatment has no row with 1; an arm is empty [D114]");
  const column arm{1, 1, 1};
  EXPECT_EQ(refusal([&] { return auuc_trapezoid_normalised({.outcome = y, .uplift = u, .treatment = arm}).value; }),
            "auuc_trapezoid_normalised: treatment has no row with 0; an arm is empty [D114]");
}

}  // namespace
