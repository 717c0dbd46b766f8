// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/leaves_within_given.hpp>  // the header under test comes first: it must stand alone

#include <walaa/scoring/registry.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/mixture_cure.hpp>

#include "refuses.hpp"
#include "relative.hpp"
#include "strategy_laws.hpp"
#include "subscribers_under_contract.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::aft_model;
using walaa::cox_model;
using walaa::cure_customer;
using walaa::discrete_hazard_model;
using walaa::fitted;
using walaa::lifetime;
using walaa::lifetime_law;
using walaa::missing;
using walaa::mixture_cure_model;
using walaa::standing;
using walaa::time_unit;
using walaa::strategies::leaves_within;

constexpr walaa::days month = walaa::months{1};

/// Two strata by hand: hazards 1/32, 1/16, 1/4 from months 2, 3, 7, and 1/8 from month 4.
cox_model a_cox_model(bool strata) {
  cox_model m;
  m.unit = time_unit::month;
  m.estimates = {{"fee", "calls"}, {0.05, -0.75}, {}};
  m.centre = {30, 2};
  m.curves = {{.stratum = 0, .last_time = 24, .time = {2, 3, 7}, .hazard = {0.03125, 0.0625, 0.25}, .variance = {}, .drift = {}}};
  if (strata) m.curves.push_back({.stratum = 3, .last_time = 18.5, .time = {4}, .hazard = {0.125}, .variance = {}, .drift = {}});
  return m;
}
template<class Model> fitted<Model> given(Model m) { return {std::move(m), time_unit::month}; }

walaa::customers one_customer(const std::map<std::string, double>& values) {
  walaa::customers c(std::vector<std::int64_t>{1}, walaa::no_date, time_unit::month);
  for (const auto& [name, value] : values) c.with(name, std::vector<double>{value});
  return c;
}
template<class Strategy> walaa::one_score score_of(const Strategy& s, const std::map<std::string, double>& values) {
  const walaa::customers c = one_customer(values);
  return walaa::scorer{s}.score(c, {.errors = true}).at(0, "leaves_within");
}

/// Sixty of the seeded subscribers, and rows that lack something.
walaa::customers a_table(const subscribers_under_contract& s) {
  std::vector<std::int64_t> keys;
  std::vector<double> fee, calls, region, tenure, left;
  for (std::size_t i = 0; i < 60; ++i) {
    keys.push_back(static_cast<std::int64_t>(i));
    fee.push_back(i == 7 ? missing : s.fee[i]);
    calls.push_back(i == 8 ? missing : s.calls[i]);
    region.push_back(i == 9 ? missing : i == 10 ? 5 : s.region[i]);
    tenure.push_back(i % 13 == 5 ? missing : i == 12 ? 400 : static_cast<double>(i % 12));
    left.push_back(i == 14 ? 1 : i == 15 ? missing : 0);
  }
  walaa::customers c(keys, walaa::parse_date("2024-01-01"), time_unit::month);
  c.with("fee", fee).with("calls", calls).with("region", region).with("tenure", tenure).with("left", left);
  return c;
}

TEST(leaves_within_given, is_the_hazard_of_the_horizon_times_the_risk) {
  const auto s = leaves_within(given(a_cox_model(false)), 4 * month);
  const double risk = std::exp(0.05 * (40 - 30) - 0.75 * (1 - 2));
  const auto got = score_of(s, {{"fee", 40}, {"calls", 1}, {"tenure", 3}, {"left", 0}});
  EXPECT_RELATIVE(got.value, 1 - std::exp(-risk * (0.25 - 0.0625)), 1e-14);
  EXPECT_EQ(got.status, standing::scored);
  EXPECT_TRUE(walaa::is_missing(got.error));  // the model keeps no errors of its curve
}

TEST(leaves_within_given, reads_the_baseline_of_the_customers_stratum) {
  const auto s = leaves_within(given(a_cox_model(true)), 2 * month, "region");
  EXPECT_RELATIVE(score_of(s, {{"fee", 30}, {"calls", 2}, {"tenure", 3}, {"region", 3}}).value, 1 - std::exp(-0.125), 1e-14);
  EXPECT_RELATIVE(score_of(s, {{"fee", 30}, {"calls", 2}, {"tenure", 1}, {"region", 0}}).value, 1 - std::exp(-0.0625), 1e-14);
  EXPECT_EQ(score_of(s, {{"fee", 30}, {"calls", 2}, {"tenure", 3}, {"region", 4}}).status, standing::insufficient);
  EXPECT_EQ(score_of(s, {{"fee", 30}, {"calls", 2}, {"tenure", 3}, {"region", missing}}).status, standing::insufficient);
}

