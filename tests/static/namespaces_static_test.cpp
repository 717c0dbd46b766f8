// SPDX-License-Identifier: Apache-2.0
// A program that uses both namespaces writes strategies by their short names, beside the functions of the same names.
#include <walaa/walaa.hpp>

#include "reference_fits.hpp"

#include <gtest/gtest.h>

using namespace walaa;

namespace {

TEST(namespaces, stand_side_by_side) {
  using namespace strategies;
  const auto visits = tests::reference_mbg_nbd();
  const auto spend = tests::reference_gamma_gamma();
  static const double months_here[] = {1, 2, 3, 4, 12}, left[] = {1, 0, 1, 0, 0};
  const kaplan_meier curve =
      kaplan_meier::fit({.duration = months_here, .event = left, .entry = {}, .weight = {}, .unit = time_unit::week});
  const scorer loyalty{lifetime_value(visits, spend, {.annual_discount = 0.10}),
                       {"leaving_30d", no_purchase_within(visits, days{30})},
                       no_purchase_within(visits, days{90}),
                       leaves_within(curve, weeks{2}),
                       p_alive(visits),
                       promise_trust()};
  EXPECT_EQ(loyalty.size(), 6u);
  EXPECT_EQ(p_alive(*visits, purchase_history{0, 0, 0}), 1 / (1 + visits->a / visits->b));  // the function still answers
  EXPECT_EQ(leaves_within(curve, 1.0, 0.0).value, 0.0);
}

}  // namespace
