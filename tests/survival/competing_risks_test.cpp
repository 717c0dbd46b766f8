// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/competing_risks.hpp>  // the header under test comes first: it must stand alone

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

using walaa::aalen_johansen;
using walaa::curve_interval;
using walaa::curve_status;
using walaa::leaving;
using walaa::tests::owned_spells;
using walaa::tests::random_spells;

const owned_spells by_hand{{1, 2, 2, 3, 4, 5}, {1, 2, 0, 1, 2, 0}};
const owned_spells ten{{5, 6, 6, 8, 10, 12, 12, 15, 20, 20}, {1, 0, 2, 1, 0, 1, 2, 0, 1, 0}};

// ---- published numbers ----

TEST(competing_risks, six_customers_by_hand) {
  // time 1 cause 1; 2 cause 2; 2 censored; 3 cause 1; 4 cause 2; 5 censored, with fractions
  const auto c = aalen_johansen::fit(by_hand);
  EXPECT_RELATIVE(c.incidence_at(1, 1), 1.0 / 6, 1e-15);
  EXPECT_RELATIVE(c.incidence_at(1, 2.9), 1.0 / 6, 1e-15);
  EXPECT_RELATIVE(c.incidence_at(1, 3), 7.0 / 18, 1e-15);
  EXPECT_EQ(c.incidence_at(2, 1.9), 0);
  EXPECT_RELATIVE(c.incidence_at(2, 2), 1.0 / 6, 1e-15);
  EXPECT_RELATIVE(c.incidence_at(2, 4), 7.0 / 18, 1e-15);
  EXPECT_RELATIVE(c.survival(5), 2.0 / 9, 1e-15);
}

TEST(competing_risks, one_minus_the_curve_of_one_cause_is_no_incidence) {
  owned_spells first = by_hand;
  for (double& e : first.event) e = e == 1 ? 1 : 0;
  const double wrong = 1 - walaa::kaplan_meier::fit(first).survival(5);
  EXPECT_RELATIVE(wrong, 4.0 / 9, 1e-15);
  EXPECT_GT(wrong, aalen_johansen::fit(by_hand).incidence_at(1, 5) + 0.05);
}

struct row {
  double time, s, f1, f2, e1, e2;
};

// R 4.2, survival 3.5-3: survfit(Surv(t, factor(k, 0:2)) ~ 1): $pstate and $std.err
constexpr row six[] = {
    {1, 0.833333333333333, 0.166666666666667, 0, 0.152145154862546, 0},
    {2, 0.666666666666667, 0.166666666666667, 0.166666666666667, 0.152145154862546, 0.152145154862546},
    {3, 0.444444444444445, 0.388888888888889, 0.166666666666667, 0.218722440944773, 0.152145154862546},
    {4, 0.222222222222222, 0.388888888888889, 0.388888888888889, 0.218722440944773, 0.218722440944773},
};
constexpr row of_ten[] = {
    {5, 0.9, 0.1, 0, 0.0948683298050514, 0},
    {6, 0.8, 0.1, 0.1, 0.0948683298050514, 0.0948683298050514},
    {8, 0.685714285714286, 0.214285714285714, 0.1, 0.1350412959190578, 0.0948683298050514},
    {12, 0.411428571428571, 0.351428571428571, 0.237142857142857, 0.1666234735089815, 0.1490694165887126},
    {20, 0.205714285714286, 0.557142857142857, 0.237142857142857, 0.1960707315700782, 0.1490694165887126},
};

template<std::size_t N> void expect_rows(const aalen_johansen& c, const row (&rows)[N]) {
  for (const row& r : rows) {
    EXPECT_RELATIVE(c.survival(r.time), r.s, 2e-15);
    EXPECT_RELATIVE(c.at(1, r.time).value, r.f1, 2e-15);
    EXPECT_RELATIVE(c.at(2, r.time).value, r.f2, 2e-15);
    EXPECT_RELATIVE(c.at(1, r.time).error, r.e1, 4e-15);
    EXPECT_RELATIVE(c.at(2, r.time).error, r.e2, 4e-15);
  }
}

TEST(competing_risks, shares_and_errors_agree_with_r_survival) {
  expect_rows(aalen_johansen::fit(by_hand), six);
  expect_rows(aalen_johansen::fit(ten), of_ten);
}

