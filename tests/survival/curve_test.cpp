// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/curve.hpp>  // the header under test comes first: it must stand alone

#include "aml.hpp"            // for aml_maintained, aml_nonmaintained
#include "owned_spells.hpp"   // for random_spells
#include "relative.hpp"       // for EXPECT_RELATIVE
#include "survival_rows.hpp"  // for telco

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::curve_interval;
using walaa::curve_status;
using walaa::kaplan_meier;
using walaa::spells;
using walaa::tests::aml_maintained;
using walaa::tests::aml_nonmaintained;

/// Spells that own their columns.
struct owned {
  std::vector<double> duration, event, entry, weight;
  operator spells() const {
    return {.duration = duration, .event = event, .entry = entry, .weight = weight, .unit = walaa::time_unit::day};
  }
  owned rows(const std::vector<std::size_t>& which) const {
    owned o;
    for (const std::size_t i : which) {
      o.duration.push_back(duration[i]);
      o.event.push_back(event[i]);
      if (!entry.empty()) o.entry.push_back(entry[i]);
      if (!weight.empty()) o.weight.push_back(weight[i]);
    }
    return o;
  }
};

// Ten spells with ties, late entry and weights.
const owned late{.duration = {5, 6, 6, 8, 10, 12, 12, 15, 20, 20},
                 .event = {1, 0, 1, 1, 0, 1, 1, 0, 1, 0},
                 .entry = {0, 0, 2, 3, 0, 5, 6, 6, 7, 11},
                 .weight = {1, 2, 1, 3, 1, 2, 1, 1, 2, 1}};

bool same_steps(const kaplan_meier& a, const kaplan_meier& b) {
  return a.time == b.time && a.surviving == b.surviving && a.greenwood == b.greenwood && a.at_risk == b.at_risk &&
         a.left == b.left && a.last_time == b.last_time;
}

// ---- published numbers ----

struct row {
  double time, at_risk, survival, error, lo, hi;
};

// R 4.2, survival 3.5-3: survfit(Surv(time, status) ~ 1, aml, conf.type = ...), printed to 15 digits.
constexpr row maintained_log_log[] = {
    {9, 11, 0.909090909090909, 0.0866784172041448, 0.5080802057699297, 0.986673822667823},
    {13, 10, 0.818181818181818, 0.1162912998303329, 0.4474286146821814, 0.951162228582492},
    {18, 8, 0.715909090909091, 0.1396649705572278, 0.3501903859079384, 0.899023974191053},
    {23, 7, 0.613636363636364, 0.1526323310273120, 0.2657520400012861, 0.835299243250221},
    {31, 5, 0.490909090909091, 0.1641932672211358, 0.1673309097768508, 0.753399790370811},
    {34, 4, 0.368181818181818, 0.1626688858270948, 0.0928295749369852, 0.657040832398164},
    {48, 2, 0.184090909090909, 0.1534927457862937, 0.0117384801231896, 0.525014842726641},
};
constexpr row maintained_log[] = {
    {9, 11, 0.909090909090909, 0.0866784172041448, 0.7541338450815255, 1},
    {23, 7, 0.613636363636364, 0.1526323310273120, 0.3768670595016798, 0.999157600228473},
    {34, 4, 0.368181818181818, 0.1626688858270948, 0.1548771178971911, 0.875260678143908},
    {48, 2, 0.184090909090909, 0.1534927457862937, 0.0359178984891853, 0.943525769474552},
};
constexpr row maintained_plain[] = {
    {9, 11, 0.909090909090909, 0.0866784172041448, 0.7392043331338484, 1},
    {18, 8, 0.715909090909091, 0.1396649705572278, 0.4421707787150773, 0.989647403103104},
    {34, 4, 0.368181818181818, 0.1626688858270948, 0.0493566605554544, 0.687006975808182},
    {48, 2, 0.184090909090909, 0.1534927457862937, 0, 0.484931162720207},
};
constexpr row nonmaintained_log_log[] = {
    {5, 12, 0.8333333333333334, 0.1075828707279838, 0.48171494219537886, 0.955509365728065},
    {8, 10, 0.6666666666666667, 0.1360827634879544, 0.33701893254140197, 0.859711799084440},
    {12, 8, 0.5833333333333334, 0.1423187606383278, 0.27013892408549733, 0.800940192333387},
    {23, 6, 0.4861111111111112, 0.1481300625534829, 0.19187661961872829, 0.729671569779485},
    {27, 5, 0.3888888888888890, 0.1469861839480328, 0.12627201219539366, 0.649817408289315},
    {30, 4, 0.2916666666666667, 0.1387151691349874, 0.07240160890777184, 0.560886052671409},
    {33, 3, 0.1944444444444445, 0.1218745053804462, 0.03119864293121194, 0.461429476238114},
    {43, 2, 0.0972222222222222, 0.0918663649675205, 0.00574630569586383, 0.348903861110750},
};