TEST(leaves_within_given, is_scored_prior_only_or_insufficient_by_what_is_known) {
  const auto s = leaves_within(given(a_cox_model(false)), 4 * month);
  const auto stranger = score_of(s, {{"fee", 40}, {"calls", 1}, {"tenure", missing}});
  EXPECT_EQ(stranger.status, standing::prior_only);
  EXPECT_RELATIVE(stranger.value, 1 - std::exp(-std::exp(0.5 + 0.75) * 0.0625), 1e-14);  // a newcomer like him
  EXPECT_EQ(score_of(s, {{"fee", missing}, {"calls", 1}, {"tenure", 3}}).status, standing::insufficient);
  EXPECT_EQ(score_of(s, {{"fee", 40}, {"calls", 1}, {"tenure", 3}, {"left", 1}}).status, standing::insufficient);
  EXPECT_EQ(score_of(s, {{"fee", 40}, {"calls", 1}, {"tenure", 21}}).status, standing::insufficient);  // last seen in month 24
}

TEST(leaves_within_given, obeys_the_laws_of_a_strategy_under_every_model) {
  const subscribers_under_contract s;
  const auto x = s.columns();
  const walaa::customers c = a_table(s);
  walaa::registry r;
  r.add<walaa::strategies::leaves_within_given_strategy<cox_model>>()
      .add<walaa::strategies::leaves_within_given_strategy<aft_model>>()
      .add<walaa::strategies::leaves_within_given_strategy<discrete_hazard_model>>()
      .add<walaa::strategies::leaves_within_given_strategy<mixture_cure_model>>();
  expect_strategy_laws(leaves_within(cox_model::fit(s.by_region(), {.curve_errors = true}), 3 * month, "region"), c, r);
  for (const auto law : {lifetime_law::weibull, lifetime_law::log_normal, lifetime_law::log_logistic})
    expect_strategy_laws(leaves_within(aft_model::fit(law, s.spells(), x), 3 * month), c, r);
  for (const auto link : {walaa::hazard_link::logit, walaa::hazard_link::cloglog})
    expect_strategy_laws(
        leaves_within(discrete_hazard_model::fit(link, s.spells(), x, {.baseline = walaa::period_baseline::linear}), 3 * month),
        c, r);
  expect_strategy_laws(leaves_within(mixture_cure_model::fit(lifetime_law::weibull, s.spells(), {{"fee", s.fee}}, x), 3 * month),
                       c, r);
}

TEST(leaves_within_given, gives_the_error_that_the_models_column_gives) {
  const subscribers_under_contract s;
  const auto m = cox_model::fit({.time = s.spells(), .x = s.columns()}, {.curve_errors = true});
  const auto strategy = leaves_within(m, 3 * month);
  const double fee[] = {33.25}, calls[] = {4}, age[] = {5};
  double p[1], error[1];
  m->leave_probability({{"fee", fee}, {"calls", calls}}, age, 3, {.value = p, .error = error});
  const auto got = score_of(strategy, {{"fee", fee[0]}, {"calls", calls[0]}, {"tenure", age[0]}});
  EXPECT_EQ(got.value, p[0]);
  EXPECT_EQ(got.error, error[0]);
  EXPECT_GT(got.error, 0);
}

/// The effect of an input, 0 when it is not among the reasons.
double effect_of(const walaa::explanation& e, std::string_view input, std::string_view other = "") {
  double sum = 0;
  for (const auto& why : e.why) sum += why.input == input || why.input == other ? why.effect : 0;
  return sum;
}

TEST(leaves_within_given, reasons_of_proportional_hazards_are_the_coefficients_times_the_distance_to_the_mean) {
  const walaa::customers c = one_customer({{"fee", 40}, {"calls", 1}, {"tenure", 3}});
  const auto e = walaa::scorer{leaves_within(given(a_cox_model(false)), 4 * month)}.explain(c, 0, "leaves_within");
  EXPECT_EQ(e.scale, "log_hazard");
  EXPECT_RELATIVE(e.base, std::log(0.25 - 0.0625), 1e-13);
  EXPECT_RELATIVE(effect_of(e, "fee"), 0.5, 1e-13);
  EXPECT_RELATIVE(effect_of(e, "calls"), 0.75, 1e-13);
  EXPECT_NE(e.text("en").find("the log of the hazard"), std::string::npos) << e.text("en");
  EXPECT_NE(e.text("ar").find("لوغاريتم"), std::string::npos) << e.text("ar");

  aft_model weibull;  // a Weibull's hazards are proportional, by e^(-b / scale)
  weibull.unit = time_unit::month;
  weibull.estimates = {{"(intercept)", "fee", "calls", "ln(scale)"}, {3, -0.04, 0.3, std::log(0.8)}, {}};
  weibull.centre = {30, 2};
  const auto w = walaa::scorer{leaves_within(given(weibull), 4 * month)}.explain(c, 0, "leaves_within");
  EXPECT_RELATIVE(effect_of(w, "fee"), 0.04 * 10 / 0.8, 1e-12);
  EXPECT_RELATIVE(effect_of(w, "calls"), 0.3 / 0.8, 1e-12);
}

