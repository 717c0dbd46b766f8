// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/cox_residuals.hpp>  // the header under test comes first: it must stand alone

#include "cox_tables.hpp"  // for six_customers, rossi, random_cox_table
#include "refuses.hpp"     // for EXPECT_REFUSES
#include "relative.hpp"    // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::cox_model;
using walaa::cox_ties;

std::vector<double> martingale(const cox_model& m, const cox_table& table) {
  std::vector<double> out(table.rows());
  walaa::martingale_residuals(m, table.data(), out);
  return out;
}

TEST(cox_residuals, martingales_at_zero_are_the_printed_ones) {  // Therneau & Grambsch (2000), appendix
  const auto table = six_customers();
  const auto at_zero = [&](cox_ties ties) {
    return martingale(cox_model::fit(table.data(), {.ties = ties, .max_iterations = 0}).unchecked(), table);
  };
  const double breslow[] = {-2.0 / 3, 5.0 / 6, -1.0 / 6, 1.0 / 3, 1.0 / 3, -2.0 / 3};
  const double efron[] = {-3.0 / 4, 5.0 / 6, -1.0 / 6, 5.0 / 12, 5.0 / 12, -3.0 / 4};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_RELATIVE(at_zero(cox_ties::breslow)[i], breslow[i], 1e-14);
    EXPECT_RELATIVE(at_zero(cox_ties::efron)[i], efron[i], 1e-14);
  }
}

TEST(cox_residuals, martingales_sum_to_zero) {
  std::mt19937_64 random(7);
  for (const cox_ties ties : {cox_ties::efron, cox_ties::breslow})
    for (const bool late : {false, true})
      for (const std::size_t strata : {0u, 3u}) {
        const auto table = random_cox_table({.rows = 200, .late = late, .whole_weights = true, .strata = strata}, random);
        const auto fit = cox_model::fit(table.data(), {.ties = ties, .max_iterations = 3});  // at any coefficients
        const auto residual = martingale(fit.unchecked(), table);
        double sum = 0, size = 0;
        for (std::size_t i = 0; i < residual.size(); ++i) {
          sum += table.weight[i] * residual[i];
          size += std::fabs(table.weight[i] * residual[i]);
          EXPECT_LE(residual[i], 1);
        }
        EXPECT_NEAR(sum, 0, 1e-12 * size);
      }
}

TEST(cox_residuals, rossi_as_in_r) {  // R survival 3.5-3: residuals(fit, type = "martingale" | "score" | "schoenfeld")
  const auto table = rossi();
  const auto fit = cox_model::fit(table.data());
  const auto m = martingale(*fit, table);
  const double martingales[] = {0.90305578041814, 0.80750844662574, 0.67611313629343, -0.13426506460044, -0.33421594584456};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_RELATIVE(m[i], martingales[i], 1e-9);
  EXPECT_RELATIVE(m[67], -0.24043616766133, 1e-9);
  const auto score = walaa::score_residuals(*fit, table.data());
  const double scores[][7] = {{-0.37471640719097, 3.8612285556314, 0.097954815491646, -0.41358579946741, -0.063409361217986,
                               0.35969687211764, -0.75403577323453},
                              {-0.33097539920805, -3.7586965928011, 0.084582257886215, -0.36260255929560, -0.054958240997414,
                               0.31937359876969, 3.37083763651182},
                              {-0.28067586757906, -2.4943615359525, -0.600887824941514, 0.36400509696569, -0.049111200695978,
                               0.27453307216181, 6.29848625487608}};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 7; ++j) EXPECT_RELATIVE(score[i * 7 + j], scores[i][j], 1e-7);
  const auto schoenfeld = walaa::schoenfeld(*fit, table.data());
  ASSERT_EQ(schoenfeld.row.size(), 114u);
  EXPECT_EQ(schoenfeld.time[0], 1);
  EXPECT_EQ(schoenfeld.time[113], 52);
  const double first[][7] = {{-0.39925167296164, -2.5295602684831, 0.10005078021685, -0.42074646166157, -0.062060795001149,
                              -0.58272105377112, -4.2780279116273},
                             {-0.40043382555437, 21.4629499038409, 0.10034702265551, 0.57800774137822, -0.062244552101459,
                              0.41555355532584, -2.2906948135591}};
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 7; ++j) EXPECT_RELATIVE(schoenfeld.value[i * 7 + j], first[i][j], 1e-8);
}

TEST(cox_residuals, scores_and_schoenfelds_sum_to_zero_at_the_maximum) {
  std::mt19937_64 random(8);
  for (const cox_ties ties : {cox_ties::efron, cox_ties::breslow}) {
    const auto table = random_cox_table({.rows = 150, .late = true, .strata = 2}, random);
    const auto fit = cox_model::fit(table.data(), {.ties = ties});
    const auto score = walaa::score_residuals(*fit, table.data());
    const auto schoenfeld = walaa::schoenfeld(*fit, table.data());
    for (std::size_t j = 0; j < 3; ++j) {
      double scores = 0, schoenfelds = 0;
      for (std::size_t i = 0; i < table.rows(); ++i) scores += score[i * 3 + j];
      for (std::size_t i = 0; i < schoenfeld.row.size(); ++i) schoenfelds += schoenfeld.value[i * 3 + j];
      EXPECT_NEAR(scores, 0, 1e-10);
      EXPECT_NEAR(schoenfelds, 0, 1e-10);
    }
  }
}

TEST(cox_residuals, refuse_what_does_not_fit) {
  const auto table = rossi();
  const auto fit = cox_model::fit(table.data());
  std::vector<double> out(3);
  EXPECT_REFUSES(walaa::martingale_residuals(*fit, table.data(), out),
                 "martingale_residuals: duration has 432 rows and out has 3; one row a customer in both [D101]");
  EXPECT_REFUSES(walaa::schoenfeld(*fit, table.without("age").data()),
                 "schoenfeld: no column 'age', which the model was fitted on; there is: fin, race, wexp, mar, paro, prio [D110]");
  const auto exact = cox_model::fit(aml_table().data(), {.ties = cox_ties::exact});
  EXPECT_REFUSES(walaa::score_residuals(*exact, aml_table().data()),
                 "score_residuals: exact ties have none; fit with efron or breslow [F302]");
}

}  // namespace