template<std::size_t N> void expect_rows(const kaplan_meier& c, const row (&rows)[N], curve_interval interval) {
  for (const row& r : rows) {
    const auto e = c.at(r.time, {.interval = interval});
    ASSERT_EQ(e.status, curve_status::known);
    EXPECT_EQ(e.options.interval, interval);
    EXPECT_RELATIVE(e.value, r.survival, 1e-12);
    EXPECT_RELATIVE(e.error, r.error, 1e-12);
    EXPECT_RELATIVE(e.lo, r.lo, 1e-12);
    EXPECT_RELATIVE(e.hi, r.hi, 1e-12);
    const auto at = static_cast<std::size_t>(std::find(c.time.begin(), c.time.end(), r.time) - c.time.begin());
    ASSERT_LT(at, c.time.size());
    EXPECT_EQ(c.at_risk[at], r.at_risk);
  }
}

TEST(curve, aml_agrees_with_r_survival) {
  const auto maintained = kaplan_meier::fit(aml_maintained());
  EXPECT_EQ(maintained.time, (std::vector<double>{9, 13, 18, 23, 31, 34, 48}));
  EXPECT_EQ(maintained.last_time, 161);
  EXPECT_EQ(maintained.leavers(), 7);
  EXPECT_EQ(maintained.unit, walaa::time_unit::week);
  expect_rows(maintained, maintained_log_log, curve_interval::log_log);
  expect_rows(maintained, maintained_log, curve_interval::log);
  expect_rows(maintained, maintained_plain, curve_interval::plain);
  expect_rows(kaplan_meier::fit(aml_nonmaintained()), nonmaintained_log_log, curve_interval::log_log);
}

struct median_case {
  curve_interval interval;
  double share;
  std::optional<double> value, lo, hi;
};

TEST(curve, ages_agree_with_r_survival) {  // quantile(survfit(...), c(.25, .5, .75)), same version
  const median_case maintained[] = {
      {curve_interval::plain, 0.25, 18, 9, 34},    {curve_interval::plain, 0.50, 31, 18, 48},
      {curve_interval::plain, 0.75, 48, 31, {}},   {curve_interval::log, 0.25, 18, 13, {}},
      {curve_interval::log, 0.50, 31, 18, {}},     {curve_interval::log, 0.75, 48, 34, {}},
      {curve_interval::log_log, 0.25, 18, 9, 34},  {curve_interval::log_log, 0.50, 31, 13, {}},
      {curve_interval::log_log, 0.75, 48, 31, {}},
  };
  const median_case nonmaintained[] = {{curve_interval::plain, 0.50, 23, 8, 33},
                                       {curve_interval::log, 0.50, 23, 8, {}},
                                       {curve_interval::log_log, 0.50, 23, 5, 33}};
  const auto expect = [](const kaplan_meier& c, const median_case& m) {
    const auto a = c.age_when_left(m.share, {.interval = m.interval});
    EXPECT_EQ(a.value, m.value);
    EXPECT_EQ(a.lo, m.lo);
    EXPECT_EQ(a.hi, m.hi);
  };
  for (const auto& m : maintained) expect(kaplan_meier::fit(aml_maintained()), m);
  for (const auto& m : nonmaintained) expect(kaplan_meier::fit(aml_nonmaintained()), m);
}

TEST(curve, restricted_mean_agrees_with_r_survival) {  // summary(survfit(...), rmean = tau)$table, same version
  struct mean_case {
    double horizon, value, error;
  };
  constexpr mean_case maintained[] = {{20, 18.15909090909091, 1.06683194556365},
                                      {31, 25.21590909090909, 2.45138835310111},
                                      {40, 28.8977272727273, 3.4675776788916},
                                      {45, 30.73863636363636, 4.11408624001147},
                                      {161, 52.6454545454545, 19.8286027955626}};
  constexpr mean_case nonmaintained[] = {{20, 14.83333333333333, 1.82890880237572},
                                         {31, 19.98611111111111, 3.14035579047036},
                                         {40, 21.93055555555556, 3.83564116318459},
                                         {45, 22.70833333333334, 4.18094198103315}};
  const auto expect = [](const kaplan_meier& c, const mean_case& m) {
    const auto e = c.restricted_mean(m.horizon);
    EXPECT_RELATIVE(e.value, m.value, 1e-13);
    EXPECT_RELATIVE(e.error, m.error, 1e-13);
    EXPECT_RELATIVE(e.lo, m.value - 1.959963984540054 * m.error, 1e-12);
    EXPECT_RELATIVE(e.hi, std::min(m.horizon, m.value + 1.959963984540054 * m.error), 1e-12);
  };
  for (const auto& m : maintained) expect(kaplan_meier::fit(aml_maintained()), m);
  for (const auto& m : nonmaintained) expect(kaplan_meier::fit(aml_nonmaintained()), m);
  const auto c = kaplan_meier::fit(aml_maintained());
  EXPECT_EQ(c.restricted_mean(walaa::days{7 * 40}).value, c.restricted_mean(40).value);
  EXPECT_EQ(c.restricted_mean(0).value, 0);
}

