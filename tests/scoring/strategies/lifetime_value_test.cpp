// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/lifetime_value.hpp>

#include <walaa/scoring/builtin.hpp>

#include "reference_fits.hpp"
#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace walaa::tests;
using walaa::days;
using walaa::missing;
using walaa::standing;
using walaa::strategies::lifetime_value;

walaa::strategies::lifetime_value_strategy<walaa::mbg_nbd> a_year(const walaa::lifetime_value_options& options = {}) {
  return {reference_mbg_nbd(), reference_gamma_gamma(), options};
}

walaa::customer till(const walaa::scorer& s, double x, double last, double age, double m) {
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = x, who["recency"] = last, who["T"] = age, who["monetary_value"] = m;
  return who;
}

walaa::one_score value(double x, double last, double age, double m) {
  const walaa::scorer s{a_year()};
  return s.score(till(s, x, last, age, m))["lifetime_value"];
}

// mpmath, 40 digits: P(alive) by the textbook's odds, expectations by the integral over p, months of 30.436875 days, 10 % a year.
TEST(lifetime_value, agrees_with_multiple_precision) {
  EXPECT_RELATIVE(value(6, 142.0 / 7, 292.0 / 7, 38.5).value, 29.3420789335315518, 1e-11);
  EXPECT_RELATIVE(value(0, 0, 39, missing).value, 6.61594542089939272, 1e-11);
  EXPECT_RELATIVE(value(missing, missing, missing, missing).value, 47.9282714599236616, 1e-11);  // a new customer
  EXPECT_RELATIVE(value(6, 142.0 / 7, 292.0 / 7, missing).value, 26.9634837383110485, 1e-11);    // spends like the mean of all
}

TEST(lifetime_value, is_scored_prior_only_or_insufficient_by_what_is_known) {
  const walaa::customers c = some_customers();
  const walaa::profiles p = walaa::scorer{a_year()}.score(c);
  EXPECT_EQ(p.at(0, "lifetime_value").status, standing::scored);
  EXPECT_EQ(p.at(row_of(bought_today), "lifetime_value").status, standing::scored);
  EXPECT_EQ(p.at(row_of(no_spend), "lifetime_value").status, standing::scored);
  EXPECT_EQ(p.at(row_of(roster_only), "lifetime_value").status, standing::prior_only);
  EXPECT_EQ(p.at(row_of(no_recency), "lifetime_value").status, standing::insufficient);
}

TEST(lifetime_value, is_less_sure_of_whose_spend_it_does_not_know) {
  EXPECT_GT(value(6, 20, 42, missing).error, 2 * value(6, 20, 42, 37).error);
}

// The variance by central differences over everything at once, with steps of another size, plus the customer's own spend.
TEST(lifetime_value, has_the_error_of_models_and_customer) {
  const auto visits = reference_mbg_nbd();
  const auto spend = reference_gamma_gamma();
  const walaa::purchase_history h{6, 142.0 / 7, 292.0 / 7};
  const double m = 38.5;
  const walaa::table_range range{20, 60};
  const auto at = [&](const walaa::mbg_nbd& v, const walaa::gamma_gamma& g) {
    return walaa::value_forecast<walaa::mbg_nbd>(v, g, walaa::time_unit::week, range)(h, m);
  };
  const auto differences = [&](auto model, const auto& f, const auto& covariance) {
    constexpr std::size_t n = walaa::parameter_count<decltype(model)>;
    const auto p = walaa::parameters(model);
    std::vector<double> g;
    for (std::size_t i = 0; i < n; ++i) {
      auto up = p, down = p;
      up[i] *= 1.001, down[i] *= 0.999;
      g.push_back((f(walaa::from_parameters<decltype(model)>(up)) - f(walaa::from_parameters<decltype(model)>(down))) /
                  (up[i] - down[i]));
    }
    double variance = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) variance += g[i] * g[j] * covariance[n * i + j];
    return variance;
  };
  const double by_visits = differences(
      *visits, [&](const walaa::mbg_nbd& v) { return at(v, *spend); }, cdnow_mbg_nbd.covariance);
  const double by_spend = differences(
      *spend, [&](const walaa::gamma_gamma& g) { return at(*visits, g); }, cdnow_gamma_gamma.covariance);
  const double purchases = 0.766653372369739627;
  EXPECT_RELATIVE(value(6, 142.0 / 7, 292.0 / 7, m).error,
                  std::sqrt(by_visits + by_spend + purchases * purchases * spend->spend_variance(6, m)), 1e-5);
}

