// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/elastic_net.hpp>  // the header under test comes first: it must stand alone

#include "refuses.hpp"   // for EXPECT_REFUSES
#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::choose_penalty;
using walaa::covariates;
using walaa::elastic_net_path;
using walaa::fit_status;
using walaa::outcomes;

/// Thirty rows by rule, so that an oracle in another language has the same.
struct by_rule {
  std::vector<double> a, b, c, y;

  by_rule() {
    for (int i = 0; i < 30; ++i) {
      a.push_back(i * 7 % 11 / 4.0);
      b.push_back(i * 5 % 13 / 4.0);
      c.push_back(i * 3 % 8 / 2.0);
      y.push_back(i * 7 % 11 * 2 + i * 5 % 13 + i * i % 5 > 18 ? 1 : 0);
    }
  }
  covariates columns() const { return {{"a", a}, {"b", b}, {"c", c}}; }
};

// 50-digit arithmetic (mpmath): Newton's method on every set of columns and signs, and of those the one whose conditions hold.
TEST(elastic_net, the_optimum_of_fifty_digits) {
  const by_rule d;
  struct published {
    double lambda, alpha;
    bool standardise;
    double beta[4], log_likelihood;
  };
  const published of[] = {
      {0.0625, 1, true, {-4.1868842000363344, 2.31312510934696009, 1.13597852386890047, 0}, -5.070356924561274},
      {0.0625, 0.5, true, {-3.76180610564077854, 1.99759201792309496, 1.10657585910194065, 0}, -5.66066972233740283},
      {0.03125,
       0.25,
       false,
       {-4.09010430148082411, 2.14913832969604492, 1.36820408395375985, -0.121030018962497912},
       -4.93893263032287402},
      {0.125,
       0,
       true,
       {-2.58386596780691821, 1.35861477485730164, 0.8455659497246951, -0.010360751951913382},
       -7.86609575857255843},
      {0.0078125,
       1,
       true,
       {-9.65614921507171799, 5.75269073866249146, 2.6641654944808708, -0.372569195455338935},
       -1.82852122031675638}};
  for (const published& p : of) {
    const auto path = elastic_net_path::fit(d.columns(), {.value = d.y},
                                            {.alpha = p.alpha, .lambda = {p.lambda}, .standardise = p.standardise});
    ASSERT_EQ(path.status[0], fit_status::converged);
    for (std::size_t j = 0; j < 4; ++j) {
      if (p.beta[j] == 0) {
        EXPECT_EQ(path.models[0].beta[j], 0);
      } else {
        EXPECT_RELATIVE(path.models[0].beta[j], p.beta[j], 1e-8);  // conditions to 1e-10
      }
    }
    EXPECT_RELATIVE(path.models[0].log_likelihood, p.log_likelihood, 1e-8);
  }
}

TEST(elastic_net, the_path_begins_where_the_first_column_enters) {
  const by_rule d;
  const auto path = elastic_net_path::fit(d.columns(), {.value = d.y}, {.lambdas = 40, .least_ratio = 0.01});
  ASSERT_EQ(path.size(), 40);
  EXPECT_RELATIVE(path.lambda[0], 0.386128372036907764, 1e-12);
  EXPECT_RELATIVE(path.lambda[39], 0.00386128372036907764, 1e-12);
  EXPECT_EQ(path.columns_used(0), 0);
  EXPECT_NEAR(path.explained(0), 0, 1e-12);
  for (std::size_t k = 1; k < 40; ++k) {
    EXPECT_GE(path.explained(k), path.explained(k - 1));
    EXPECT_EQ(path.status[k], fit_status::converged);
  }
  EXPECT_EQ(path.columns_used(39), 3);
}

TEST(elastic_net, a_ridge_is_logistic_regression_with_its_penalty) {
  const by_rule d;
  const auto path = elastic_net_path::fit(d.columns(), {.value = d.y}, {.alpha = 0, .lambda = {0.1}});
  const auto ridge = walaa::logistic_model::fit(d.columns(), {.value = d.y}, {.l2 = 0.1 * 30, .standardise = true});
  for (std::size_t j = 0; j < 4; ++j) EXPECT_RELATIVE(path.models[0].beta[j], ridge->beta[j], 1e-8);
}

