// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/beta_binomial_problem.hpp>

#include "derivatives.hpp"  // for derivatives_agree
#include "relative.hpp"

#include <walaa/rates/beta_binomial.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using column = std::vector<double>;

const column successes{0, 0, 1, 2, 5, 31, 32, 33, 40, 100, 3000}, trials{1, 2, 1, 7, 8, 40, 64, 65, 40, 190, 4000},
    weights{1, 2, 1, 0.5, 1, 1, 3, 1, 1, 1, 1};

walaa::beta_binomial_problem<> problem() {
  return walaa::beta_binomial_problem<>("test", {.successes = successes, .trials = trials, .weight = weights});
}

TEST(beta_binomial_problem, has_the_derivatives_it_claims) {
  const auto p = problem();
  for (const double odds : {0.02, 1.0, 9.0})
    for (const double d : {1e-6, 1e-3, 0.1, 1.0, 30.0})
      EXPECT_TRUE(walaa::tests::derivatives_agree<2>(
          [&](const walaa::small_vector<2>& at) {
            return p.evaluate({at[0], at[1]}, {});
          },
          {odds, d}, 2e-8))
          << odds << " " << d;
}

TEST(beta_binomial_problem, is_a_ratio_of_beta_functions) {
  const auto p = problem();
  for (const double odds : {0.02, 1.0, 9.0})
    for (const double d : {0.01, 1.0, 30.0}) {
      const double a = odds / (1 + odds) / d, b = 1 / (1 + odds) / d;
      double known = 0;
      for (std::size_t i = 0; i < trials.size(); ++i) {
        const double k = successes[i], n = trials[i];
        known += weights[i] *
                 (walaa::log_beta(a + k, b + n - k) - walaa::log_beta(a, b) - walaa::log_beta(k + 1, n - k + 1) - std::log1p(n));
      }
      EXPECT_RELATIVE(p.evaluate({odds, d}, {}).value, known, 1e-12) << odds << " " << d;  // the textbook's own rounding
    }
}

TEST(beta_binomial_problem, reaches_the_binomial) {
  const auto p = problem();
  double yes = 0, all = 0, known = 0, slope = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) yes += weights[i] * successes[i], all += weights[i] * trials[i];
  const double share = yes / all;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const double k = successes[i], n = trials[i];
    known +=
        weights[i] * (k * std::log(share) + (n - k) * std::log1p(-share) - walaa::log_beta(k + 1, n - k + 1) - std::log1p(n));
    slope += weights[i] * (k * (k - 1) / share + (n - k) * (n - k - 1) / (1 - share) - n * (n - 1)) / 2;
  }
  const auto at = p.evaluate(p.pooled(), {}), near = p.evaluate({p.pooled().odds, 1e-12}, {});
  EXPECT_RELATIVE(at.value, known, 1e-13);
  EXPECT_RELATIVE(at.gradient(1), slope, 1e-11);
  EXPECT_NEAR(at.gradient(0), 0, 1e-8);
  EXPECT_NEAR(near.value, at.value, 1e-6);
}

}  // namespace
