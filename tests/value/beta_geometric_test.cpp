// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/beta_geometric.hpp>

#include "purchase_model_laws.hpp"  // for expect_alive_model_laws
#include "relative.hpp"             // for EXPECT_RELATIVE

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using walaa::beta_geometric;

// the BG/NBD of the CDNOW customers, and the customer (5, 30, 39) of it, given that he is alive
constexpr beta_geometric newcomer{.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};
constexpr beta_geometric regular{.r = 5.243, .alpha = 43.414, .a = 0.793, .b = 7.426};
constexpr double alive = 0.70562684715786;

TEST(beta_geometric, obeys_the_laws_of_an_alive_model) {
  for (const beta_geometric& g : {newcomer, regular, beta_geometric{1, 0.5, 0.05, 0.02}, beta_geometric{30, 400, 12, 80},
                                  beta_geometric{2, 7, 1, 3}, beta_geometric{0.4, 3, 0.4, 0.6}})
    walaa::tests::expect_alive_model_laws(g);
}

TEST(beta_geometric, expects_what_multiple_precision_expects) {  // closed forms, 50 digits, parameters of the alive customer
  EXPECT_RELATIVE(alive * regular.expected_purchases(39), 2.67945733157565, 1e-14);
  EXPECT_RELATIVE(newcomer.expected_purchases(2), 0.1033897398, 1e-9);
  // BG/NBD optimum of the CDNOW tenth, a new customer's weeks
  constexpr beta_geometric optimum{0.24259452243, 4.4136020190, 0.79292201723, 2.4259067768};
  const double weeks[] = {0.1429, 1, 3, 31.8571, 32, 78};
  const double expected[] = {0.0078160004013, 0.053184291503, 0.15063083921, 1.0404891411, 1.0437320428, 1.8579583901};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_RELATIVE(optimum.expected_purchases(weeks[i]), expected[i], 1e-9);
}

TEST(beta_geometric,
     has_no_singular_lines) {  // 50 digits; elsewhere these divide by zero or take the logarithm of a negative number
  EXPECT_RELATIVE((beta_geometric{0.243, 4.414 + 38.86, 0.4, 0.6}.expected_purchases(39)), 0.18478526960983741,
                  1e-14);  // a + b = 1
  EXPECT_RELATIVE((beta_geometric{1, 100.5, 0.05, 0.02}.expected_purchases(365)), 1.5403514349476558, 1e-14);
  EXPECT_RELATIVE((beta_geometric{0.243, 4.414 + 38.86, 0.793, 1e6}.expected_purchases(39)), 0.21899976407504528,
                  1e-14);  // nobody leaves
  EXPECT_RELATIVE((beta_geometric{0.11, 3.24, 0.31, 0.50}.expected_purchases(30)), 0.56458861553, 1e-11);
  // through a = 1 and a + b = 1 the expectation is a straight line as far as a step can tell
  for (const bool at_a : {true, false}) {
    const auto at = [&](double off) {
      return at_a ? beta_geometric{2.243, 43.274, 1 + off, 4.426} : beta_geometric{0.243, 43.274, 0.4, 0.6 + off};
    };
    const double middle = at(0).expected_purchases(39);
    for (const double off : {1e-13, 1e-8, 1e-4})
      EXPECT_RELATIVE(0.5 * (at(off).expected_purchases(39) + at(-off).expected_purchases(39)), middle, 1e-13 + 10 * off * off);
  }
}

TEST(beta_geometric, counts_purchases_like_multiple_precision) {
  EXPECT_RELATIVE(newcomer.probability(10, 2), 1.07868964e-07, 5e-9);
  EXPECT_RELATIVE(newcomer.probability(0, 39), 0.5737863521, 1e-10);
  const double eleven_to_twenty[] = {0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638,
                                     0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260};
  for (int n = 11; n <= 20; ++n) EXPECT_NEAR(newcomer.probability(n, 30), eleven_to_twenty[n - 11], 5.1e-11);
  EXPECT_RELATIVE(1 - alive + alive * regular.probability(0, 39), 0.318868011600268, 1e-14);
  EXPECT_RELATIVE(alive * regular.probability(1, 39), 0.120628544028187, 1e-14);
  EXPECT_RELATIVE(alive * regular.probability(2, 39), 0.122347650746482, 1e-14);
}

TEST(beta_geometric, survives_lives_and_is_discounted_like_multiple_precision) {
  EXPECT_RELATIVE(alive * regular.survival(39), 0.495676158640396, 1e-14);
  EXPECT_RELATIVE(regular.median_lifetime(), 98.55411674309, 1e-13);
  EXPECT_RELATIVE(alive * regular.discounted(0.0027), 10.4086457075889, 1e-13);
}

// The mean over p itself, by another rule: tanh-sinh on p in (0, 1) with the density of Boost.Math's beta function.
template<class F> double mean_over_p(const beta_geometric& g, const F& f) {
  boost::math::quadrature::tanh_sinh<double> rule(12);
  const double scale = 1 / boost::math::beta(g.a, g.b);
  return scale * rule.integrate(
                     [&](double p, double from_end) {
                       const double q = p < 0.5 ? 1 - p : from_end;  // from_end: 1 - p, with all its digits, in the upper half
                       return std::pow(p, g.a - 1) * std::pow(q, g.b - 1) * f(p);
                     },
                     0.0, 1.0, 1e-14);
}