TEST(competing_risks, log_log_intervals_agree_with_r_survival) {  // conf.type = "log-log", same version
  const auto c = aalen_johansen::fit(by_hand);
  EXPECT_RELATIVE(c.at(1, 1).lo, 0.00772310404017214, 1e-13);
  EXPECT_RELATIVE(c.at(1, 1).hi, 0.51680178184491, 1e-13);
  EXPECT_RELATIVE(c.at(1, 3).lo, 0.04810216441433108, 1e-13);
  EXPECT_RELATIVE(c.at(2, 4).hi, 0.74530452362597, 1e-13);
  const double z = 1.959963984540054, f = 1.0 / 6, e = 0.152145154862546;
  EXPECT_RELATIVE(c.at(1, 1, {.interval = curve_interval::plain}).hi, f + z * e, 1e-14);
  EXPECT_EQ(c.at(1, 1, {.interval = curve_interval::plain}).lo, 0);
  EXPECT_RELATIVE(c.at(1, 1, {.interval = curve_interval::log}).lo, f * std::exp(-z * e / f), 1e-14);
  EXPECT_EQ(c.at(2, 1).lo, 0);  // nobody has left by it
  EXPECT_EQ(c.at(2, 1).hi, 0);
}

// ---- laws ----

TEST(competing_risks, incidences_and_those_still_there_are_one_at_every_age) {
  std::mt19937_64 random(21);
  for (int trial = 0; trial < 60; ++trial) {
    const auto o = random_spells({.rows = 80,
                                  .causes = 1 + static_cast<std::size_t>(trial) % 5,
                                  .grid = trial % 2 ? 1 : 0.1,
                                  .late = trial % 3 == 0,
                                  .fractional_weights = trial % 4 == 0},
                                 random);
    const auto c = aalen_johansen::fit(o);
    c.validate();
    for (std::size_t j = 0; j < c.time.size(); ++j) {
      double total = c.surviving[j];
      for (const auto& f : c.incidence) total += f[j];
      EXPECT_NEAR(total, 1, 1e-14);
    }
  }
}

TEST(competing_risks, those_still_there_are_kaplan_meiers_and_one_cause_is_its_complement) {
  std::mt19937_64 random(22);
  for (int trial = 0; trial < 30; ++trial) {
    auto o = random_spells({.causes = 3, .late = trial % 2 == 0, .fractional_weights = trial % 3 == 0}, random);
    const auto c = aalen_johansen::fit(o);
    for (double& e : o.event) e = e > 0 ? 1 : 0;
    const auto k = walaa::kaplan_meier::fit(o);
    const auto one = aalen_johansen::fit(o);
    ASSERT_EQ(c.time, k.time);
    EXPECT_EQ(one.surviving, k.surviving);
    EXPECT_EQ(c.emptied, k.emptied);
    EXPECT_RELATIVE(c.observations, one.observations, 1e-14);
    for (std::size_t j = 0; j < k.time.size(); ++j) {
      EXPECT_NEAR(c.surviving[j], k.surviving[j], 1e-15);  // who left is summed over the causes, or over rows
      EXPECT_NEAR(one.incidence[0][j], 1 - k.surviving[j], 1e-14);
      if (k.surviving[j] > 0) {  // and the variance is Greenwood's, another formula
        EXPECT_RELATIVE(one.variance[0][j], k.surviving[j] * k.surviving[j] * k.greenwood[j], 1e-11);
      }
    }
  }
}

TEST(competing_risks, weights_equal_repeated_rows) {
  std::mt19937_64 random(23);
  for (int trial = 0; trial < 40; ++trial) {
    const auto o =
        random_spells({.causes = 3, .grid = trial % 2 ? 1 : 0.1, .late = trial % 3 == 0, .whole_weights = true}, random);
    EXPECT_EQ(aalen_johansen::fit(o), aalen_johansen::fit(o.repeated()));
  }
}

TEST(competing_risks, row_order_does_not_matter_to_the_bit) {
  std::mt19937_64 random(24);
  for (int trial = 0; trial < 60; ++trial) {
    const auto o = random_spells(
        {.rows = 200, .causes = 3, .grid = trial % 2 ? 1 : 0.1, .late = trial % 3 == 0, .fractional_weights = trial % 4 == 0},
        random);
    EXPECT_EQ(aalen_johansen::fit(o), aalen_johansen::fit(o.shuffled(random)));
  }
}

TEST(competing_risks, renaming_causes_renames_columns) {
  owned_spells swapped = ten;
  for (double& e : swapped.event) e = e == 0 ? 0 : 3 - e;
  const auto a = aalen_johansen::fit(ten), b = aalen_johansen::fit(swapped);
  EXPECT_EQ(a.incidence[0], b.incidence[1]);
  EXPECT_EQ(a.variance[1], b.variance[0]);
}

