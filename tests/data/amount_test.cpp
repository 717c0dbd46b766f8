// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/amount.hpp>  // the header under test comes first: it must stand alone

#include "sales.hpp"

#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace walaa;

std::int64_t units(const amount_scale& scale, double amount) {
  std::int64_t u = 0;
  EXPECT_TRUE(scale.to_units(amount, u)) << amount;
  return u;
}
bool refused(const amount_scale& scale, double amount) {
  std::int64_t u;
  return !scale.to_units(amount, u);
}

TEST(amount_scale, cents_are_whole_whatever_double_stands_for_them) {
  const amount_scale cents(0.01);
  EXPECT_EQ(units(cents, 0.29), 29);
  EXPECT_EQ(units(cents, -1.15), -115);
  EXPECT_EQ(units(cents, 0.1 + 0.2), 30);
  for (std::int64_t k = 0; k < 2000000; k += 7) ASSERT_EQ(units(cents, static_cast<double>(k) / 100), k);
  random_stream g(1);
  for (int i = 0; i < 100000; ++i) {  // up to 2.8e12, where a cent is 20 steps of a double
    const auto k = static_cast<std::int64_t>(g() >> 16);
    ASSERT_EQ(units(cents, static_cast<double>(k) / 100), k);
  }
}

TEST(amount_scale, the_slack_is_a_millionth_of_a_unit) {
  const amount_scale cents(0.01);
  EXPECT_EQ(units(cents, 0.05 + 0.9e-8), 5);
  EXPECT_TRUE(refused(cents, 0.05 + 1.1e-8));
  EXPECT_TRUE(refused(cents, 0.005));
  EXPECT_TRUE(refused(cents, 0.333));
}

TEST(amount_scale, what_is_no_number_or_too_large_is_refused) {
  const amount_scale cents(0.01);
  for (const double wrong :
       {missing, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), 1e300, 2.9e12, -2.9e12})
    EXPECT_TRUE(refused(cents, wrong)) << wrong;
}

TEST(amount_scale, other_units) {
  EXPECT_EQ(units(amount_scale(1), 7), 7);
  EXPECT_EQ(units(amount_scale(5), 35), 7);
  EXPECT_EQ(units(amount_scale(0.001), 1.005), 1005);
  EXPECT_EQ(units(amount_scale(0.05), 0.35), 7);
  EXPECT_EQ(units(amount_scale(0.3), 0.9), 3);
  EXPECT_TRUE(refused(amount_scale(0.3), 1.0));
}

TEST(amount_scale, means_round_once) {
  EXPECT_EQ(amount_scale(0.01).mean(4469, 2), 22.345);
  EXPECT_EQ(amount_scale(0.01).amount(12345), 123.45);
  EXPECT_EQ(amount_scale(5).mean(7, 2), 17.5);
}

TEST(amount_scale, the_unit_is_positive) {
  EXPECT_EQ(walaa::tests::refusal([] { amount_scale(0); }), "summarize: amount_unit = 0 is not positive [D111]");
  EXPECT_EQ(walaa::tests::refusal([] { amount_scale{missing}; }), "summarize: amount_unit = NaN is not a finite number [D103]");
}

}  // namespace
