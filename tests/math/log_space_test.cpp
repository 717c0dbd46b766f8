// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/log_space.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <span>

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct pair_case {
  double x, y;
};

TEST(log_space, log1mexp_agrees_with_certified_values) {  // mpmath, 60 digits
  constexpr pair_case certified[] = {
      {-1e-300, -690.77552789821370518},   {-1e-17, -39.143946580898776562},
      {-0.001, -6.9082552373154707118},    {-0.69, -0.69630429714405670574},
      {-0.7, -0.6863410028083851535},      {-2.0, -0.14541345786885905697},
      {-40.0, -4.2483542552915890044e-18}, {-750.0, 0.0},
  };
  for (const pair_case& c : certified) EXPECT_RELATIVE(walaa::log1mexp(c.x), c.y, 4e-16);
  EXPECT_EQ(walaa::log1mexp(0), -infinity);
  EXPECT_EQ(walaa::log1mexp(-infinity), 0.0);
  EXPECT_TRUE(walaa::is_missing(walaa::log1mexp(1e-9)));
}

struct logistic_case {
  double x, softplus, logistic;
};

TEST(log_space, softplus_and_logistic_agree_with_certified_values) {  // mpmath, 60 digits
  constexpr logistic_case certified[] = {
      {-40.0, 4.2483542552915889863e-18, 4.2483542552915889773e-18},
      {-1.0, 0.31326168751822283405, 0.26894142136999512075},
      {-1e-09, 0.69314718005994530954, 0.49999999975},
      {0.0, 0.69314718055994530942, 0.5},
      {0.5, 0.97407698418010668087, 0.62245933120185456464},
      {20.0, 20.00000000206115362, 0.99999999793884638181},
      {40.0, 40.000000000000000004, 0.99999999999999999575},
      {800.0, 800.0, 1.0},
  };
  for (const logistic_case& c : certified) {
    EXPECT_RELATIVE(walaa::log1pexp(c.x), c.softplus, 4e-16);
    EXPECT_RELATIVE(walaa::logistic(c.x), c.logistic, 4e-16);
    EXPECT_EQ(walaa::log_logistic(-c.x), -walaa::log1pexp(c.x));
  }
  EXPECT_EQ(walaa::log1pexp(-infinity), 0.0);
  EXPECT_EQ(walaa::log1pexp(infinity), infinity);
  EXPECT_EQ(walaa::logistic(-800), 0.0);
  EXPECT_TRUE(walaa::is_missing(walaa::log1pexp(walaa::missing)));
}

TEST(log_space, logit_agrees_with_certified_values_near_one_half_too) {  // mpmath, 60 digits, of the doubles
  constexpr pair_case certified[] = {
      {1e-300, -690.77552789821370518},      {1e-09, -20.723265835946411093}, {0.1, -2.1972245773362193211},
      {0.2499, -1.0991456931346838569},      {0.26, -1.0459685551826876622},  {0.4999999, -4.0000000001150759914e-7},
      {0.5000001, 3.9999999978946299421e-7}, {0.75, 1.0986122886681096914},   {0.999999, 13.815509557935018411},
  };
  for (const pair_case& c : certified) EXPECT_RELATIVE(walaa::logit(c.x), c.y, 5e-16);
  EXPECT_EQ(walaa::logit(0.5), 0.0);
  EXPECT_EQ(walaa::logit(0), -infinity);
  EXPECT_EQ(walaa::logit(1), infinity);
}

struct sum_case {
  double x, y, sum, difference;
};

TEST(log_space, sums_and_differences_agree_with_certified_values) {  // mpmath, 60 digits
  constexpr sum_case certified[] = {
      {-1000.0, -1001.0, -999.68673831248177717, -1000.4586751453870819},
      {0.0, -1e-10, 0.69314718050994530942, -23.025850929990456804},
      {3.0, -50.0, 3.0, 3.0},
      {709.5, 709.25, 710.07593941987884356, 707.99130845055396787},
  };
  for (const sum_case& c : certified) {
    EXPECT_RELATIVE(walaa::log_sum_exp(c.x, c.y), c.sum, 4e-16);
    EXPECT_RELATIVE(walaa::log_diff_exp(c.x, c.y), c.difference, 4e-16);
    EXPECT_EQ(walaa::log_sum_exp(c.x, c.y), walaa::log_sum_exp(c.y, c.x));
    EXPECT_RELATIVE(walaa::log_sum_exp(std::array{c.x, c.y}), c.sum, 4e-16);
  }
}

TEST(log_space, minus_infinity_is_the_logarithm_of_nothing) {
  EXPECT_EQ(walaa::log_sum_exp(-infinity, -infinity), -infinity);
  EXPECT_EQ(walaa::log_sum_exp(-infinity, 2.5), 2.5);
  EXPECT_EQ(walaa::log_sum_exp(std::span<const double>{}), -infinity);
  EXPECT_EQ(walaa::log_sum_exp(std::array{-infinity, -infinity}), -infinity);
  EXPECT_EQ(walaa::log_diff_exp(2.5, -infinity), 2.5);
  EXPECT_EQ(walaa::log_diff_exp(2.5, 2.5), -infinity);
  EXPECT_TRUE(walaa::is_missing(walaa::log_diff_exp(2.0, 2.5)));
  EXPECT_EQ(walaa::log_sum_exp(infinity, 0), infinity);
  EXPECT_TRUE(walaa::is_missing(walaa::log_sum_exp(walaa::missing, 1)));
  EXPECT_TRUE(walaa::is_missing(walaa::log_sum_exp(1, walaa::missing)));
  EXPECT_TRUE(walaa::is_missing(walaa::log_sum_exp(std::array{1.0, walaa::missing})));
}

}  // namespace
