// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/fit_options.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace {

using walaa::fit_options;

std::string complaint(const fit_options& options) {
  try {
    options.validate("f");
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.code(), walaa::error_code::bad_option);
    return e.what();
  }
  return "";
}

TEST(fit_options, the_defaults_are_valid) { EXPECT_EQ(complaint({}), ""); }

TEST(fit_options, each_bound_has_a_sentence) {
  EXPECT_EQ(complaint({.max_iterations = 0}), "f: max_iterations = 0 is not positive [F302]");
  EXPECT_EQ(complaint({.gradient_tolerance = -1e-3}), "f: gradient_tolerance = -0.001 is not a positive number [F302]");
  EXPECT_EQ(complaint({.gradient_tolerance = std::numeric_limits<double>::infinity()}),
            "f: gradient_tolerance = inf is not a positive number [F302]");
  EXPECT_EQ(complaint({.gradient_tolerance = walaa::missing}), "f: gradient_tolerance = NaN is not a positive number [F302]");
  EXPECT_EQ(complaint({.ridge = -0.5}), "f: ridge = -0.5 is not a number from 0 on [F302]");
  EXPECT_EQ(complaint({.ridge = walaa::missing}), "f: ridge = NaN is not a number from 0 on [F302]");
  EXPECT_EQ(complaint({.max_iterations = 1, .gradient_tolerance = 1, .ridge = 3}), "");
}

}  // namespace