TEST(curve, late_entry_and_weights_agree_with_r_survival) {
  // survfit(Surv(entry, duration, event) ~ 1, conf.type = "log-log") on the 15 rows that the weights stand for, same version
  constexpr row expected[] = {
      {5, 8, 0.875, 0.875 * 0.133630620956212, 0.38700001403202522, 0.981392965878966},
      {6, 9, 0.777777777777778, 0.777777777777778 * 0.178174161274950, 0.36475123116547392, 0.939296442486602},
      {8, 10, 0.544444444444444, 0.544444444444444 * 0.273135817137143, 0.23072271967816371, 0.777200570214743},
      {12, 7, 0.311111111111111, 0.311111111111111 * 0.426316820857484, 0.09178637637996846, 0.565057801421242},
      {20, 3, 0.103703703703704, 0.103703703703704 * 0.921093208319711, 0.00656153333796563, 0.359972792855387},
  };
  const auto c = kaplan_meier::fit(late);
  expect_rows(c, expected, curve_interval::log_log);
  EXPECT_EQ(c.left, (std::vector<double>{1, 1, 3, 3, 2}));
  EXPECT_RELATIVE(c.restricted_mean(15).value, 10.54166666666667, 1e-13);
  EXPECT_RELATIVE(c.restricted_mean(15).error, 1.16576643508588, 1e-13);
  EXPECT_EQ(c.median().value, 12);
  EXPECT_EQ(c.median().lo, 5);
  EXPECT_EQ(c.median().hi, 20);
}

// IBM's telco sample; R 4.2, survival 3.5-3.

TEST(curve, telco_customers_agree_with_r_survival) {
  const auto everybody = [](const walaa::tests::telco_row&) { return true; };
  const auto zero = [](const walaa::tests::telco_row&) { return 0; };
  const auto all = kaplan_meier::fit(walaa::tests::telco(everybody, zero));
  EXPECT_EQ(all.observations, 7043);
  EXPECT_EQ(all.leavers(), 1869);
  const double expected[][2] = {
      {1, 0.945961319681}, {12, 0.843199553816}, {24, 0.788736398371}, {48, 0.708840184346}, {72, 0.592790152052}};
  for (const auto& [t, s] : expected) EXPECT_NEAR(all.survival(t), s, 1e-12);
  EXPECT_NEAR(all.at(12).error, 0.00449216025, 1e-11);
}

TEST(curve, telco_customers_by_the_month_agree_with_r_survival_and_the_published_curve) {
  // month-to-month with internet: 3,351 customers, 1,556 left. Published at lingying.me: 0.7803 0.6950 0.5753 0.3872 0.2890, median 34
  const auto c =
      kaplan_meier::fit(walaa::tests::telco([](const walaa::tests::telco_row& r) { return r.contract == 0 && r.internet == 1; },
                                            [](const walaa::tests::telco_row&) { return 0; }));
  EXPECT_EQ(c.observations, 3351);
  EXPECT_EQ(c.leavers(), 1556);
  const double expected[][2] = {{6, 0.780260043798},  {12, 0.695030789041}, {24, 0.575343116025},
                                {34, 0.495098716233}, {48, 0.387177134457}, {60, 0.289012810921}};
  for (const auto& [t, s] : expected) EXPECT_NEAR(c.survival(t), s, 1e-12);
  const auto median = c.median({.interval = curve_interval::log});
  EXPECT_EQ(median.value, 34);
  EXPECT_EQ(median.lo, 31);
  EXPECT_EQ(median.hi, 37);
  EXPECT_NEAR(c.restricted_mean(72).value, 35.711342975360, 1e-11);
}

// ---- laws ----

TEST(curve, weights_equal_repeated_rows) {
  owned repeated = late;
  repeated.weight.clear();
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < late.weight.size(); ++i) which.insert(which.end(), static_cast<std::size_t>(late.weight[i]), i);
  repeated = repeated.rows(which);
  EXPECT_EQ(kaplan_meier::fit(late), kaplan_meier::fit(repeated));
}

