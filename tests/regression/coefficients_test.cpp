// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/coefficients.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <string>

namespace {

using walaa::coefficients;

const coefficients two{.names = {"(intercept)", "tenure"}, .values = {-1.5, 0.98}, .covariance = {0.25, 0.01, 0.01, 0.04}};

TEST(coefficients, errors_intervals_and_p_values_are_walds) {
  EXPECT_RELATIVE(two.error(0), 0.5, 1e-15);
  EXPECT_RELATIVE(two.z(1), 4.9, 1e-15);
  EXPECT_RELATIVE(two.p_value(0), 2.699796063260189e-3, 1e-12);     // 2 Phi(-3)
  EXPECT_RELATIVE(two.p_value(1), 9.583665531806397066e-7, 1e-12);  // 2 Phi(-4.9)
  EXPECT_RELATIVE(two.interval(1).low, 0.98 - 1.959963984540054 * 0.2, 1e-14);
  EXPECT_RELATIVE(two.interval(1).high, 0.98 + 1.959963984540054 * 0.2, 1e-14);
  EXPECT_RELATIVE(two.interval(0, 0.9).low, -1.5 - 1.6448536269514722 * 0.5, 1e-14);
}

TEST(coefficients, are_found_by_name) {
  EXPECT_EQ(two["tenure"], 0.98);
  EXPECT_EQ(two[0], -1.5);
  EXPECT_EQ(two.find("fee"), two.size());
  try {
    static_cast<void>(two["fee"]);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "coefficients: no 'fee' [S502]");
  }
}

TEST(coefficients, without_a_covariance_errors_are_missing_and_not_a_guess) {
  const coefficients bare{.names = {"x"}, .values = {1.0}, .covariance = {}};
  EXPECT_TRUE(walaa::is_missing(bare.error(0)));
  EXPECT_TRUE(walaa::is_missing(bare.p_value(0)));
  EXPECT_TRUE(walaa::is_missing(bare.interval(0).low));
}

TEST(coefficients, come_back_from_a_tree) { EXPECT_EQ(walaa::from_tree<coefficients>(walaa::to_tree(two)), two); }

TEST(coefficients, refuse_what_cannot_be) {
  const auto bad = [](auto change) {
    coefficients c = two;
    change(c);
    EXPECT_THROW(c.validate(), walaa::invalid_input);
    EXPECT_THROW(static_cast<void>(walaa::from_tree<coefficients>(walaa::to_tree(c))), walaa::load_error);
  };
  bad([](coefficients& c) { c.names.pop_back(); });
  bad([](coefficients& c) { c.names[1] = c.names[0]; });
  bad([](coefficients& c) { c.names[1].clear(); });
  bad([](coefficients& c) { c.values[0] = walaa::missing; });
  bad([](coefficients& c) { c.covariance.pop_back(); });
  bad([](coefficients& c) { c.covariance[1] = 0.02; });
  bad([](coefficients& c) { c.covariance[0] = -1; });
  bad([](coefficients& c) { c.covariance[3] = walaa::missing; });
  EXPECT_NO_THROW(two.validate());
}

TEST(coefficients, a_level_outside_its_range_is_refused) {
  EXPECT_THROW(static_cast<void>(two.interval(0, 1.0)), walaa::invalid_input);
}

}  // namespace
