// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/quadrature.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::gauss_legendre;
using walaa::log_beta_mean;

TEST(quadrature, gauss_legendre_is_exact_for_polynomials_up_to_degree_39) {
  for (int degree = 0; degree < 40; ++degree)
    EXPECT_RELATIVE(gauss_legendre([&](double s) { return std::pow(s, degree); }, 0, 2), std::pow(2, degree + 1) / (degree + 1),
                    1e-14);
  EXPECT_GT(std::abs(gauss_legendre([](double s) { return std::pow(s, 40); }, -1, 1) - 2.0 / 41), 1e-14);
}

TEST(quadrature, gauss_legendre_integrates_smooth_functions) {
  EXPECT_RELATIVE(gauss_legendre([](double s) { return std::exp(s); }, -1, 3), std::exp(3) - std::exp(-1), 1e-14);
  EXPECT_RELATIVE(gauss_legendre([](double s) { return std::cos(s); }, 2, -1), std::sin(-1) - std::sin(2), 1e-14);  // backwards
}

constexpr double shapes[] = {1e-3, 0.02, 0.5, 1, 1 + 1e-9, 3, 40, 2e3, 1e6};

TEST(quadrature, a_density_integrates_to_one) {
  for (const double a : shapes)
    for (const double b : shapes) EXPECT_NEAR(log_beta_mean(a, b, 0, [](double) { return 0.0; }), 0, 1e-14) << a << " " << b;
}

TEST(quadrature, means_of_powers_are_ratios_of_shapes) {  // E[p] = a / (a + b), E[p^2] = a (a + 1) / ((a + b) (a + b + 1))
  for (const double a : shapes)
    for (const double b : shapes) {
      EXPECT_RELATIVE(std::exp(log_beta_mean(a, b, 1, [](double p) { return std::log1p(p); })), 1 + a / (a + b), 1e-13)
          << a << " " << b;
      EXPECT_RELATIVE(std::exp(log_beta_mean(a, b, 1e6, [](double p) { return std::log1p(1e6 * p); })), 1 + 1e6 * (a / (a + b)),
                      3e-12)
          << a << " " << b;
      EXPECT_RELATIVE(std::exp(log_beta_mean(a, b, 1, [](double p) { return 2 * std::log1p(p); })),
                      1 + 2 * a / (a + b) + a / (a + b) * (a + 1) / (a + b + 1), 1e-13)
          << a << " " << b;
    }
}

TEST(quadrature, follows_a_steep_function_to_its_own_peak) {
  // E[(1 + p c)^-(a + b)] = (1 + c)^-a, exact; for a = 300 the function's mass lies far from the density's
  for (const double a : {0.3, 5.0, 300.0})
    for (const double b : {0.7, 80.0})
      for (const double c : {1e-6, 0.5, 30.0}) {
        // stationary point of a ln p + b ln(1-p) - (a+b) ln(1+pc) in the log-odds: p / (1 - p) = a / (b (1 + c))
        const double y = a / (b * (1 + c)), v = (1 + c) * y / ((1 + (1 + c) * y) * (1 + (1 + c) * y));
        EXPECT_NEAR(log_beta_mean(
                        a, b, c, [&](double p) { return -(a + b) * std::log1p(p * c); }, std::log(y), (a + b) * v),
                    -a * std::log1p(c), 1e-13 * (1 + a))
            << a << " " << b << " " << c;
      }
}

TEST(quadrature, says_missing_where_the_function_does) {
  EXPECT_TRUE(walaa::is_missing(log_beta_mean(2, 3, 1, [](double) { return walaa::missing; })));
}

}  // namespace
