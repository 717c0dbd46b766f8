// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/log_rank.hpp>  // the header under test comes first: it must stand alone

#include "aml.hpp"            // for aml_maintained, aml_nonmaintained
#include "owned_spells.hpp"   // for owned_spells, random_spells
#include "relative.hpp"       // for EXPECT_RELATIVE
#include "survival_rows.hpp"  // for telco

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::log_rank;
using walaa::log_rank_status;
using walaa::log_rank_weight;
using walaa::tests::owned_spells;
using walaa::tests::random_spells;

/// Both arms of the aml trial: group 0 maintained, 1 not.
owned_spells aml() {
  owned_spells o{{}, {}};
  const walaa::spells arms[] = {walaa::tests::aml_maintained(), walaa::tests::aml_nonmaintained()};
  for (std::size_t g = 0; g < 2; ++g)
    for (std::size_t i = 0; i < arms[g].size(); ++i) {
      o.duration.push_back(arms[g].duration[i]);
      o.event.push_back(arms[g].event[i]);
      o.group.push_back(static_cast<double>(g));
    }
  return o;
}

// ---- published numbers ----

TEST(log_rank, aml_as_therneau_and_grambsch_and_r_survival_have_it) {  // survdiff, R 4.2, survival 3.5-3
  const owned_spells o = aml();
  const auto r = log_rank(o, o.group);
  ASSERT_TRUE(r);
  EXPECT_RELATIVE(r.chi_squared, 3.39638869897760, 1e-13);
  EXPECT_EQ(r.degrees, 1u);
  EXPECT_EQ(r.groups[0].observed, 7);
  EXPECT_EQ(r.groups[1].observed, 11);
  EXPECT_EQ(r.groups[0].customers, 11);
  EXPECT_RELATIVE(r.groups[0].expected, 10.68933599230072, 1e-14);
  EXPECT_RELATIVE(r.groups[1].expected, 7.31066400769928, 1e-14);
  EXPECT_RELATIVE(r.covariance[0], 4.00755074593873, 1e-13);
  EXPECT_RELATIVE(r.p_value, std::erfc(std::sqrt(3.39638869897760 / 2)), 1e-12);  // one degree: a second formula
}

TEST(log_rank, peto_and_peto_weights_agree_with_r_survival) {  // survdiff(rho = 1), same version
  const owned_spells o = aml();
  const auto r = log_rank(o, o.group, {.rho = 1});
  EXPECT_RELATIVE(r.chi_squared, 2.77927954475177, 1e-13);
  EXPECT_RELATIVE(r.score[0], 3.84541062801932 - 6.14285714285714, 1e-13);
  EXPECT_RELATIVE(r.covariance[3], 1.89914702841159, 1e-13);
  EXPECT_EQ(r.groups[0].observed, 7);  // counts stay counts
}

TEST(log_rank, strata_agree_with_r_survival) {  // survdiff(Surv(t, e) ~ g + strata(s)), s = 0, 1, 0, 1, ..., same version
  const owned_spells o = aml();
  std::vector<double> s;
  for (std::size_t i = 0; i < o.size(); ++i) s.push_back(static_cast<double>(i % 2));
  const auto r = log_rank(o, o.group, {.stratum = s});
  EXPECT_RELATIVE(r.chi_squared, 2.72075937326547, 1e-13);
  EXPECT_EQ(r.strata, 2u);
  EXPECT_RELATIVE(r.groups[0].expected, 4.48354978354978 + 5.87319624819625, 1e-13);
  EXPECT_RELATIVE(r.covariance[0], 4.14139671165375, 1e-13);
}

