// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/dynamic_auc.hpp>  // the header under test comes first: it must stand alone

#include "owned_spells.hpp"  // for owned_spells, random_spells
#include "relative.hpp"      // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::censoring_curve;
using walaa::dynamic_auc;
using walaa::tests::owned_spells;
using walaa::tests::random_spells;

const owned_spells fifteen{{10.88, 19.78, 40.92, 98.7, 70.19, 10.15, 28.95, 29.57, 17.9, 63.78, 36.22, 83.14, 13.69, 99.51, 3.19},
                           {1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 1}};
const std::vector<double> fifteen_risks{-1.019, -.016, .132,   .269, -.777, -1.077, .894, -1.227,
                                        -.417,  .072,  -1.275, -.91, -.825, -.292,  -.045};

// ---- published numbers ----

TEST(dynamic_auc, fifteen_customers_as_scikit_survival_and_survauc_have_them) {  // scikit-survival tests/test_metrics.py
  const auto g = censoring_curve::fit(fifteen);
  const std::vector<double> times{15, 28, 66};
  const auto c = dynamic_auc(g, fifteen, fifteen_risks, times);
  EXPECT_NEAR(c.auc[0], 0.303030303030, 1e-12);
  EXPECT_NEAR(c.auc[1], 0.362962962963, 1e-12);
  EXPECT_NEAR(c.auc[2], 0.45, 1e-12);
  EXPECT_EQ(c.left_out, 0u);
}

// ---- laws ----

TEST(dynamic_auc, equals_the_sum_over_pairs) {
  std::mt19937_64 random(81);
  for (int trial = 0; trial < 40; ++trial) {
    const auto train = random_spells({.rows = 80, .oldest = 40}, random);
    const auto o = random_spells({.rows = 50, .oldest = 30, .whole_weights = trial % 2 == 0}, random);
    std::vector<double> risk;
    for (std::size_t i = 0; i < o.size(); ++i) risk.push_back(static_cast<double>(random() % 9));
    const auto g = censoring_curve::fit(train);
    const std::vector<double> times{8, 15, 22};
    const auto c = dynamic_auc(g, o, risk, times);
    for (std::size_t k = 0; k < 3; ++k) {
      double up = 0, down = 0;
      for (std::size_t i = 0; i < o.size(); ++i)
        for (std::size_t j = 0; j < o.size(); ++j) {
          if (o.event[i] != 1 || o.duration[i] > times[k] || !(o.duration[j] > times[k])) continue;
          const double w = (o.weight.empty() ? 1 : o.weight[i] * o.weight[j]) / g.at(o.duration[i]);
          down += w, up += risk[i] > risk[j] ? w : risk[i] == risk[j] ? w / 2 : 0;
        }
      EXPECT_RELATIVE(c.auc[k], up / down, 1e-13);
    }
  }
}

TEST(dynamic_auc, weights_equal_repeated_rows_and_order_does_not_matter_to_the_bit) {
  std::mt19937_64 random(82);
  const std::vector<double> times{5, 12, 20};
  for (int trial = 0; trial < 20; ++trial) {
    auto o = random_spells({.rows = 80, .whole_weights = true}, random);
    for (std::size_t i = 0; i < o.size(); ++i) o.group.push_back(static_cast<double>(random() % 25));
    const auto g = censoring_curve::fit(o), h = censoring_curve::fit(o.repeated());
    const auto many = o.repeated(), s = o.shuffled(random);
    const auto a = dynamic_auc(g, o, o.group, times), b = dynamic_auc(h, many, many.group, times),
               c = dynamic_auc(g, s, s.group, times);
    EXPECT_EQ(a.auc, c.auc);
    EXPECT_EQ(a.mean, c.mean);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_RELATIVE(a.auc[k], b.auc[k], 1e-13);
  }
}

TEST(dynamic_auc, the_mean_is_weighted_by_who_leaves_between_the_times) {
  const auto g = censoring_curve::fit(fifteen);
  const std::vector<double> times{15, 28, 66};
  const auto c = dynamic_auc(g, fifteen, fifteen_risks, times);
  const auto k = walaa::kaplan_meier::fit(fifteen);
  double sum = 0, before = 1;
  for (std::size_t i = 0; i < 3; ++i) sum += c.auc[i] * (before - k.survival(times[i])), before = k.survival(times[i]);
  EXPECT_RELATIVE(c.mean, sum / (1 - before), 1e-14);
  const std::vector<double> one{28};
  EXPECT_EQ(dynamic_auc(g, fifteen, fifteen_risks, one).mean, c.auc[1]);
}

TEST(dynamic_auc, alike_risks_are_a_half_and_a_turned_risk_turns_it) {
  const auto g = censoring_curve::fit(fifteen);
  const std::vector<double> times{15, 28, 66}, alike(15, 3.0);
  for (const double a : dynamic_auc(g, fifteen, alike, times).auc) EXPECT_EQ(a, 0.5);
  auto turned = fifteen_risks;
  for (double& r : turned) r = -r;
  EXPECT_RELATIVE(dynamic_auc(g, fifteen, turned, times).auc[0], 1 - 0.303030303030303, 1e-13);
}

// ---- times outside, bad input ----

TEST(dynamic_auc, times_outside_the_follow_up_name_themselves_or_are_left_out_and_counted) {
  const auto message = [](const censoring_curve& g, std::vector<double> times) {
    try {
      dynamic_auc(g, fifteen, fifteen_risks, times);
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  const auto g = censoring_curve::fit(fifteen);
  EXPECT_EQ(message(g, {15, 99.51}), "dynamic_auc: times[1] = 99.51 is outside the test set's follow-up, [0, 99.51) [D114]");
  EXPECT_EQ(message(censoring_curve::fit(owned_spells{{1, 20}, {0, 1}}), {15, 28}),
            "dynamic_auc: times[1] = 28 is beyond the training set's follow-up, [0, 20] [D114]");
  EXPECT_EQ(message(g, {15, 15}), "dynamic_auc: times[1] = 15 is not after the one before it; times ascend [D114]");
  EXPECT_EQ(message(g, {}), "dynamic_auc: times is empty [D109]");
  EXPECT_EQ(
      message(censoring_curve::fit(owned_spells{{1, 12}, {1, 0}}), {20}),
      "dynamic_auc: somebody left at 17.9, where everybody else of the training set was lost from view (G = 0); ask for times "
      "before that [D114]");
  const std::vector<double> times{15, 28, 200, 300};
  const auto c = dynamic_auc(g, fifteen, fifteen_risks, times, {.restrict_to_follow_up = true});
  EXPECT_EQ(c.time, (std::vector<double>{15, 28}));
  EXPECT_EQ(c.left_out, 2u);
}

TEST(dynamic_auc, before_anybody_left_there_is_no_number) {
  const auto g = censoring_curve::fit(fifteen);
  const std::vector<double> times{1, 15};
  const auto c = dynamic_auc(g, fifteen, fifteen_risks, times);
  EXPECT_TRUE(walaa::is_missing(c.auc[0]));
  EXPECT_TRUE(walaa::is_missing(c.mean));
  EXPECT_FALSE(walaa::is_missing(c.auc[1]));
}

}  // namespace
