// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/nelson_aalen.hpp>  // the header under test comes first: it must stand alone

#include "aml.hpp"                  // for aml_maintained, aml_nonmaintained
#include "owned_spells.hpp"         // for owned_spells, random_spells
#include "relative.hpp"             // for EXPECT_RELATIVE
#include "survival_model_laws.hpp"  // for expect_survival_model_laws

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::curve_status;
using walaa::hazard_interval;
using walaa::nelson_aalen;
using walaa::tied_hazard;
using walaa::tests::aml_maintained;
using walaa::tests::aml_nonmaintained;
using walaa::tests::owned_spells;
using walaa::tests::random_spells;

// Time 9 1 1 6 6 8, status 1 1 0 1 1 0 of Therneau & Grambsch (2000), appendix E.
const owned_spells book{{9, 1, 1, 6, 6, 8}, {1, 1, 0, 1, 1, 0}};

// ---- published numbers ----

struct row {
  double time, hazard, error;
};

// R 4.2, survival 3.5-3: survfit(Surv(time, status) ~ 1, aml, stype = 2, ctype = 1 and 2), nonmaintained.
constexpr row together[] = {{5, 0.166666666666667, 0.117851130197758},  {8, 0.366666666666667, 0.184089350286454},
                            {12, 0.491666666666667, 0.222517165380311}, {23, 0.658333333333333, 0.278013788626871},
                            {27, 0.858333333333333, 0.342478709800575}, {30, 1.108333333333333, 0.424018474440285},
                            {33, 1.441666666666667, 0.539354037509480}, {43, 1.941666666666667, 0.735460928790767},
                            {45, 2.941666666666666, 1.241331050839291}};
constexpr row one_after_other[] = {{5, 0.174242424242424, 0.123324398455301},  {8, 0.385353535353535, 0.193790057192590},
                                   {12, 0.510353535353535, 0.230606995268373}, {23, 0.677020202020202, 0.284530075817101},
                                   {27, 0.877020202020202, 0.347789252341824}, {30, 1.127020202020202, 0.428319231467004},
                                   {33, 1.460353535353535, 0.542741628360674}, {43, 1.960353535353535, 0.737948829632242},
                                   {45, 2.960353535353535, 1.242806692593662}};

template<std::size_t N> void expect_rows(const nelson_aalen& c, const row (&rows)[N]) {
  ASSERT_EQ(c.time.size(), N);
  for (const row& r : rows) {
    const auto e = c.at(r.time);
    ASSERT_EQ(e.status, curve_status::known);
    EXPECT_RELATIVE(e.value, r.hazard, 3e-15);
    EXPECT_RELATIVE(e.error, r.error, 3e-15);
  }
}

TEST(nelson_aalen, aml_agrees_with_r_survival) {
  expect_rows(nelson_aalen::fit(aml_nonmaintained()), together);
  expect_rows(nelson_aalen::fit(aml_nonmaintained(), tied_hazard::one_after_other), one_after_other);
}

TEST(nelson_aalen, influence_of_each_customer_as_therneau_and_grambsch_print_it) {
  // by time 1, 1, 6, 6, 8, 9: at t = 1 (10, -2, -2, -2, -2, -2)/72, from 6 to 8 (10, -2, 7, 7, -11, -11)/72; first row here is 9
  const auto c = nelson_aalen::fit(book);
  const double at_one[] = {-2, 10, -2, -2, -2, -2}, from_six[] = {-11, 10, -2, 7, 7, -11};
  std::vector<double> out(6);
  c.influence(book, 1, out);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(out[i], at_one[i] / 72, 1e-16);
  for (const double t : {6.0, 7.5, 8.0}) {
    c.influence(book, t, out);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(out[i], from_six[i] / 72, 1e-16);
  }
}

// ---- conventions ----

TEST(nelson_aalen, ties_together_are_the_default_and_one_after_other_is_a_named_option) {
  const owned_spells tied{{1, 1, 1, 2}, {1, 1, 1, 0}};
  EXPECT_EQ(nelson_aalen::fit(tied).ties, tied_hazard::together);
  EXPECT_RELATIVE(nelson_aalen::fit(tied).cumulative_hazard(1), 0.75, 1e-16);
  EXPECT_RELATIVE(nelson_aalen::fit(tied, tied_hazard::one_after_other).cumulative_hazard(1), 1.0 / 4 + 1.0 / 3 + 1.0 / 2, 1e-15);
}