TEST(log_rank, three_groups_agree_with_r_survival) {  // group i % 3, same version
  owned_spells o = aml();
  for (std::size_t i = 0; i < o.size(); ++i) o.group[i] = static_cast<double>(i % 3);
  const auto r = log_rank(o, o.group);
  EXPECT_RELATIVE(r.chi_squared, 0.856465545235983, 1e-12);
  EXPECT_EQ(r.degrees, 2u);
  EXPECT_RELATIVE(r.p_value, std::exp(-0.856465545235983 / 2), 1e-12);  // two degrees: a second formula
  const double expected[] = {6.17173566214823, 7.26465744624649, 4.56360689160528};
  const double covariance[] = {3.92973839905074,  -2.44834207397842, -1.48139632507232, -2.44834207397842, 4.20480088134084,
                               -1.75645880736242, -1.48139632507232, -1.75645880736242, 3.23785513243475};
  for (std::size_t g = 0; g < 3; ++g) EXPECT_RELATIVE(r.groups[g].expected, expected[g], 1e-14);
  for (std::size_t j = 0; j < 9; ++j) EXPECT_RELATIVE(r.covariance[j], covariance[j], 1e-13);
}

TEST(log_rank, telco_contracts_and_gender_agree_with_r_survival) {  // survdiff on IBM's telco sample, same version
  const auto everybody = [](const walaa::tests::telco_row&) { return true; };
  const auto by_contract = walaa::tests::telco(everybody, [](const walaa::tests::telco_row& r) { return r.contract; });
  const auto contract = log_rank(by_contract, by_contract.group);
  EXPECT_RELATIVE(contract.chi_squared, 2352.87253826, 1e-11);
  const double observed[] = {1655, 166, 48}, expected[] = {708.445595508, 470.727826096, 689.826578396};
  for (std::size_t g = 0; g < 3; ++g) {
    EXPECT_EQ(contract.groups[g].observed, observed[g]);
    EXPECT_RELATIVE(contract.groups[g].expected, expected[g], 1e-11);
  }
  EXPECT_TRUE(contract.p_value < 1e-300 && contract.p_value >= 0);
  const auto by_gender = walaa::tests::telco(everybody, [](const walaa::tests::telco_row& r) { return r.female; });
  EXPECT_RELATIVE(log_rank(by_gender, by_gender.group).chi_squared, 0.525706972226, 1e-11);
}

TEST(log_rank, gehan_and_tarone_ware_by_hand) {
  // times 1 (group 0), 2 (group 1), 3 (group 0), 4 (group 1 censored): n = 4, 3, 2 at risk, shares of group 0 1/2, 1/3, 1/2
  const owned_spells o{{1, 2, 3, 4}, {1, 1, 1, 0}, {}, {}, {0, 1, 0, 1}};
  for (const bool square_root : {false, true}) {
    double u = 0, v = 0;
    const double n[] = {4, 3, 2}, d0[] = {1, 0, 1}, p[] = {0.5, 1.0 / 3, 0.5};
    for (int j = 0; j < 3; ++j) {
      const double w = square_root ? std::sqrt(n[j]) : n[j];
      u += w * (d0[j] - p[j]);
      v += w * w * p[j] * (1 - p[j]);
    }
    const auto r = log_rank(o, o.group, {.weight = square_root ? log_rank_weight::tarone_ware : log_rank_weight::gehan});
    EXPECT_RELATIVE(r.score[0], u, 1e-14);
    EXPECT_RELATIVE(r.covariance[0], v, 1e-14);
    EXPECT_RELATIVE(r.chi_squared, u * u / v, 1e-14);
  }
}

// ---- laws ----

