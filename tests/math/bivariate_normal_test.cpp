// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/bivariate_normal.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::bivariate_normal_cdf;
using walaa::normal_cdf;

TEST(bivariate_normal, agrees_with_quadrature_over_one_variable) {  // mpmath, 40 digits: another integral
  const double certified[][4] = {{0.3, -0.4, 0.5, 0.28303484448756594444},   {1.5, 1.5, -0.7, 0.86638973781009690687},
                                 {-2.0, 0.5, 0.95, 0.022750131948179191547}, {-1.2, -1.1, 0.999, 0.11502907617967909095},
                                 {0.0, 0.0, 0.3, 0.29849334201033914525},    {-3.0, -3.5, -0.2, 1.5304028140611015563e-8}};
  for (const auto& c : certified) EXPECT_NEAR(bivariate_normal_cdf(c[0], c[1], c[2]), c[3], 1e-15);
}

TEST(bivariate_normal, obeys_the_identities_of_its_definition) {
  const double pi = 3.14159265358979323846;
  for (double r = -0.96; r < 1; r += 0.12) {
    EXPECT_NEAR(bivariate_normal_cdf(0, 0, r), 0.25 + std::asin(r) / (2 * pi), 1e-15);  // Sheppard 1899
    for (const double h : {-2.5, -0.3, 0.0, 1.7})
      for (const double k : {-1.1, 0.4, 3.0}) {
        EXPECT_NEAR(bivariate_normal_cdf(h, k, r), bivariate_normal_cdf(k, h, r), 1e-15);
        EXPECT_NEAR(bivariate_normal_cdf(h, k, r) + bivariate_normal_cdf(h, -k, -r), normal_cdf(h), 1e-15);
        EXPECT_LE(bivariate_normal_cdf(h, k, r - 0.03), bivariate_normal_cdf(h, k, r) + 1e-16);  // Slepian
      }
  }
}

TEST(bivariate_normal, has_its_limits) {
  EXPECT_EQ(bivariate_normal_cdf(HUGE_VAL, 0.3, 0.5), normal_cdf(0.3));
  EXPECT_EQ(bivariate_normal_cdf(0.3, -HUGE_VAL, 0.5), 0);
  EXPECT_EQ(bivariate_normal_cdf(0.3, 0.7, 1), normal_cdf(0.3));
  EXPECT_NEAR(bivariate_normal_cdf(0.3, 0.7, -1), normal_cdf(0.3) + normal_cdf(0.7) - 1, 1e-15);
  EXPECT_EQ(bivariate_normal_cdf(-0.7, 0.3, -1), 0);
  EXPECT_NEAR(bivariate_normal_cdf(0.3, 0.7, 1 - 1e-12), normal_cdf(0.3), 1e-12);
  EXPECT_TRUE(walaa::is_missing(bivariate_normal_cdf(walaa::missing, 0, 0)));
}

}  // namespace
