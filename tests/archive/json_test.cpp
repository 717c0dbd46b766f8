// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/json.hpp>

#include "stored_examples.hpp"

#include <walaa/archive/model_file.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace walaa::tests;
using walaa::error_code;

TEST(json, binary_to_json_to_binary_is_the_identity) {
  for (const example& e : {example{}, full_example()}) {
    const auto bytes = walaa::save(e);
    EXPECT_EQ(walaa::from_json(walaa::to_json(bytes)), bytes);
  }
}

}  // namespace