TEST(competing_risks, the_variance_is_the_infinitesimal_jackknife) {
  // derivative by each customer's weight, by differences; without late entry the two formulas are one
  const auto c = aalen_johansen::fit(ten);
  for (const double t : {8.0, 12.0, 20.0}) {
    double squares = 0;
    for (std::size_t i = 0; i < ten.size(); ++i) {
      auto up = ten, down = ten;
      up.weight.assign(10, 1.0), down.weight.assign(10, 1.0);
      up.weight[i] += 1e-5, down.weight[i] -= 1e-5;
      const double slope = (aalen_johansen::fit(up).incidence_at(1, t) - aalen_johansen::fit(down).incidence_at(1, t)) / 2e-5;
      squares += slope * slope;
    }
    EXPECT_RELATIVE(std::sqrt(squares), c.at(1, t).error, 1e-8);
  }
}

TEST(competing_risks, leaving_by_any_cause_is_a_survival_model) {
  walaa::tests::expect_survival_model_laws(aalen_johansen::fit(by_hand), 5);
  walaa::tests::expect_survival_model_laws(aalen_johansen::fit(ten), 20);
}

// ---- P(leaves by a cause within h | still there) ----

TEST(competing_risks, leaving_by_each_cause_adds_up_to_leaving) {
  const auto c = aalen_johansen::fit(ten);
  for (const double age : {0.0, 5.0, 7.5, 12.0})
    for (const double h : {0.0, 1.0, 5.0, 8.0}) {
      const auto all = walaa::leaves_within(c, age, h), first = c.leaves_within(1, age, h), second = c.leaves_within(2, age, h);
      ASSERT_TRUE(all && first && second);
      EXPECT_NEAR(first.value + second.value, all.value, 1e-15);
    }
}

TEST(competing_risks, leaving_by_a_cause_is_the_incidence_among_those_who_are_left) {
  // those still there at 7, followed from then on: the same numbers as the whole from 7, with its standard error
  const auto whole = aalen_johansen::fit(ten);
  owned_spells since{{1, 3, 5, 5, 8, 13, 13}, {1, 0, 1, 2, 0, 1, 0}};
  const auto left = aalen_johansen::fit(since);
  for (const double h : {1.0, 2.0, 5.0, 13.0})
    for (const std::size_t k : {std::size_t{1}, std::size_t{2}}) {
      const auto p = whole.leaves_within(k, 7, h);
      EXPECT_RELATIVE(p.value, left.at(k, h).value, 1e-14);
      EXPECT_RELATIVE(p.error, left.at(k, h).error, 1e-14);
    }
}

TEST(competing_risks, horizon_zero_is_zero_and_the_gone_and_the_unknown_are_told_by_status) {
  const auto c = aalen_johansen::fit(owned_spells{{1, 2, 3}, {1, 2, 1}});
  EXPECT_EQ(c.leaves_within(1, 1, 0).value, 0);
  EXPECT_EQ(c.leaves_within(1, 3, 1).status, leaving::gone);
  EXPECT_TRUE(c.leaves_within(1, 2, 100));  // nobody is left after 3: known for ever
  const auto d = aalen_johansen::fit(by_hand);
  EXPECT_EQ(d.leaves_within(1, 4, 2).status, leaving::beyond_data);
  EXPECT_EQ(d.leaves_within(1, walaa::missing, 2).status, leaving::no_age);
  EXPECT_TRUE(walaa::is_missing(d.incidence_at(1, 6)));
  EXPECT_EQ(d.at(1, 6).status, curve_status::beyond_data);
}

TEST(competing_risks, a_row_alone_equals_its_row_in_a_batch) {
  const auto c = aalen_johansen::fit(by_hand);
  const std::vector<double> age{0, 1, 2.5, 4, walaa::missing};
  std::vector<double> value(5), error(5);
  std::vector<leaving> status(5);
  const auto counts = c.leaves_within(2, age, 2, {.value = value, .error = error, .status = status});
  EXPECT_EQ(counts.known, 3u);
  EXPECT_EQ(counts.beyond_data, 1u);
  EXPECT_EQ(counts.no_age, 1u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(value[i], c.leaves_within(2, age[i], 2).value);
    EXPECT_EQ(error[i], c.leaves_within(2, age[i], 2).error);
  }
  EXPECT_TRUE(walaa::is_missing(value[3]));
  EXPECT_EQ(c.leaves_within(2, walaa::days{1}, walaa::days{2}).value, value[1]);
}

// ---- names, degenerate sets, bad input ----

