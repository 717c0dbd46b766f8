// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/concordance.hpp>  // the header under test comes first: it must stand alone

#include "owned_spells.hpp"  // for owned_spells, random_spells
#include "relative.hpp"      // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::concordance;
using walaa::concordance_index;
using walaa::tests::owned_spells;
using walaa::tests::random_spells;

/// By looking at every pair: the definition.
concordance by_pairs(const owned_spells& o, const std::vector<double>& risk, double tolerance = 0) {
  concordance c;
  const auto w = [&](std::size_t i) { return o.weight.empty() ? 1.0 : o.weight[i]; };
  for (std::size_t i = 0; i < o.size(); ++i) {
    if (o.event[i] != 1) continue;
    for (std::size_t j = 0; j < o.size(); ++j) {
      if (i == j || (!o.entry.empty() && o.entry[j] >= o.duration[i])) continue;
      const bool same = o.duration[i] == o.duration[j];
      if (o.duration[j] < o.duration[i]) continue;
      const double pairs = w(i) * w(j);
      if (same && o.event[j] == 1) {
        c.tied_events += pairs / 2;
        continue;
      }
      if (same) c.tied_event_censored += pairs;
      if (std::abs(risk[i] - risk[j]) <= tolerance)
        c.tied_risk += pairs;
      else
        (risk[i] > risk[j] ? c.concordant : c.discordant) += pairs;
    }
  }
  c.value = c ? (c.concordant + c.tied_risk / 2) / c.comparable() : walaa::missing;
  return c;
}

std::vector<double> random_risk(std::size_t n, std::mt19937_64& random, std::size_t levels) {
  std::vector<double> risk;
  for (std::size_t i = 0; i < n; ++i) risk.push_back(static_cast<double>(random() % levels) / 7 - 3);
  return risk;
}

// ---- published numbers ----

struct published {
  owned_spells spells;
  std::vector<double> risk;
  double value, concordant, discordant, tied_risk, tied_event_censored;
};

TEST(concordance, examples_of_scikit_survival) {  // its tests/test_metrics.py: C, concordant, discordant, tied risk, "tied time"
  const published examples[] = {
      {{{1, 5, 6, 11, 34, 45, 46, 50}, {0, 1, 1, 0, 0, 1, 0, 0}}, {5, 8, 11, 34, 12, 3, 9, 12}, 3.0 / 13, 3, 10, 0, 0},
      {{{1, 5, 6, 11, 34, 45, 46, 50}, {0, 1, 1, 0, 1, 1, 0, 0}}, {5, 15, 11, 34, 12, 3, 9, 12}, 0.59375, 9, 6, 1, 0},
      {{{1, 5, 6, 11, 11, 34, 45, 45, 50}, {0, 1, 1, 0, 1, 0, 1, 0, 0}}, {5, 8, 11, 19, 34, 12, 3, 9, 12}, 0.4, 8, 12, 0, 2},
      {{{34, 11, 11, 5, 1, 89, 13, 45, 7, 13, 9, 13}, {1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1}},
       {1, 19, 13, 13, 15, 14, 19, 23, 11, 10, 11, 1},
       25.0 / 44,
       12,
       9,
       1,
       2},
  };
  for (const published& e : examples) {
    const auto c = concordance_index(e.spells, e.risk);
    SCOPED_TRACE(e.value);
    EXPECT_EQ(c.concordant, e.concordant);
    EXPECT_EQ(c.discordant, e.discordant);
    EXPECT_EQ(c.tied_risk, e.tied_risk);
    EXPECT_EQ(c.tied_event_censored, e.tied_event_censored);
    EXPECT_RELATIVE(c.value, e.value, 1e-15);
  }
}

TEST(concordance, tied_times_as_r_survival_counts_them) {  // concordance(Surv(time, event) ~ risk, reverse = TRUE)
  const owned_spells o{{1, 2, 2, 2, 3}, {1, 1, 1, 0, 0}};
  const std::vector<double> risk{5, 4, 1, 3, 2};
  const auto c = concordance_index(o, risk);
  EXPECT_EQ(c.value, 0.75);
  EXPECT_EQ(c.concordant, 6);
  EXPECT_EQ(c.discordant, 2);
  EXPECT_EQ(c.tied_events, 1);
  EXPECT_EQ(c.tied_event_censored, 2);
}

