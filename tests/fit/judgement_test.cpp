// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/judgement.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace {

using walaa::climb;
using walaa::fit_status;
using walaa::fit_verdict;
using walaa::newton_end;
using walaa::newton_result;
using walaa::small_vector;

struct says_which {  // a problem that names the loose parameters
  fit_verdict limit(const small_vector<2>&, const small_vector<2>& loose) const {
    return {fit_status::boundary, std::string(loose[0] > 0.5 ? "first" : "") + (loose[1] > 0.5 ? "second" : ""), {}};
  }
};

newton_result<2> ended(double curvature0, double curvature1, double slope = 1e-12) {
  newton_result<2> r;
  r.at.value = -3;
  r.at.hessian(0, 0) = -curvature0;
  r.at.hessian(1, 1) = -curvature1;
  r.slope = slope;
  r.end = newton_end::small_step;
  return r;
}

fit_verdict verdict(const newton_result<2>& r) { return walaa::judge(says_which{}, climb<2>(r), {}); }

TEST(judgement, converged_wants_slope_and_curvature) {
  EXPECT_EQ(verdict(ended(0.5, 0.01)).status, fit_status::converged);
  EXPECT_EQ(verdict(ended(0.5, 0.01, 2e-8)).status, fit_status::stalled);  // an optimiser that stopped is no proof
  EXPECT_NE(verdict(ended(0.5, 0.01, 2e-8)).message.find("|gradient| 2e-08"), std::string::npos);
}

TEST(judgement, a_flat_direction_is_the_models_to_explain) {
  EXPECT_EQ(verdict(ended(0.5, 0.5e-5 / 1.01)).message, "second");
  EXPECT_EQ(verdict(ended(-1e-3, 0.5)).message, "first");
  EXPECT_EQ(verdict(ended(0, 0)).message, "firstsecond");
  EXPECT_EQ(climb<2>(ended(-1e-3, 0.5)).condition, std::numeric_limits<double>::infinity());
  EXPECT_DOUBLE_EQ(climb<2>(ended(0.25, 0.5)).condition, 2);
}

TEST(judgement, a_parameter_at_its_bound_is_loose) {
  newton_result<2> r = ended(0.5, 0.5);
  r.held[1] = true;
  EXPECT_EQ(verdict(r).message, "second");
}

TEST(judgement, stopped_on_the_way_is_said_unless_a_parameter_ran_away) {
  newton_result<2> r = ended(0.5, -0.1, 0.3);
  r.end = newton_end::max_iterations;
  r.iterations = 7;
  EXPECT_EQ(verdict(r).status, fit_status::max_iterations);
  EXPECT_EQ(verdict(r).message, "stopped after 7 steps");
  r.theta[1] = 9;
  EXPECT_EQ(verdict(r).message, "second");
  r.end = newton_end::cancelled;
  EXPECT_EQ(verdict(r).status, fit_status::cancelled);
}

TEST(judgement, a_likelihood_that_is_no_number_stalls) {
  newton_result<2> r = ended(0.5, 0.5);
  r.at.value = walaa::missing;
  EXPECT_EQ(verdict(r).status, fit_status::stalled);
}

TEST(judgement, the_higher_is_better_and_among_equals_the_interior) {
  climb<2> low(ended(1, 1)), high(ended(1, 1)), nothing(ended(1, 1));
  low.verdict.status = high.verdict.status = fit_status::boundary;
  high.newton.at.value = -2;
  nothing.newton.at.value = walaa::missing;
  EXPECT_TRUE(high.better_than(low));
  EXPECT_FALSE(low.better_than(high));
  EXPECT_TRUE(low.better_than(nothing));
  EXPECT_FALSE(nothing.better_than(low));
  climb<2> interior = low;
  interior.verdict.status = fit_status::converged;
  EXPECT_TRUE(interior.better_than(low));
  EXPECT_FALSE(low.better_than(interior));
  EXPECT_FALSE(interior.better_than(interior));
}

TEST(judgement, variance_of_a_log_parameter_is_the_inverse_curvature) {
  EXPECT_DOUBLE_EQ(climb<2>(ended(0.25, 2)).largest_variance(), 4);
}

}  // namespace
