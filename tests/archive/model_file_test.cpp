// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/model_file.hpp>

#include "stored_examples.hpp"

#include <gtest/gtest.h>

namespace {
using namespace walaa::tests;
using walaa::error_code;

TEST(model_file, round_trip) {
  const example e = full_example();
  const auto bytes = walaa::save(e);
  EXPECT_EQ(walaa::load<example>(bytes), e);
  EXPECT_EQ(walaa::save(walaa::load<example>(bytes)), bytes);
}

}  // namespace
