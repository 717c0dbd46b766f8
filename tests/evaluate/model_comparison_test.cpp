// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/model_comparison.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace {

using walaa::fit_status;
using walaa::model_comparison;
using walaa::model_row;

model_row row(const char* name, double aic, double bic, double rmse, fit_status status = fit_status::converged) {
  return {.name = name,
          .model = "m",
          .status = status,
          .usable = status == fit_status::converged,
          .parameters = 2,
          .log_likelihood = -50,
          .aic = aic,
          .bic = bic,
          .holdout = {.customers = 10, .actual = 7, .expected = 6.25, .bias = -0.075, .mae = 0.5, .rmse = rmse}};
}

TEST(model_comparison, each_criterion_has_a_best_of_its_own) {
  const model_comparison c{.rows = {row("a", 104, 106, 0.9), row("b", 103, 107, 0.8), row("c", 105, 108, 0.7)}, .customers = 10};
  EXPECT_EQ(c.best_by_aic(), 1u);
  EXPECT_EQ(c.best_by_bic(), 0u);
  EXPECT_EQ(c.best_in_holdout(), 2u);
}

TEST(model_comparison, a_fit_that_may_not_be_used_is_never_the_best) {
  model_comparison c{.rows = {row("a", 1, 1, 0.1, fit_status::not_identified), row("b", 103, 107, 0.8)}, .customers = 10};
  EXPECT_EQ(c.best_by_aic(), 1u);
  EXPECT_EQ(c.best_by_bic(), 1u);
  EXPECT_EQ(c.best_in_holdout(), 1u);
  c.rows.pop_back();
  EXPECT_EQ(c.best_by_aic(), walaa::no_row);
  EXPECT_EQ(model_comparison{}.best_in_holdout(), walaa::no_row);
}

TEST(model_comparison, what_is_missing_is_not_the_best) {
  const double missing = walaa::missing, infinite = std::numeric_limits<double>::infinity();
  const model_comparison c{.rows = {row("a", missing, -infinite, missing), row("b", 103, 107, missing)}, .customers = 10};
  EXPECT_EQ(c.best_by_aic(), 1u);
  EXPECT_EQ(c.best_by_bic(), 1u);
  EXPECT_EQ(c.best_in_holdout(), walaa::no_row);
}

TEST(model_comparison, is_a_table_of_text) {
  model_comparison c{.rows = {row("NBD", 104, 106, 0.9), row("Pareto/NBD", 103, 107.25, 0.8, fit_status::boundary)},
                     .customers = 2357,
                     .actual = 1882};
  c.rows[1].usable = true;
  EXPECT_EQ(c.text(),
            "model       parameters  log-likelihood         AIC          BIC    expected      MAE     RMSE  fit\n"
            "NBD                  2         -50.000       104.0        106.0*        6.2   0.5000   0.9000  converged\n"
            "Pareto/NBD           2         -50.000       103.0*       107.2         6.2   0.5000   0.8000* boundary\n"
            "on 2,357 customers, who bought 1,882 times in the holdout; * the least among the fits that may be used\n");
  c.actual = walaa::missing;
  c.rows.pop_back();
  EXPECT_EQ(c.text(),
            "model  parameters  log-likelihood         AIC          BIC  fit\n"
            "NBD             2         -50.000       104.0*       106.0* converged\n"
            "on 2,357 customers; * the least among the fits that may be used\n");
}

}  // namespace