TEST(beta_geometric, agrees_with_the_integral_over_p) {
  for (const double r : {0.3, 2.0, 25.0})
    for (const double a : {0.6, 1.0, 3.5})
      for (const double b : {0.8, 1.0, 9.0})
        for (const double t : {1e-6, 0.01, 1.0, 30.0, 900.0}) {
          const beta_geometric g{r, 2.5, a, b};
          SCOPED_TRACE(testing::Message() << r << " " << a << " " << b << " " << t);
          const double c = t / g.alpha;
          EXPECT_RELATIVE(g.expected_purchases(t),
                          mean_over_p(g, [&](double p) { return -std::expm1(-r * std::log1p(p * c)) / p; }), 1e-11);
          EXPECT_RELATIVE(g.survival(t), mean_over_p(g, [&](double p) { return std::exp(-r * std::log1p(p * c)); }), 1e-11);
        }
}

TEST(beta_geometric, expectation_is_the_sum_of_survival_at_each_purchase) {  // dE/dt = r/alpha E_p[(1 + pc)^-(r+1)]
  for (const double t : {0.5, 5.0, 50.0, 500.0, 2e4}) {
    const double h = 1e-4 * t;
    const beta_geometric next{regular.r + 1, regular.alpha, regular.a, regular.b};
    const double slope = (8 * (regular.expected_purchases(t + h) - regular.expected_purchases(t - h)) -
                          (regular.expected_purchases(t + 2 * h) - regular.expected_purchases(t - 2 * h))) /
                         (12 * h);
    EXPECT_RELATIVE(slope, regular.r / regular.alpha * next.survival(t), 1e-9) << t;
  }
}

TEST(beta_geometric, has_its_limits) {
  const beta_geometric g{3, 10, 2.5, 4};
  EXPECT_RELATIVE(g.expected_purchases(1e12), g.purchases_left(), 1e-11);
  EXPECT_RELATIVE(g.purchases_left(), (2.5 + 4 - 1) / (2.5 - 1), 1e-15);
  EXPECT_RELATIVE(g.discounted(1e-12), g.purchases_left(), 1e-10);
  EXPECT_EQ(g.discounted(0), g.purchases_left());
  EXPECT_RELATIVE(g.discounted(1e9), 3 / (10 * 1e9), 1e-8);  // only the rate at once counts
  EXPECT_RELATIVE(g.mean_lifetime(), 10.0 / 2 * 5.5 / 1.5, 1e-15);
  EXPECT_EQ(newcomer.purchases_left(), INFINITY);
  EXPECT_EQ(newcomer.mean_lifetime(), INFINITY);
  EXPECT_RELATIVE(g.expected_purchases(1e-12), 3 * 1e-13, 1e-12);
  EXPECT_EQ(g.survival(0), 1);
  EXPECT_EQ(g.probability(0, 0), 1);
  EXPECT_EQ(g.probability(3, 0), 0);
  EXPECT_EQ(g.probability(-1, 3), 0);
}

TEST(beta_geometric, mean_lifetime_is_the_integral_of_survival) {
  const beta_geometric g{6, 10, 4, 9};
  double area = 0;  // over ln t
  for (double u = -12; u < 16; u += 0.25)
    area += walaa::gauss_legendre([&](double s) { return std::exp(s) * g.survival(std::exp(s)); }, u, u + 0.25);
  EXPECT_RELATIVE(area + std::exp(-12), g.mean_lifetime(), 1e-10);
}

TEST(beta_geometric, half_have_left_at_the_median) {
  for (const beta_geometric& g : {newcomer, regular, beta_geometric{40, 1e-3, 3, 700}, beta_geometric{1, 1e6, 50, 0.1}})
    EXPECT_NEAR(g.survival(g.median_lifetime()), 0.5, 1e-13);
  EXPECT_EQ((beta_geometric{1, 1, 1e-4, 10}.median_lifetime()), INFINITY);  // beyond what a double holds
}

TEST(beta_geometric, is_finite_wherever_parameters_are) {
  const double values[] = {1e-3, 0.4, 1, 30, 1e6};
  for (const double r : values)
    for (const double a : values)
      for (const double b : values)
        for (const double c : {1e-12, 1e-3, 1.0, 1e4, 1e12}) {
          const beta_geometric g{r, 2, a, b};
          SCOPED_TRACE(testing::Message() << r << " " << a << " " << b << " " << c);
          const double e = g.expected_purchases(2 * c), s = g.survival(2 * c), d = g.discounted(1 / c);
          EXPECT_TRUE(walaa::is_finite(e) && e > 0 && e <= r * c * (1 + 1e-12) && e <= g.purchases_left() * (1 + 1e-12)) << e;
          EXPECT_TRUE(s >= 0 && s <= 1) << s;
          EXPECT_TRUE(walaa::is_finite(d) && d > 0) << d;
        }
}

TEST(beta_geometric, nan_in_nan_out) {
  EXPECT_TRUE(walaa::is_missing(newcomer.expected_purchases(walaa::missing)));
  EXPECT_TRUE(walaa::is_missing(newcomer.survival(walaa::missing)));
  EXPECT_TRUE(walaa::is_missing(newcomer.probability(2, walaa::missing)));
  EXPECT_TRUE(walaa::is_missing(newcomer.discounted(walaa::missing)));
  EXPECT_TRUE(walaa::is_missing((beta_geometric{walaa::missing, 1, 1, 1}.expected_purchases(1))));
  EXPECT_TRUE(walaa::is_missing((beta_geometric{1, walaa::missing, 1, 1}.median_lifetime())));
}

}  // namespace
