// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/pareto_nbd.hpp>

#include "purchase_model_laws.hpp"  // for expect_purchase_model_laws, expect_derivatives_of_the_likelihood
#include "relative.hpp"             // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using walaa::pareto_nbd;
using walaa::purchase_history;

constexpr pareto_nbd unit{.r = 0.55, .alpha = 10.56, .s = 0.61, .beta = 11.64};
constexpr double infinite = std::numeric_limits<double>::infinity();

pareto_nbd rescaled(pareto_nbd m, double c) {
  m.alpha *= c;
  m.beta *= c;
  return m;
}

TEST(pareto_nbd, obeys_the_laws_of_a_purchase_model) {
  walaa::tests::expect_purchase_model_laws(unit, rescaled);
  walaa::tests::expect_purchase_model_laws(pareto_nbd{3, 40, 0.05, 0.3}, rescaled);
  walaa::tests::expect_purchase_model_laws(pareto_nbd{0.2, 0.6, 3, 50}, rescaled);
  walaa::tests::expect_purchase_model_laws(pareto_nbd{2, 7, 1, 7}, rescaled);  // alpha = beta, s = 1
}

TEST(pareto_nbd, has_the_derivatives_it_claims) {
  walaa::tests::expect_derivatives_of_the_likelihood(unit);
  walaa::tests::expect_derivatives_of_the_likelihood(pareto_nbd{25, 300, 12, 80});
  walaa::tests::expect_derivatives_of_the_likelihood(pareto_nbd{0.4, 3, 2, 900});
}

TEST(pareto_nbd, lets_a_customer_leave_at_any_moment) {
  EXPECT_EQ(p_alive(unit, {.frequency = 0, .recency = 0, .age = 0}), 1.0);
  EXPECT_LT(p_alive(unit, {.frequency = 0, .recency = 0, .age = 39}), 0.3);
  EXPECT_LT(p_alive(unit, {.frequency = 0, .recency = 0, .age = 1e9}), 1e-3);
}

TEST(pareto_nbd, who_bought_today_is_there) {  // textbook forms give 1.0000000000000853
  for (const double x : {1.0, 132.0, 1e6}) EXPECT_EQ(p_alive(unit, {.frequency = x, .recency = 200, .age = 200}), 1.0);
}

TEST(pareto_nbd, is_silent_about_a_customer_without_exposure) {  // T = 0 says nothing: ln L = 0
  EXPECT_EQ(unit.log_likelihood(purchase_history{0, 0, 0}), 0.0);
}

TEST(pareto_nbd, posterior_means_are_ratios_of_likelihoods) {  // E[lambda] = r/alpha L(r+1)/L(r), E[mu] = s/beta L(s+1)/L(s)
  for (const purchase_history& h : walaa::tests::corner_histories()) {
    if (h.frequency > 100) continue;  // the ratio itself loses digits
    SCOPED_TRACE(testing::Message() << h.frequency << " " << h.recency << " " << h.age);
    const double base = unit.log_likelihood(h);
    pareto_nbd more = unit;
    more.r += 1;
    EXPECT_RELATIVE(unit.purchase_rate(h), unit.r / unit.alpha * std::exp(more.log_likelihood(h) - base), 1e-12);
    more = unit;
    more.s += 1;
    EXPECT_RELATIVE(unit.dropout_rate(h), unit.s / unit.beta * std::exp(more.log_likelihood(h) - base), 1e-12);
  }
}

TEST(pareto_nbd, without_dropout_it_is_the_nbd) {  // s -> 0: ln L = ln (r)_x + r ln alpha - (r+x) ln(alpha+T)
  const pareto_nbd stays{.r = 0.55, .alpha = 10.56, .s = 1e-13, .beta = 11.64};
  for (const purchase_history& h : walaa::tests::corner_histories()) {
    if (h.frequency > 100) continue;
    const double nbd = std::lgamma(0.55 + h.frequency) - std::lgamma(0.55) + 0.55 * std::log(10.56) -
                       (0.55 + h.frequency) * std::log(10.56 + h.age);
    const double odds = (0.55 + h.frequency) * std::log((10.56 + h.age) / (10.56 + h.recency));  // of what s is up against
    if (odds >= 5) continue;
    EXPECT_NEAR(stays.log_likelihood(h), nbd, 1e-10 * (1 + std::fabs(nbd)));
  }
  EXPECT_RELATIVE(stays.expected_purchases(52), 0.55 / 10.56 * 52, 1e-12);
}