TEST(competing_risks, causes_have_names) {
  const std::vector<std::string> names{"price", "service", "moved away"};
  const auto c = aalen_johansen::fit(by_hand, names);
  EXPECT_EQ(c.cause("service"), 2u);
  EXPECT_EQ(c.incidence_at(3, 5), 0);  // nobody moved away, and nobody fails to be asked about it
  EXPECT_EQ(c.at(3, 5).error, 0);
  EXPECT_EQ(c.brief(),
            "aalen_johansen on 6 spells, days: 2 left by price, 2 left by service, 0 left by moved away, last seen at 5");
  EXPECT_EQ(aalen_johansen::fit(by_hand).causes, (std::vector<std::string>{"cause 1", "cause 2"}));
}

TEST(competing_risks, nobody_left_one_row_and_a_million_tied_times) {
  const auto none = aalen_johansen::fit(owned_spells{{3, 5}, {0, 0}});
  EXPECT_EQ(none.survival(5), 1);
  EXPECT_EQ(none.incidence_at(1, 5), 0);
  const auto one = aalen_johansen::fit(owned_spells{{3}, {2}});
  EXPECT_EQ(one.survival(3), 0);
  EXPECT_EQ(one.incidence_at(2, 3), 1);
  EXPECT_EQ(one.at(2, 3).error, 0);
  owned_spells tied{std::vector<double>(1'000'000, 7), std::vector<double>(1'000'000, 2)};
  for (std::size_t i = 0; i < 250'000; ++i) tied.event[i] = 1;
  EXPECT_EQ(aalen_johansen::fit(tied).incidence_at(1, 7), 0.25);
}

TEST(competing_risks, a_risk_set_emptied_by_late_entry_is_reported) {
  const auto c = aalen_johansen::fit(owned_spells{{1, 5, 6}, {1, 2, 0}, {0, 2, 2}});
  EXPECT_TRUE(c.emptied);
  EXPECT_EQ(c.incidence_at(1, 1), 1);
  EXPECT_EQ(c.incidence_at(2, 6), 0);
}

TEST(competing_risks, bad_input_is_refused) {
  const auto message = [](auto&& f) {
    try {
      f();
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("no exception");
  };
  const std::vector<std::string> two{"price", "service"}, twice{"price", "price"}, empty{"price", ""};
  const auto c = aalen_johansen::fit(by_hand, two);
  EXPECT_EQ(message([&] {
              aalen_johansen::fit(owned_spells{{1, 2}, {1, 3}}, two);
            }),
            "aalen_johansen::fit: cause[1] = 3 is unknown; the causes are 1 to 2 [D114]");
  EXPECT_EQ(message([&] {
              aalen_johansen::fit(owned_spells{{1, 2}, {1, -1}});
            }),
            "aalen_johansen::fit: cause[1] = -1 is no code of a cause: 0 still a customer, 1, 2, ... left [D114]");
  EXPECT_EQ(message([&] {
              aalen_johansen::fit(owned_spells{{1, 2}, {1, 4711}});
            }),
            "aalen_johansen::fit: cause[1] = 4711 is unknown; the causes are 1 to 1000 [D114]");
  EXPECT_EQ(message([&] { aalen_johansen::fit(by_hand, twice); }), "aalen_johansen::fit: two causes named 'price' [F302]");
  EXPECT_EQ(message([&] { aalen_johansen::fit(by_hand, empty); }), "aalen_johansen::fit: a cause without a name [F302]");
  EXPECT_EQ(message([&] { static_cast<void>(c.cause("voice")); }),
            "aalen_johansen: no cause named 'voice'; there are: price, service [S502]");
  EXPECT_EQ(message([&] { static_cast<void>(c.incidence_at(3, 1)); }),
            "aalen_johansen::incidence_at: k = 3 is no cause; they are 1 to 2 [D114]");
  EXPECT_EQ(message([&] { static_cast<void>(c.leaves_within(1, -1, 1)); }),
            "aalen_johansen::leaves_within: alive_at = -1 is negative [D104]");
  EXPECT_EQ(message([&] { static_cast<void>(c.leaves_within(1, 1, -1)); }),
            "aalen_johansen::leaves_within: h = -1 is negative [D104]");
}

TEST(competing_risks, a_file_that_is_no_incidence_is_refused) {
  const auto c = aalen_johansen::fit(ten);
  c.validate();
  auto bad = c;
  bad.incidence[0][2] += 0.01;
  EXPECT_THROW(bad.validate(), walaa::load_error);
  bad = c;
  bad.left.pop_back();
  EXPECT_THROW(bad.validate(), walaa::load_error);
  bad = c;
  bad.variance[1][0] = -1;
  EXPECT_THROW(bad.validate(), walaa::load_error);
}

}  // namespace
