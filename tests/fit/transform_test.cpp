// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/transform.hpp>

#include "derivatives.hpp"  // for derivatives_agree

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace {

using walaa::second_order;
using walaa::small_vector;

struct two {
  double a = 1, b = 2;
  static constexpr std::array<std::string_view, 2> parameter_names{"a", "b"};
};
struct six {
  double a, b, c, d, e, f;
  static constexpr std::array<std::string_view, 6> parameter_names{"a", "b", "c", "d", "e", "f"};
};

TEST(transform, a_model_is_its_parameters) {
  static_assert(walaa::parameter_count<six> == 6);
  EXPECT_EQ(walaa::parameters(two{3, 4}), (small_vector<2>{3, 4}));
  const six m = walaa::from_parameters<six>({1, 2, 3, 4, 5, 6});
  EXPECT_EQ(m.f, 6);
  EXPECT_EQ(walaa::parameters(m), (small_vector<6>{1, 2, 3, 4, 5, 6}));
}

TEST(transform, logarithms_and_back) {
  const small_vector<3> p{1e-9, 1, 4e7};
  const auto back = walaa::from_logs(walaa::to_logs(p));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(back[i] / p[i], 1, 1e-14);
}

TEST(transform, derivatives_follow_by_the_chain_rule) {  // f = a^2 b + ln b
  const auto in_parameters = [](const small_vector<2>& p) {
    second_order<2> f;
    f.value = p[0] * p[0] * p[1] + std::log(p[1]);
    f.gradient(0) = 2 * p[0] * p[1];
    f.gradient(1) = p[0] * p[0] + 1 / p[1];
    f.hessian(0, 0) = 2 * p[1];
    f.hessian(0, 1) = 2 * p[0];
    f.hessian(1, 1) = -1 / (p[1] * p[1]);
    return f;
  };
  const auto logs = [&](const small_vector<2>& theta) {
    const auto p = walaa::from_logs(theta);
    return walaa::in_logs(in_parameters(p), p);
  };
  EXPECT_TRUE(walaa::tests::derivatives_agree<2>(in_parameters, {1.3, 0.7}, 1e-9));
  EXPECT_TRUE(walaa::tests::derivatives_agree<2>(logs, {0.3, 1.1}, 1e-9));
  const double a = std::exp(0.3), b = std::exp(1.1);  // by hand: f = a^2 b + theta_b
  const auto f = logs({0.3, 1.1});
  EXPECT_NEAR(f.gradient(1), a * a * b + 1, 1e-14);
  EXPECT_NEAR(f.hessian(0, 0), 4 * a * a * b, 1e-13);
  EXPECT_NEAR(f.hessian(1, 1), a * a * b, 1e-13);
}

TEST(transform, a_bound_holds_only_who_pushes_against_it) {
  const walaa::log_bounds<1> bounds{{-1}, {2}};
  EXPECT_EQ(bounds.clamp(0, -5), -1);
  EXPECT_EQ(bounds.clamp(0, 5), 2);
  EXPECT_EQ(bounds.clamp(0, 0.5), 0.5);
  EXPECT_TRUE(bounds.holds(0, 2, 1));
  EXPECT_FALSE(bounds.holds(0, 2, -1));
  EXPECT_TRUE(bounds.holds(0, -1, -1));
  EXPECT_FALSE(bounds.holds(0, -1, 1));
  EXPECT_FALSE(bounds.holds(0, 0, 1));
}

}  // namespace
