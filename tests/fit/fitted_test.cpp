// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/fitted.hpp>

#include "lomax.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using walaa::fit_report;
using walaa::fit_status;
using walaa::fitted;
using walaa::tests::lomax;

fitted<lomax> with_status(fit_status status) {
  fit_report report;
  report.status = status;
  report.model = "lomax";
  report.message = "because";
  report.observations = 12;
  report.max_age = 1;
  report.parameter_names = {"r", "alpha"};
  report.estimates = {2, 3};
  return {lomax{2, 3}, report, {}};
}

TEST(fitted, given_parameters_are_usable) {
  const fitted<lomax> m(lomax{2, 3}, walaa::time_unit::week);
  EXPECT_EQ(m->r, 2);
  EXPECT_EQ(m.unit(), walaa::time_unit::week);
  EXPECT_TRUE(m.covariance().empty());
  EXPECT_EQ(m.report().brief(), "lomax: parameters were given, not fitted");
  EXPECT_NO_THROW(m.validate());
}

TEST(fitted, throws_the_reports_words_when_it_may_not_be_used) {
  const auto m = with_status(fit_status::not_identified);
  try {
    (void)m->r;
    FAIL();
  } catch (const walaa::not_usable& e) {
    EXPECT_STREQ(e.what(), "lomax on 12 customers, days: not identified; because [F301]");
  }
  EXPECT_THROW((void)*m, walaa::not_usable);
  EXPECT_EQ(m.unchecked().alpha, 3);
  EXPECT_EQ(with_status(fit_status::boundary)->alpha, 3);
}

TEST(fitted, is_a_value) {
  const auto a = with_status(fit_status::converged);
  fitted<lomax> b = a;
  EXPECT_EQ(a, b);
  const fitted<lomax> c = std::move(b);
  EXPECT_EQ(a, c);
  EXPECT_NE(a, with_status(fit_status::boundary));
  EXPECT_EQ(fitted<lomax>{}, fitted<lomax>{});
}

TEST(fitted, survives_saving) {
  const auto fit = walaa::maximum_likelihood(walaa::tests::lomax_problem(walaa::tests::lomax_times({2, 3}, 300)), {});
  const auto back = walaa::from_tree<fitted<lomax>>(walaa::to_tree(fit));
  EXPECT_EQ(back, fit);
  EXPECT_EQ(back.report().full(), fit.report().full());
}

TEST(fitted, refuses_parts_that_contradict_each_other) {
  fit_report report = with_status(fit_status::converged).report();
  EXPECT_NO_THROW((fitted<lomax>{lomax{2, 3}, report, {1, 0, 0, 1}}.validate()));
  EXPECT_THROW((fitted<lomax>{lomax{2, 3}, report, {1, 0, 0}}.validate()), walaa::invalid_input);
  EXPECT_THROW((fitted<lomax>{lomax{2, 3}, report, {1, 0, 0, walaa::missing}}.validate()), walaa::invalid_input);
  EXPECT_THROW((fitted<lomax>{lomax{2, -3}, report, {}}.validate()), walaa::invalid_input);
}

}  // namespace
