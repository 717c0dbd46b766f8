// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    EXPECT_RELATIVE(actual, expected, tolerance): |actual - expected| <= tolerance * |expected|; exact where expected is 0 or
    infinite. */

#include <gtest/gtest.h>

#include <cmath>

namespace walaa::tests {

inline ::testing::AssertionResult within_relative(const char* a, const char* e, const char*, double actual, double expected,
                                                  double tolerance) {
  if (actual == expected || std::abs(actual - expected) <= tolerance * std::abs(expected)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << std::scientific << a << " is " << ::testing::PrintToString(actual) << ", " << e
                                       << " is " << ::testing::PrintToString(expected) << "; relative error "
                                       << std::abs(actual - expected) / std::abs(expected) << " above " << tolerance;
}

}  // namespace walaa::tests

#define EXPECT_RELATIVE(actual, expected, tolerance) \
  EXPECT_PRED_FORMAT3(::walaa::tests::within_relative, actual, expected, tolerance)
