// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/bg_nbd.hpp>

#include "purchase_model_laws.hpp"  // for expect_purchase_model_laws, expect_derivatives_of_the_likelihood
#include "relative.hpp"             // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using walaa::bg_nbd;
using walaa::purchase_history;

constexpr bg_nbd unit{.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};

bg_nbd rescaled(bg_nbd m, double c) {
  m.alpha *= c;
  return m;
}

TEST(bg_nbd, obeys_the_laws_of_a_purchase_model) {
  walaa::tests::expect_purchase_model_laws(unit, rescaled);
  walaa::tests::expect_purchase_model_laws(bg_nbd{3, 40, 0.05, 0.3}, rescaled);
}

TEST(bg_nbd, has_the_derivatives_it_claims) {
  walaa::tests::expect_derivatives_of_the_likelihood(unit);
  walaa::tests::expect_derivatives_of_the_likelihood(bg_nbd{25, 300, 12, 80});
}

TEST(bg_nbd, never_lets_a_one_time_buyer_leave) {
  EXPECT_EQ(p_alive(unit, {.frequency = 0, .recency = 0, .age = 39}), 1);
  EXPECT_EQ(p_alive(bg_nbd{50, 1e-3, 0.793, 2.4}, {.frequency = 0, .recency = 0, .age = 1e9}), 1);
  EXPECT_EQ(p_alive(bg_nbd{0.243, 4.414, 0.793, 1}, {.frequency = 0, .recency = 0, .age = 39}),
            1);  // b = 1: 0 times infinity elsewhere
  EXPECT_EQ(unit.dropout_probability({.frequency = 0, .recency = 0, .age = 39}), unit.a / (unit.a + unit.b));
}

TEST(bg_nbd, is_silent_about_a_customer_without_exposure) {  // T = 0 says nothing: ln L = 0
  EXPECT_EQ(unit.log_likelihood(purchase_history{0, 0, 0}), 0);
}

TEST(bg_nbd, posterior_means_are_ratios_of_likelihoods) {  // E[lambda] = r/alpha L(r+1)/L(r), E[p] = a/(a+b) L(a+1)/L(a)
  for (const purchase_history& h : walaa::tests::corner_histories()) {
    if (h.frequency > 100) continue;  // the ratio itself loses digits
    SCOPED_TRACE(testing::Message() << h.frequency << " " << h.recency << " " << h.age);
    const double base = unit.log_likelihood(h);
    bg_nbd more = unit;
    more.r += 1;
    EXPECT_RELATIVE(unit.purchase_rate(h), unit.r / unit.alpha * std::exp(more.log_likelihood(h) - base), 1e-12);
    more = unit;
    more.a += 1;
    EXPECT_RELATIVE(unit.dropout_probability(h), unit.a / (unit.a + unit.b) * std::exp(more.log_likelihood(h) - base), 1e-12);
  }
}

TEST(bg_nbd, weights_the_columns_like_the_rows) {
  const std::vector<double> x{2, 0, walaa::missing}, recency{30.43, 0, 3}, age{38.86, 39, 4};
  std::vector<double> out(3);
  unit.log_likelihood({.frequency = x, .recency = recency, .age = age}, out);
  EXPECT_EQ(out[0], unit.log_likelihood(purchase_history{2, 30.43, 38.86}));
  EXPECT_EQ(out[1], unit.log_likelihood(purchase_history{0, 0, 39}));
  EXPECT_TRUE(walaa::is_missing(out[2]));
}

TEST(bg_nbd, survives_saving) {
  EXPECT_EQ(walaa::from_tree<bg_nbd>(walaa::to_tree(unit)), unit);
  const bg_nbd bad{.r = 0.5, .alpha = -1, .a = 1, .b = 1};
  EXPECT_THROW(bad.validate(), walaa::invalid_input);
  EXPECT_THROW(walaa::from_tree<bg_nbd>(walaa::to_tree(bad)), walaa::load_error);
}

}  // namespace