TEST(nelson_aalen, intervals_are_on_the_log_scale_unless_plain_is_asked_for) {
  const auto c = nelson_aalen::fit(aml_nonmaintained());
  const double z = 1.959963984540054, h = together[3].hazard, e = together[3].error;
  EXPECT_EQ(c.at(23).options.interval, hazard_interval::log);
  EXPECT_RELATIVE(c.at(23).lo, h * std::exp(-z * e / h), 1e-14);
  EXPECT_RELATIVE(c.at(23).hi, h * std::exp(z * e / h), 1e-14);
  EXPECT_RELATIVE(c.at(23, {.interval = hazard_interval::plain}).lo, h - z * e, 1e-13);
  EXPECT_RELATIVE(c.at(23, {.interval = hazard_interval::plain}).hi, h + z * e, 1e-14);
  EXPECT_EQ(c.at(5, {.interval = hazard_interval::plain}).lo, 0);
  EXPECT_EQ(c.at(0).hi, 0);
}

// ---- laws ----

TEST(nelson_aalen, is_a_survival_model) {
  walaa::tests::expect_survival_model_laws(nelson_aalen::fit(aml_nonmaintained()), 45);
  walaa::tests::expect_survival_model_laws(nelson_aalen::fit(aml_maintained()), 161);
}

TEST(nelson_aalen, without_ties_both_forms_are_one_to_the_bit) {
  const owned_spells o{{1, 2, 3, 4.5, 7}, {1, 0, 1, 1, 0}};
  const auto a = nelson_aalen::fit(o), b = nelson_aalen::fit(o, tied_hazard::one_after_other);
  EXPECT_EQ(a.hazard, b.hazard);
  EXPECT_EQ(a.variance, b.variance);
}

TEST(nelson_aalen, weights_equal_repeated_rows_in_both_forms) {
  std::mt19937_64 random(11);
  for (int trial = 0; trial < 40; ++trial) {
    const auto o = random_spells({.grid = trial % 2 ? 1 : 0.1, .late = trial % 3 == 0, .whole_weights = true}, random);
    for (const auto ties : {tied_hazard::together, tied_hazard::one_after_other})
      EXPECT_EQ(nelson_aalen::fit(o, ties), nelson_aalen::fit(o.repeated(), ties));
  }
}

TEST(nelson_aalen, row_order_does_not_matter_to_the_bit) {
  std::mt19937_64 random(12);
  for (int trial = 0; trial < 60; ++trial) {
    const auto o = random_spells(
        {.rows = 300, .grid = trial % 2 ? 1 : 0.1, .oldest = 60, .late = trial % 3 == 0, .fractional_weights = trial % 5 == 0},
        random);
    EXPECT_EQ(nelson_aalen::fit(o), nelson_aalen::fit(o.shuffled(random)));
  }
}

TEST(nelson_aalen, counted_days_and_sorted_times_give_the_same_steps) {
  std::mt19937_64 random(13);
  for (int trial = 0; trial < 20; ++trial) {
    auto days = random_spells({.rows = 500, .oldest = 200, .late = trial % 2 == 0}, random), eighths = days;
    for (auto* column : {&eighths.duration, &eighths.entry})
      for (double& v : *column) v /= 8;
    const auto a = nelson_aalen::fit(days), b = nelson_aalen::fit(eighths);
    EXPECT_EQ(a.hazard, b.hazard);
    EXPECT_EQ(a.at_risk, b.at_risk);
    auto weighted = eighths;
    weighted.weight.assign(weighted.size(), 1.0);
    EXPECT_EQ(nelson_aalen::fit(weighted), b);
  }
}

TEST(nelson_aalen, influence_is_the_derivative_by_weight) {
  std::mt19937_64 random(14);
  for (const auto ties : {tied_hazard::together, tied_hazard::one_after_other}) {
    auto o = random_spells({.rows = 25, .oldest = 8, .late = true, .whole_weights = true}, random);
    const auto c = nelson_aalen::fit(o, ties);
    for (const double t : {2.0, 5.0, 8.0}) {
      if (t > c.last_time) continue;
      std::vector<double> out(o.size());
      c.influence(o, t, out);
      for (std::size_t i = 0; i < o.size(); ++i) {
        auto up = o, down = o;
        const double step = 1e-5;
        up.weight[i] += step, down.weight[i] -= step;
        const double slope =
            (nelson_aalen::fit(up, ties).cumulative_hazard(t) - nelson_aalen::fit(down, ties).cumulative_hazard(t)) / (2 * step);
        EXPECT_NEAR(out[i], slope, 1e-8) << i << " at " << t;  // second differences of order step^2, rounding 1e-16 / step
      }
    }
  }
}

TEST(nelson_aalen, influences_sum_to_nothing_and_their_squares_are_a_variance) {
  const auto c = nelson_aalen::fit(aml_maintained());
  std::vector<double> out(11);
  c.influence(aml_maintained(), 34, out);
  double sum = 0, squares = 0;
  for (const double v : out) sum += v, squares += v * v;
  EXPECT_NEAR(sum, 0, 1e-15);
  // without ties: sum of (1 - 1/n)/n^2, a second formula
  double expected = 0;
  for (const double n : {11.0, 10.0, 8.0, 7.0, 5.0, 4.0}) expected += (1 - 1 / n) / (n * n);
  EXPECT_RELATIVE(squares, expected, 1e-13);
}