TEST(log_rank, scores_sum_to_nothing_and_expected_to_observed) {
  std::mt19937_64 random(31);
  for (int trial = 0; trial < 40; ++trial) {
    const auto o = random_spells({.late = trial % 2 == 0, .fractional_weights = trial % 3 == 0, .groups = 4}, random);
    const auto r = log_rank(o, o.group, {.rho = trial % 4 * 0.5, .gamma = trial % 2 * 1.0});
    double u = 0, observed = 0, expected = 0;
    for (std::size_t g = 0; g < 4; ++g) {
      u += r.score[g], observed += r.groups[g].observed, expected += r.groups[g].expected;
      double row = 0;
      for (std::size_t h = 0; h < 4; ++h) {
        row += r.covariance[g * 4 + h];
        EXPECT_NEAR(r.covariance[g * 4 + h], r.covariance[h * 4 + g], 1e-12);
      }
      EXPECT_NEAR(row, 0, 1e-12);
    }
    EXPECT_NEAR(u, 0, 1e-12);
    EXPECT_NEAR(observed, expected, 1e-12);
    EXPECT_TRUE(r.p_value >= 0 && r.p_value <= 1);
  }
}

TEST(log_rank, weights_equal_repeated_rows) {
  std::mt19937_64 random(32);
  for (int trial = 0; trial < 30; ++trial) {
    const auto o = random_spells({.late = trial % 2 == 0, .whole_weights = true, .groups = 3}, random), many = o.repeated();
    EXPECT_EQ(log_rank(o, o.group, {.rho = trial % 3 * 0.5}), log_rank(many, many.group, {.rho = trial % 3 * 0.5}));
  }
}

TEST(log_rank, row_order_does_not_matter_to_the_bit) {
  std::mt19937_64 random(33);
  for (int trial = 0; trial < 30; ++trial) {
    const auto o =
        random_spells({.rows = 200, .grid = 0.1, .late = trial % 2 == 0, .fractional_weights = true, .groups = 3}, random);
    const auto s = o.shuffled(random);
    EXPECT_EQ(log_rank(o, o.group, {.gamma = 1}), log_rank(s, s.group, {.gamma = 1}));
  }
}

TEST(log_rank, naming_the_groups_otherwise_changes_nothing) {
  std::mt19937_64 random(34);
  const auto o = random_spells({.rows = 100, .groups = 5}, random);
  auto turned = o;
  for (double& g : turned.group) g = 4 - g;
  const auto a = log_rank(o, o.group), b = log_rank(turned, turned.group);
  EXPECT_RELATIVE(a.chi_squared, b.chi_squared, 1e-12);
  EXPECT_EQ(a.groups[1].observed, b.groups[3].observed);
}

TEST(log_rank, any_increasing_map_of_time_changes_nothing) {
  std::mt19937_64 random(35);
  auto o = random_spells({.groups = 3}, random);
  const auto a = log_rank(o, o.group, {.rho = 1});
  for (double& t : o.duration) t = std::exp(t / 7);
  EXPECT_EQ(a, log_rank(o, o.group, {.rho = 1}));
}

TEST(log_rank, a_stratum_of_one_group_and_one_without_events_add_nothing) {
  owned_spells o = aml();
  const auto alone = log_rank(o, o.group);
  std::vector<double> s(o.size(), 0.0);
  for (const double t : {3.0, 4.0}) o.duration.push_back(t), o.event.push_back(1), o.group.push_back(0), s.push_back(1);
  for (const double g : {0.0, 1.0}) o.duration.push_back(9), o.event.push_back(0), o.group.push_back(g), s.push_back(2);
  const auto r = log_rank(o, o.group, {.stratum = s});
  EXPECT_RELATIVE(r.chi_squared, alone.chi_squared, 1e-14);
  EXPECT_EQ(r.strata, 3u);
}

TEST(log_rank, a_group_never_at_risk_with_others_costs_no_degree_of_freedom) {
  owned_spells o = aml();
  o.duration.push_back(1), o.event.push_back(0), o.group.push_back(2);  // gone from view before anybody left
  const auto r = log_rank(o, o.group);
  EXPECT_EQ(r.degrees, 1u);
  EXPECT_RELATIVE(r.chi_squared, 3.39638869897760, 1e-13);
}

