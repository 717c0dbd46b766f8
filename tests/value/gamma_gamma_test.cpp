// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/gamma_gamma.hpp>

#include "derivatives.hpp"  // for derivatives_agree
#include "relative.hpp"     // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using walaa::gamma_gamma;

constexpr gamma_gamma cdnow{.p = 6.25, .q = 3.74, .v = 15.44};
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(gamma_gamma, expectation_is_a_weighted_mean_of_his_and_of_all) {
  for (const double x : {1.0, 3.0, 50.0})
    for (const double m : {0.5, 35.0, 4000.0}) {
      const double own = cdnow.p * x / (cdnow.p * x + cdnow.q - 1);
      EXPECT_RELATIVE(cdnow.expected_spend(x, m), own * m + (1 - own) * cdnow.mean_spend(), 1e-14);
    }
  EXPECT_NEAR(cdnow.expected_spend(1e9, 35), 35, 1e-7);
  EXPECT_EQ(cdnow.expected_spend(0, walaa::missing), cdnow.mean_spend());  // m is not read without a repeat
}

// The formula gives -45.4, 7.54 / 0 and -7.7 here.
TEST(gamma_gamma, a_mean_that_does_not_exist_is_infinite_and_never_negative) {
  const gamma_gamma wild{.p = 0.1, .q = 0.8, .v = 15.4};
  EXPECT_EQ(wild.expected_spend(1, 30), infinity);
  EXPECT_EQ((gamma_gamma{.p = 0.125, .q = 0.75, .v = 15.4}).expected_spend(2, 30), infinity);  // px + q = 1 exactly
  EXPECT_EQ(wild.expected_spend(0, 0), infinity);
  EXPECT_EQ(wild.mean_spend(), infinity);
  EXPECT_GT(wild.expected_spend(3, 30), 0);
  EXPECT_EQ((gamma_gamma{.p = 1, .q = 1, .v = 1}).mean_spend(), infinity);
  EXPECT_EQ((gamma_gamma{.p = 1, .q = 2, .v = 1}).spend_variance(0, 0), infinity);
}

/// Mean and variance of the true mean p / nu, nu ~ Gamma(px + q, v + s), by the midpoint rule over ln nu.
TEST(gamma_gamma, moments_are_those_of_the_posterior) {
  const double x = 3, m = 35, shape = cdnow.p * x + cdnow.q, rate = cdnow.v + x * m;
  double mass = 0, first = 0, second = 0;
  for (double t = std::log(shape / rate) - 12; t < std::log(shape / rate) + 6; t += 1e-3) {
    const double nu = std::exp(t), density = std::exp(shape * std::log(rate * nu / shape) - rate * nu + shape),
                 mean = cdnow.p / nu;
    mass += density;
    first += density * mean;
    second += density * mean * mean;
  }
  first /= mass;
  EXPECT_RELATIVE(cdnow.expected_spend(x, m), first, 1e-10);
  EXPECT_RELATIVE(cdnow.spend_variance(x, m), second / mass - first * first, 1e-9);
}

TEST(gamma_gamma, the_density_integrates_to_one) {
  for (const double x : {1.0, 7.0}) {
    double mass = 0;
    for (double t = -40; t < 60; t += 1e-2) mass += 1e-2 * std::exp(cdnow.log_likelihood(x, std::exp(t)) + t);
    EXPECT_NEAR(mass, 1, 1e-12) << x;
  }
}

TEST(gamma_gamma, has_the_derivatives_it_claims) {
  for (const gamma_gamma& g : {cdnow, gamma_gamma{0.3, 0.9, 2}, gamma_gamma{40, 25, 8}})
    for (const double x : {1.0, 2.0, 38.0, 2000.0})
      for (const double m : {0.01, 30.0, 1e4}) {
        SCOPED_TRACE(testing::Message() << g.p << " " << x << " " << m);
        const auto row = [&](const walaa::small_vector<3>& p) {
          walaa::second_order<3> sum;
          gamma_gamma::likelihood(walaa::from_parameters<gamma_gamma>(p)).add(x, m, 1, sum);
          return sum;
        };
        EXPECT_NEAR(row(parameters(g)).value, g.log_likelihood(x, m), 1e-13 * (1 + x * std::log(1 + x)));
        EXPECT_TRUE(walaa::tests::derivatives_agree<3>(row, parameters(g), 1e-8));
        const auto wrong = [&](const walaa::small_vector<3>& p) {
          walaa::second_order<3> sum = row(p);
          sum.hessian(0, 1) *= 1 + 1e-5;
          return sum;
        };
        EXPECT_FALSE(walaa::tests::derivatives_agree<3>(wrong, parameters(g), 1e-8));
      }
}

TEST(gamma_gamma, columns_equal_single_customers) {
  const std::vector<double> x{1, 0, 3, 0, walaa::missing, 2}, m{35, 0, 20.5, walaa::missing, 5, walaa::missing};
  std::vector<double> out(6), log_likelihood(6);
  cdnow.expected_spend(x, m, out);
  cdnow.log_likelihood({.frequency = x, .recency = {}, .age = {}, .monetary_value = m, .weight = {}}, log_likelihood);
  EXPECT_EQ(out[0], cdnow.expected_spend(1, 35));
  EXPECT_EQ(out[1], cdnow.mean_spend());
  EXPECT_EQ(out[2], cdnow.expected_spend(3, 20.5));
  EXPECT_EQ(out[3], cdnow.mean_spend());
  EXPECT_TRUE(walaa::is_missing(out[4]));
  EXPECT_TRUE(walaa::is_missing(out[5]));
  EXPECT_EQ(log_likelihood[2], cdnow.log_likelihood(3, 20.5));
  EXPECT_EQ(log_likelihood[1], 0);
  EXPECT_EQ(log_likelihood[3], 0);
  EXPECT_TRUE(walaa::is_missing(log_likelihood[4]));
  EXPECT_TRUE(walaa::is_missing(log_likelihood[5]));
}

TEST(gamma_gamma, another_currency_changes_nothing_but_the_numbers) {
  gamma_gamma cents = cdnow;
  cents.v *= 100;
  EXPECT_RELATIVE(cents.expected_spend(3, 3500), 100 * cdnow.expected_spend(3, 35), 1e-14);
  EXPECT_RELATIVE(cents.log_likelihood(3, 3500), cdnow.log_likelihood(3, 35) - std::log(100.0), 1e-14);
}

TEST(gamma_gamma, survives_saving) {
  EXPECT_EQ(walaa::from_tree<gamma_gamma>(walaa::to_tree(cdnow)), cdnow);
  EXPECT_THROW(walaa::from_tree<gamma_gamma>(walaa::to_tree(gamma_gamma{.p = 0, .q = 1, .v = 1})), walaa::load_error);
}

}  // namespace
