// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/nbd.hpp>

#include "purchase_model_laws.hpp"  // for expect_purchase_model_laws, expect_derivatives_of_the_likelihood
#include "relative.hpp"             // for EXPECT_RELATIVE

#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/lifetime_value.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using walaa::nbd;
using walaa::purchase_history;

constexpr nbd cdnow{.r = 0.38476613577, .alpha = 12.072022845};
constexpr double infinite = std::numeric_limits<double>::infinity();

nbd rescaled(nbd m, double c) {
  m.alpha *= c;
  return m;
}

TEST(nbd, obeys_the_laws_of_a_purchase_model) {
  walaa::tests::expect_purchase_model_laws(cdnow, rescaled);
  walaa::tests::expect_purchase_model_laws(nbd{30, 400}, rescaled);
}

TEST(nbd, has_the_derivatives_it_claims) {
  walaa::tests::expect_derivatives_of_the_likelihood(cdnow);
  walaa::tests::expect_derivatives_of_the_likelihood(nbd{25, 300});
}

TEST(nbd, never_lets_a_customer_leave) {
  EXPECT_EQ(p_alive(cdnow, {.frequency = 0, .recency = 0, .age = 1e9}), 1);
  EXPECT_EQ(log_p_alive(cdnow, {.frequency = 9, .recency = 1, .age = 1e9}), 0);
  EXPECT_EQ(p_alive(cdnow, {.frequency = 9, .recency = 1, .age = 39}, 1e6), 1);
  EXPECT_EQ(cdnow.survival(1e300), 1);
  EXPECT_EQ(cdnow.mean_lifetime(), infinite);
  EXPECT_EQ(cdnow.median_lifetime(), infinite);
  EXPECT_EQ(cdnow.purchases_left(), infinite);
  EXPECT_EQ(cdnow.discounted(0), infinite);
}

TEST(nbd, is_silent_about_a_customer_without_exposure) {  // T = 0 says nothing: ln L = 0
  EXPECT_EQ(cdnow.log_likelihood(purchase_history{0, 0, 0}), 0);
}

TEST(nbd, does_not_read_recency) {
  EXPECT_EQ(cdnow.log_likelihood(purchase_history{5, 3, 39}), cdnow.log_likelihood(purchase_history{5, 38, 39}));
  EXPECT_EQ(cdnow.purchase_rate({5, 3, 39}), cdnow.purchase_rate({5, 38, 39}));
}

TEST(nbd, posterior_mean_is_a_ratio_of_likelihoods) {  // E[lambda] = r/alpha L(r+1)/L(r)
  for (const purchase_history& h : walaa::tests::corner_histories()) {
    if (h.frequency > 100) continue;  // the ratio itself loses digits
    nbd more = cdnow;
    more.r += 1;
    EXPECT_RELATIVE(cdnow.purchase_rate(h), cdnow.r / cdnow.alpha * std::exp(more.log_likelihood(h) - cdnow.log_likelihood(h)),
                    1e-12);
  }
}

TEST(nbd, is_the_limit_of_models_whose_customers_hardly_leave) {  // a -> 0
  constexpr double a = 1e-9;                                      // the difference is of order a x
  const walaa::bg_nbd bg{cdnow.r, cdnow.alpha, a, 3};
  const walaa::mbg_nbd mbg{cdnow.r, cdnow.alpha, a, 3};
  for (const purchase_history h : {purchase_history{0, 0, 39}, {1, 30, 39}, {5, 38, 39}, {29, 38, 39}}) {
    SCOPED_TRACE(testing::Message() << h.frequency);
    EXPECT_NEAR(bg.log_likelihood(h), cdnow.log_likelihood(h), 2e-8);
    EXPECT_NEAR(mbg.log_likelihood(h), cdnow.log_likelihood(h), 2e-8);
    for (const double t : {1.0, 39.0, 200.0}) {
      EXPECT_RELATIVE(expected_purchases(bg, h, t), expected_purchases(cdnow, h, t), 2e-8);
      EXPECT_RELATIVE(expected_purchases(mbg, h, t), expected_purchases(cdnow, h, t), 2e-8);
      for (const int n : {0, 1, 7}) EXPECT_NEAR(probability(bg, h, n, t), probability(cdnow, h, n, t), 1e-8);
    }
    EXPECT_RELATIVE(discounted_purchases(bg, h, 0.01), discounted_purchases(cdnow, h, 0.01), 2e-7);
    EXPECT_RELATIVE(bg.purchase_rate(h), cdnow.purchase_rate(h), 2e-8);
  }
}