TEST(elastic_net, weights_are_rows_repeated_and_an_offset_is_a_known_part) {
  const by_rule d;
  std::vector<double> weight, a, b, y, known(30);
  for (std::size_t i = 0; i < 30; ++i) {
    weight.push_back(static_cast<double>(1 + i % 3));
    known[i] = 0.25 * d.a[i];
    for (std::size_t k = 0; k <= i % 3; ++k) {
      a.push_back(d.a[i]);
      b.push_back(d.b[i]);
      y.push_back(d.y[i]);
    }
  }
  const auto weighted = elastic_net_path::fit({{"a", d.a}, {"b", d.b}}, {.value = d.y, .weight = weight}, {.lambda = {0.05}});
  const auto repeated = elastic_net_path::fit({{"a", a}, {"b", b}}, {.value = y}, {.lambda = {0.05}});
  for (std::size_t j = 0; j < 3; ++j) EXPECT_RELATIVE(weighted.models[0].beta[j], repeated.models[0].beta[j], 1e-8);
  const auto plain = elastic_net_path::fit({{"a", d.a}}, {.value = d.y}, {.alpha = 0.5, .lambda = {1e-9}});
  const auto offset = elastic_net_path::fit({{"a", d.a}}, {.value = d.y, .offset = known}, {.alpha = 0.5, .lambda = {1e-9}});
  EXPECT_NEAR(offset.models[0].beta[1], plain.models[0].beta[1] - 0.25, 1e-6);  // all but without a penalty
}

TEST(elastic_net, columns_that_depend_on_each_other_or_separate_have_an_optimum) {
  const by_rule d;
  std::vector<double> twice, constant(30, 4.0);
  for (const double v : d.a) twice.push_back(2 * v);
  const auto path = elastic_net_path::fit({{"a", d.a}, {"twice", twice}, {"constant", constant}}, {.value = d.y},
                                          {.alpha = 0.5, .lambda = {0.05}});
  EXPECT_EQ(path.status[0], fit_status::converged);
  EXPECT_RELATIVE(path.models[0].beta["a"], 2 * path.models[0].beta["twice"], 1e-7);  // they share the coefficient
  EXPECT_EQ(path.models[0].beta["constant"], 0);
  const auto separated = elastic_net_path::fit({{"y", d.y}}, {.value = d.y}, {.lambda = {0.01}});
  EXPECT_EQ(separated.status[0], fit_status::converged);
  EXPECT_TRUE(walaa::is_finite(separated.models[0].beta[1]));
}

TEST(elastic_net, held_out_folds_choose_the_columns_that_matter) {
  std::mt19937_64 bits(3);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<std::vector<double>> x(20, std::vector<double>(1500));
  std::vector<double> y(1500);
  for (std::size_t i = 0; i < 1500; ++i) {
    for (auto& column : x) column[i] = normal(bits);
    y[i] = uniform(bits) < 1 / (1 + std::exp(1 - 1.2 * x[3][i] + 0.8 * x[11][i])) ? 1 : 0;
  }
  std::vector<std::string> names;
  for (std::size_t j = 0; j < 20; ++j) names.push_back("x" + std::to_string(j));
  std::vector<walaa::covariate> named;
  for (std::size_t j = 0; j < 20; ++j) named.push_back({names[j], x[j]});
  const covariates columns(named);
  const auto choice = choose_penalty(columns, {.value = y}, {.lambdas = 30, .least_ratio = 0.001}, 5);
  const auto path = elastic_net_path::fit(columns, {.value = y}, {.lambda = choice.lambda});
  EXPECT_LE(choice.simplest, choice.best);
  EXPECT_LE(choice.deviance[choice.simplest], choice.deviance[choice.best] + choice.error[choice.best]);
  EXPECT_LE(path.columns_used(choice.simplest), 4);  // of twenty, two of which matter
  EXPECT_NE(path.models[choice.simplest].beta["x3"], 0);
  EXPECT_NE(path.models[choice.simplest].beta["x11"], 0);
  EXPECT_LT(choice.deviance[choice.best], choice.deviance[0]);

  std::vector<double> fold(1500);  // the folds that are dealt, given by name
  for (std::size_t i = 0; i < 1500; ++i) fold[i] = static_cast<double>(i % 5);
  EXPECT_EQ(choose_penalty(columns, {.value = y}, {.lambdas = 30, .least_ratio = 0.001}, 5, fold).deviance, choice.deviance);
}

TEST(elastic_net, refuses_what_is_no_path) {
  const by_rule d;
  const outcomes y{.value = d.y};
  EXPECT_REFUSES(elastic_net_path::fit(d.columns(), y, {.alpha = 1.5}),
                 "elastic_net_path::fit: alpha = 1.5 is outside [0, 1] [F302]");
  EXPECT_REFUSES(elastic_net_path::fit(d.columns(), y, {.lambda = {0.1, 0.2}}),
                 "elastic_net_path::fit: lambda[1] = 0.2 is not positive and below the one before [F302]");
  EXPECT_REFUSES(elastic_net_path::fit({{"same", std::vector<double>(30, 1.0)}}, y, {}),
                 "elastic_net_path::fit: no column varies; there is nothing to choose from [D114]");
  EXPECT_REFUSES(choose_penalty(d.columns(), y, {}, 1), "choose_penalty: folds = 1 is outside 2 and the number of rows [F302]");
}

TEST(elastic_net, a_caller_may_stop_it) {
  const by_rule d;
  const auto path =
      elastic_net_path::fit(d.columns(), {.value = d.y}, {.progress = [](std::size_t done, std::size_t) { return done < 5; }});
  EXPECT_EQ(path.size(), 5);
}

}  // namespace
