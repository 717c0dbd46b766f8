// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/count_table.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::count_table;
using walaa::rising_walk;

TEST(count_table, is_the_rising_factorial) {  // a product in 80 bits, term by term
  for (const double r : {1e-9, 0.243, 1.0, 17.5, 1.6e5}) {
    const count_table table(r, 300);
    long double value = 0, first = 0, second = 0;
    for (int n = 0; n <= 300; ++n) {
      SCOPED_TRACE(testing::Message() << r << " " << n);
      EXPECT_RELATIVE(table.value(n), static_cast<double>(value), 4e-14);
      EXPECT_RELATIVE(table.first(n), static_cast<double>(first), 2e-14);
      EXPECT_RELATIVE(table.second(n), static_cast<double>(second), 2e-14);
      const long double at = static_cast<long double>(r) + n;
      value += std::log(at);
      first += 1 / at;
      second -= 1 / (at * at);
    }
  }
}

TEST(count_table, does_not_drift) {  // mpmath 1.3 at 60 digits: ln Gamma(0.243 + 1e6) - ln Gamma(0.243) and derivatives
  const count_table table(0.243, 60000);
  const volatile double million = 1e6;  // volatile: GCC 12 warns of the branch that a constant does not take
  EXPECT_RELATIVE(table.value(million), 12815506.60827300057, 1e-14);
  EXPECT_RELATIVE(table.first(million), 18.166604165387493475, 1e-14);
  EXPECT_RELATIVE(table.second(million), -18.141778787095572501, 1e-14);
}

TEST(count_table, has_the_same_bits_by_every_path) {
  const double r = 0.7311;
  const count_table large(r, 1000), none(r, 0);
  rising_walk slow(r), fast(r);
  for (int n = 0; n <= 1000; ++n) {
    slow.to(n);
    ASSERT_EQ(slow.value(), large.value(n)) << n;
    ASSERT_EQ(none.value(n), large.value(n)) << n;
    ASSERT_EQ(none.first(n), large.first(n)) << n;
    ASSERT_EQ(none.second(n), large.second(n)) << n;
    if (n % 77 == 5) {
      fast.to(n);
      ASSERT_EQ(fast.value(), slow.value()) << n;
    }
  }
}

TEST(count_table, starts_at_nothing) {
  const count_table table;
  EXPECT_EQ(table.value(0), 0);
  EXPECT_EQ(table.first(0), 0);
  EXPECT_EQ(table.second(0), 0);
}

}  // namespace
