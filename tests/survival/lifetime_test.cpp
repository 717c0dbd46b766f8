// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/lifetime.hpp>

#include "relative.hpp"
#include "survival_model_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::lifetime;
using walaa::lifetime_law;
constexpr lifetime_law laws[] = {lifetime_law::exponential, lifetime_law::weibull, lifetime_law::log_normal,
                                 lifetime_law::log_logistic};

lifetime of(lifetime_law law, double location, double scale) { return {.law = law, .location = location, .scale = scale}; }

TEST(lifetime, is_a_survival_model) {
  for (const lifetime_law law : laws)
    for (const double scale : {0.2, 1.0, 2.5}) walaa::tests::expect_survival_model_laws(of(law, 2, scale), 60);
}

TEST(lifetime, survival_is_the_formula_of_each_law) {
  const double t = 7.3;
  EXPECT_RELATIVE(of(lifetime_law::exponential, std::log(20.0), 1).survival(t), std::exp(-t / 20), 1e-14);
  EXPECT_RELATIVE(of(lifetime_law::weibull, std::log(20.0), 1 / 1.7).survival(t), std::exp(-std::pow(t / 20, 1.7)), 1e-14);
  EXPECT_RELATIVE(of(lifetime_law::log_logistic, std::log(20.0), 1 / 1.7).survival(t), 1 / (1 + std::pow(t / 20, 1.7)), 1e-14);
  EXPECT_RELATIVE(of(lifetime_law::log_normal, 1.5, 0.8).survival(t), 0.5 * std::erfc((std::log(t) - 1.5) / 0.8 / std::sqrt(2.0)),
                  1e-14);
}

TEST(lifetime, far_tails_keep_their_digits) {  // mpmath, 50 digits: ln Phi(-40)
  EXPECT_RELATIVE(of(lifetime_law::log_normal, 0, 1).log_survival(std::exp(40.0)), -804.60844201375256, 1e-13);
  EXPECT_RELATIVE(of(lifetime_law::log_logistic, 0, 0.01).log_survival(std::exp(40.0)), -4000.0, 1e-14);
}

TEST(lifetime, density_is_the_slope_of_survival) {
  for (const lifetime_law law : laws) {
    const lifetime m = of(law, 2, law == lifetime_law::exponential ? 1 : 0.6);
    for (const double t : {0.5, 6.0, 40.0}) {
      const double h = 1e-3 * t;
      const double wide = (m.survival(t - h) - m.survival(t + h)) / (2 * h),
                   narrow = (m.survival(t - h / 2) - m.survival(t + h / 2)) / h;
      EXPECT_RELATIVE(std::exp(m.log_density(t)), (4 * narrow - wide) / 3, 1e-8);
    }
  }
}

TEST(lifetime, derivatives_along_z_agree_with_differences) {
  for (const lifetime_law law : laws)
    for (const bool density : {true, false})
      for (const double z : {-30.0, -2.0, 0.1, 3.0, 4.9, 5.1, 12.0}) {
        const auto f = [&](double at) {
          return density ? walaa::detail::log_density_terms(law, at) : walaa::detail::log_survival_terms(law, at);
        };
        const double h = 1e-3;
        const auto slope = [&](auto&& g) {
          return (4 * (g(z + h / 2) - g(z - h / 2)) / h - (g(z + h) - g(z - h)) / (2 * h)) / 3;
        };
        EXPECT_NEAR(f(z).first, slope([&](double at) { return f(at).value; }), 1e-8 * (1 + std::abs(f(z).value)));
        EXPECT_NEAR(f(z).second, slope([&](double at) { return f(at).first; }), 1e-8 * (1 + std::abs(f(z).first)));
      }
}

TEST(lifetime, percentiles_are_where_survival_is) {
  for (const lifetime_law law : laws)
    for (const double share : {1e-6, 0.25, 0.5, 0.999}) {
      const lifetime m = of(law, 2, law == lifetime_law::exponential ? 1 : 0.6);
      EXPECT_RELATIVE(1 - m.survival(m.age_when_left(share)), share, 1e-9);
    }
  EXPECT_RELATIVE(of(lifetime_law::log_normal, 2, 0.6).median(), std::exp(2.0), 1e-14);
  EXPECT_RELATIVE(of(lifetime_law::exponential, std::log(3.0), 1).median(), 3 * std::log(2.0), 1e-14);
}

TEST(lifetime, means_are_the_closed_forms) {
  EXPECT_RELATIVE(*of(lifetime_law::exponential, std::log(3.0), 1).mean(), 3.0, 1e-14);
  EXPECT_RELATIVE(*of(lifetime_law::weibull, std::log(3.0), 0.5).mean(), 3 * std::sqrt(std::acos(-1.0)) / 2, 1e-14);
  EXPECT_RELATIVE(*of(lifetime_law::log_normal, 1, 0.5).mean(), std::exp(1.125), 1e-14);
  EXPECT_RELATIVE(*of(lifetime_law::log_logistic, std::log(3.0), 0.5).mean(), 3 * std::acos(-1.0) / 2, 1e-14);
}

TEST(lifetime, an_infinite_mean_is_none) {
  EXPECT_FALSE(of(lifetime_law::log_logistic, 0, 1).mean());
  EXPECT_FALSE(of(lifetime_law::log_logistic, 0, 3).mean());
  EXPECT_TRUE(of(lifetime_law::log_logistic, 0, 0.999).mean());
  EXPECT_FALSE(of(lifetime_law::log_normal, 0, 50).mean());
}

TEST(lifetime, a_share_outside_0_to_1_is_refused) {
  EXPECT_THROW(static_cast<void>(lifetime{}.age_when_left(0)), walaa::invalid_input);
  EXPECT_THROW(static_cast<void>(lifetime{}.age_when_left(1)), walaa::invalid_input);
}

}  // namespace