TEST(concordance, maintained_arm_of_aml_as_r_survival_counts_it) {
  // x = (1, 6, 2, ...), larger x = longer, so the risk is -x: concordant 24, discordant 14, tied x 2, tied y 0
  const owned_spells o{{9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161}, {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0}};
  const std::vector<double> risk{-1, -6, -2, -7, -3, -7, -3, -8, -4, -4, -5};
  const auto c = concordance_index(o, risk);
  EXPECT_EQ(c.concordant, 24);
  EXPECT_EQ(c.discordant, 14);
  EXPECT_EQ(c.tied_risk, 2);
  EXPECT_EQ(c.tied_events, 0);
}

// ---- conventions ----

TEST(concordance, two_who_left_at_one_time_are_not_compared) {
  const std::vector<double> risk{2, 1};
  const auto c = concordance_index(owned_spells{{4, 4}, {1, 1}}, risk);
  EXPECT_FALSE(c);
  EXPECT_TRUE(walaa::is_missing(c.value));
  EXPECT_EQ(c.tied_events, 1);
}

TEST(concordance, one_last_seen_when_another_left_stayed_longer) {
  const std::vector<double> risk{2, 1};
  EXPECT_EQ(concordance_index(owned_spells{{4, 4}, {1, 0}}, risk).value, 1);
  EXPECT_EQ(concordance_index(owned_spells{{4, 4}, {0, 1}}, risk).value, 0);
}

TEST(concordance, a_larger_risk_is_who_leaves_earlier) {
  const owned_spells o{{1, 2, 3, 4}, {1, 1, 1, 0}};
  const std::vector<double> right{4, 3, 2, 1}, wrong{1, 2, 3, 4}, same{7, 7, 7, 7};
  EXPECT_EQ(concordance_index(o, right).value, 1);
  EXPECT_EQ(concordance_index(o, wrong).value, 0);
  EXPECT_EQ(concordance_index(o, same).value, 0.5);
}

TEST(concordance, risks_tie_exactly_unless_a_tolerance_is_given) {
  const owned_spells o{{1, 2}, {1, 0}};
  const std::vector<double> risk{1 + 1e-9, 1};
  EXPECT_EQ(concordance_index(o, risk).concordant, 1);
  EXPECT_EQ(concordance_index(o, risk, {.tolerance = 1e-8}).tied_risk, 1);
  const std::vector<double> zeros{0.0, -0.0};
  EXPECT_EQ(concordance_index(o, zeros).tied_risk, 1);
}

// ---- laws ----

TEST(concordance, counts_every_pair_once) {  // against the definition over all pairs
  std::mt19937_64 random(51);
  for (int trial = 0; trial < 120; ++trial) {
    const auto o = random_spells({.rows = 2 + random() % 60,
                                  .grid = trial % 2 ? 1 : 0.1,
                                  .oldest = 3.0 + static_cast<double>(random() % 40),
                                  .late = trial % 3 == 0,
                                  .whole_weights = trial % 4 == 0},
                                 random);
    auto risk = random_risk(o.size(), random, 3 + random() % 40);
    if (trial % 4 == 1)  // a risk of his own for everybody
      for (std::size_t i = 0; i < risk.size(); ++i) risk[i] += static_cast<double>(i) * 1e-6;
    const double tolerance = trial % 5 == 0 ? 0.3 : 0.0;
    const auto ours = concordance_index(o, risk, {.tolerance = tolerance}), pairs = by_pairs(o, risk, tolerance);
    EXPECT_EQ(ours.concordant, pairs.concordant);
    EXPECT_EQ(ours.discordant, pairs.discordant);
    EXPECT_EQ(ours.tied_risk, pairs.tied_risk);
    EXPECT_EQ(ours.tied_event_censored, pairs.tied_event_censored);
    if (o.weight.empty()) {
      EXPECT_EQ(ours.tied_events, pairs.tied_events);
    }
    if (ours) {
      EXPECT_EQ(ours.value, pairs.value);
    }
  }
}

