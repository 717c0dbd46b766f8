// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The laws that every purchase model obeys, to be called by the test of each: what the comment of the concept promises
    (value/purchase_model.hpp), and that the likelihood has the derivatives it claims. */

#include <walaa/fit/transform.hpp>
#include <walaa/value/purchase_model.hpp>

#include "derivatives.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace walaa::tests {

/// Histories over all corners: nobody came back, came back once and long ago, today, a moment after birth, very often.
inline std::vector<purchase_history> corner_histories() {
  return {{0, 0, 0},         {0, 0, 1e-6},    {0, 0, 39},      {0, 0, 1e6},      {1, 1.71, 38.86}, {1, 1e-9, 39},
          {2, 30.43, 38.86}, {5, 30, 39},     {3, 39, 39},     {26, 30.857, 31}, {29, 10, 39},     {100, 38, 39},
          {300, 20, 39},     {1000, 10, 100}, {1000, 99, 100}, {7, 29.43, 38.86}};
}

inline std::vector<double> horizons() { return {0, 1e-10, 1e-3, 0.5, 1, 2, 5, 10, 39, 52, 100, 365, 1e4}; }

/// What a customer does from now on: expectation, survival and probabilities fit together.
template<alive_model A> void expect_alive_model_laws(const A& g, double survives_birth = 1) {
  EXPECT_EQ(g.expected_purchases(0), 0);
  EXPECT_DOUBLE_EQ(g.survival(0), survives_birth);
  double t0 = 0, e0 = 0, s0 = g.survival(0), slope0 = INFINITY;
  for (const double t : horizons()) {
    if (t == 0) continue;
    const double e = g.expected_purchases(t), s = g.survival(t), slope = (e - e0) / (t - t0);
    EXPECT_GE(e, e0) << "expected purchases fall at " << t;
    EXPECT_LE(s, s0 * (1 + 1e-14)) << "survival rises at " << t;
    EXPECT_GE(s, 0);
    if (t >= 1e-3) {  // below that the slopes differ by less than their rounding
      EXPECT_LE(slope, slope0 * (1 + 1e-9)) << "expected purchases bend up at " << t;
      slope0 = slope;
    }
    t0 = t;
    e0 = e;
    s0 = s;
  }
  for (const double t : {0.0, 0.5, 5.0}) {
    double total = 0, mean = 0;
    const int most = 400 + static_cast<int>(20 * g.expected_purchases(t));
    for (int n = 0; n <= most; ++n) {
      const double p = g.probability(n, t);
      EXPECT_GE(p, 0);
      total += p;
      mean += n * p;
    }
    EXPECT_NEAR(total, 1, 1e-11) << "probabilities of " << t;
    EXPECT_NEAR(mean, g.expected_purchases(t), 1e-9 * (1 + mean)) << "mean of " << t;
  }
  EXPECT_EQ(g.probability(-1, 5), 0);
  EXPECT_GT(g.discounted(0.01), g.discounted(0.02));
  EXPECT_LT(g.discounted(0.01), g.expected_purchases(1e9) * (1 + 1e-12));
}

/** \param rescale  (model, c): the same model with time counted in units that are c times smaller */
template<purchase_model M, class Rescale>
void expect_purchase_model_laws(const M& m, Rescale&& rescale, double survives_birth = 1) {
  expect_alive_model_laws(m, survives_birth);
  expect_alive_model_laws(m.given_alive({.frequency = 2, .recency = 1.5, .age = 3}));
  for (const purchase_history& h : corner_histories()) {
    SCOPED_TRACE(testing::Message() << h.frequency << " " << h.recency << " " << h.age);
    const double now = p_alive(m, h);
    EXPECT_GE(now, 0);
    EXPECT_LE(now, 1);
    EXPECT_TRUE(is_finite(m.log_likelihood(h)));
    purchase_history later = h;
    double before = now;
    for (const double silence : {1e-6, 1.0, 10.0, 1000.0}) {
      later.age = h.age + silence;
      const double then = p_alive(m, later);
      EXPECT_LE(then, before) << "silence of " << silence << " speaks for the customer";
      before = then;
    }
    for (const double c : {1.0 / 7, 86400.0}) {
      const M other = rescale(m, c);
      const purchase_history same{h.frequency, h.recency * c, h.age * c};
      EXPECT_NEAR(p_alive(other, same), now, 1e-9 * now);  // (r + x) times the rounding of a logarithm
      EXPECT_NEAR(other.log_likelihood(same), m.log_likelihood(h) - h.frequency * std::log(c),
                  1e-13 * (1 + std::fabs(m.log_likelihood(h)) + h.frequency * std::fabs(std::log(c))));
      EXPECT_NEAR(expected_purchases(other, same, 39 * c), expected_purchases(m, h, 39), 1e-9 * expected_purchases(m, h, 39));
    }
    EXPECT_EQ(expected_purchases(m, h, 0), 0);
  }
}

/// The likelihood's gradient and Hessian in the model's parameters, row by row.
template<purchase_model M> void expect_derivatives_of_the_likelihood(const M& m) {
  constexpr std::size_t n = parameter_count<M>;
  for (const purchase_history& h : corner_histories()) {
    SCOPED_TRACE(testing::Message() << h.frequency << " " << h.recency << " " << h.age);
    const auto row = [&](const small_vector<n>& p) {
      second_order<n> sum;
      typename M::likelihood(from_parameters<M>(p), h.frequency).add(h, 1, sum);
      return sum;
    };
    const second_order<n> at = row(parameters(m));
    const double largest_term = h.frequency * std::log(1 + h.frequency);
    EXPECT_NEAR(at.value, m.log_likelihood(h), 2e-14 * (1 + std::fabs(at.value)) + 1e-15 * largest_term);
    EXPECT_TRUE(derivatives_agree<n>(row, parameters(m), 1e-9));
    EXPECT_FALSE(derivatives_agree<n>(  // a wrong gradient must not pass
        [&](const small_vector<n>& p) {
          second_order<n> wrong = row(p);
          wrong.gradient(0) += 1e-6 * (1 + std::fabs(wrong.value));
          return wrong;
        },
        parameters(m), 1e-9));
  }
}

}  // namespace walaa::tests
