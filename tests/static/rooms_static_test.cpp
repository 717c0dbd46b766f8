// SPDX-License-Identifier: Apache-2.0
// Every header of every room in one program: no two of them may name a thing alike.
#include <walaa/archive.hpp>
#include <walaa/churn.hpp>
#include <walaa/evaluate.hpp>
#include <walaa/regression.hpp>
#include <walaa/scoring/detail/builtin_impl.hpp>
#include <walaa/survival.hpp>
#include <walaa/walaa.hpp>

#include <gtest/gtest.h>

#include <type_traits>

TEST(rooms, stand_side_by_side) {
  static_assert(!std::is_same_v<walaa::brier_options, walaa::brier_curve_options>);
  for (const char* tag : {"logistic_risk", "scorecard_risk", "silence", "voice", "rfm"})
    EXPECT_TRUE(walaa::builtin().has(tag)) << tag;
}
