// SPDX-License-Identifier: Apache-2.0
// Every closed form of the purchase models against certified values over stratified points (tests/goldens/README.md).
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include "goldens.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace {

using walaa::beta_geometric;
using walaa::bg_nbd;
using walaa::gamma_gamma;
using walaa::mbg_nbd;
using walaa::purchase_history;
using walaa::tests::compare_golden;
using walaa::tests::expect_golden;
using walaa::tests::golden_bound;
using walaa::tests::golden_row;
using walaa::tests::golden_table;

template<class M> M model(const golden_row& g) { return {.r = g["r"], .alpha = g["alpha"], .a = g["a"], .b = g["b"]}; }
purchase_history past(const golden_row& g) { return {.frequency = g["x"], .recency = g["tx"], .age = g["T"]}; }
int count(const golden_row& g) { return static_cast<int>(g["n"]); }

// A sum may cancel: then four units in the last place of its largest term are as much as double precision can promise.
constexpr golden_bound sum{.relative = 1e-11, .scale = "scale"};

template<class M> void expect_a_newcomer(const std::string& name) {
  const golden_table t(name);
  expect_golden(t, "expected_purchases", {}, [](const golden_row& g) { return model<M>(g).expected_purchases(g["t"]); });
  expect_golden(t, "survival", {}, [](const golden_row& g) { return model<M>(g).survival(g["t"]); });
  expect_golden(t, "probability", {}, [](const golden_row& g) { return model<M>(g).probability(count(g), g["t"]); });
}

template<class M> void expect_the_past(const std::string& name) {
  const golden_table t(name);
  expect_golden(t, "log_likelihood", sum, [](const golden_row& g) { return model<M>(g).log_likelihood(past(g)); });
  expect_golden(t, "p_alive", {}, [](const golden_row& g) { return p_alive(model<M>(g), past(g)); });
  expect_golden(t, "log_p_alive", {}, [](const golden_row& g) { return log_p_alive(model<M>(g), past(g)); });
  expect_golden(t, "rate", {}, [](const golden_row& g) { return model<M>(g).purchase_rate(past(g)); });
  expect_golden(t, "dropout", {}, [](const golden_row& g) { return model<M>(g).dropout_probability(past(g)); });
}

template<class M> void expect_the_future(const std::string& name) {
  const golden_table t(name);
  expect_golden(t, "expected_purchases", {},
                [](const golden_row& g) { return expected_purchases(model<M>(g), past(g), g["t"]); });
  expect_golden(t, "p_alive_later", {}, [](const golden_row& g) { return p_alive(model<M>(g), past(g), g["t"]); });
  expect_golden(t, "probability", {}, [](const golden_row& g) { return probability(model<M>(g), past(g), count(g), g["t"]); });
}

template<class M> void expect_discounted(const std::string& name) {
  const golden_table t(name);
  expect_golden(t, "discounted", {}, [](const golden_row& g) { return discounted_purchases(model<M>(g), past(g), g["delta"]); });
}

/// Gradient and Hessian to 1e-10 of their natural sizes, which stand beside them.
template<std::size_t N, class F>
void expect_derivatives(const std::string& name, const std::array<std::string_view, N>& parameters, const F& derivatives) {
  const golden_table t(name);
  const auto expect = [&](const std::string& column, const auto& pick) {
    const std::string scale = "scale_" + column;
    expect_golden(t, column, {.relative = 1e-10, .scale = scale, .of_scale = 1e-10},
                  [&](const golden_row& g) { return pick(derivatives(g)); });
  };
  for (std::size_t i = 0; i < N; ++i) {
    const std::string of = "d_" + std::string(parameters[i]);
    expect(of, [i](const walaa::second_order<N>& d) { return d.gradient(i); });
    for (std::size_t j = 0; j <= i; ++j)
      expect(of + "_" + std::string(parameters[j]), [i, j](const walaa::second_order<N>& d) { return d.hessian(i, j); });
  }
}

template<class M> void expect_purchase_derivatives(const std::string& name) {
  expect_derivatives<4>(name, M::parameter_names, [](const golden_row& g) {
    walaa::second_order<4> sum_of_one;
    typename M::likelihood(model<M>(g), 0).add(past(g), 1, sum_of_one);
    return sum_of_one;
  });
}

TEST(goldens, beta_geometric) { expect_a_newcomer<beta_geometric>("beta_geometric"); }

TEST(goldens, beta_geometric_discounted) {
  const golden_table t("beta_geometric_discounted");
  expect_golden(t, "discounted", {}, [](const golden_row& g) { return model<beta_geometric>(g).discounted(g["delta"]); });
}

TEST(goldens, bg_nbd_past) { expect_the_past<bg_nbd>("bg_nbd_history"); }
TEST(goldens, bg_nbd_future) { expect_the_future<bg_nbd>("bg_nbd_horizon"); }
TEST(goldens, bg_nbd_discounted) { expect_discounted<bg_nbd>("bg_nbd_discounted"); }
TEST(goldens, bg_nbd_derivatives) { expect_purchase_derivatives<bg_nbd>("bg_nbd_derivatives"); }

TEST(goldens, mbg_nbd_past) { expect_the_past<mbg_nbd>("mbg_nbd_history"); }
TEST(goldens, mbg_nbd_newcomer) { expect_a_newcomer<mbg_nbd>("mbg_nbd_newcomer"); }
TEST(goldens, mbg_nbd_future) { expect_the_future<mbg_nbd>("mbg_nbd_horizon"); }
TEST(goldens, mbg_nbd_discounted) { expect_discounted<mbg_nbd>("mbg_nbd_discounted"); }
TEST(goldens, mbg_nbd_derivatives) { expect_purchase_derivatives<mbg_nbd>("mbg_nbd_derivatives"); }

gamma_gamma spend(const golden_row& g) { return {.p = g["p"], .q = g["q"], .v = g["v"]}; }

TEST(goldens, gamma_gamma) {
  const golden_table t("gamma_gamma");
  expect_golden(t, "log_likelihood", sum, [](const golden_row& g) { return spend(g).log_likelihood(g["x"], g["m"]); });
  expect_golden(t, "expected_spend", {}, [](const golden_row& g) { return spend(g).expected_spend(g["x"], g["m"]); });
}

TEST(goldens, gamma_gamma_derivatives) {
  expect_derivatives<3>("gamma_gamma_derivatives", gamma_gamma::parameter_names, [](const golden_row& g) {
    walaa::second_order<3> sum_of_one;
    gamma_gamma::likelihood(spend(g)).add(g["x"], g["m"], 1, sum_of_one);
    return sum_of_one;
  });
}

// The control: a value that is off by 1e-10 must be seen, or the tests above see nothing.
TEST(goldens, notice_a_wrong_value) {
  const golden_table t("bg_nbd_history");
  const auto errors = compare_golden(t, "rate", {}, [](const golden_row& g) { return 1.0000000001 * g["rate"]; });
  EXPECT_GE(errors.size(), 6u);
  for (const auto& [region, e] : errors) EXPECT_EQ(e.bad, e.rows) << region;
}

}  // namespace
