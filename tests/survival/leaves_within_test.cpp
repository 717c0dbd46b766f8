// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/leaves_within.hpp>  // the header under test comes first: it must stand alone

#include "aml.hpp"                  // for aml_maintained, aml_nonmaintained
#include "relative.hpp"             // for EXPECT_RELATIVE
#include "survival_model_laws.hpp"  // for expect_survival_model_laws

#include <walaa/survival/curve.hpp>  // for kaplan_meier

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using walaa::days;
using walaa::kaplan_meier;
using walaa::leaves_within;
using walaa::leaving;
using walaa::weeks;
using walaa::tests::aml_maintained;
using walaa::tests::aml_nonmaintained;

/// Weibull: H(t) = (t / scale)^shape.
struct weibull {
  double scale = 1, shape = 1;
  walaa::time_unit unit = walaa::time_unit::week;
  double cumulative_hazard(double t) const { return std::pow(t / scale, shape); }
};

TEST(leaves_within, obeys_the_laws_for_every_kind_of_model) {
  walaa::tests::expect_survival_model_laws(weibull{.scale = 40, .shape = 1}, 500);
  walaa::tests::expect_survival_model_laws(weibull{.scale = 40, .shape = 0.6}, 500);
  walaa::tests::expect_survival_model_laws(weibull{.scale = 40, .shape = 3}, 500);
  walaa::tests::expect_survival_model_laws(kaplan_meier::fit(aml_maintained()), 161);
  walaa::tests::expect_survival_model_laws(kaplan_meier::fit(aml_nonmaintained()), 45);
}

TEST(leaves_within, of_a_curve_is_one_minus_the_ratio_of_its_values) {
  const auto c = kaplan_meier::fit(aml_maintained());
  // S(34) / S(13) = (7/8)(6/7)(4/5)(3/4) = 9/20, by hand from those at risk
  const auto p = leaves_within(c, 13.0, 21.0);
  ASSERT_TRUE(p);
  EXPECT_RELATIVE(p.value, 11.0 / 20, 1e-14);
  // Greenwood from 13 on: 1/(8*7) + 1/(7*6) + 1/(5*4) + 1/(4*3)
  EXPECT_RELATIVE(p.error, 9.0 / 20 * std::sqrt(1.0 / 56 + 1.0 / 42 + 1.0 / 20 + 1.0 / 12), 1e-14);
}

TEST(leaves_within, conditioning_is_the_curve_of_those_who_are_left) {  // a second way: fit the older spells with late entry
  const auto all = kaplan_meier::fit(aml_maintained());
  std::vector<double> duration, event, entry;
  for (std::size_t i = 0; i < aml_maintained().size(); ++i)
    if (aml_maintained().duration[i] > 18) {
      duration.push_back(aml_maintained().duration[i]);
      event.push_back(aml_maintained().event[i]);
      entry.push_back(18);
    }
  const auto older = kaplan_meier::fit({.duration = duration, .event = event, .entry = entry, .weight = {}, .unit = all.unit});
  for (const double h : {5.0, 13.0, 16.0, 30.0, 100.0}) {
    EXPECT_RELATIVE(leaves_within(all, 18.0, h).value, 1 - older.survival(18 + h), 1e-14);
    EXPECT_RELATIVE(leaves_within(all, 18.0, h).error, older.at(18 + h).error, 1e-13);
  }
}

TEST(leaves_within, a_constant_hazard_forgets_the_age) {
  const weibull exponential{.scale = 50, .shape = 1};
  for (const double age : {0.0, 1.0, 77.0, 1e4})
    EXPECT_RELATIVE(leaves_within(exponential, age, 10.0).value, 0.18126924692201815, 1e-12);  // 1 - exp(-1/5), mpmath
}

TEST(leaves_within, a_tiny_risk_keeps_its_digits) {  // 1 - exp(-1e-18) would be 0
  EXPECT_RELATIVE(leaves_within(weibull{.scale = 1e18, .shape = 1}, 0.0, 1.0).value, 1e-18, 1e-14);
}

TEST(leaves_within, no_time_no_leaving) {
  const auto c = kaplan_meier::fit(aml_maintained());
  for (const double age : {0.0, 9.0, 20.0, 161.0}) {
    EXPECT_EQ(leaves_within(c, age, 0.0).value, 0.0);
    EXPECT_TRUE(leaves_within(c, age, 0.0));
  }
}

TEST(leaves_within, says_so_when_nobody_is_left) {
  const auto c = kaplan_meier::fit(aml_nonmaintained());  // S = 0 from 45 on
  EXPECT_EQ(leaves_within(c, 45.0, 1.0).status, leaving::gone);
  EXPECT_EQ(leaves_within(c, 45.0, 0.0).status, leaving::gone);
  EXPECT_EQ(leaves_within(c, 1000.0, 1.0).status, leaving::gone);
  EXPECT_TRUE(walaa::is_missing(leaves_within(c, 45.0, 1.0).value));
  const auto last = leaves_within(c, 44.0, 500.0);  // everybody will have left, by how much is not known
  EXPECT_EQ(last.value, 1.0);
  EXPECT_TRUE(walaa::is_missing(last.error));
}

