// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/exponential_integral.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::missing;
using walaa::scaled_exponential_integral;

TEST(exponential_integral, agrees_with_sixty_digits) {  // mpmath: e^z expint(nu, z), or the integral where z or nu is large
  const struct {
    double nu, z, value;
  } known[] = {
      {0, 0.4, 2.4999999999999998612},
      {0.25, 0.003, 94.548288964130711142},
      {0.25, 40, 0.024848378369112445471},
      {0.5, 1, 0.75787215614131210604},
      {1, 1e-9, 20.146050193190928416},
      {1, 0.5, 0.92291063248373046883},
      {1, 1, 0.59634736232319407434},
      {1.0000000001, 0.3, 1.2225356049820931779},
      {1.243, 0.01192, 2.4541716925221638555},
      {1.5, 1.5, 0.3798610996060766399},
      {2, 1e-3, 0.99366212592967451191},
      {2, 700, 0.0014245071893793157507},
      {2.9999999, 0.75, 0.32764105845015103044},
      {3, 1, 0.29817368116159703717},
      {6.243, 0.0027, 0.19060922886659577089},
      {6.243, 0.117, 0.18565175804111035054},
      {30.4, 0.9, 0.032969949084683087611},
      {31.2, 0.2, 0.032887381031708563703},
      {1e6, 1e-5, 1.000000999990999971e-6},
      {1e6, 3, 9.99998000001000007e-7},
      {1e6, 1e6, 5.0000012499996874999e-7},
      {2.5, 1e9, 9.9999999750000000875e-10},
  };
  for (const auto& k : known) {
    SCOPED_TRACE(testing::Message() << k.nu << " " << k.z);
    EXPECT_RELATIVE(scaled_exponential_integral(k.nu, k.z), k.value, 1e-14);
  }
}

TEST(exponential_integral, obeys_its_recurrence) {  // nu E_(nu+1) + z E_nu = 1, across the border of the two methods and integers
  for (const double nu : {0.3, 1.0, 1.0 + 1e-13, 1.0 - 1e-9, 1.0 + 1e-4, 4.999999, 5.0, 17.5, 40.0, 1e4})
    for (const double z : {1e-12, 1e-3, 0.2, 0.999999, 1.0, 1.000001, 2.0, 50.0, 1e8})
      EXPECT_RELATIVE(nu * scaled_exponential_integral(nu + 1, z) + z * scaled_exponential_integral(nu, z), 1.0, 2e-14)
          << nu << " " << z;
}

TEST(exponential_integral, lies_between_its_bounds) {  // 1 / (z + nu) < value < 1 / (z + nu - 1)
  for (const double nu : {1.5, 3.0, 30.0, 1e3})
    for (const double z : {1e-6, 0.5, 1.0, 20.0, 1e5}) {
      EXPECT_GT(scaled_exponential_integral(nu, z), 1 / (z + nu));
      EXPECT_LT(scaled_exponential_integral(nu, z), 1 / (z + nu - 1));
    }
}

TEST(exponential_integral, has_its_limits) {
  EXPECT_EQ(scaled_exponential_integral(3, 0), 0.5);
  EXPECT_EQ(scaled_exponential_integral(1, 0), INFINITY);
  EXPECT_EQ(scaled_exponential_integral(2, 1e300), 1e-300);
  EXPECT_TRUE(walaa::is_missing(scaled_exponential_integral(missing, 1)));
  EXPECT_TRUE(walaa::is_missing(scaled_exponential_integral(1, missing)));
}

}  // namespace
