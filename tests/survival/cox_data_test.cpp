// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/cox_data.hpp>  // the header under test comes first: it must stand alone

#include "cox_tables.hpp"  // for six_customers
#include "refuses.hpp"     // for EXPECT_REFUSES

#include <walaa/survival/cox.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::cox_model;
using walaa::cox_ties;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(cox_data, bad_columns_are_named_with_row_value_and_rule) {
  const auto spoilt = [](auto&& spoil) {
    auto t = six_customers();
    spoil(t);
    return t;
  };
  EXPECT_REFUSES(cox_model::fit({}), "cox_model::fit: duration is empty [D109]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.columns[0][2] = walaa::missing; }).data()),
                 "cox_model::fit: x[2] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.columns[0][5] = infinity; }).data()),
                 "cox_model::fit: x[5] = inf is not a finite number [D103]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.columns[0].pop_back(); }).data()),
                 "cox_model::fit: rows has 6 rows and x has 5; one row a customer in both [D101]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.duration[1] = -1; }).data()),
                 "cox_model::fit: duration[1] = -1 is negative [D104]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.duration[1] = walaa::missing; }).data()),
                 "cox_model::fit: duration[1] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.event[3] = 2; }).data()),
                 "cox_model::fit: event[3] = 2 is neither 0 (still a customer) nor 1 (left) [D114]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.entry = {0, 0, 0, 6, 0, 0}; }).data()),
                 "cox_model::fit: entry[3] = 6 is not before duration[3] = 6; a spell is the interval (entry, duration] [D204]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.weight = {1, 1, 0, 1, 1, 1}; }).data()),
                 "cox_model::fit: weight[2] = 0 is not positive [D111]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) { t.strata = {1, 1, walaa::missing, 1, 1, 1}; }).data()),
                 "cox_model::fit: strata[2] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(cox_model::fit(spoilt([](auto& t) {
                                  t.cluster = {1, 2};
                                }).data()),
                 "cox_model::fit: duration has 6 rows and cluster has 2; one row a customer in both [D101]");
}

TEST(cox_data, bad_options_are_named) {
  const auto data = [](const std::vector<double>& weight = {}) {
    static cox_table t;
    t = six_customers();
    t.weight = weight;
    return t.data();
  };
  EXPECT_REFUSES(cox_model::fit(data(), {.ridge = -1}), "cox_model::fit: ridge = -1 is not a number from 0 on [F302]");
  EXPECT_REFUSES(cox_model::fit(data(), {.lasso = walaa::missing}),
                 "cox_model::fit: lasso = NaN is not a number from 0 on [F302]");
  EXPECT_REFUSES(cox_model::fit(data(), {.ties = static_cast<cox_ties>(7)}),
                 "cox_model::fit: ties is none of efron, breslow, exact [F302]");
  EXPECT_REFUSES(cox_model::fit(data(), {.start = std::vector<double>{1, 2}}),
                 "cox_model::fit: covariates has 1 rows and start has 2; one row a customer in both [D101]");
  EXPECT_REFUSES(cox_model::fit(data({1, 1, 1, 2, 1, 1}), {.ties = cox_ties::exact}),
                 "cox_model::fit: weight[3] = 2 is not 1: exact ties count rows, use efron or breslow with weights [F302]");
  EXPECT_REFUSES(cox_model::fit(data(), {.ties = cox_ties::exact, .robust = true}),
                 "cox_model::fit: robust errors are not defined for exact ties; use efron or breslow [F302]");
}

TEST(cox_data, scoring_refuses_what_the_model_does_not_know) {
  auto table = rossi();
  table.strata = table.columns[2];
  const auto fit = cox_model::fit(table.without("race").data());
  std::vector<double> out(table.rows());
  EXPECT_REFUSES(fit->survival(table.x(), 10, out),
                 "cox_model::survival: the model has strata; give the stratum of every row [S504]");
  auto strata = table.strata;
  strata[4] = 7;
  EXPECT_REFUSES(fit->survival(table.x(), 10, out, strata),
                 "cox_model::survival: strata[4] = 7 is no stratum that the model was fitted on [S502]");
  EXPECT_REFUSES(fit->survival(table.x(), -1, out, table.strata), "cox_model::survival: t = -1 is negative [D104]");
  EXPECT_REFUSES(
      fit->survival(table.without("mar").x(), 10, out, table.strata),
      "cox_model::survival: no column 'mar', which the model was fitted on; there is: fin, age, race, wexp, paro, prio [D110]");
  std::vector<double> age(table.rows(), 1.0);
  age[9] = -2;
  EXPECT_REFUSES(fit->leave_probability(table.x(), age, 10, {.value = out}, table.strata),
                 "cox_model::leave_probability: alive_at[9] = -2 is negative [D104]");
  EXPECT_REFUSES(fit->leave_probability(table.x(), age, -10, {.value = out}, table.strata),
                 "cox_model::leave_probability: horizon = -10 is negative [D104]");
  auto bad = table;
  bad.columns[1][3] = walaa::missing;
  age[9] = 2;
  EXPECT_REFUSES(fit->leave_probability(bad.x(), age, 10, {.value = out}, table.strata),
                 "cox_model::leave_probability: age[3] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(fit->at(std::vector<double>{1, 2}),
                 "cox_model::at: coefficients has 6 rows and x has 2; one row a customer in both [D101]");
}

}  // namespace