TEST(log_rank, false_alarms_are_as_many_as_they_should_be) {
  // 400 samples of alike groups: the share with p < 0.05 is in [0.02, 0.09] but for 1 run in 1,000 (binomial); the seed is fixed
  std::mt19937_64 random(36);
  int alarms = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const auto o = random_spells({.rows = 120, .grid = 0.01, .oldest = 3000, .groups = 3}, random);
    alarms += log_rank(o, o.group).p_value < 0.05;
  }
  EXPECT_GE(alarms, 8);
  EXPECT_LE(alarms, 36);
}

// ---- degenerate sets and bad input ----

TEST(log_rank, nobody_left_is_a_status_without_a_p_value) {
  const owned_spells o{{3, 5, 5}, {0, 0, 0}, {}, {}, {0, 1, 1}};
  const auto r = log_rank(o, o.group);
  EXPECT_EQ(r.status, log_rank_status::no_events);
  EXPECT_FALSE(r);
  EXPECT_TRUE(walaa::is_missing(r.p_value));
  EXPECT_EQ(r.brief(), "log_rank over 2 groups: nobody left, nothing to compare");
}

TEST(log_rank, groups_never_at_risk_together_are_a_status) {
  const owned_spells o{{1, 2, 5, 6}, {1, 1, 1, 1}, {0, 0, 3, 3}, {}, {0, 0, 1, 1}};
  EXPECT_EQ(log_rank(o, o.group).status, log_rank_status::not_comparable);
  const owned_spells all_at_once{{7, 7, 7}, {1, 1, 1}, {}, {}, {0, 1, 1}};  // everybody left at one time
  EXPECT_EQ(log_rank(all_at_once, all_at_once.group).status, log_rank_status::not_comparable);
  EXPECT_TRUE(walaa::is_missing(log_rank(o, o.group).chi_squared));
}

TEST(log_rank, a_million_tied_times) {
  owned_spells o{std::vector<double>(1'000'000, 7), std::vector<double>(1'000'000, 1)};
  for (std::size_t i = 0; i < o.size(); ++i) o.group.push_back(static_cast<double>(i % 2)), o.event[i] = i % 4 < 2;
  const auto r = log_rank(o, o.group);
  EXPECT_NEAR(r.chi_squared, 0, 1e-9);
  EXPECT_NEAR(r.p_value, 1, 1e-4);
}

TEST(log_rank, bad_input_is_refused) {
  const owned_spells o = aml();
  const auto message = [](auto&& f) {
    try {
      f();
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  const auto with = [&](std::vector<double> group) { return message([&] { log_rank(o, group); }); };
  auto group = o.group;
  group[4] = 0.5;
  EXPECT_EQ(with(group), "log_rank: group[4] = 0.5 is not a whole number [D105]");
  group[4] = 3;
  EXPECT_EQ(with(group), "log_rank: nobody is in group 2 [D114]");
  group[4] = 1e9;
  EXPECT_EQ(with(group), "log_rank: more groups than customers; groups are 0, 1, ... [D114]");
  EXPECT_EQ(with(std::vector<double>(23, 0.0)), "log_rank: one group only; nothing to compare it with [D114]");
  EXPECT_EQ(with({0, 1}), "log_rank: duration has 23 rows and group has 2; one row a customer in both [D101]");
  const std::vector<std::string> names{"kept", "treated", "nobody"};
  const std::vector<double> two{1, 2};
  EXPECT_EQ(message([&] { log_rank(o, o.group, {.names = names}); }), "log_rank: nobody is in group nobody [D114]");
  group[4] = 3;
  EXPECT_EQ(message([&] { log_rank(o, group, {.names = names}); }),
            "log_rank: group[4] = 3 is no group; there are 3 names [D114]");
  EXPECT_EQ(message([&] { log_rank(o, o.group, {.rho = -1}); }), "log_rank: rho = -1 is negative [D104]");
  EXPECT_EQ(message([&] { log_rank(o, o.group, {.stratum = two}); }),
            "log_rank: duration has 23 rows and stratum has 2; one row a customer in both [D101]");
}

}  // namespace
