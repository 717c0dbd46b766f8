// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/renewal_problem.hpp>

#include "derivatives.hpp"
#include "relative.hpp"

#include <walaa/survival/bdw.hpp>
#include <walaa/survival/discrete_weibull.hpp>
#include <walaa/survival/sbg.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using walaa::renewals;
using walaa::tests::derivatives_agree;
using column = std::vector<double>;

const renewals& some_renewals() {
  static const renewals r = renewals::of({.duration = column{1, 1, 2, 3, 5, 5, 9, 4, 7, 12},
                                          .event = column{1, 0, 1, 1, 0, 1, 0, 1, 1, 0},
                                          .entry = column{0, 0, 0, 2, 0, 1, 3, 0, 0, 0},
                                          .weight = column{1, 2, 3, 1, 1.5, 1, 2, 1, 1, 4}});
  return r;
}

template<class Model> auto likelihood() {
  return [problem = walaa::renewal_problem<Model>(some_renewals())](const auto& p) {
    return problem.evaluate(walaa::from_parameters<Model>(p), {});
  };
}

static_assert(walaa::renewal_model<walaa::sbg> && walaa::renewal_model<walaa::bdw> &&
              walaa::renewal_model<walaa::discrete_weibull>);
static_assert(walaa::likelihood_problem<walaa::renewal_problem<walaa::sbg>>);

TEST(renewal_problem, derivatives_agree_with_differences) {
  for (const double alpha : {0.05, 0.7, 3.0, 400.0})
    for (const double beta : {0.1, 1.2, 60.0}) {
      EXPECT_TRUE(derivatives_agree<2>(likelihood<walaa::sbg>(), {alpha, beta}, 1e-7)) << alpha << ' ' << beta;
      for (const double c : {0.4, 1.0, 1.6})
        EXPECT_TRUE(derivatives_agree<3>(likelihood<walaa::bdw>(), {alpha, beta, c}, 1e-7)) << alpha << ' ' << beta << ' ' << c;
    }
  for (const double c : {0.4, 1.0, 1.6})
    EXPECT_TRUE(derivatives_agree<2>(likelihood<walaa::discrete_weibull>(), {0.3, c}, 1e-7)) << c;
}

TEST(renewal_problem, value_is_the_sum_over_customers_of_the_definition) {
  const walaa::sbg m{0.7, 1.3};
  const auto log_beta = [](double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); };
  const auto log_s = [&](double t) { return log_beta(0.7, 1.3 + t) - log_beta(0.7, 1.3); };
  const auto log_p = [&](double t) { return log_beta(1.7, 1.3 + t - 1) - log_beta(0.7, 1.3); };
  const double by_hand = log_p(1) + 2 * log_s(1) + 3 * log_p(2) + (log_p(3) - log_s(2)) + 1.5 * log_s(5) + (log_p(5) - log_s(1)) +
                         2 * (log_s(9) - log_s(3)) + log_p(4) + log_p(7) + 4 * log_s(12);
  EXPECT_RELATIVE(walaa::renewal_problem<walaa::sbg>(some_renewals()).evaluate(m, {}).value, by_hand, 1e-13);
}

TEST(renewal_problem, c_of_one_makes_the_bdw_an_sbg) {
  const auto wide = likelihood<walaa::bdw>()(walaa::small_vector<3>{0.7, 1.3, 1});
  const auto narrow = likelihood<walaa::sbg>()(walaa::small_vector<2>{0.7, 1.3});
  EXPECT_RELATIVE(wide.value, narrow.value, 1e-14);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_RELATIVE(wide.gradient(i), narrow.gradient(i), 1e-12);
    for (std::size_t j = 0; j <= i; ++j) EXPECT_RELATIVE(wide.hessian(i, j), narrow.hessian(i, j), 1e-12);
  }
}

TEST(renewal_problem, a_bdw_whose_customers_do_not_differ_is_a_discrete_weibull) {
  const double theta = 0.3, many = 1e9;
  const auto wide = likelihood<walaa::bdw>()(walaa::small_vector<3>{theta * many, (1 - theta) * many, 0.8});
  const auto narrow = likelihood<walaa::discrete_weibull>()(walaa::small_vector<2>{-std::log1p(-theta), 0.8});
  EXPECT_RELATIVE(wide.value, narrow.value, 1e-7);
}

}  // namespace
