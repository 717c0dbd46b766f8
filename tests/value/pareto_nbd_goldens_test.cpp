// SPDX-License-Identifier: Apache-2.0
// Every closed form of the Pareto/NBD against certified values over stratified points (tests/goldens/README.md).
#include <walaa/value/pareto_nbd.hpp>

#include "goldens.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace {

using walaa::pareto_nbd;
using walaa::purchase_history;
using walaa::tests::expect_golden;
using walaa::tests::golden_bound;
using walaa::tests::golden_row;
using walaa::tests::golden_table;

pareto_nbd model(const golden_row& g) { return {.r = g["r"], .alpha = g["alpha"], .s = g["s"], .beta = g["beta"]}; }
purchase_history past(const golden_row& g) { return {.frequency = g["x"], .recency = g["tx"], .age = g["T"]}; }
int count(const golden_row& g) { return static_cast<int>(g["n"]); }

// A sum may cancel: then four units in the last place of its largest term are as much as double precision can promise.
constexpr golden_bound sum{.relative = 1e-11, .scale = "scale"};

TEST(goldens, pareto_nbd_past) {
  const golden_table t("pareto_nbd_history");
  expect_golden(t, "log_likelihood", sum, [](const golden_row& g) { return model(g).log_likelihood(past(g)); });
  expect_golden(t, "log_odds_dead", sum, [](const golden_row& g) { return model(g).log_odds_dead(past(g)); });
  expect_golden(t, "p_alive", {}, [](const golden_row& g) { return p_alive(model(g), past(g)); });
  expect_golden(t, "log_p_alive", {}, [](const golden_row& g) { return log_p_alive(model(g), past(g)); });
  expect_golden(t, "rate", {}, [](const golden_row& g) { return model(g).purchase_rate(past(g)); });
  expect_golden(t, "dropout", {}, [](const golden_row& g) { return model(g).dropout_rate(past(g)); });
}

TEST(goldens, pareto_nbd_newcomer) {
  const golden_table t("pareto_nbd_newcomer");
  expect_golden(t, "expected_purchases", {}, [](const golden_row& g) { return model(g).expected_purchases(g["t"]); });
  expect_golden(t, "survival", {}, [](const golden_row& g) { return model(g).survival(g["t"]); });
  expect_golden(t, "probability", {}, [](const golden_row& g) { return model(g).probability(count(g), g["t"]); });
  expect_golden(t, "discounted", {}, [](const golden_row& g) { return model(g).discounted(g["delta"]); });
}

TEST(goldens, pareto_nbd_future) {
  const golden_table t("pareto_nbd_horizon");
  expect_golden(t, "expected_purchases", {}, [](const golden_row& g) { return expected_purchases(model(g), past(g), g["t"]); });
  expect_golden(t, "p_alive_later", {}, [](const golden_row& g) { return p_alive(model(g), past(g), g["t"]); });
  expect_golden(t, "probability", {}, [](const golden_row& g) { return probability(model(g), past(g), count(g), g["t"]); });
  expect_golden(t, "discounted", {}, [](const golden_row& g) { return discounted_purchases(model(g), past(g), g["delta"]); });
}

TEST(goldens, pareto_nbd_derivatives) {  // to 1e-10 of their natural sizes, which stand beside them
  const golden_table t("pareto_nbd_derivatives");
  const auto expect = [&](const std::string& column, const auto& pick) {
    const std::string scale = "scale_" + column;
    expect_golden(t, column, {.relative = 1e-10, .scale = scale, .of_scale = 1e-10}, [&](const golden_row& g) {
      walaa::second_order<4> sum_of_one;
      pareto_nbd::likelihood(model(g), 0).add(past(g), 1, sum_of_one);
      return pick(sum_of_one);
    });
  };
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string of = "d_" + std::string(pareto_nbd::parameter_names[i]);
    expect(of, [i](const walaa::second_order<4>& d) { return d.gradient(i); });
    for (std::size_t j = 0; j <= i; ++j)
      expect(of + "_" + std::string(pareto_nbd::parameter_names[j]),
             [i, j](const walaa::second_order<4>& d) { return d.hessian(i, j); });
  }
}

}  // namespace