TEST(nelson_aalen, hazard_exceeds_minus_log_kaplan_meier_never) {
  const auto h = nelson_aalen::fit(aml_nonmaintained());
  const auto s = walaa::kaplan_meier::fit(aml_nonmaintained());
  for (const double t : s.time) {
    if (s.survival(t) > 0) {
      EXPECT_LT(h.cumulative_hazard(t), -s.log_survival(t));
    }
  }
}

TEST(nelson_aalen, a_risk_set_emptied_by_late_entry_is_reported) {
  const auto c = nelson_aalen::fit(owned_spells{{1, 5, 6}, {1, 1, 0}, {0, 2, 2}});
  EXPECT_TRUE(c.emptied);
  EXPECT_EQ(c.hazard, (std::vector<double>{1, 1.5}));
  EXPECT_NE(c.brief().find("late entry"), std::string::npos);
}

// ---- degenerate sets and bad input ----

TEST(nelson_aalen, nobody_left_is_no_hazard) {
  const auto c = nelson_aalen::fit(owned_spells{{3, 5, 5}, {0, 0, 0}});
  EXPECT_TRUE(c.time.empty());
  EXPECT_EQ(c.cumulative_hazard(5), 0);
  EXPECT_EQ(c.at(4).error, 0);
  EXPECT_EQ(c.leaving_error(0, 4), 0);
  EXPECT_EQ(c.brief(), "nelson_aalen on 3 spells, days: nobody left, last seen at 5");
}

TEST(nelson_aalen, one_row_and_a_million_tied_times) {
  EXPECT_EQ(nelson_aalen::fit(owned_spells{{3}, {1}}).cumulative_hazard(3), 1);
  owned_spells tied{std::vector<double>(1'000'000, 7), std::vector<double>(1'000'000, 1)};
  const auto c = nelson_aalen::fit(tied, tied_hazard::one_after_other);
  EXPECT_EQ(c.at_risk, (std::vector<double>{1e6}));
  EXPECT_RELATIVE(c.cumulative_hazard(7), 14.392726722865724, 1e-15);  // the harmonic number of a million (mpmath)
  EXPECT_EQ(nelson_aalen::fit(tied).cumulative_hazard(7), 1);
}

TEST(nelson_aalen, nothing_is_said_beyond_the_data) {
  const auto c = nelson_aalen::fit(aml_nonmaintained());
  EXPECT_TRUE(walaa::is_missing(c.cumulative_hazard(46)));
  EXPECT_EQ(c.at(46).status, curve_status::beyond_data);
  EXPECT_TRUE(walaa::is_missing(c.leaving_error(40, 46)));
}

TEST(nelson_aalen, bad_spells_are_refused_by_row) {
  const auto message = [](const owned_spells& o) {
    try {
      nelson_aalen::fit(o);
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  EXPECT_EQ(message({{1, -2}, {1, 0}}), "nelson_aalen::fit: duration[1] = -2 is negative [D104]");
  EXPECT_EQ(message({{1, 2}, {1, 2}}), "nelson_aalen::fit: event[1] = 2 is neither 0 (still a customer) nor 1 (left) [D114]");
  EXPECT_EQ(message({{1, walaa::missing}, {1, 0}}), "nelson_aalen::fit: duration[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message({{1, 2}, {1, 0}, {0, 2}}),
            "nelson_aalen::fit: entry[1] = 2 is not before duration[1] = 2; a spell is the interval (entry, duration] [D204]");
  EXPECT_EQ(message({{1, 2}, {1, 0}, {}, {1, 0}}), "nelson_aalen::fit: weight[1] = 0 is not positive [D111]");
  EXPECT_EQ(message({{}, {}}), "nelson_aalen::fit: duration is empty [D109]");
  EXPECT_EQ(message({{1, 2}, {1}}), "nelson_aalen::fit: duration has 2 rows and event has 1; one row a customer in both [D101]");
}

TEST(nelson_aalen, a_file_that_is_no_hazard_is_refused) {
  auto c = nelson_aalen::fit(aml_nonmaintained());
  c.validate();
  auto bad = c;
  bad.hazard[2] += 0.01;
  EXPECT_THROW(bad.validate(), walaa::load_error);
  bad = c;
  bad.left[1] = 1000;
  EXPECT_THROW(bad.validate(), walaa::load_error);
  bad = c;
  bad.variance.pop_back();
  EXPECT_THROW(bad.validate(), walaa::load_error);
}

}  // namespace
