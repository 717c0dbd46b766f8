// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/normal.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/math/boost_math.hpp>  // for boost_policy

#include <boost/math/distributions/normal.hpp>  // for normal, quantile: a second opinion

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct cdf_case {
  double x, cdf, log_cdf;
};

// mpmath 1.3, 60 digits: erfc(-x / sqrt 2) / 2 and its logarithm.
constexpr cdf_case certified_cdf[] = {
    {-37.5, 4.6053530095819548438e-308, -707.66898931750719107}, {-20.0, 2.7536241186062336951e-89, -203.91715537109726394},
    {-10.0, 7.619853024160526066e-24, -53.231285150512470578},   {-5.5, 1.8989562465887719384e-8, -17.779376352625260511},
    {-5.0, 2.8665157187919391167e-7, -15.064998393988725736},    {-4.75, 1.0170832425687031713e-6, -13.798571593147466594},
    {-3.0, 0.0013498980316300945267, -6.6077262215103495433},    {-1.0, 0.15865525393145705141, -1.8410216450092635058},
    {-0.1, 0.46017216272297101633, -0.77615459273027332557},     {0.0, 0.5, -0.69314718055994530942},
    {0.3, 0.61791142218895263307, -0.48141016158848120517},      {1.0, 0.84134474606854294859, -0.17275377902344988953},
    {2.5, 0.99379033467422386483, -0.006229025485860002381},     {6.0, 0.99999999901341235496, -9.8658764552437573169e-10},
};

TEST(normal, distribution_function_agrees_with_certified_values) {
  for (const cdf_case& c : certified_cdf) {
    EXPECT_RELATIVE(walaa::normal_cdf(c.x), c.cdf, 2e-15);
    EXPECT_RELATIVE(walaa::normal_log_cdf(c.x), c.log_cdf, 2e-15);
  }
  EXPECT_EQ(walaa::normal_cdf(-infinity), 0.0);
  EXPECT_EQ(walaa::normal_cdf(infinity), 1.0);
  EXPECT_TRUE(walaa::is_missing(walaa::normal_cdf(walaa::missing)));
  EXPECT_TRUE(walaa::is_missing(walaa::normal_density(walaa::missing)));
}

TEST(normal, logarithm_is_finite_where_the_probability_is_not_representable) {  // mpmath, 60 digits
  EXPECT_RELATIVE(walaa::normal_log_cdf(-1e3), -500007.82669481218431, 1e-15);
  EXPECT_RELATIVE(walaa::normal_log_cdf(-1e5), -5000000012.4318639983, 1e-15);
}

TEST(normal, density_keeps_its_accuracy_in_the_tail) {  // mpmath, 60 digits
  EXPECT_RELATIVE(walaa::normal_density(37.3), 3.0628462906956674673e-303, 1e-15);
  EXPECT_RELATIVE(walaa::normal_density(1.7), 0.094049077376886930263, 1e-15);
  EXPECT_EQ(walaa::normal_density(infinity), 0.0);
}

struct quantile_case {
  double p, x;
};

// mpmath, 60 digits: root of ln P(Z <= x) = ln p for the double p.
constexpr quantile_case certified_quantile[] = {
    {5e-324, -38.467405617144346251}, {1e-300, -37.047096299361199237},    {1e-100, -21.273453560965324294},
    {1e-20, -9.2623400897984075796},  {1e-10, -6.3613409024040561991},     {1e-05, -4.2648907939228246102},
    {0.001, -3.0902323061678135354},  {0.025, -1.9599639845400542118},     {0.07, -1.4757910281791706856},
    {0.075, -1.4395314709384559349},  {0.0750001, -1.4395307645017296865}, {0.1, -1.2815515655446004353},
    {0.25, -0.6744897501960817432},   {0.4, -0.25334710313579974132},      {0.49999, -0.000025066282748960008527},
    {0.6, 0.25334710313579974132},    {0.9, 1.2815515655446005935},        {0.925, 1.4395314709384562291},
    {0.975, 1.9599639845400538556},   {0.999, 3.0902323061678132778},      {0.9999999, 5.1993375822906610937},
};

TEST(normal, quantile_agrees_with_certified_values) {
  for (const quantile_case& c : certified_quantile) EXPECT_RELATIVE(walaa::normal_quantile(c.p), c.x, 2e-15);
  EXPECT_EQ(walaa::normal_quantile(0.5), 0.0);
  EXPECT_EQ(walaa::normal_quantile(0), -infinity);
  EXPECT_EQ(walaa::normal_quantile(1), infinity);
}

TEST(normal, quantile_agrees_with_boost) {
  const boost::math::normal_distribution<double, walaa::boost_policy> reference(0.0, 1.0);
  for (double p = 1e-12; p < 1; p = p < 0.01 ? p * 3.7 : p + 0.0173)
    EXPECT_RELATIVE(walaa::normal_quantile(p), boost::math::quantile(reference, p), 2e-14) << p;
}

TEST(normal, quantile_inverts_the_distribution_function) {
  for (double x = -37; x < 5; x += 0.371) {
    // the derivative of ln cdf amplifies the rounding of p by 1 / (x * mills), at most 1 / |x|, in the lower tail
    EXPECT_NEAR(walaa::normal_quantile(walaa::normal_cdf(x)), x, x < 1 ? 4e-15 * (1 + std::abs(x)) : 1e-9) << x;
  }
}

TEST(normal, two_sided_z) {  // mpmath: the quantile of 0.975, 0.995 and 0.95 as reals
  EXPECT_RELATIVE(walaa::normal_two_sided(0.95), 1.9599639845400542355, 1e-15);
  EXPECT_RELATIVE(walaa::normal_two_sided(0.99), 2.5758293035489007610, 1e-14);
  EXPECT_RELATIVE(walaa::normal_two_sided(0.90), 1.6448536269514727148, 1e-14);
}

TEST(normal, refuses_what_is_no_probability) {
  for (const double p : {-1e-300, 1.0000000000000002, walaa::missing, infinity})
    EXPECT_THROW(walaa::normal_quantile(p), walaa::invalid_input);
  for (const double level : {0.0, 1.0, 95.0, walaa::missing}) EXPECT_THROW(walaa::normal_two_sided(level), walaa::invalid_input);
  try {
    walaa::normal_two_sided(95, "nps");
    ADD_FAILURE();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "nps: level = 95 is outside (0, 1) [D114]");
  }
}

}  // namespace