TEST(lifetime_value, has_no_error_where_the_spread_of_spend_is_infinite) {
  const walaa::scorer s{
      lifetime_value(reference_mbg_nbd(), walaa::fitted<walaa::gamma_gamma>({6, 1.5, 4}, walaa::time_unit::week))};
  const auto got = s.score(till(s, 0, 0, 39, missing))["lifetime_value"];
  EXPECT_TRUE(walaa::is_finite(got.value));
  EXPECT_TRUE(walaa::is_missing(got.error));
}

TEST(lifetime_value, is_infinite_where_the_mean_spend_is_and_gives_no_reasons_then) {
  const walaa::scorer s{
      lifetime_value(reference_mbg_nbd(), walaa::fitted<walaa::gamma_gamma>({6, 0.9, 4}, walaa::time_unit::week))};
  const walaa::customer who = till(s, 0, 0, 39, missing);
  EXPECT_EQ(s.score(who)["lifetime_value"].value, INFINITY);
  EXPECT_FALSE(s.explain(who).at(0).explained);
}

TEST(lifetime_value, gives_reasons_in_money_the_spend_among_them) {
  const walaa::scorer s{a_year()};
  const walaa::explanation e = s.explain(till(s, 6, 142.0 / 7, 292.0 / 7, 60)).at(0);
  EXPECT_EQ(e.scale, "money");
  EXPECT_RELATIVE(e.base, 47.9282714599236616, 1e-11);
  ASSERT_EQ(e.why.size(), 4u);
  for (const walaa::contribution& w : e.why) {
    if (w.code == "average_spend") {
      EXPECT_GT(w.effect, 0);
      EXPECT_EQ(w.seen, 60);
    }
  }
}

TEST(lifetime_value, scales_with_the_margin_and_grows_with_the_horizon) {
  const walaa::customers c = some_customers();
  const walaa::scorer s{{"all", a_year()},
                        {"fifth", a_year({.margin = 0.2})},
                        {"two_years", a_year({.horizon = walaa::months{24}})},
                        {"for_ever", a_year({.horizon = walaa::unlimited})}};
  const walaa::profiles p = s.score(c);
  for (std::size_t i = 0; i < ordinary_customers; ++i) {
    EXPECT_RELATIVE(p.at(i, "fifth").value, 0.2 * p.at(i, "all").value, 1e-14);
    EXPECT_GT(p.at(i, "two_years").value, p.at(i, "all").value);
    EXPECT_GT(p.at(i, "for_ever").value, p.at(i, "two_years").value);
  }
}

TEST(lifetime_value, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers();
  expect_strategy_laws(a_year(), c, walaa::builtin());
  std::vector<std::size_t> some{0, 4, 9, 30};  // the error of an endless horizon takes its time
  for (std::size_t r = 0; r < specials; ++r) some.push_back(ordinary_customers + r);
  const walaa::customers few = in_order(c, some);
  expect_strategy_laws(a_year({.horizon = walaa::unlimited, .annual_discount = 0.2, .at = walaa::discounted_at::middle_of_step}),
                       few, walaa::builtin());
  expect_strategy_laws(lifetime_value(reference_bg_nbd(), reference_gamma_gamma()), c, walaa::builtin());
}

TEST(lifetime_value, takes_a_table_without_spend_at_the_mean_of_all) {
  const double x[] = {6}, last[] = {142.0 / 7}, age[] = {292.0 / 7};
  walaa::table_view table(1, walaa::no_date, walaa::time_unit::week);
  table.with("frequency", x).with("recency", last).with("T", age);
  EXPECT_RELATIVE(walaa::scorer{a_year()}.score(table).at(0, "lifetime_value").value, 26.9634837383110485, 1e-11);
}

TEST(lifetime_value, refuses_what_cannot_be) {
  EXPECT_THROW(lifetime_value(unusable_fit<walaa::mbg_nbd>(), reference_gamma_gamma()), walaa::not_usable);
  EXPECT_THROW(lifetime_value(reference_mbg_nbd(), unusable_fit<walaa::gamma_gamma>()), walaa::not_usable);
  EXPECT_THROW(a_year({.horizon = days{0}}), walaa::invalid_input);
  EXPECT_THROW(a_year({.annual_discount = -0.1}), walaa::invalid_input);
  EXPECT_THROW(value(6, 20, 42, -5), walaa::invalid_input);
  EXPECT_THROW(value(0, 0, 42, 5), walaa::invalid_input);  // the spend of no repeat
}

}  // namespace
