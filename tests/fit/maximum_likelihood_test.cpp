// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/maximum_likelihood.hpp>

#include "lomax.hpp"     // for lomax_problem
#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace {

using walaa::fit_options;
using walaa::fit_status;
using walaa::maximum_likelihood;
using walaa::tests::lomax;
using walaa::tests::lomax_problem;
using walaa::tests::lomax_times;

TEST(maximum_likelihood, finds_an_interior_optimum_and_its_errors) {
  const std::size_t n = 5000;
  const lomax_problem problem(lomax_times({2, 3}, n));
  const auto fit = maximum_likelihood(problem, {});
  const auto& report = fit.report();
  ASSERT_EQ(report.status, fit_status::converged) << report.full();
  EXPECT_LE(report.gradient_norm, 1e-10);
  EXPECT_EQ(report.starts, 1u);
  EXPECT_EQ(report.model, "lomax");
  EXPECT_EQ(report.estimates, (std::vector<double>{fit->r, fit->alpha}));
  EXPECT_NEAR(fit->r, 2, 0.02);  // quantiles, not draws
  EXPECT_NEAR(fit->alpha, 3, 0.04);
  // the expected information of a Lomax sample is known in closed form; the observed one is near it
  const double r = fit->r, a = fit->alpha, i11 = 1 / (r * r), i12 = -1 / (a * (r + 1)), i22 = r / (a * a * (r + 2)),
               det = i11 * i22 - i12 * i12;
  const double scale = static_cast<double>(n) * det;
  EXPECT_RELATIVE(fit.covariance()[0], i22 / scale, 0.05);
  EXPECT_RELATIVE(fit.covariance()[3], i11 / scale, 0.05);
  EXPECT_RELATIVE(fit.covariance()[1], -i12 / scale, 0.05);
  // and it is the inverse of the Hessian at the optimum, to the last digits
  const auto at = problem.evaluate(*fit, {});
  EXPECT_NEAR(at.value, report.log_likelihood, 1e-9);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) {
      double product = 0;
      for (std::size_t k = 0; k < 2; ++k) product -= at.hessian(i, k) * fit.covariance()[k * 2 + j];
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-7);
    }
}

TEST(maximum_likelihood, a_light_tail_is_not_identified) {
  std::vector<double> even(100);
  for (std::size_t i = 0; i < 100; ++i) even[i] = static_cast<double>(i) + 1;
  const auto fit = maximum_likelihood(lomax_problem(even), {});
  EXPECT_EQ(fit.report().status, fit_status::not_identified);
  EXPECT_EQ(fit.report().starts, 5u);
  EXPECT_TRUE(fit.covariance().empty());
  EXPECT_TRUE(fit.report().standard_errors.empty());
  EXPECT_TRUE(fit.report().influential_rows.empty());
  EXPECT_THROW((void)*fit, walaa::not_usable);
  EXPECT_NEAR(fit.unchecked().alpha / fit.unchecked().r, 50.5, 0.1);  // the exponential of the same mean
  EXPECT_LT(fit.report().spread_of_optima, 1e-3);
}

TEST(maximum_likelihood, a_simpler_model_that_fits_as_well_is_named) {  // nearly exponential: an optimum, but no evidence for it
  const auto fit = maximum_likelihood(lomax_problem(lomax_times({40, 400}, 60)), {});
  EXPECT_EQ(fit.report().status, fit_status::not_identified) << fit.report().full();
  EXPECT_NE(fit.report().message.find("one rate"), std::string::npos);
}

TEST(maximum_likelihood, data_that_say_nothing_are_not_fitted) {
  const auto fit = maximum_likelihood(lomax_problem({0, 0, 0}, {3, 7}), {});
  EXPECT_EQ(fit.report().status, fit_status::degenerate_data);
  EXPECT_EQ(fit.report().message, "nobody waited");
  EXPECT_RELATIVE(fit.unchecked().r, 3, 1e-15);  // the start
  EXPECT_RELATIVE(fit.unchecked().alpha, 7, 1e-15);
  EXPECT_EQ(fit.report().starts, 0u);
}