TEST(leaves_within_given, reasons_of_a_bent_model_are_the_integral_of_its_slope) {
  aft_model m;
  m.unit = time_unit::month;
  m.law = lifetime_law::log_normal;
  m.estimates = {{"(intercept)", "fee", "calls", "ln(scale)"}, {3, -0.04, 0.3, std::log(1.2)}, {}};
  m.centre = {30, 2};
  const walaa::customers c = one_customer({{"fee", 40}, {"calls", 1}, {"tenure", 3}});
  const auto e = walaa::scorer{leaves_within(given(m), 4 * month)}.explain(c, 0, "leaves_within");
  // Simpson's rule over the slope of ln(H(7) - H(3)) in the location, from the mean customer to this one
  const double from = 3 - 0.04 * 30 + 0.3 * 2, way = -0.04 * 10 - 0.3;
  const auto slope = [&](double t) {
    const auto level = [&](double mu) {
      const lifetime at{time_unit::month, lifetime_law::log_normal, mu, 1.2};
      return std::log(at.cumulative_hazard(7) - at.cumulative_hazard(3));
    };
    const double mu = from + t * way, h = 1e-3;
    return (8 * (level(mu + h) - level(mu - h)) - (level(mu + 2 * h) - level(mu - 2 * h))) / (12 * h);
  };
  double integral = 0;
  constexpr int steps = 200;
  for (int i = 0; i <= steps; ++i) integral += (i == 0 || i == steps ? 1 : i % 2 ? 4 : 2) * slope(double(i) / steps);
  integral /= 3 * steps;
  EXPECT_RELATIVE(effect_of(e, "fee"), integral * -0.04 * 10, 1e-9);
  EXPECT_RELATIVE(effect_of(e, "calls"), integral * 0.3 * -1, 1e-9);
}

TEST(leaves_within_given, shares_two_predictors_out_by_what_each_changes_first_and_last) {
  mixture_cure_model m;
  m.unit = time_unit::month;
  m.stays = {{"(intercept)", "years"}, {-1, 0.4}, {}};
  m.leaves = {{"(intercept)", "fee", "ln(scale)"}, {3, -0.04, std::log(0.8)}, {}};
  m.stays_centre = {2};
  m.leaves_centre = {30};
  const walaa::customers c = one_customer({{"fee", 45}, {"years", 5}, {"tenure", 3}});
  const auto e = walaa::scorer{leaves_within(given(m), 4 * month)}.explain(c, 0, "leaves_within");
  const auto level = [](double years, double fee) {
    const double pi = 1 / (1 + std::exp(1 - 0.4 * years)), scale = std::exp(3 - 0.04 * fee);
    const auto s = [&](double t) { return pi + (1 - pi) * std::exp(-std::pow(t / scale, 1 / 0.8)); };
    return std::log(std::log(s(3)) - std::log(s(7)));
  };
  EXPECT_RELATIVE(e.base, level(2, 30), 1e-12);
  EXPECT_RELATIVE(e.total, level(5, 45), 1e-12);
  EXPECT_RELATIVE(effect_of(e, "years"), (level(5, 30) - level(2, 30) + level(5, 45) - level(2, 45)) / 2, 1e-11);
  EXPECT_RELATIVE(effect_of(e, "fee"), (level(2, 45) - level(2, 30) + level(5, 45) - level(5, 30)) / 2, 1e-11);
}

TEST(leaves_within_given, says_so_where_nobody_leaves) {
  const walaa::customers c = one_customer({{"fee", 40}, {"calls", 1}, {"tenure", 8}});
  const auto e = walaa::scorer{leaves_within(given(a_cox_model(false)), 4 * month)}.explain(c, 0, "leaves_within");
  EXPECT_EQ(e.scale, "probability");
  EXPECT_EQ(e.total, 0);
  EXPECT_EQ(effect_of(e, "fee", "calls"), 0);
}

TEST(leaves_within_given, refuses_what_cannot_be) {
  const auto good = given(a_cox_model(false));
  EXPECT_REFUSES(leaves_within(good, walaa::days{0}), "leaves_within: within = 0 is not positive [D111]");
  EXPECT_REFUSES(leaves_within(given(a_cox_model(true)), month), "leaves_within: the model has strata; name their column [S504]");
  EXPECT_REFUSES(leaves_within(good, month, "region"),
                 "leaves_within: stratum = 'region' is given to a model without strata [F302]");
  const auto s = leaves_within(good, month);
  EXPECT_REFUSES(score_of(s, {{"fee", 40}, {"calls", 1}}), "leaves_within: the table lacks the column 'tenure' [S504]");
  EXPECT_REFUSES(score_of(s, {{"fee", 40}, {"calls", 1}, {"tenure", -1}}),
                 "leaves_within: tenure[0] = -1 is negative or infinite [D104]");
  EXPECT_REFUSES(score_of(s, {{"fee", HUGE_VAL}, {"calls", 1}, {"tenure", 1}}),
                 "leaves_within: fee[0] = inf is infinite; a missing value is NaN [D103]");
  EXPECT_THROW(score_of(s, {{"calls", 1}, {"tenure", 1}}), walaa::invalid_input);
  const std::vector<double> x{1, 2, 3, 4}, time{1, 2, 3, 4}, nobody{0, 0, 0, 0};
  EXPECT_THROW(
      leaves_within(cox_model::fit({.time = {.duration = time, .event = nobody, .entry = {}, .weight = {}}, .x = {{"x", x}}}),
                    month),
      walaa::not_usable);
}

}  // namespace
