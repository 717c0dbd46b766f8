// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/policy.hpp>

#include <walaa/data/summary.hpp>
#include <walaa/fit/fit_options.hpp>

#include <gtest/gtest.h>

namespace {

TEST(policy, is_strict_wherever_nothing_else_is_asked) {
  EXPECT_EQ(walaa::policy{}, walaa::policy::strict);
  EXPECT_EQ(walaa::summary{}.bad_rows, walaa::policy::strict);
  EXPECT_EQ(walaa::fit_options{}.bad_rows, walaa::policy::strict);
}

}  // namespace
