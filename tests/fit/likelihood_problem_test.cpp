// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/likelihood_problem.hpp>

#include "derivatives.hpp"  // for derivatives_agree
#include "lomax.hpp"        // for lomax_problem, the smallest problem there is

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

namespace {

using walaa::likelihood_problem;
using walaa::tests::lomax;
using walaa::tests::lomax_problem;

struct without_derivatives : lomax_problem {
  double evaluate(const lomax&, const walaa::executor_ref&) const { return 0; }
};
struct without_a_start : lomax_problem {
  void start() const {}
};

static_assert(likelihood_problem<lomax_problem>);
static_assert(!likelihood_problem<without_derivatives>);
static_assert(!likelihood_problem<without_a_start>);
static_assert(!likelihood_problem<int>);

// The laws of a problem, on the smallest one; beta_geometric_problem_test.cpp has them for the real ones.
TEST(likelihood_problem, evaluates_with_exact_derivatives_and_the_same_bits_for_any_executor) {
  const lomax_problem problem(walaa::tests::lomax_times({2, 3}, 10000));
  const auto f = [&](const walaa::small_vector<2>& p) { return problem.evaluate({p[0], p[1]}, {}); };
  EXPECT_TRUE(walaa::tests::derivatives_agree<2>(f, {1.3, 4}, 1e-9));
  walaa::thread_pool pool(3);
  EXPECT_EQ(problem.evaluate({1.3, 4}, pool), f({1.3, 4}));
}

TEST(likelihood_problem, a_verdict_is_plain_until_somebody_judges) {
  const walaa::fit_verdict v;
  EXPECT_EQ(v.status, walaa::fit_status::converged);
  EXPECT_TRUE(v.message.empty());
  EXPECT_TRUE(v.at_bound.empty());
}

}  // namespace