TEST(curve, splitting_a_spell_changes_nothing) {
  owned split = late;
  split.duration[7] = 9;  // (6, 15] becomes (6, 9] and (9, 15]
  split.duration.push_back(15), split.event.push_back(0), split.entry.push_back(9), split.weight.push_back(1);
  split.duration[8] = 12,
  split.event[8] = 0;  // (7, 20] with event becomes (7, 12] without and (12, 20] with: cut at an event time
  split.duration.push_back(20), split.event.push_back(1), split.entry.push_back(12), split.weight.push_back(2);
  EXPECT_TRUE(same_steps(kaplan_meier::fit(late), kaplan_meier::fit(split)));
}

TEST(curve, row_order_does_not_matter_to_the_bit) {
  owned o = late;
  for (std::size_t i = 0; i < o.weight.size(); ++i) o.weight[i] = 0.1 + 0.7 / static_cast<double>(i + 1);  // sums that round
  const auto expected = kaplan_meier::fit(o);
  std::vector<std::size_t> order(o.duration.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(7);
  for (int trial = 0; trial < 50; ++trial) {
    std::shuffle(order.begin(), order.end(), random);
    EXPECT_EQ(kaplan_meier::fit(o.rows(order)), expected);
  }
}

TEST(curve, nobody_left_is_a_curve_at_one) {
  const auto c = kaplan_meier::fit(owned{{3, 5, 5}, {0, 0, 0}, {}, {}});
  EXPECT_TRUE(c.time.empty());
  EXPECT_EQ(c.leavers(), 0);
  EXPECT_EQ(c.survival(5), 1);
  EXPECT_EQ(c.log_survival(0), 0);
  EXPECT_EQ(c.at(4).lo, 1);
  EXPECT_EQ(c.at(4).hi, 1);
  EXPECT_EQ(c.at(4).error, 0);
  EXPECT_FALSE(c.median().value.has_value());
  EXPECT_EQ(c.restricted_mean(5).value, 5);
  EXPECT_EQ(c.restricted_mean(5).error, 0);
  EXPECT_EQ(c.brief(), "kaplan_meier on 3 spells, days: nobody left, last seen at 5");
}

TEST(curve, without_censoring_it_is_the_share_still_there) {
  const auto c = kaplan_meier::fit(owned{{4, 1, 3, 2, 5, 1, 2, 6}, {1, 1, 1, 1, 1, 1, 1, 1}, {}, {}});
  const double n = 8, there[] = {8, 6, 4, 3, 2, 1, 0};
  for (int t = 0; t <= 6; ++t) {
    EXPECT_RELATIVE(c.survival(t), there[t] / n, 1e-15);
    // and Greenwood's variance is the binomial one
    if (t == 0 || t == 6) continue;
    EXPECT_RELATIVE(c.at(t).error, std::sqrt(there[t] / n * (1 - there[t] / n) / n), 1e-14);
  }
  EXPECT_RELATIVE(c.restricted_mean(6).value, 24.0 / 8, 1e-15);  // the plain mean
  EXPECT_EQ(c.survival(100), 0);                                 // nobody is left: known for ever
  EXPECT_EQ(c.at(6).status, curve_status::without_error);
  EXPECT_TRUE(walaa::is_missing(c.at(6).error));
}

TEST(curve, one_censored_with_an_event_was_still_at_risk) {
  const auto c = kaplan_meier::fit(owned{{2, 2, 3}, {1, 0, 1}, {}, {}});
  EXPECT_EQ(c.at_risk, (std::vector<double>{3, 1}));
  EXPECT_RELATIVE(c.survival(2), 2.0 / 3, 1e-15);
  EXPECT_EQ(c.survival(3), 0);
}

TEST(curve, one_entering_at_an_event_time_was_not_yet_at_risk) {
  const auto c = kaplan_meier::fit(owned{{2, 4, 4}, {1, 0, 0}, {0, 0, 2}, {}});
  EXPECT_EQ(c.at_risk, (std::vector<double>{2}));
}

TEST(curve, leaving_at_birth_counts) {
  const auto c = kaplan_meier::fit(owned{{0, 3, 3, 3}, {1, 0, 0, 0}, {}, {}});
  EXPECT_EQ(c.survival(0), 0.75);
}

TEST(curve, a_risk_set_emptied_by_late_entry_is_reported) {
  const auto c = kaplan_meier::fit(owned{{1, 5, 6}, {1, 1, 0}, {0, 2, 2}, {}});
  EXPECT_TRUE(c.emptied);
  EXPECT_EQ(c.survival(1), 0);
  EXPECT_EQ(c.survival(5), 0);
  EXPECT_EQ(c.at_risk, (std::vector<double>{1, 2}));
  EXPECT_NE(c.brief().find("late entry"), std::string::npos);
  EXPECT_FALSE(kaplan_meier::fit(late).emptied);
  EXPECT_FALSE(kaplan_meier::fit(aml_nonmaintained()).emptied);  // S ends at 0 with the last customer, as it should
  const double third = 1.0 / 3;                                  // also with weights whose sums round
  EXPECT_TRUE(kaplan_meier::fit(owned{{1, 1, 5, 6}, {1, 1, 1, 0}, {0, 0, 2, 2}, {third, 0.1, 0.7, 1e6}}).emptied);
}

TEST(curve, one_half_reached_by_rounding_is_the_median) {
  owned o;
  for (int t = 1; t <= 24; ++t) o.duration.push_back(t), o.event.push_back(1);
  EXPECT_EQ(kaplan_meier::fit(o).median().value, 12);
}

TEST(curve, steps_are_right_continuous_and_beyond_the_data_nothing_is_said) {
  const auto c = kaplan_meier::fit(aml_maintained());
  EXPECT_EQ(c.survival(0), 1);
  EXPECT_EQ(c.survival(std::nextafter(9.0, 0.0) - 1e-9), 1);
  EXPECT_EQ(c.survival(9), c.surviving[0]);
  EXPECT_EQ(c.survival(160.9), c.surviving.back());
  EXPECT_TRUE(walaa::is_missing(c.survival(161.5)));
  EXPECT_TRUE(walaa::is_missing(c.log_survival(161.5)));
  EXPECT_EQ(c.at(161.5).status, curve_status::beyond_data);
  EXPECT_FALSE(c.at(161.5));
  EXPECT_FALSE(c.restricted_mean(162));
  std::vector<double> out(3);
  c.survival(std::vector<double>{5, 31, 200}, out);
  EXPECT_EQ(out[0], 1);
  EXPECT_EQ(out[1], c.surviving[4]);
  EXPECT_TRUE(walaa::is_missing(out[2]));
}

TEST(curve, a_sum_of_fractions_of_weeks_finds_its_day) {
  std::vector<double> duration, event;
  for (int day = 1; day <= 400; ++day) duration.push_back(day / 7.0), event.push_back(1);
  const auto c =
      kaplan_meier::fit({.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = walaa::time_unit::week});
  for (int from = 1; from < 200; ++from)
    for (int h = 1; h <= 200; h += 13)
      EXPECT_EQ(c.survival(from / 7.0 + h / 7.0), c.survival((from + h) / 7.0)) << from << " " << h;
}

TEST(curve, intervals_are_exchanged_for_narrower_ones_at_lower_levels) {
  const auto c = kaplan_meier::fit(aml_maintained());
  for (const auto interval : {curve_interval::plain, curve_interval::log, curve_interval::log_log}) {
    const auto wide = c.at(23, {.level = 0.99, .interval = interval}), narrow = c.at(23, {.level = 0.8, .interval = interval});
    EXPECT_LT(wide.lo, narrow.lo);
    EXPECT_LE(narrow.hi, wide.hi);
    EXPECT_LT(narrow.lo, narrow.value);
  }
}

TEST(curve, refuses_bad_questions) {
  const auto c = kaplan_meier::fit(aml_maintained());
  EXPECT_THROW(c.at(-1), walaa::invalid_input);
  EXPECT_THROW(c.at(walaa::missing), walaa::invalid_input);
  EXPECT_THROW(c.at(1, {.level = 1}), walaa::invalid_input);
  EXPECT_THROW(c.age_when_left(0), walaa::invalid_input);
  EXPECT_THROW(c.age_when_left(1), walaa::invalid_input);
  EXPECT_THROW(c.restricted_mean(-1), walaa::invalid_input);
  std::vector<double> out(1);
  EXPECT_THROW(c.survival(std::vector<double>{1, 2}, out), walaa::invalid_input);
  EXPECT_THROW(c.survival(std::vector<double>{-2}, out), walaa::invalid_input);
  EXPECT_THROW(kaplan_meier::fit({}), walaa::invalid_input);
}

TEST(curve, agrees_with_the_definition_on_random_spells) {  // those at risk counted one by one, in long double
  std::mt19937 random(11);
  for (int trial = 0; trial < 200; ++trial) {
    owned o;
    const std::size_t n = 1 + random() % 60;
    for (std::size_t i = 0; i < n; ++i) {
      o.entry.push_back(static_cast<double>(random() % 6));
      o.duration.push_back(o.entry[i] + 1 + static_cast<double>(random() % 12));
      o.event.push_back(static_cast<double>(random() % 2));
      o.weight.push_back(static_cast<double>(1 + random() % 9) / 8);
    }
    const auto c = kaplan_meier::fit(o);
    for (int t = 0; t <= 17; ++t) {
      long double survival = 1, greenwood = 0;
      for (int u = 0; u <= t; ++u) {
        long double at_risk = 0, left = 0;
        for (std::size_t i = 0; i < n; ++i) {
          if (o.entry[i] < u && u <= o.duration[i]) at_risk += o.weight[i];
          if (o.event[i] == 1 && o.duration[i] == u) left += o.weight[i];
        }
        if (left == 0) continue;
        survival *= 1 - left / at_risk;
        if (at_risk > left) greenwood += left / (at_risk * (at_risk - left));
      }
      if (t > c.last_time && survival > 0) {
        EXPECT_TRUE(walaa::is_missing(c.survival(t)));
        continue;
      }
      EXPECT_RELATIVE(c.survival(t), static_cast<double>(survival), 1e-13);
      if (survival > 0) {
        EXPECT_RELATIVE(c.at(t).error, static_cast<double>(survival * std::sqrt(greenwood)), 1e-13);
      }
    }
  }
}

TEST(curve, intervals_cover_as_often_as_they_say) {
  // 2,000 samples of 200 spells, exponential lifetimes, about a third censored; S(1) = 1/e. The share of intervals that hold
  // the truth is 0.95 within 3.3 standard errors, 0.016: a right interval fails in one seed of a thousand. The seed is fixed.
  std::mt19937 random(20240607);
  const auto exponential = [&](double rate) { return -std::log((static_cast<double>(random()) + 0.5) / 4294967296.0) / rate; };
  constexpr int samples = 2000, n = 200;
  int log_log = 0, logarithm = 0, plain = 0, mean = 0;
  const double truth = std::exp(-1.0);
  for (int k = 0; k < samples; ++k) {
    owned o;
    for (int i = 0; i < n; ++i) {
      const double leaves = exponential(1), censored = exponential(0.5);
      o.duration.push_back(std::min(leaves, censored));
      o.event.push_back(leaves <= censored ? 1 : 0);
    }
    const auto c = kaplan_meier::fit(o);
    const auto covers = [](const auto& e, double v) { return e.lo <= v && v <= e.hi ? 1 : 0; };
    log_log += covers(c.at(1, {.interval = curve_interval::log_log}), truth);
    logarithm += covers(c.at(1, {.interval = curve_interval::log}), truth);
    plain += covers(c.at(1, {.interval = curve_interval::plain}), truth);
    mean += covers(c.restricted_mean(1), 1 - truth);
  }
  for (const int covered : {log_log, logarithm, plain, mean}) EXPECT_NEAR(covered / static_cast<double>(samples), 0.95, 0.016);
}

// ---- saving ----

TEST(curve, comes_back_from_a_tree_as_it_was) {
  for (const auto& c : {kaplan_meier::fit(aml_maintained()), kaplan_meier::fit(late), kaplan_meier{}}) {
    const auto back = walaa::from_tree<kaplan_meier>(walaa::to_tree(c));
    EXPECT_EQ(back, c);
    EXPECT_NO_THROW(back.validate());
  }
}

TEST(curve, validate_refuses_columns_that_are_no_curve) {
  const auto good = kaplan_meier::fit(late);
  EXPECT_NO_THROW(good.validate());
  const auto refused = [&](auto&& spoil) {
    kaplan_meier bad = good;
    spoil(bad);
    try {
      bad.validate();
      return false;
    } catch (const walaa::load_error& e) {
      return e.code() == walaa::error_code::bad_value;
    }
  };
  EXPECT_TRUE(refused([](auto& c) { c.unit = static_cast<walaa::time_unit>(7); }));
  EXPECT_TRUE(refused([](auto& c) { c.time.pop_back(); }));
  EXPECT_TRUE(refused([](auto& c) { c.time[1] = c.time[0]; }));
  EXPECT_TRUE(refused([](auto& c) { c.time[0] = -1; }));
  EXPECT_TRUE(refused([](auto& c) { c.time[0] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& c) { c.last_time = 19; }));
  EXPECT_TRUE(refused([](auto& c) { c.last_time = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& c) { c.surviving[2] = 0.6; }));
  EXPECT_TRUE(refused([](auto& c) { c.surviving[2] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& c) { c.greenwood[2] = 0; }));
  EXPECT_TRUE(refused([](auto& c) { c.greenwood[2] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& c) { c.at_risk[2] = 1; }));
  EXPECT_TRUE(refused([](auto& c) { c.at_risk[2] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& c) { c.left[2] = 0; }));
  EXPECT_TRUE(refused([](auto& c) { c.left[2] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& c) { c.observations = -1; }));
}

// ---- three ways of counting: whole times, sorted times, sorted rows ----

TEST(curve, counted_days_sorted_times_and_weighted_rows_give_the_same_bits) {
  std::mt19937_64 random(41);
  for (int trial = 0; trial < 30; ++trial) {
    const auto days = walaa::tests::random_spells({.rows = 400, .oldest = 90, .late = trial % 2 == 0}, random);
    const auto a = kaplan_meier::fit(days);
    auto eighths = days, ones = days;
    for (auto* column : {&eighths.duration, &eighths.entry})
      for (double& v : *column) v /= 8;
    ones.weight.assign(ones.size(), 1.0);
    const auto b = kaplan_meier::fit(eighths);
    EXPECT_EQ(kaplan_meier::fit(ones), a);
    EXPECT_EQ(b.surviving, a.surviving);
    EXPECT_EQ(b.greenwood, a.greenwood);
    EXPECT_EQ(b.at_risk, a.at_risk);
    EXPECT_EQ(b.emptied, a.emptied);
    for (std::size_t j = 0; j < a.time.size(); ++j) EXPECT_EQ(b.time[j], a.time[j] / 8);
    ones.weight.assign(ones.size(), 0.5);  // halves are exact too: the same shares
    EXPECT_EQ(kaplan_meier::fit(ones).surviving, a.surviving);
  }
}

TEST(curve, each_way_does_not_mind_the_order_of_rows) {
  std::mt19937_64 random(42);
  for (int trial = 0; trial < 60; ++trial) {
    const auto o = walaa::tests::random_spells({.rows = 500,
                                                .grid = trial % 2 ? 1 : 0.1,
                                                .oldest = 300,
                                                .late = trial % 3 == 0,
                                                .whole_weights = trial % 5 == 0,
                                                .fractional_weights = trial % 5 == 1},
                                               random);
    EXPECT_EQ(kaplan_meier::fit(o), kaplan_meier::fit(o.shuffled(random)));
  }
}

TEST(curve, weights_equal_repeated_rows_each_way) {
  std::mt19937_64 random(43);
  for (int trial = 0; trial < 40; ++trial) {
    const auto o = walaa::tests::random_spells(
        {.rows = 150, .grid = trial % 2 ? 1 : 0.1, .late = trial % 3 == 0, .whole_weights = true}, random);
    EXPECT_EQ(kaplan_meier::fit(o), kaplan_meier::fit(o.repeated()));
  }
}

TEST(curve, ages_beyond_the_table_of_counts_and_minus_zero_are_times_like_others) {
  const auto c = kaplan_meier::fit(owned{{1e9, -0.0, 3e15, 1e9}, {1, 1, 0, 0}, {}, {}});
  EXPECT_EQ(c.time, (std::vector<double>{0, 1e9}));
  EXPECT_FALSE(std::signbit(c.time[0]));
  EXPECT_EQ(c.at_risk, (std::vector<double>{4, 3}));
  EXPECT_EQ(c.last_time, 3e15);
  const auto half = kaplan_meier::fit(owned{{0.5, -0.0, 0.0}, {1, 1, 0}, {}, {}});
  EXPECT_EQ(half.time, (std::vector<double>{0, 0.5}));
  EXPECT_FALSE(std::signbit(half.time[0]));
  EXPECT_EQ(half.at_risk, (std::vector<double>{3, 1}));
}

TEST(curve, a_million_tied_times_and_a_million_distinct_ones) {
  const std::size_t n = 1'000'000;
  owned tied{std::vector<double>(n, 7), std::vector<double>(n, 1), {}, {}};
  for (std::size_t i = 0; i < n / 4; ++i) tied.event[i] = 0;
  EXPECT_EQ(kaplan_meier::fit(tied).surviving, (std::vector<double>{0.25}));
  owned apart = tied;
  for (std::size_t i = 0; i < n; ++i) apart.duration[i] = static_cast<double>((i * 7919) % n) + 0.5, apart.event[i] = 1;
  const auto c = kaplan_meier::fit(apart);
  ASSERT_EQ(c.time.size(), n);
  EXPECT_RELATIVE(c.survival(499'999.5), 0.5, 1e-10);
  EXPECT_EQ(c.surviving.back(), 0);
}

TEST(curve, times_that_agree_in_their_leading_bits_are_told_apart) {
  owned o;
  const std::size_t n = 3000;
  for (std::size_t i = 0; i < n; ++i)
    o.duration.push_back(1 + static_cast<double>((i * 1009) % n) * 0x1p-52), o.event.push_back(1);
  o.duration.push_back(1e300), o.event.push_back(0);
  const auto c = kaplan_meier::fit(o);
  ASSERT_EQ(c.time.size(), n);
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_EQ(c.time[i], 1 + static_cast<double>(i) * 0x1p-52);
    EXPECT_EQ(c.at_risk[i], static_cast<double>(n + 1 - i));
  }
}

TEST(curve, bad_rows_among_countable_ones_are_refused_by_row) {
  const auto message = [](const owned& o) {
    try {
      kaplan_meier::fit(o);
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  EXPECT_EQ(message({{1, 2, 3}, {1, 0, 0.5}, {}, {}}),
            "kaplan_meier::fit: event[2] = 0.5 is neither 0 (still a customer) nor 1 (left) [D114]");
  EXPECT_EQ(message({{1, -1, 3}, {1, 0, 0}, {}, {}}), "kaplan_meier::fit: duration[1] = -1 is negative [D104]");
  EXPECT_EQ(message({{1, 2, 3}, {1, 0, 0}, {0, 0, 3}, {}}),
            "kaplan_meier::fit: entry[2] = 3 is not before duration[2] = 3; a spell is the interval (entry, duration] [D204]");
  EXPECT_EQ(message({{1, 2, 3}, {1, 0, 0}, {}, {1, -2, 1}}), "kaplan_meier::fit: weight[1] = -2 is not positive [D111]");
  EXPECT_EQ(message({{1, 2, 3}, {1, 0, 0}, {}, {1, 2}}),
            "kaplan_meier::fit: duration has 3 rows and weight has 2; one row a customer in both [D101]");
  EXPECT_EQ(message({{1, INFINITY, 3}, {1, 0, 0}, {}, {}}), "kaplan_meier::fit: duration[1] = inf is not a finite number [D103]");
}

// ---- influence ----

TEST(curve, influence_of_each_customer_as_therneau_and_grambsch_print_it) {
  // appendix E; by time 1, 1, 6, 6, 8, 9: at t = 1 (-20, 4, 4, 4, 4, 4)/144, from 6 to 8 (-10, 2, -13, -13, 17, 17)/144, zeros at 9
  const owned book{{9, 1, 1, 6, 6, 8}, {1, 1, 0, 1, 1, 0}, {}, {}};
  const auto c = kaplan_meier::fit(book);
  std::vector<double> out(6);
  const auto expect = [&](double t, const std::vector<double>& expected) {
    c.influence(book, t, out);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(out[i], expected[i] / 144, 1e-16) << i << " at " << t;
  };
  expect(0.5, {0, 0, 0, 0, 0, 0});
  expect(1, {4, -20, 4, 4, 4, 4});
  expect(6, {17, -10, 2, -13, -13, 17});
  expect(8, {17, -10, 2, -13, -13, 17});
  expect(9, {0, 0, 0, 0, 0, 0});
  c.influence(book, 10, out);  // S = 0 from 9 on: known
  EXPECT_EQ(out[0], 0);
}

TEST(curve, influence_is_the_derivative_by_weight) {
  const auto c = kaplan_meier::fit(late);
  for (const double t : {5.0, 8.0, 12.0, 19.0}) {
    std::vector<double> out(late.duration.size());
    c.influence(late, t, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      owned up = late, down = late;
      up.weight[i] += 1e-5, down.weight[i] -= 1e-5;
      const double slope = (kaplan_meier::fit(up).survival(t) - kaplan_meier::fit(down).survival(t)) / 2e-5;
      EXPECT_NEAR(out[i], slope, 1e-9);
    }
  }
  std::vector<double> out(late.duration.size());
  const auto unknown = kaplan_meier::fit(aml_maintained());
  std::vector<double> eleven(11);
  unknown.influence(aml_maintained(), 200, eleven);
  EXPECT_TRUE(walaa::is_missing(eleven[0]));
}

TEST(curve, squared_influences_are_greenwoods_variance_without_late_entry) {
  const auto c = kaplan_meier::fit(aml_nonmaintained());
  std::vector<double> out(12);
  for (const double t : {5.0, 12.0, 30.0, 43.0}) {
    c.influence(aml_nonmaintained(), t, out);
    double squares = 0;
    for (const double v : out) squares += v * v;
    EXPECT_RELATIVE(std::sqrt(squares), c.at(t).error, 1e-13);
  }
}

}  // namespace
