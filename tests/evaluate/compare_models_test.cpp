// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/compare_models.hpp>  // the header under test comes first: it must stand alone

#include "cdnow.hpp"           // for cdnow_tenth, cdnow_holdout, repeated
#include "reference_fits.hpp"  // for reference_bg_nbd, reference_mbg_nbd, as_fitted, unusable_fit
#include "relative.hpp"        // for EXPECT_RELATIVE

#include <walaa/value/nbd.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::compare_models;
using walaa::fitted;
using walaa::model_comparison;
using walaa::purchase_histories;
using walaa::weeks;

/// The fits of the CDNOW tenth, recomputed in multiple precision.
fitted<walaa::nbd> baseline() {
  walaa::fit_report report = as_fitted<walaa::nbd>(cdnow_nbd).report();
  report.observations = 2357;
  return {*as_fitted<walaa::nbd>(cdnow_nbd), report, {}};
}
template<class M> fitted<M> of_all_customers(const fitted<M>& fit) {
  walaa::fit_report report = fit.report();
  report.observations = 2357;
  return {*fit, report, {}};
}
const fitted<walaa::bg_nbd> bg = of_all_customers(reference_bg_nbd());
const fitted<walaa::mbg_nbd> mbg = of_all_customers(reference_mbg_nbd());

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return "nothing was thrown";
}

// 2 k - 2 ln L and k ln 2357 - 2 ln L of the likelihoods in multiple precision (mpmath, 30 digits).
void expect_criteria(const model_comparison& c) {
  ASSERT_EQ(c.rows.size(), 3u);
  EXPECT_EQ(c.customers, 2357);
  EXPECT_EQ(c.rows[0].name, "NBD");
  EXPECT_EQ(c.rows[0].model, "nbd");
  EXPECT_EQ(c.rows[0].parameters, 2u);
  EXPECT_RELATIVE(c.rows[0].log_likelihood, -9763.657614672615, 1e-13);
  EXPECT_RELATIVE(c.rows[0].aic, 19531.31522934523, 1e-13);
  EXPECT_RELATIVE(c.rows[0].bic, 19542.8455191511, 1e-13);
  EXPECT_RELATIVE(c.rows[1].aic, 19172.85841334786, 1e-13);
  EXPECT_RELATIVE(c.rows[1].bic, 19195.91899295961, 1e-13);
  EXPECT_RELATIVE(c.rows[2].aic, 19172.2714311075, 1e-13);
  EXPECT_RELATIVE(c.rows[2].bic, 19195.33201071924, 1e-13);
  EXPECT_EQ(c.best_by_aic(), 2u);
  EXPECT_EQ(c.best_by_bic(), 2u);
}

TEST(compare_models, reports_alone_give_the_criteria) {
  const auto c = compare_models({{"NBD", baseline()}, {"BG/NBD", bg}, {"MBG/NBD", mbg}});
  expect_criteria(c);
  EXPECT_EQ(c.best_in_holdout(), walaa::no_row);
}

TEST(compare_models, customers_give_the_same_criteria) {
  expect_criteria(compare_models({{"NBD", baseline()}, {"BG/NBD", bg}, {"MBG/NBD", mbg}}, cdnow_tenth()));
}

// Totals, mean absolute and root mean square errors with mpmath's 2F1 at 30 digits; 1,882 purchases came.
TEST(compare_models, the_holdout_is_what_multiple_precision_says) {
  const auto c =
      compare_models({{"NBD", baseline()}, {"BG/NBD", bg}, {"MBG/NBD", mbg}}, cdnow_tenth(), cdnow_holdout(), weeks{39});
  expect_criteria(c);
  EXPECT_EQ(c.actual, 1882);
  const double expected[] = {2929.820292164287, 1653.40869794254, 1576.728301896154};
  const double mae[] = {1.041020327220607, 0.7854542366060779, 0.764778949329098};
  const double rmse[] = {1.859522624006072, 1.607982010743993, 1.607182657433602};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(c.rows[i].holdout.actual, 1882);
    EXPECT_RELATIVE(c.rows[i].holdout.expected, expected[i], 1e-11);
    EXPECT_RELATIVE(c.rows[i].holdout.mae, mae[i], 1e-11);
    EXPECT_RELATIVE(c.rows[i].holdout.rmse, rmse[i], 1e-11);
  }
  EXPECT_EQ(c.best_in_holdout(), 2u);
}

TEST(compare_models, given_parameters_have_a_likelihood_on_customers) {
  const fitted<walaa::bg_nbd> paper({.r = .243, .alpha = 4.414, .a = .793, .b = 2.426}, walaa::time_unit::week);
  const auto c = compare_models({{"paper", paper}, {"ours", bg}}, cdnow_tenth());
  EXPECT_NEAR(c.rows[0].log_likelihood, -9582.4, 0.05);  // Fader, Hardie & Lee (2005): LL = -9582.4
  EXPECT_LT(c.rows[0].log_likelihood, c.rows[1].log_likelihood);
  EXPECT_EQ(c.rows[0].status, walaa::fit_status::not_fitted);
  EXPECT_EQ(c.best_by_aic(), 1u);
  EXPECT_EQ(message_of([&] {
              compare_models({{"paper", paper}});
            }),
            "compare_models: none of the models was fitted; pass the customers too [F302]");
  const auto reports = compare_models({{"paper", paper}, {"ours", bg}});
  EXPECT_TRUE(walaa::is_missing(reports.rows[0].aic));
  EXPECT_EQ(reports.best_by_aic(), 1u);
}

