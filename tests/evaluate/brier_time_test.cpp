// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/brier_time.hpp>  // the header under test comes first: it must stand alone

#include "owned_spells.hpp"   // for owned_spells, random_spells
#include "relative.hpp"       // for EXPECT_RELATIVE
#include "survival_rows.hpp"  // for gbsg2

#include <walaa/survival/curve.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace {

using walaa::brier_score;
using walaa::brier_scores;
using walaa::censoring_curve;
using walaa::kaplan_meier;
using walaa::tests::owned_spells;
using walaa::tests::random_spells;

// ---- published numbers ----

/// Kaplan-Meier within each group of the index, asked for the patients themselves.
struct by_group {
  owned_spells all = walaa::tests::gbsg2();
  std::vector<kaplan_meier> curves;
  by_group() {
    for (const double g : {0.0, 1.0, 2.0}) {
      std::vector<std::size_t> rows;
      for (std::size_t i = 0; i < all.size(); ++i)
        if (all.group[i] == g) rows.push_back(i);
      curves.push_back(kaplan_meier::fit(all.rows(rows)));
    }
  }
  void operator()(double t, std::span<double> out) const {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = curves[static_cast<std::size_t>(all.group[i])].survival(t);
  }
};

TEST(brier_time, gbsg2_as_pec_and_scikit_survival_have_it) {  // groups 171, 512, 3; train = test; both agree to 1e-12
  const by_group model;
  const auto g = censoring_curve::fit(model.all);
  const std::vector<double> times{365, 730, 1095, 1460, 1825};
  const auto c = brier_scores(g, model.all, times, model);
  const double expected[] = {0.0762922458520448, 0.182536421174199, 0.220017747254941, 0.234133800146671, 0.233822955042198};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(c.score[i], expected[i], 1e-14) << times[i];
  EXPECT_NEAR(c.integrated(), 0.197936392255733, 1e-14);
  EXPECT_NEAR(brier_scores(g, model.all, std::span(times).first(4), model).integrated(), 0.185922397142833, 1e-14);
  std::vector<double> daily;
  for (double t = 1095; t <= 1825; ++t) daily.push_back(t);
  EXPECT_NEAR(brier_scores(g, model.all, daily, model).integrated(), 0.231553687189643, 1e-14);
  std::vector<double> surviving(model.all.size());
  model(365, surviving);
  EXPECT_EQ(brier_score(g, model.all, surviving, 365), c.score[0]);
}

// ---- laws ----

TEST(brier_time, without_censoring_it_is_the_mean_squared_error) {
  const owned_spells o{{1, 2, 3, 4, 5}, {1, 1, 1, 1, 1}};
  const std::vector<double> s{0.1, 0.4, 0.7, 0.6, 0.9};
  const double expected = (0.1 * 0.1 + 0.4 * 0.4 + 0.3 * 0.3 + 0.4 * 0.4 + 0.1 * 0.1) / 5;
  EXPECT_RELATIVE(brier_score(censoring_curve::fit(o), o, s, 2.5), expected, 1e-15);
}

TEST(brier_time, who_knew_it_all_scores_nothing_and_who_had_it_backwards_all_the_weight) {
  const owned_spells o{{1, 2, 3, 4, 5}, {1, 0, 1, 0, 1}};
  const auto g = censoring_curve::fit(o);
  std::vector<double> s{0, 0.5, 0, 1, 1};
  EXPECT_EQ(brier_score(g, o, s, 3.5), 0);
  for (double& v : s) v = 1 - v;
  const double G = 0.75;  // one of four lost from view at 2
  EXPECT_RELATIVE(brier_score(g, o, s, 3.5), (1 + 1 / G + 1 / G + 1 / G) / 5, 1e-15);
}

