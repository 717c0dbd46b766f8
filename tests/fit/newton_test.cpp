// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/newton.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>

namespace {

using walaa::log_bounds;
using walaa::newton_end;
using walaa::newton_maximum;
using walaa::second_order;
using walaa::small_vector;

constexpr log_bounds<2> wide{{-50, -50}, {50, 50}};

/// -Rosenbrock: a curved ridge, maximum 0 at (1, 1).
second_order<2> ridge(const small_vector<2>& t) {
  const double x = t[0], y = t[1], u = y - x * x;
  second_order<2> f;
  f.value = -(100 * u * u + (1 - x) * (1 - x));
  f.gradient(0) = 400 * x * u + 2 * (1 - x);
  f.gradient(1) = -200 * u;
  f.hessian(0, 0) = 400 * (u - 2 * x * x) - 2;
  f.hessian(0, 1) = 400 * x;
  f.hessian(1, 1) = -200;
  return f;
}

TEST(newton, climbs_a_curved_ridge) {
  const auto r = newton_maximum<2>(ridge, {-1.2, 1}, wide, {});
  EXPECT_EQ(r.end, newton_end::small_step);
  EXPECT_NEAR(r.theta[0], 1, 1e-10);
  EXPECT_NEAR(r.theta[1], 1, 1e-10);
  EXPECT_LE(r.slope, 1e-8);
  EXPECT_LE(r.evaluations, 60u);
}

TEST(newton, does_not_creep_along_a_ridge_that_still_bends_upwards) {  // -150 (x - y)^2 + 1e-5 / (1 + e^(8 - x)), from x = -4 on
  const auto f = [](const small_vector<2>& t) {
    const double u = t[0] - t[1], p = 1 / (1 + std::exp(8 - t[0]));
    second_order<2> q;
    q.value = -150 * u * u + 1e-5 * p;
    q.gradient(0) = -300 * u + 1e-5 * p * (1 - p);
    q.gradient(1) = 300 * u;
    q.hessian(0, 0) = -300 + 1e-5 * p * (1 - p) * (1 - 2 * p);
    q.hessian(0, 1) = 300;
    q.hessian(1, 1) = -300;
    return q;
  };
  const auto r = newton_maximum<2>(f, {-4, -4}, {{-50, -50}, {20, 20}}, {});
  EXPECT_EQ(r.theta, (small_vector<2>{20, 20}));
  EXPECT_LE(r.evaluations, 40u);
}

TEST(newton, solves_a_quadratic_in_one_step_and_looks_again) {
  const auto f = [](const small_vector<2>& t) {
    second_order<2> q;
    q.value = -(t[0] - 1) * (t[0] - 1) - 0.5 * (t[1] - 0.5) * (t[1] - 0.5);
    q.gradient(0) = -2 * (t[0] - 1);
    q.gradient(1) = -(t[1] - 0.5);
    q.hessian(0, 0) = -2;
    q.hessian(1, 1) = -1;
    return q;
  };
  const auto r = newton_maximum<2>(f, {0, 0}, wide, {});
  EXPECT_EQ(r.end, newton_end::small_step);
  EXPECT_LE(r.evaluations, 3u);
  EXPECT_EQ(r.theta, (small_vector<2>{1, 0.5}));
}

TEST(newton, ends_a_step_that_crosses_a_bound_on_the_ridge_where_it_crosses) {  // cut by components it would zigzag
  const auto f = [](const small_vector<2>& t) {                                 // -e^-x - 50 (x - y)^2: rises with x = y for ever
    const double u = t[0] - t[1], e = std::exp(-t[0]);
    second_order<2> v;
    v.value = -e - 50 * u * u;
    v.gradient(0) = e - 100 * u;
    v.gradient(1) = 100 * u;
    v.hessian(0, 0) = -e - 100;
    v.hessian(0, 1) = 100;
    v.hessian(1, 1) = -100;
    return v;
  };
  const auto r = newton_maximum<2>(f, {0, 0}, {{-50, -50}, {9.99, 50}}, {});  // every step is 1 long
  EXPECT_EQ(r.theta[0], 9.99);
  EXPECT_TRUE(r.held[0]);
  EXPECT_NEAR(r.theta[1], 9.99, 1e-6);
  EXPECT_LE(r.slope, 1e-8);
  EXPECT_LE(r.evaluations, 15u);
}

TEST(newton, takes_no_step_longer_than_two) {
  double before = 0, longest = 0;
  const auto f = [&](const small_vector<2>& t) {
    longest = std::fmax(longest, std::fabs(t[0] - before));
    before = t[0];
    second_order<2> q;
    q.value = -0.01 * (t[0] - 30) * (t[0] - 30) - t[1] * t[1];
    q.gradient(0) = -0.02 * (t[0] - 30);
    q.gradient(1) = -2 * t[1];
    q.hessian(0, 0) = -0.02;
    q.hessian(1, 1) = -2;
    return q;
  };
  const auto r = newton_maximum<2>(f, {0, 0}, wide, {});
  EXPECT_NEAR(r.theta[0], 30, 1e-9);
  EXPECT_LE(longest, 2 + 1e-12);
}

TEST(newton, a_value_that_is_not_finite_means_a_shorter_step) {  // ln(1 - t) + t beyond its domain
  const auto f = [](const small_vector<2>& t) {
    second_order<2> q;
    q.value = t[0] < 1 ? std::log(1 - t[0]) + 3 * t[0] : std::numeric_limits<double>::quiet_NaN();
    q.value -= t[1] * t[1];
    q.gradient(0) = -1 / (1 - t[0]) + 3;
    q.gradient(1) = -2 * t[1];
    q.hessian(0, 0) = -1 / ((1 - t[0]) * (1 - t[0]));
    q.hessian(1, 1) = -2;
    return q;
  };
  const auto r = newton_maximum<2>(f, {-5, 1}, wide, {});
  EXPECT_EQ(r.end, newton_end::small_step);
  EXPECT_NEAR(r.theta[0], 2.0 / 3, 1e-10);
}

TEST(newton, says_so_when_it_may_not_even_start) {
  const auto f = [](const small_vector<2>&) {
    second_order<2> q;
    q.value = std::numeric_limits<double>::quiet_NaN();
    return q;
  };
  const auto r = newton_maximum<2>(f, {0, 0}, wide, {});
  EXPECT_EQ(r.end, newton_end::no_improvement);
  EXPECT_EQ(r.iterations, 0u);
}

TEST(newton, holds_a_parameter_at_its_bound_and_moves_the_others) {
  const auto f = [](const small_vector<2>& t) {  // rises for ever in the first, maximum of the second at t0 / 10
    second_order<2> q;
    const double u = t[1] - t[0] / 10;
    q.value = -std::exp(-t[0]) - u * u;
    q.gradient(0) = std::exp(-t[0]) + 0.2 * u;
    q.gradient(1) = -2 * u;
    q.hessian(0, 0) = -std::exp(-t[0]) - 0.02;
    q.hessian(0, 1) = 0.2;
    q.hessian(1, 1) = -2;
    return q;
  };
  const auto r = newton_maximum<2>(f, {0, 0}, {{-5, -5}, {5, 5}}, {});
  EXPECT_EQ(r.theta[0], 5);
  EXPECT_TRUE(r.held[0]);
  EXPECT_FALSE(r.held[1]);
  EXPECT_NEAR(r.theta[1], 0.5, 1e-10);
  EXPECT_LE(r.slope, 1e-10);  // of the one that is free
}

TEST(newton, stops_when_told) {
  std::size_t calls = 0;
  const auto stop = newton_maximum<2>(ridge, {-1.2, 1}, wide, {.progress = [&](std::size_t done, std::size_t total) {
                                        EXPECT_EQ(total, 50u);
                                        EXPECT_EQ(done, calls);
                                        return ++calls < 4;
                                      }});
  EXPECT_EQ(stop.end, newton_end::cancelled);
  EXPECT_EQ(stop.iterations, 3u);
  const auto few = newton_maximum<2>(ridge, {-1.2, 1}, wide, {.max_iterations = 2});
  EXPECT_EQ(few.end, newton_end::max_iterations);
  EXPECT_EQ(few.iterations, 2u);
}

TEST(newton, never_goes_down) {
  double best = -INFINITY;
  std::size_t accepted = 0;
  const auto r =
      newton_maximum<2>(ridge, {-1.2, 1}, wide, {.progress = [&](std::size_t, std::size_t) { return ++accepted < 1000; }});
  for (std::size_t n = 1; n <= r.iterations; ++n) {
    const auto part = newton_maximum<2>(ridge, {-1.2, 1}, wide, {.max_iterations = n});
    EXPECT_GE(part.at.value, best);
    best = part.at.value;
  }
}

}  // namespace