TEST(maximum_likelihood, says_when_it_was_stopped) {
  const lomax_problem problem(lomax_times({2, 3}, 500), {0.1, 50});
  const auto few = maximum_likelihood(problem, {.max_iterations = 1});
  EXPECT_EQ(few.report().status, fit_status::max_iterations) << few.report().full();
  EXPECT_FALSE(few.report().usable());
  std::size_t steps = 0;
  const auto stopped = maximum_likelihood(problem, {.progress = [&](std::size_t, std::size_t) { return ++steps < 3; }});
  EXPECT_EQ(stopped.report().status, fit_status::cancelled);
  EXPECT_EQ(stopped.report().iterations, 2u);
  EXPECT_EQ(steps, 3u);
  EXPECT_TRUE(walaa::is_finite(stopped.report().log_likelihood));
  EXPECT_TRUE(stopped.covariance().empty());
}

TEST(maximum_likelihood, the_start_does_not_matter) {
  const auto times = lomax_times({0.7, 2}, 800);
  const auto one = maximum_likelihood(lomax_problem(times), {});
  for (const lomax start : {lomax{1e-3, 1e-3}, lomax{100, 0.01}, lomax{0.05, 1e4}}) {
    const auto other = maximum_likelihood(lomax_problem(times, start), {});
    EXPECT_EQ(other.report().status, fit_status::converged) << start.r;
    EXPECT_RELATIVE(other.unchecked().r, one->r, 1e-10);
    EXPECT_RELATIVE(other.unchecked().alpha, one->alpha, 1e-10);
  }
}

TEST(maximum_likelihood, a_ridge_pulls_towards_one_and_is_reported) {
  const lomax_problem problem(lomax_times({2, 3}, 50));
  const auto free = maximum_likelihood(problem, {.ridge = 1e-12}), pulled = maximum_likelihood(problem, {.ridge = 5});
  ASSERT_EQ(pulled.report().status, fit_status::converged);
  EXPECT_LT(std::fabs(std::log(pulled->alpha)), std::fabs(std::log(free.unchecked().alpha)));
  EXPECT_LT(pulled.report().log_likelihood, free.report().log_likelihood);
  const double logs = std::pow(std::log(pulled->r), 2) + std::pow(std::log(pulled->alpha), 2);
  EXPECT_RELATIVE(pulled.report().penalty, 5 * logs, 1e-12);
  EXPECT_RELATIVE(problem.evaluate(*pulled, {}).value, pulled.report().log_likelihood, 1e-13);  // without the penalty
  // stationary: gradient of the likelihood = gradient of the penalty
  const auto at = walaa::in_logs(problem.evaluate(*pulled, {}), walaa::parameters(*pulled));
  EXPECT_NEAR(at.gradient(0), 2 * 5 * std::log(pulled->r), 1e-8);
  EXPECT_NEAR(at.gradient(1), 2 * 5 * std::log(pulled->alpha), 1e-8);
}

TEST(maximum_likelihood, the_most_influential_rows_come_first) {
  auto times = lomax_times({2, 3}, 400);
  times[123] = 1e6;
  const auto fit = maximum_likelihood(lomax_problem(times), {});
  ASSERT_EQ(fit.report().influential_rows.size(), 5u);
  EXPECT_EQ(fit.report().influential_rows.front(), 123);
  for (std::size_t k = 1; k < 5; ++k) EXPECT_GE(fit.report().influence[k - 1], fit.report().influence[k]);
}

TEST(maximum_likelihood, any_executor_gives_the_same_bits) {
  const lomax_problem problem(lomax_times({2, 3}, 20000));
  const auto serial = maximum_likelihood(problem, {});
  for (unsigned threads = 2; threads <= 16; threads += 7) {
    walaa::thread_pool pool(threads);
    EXPECT_EQ(maximum_likelihood(problem, {.executor = pool}), serial);
  }
}

}  // namespace
