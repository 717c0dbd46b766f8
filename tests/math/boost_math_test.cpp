// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/boost_math.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <boost/math/special_functions/gamma.hpp>  // for gamma_p, tgamma

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <type_traits>

namespace {

using walaa::boost_policy;

TEST(boost_math, keeps_doubles_doubles) {
  using evaluated = boost::math::policies::evaluation<double, boost_policy>::type;
  static_assert(std::is_same_v<evaluated, double>);
  EXPECT_RELATIVE(boost::math::gamma_p(2.5, 1.5, boost_policy{}), 0.3000141641213724, 1e-14);  // mpmath, 60 digits
}

TEST(boost_math, throws_for_what_is_outside_the_domain) {
  EXPECT_THROW(boost::math::gamma_p(-1.0, 1.0, boost_policy{}), std::domain_error);
  EXPECT_THROW(boost::math::tgamma(-2.0, boost_policy{}), std::domain_error);
}

TEST(boost_math, lets_overflow_be_infinite) {
  EXPECT_EQ(boost::math::tgamma(200.0, boost_policy{}), std::numeric_limits<double>::infinity());
}

}  // namespace
