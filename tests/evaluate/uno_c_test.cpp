// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/uno_c.hpp>  // the header under test comes first: it must stand alone

#include "owned_spells.hpp"  // for owned_spells, random_spells
#include "relative.hpp"      // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::censoring_curve;
using walaa::uno_c;
using walaa::tests::owned_spells;
using walaa::tests::random_spells;

const owned_spells uno{{1, 5, 6, 10, 11, 34, 45, 46, 50, 56}, {0, 1, 1, 0, 1, 0, 1, 0, 0, 1}};

// ---- published numbers ----

TEST(uno_c, ten_customers_as_scikit_survival_and_survauc_have_them) {  // scikit-survival tests/test_metrics.py; survAUC
  const auto g = censoring_curve::fit(uno);
  std::vector<double> risk{5, 8, 11, 19, 34, 12, 3, 9, 12, 20};
  EXPECT_RELATIVE(uno_c(g, uno, risk).value, 0.347890360332615, 1e-14);
  risk[3] = 11;
  EXPECT_RELATIVE(uno_c(g, uno, risk).value, 0.365629812134, 1e-11);  // published 0.365629810...
  risk[6] = 11;
  EXPECT_RELATIVE(uno_c(g, uno, risk).value, 0.387865722205, 1e-11);  // published 0.387865723...
}

TEST(uno_c, a_training_set_of_its_own_and_a_tau) {  // scikit-survival tests/test_metrics.py
  const owned_spells train{{2, 4, 6, 8, 10, 11, 15, 19}, {0, 1, 0, 1, 0, 0, 0, 0}};
  const owned_spells test{{1, 3, 5, 8, 12, 13}, {1, 0, 0, 1, 1, 1}};
  const std::vector<double> risk{5, 8, 13, 11, 9, 4};
  const auto c = uno_c(censoring_curve::fit(train), test, risk, {.tau = 19});
  EXPECT_RELATIVE(c.value, 0.7543736528146774, 1e-15);
  EXPECT_EQ(c.concordant, 4);
  EXPECT_EQ(c.discordant, 4);
  EXPECT_EQ(c.tied_risk, 0);
}

TEST(uno_c, events_and_censorings_at_one_time) {  // scikit-survival 0.28
  const owned_spells o{{1, 5, 6, 11, 11, 34, 45, 45, 50, 55}, {0, 1, 0, 1, 1, 0, 1, 0, 0, 1}};
  const std::vector<double> risk{5, 8, 11, 19, 34, 12, 3, 9, 12, 18};
  EXPECT_RELATIVE(uno_c(censoring_curve::fit(o), o, risk).value, 0.4036321031048623, 1e-14);
}

// ---- laws ----

TEST(uno_c, is_harrells_c_where_nobody_was_lost_from_view) {
  std::mt19937_64 random(61);
  auto o = random_spells({.rows = 100, .oldest = 200}, random);
  o.event.assign(o.size(), 1.0);
  std::vector<double> risk;
  for (std::size_t i = 0; i < o.size(); ++i) risk.push_back(static_cast<double>(random() % 20));
  const auto h = walaa::concordance_index(o, risk), u = uno_c(censoring_curve::fit(o), o, risk);
  EXPECT_EQ(h, u);
}

TEST(uno_c, only_who_left_before_tau_counts) {
  const std::vector<double> risk{5, 8, 11, 19, 34, 12, 3, 9, 12, 20};
  const auto g = censoring_curve::fit(uno);
  const auto all = uno_c(g, uno, risk), some = uno_c(g, uno, risk, {.tau = 11}), more = uno_c(g, uno, risk, {.tau = 11.5});
  EXPECT_LT(some.comparable(), more.comparable());
  EXPECT_LT(more.comparable(), all.comparable());
  EXPECT_EQ(some.comparable(), 8 + 7);  // of who left at 5 and 6
  EXPECT_FALSE(uno_c(g, uno, risk, {.tau = 5}));
  EXPECT_TRUE(walaa::is_missing(uno_c(g, uno, risk, {.tau = 5}).value));
}

