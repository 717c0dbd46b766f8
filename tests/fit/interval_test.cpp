// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/interval.hpp>

#include "lomax.hpp"     // for lomax_problem
#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using walaa::estimate_interval;
using walaa::tests::lomax;
using walaa::tests::lomax_problem;
using walaa::tests::lomax_times;

TEST(interval, is_symmetric_in_the_logarithm) {  // exp(+- 1.959963984540054 * 0.1)
  const estimate_interval i = walaa::wald_interval(2, 0.2);
  EXPECT_RELATIVE(i.high, 2 * 1.216522523964603, 1e-14);
  EXPECT_RELATIVE(i.low, 2 / 1.216522523964603, 1e-14);
  EXPECT_RELATIVE(i.low * i.high, 4, 1e-14);
  EXPECT_RELATIVE(walaa::wald_interval(2, 0.2, 0.5).high, 2 * std::exp(0.67448975019608174 * 0.1), 1e-12);
  EXPECT_THROW(walaa::wald_interval(2, 0.2, 1), walaa::invalid_input);
}

TEST(interval, of_a_parameter_by_the_delta_method_is_its_wald_interval) {
  const auto fit = walaa::maximum_likelihood(lomax_problem(lomax_times({2, 3}, 900)), {});
  const auto all = walaa::parameter_intervals(fit, 0.9);
  ASSERT_EQ(all.size(), 2u);
  const auto alpha = walaa::delta_interval(
      fit, [](const lomax& m) { return m.alpha; }, 0.9);
  EXPECT_RELATIVE(alpha.standard_error, fit.report().standard_errors[1], 1e-9);
  EXPECT_RELATIVE(alpha.low, all[1].low, 1e-9);
  EXPECT_RELATIVE(alpha.high, all[1].high, 1e-9);
  EXPECT_EQ(alpha.estimate, fit->alpha);
}

TEST(interval, carries_the_covariance_to_a_function) {  // the mean alpha / (r - 1), gradient by hand
  const auto fit = walaa::maximum_likelihood(lomax_problem(lomax_times({3, 5}, 3000)), {});
  const auto mean = walaa::delta_interval(fit, [](const lomax& m) { return m.alpha / (m.r - 1); });
  const double dr = -fit->alpha / std::pow(fit->r - 1, 2), da = 1 / (fit->r - 1);
  const auto c = fit.covariance();
  EXPECT_RELATIVE(mean.standard_error, std::sqrt(dr * dr * c[0] + 2 * dr * da * c[1] + da * da * c[3]), 1e-9);
  EXPECT_GT(mean.low, 0);
  const auto shifted =
      walaa::delta_interval(fit, [](const lomax& m) { return m.alpha / (m.r - 1) - 100; });  // negative: symmetric in itself
  EXPECT_NEAR(shifted.high - shifted.estimate, shifted.estimate - shifted.low, 1e-12);
  EXPECT_RELATIVE(shifted.standard_error, mean.standard_error, 1e-7);
}

TEST(interval, is_refused_without_errors) {
  const walaa::fitted<lomax> given(lomax{2, 3}, walaa::time_unit::day);
  EXPECT_THROW(walaa::parameter_intervals(given), walaa::not_usable);
  EXPECT_THROW(walaa::delta_interval(given, [](const lomax& m) { return m.r; }), walaa::not_usable);
}

}  // namespace
