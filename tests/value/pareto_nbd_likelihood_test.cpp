// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/pareto_nbd_likelihood.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

namespace {

using walaa::pareto_nbd_likelihood;
using walaa::pareto_nbd_parameters;
using walaa::purchase_history;
using walaa::second_order;

/** The model itself (Schmittlein, Morrison & Colombo 1987): integrated over the time of leaving, after the mean over both rates
    was taken by hand, by Simpson's rule of 8,000 steps in 80 bits. No form of the library's is in it. With `moment` the
    integrand is multiplied: derivatives in r, alpha, s, beta are such integrals. */
template<class Moment> long double model(const pareto_nbd_parameters& m, const purchase_history& h, const Moment& moment) {
  const long double r = m.r, alpha = m.alpha, s = m.s, beta = m.beta, n = r + h.frequency;
  const auto here = [&](long double y) { return std::exp(-n * std::log(alpha + y) - s * std::log(beta + y)); };
  const auto leaves = [&](long double y) { return s / (beta + y) * here(y) * moment(y, true); };
  const long double from = h.recency, to = h.age;
  constexpr int steps = 8000;
  // in the cube root of the time since the last purchase: many nodes where things happen
  const auto at = [&](int k) {
    const long double w = std::cbrt(to - from) * k / steps;
    return 3 * w * w * leaves(from + w * w * w);
  };
  long double sum = at(0) + at(steps);
  for (int k = 1; k < steps; ++k) sum += (k % 2 == 1 ? 4 : 2) * at(k);
  long double front = r * std::log(alpha) + s * std::log(beta);
  for (int k = 0; k < h.frequency; ++k) front += std::log(r + k);
  return std::exp(front) * (here(to) * moment(to, false) + sum * std::cbrt(to - from) / (3 * steps));
}

constexpr pareto_nbd_parameters points[] = {{0.55, 10.58, 0.61, 11.67}, {0.5, 8, 0.7, 8}, {3, 0.7, 0.02, 5},
                                            {20, 300, 40, 30},          {0.1, 50, 1, 1},  {0.4, 2, 3, 400}};
constexpr purchase_history rows[] = {{0, 0, 39},  {1, 1.7, 38}, {1, 39, 39},  {2, 30.43, 38.86},
                                     {5, 30, 39}, {12, 11, 40}, {29, 30, 31}, {0, 0, 2}};

TEST(pareto_nbd_likelihood, is_the_model_integrated) {
  for (const auto& m : points)
    for (const auto& h : rows) {
      SCOPED_TRACE(testing::Message() << m.r << " " << m.alpha << " " << m.s << " " << m.beta << ": " << h.frequency << " "
                                      << h.recency << " " << h.age);
      const long double exact = std::log(model(m, h, [](long double, bool) { return 1.0L; }));
      const pareto_nbd_likelihood of(m, 29);
      EXPECT_NEAR(of.value(h), static_cast<double>(exact), 1e-12 * (1 + std::fabs(of.value(h))));
      second_order<4> sum;
      of.add(h, 1, sum);
      EXPECT_NEAR(sum.value, of.value(h), 1e-13 * (1 + std::fabs(of.value(h))));
    }
}

TEST(pareto_nbd_likelihood, has_the_gradient_of_the_model) {
  for (const auto& m : points)
    for (const auto& h : rows) {
      SCOPED_TRACE(testing::Message() << m.r << " " << m.alpha << " " << m.s << " " << m.beta << ": " << h.frequency << " "
                                      << h.recency << " " << h.age);
      const long double whole = model(m, h, [](long double, bool) { return 1.0L; });
      const long double n = static_cast<long double>(m.r) + h.frequency;
      long double psi = std::log(static_cast<long double>(m.alpha));
      for (int k = 0; k < h.frequency; ++k) psi += 1 / (static_cast<long double>(m.r) + k);
      const auto mean = [&](const auto& moment) { return static_cast<double>(model(m, h, moment) / whole); };
      const double exact[] = {
          static_cast<double>(psi) - mean([&](long double y, bool) { return std::log(m.alpha + y); }),
          m.r / m.alpha - mean([&](long double y, bool) { return n / (m.alpha + y); }),
          std::log(m.beta) - mean([&](long double y, bool left) { return std::log(m.beta + y) - (left ? 1.0L / m.s : 0.0L); }),
          m.s / m.beta - mean([&](long double y, bool left) { return (m.s + (left ? 1 : 0)) / (m.beta + y); })};
      second_order<4> sum;
      pareto_nbd_likelihood(m, 0).add(h, 1, sum);
      const double size[] = {1 / m.r, static_cast<double>(n) / m.alpha, 1 / m.s, 1 / m.beta};
      for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(sum.gradient(i), exact[i], 1e-11 * (std::fabs(exact[i]) + size[i])) << i;
    }
}

TEST(pareto_nbd_likelihood, a_weight_multiplies) {
  second_order<4> once, thrice;
  const pareto_nbd_likelihood of(points[0], 5);
  of.add({5, 30, 39}, 1, once);
  of.add({5, 30, 39}, 3, thrice);
  EXPECT_RELATIVE(thrice.value, 3 * once.value, 1e-15);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j <= i; ++j) EXPECT_RELATIVE(thrice.hessian(i, j), 3 * once.hessian(i, j), 1e-14);
}

TEST(pareto_nbd_likelihood, a_million_purchases_are_a_number) {
  for (const auto& m : points)
    for (const purchase_history& h : {purchase_history{1e6, 10, 1e6}, {1e6, 1e-3, 1e6}, {1e6, 1e6, 1e6}, {0, 0, 0}}) {
      second_order<4> sum;
      const pareto_nbd_likelihood of(m, 0);
      of.add(h, 1, sum);
      EXPECT_TRUE(walaa::is_finite(of.value(h)));
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(walaa::is_finite(sum.gradient(i)));
        for (std::size_t j = 0; j <= i; ++j) EXPECT_TRUE(walaa::is_finite(sum.hessian(i, j)));
      }
    }
}

}  // namespace
