// SPDX-License-Identifier: Apache-2.0
// The NBD against certified values over stratified points (tests/goldens/README.md); r, alpha, T over nine decades, x to 1e6.
#include <walaa/value/nbd.hpp>

#include "goldens.hpp"

#include <gtest/gtest.h>

namespace {

using walaa::nbd;
using walaa::tests::expect_golden;
using walaa::tests::golden_row;
using walaa::tests::golden_table;

nbd model(const golden_row& g) { return {.r = g["r"], .alpha = g["alpha"]}; }
walaa::purchase_history past(const golden_row& g) { return {.frequency = g["x"], .recency = g["tx"], .age = g["T"]}; }

TEST(goldens, nbd) {
  const golden_table t("nbd");
  expect_golden(t, "log_likelihood", {.relative = 1e-11, .scale = "scale"},
                [](const golden_row& g) { return model(g).log_likelihood(past(g)); });
  expect_golden(t, "rate", {.relative = 1e-14}, [](const golden_row& g) { return model(g).purchase_rate(past(g)); });
  expect_golden(t, "expected_purchases", {.relative = 1e-14},
                [](const golden_row& g) { return expected_purchases(model(g), past(g), g["t"]); });
  expect_golden(t, "probability", {.relative = 1e-11},
                [](const golden_row& g) { return probability(model(g), past(g), static_cast<int>(g["n"]), g["t"]); });
  expect_golden(t, "discounted", {.relative = 1e-14},
                [](const golden_row& g) { return discounted_purchases(model(g), past(g), g["delta"]); });
}

}  // namespace