TEST(nbd, is_tabulated_like_every_purchase_model) {
  const walaa::fitted<nbd> visits(cdnow, walaa::time_unit::week);
  const walaa::fitted<walaa::gamma_gamma> spend({6.25, 3.74, 15.44}, walaa::time_unit::week);
  const walaa::purchase_forecast year(visits, walaa::weeks{52});
  const walaa::value_forecast value(visits, spend, {.horizon = walaa::weeks{52}, .annual_discount = 0.10});
  const walaa::value_forecast for_ever(visits, spend, {.horizon = walaa::unlimited, .annual_discount = 0.10});
  EXPECT_GT(year.table().counts(), 0u);
  const double weekly = std::log1p(0.10) * 7 / 365.2425;
  for (const purchase_history& h : {purchase_history{0, 0, 39}, {1, 3, 39}, {7, 38, 39}, {500, 38, 39}}) {
    const double rate = cdnow.purchase_rate(h);
    EXPECT_RELATIVE(year(h), rate * 52, 1e-12);
    const double mean = h.frequency == 0 ? spend->mean_spend() : spend->expected_spend(h.frequency, 30);
    EXPECT_RELATIVE(for_ever(h, h.frequency == 0 ? walaa::missing : 30), mean * rate / weekly, 1e-12);
    // a purchase of each day discounted to the end of its month: between all at the start and all at the end of the year
    EXPECT_LT(value(h, h.frequency == 0 ? walaa::missing : 30), mean * rate * 52);
    EXPECT_GT(value(h, h.frequency == 0 ? walaa::missing : 30), mean * rate * 52 / 1.10);
  }
}

TEST(nbd, nan_in_nan_out) {
  constexpr double missing = walaa::missing;
  for (const purchase_history& h : {purchase_history{missing, 1, 2}, {1, missing, 2}, {1, 1, missing}, {0, 0, missing}}) {
    EXPECT_TRUE(walaa::is_missing(p_alive(cdnow, h)));
    EXPECT_TRUE(walaa::is_missing(log_p_alive(cdnow, h)));
    EXPECT_TRUE(walaa::is_missing(expected_purchases(cdnow, h, 3)));
    EXPECT_TRUE(walaa::is_missing(probability(cdnow, h, 1, 3)));
    EXPECT_TRUE(walaa::is_missing(discounted_purchases(cdnow, h, 0.1)));
  }
  EXPECT_TRUE(walaa::is_missing(cdnow.expected_purchases(missing)));
  EXPECT_TRUE(walaa::is_missing(cdnow.survival(missing)));
  EXPECT_TRUE(walaa::is_missing(cdnow.probability(0, missing)));
  EXPECT_TRUE(walaa::is_missing(cdnow.discounted(missing)));
}

TEST(nbd, answers_for_columns_as_for_rows) {
  const std::vector<double> x{2, 0, walaa::missing}, recency{30.43, 0, 3}, age{38.86, 39, 4};
  std::vector<double> out(3);
  cdnow.log_likelihood({.frequency = x, .recency = recency, .age = age}, out);
  EXPECT_EQ(out[0], cdnow.log_likelihood(purchase_history{2, 30.43, 38.86}));
  EXPECT_EQ(out[1], cdnow.log_likelihood(purchase_history{0, 0, 39}));
  EXPECT_TRUE(walaa::is_missing(out[2]));
}

TEST(nbd, survives_saving) {
  EXPECT_EQ(walaa::from_tree<nbd>(walaa::to_tree(cdnow)), cdnow);
  const nbd bad{.r = 0.5, .alpha = -1};
  EXPECT_THROW(bad.validate(), walaa::invalid_input);
  EXPECT_THROW(walaa::from_tree<nbd>(walaa::to_tree(bad)), walaa::load_error);
}

}  // namespace