TEST(brier_time, one_lost_from_view_before_has_no_part_but_counts) {
  owned_spells o{{1, 2, 5, 6}, {1, 0, 1, 1}};
  const auto g = censoring_curve::fit(o);
  std::vector<double> s{0.2, 0.3, 0.4, 0.5};
  const double before = brier_score(g, o, s, 4);
  s[1] = 0.9;
  EXPECT_EQ(brier_score(g, o, s, 4), before);
}

TEST(brier_time, a_share_of_nothing_has_weight_zero) {
  const owned_spells train{{1, 2}, {1, 0}}, test{{1, 3, 5}, {1, 1, 0}};
  const std::vector<double> s{0.5, 0.5, 0.5};
  EXPECT_RELATIVE(brier_score(censoring_curve::fit(train), test, s, 4), 0.25 / 3, 1e-15);  // of the first alone
}

TEST(brier_time, row_order_does_not_matter_to_the_bit_and_weights_equal_repeated_rows) {
  std::mt19937_64 random(91);
  for (int trial = 0; trial < 30; ++trial) {
    auto o = random_spells({.rows = 120, .whole_weights = true}, random);
    for (std::size_t i = 0; i < o.size(); ++i) o.group.push_back(static_cast<double>(random() >> 11) * 0x1p-53);  // S
    const auto g = censoring_curve::fit(o);
    const auto s = o.shuffled(random), many = o.repeated();
    EXPECT_EQ(brier_score(g, o, o.group, 12), brier_score(g, s, s.group, 12));
    EXPECT_RELATIVE(brier_score(g, o, o.group, 12), brier_score(g, many, many.group, 12), 1e-15);
  }
}

// ---- times outside, bad input ----

TEST(brier_time, times_outside_the_follow_up_name_themselves_or_are_left_out_and_counted) {
  const owned_spells o{{1, 2, 3, 4, 5}, {1, 0, 1, 0, 1}};
  const auto g = censoring_curve::fit(o);
  const std::vector<double> times{1, 3, 5, 8};
  const auto half = [](double, std::span<double> out) {
    for (double& v : out) v = 0.5;
  };
  const auto message = [](auto&& f) {
    try {
      f();
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  EXPECT_EQ(message([&] { brier_scores(g, o, times, half); }),
            "brier_scores: times[2] = 5 is outside the test set's follow-up, [0, 5) [D114]");
  const auto c = brier_scores(g, o, times, half, {.restrict_to_follow_up = true});
  EXPECT_EQ(c.time, (std::vector<double>{1, 3}));
  EXPECT_EQ(c.left_out, 2u);
  const std::vector<double> late{5, 8};
  EXPECT_EQ(message([&] { static_cast<void>(brier_scores(g, o, late, half, {.restrict_to_follow_up = true}).integrated()); }),
            "integrated_brier_score: 0 times inside the follow-up; an area needs two [D114]");
  const auto with = [&](double v) {
    return message([&] {
      const std::vector<double> s{0.1, v, 0.2, 0.3, 0.4};
      static_cast<void>(brier_score(g, o, s, 2));
    });
  };
  EXPECT_EQ(with(1.5), "brier_score: surviving[1] = 1.5 is outside [0, 1] [D114]");
  EXPECT_EQ(with(walaa::missing), "brier_score: surviving[1] = NaN is not a finite number [D103]");
  const std::vector<double> two{0.1, 0.2};
  EXPECT_EQ(message([&] { static_cast<void>(brier_score(g, o, two, 2)); }),
            "brier_score: duration has 5 rows and surviving has 2; one row a customer in both [D101]");
}

TEST(brier_time, nobody_left_and_one_row) {
  const owned_spells o{{3, 5}, {0, 0}}, one{{3}, {1}};
  const std::vector<double> s{1, 1}, half{0.5};
  EXPECT_EQ(brier_score(censoring_curve::fit(o), o, s, 2), 0);
  EXPECT_EQ(brier_score(censoring_curve::fit(one), one, half, 2), 0.25);
}

}  // namespace