TEST(leaves_within, says_so_beyond_the_data) {
  const auto c = kaplan_meier::fit(aml_maintained());
  EXPECT_TRUE(leaves_within(c, 100.0, 61.0));
  EXPECT_EQ(leaves_within(c, 100.0, 62.0).status, leaving::beyond_data);
  EXPECT_EQ(leaves_within(c, 200.0, 1.0).status, leaving::beyond_data);
}

TEST(leaves_within, a_column_counts_its_answers) {
  const auto c = kaplan_meier::fit(aml_maintained());
  const std::vector<double> age{0, 13, walaa::missing, 150, 200};
  std::vector<double> value(5, -1), error(5, -1);
  std::vector<leaving> status(5);
  const auto counts = leaves_within(c, age, 21, {.value = value, .error = error, .status = status});
  EXPECT_EQ(counts, (walaa::leave_counts{.known = 2, .gone = 0, .beyond_data = 2, .no_age = 1}));
  EXPECT_EQ(status,
            (std::vector<leaving>{leaving::known, leaving::known, leaving::no_age, leaving::beyond_data, leaving::beyond_data}));
  EXPECT_RELATIVE(value[1], 11.0 / 20, 1e-14);
  for (const std::size_t i : {2u, 3u, 4u}) EXPECT_TRUE(walaa::is_missing(value[i]) && walaa::is_missing(error[i]));
  std::vector<double> bare(5);
  leaves_within(c, age, 21, {.value = bare});
  EXPECT_EQ(bare[1], value[1]);
  EXPECT_EQ(leaves_within(c, std::vector<double>{}, 21, {.value = {}}), walaa::leave_counts{});
}

TEST(leaves_within, durations_are_converted_to_the_models_unit) {
  const auto c = kaplan_meier::fit(aml_maintained());  // weeks
  EXPECT_EQ(leaves_within(c, weeks{13}, days{147}).value, leaves_within(c, 13.0, 21.0).value);
  EXPECT_EQ(leaves_within(c, days{91}, weeks{21}).value, leaves_within(c, 13.0, 21.0).value);
  const std::vector<double> age{13};
  std::vector<double> value(1);
  leaves_within(c, age, walaa::time_unit::week, days{147}, {.value = value});
  EXPECT_EQ(value[0], leaves_within(c, 13.0, 21.0).value);
  EXPECT_THROW(leaves_within(c, age, walaa::time_unit::day, days{147}, {.value = value}), walaa::invalid_input);
}

template<class T>
concept takes_bare_numbers_as_durations = requires(kaplan_meier c, T x) { leaves_within(c, weeks{1}, x); };
static_assert(takes_bare_numbers_as_durations<days> && !takes_bare_numbers_as_durations<double>);

TEST(leaves_within, another_unit_changes_no_probability) {
  std::vector<double> in_days;
  for (const double w : aml_maintained().duration) in_days.push_back(7 * w);
  const auto by_week = kaplan_meier::fit(aml_maintained());
  const auto by_day = kaplan_meier::fit(
      {.duration = in_days, .event = aml_maintained().event, .entry = {}, .weight = {}, .unit = walaa::time_unit::day});
  for (int age = 0; age < 140; age += 3)
    EXPECT_EQ(leaves_within(by_week, days{7.0 * age}, days{147}).value, leaves_within(by_day, days{7.0 * age}, days{147}).value);
}

TEST(leaves_within, refuses_what_is_no_time) {
  const auto c = kaplan_meier::fit(aml_maintained());
  const auto message = [&](auto&& call) -> std::string {
    try {
      call();
    } catch (const walaa::invalid_input& e) {
      return e.what();
    }
    return "accepted";
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> value(2, -7);
  EXPECT_EQ(message([&] { leaves_within(c, 1.0, -1.0); }), "leaves_within: h = -1 is negative [D104]");
  EXPECT_EQ(message([&] { leaves_within(c, 1.0, walaa::missing); }), "leaves_within: h = NaN is not a finite number [D103]");
  EXPECT_EQ(message([&] { leaves_within(c, -1.0, 1.0); }), "leaves_within: alive_at = -1 is negative [D104]");
  EXPECT_EQ(message([&] {
              leaves_within(c, std::vector<double>{1, -3}, 1.0, {.value = value});
            }),
            "leaves_within: alive_at[1] = -3 is negative [D104]");
  EXPECT_EQ(message([&] {
              leaves_within(c, std::vector<double>{1, infinity}, 1.0, {.value = value});
            }),
            "leaves_within: alive_at[1] = inf is not a finite number [D103]");
  EXPECT_EQ(value, (std::vector<double>{-7, -7}));  // nothing half done
  EXPECT_THROW(leaves_within(c, std::vector<double>{1, 2, 3}, 1.0, {.value = value}), walaa::invalid_input);
  EXPECT_THROW(leaves_within(c, std::vector<double>{1, 2}, 1.0, {.value = value, .error = std::span(value).first(1)}),
               walaa::invalid_input);
}

}  // namespace
