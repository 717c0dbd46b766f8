// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/beta.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <boost/math/special_functions/beta.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace walaa;

TEST(beta, logarithm_agrees_with_sixty_digits) {  // mpmath
  EXPECT_RELATIVE(log_beta(1e-3, 2e-3), 7.3132171044172354027, 1e-15);
  EXPECT_NEAR(log_beta(1, 1), 0, 1e-15);
  EXPECT_RELATIVE(log_beta(0.5, 0.5), 1.1447298858494001741, 1e-15);
  EXPECT_RELATIVE(log_beta(3.5, 1e6), -47.153317725523510146, 1e-15);
  EXPECT_RELATIVE(log_beta(1e6, 1e6), -1386300.0033629211163, 1e-15);
  EXPECT_RELATIVE(log_beta(1e6, 1e-3), 6.8933633753253894704, 1e-15);
  EXPECT_RELATIVE(log_beta(15, 12), -18.568172732389434645, 1e-15);
}

TEST(beta, incomplete_agrees_with_sixty_digits) {  // mpmath: 2F1, or the series of positive terms for large arguments
  const struct {
    double a, b, x, value;
  } known[] = {
      {0.001, 0.002, 0.3, 0.66610344947262222352}, {0.5, 0.5, 1e-10, 6.3661977237819168421e-6},
      {3, 0.243, 0.92, 0.26847251584340369663},    {10, 4.5, 0.5, 0.065752768884175189134},
      {10, 4.5, 0.99, 0.99999887079488488384},     {1, 1e6, 2e-6, 0.86466498743404399261},
      {200, 300, 0.41, 0.67762816477217894864},    {200, 300, 0.2, 8.1753304300387928369e-25},
      {1000, 1000, 0.52, 0.96322051672136043058},  {1e5, 2e5, 0.335, 0.9735241700254687592},
      {1e6, 1e6, 0.4999, 0.38864871786232204188},  {50, 1e-3, 0.999999, 0.009293710157432648746},
  };
  for (const auto& k : known) {
    SCOPED_TRACE(testing::Message() << k.a << " " << k.b << " " << k.x);
    EXPECT_RELATIVE(incomplete_beta(k.a, k.b, k.x), k.value, 1e-12);
    EXPECT_NEAR(incomplete_beta(k.b, k.a, 1 - k.x, k.x), 1 - k.value, 1e-13);  // I_x(a, b) = 1 - I_(1-x)(b, a)
  }
}

TEST(beta, incomplete_agrees_with_boost) {
  for (const double a : {0.05, 0.8, 1.0, 7.0, 60.0, 900.0})
    for (const double b : {0.02, 0.5, 1.0, 4.0, 33.0, 2500.0})
      for (const double x : {1e-12, 1e-3, 0.1, 0.3, 0.5, 0.77, 0.99, 1 - 1e-9}) {
        const double expected = boost::math::ibeta(a, b, x);
        if (expected < 1e-290) continue;
        EXPECT_RELATIVE(incomplete_beta(a, b, x), expected, 2e-12) << a << " " << b << " " << x;
      }
}

TEST(beta, incomplete_ends_at_zero_and_one) {
  EXPECT_EQ(incomplete_beta(2, 3, 0), 0);
  EXPECT_EQ(incomplete_beta(2, 3, 1), 1);
  EXPECT_RELATIVE(incomplete_beta(1, 1, 0.25), 0.25, 1e-15);
  EXPECT_TRUE(is_missing(incomplete_beta(2, missing, 0.5)));
}

TEST(beta, quantile_inverts_the_distribution) {
  for (const double a : {0.02, 0.7, 1.0, 5.0, 300.0, 1e5})
    for (const double b : {0.03, 0.6, 1.0, 8.0, 200.0, 3e5})
      for (const double p : {1e-9, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975}) {
        const double x = beta_quantile(a, b, p);
        if (x < 1e-290 || x > 1 - 1e-9) continue;  // the distribution is flat between neighbouring doubles there
        EXPECT_RELATIVE(incomplete_beta(a, b, x), p, 1e-9) << a << " " << b << " " << p;
        if (a < 0.1 || b < 0.1 || a > 1e4 || b > 1e4) continue;
        EXPECT_RELATIVE(x, boost::math::ibeta_inv(a, b, p), 1e-10) << a << " " << b << " " << p;
      }
  EXPECT_EQ(beta_quantile(2, 3, 0), 0);
  EXPECT_EQ(beta_quantile(2, 3, 1), 1);
  EXPECT_TRUE(is_missing(beta_quantile(2, 3, missing)));
}

TEST(beta, negative_binomial_agrees_with_sixty_digits) {  // mpmath; x = t / (alpha + t)
  const struct {
    double n, r, t, alpha, value;
  } known[] = {
      {0, 0.243, 39, 4.414, 0.57378635209600940476},   {3, 0.25, 1e-9, 2.5, 7.4999999902500014096e-30},
      {10, 0.243, 2, 4.414, 3.6823568643024729824e-7}, {1000, 0.5, 1e4, 5, 0.00024191024443876569659},
      {1e5, 1e5, 1, 1, 0.00089206094299950988963},     {1e6, 3.5, 2e6, 7, 7.2883714819309786523e-7},
  };
  for (const auto& k : known)
    EXPECT_RELATIVE(negative_binomial(k.n, k.r, k.t / (k.alpha + k.t), k.alpha / (k.alpha + k.t)), k.value, 2e-13) << k.n;
}

TEST(beta, a_tail_of_hardly_anybody_is_no_difference_from_1) {  // mpmath, 40 digits: r so small that nearly all stay at 0
  const struct {
    double n, r, t, alpha, value;
  } known[] = {{30, 0.0012378750756034237, 15820.440849599523, 391.6360704590646, 0.00044474725343400747631},
               {10, 0.0025860435435804334, 25.436889800266336, 2.136679063296337, 0.00085485668502384877085},
               {30, 0.0016574519204910893, 623153.0486227198, 10273.140779036787, 0.00096491386936384826201}};
  for (const auto& k : known)
    EXPECT_RELATIVE(negative_binomial_tail(k.n, k.r, k.t / (k.alpha + k.t), k.alpha / (k.alpha + k.t)), k.value, 3e-15) << k.n;
}

TEST(beta, negative_binomial_tail_is_the_sum_of_its_probabilities) {
  for (const double r : {0.2, 3.0, 40.0})
    for (const double x : {0.05, 0.6, 0.9}) {
      double below = 0;
      for (int n = 0; n < 60; ++n) {
        EXPECT_NEAR(negative_binomial_tail(n, r, x, 1 - x), 1 - below, 1e-13) << n << " " << r << " " << x;
        below += negative_binomial(n, r, x, 1 - x);
      }
    }
}

}  // namespace