TEST(compare_models, a_weight_is_a_repeated_customer) {
  owned_histories h, twice;
  std::vector<double> came, came_twice;
  for (std::size_t i = 0; i < 2357; ++i) {
    const std::size_t times = i % 3;  // 0 leaves the customer out
    h.add(cdnow_tenth()[i]);
    h.weight.push_back(static_cast<double>(times));
    came.push_back(cdnow_holdout()[i]);
    for (std::size_t k = 0; k < times; ++k) {
      twice.add(cdnow_tenth()[i]);
      came_twice.push_back(cdnow_holdout()[i]);
    }
  }
  const auto a = walaa::nbd::fit(h), b = walaa::nbd::fit(twice);
  const auto x = compare_models({{"m", a}}, h, came, weeks{39}), y = compare_models({{"m", b}}, twice, came_twice, weeks{39});
  EXPECT_EQ(x.customers, y.customers);
  EXPECT_EQ(x.actual, y.actual);
  EXPECT_RELATIVE(x.rows[0].bic, y.rows[0].bic, 1e-12);
  EXPECT_RELATIVE(x.rows[0].holdout.expected, y.rows[0].holdout.expected, 1e-9);
  EXPECT_RELATIVE(x.rows[0].holdout.mae, y.rows[0].holdout.mae, 1e-9);
  EXPECT_RELATIVE(x.rows[0].holdout.rmse, y.rows[0].holdout.rmse, 1e-9);
}

TEST(compare_models, a_fit_that_may_not_be_used_keeps_its_row_and_makes_no_forecast) {
  owned_histories alike = repeated({2, 20, 39}, 500);
  const auto none = walaa::nbd::fit(alike);
  const std::vector<double> came(500, 1);
  const fitted<walaa::nbd> given({.r = 2, .alpha = 39}, walaa::time_unit::week);
  const auto c = compare_models({{"fit", none}, {"given", given}}, alike, came, weeks{39});
  EXPECT_EQ(c.rows[0].status, walaa::fit_status::not_identified);
  EXPECT_EQ(c.rows[0].holdout.customers, 0);
  EXPECT_TRUE(walaa::is_finite(c.rows[0].aic));
  EXPECT_EQ(c.best_by_aic(), 1u);
  EXPECT_EQ(c.best_in_holdout(), 1u);
  EXPECT_NE(c.text().find("not identified"), std::string::npos);
}

TEST(compare_models, refuses_fits_of_different_data) {
  owned_histories others;
  for (std::size_t i = 0; i < 2000; ++i) others.add(cdnow_tenth()[i]);
  const auto fewer = walaa::nbd::fit(others);
  EXPECT_EQ(message_of([&] {
              compare_models({{"BG/NBD", bg}, {"NBD", fewer}});
            }),
            "compare_models: 'NBD' was fitted on 2000 customers, 'BG/NBD' on 2357; compare models that were fitted on the same "
            "customers [F304]");
  EXPECT_EQ(message_of([&] {
              compare_models({{"NBD", fewer}}, cdnow_tenth());
            }),
            "compare_models: 'NBD' was fitted on 2000 customers, 2357 were passed; compare models that were fitted on the same "
            "customers [F304]");
  others = repeated(cdnow_tenth(), 1);
  others.frequency[5] += 1;  // as many customers, the same largest values, and yet not the same
  others.recency[5] = others.recency[5] == 0 ? 1 : others.recency[5];
  EXPECT_NE(message_of([&] {
              compare_models({{"BG/NBD", bg}}, others);
            }).find("'BG/NBD' has the log-likelihood -9582.42920"),
            std::string::npos);
  others.age[7] = 40;
  const auto older = walaa::nbd::fit(others);
  EXPECT_NE(message_of([&] {
              compare_models({{"BG/NBD", bg}, {"NBD", older}});
            }).find("with a largest T of 40"),
            std::string::npos);
}

TEST(compare_models, refuses_other_units_names_and_columns) {
  const fitted<walaa::nbd> by_day({.r = 1, .alpha = 84}, walaa::time_unit::day);
  EXPECT_EQ(message_of([&] {
              compare_models({{"BG/NBD", bg}, {"NBD", by_day}});
            }),
            "compare_models: 'BG/NBD' is in weeks, 'NBD' in days; likelihoods of different units are no numbers of one scale "
            "[D115]");
  EXPECT_EQ(message_of([&] { compare_models({{"m", bg}, {"m", mbg}}); }), "compare_models: two models are named 'm' [S501]");
  EXPECT_EQ(message_of([&] { compare_models({}); }), "compare_models: models is empty [D109]");
  purchase_histories daily = cdnow_tenth();
  daily.unit = walaa::time_unit::day;
  EXPECT_THROW(compare_models({{"m", bg}}, daily), walaa::invalid_input);
  EXPECT_EQ(message_of([&] {
              compare_models({{"m", bg}}, cdnow_tenth(), cdnow_holdout().first(5), weeks{39});
            }),
            "compare_models: frequency has 2357 rows and actual has 5; one row a customer in both [D101]");
  EXPECT_THROW(compare_models({{"m", bg}}, cdnow_tenth(), cdnow_holdout(), weeks{0}), walaa::invalid_input);
  std::vector<double> negative(cdnow_holdout().begin(), cdnow_holdout().end());
  negative[3] = -1;
  EXPECT_THROW(compare_models({{"m", bg}}, cdnow_tenth(), negative, weeks{39}), walaa::invalid_input);
}

}  // namespace
