// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/incomplete_gamma.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/math/boost_math.hpp>  // for boost_policy

#include <boost/math/special_functions/gamma.hpp>  // for gamma_p, gamma_q, gamma_p_inv: a second opinion

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using walaa::gamma_quantile;
using walaa::incomplete_gamma;
using walaa::incomplete_gamma_complement;

constexpr double infinite = std::numeric_limits<double>::infinity();

TEST(incomplete_gamma, agrees_with_forty_digits) {  // mpmath, power series summed to 1e-38
  const struct {
    double a, x, below, above;
  } known[] = {
      {0.1, 1e-5, 0.3323984050405032954, 0.6676015949594967046},
      {0.5, 0.3, 0.5614219739190001365, 0.4385780260809998635},
      {3, 10, 0.9972306042844884241, 0.002769395715511575944},
      {10, 3, 0.001102488130115479742, 0.9988975118698845203},
      {100, 130, 0.9972495916326934737, 0.002750408367306526277},
      {20000, 20300, 0.9827064487220965536, 0.01729355127790344644},
      {1000000, 998000, 0.02269611400673680281, 0.9773038859932631972},
      {50, 1, 1.233750897909735127e-65, 1},
  };
  for (const auto& k : known) {
    EXPECT_RELATIVE(incomplete_gamma(k.a, k.x), k.below, 3e-13) << k.a << " " << k.x;
    EXPECT_RELATIVE(incomplete_gamma_complement(k.a, k.x), k.above, 3e-13) << k.a << " " << k.x;
  }
}

TEST(incomplete_gamma, quantile_agrees_with_forty_digits) {  // mpmath, bisection
  const struct {
    double a, p, x;
  } known[] = {
      {0.1, 0.025, 5.791710245521448788e-17}, {0.5, 0.975, 2.511943093657443709},   {1, 0.5, 0.6931471805599453094},
      {2.5, 0.025, 0.4156058067433312193},    {13, 0.975, 20.96158504817695382},    {100, 0.025, 81.36399125092314064},
      {9999, 0.975, 10195.93202484828942},    {20000, 0.025, 19723.76760060705257}, {1e6, 0.975, 1001960.91096545036},
  };
  for (const auto& k : known) EXPECT_RELATIVE(gamma_quantile(k.a, k.p), k.x, 2e-14) << k.a << " " << k.p;
}

TEST(incomplete_gamma, agrees_with_boost) {
  for (const double a : {1e-3, 0.1, 0.5, 1.0, 2.5, 10.0, 77.0, 1e3, 9.9e3, 1.01e4, 1e5, 1e6, 1e8})
    for (const double p : {1e-8, 1e-4, 0.005, 0.1, 0.5, 0.9, 0.975, 0.999}) {
      const double x = boost::math::gamma_p_inv(a, p, walaa::boost_policy{});
      if (!(x > 1e-290)) continue;
      EXPECT_RELATIVE(gamma_quantile(a, p), x, 2e-12) << a << " " << p;
      const double rounding = 1e-13 + 1e-16 * std::sqrt(a) * 10;  // what the last digit of x is worth
      EXPECT_RELATIVE(incomplete_gamma(a, x), boost::math::gamma_p(a, x, walaa::boost_policy{}), rounding) << a << " " << p;
      EXPECT_RELATIVE(incomplete_gamma_complement(a, x), boost::math::gamma_q(a, x, walaa::boost_policy{}), rounding + 3e-13)
          << a << " " << p;
    }
}

TEST(incomplete_gamma, is_continuous_where_the_methods_meet) {
  for (const double a : {1e4, 1e5, 1e6})  // Temme's expansion gives way at 0.9 a and 1.1 a
    for (const double edge : {0.9, 1.1}) {
      const double in = incomplete_gamma(a, edge * a * (1 + (edge < 1 ? 1e-13 : -1e-13))),
                   out = incomplete_gamma(a, edge * a * (1 - (edge < 1 ? 1e-13 : -1e-13)));
      EXPECT_NEAR(in, out, 1e-12) << a;
    }
}

TEST(incomplete_gamma, ends_where_it_must) {
  EXPECT_EQ(incomplete_gamma(2, 0), 0);
  EXPECT_EQ(incomplete_gamma(2, -1), 0);
  EXPECT_EQ(incomplete_gamma(2, infinite), 1);
  EXPECT_EQ(incomplete_gamma_complement(2, 0), 1);
  EXPECT_EQ(incomplete_gamma_complement(2, infinite), 0);
  EXPECT_EQ(incomplete_gamma_complement(2, 1e5), 0);
  EXPECT_EQ(gamma_quantile(2, 0), 0);
  EXPECT_EQ(gamma_quantile(2, 1), infinite);
  EXPECT_EQ(gamma_quantile(1e-4, 0.025), 0);  // 1e-16020
  EXPECT_TRUE(walaa::is_missing(gamma_quantile(2, walaa::missing)));
  EXPECT_TRUE(walaa::is_missing(incomplete_gamma(walaa::missing, 1)));
  EXPECT_TRUE(walaa::is_missing(incomplete_gamma_complement(1, walaa::missing)));
}

}  // namespace