TEST(pareto_nbd, expectations_do_not_jump_where_s_is_1) {
  const double at = pareto_nbd{2, 7, 1, 7}.expected_purchases(30);
  EXPECT_RELATIVE(at, 2.0 * std::log1p(30.0 / 7), 1e-15);
  for (const double off : {1e-13, -1e-13, 1e-8, -1e-8, 1e-4, -1e-4})  // d/ds of the factor is half the clock
    EXPECT_RELATIVE((pareto_nbd{2, 7, 1 + off, 7}).expected_purchases(30), at * (1 - off * std::log1p(30.0 / 7) / 2), 1e-8);
}

TEST(pareto_nbd, alpha_and_beta_that_are_nearly_equal_are_no_special_case) {
  const purchase_history h{5, 30, 39};
  const double at = pareto_nbd{2, 7, 0.8, 7}.log_likelihood(h), p = p_alive(pareto_nbd{2, 7, 0.8, 7}, h);
  for (const double off : {1e-14, -1e-13, 1e-10, -1e-9}) {
    EXPECT_NEAR((pareto_nbd{2, 7, 0.8, 7 + off}).log_likelihood(h), at, std::fabs(off) + 1e-14);
    EXPECT_NEAR(p_alive(pareto_nbd{2, 7, 0.8, 7 + off}, h), p, std::fabs(off) + 1e-15);
  }
}

TEST(pareto_nbd, an_interval_has_the_probabilities_of_its_length) {
  EXPECT_EQ(unit.probability(3, 0.0, 39.0), unit.probability(3, 39.0));
  double total = 0, mean = 0;
  for (int n = 0; n <= 500; ++n) {
    const double p = unit.probability(n, 39, 78);
    total += p;
    mean += n * p;
  }
  EXPECT_NEAR(total, 1, 1e-12);
  EXPECT_NEAR(mean, unit.expected_purchases(78) - unit.expected_purchases(39), 1e-10);
}

TEST(pareto_nbd, the_lifetime_is_pareto) {
  const pareto_nbd m{2, 7, 1.5, 20};
  EXPECT_RELATIVE(m.survival(m.median_lifetime()), 0.5, 1e-14);
  EXPECT_RELATIVE(m.mean_lifetime(), 40.0, 1e-15);
  EXPECT_RELATIVE(m.purchases_left(), 2.0 / 7 * 40, 1e-15);
  EXPECT_RELATIVE(m.expected_purchases(1e14), m.purchases_left(), 1e-5);
  EXPECT_EQ(m.expected_purchases(infinite), m.purchases_left());
  EXPECT_EQ(unit.mean_lifetime(), infinite);
  EXPECT_EQ(unit.purchases_left(), infinite);
  EXPECT_EQ(m.discounted(0), m.purchases_left());
  EXPECT_EQ(unit.discounted(0), infinite);
}

TEST(pareto_nbd, nothing_known_gives_nothing) {
  for (const purchase_history& h : {purchase_history{walaa::missing, 1, 2}, {1, walaa::missing, 2}, {1, 1, walaa::missing}}) {
    EXPECT_TRUE(walaa::is_missing(p_alive(unit, h)));
    EXPECT_TRUE(walaa::is_missing(unit.purchase_rate(h)));
    EXPECT_TRUE(walaa::is_missing(unit.dropout_rate(h)));
  }
  EXPECT_TRUE(walaa::is_missing(unit.expected_purchases(walaa::missing)));
  EXPECT_TRUE(walaa::is_missing(unit.probability(2, walaa::missing)));
  const std::vector<double> x{2, 0, walaa::missing}, recency{30.43, 0, 3}, age{38.86, 39, 4};
  std::vector<double> out(3);
  unit.log_likelihood({.frequency = x, .recency = recency, .age = age}, out);
  EXPECT_EQ(out[0], unit.log_likelihood(purchase_history{2, 30.43, 38.86}));
  EXPECT_EQ(out[1], unit.log_likelihood(purchase_history{0, 0, 39}));
  EXPECT_TRUE(walaa::is_missing(out[2]));
}

TEST(pareto_nbd, survives_saving) {
  EXPECT_EQ(walaa::from_tree<pareto_nbd>(walaa::to_tree(unit)), unit);
  const pareto_nbd bad{.r = 0.5, .alpha = -1, .s = 1, .beta = 1};
  EXPECT_THROW(bad.validate(), walaa::invalid_input);
  EXPECT_THROW(walaa::from_tree<pareto_nbd>(walaa::to_tree(bad)), walaa::load_error);
}

}  // namespace
