// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/silence.hpp>  // the header under test comes first: it must stand alone

#include <walaa/scoring/builtin.hpp>

#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::fitted;
using walaa::silence_model;
using walaa::standing;
using walaa::strategies::silence;

fitted<silence_model> given(double r, double alpha, double k = 1) {
  return {silence_model::prior(r, alpha, k), walaa::time_unit::week};
}

walaa::one_score surprise(double x, double t, double age, const fitted<silence_model>& gaps) {
  const walaa::scorer s{silence(gaps)};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = x, who["recency"] = t, who["T"] = age;
  return s.score(who)["silence"];
}

TEST(silence_strategy, is_the_decimal_logarithm_of_the_tail) {  // ((alpha + T - g)/(alpha + T))^(r + x)
  EXPECT_RELATIVE(surprise(4, 30, 50, given(0.7, 12)).value, -4.7 * std::log10(42.0 / 62), 1e-14);
  EXPECT_RELATIVE(surprise(3, 20, 30, given(2, 8, 2)).value, -std::log10(0.20667337501924170238), 1e-13);  // quadrature, mpmath
  EXPECT_EQ(surprise(4, 30, 30, given(0.7, 12)).value, 0);                                                 // at the till
}

TEST(silence_strategy, an_alarm_is_a_surprise_above_that_of_its_level) {
  const auto gaps = given(0.7, 12, 3);
  const double at = gaps->alarm_after(4, 30, 0.01);
  EXPECT_LT(surprise(4, 30, 30 + 0.999 * at, gaps).value, 2);
  EXPECT_GT(surprise(4, 30, 30 + 1.001 * at, gaps).value, 2);
}

TEST(silence_strategy, says_when_the_prior_alone_speaks) {
  const auto gaps = given(0.7, 12);
  EXPECT_EQ(surprise(0, 0, 50, gaps).status, standing::prior_only);
  EXPECT_RELATIVE(surprise(0, 0, 50, gaps).value, -0.7 * std::log10(12.0 / 62), 1e-14);
  EXPECT_EQ(surprise(1, 20, 50, gaps).status, standing::scored);
  EXPECT_EQ(surprise(walaa::missing, walaa::missing, walaa::missing, gaps).value, 0);
  EXPECT_EQ(surprise(walaa::missing, walaa::missing, walaa::missing, gaps).status, standing::prior_only);
  EXPECT_EQ(surprise(3, walaa::missing, 50, gaps).status, standing::insufficient);
}

TEST(silence_strategy, error_is_that_of_the_delta_method) {  // k = 1: the derivatives in closed form, in r and alpha
  const walaa::customers c = cdnow_table();
  const auto gaps = silence_model::fit(silences(c));
  const double d = gaps->dispersion, m = gaps->mean, r = 1 / d, alpha = 1 / (d * m), x = 4, t = 20, T = 35, a = alpha + t,
               b = alpha + T;
  const double by_r = std::log(b / a), by_alpha = (r + x) * (1 / b - 1 / a);
  // r = 1/d, alpha = 1/(d m)
  const double by_d = by_r * -1 / (d * d) + by_alpha * -alpha / d, by_m = by_alpha * -alpha / m;
  const auto v = gaps.covariance();
  const double variance = by_m * by_m * v[0] + 2 * by_m * by_d * v[1] + by_d * by_d * v[3];
  EXPECT_RELATIVE(surprise(x, t, T, gaps).error, std::sqrt(variance) / std::log(10.0), 1e-7);
  EXPECT_TRUE(walaa::is_missing(surprise(x, t, T, given(0.7, 12)).error));  // given, not fitted
}

TEST(silence_strategy, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers(), all = cdnow_table();
  expect_strategy_laws(silence(given(0.7, 12, 2)), c, walaa::builtin());
  expect_strategy_laws(silence(silence_model::fit(silences(all))), c, walaa::builtin());
}

TEST(silence_strategy, gives_the_silence_of_a_single_purchase_as_its_reason) {
  const walaa::scorer s{silence(given(0.7, 12))};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = 0, who["recency"] = 0, who["T"] = 50;
  const auto e = s.explain(who)[0];
  ASSERT_EQ(e.why.size(), 1u);
  EXPECT_EQ(e.why[0].code, "silence");
  EXPECT_EQ(e.base + e.why[0].effect, e.total);
  EXPECT_EQ(e.first_reason("en"), "There has been no purchase for 50 weeks, which raises the surprise by 0.4992.");
}

TEST(silence_strategy, refuses_what_cannot_be) {
  const walaa::scorer s{silence(given(0.7, 12))};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = 2, who["recency"] = 30, who["T"] = 20;
  EXPECT_THROW(s.score(who), walaa::invalid_input);
  const walaa::customers daily(std::vector<std::int64_t>{1}, walaa::no_date, walaa::time_unit::day);
  EXPECT_THROW(s.score(daily), walaa::invalid_input);  // another unit of time, and no columns
}

}  // namespace
