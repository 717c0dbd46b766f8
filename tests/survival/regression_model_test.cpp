// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/regression_model.hpp>  // the header under test comes first: it must stand alone

#include <walaa/survival/aft.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/mixture_cure.hpp>

#include "relative.hpp"
#include "subscribers_under_contract.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::linear_part;

/// The customer of a row's predictors leaves as the model's own column says.
template<class Model, class Column>
void agrees_with_its_column(const Model& m, const walaa::covariates& x, const Column& column) {
  std::vector<double> age(x.rows(), 5.0), p(x.rows());
  column(age, p);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    auto away = m.parts();
    std::array<double, std::tuple_size_v<decltype(away)>> d{};
    for (std::size_t k = 0; k < d.size(); ++k)
      for (std::size_t j = 0; j < away[k].names.size(); ++j)
        d[k] += away[k].slopes[j] * (x[x.find(away[k].names[j])][i] - away[k].centre[j]);
    EXPECT_RELATIVE(walaa::leaves_within(m.customer(d), 5.0, 3.0).value, p[i], 1e-12) << i;
  }
}

TEST(regression_model, the_customer_of_a_row_leaves_as_the_column_says) {
  const subscribers_under_contract s;
  const auto x = s.columns();
  const auto asks = [&](const auto& m) {
    return [&](const std::vector<double>& age, std::vector<double>& p) { m.leave_probability(x, age, 3, {.value = p}); };
  };
  const auto cox = *walaa::cox_model::fit({.time = s.spells(), .x = x});
  agrees_with_its_column(cox, x, asks(cox));
  for (const auto law : {walaa::lifetime_law::exponential, walaa::lifetime_law::weibull, walaa::lifetime_law::log_normal,
                         walaa::lifetime_law::log_logistic}) {
    const auto aft = *walaa::aft_model::fit(law, s.spells(), x);
    agrees_with_its_column(aft, x, asks(aft));
  }
  for (const auto link : {walaa::hazard_link::logit, walaa::hazard_link::cloglog}) {
    const auto discrete =
        walaa::discrete_hazard_model::fit(link, s.spells(), x, {.baseline = walaa::period_baseline::linear}).unchecked();
    agrees_with_its_column(discrete, x, asks(discrete));
  }
  const auto cure = *walaa::mixture_cure_model::fit(walaa::lifetime_law::weibull, s.spells(), {{"fee", s.fee}}, x);
  agrees_with_its_column(cure, x, asks(cure));
}

TEST(regression_model, a_stratum_that_the_fit_had_not_has_no_curve) {
  const subscribers_under_contract s;
  const auto cox = *walaa::cox_model::fit(s.by_region());
  EXPECT_EQ(cox.curve_at(3), 0u);
  EXPECT_EQ(cox.curve_at(7), 1u);
  EXPECT_EQ(cox.curve_at(4), walaa::no_curve);
  EXPECT_EQ(cox.curve_at(8), walaa::no_curve);
}

static_assert(!walaa::survival_regression<walaa::cox_curve> && !walaa::stratified_model<walaa::aft_model>);

}  // namespace