TEST(uno_c, equals_the_sum_over_pairs) {
  std::mt19937_64 random(62);
  for (int trial = 0; trial < 40; ++trial) {
    const auto train = random_spells({.rows = 80, .oldest = 40}, random);
    auto o = random_spells({.rows = 50, .oldest = 30, .whole_weights = trial % 2 == 0}, random);
    std::vector<double> risk;
    for (std::size_t i = 0; i < o.size(); ++i) risk.push_back(static_cast<double>(random() % 9));
    const auto g = censoring_curve::fit(train);
    double up = 0, down = 0;
    for (std::size_t i = 0; i < o.size(); ++i)
      for (std::size_t j = 0; j < o.size(); ++j) {
        if (o.event[i] != 1 || !(o.duration[i] < 25) || o.duration[j] < o.duration[i]) continue;
        if (i == j || (o.duration[i] == o.duration[j] && o.event[j] == 1)) continue;
        const double w = (o.weight.empty() ? 1 : o.weight[i] * o.weight[j]) / (g.at(o.duration[i]) * g.at(o.duration[i]));
        down += w, up += risk[i] > risk[j] ? w : risk[i] == risk[j] ? w / 2 : 0;
      }
    EXPECT_RELATIVE(uno_c(g, o, risk, {.tau = 25}).value, up / down, 1e-13);
  }
}

TEST(uno_c, row_order_does_not_matter_to_the_bit) {
  std::mt19937_64 random(63);
  for (int trial = 0; trial < 20; ++trial) {
    const auto train = random_spells({.rows = 200, .oldest = 60}, random);
    auto o = random_spells({.rows = 150, .oldest = 50, .fractional_weights = trial % 2 == 0}, random);
    for (std::size_t i = 0; i < o.size(); ++i) o.group.push_back(static_cast<double>(random() % 25));
    const auto s = o.shuffled(random);
    const auto a = censoring_curve::fit(train), b = censoring_curve::fit(train.shuffled(random));
    EXPECT_EQ(a, b);
    EXPECT_EQ(uno_c(a, o, o.group, {.tau = 45}), uno_c(b, s, s.group, {.tau = 45}));
  }
}

// ---- where the weight does not exist ----

TEST(uno_c, a_share_of_nothing_and_a_time_beyond_training_are_errors_that_ask_for_tau) {
  const auto message = [](const owned_spells& train, const owned_spells& test, walaa::uno_options options) {
    const std::vector<double> risk(test.size(), 1.0);
    try {
      uno_c(censoring_curve::fit(train), test, risk, options);
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  const owned_spells lost{{1, 2, 3}, {1, 0, 0}}, seen{{1, 2, 3}, {0, 1, 1}}, test{{1, 3.5, 5}, {1, 1, 0}};
  EXPECT_EQ(message(lost, test, {}),
            "uno_c: somebody left at 3.5, where everybody else of the training set was lost from view (G = 0); give a tau before "
            "that [D114]");
  EXPECT_EQ(message(seen, test, {}),
            "uno_c: somebody left at 3.5, where the training set, seen until 3, says nothing; give a tau before that [D114]");
  EXPECT_EQ(message(seen, test, {.tau = 3.5}), "no exception");
  EXPECT_EQ(message(seen, {{1, 3.5}, {1, 1}}, {}), "no exception");  // the last to leave is compared with nobody
  EXPECT_EQ(message(seen, test, {.tau = 0}), "uno_c: tau = 0 is not positive [D111]");
  EXPECT_EQ(message(seen, {{1, 2}, {1, 0}, {0, 1}}, {}),
            "uno_c: spells with a late entry; the weights suppose that everybody is seen from birth [F302]");
}

TEST(uno_c, nobody_left_has_no_pair) {
  const owned_spells o{{1, 2, 3}, {0, 0, 0}};
  const std::vector<double> risk{1, 2, 3};
  EXPECT_FALSE(uno_c(censoring_curve::fit(o), o, risk));
}

}  // namespace