TEST(concordance, counts_every_pair_once_of_more_rows_than_are_sorted_by_comparison) {
  std::mt19937_64 random(55);
  for (int trial = 0; trial < 6; ++trial) {
    const auto o = random_spells({.rows = 900, .grid = 0.37, .oldest = trial % 2 ? 90.0 : 5000.0, .late = trial == 4}, random);
    std::vector<double> risk;
    for (std::size_t i = 0; i < o.size(); ++i)
      risk.push_back(trial < 3 ? 1 + static_cast<double>((i * 7) % 900) * 0x1p-52 : static_cast<double>(random() % 2000) - 1000);
    if (trial == 2) risk[5] = -1e300;  // the others agree in their leading bits
    EXPECT_EQ(concordance_index(o, risk).concordant, by_pairs(o, risk).concordant);
    EXPECT_EQ(concordance_index(o, risk).tied_risk, by_pairs(o, risk).tied_risk);
    EXPECT_EQ(concordance_index(o, risk).value, by_pairs(o, risk).value);
  }
}

TEST(concordance, weights_equal_repeated_rows) {
  std::mt19937_64 random(52);
  for (int trial = 0; trial < 30; ++trial) {
    auto o = random_spells({.late = trial % 2 == 0, .whole_weights = true}, random);
    o.group = random_risk(o.size(), random, 12);  // carried along as a column
    const auto many = o.repeated();
    EXPECT_EQ(concordance_index(o, o.group), concordance_index(many, many.group));
  }
}

TEST(concordance, row_order_does_not_matter_to_the_bit) {
  std::mt19937_64 random(53);
  for (int trial = 0; trial < 40; ++trial) {
    auto o = random_spells({.rows = 200, .late = trial % 2 == 0, .fractional_weights = trial % 3 == 0}, random);
    o.group = random_risk(o.size(), random, 30);
    const auto s = o.shuffled(random);
    EXPECT_EQ(concordance_index(o, o.group), concordance_index(s, s.group));
  }
}

TEST(concordance, any_increasing_map_of_risk_or_time_changes_nothing_and_a_decreasing_one_turns_it) {
  std::mt19937_64 random(54);
  auto o = random_spells({.rows = 300}, random);
  auto risk = random_risk(o.size(), random, 50);
  const auto c = concordance_index(o, risk);
  for (double& r : risk) r = std::exp(r);
  for (double& t : o.duration) t = std::sqrt(t);
  EXPECT_EQ(concordance_index(o, risk), c);
  for (double& r : risk) r = -r;
  const auto turned = concordance_index(o, risk);
  EXPECT_EQ(turned.concordant, c.discordant);
  EXPECT_RELATIVE(turned.value, 1 - c.value, 1e-15);
}

// ---- degenerate sets and bad input ----

TEST(concordance, nobody_left_and_one_row_have_no_pair) {
  const std::vector<double> three{1, 2, 3}, one{1};
  EXPECT_FALSE(concordance_index(owned_spells{{1, 2, 3}, {0, 0, 0}}, three));
  EXPECT_TRUE(walaa::is_missing(concordance_index(owned_spells{{1}, {1}}, one).value));
}

TEST(concordance, a_million_tied_times_and_a_million_tied_risks) {
  const std::size_t n = 1'000'000;
  owned_spells o{std::vector<double>(n, 7), std::vector<double>(n, 1)};
  std::vector<double> risk(n);
  for (std::size_t i = 0; i < n; ++i) o.event[i] = i % 2 == 0, risk[i] = static_cast<double>(i);
  const auto c = concordance_index(o, risk);
  EXPECT_EQ(c.comparable(), 0.25 * static_cast<double>(n) * static_cast<double>(n));
  EXPECT_EQ(c.tied_event_censored, c.comparable());
  EXPECT_EQ(c.concordant, 0.5 * (n / 2.0) * (n / 2.0 - 1));  // even numbers against the odd ones below them
  for (std::size_t i = 0; i < n; ++i) o.duration[i] = static_cast<double>(i), risk[i] = 3;
  EXPECT_EQ(concordance_index(o, risk).value, 0.5);
}

TEST(concordance, bad_input_is_refused_by_row) {
  const owned_spells o{{1, 2}, {1, 0}};
  const auto message = [&](std::vector<double> risk, double tolerance) {
    try {
      concordance_index(o, risk, {.tolerance = tolerance});
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  EXPECT_EQ(message({1, walaa::missing}, 0), "concordance_index: risk[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message({1}, 0), "concordance_index: duration has 2 rows and risk has 1; one row a customer in both [D101]");
  EXPECT_EQ(message({1, 2}, -1), "concordance_index: tolerance = -1 is negative [D104]");
  const std::vector<double> two{1, 2};
  EXPECT_THROW(concordance_index(owned_spells{{1, -2}, {1, 0}}, two), walaa::invalid_input);
}

}  // namespace
