// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/config.hpp>

#include <walaa/core/error.hpp>  // defines what WALAA_ASSERT throws

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

namespace {

using limits = std::numeric_limits<double>;

TEST(config, finite_and_missing_agree_with_the_standard_library_on_all_kinds_of_doubles) {
  std::uint64_t bits = 1;
  for (int i = 0; i < 200000; ++i) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    double v = std::bit_cast<double>(bits);
    if (i % 4 == 0) v = std::bit_cast<double>(bits | 0x7ff0'0000'0000'0000u);  // NaN of any payload, or infinity
    ASSERT_EQ(walaa::is_finite(v), std::isfinite(v)) << bits;
    ASSERT_EQ(walaa::is_missing(v), std::isnan(v)) << bits;
  }
  for (const double v : {0.0, -0.0, limits::denorm_min(), (limits::max)(), limits::lowest(), limits::infinity(),
                         -limits::infinity(), limits::quiet_NaN(), -limits::quiet_NaN(), limits::signaling_NaN()}) {
    EXPECT_EQ(walaa::is_finite(v), std::isfinite(v));
    EXPECT_EQ(walaa::is_missing(v), std::isnan(v));
  }
}

TEST(config, missing_is_missing_at_compile_time_too) {
  static_assert(walaa::is_missing(walaa::missing));
  static_assert(!walaa::is_finite(walaa::missing));
  static_assert(!walaa::is_missing(limits::infinity()) && !walaa::is_finite(limits::infinity()));
  static_assert(walaa::is_finite(0) && !walaa::is_missing(0));
}

#if WALAA_ASSERTIONS
TEST(config, an_assertion_of_ours_throws_where_assertions_are_on) {
  EXPECT_NO_THROW(WALAA_ASSERT(1 + 1 == 2));
  try {
    WALAA_ASSERT(1 + 1 == 3);
    FAIL();
  } catch (const walaa::error& e) {
    EXPECT_EQ(e.code(), walaa::error_code::assertion);
    EXPECT_NE(std::string(e.what()).find("walaa is broken: 1 + 1 == 3 at "), std::string::npos) << e.what();
  }
}
#endif

}  // namespace
