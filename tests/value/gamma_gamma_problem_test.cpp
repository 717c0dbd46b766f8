// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/gamma_gamma_problem.hpp>

#include <walaa/core/thread_pool.hpp>
#include <walaa/math/random.hpp>
#include <walaa/value/gamma_gamma.hpp>

#include "cdnow.hpp"  // for cdnow_tenth

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::gamma_gamma;
using walaa::purchase_histories;

struct spends {
  std::vector<double> x, m, weight{};
  operator purchase_histories() const {
    return {.frequency = x, .recency = {}, .age = {}, .monetary_value = m, .weight = weight};
  }
};

spends cdnow() {
  const auto h = walaa::tests::cdnow_tenth();
  return {{h.frequency.begin(), h.frequency.end()}, {h.monetary_value.begin(), h.monetary_value.end()}};
}

TEST(gamma_gamma_problem, groups_of_a_count_equal_their_rows) {
  spends s = cdnow();
  for (const bool weighted : {false, true}) {
    if (weighted) s.weight.assign(s.x.size(), 1.25);
    const walaa::gamma_gamma_problem<gamma_gamma> problem("test", s);
    const gamma_gamma m{.p = 5, .q = 3, .v = 0.5};
    const auto grouped = walaa::in_logs(problem.evaluate(m, {}), parameters(m));
    const gamma_gamma outside{m.p, m.q, m.v * problem.unit_factors()[2]};
    const gamma_gamma::likelihood of(outside);
    walaa::second_order<3> rows;
    for (std::size_t i = 0; i < s.x.size(); ++i)
      if (s.x[i] > 0) of.add(s.x[i], s.m[i], weighted ? 1.25 : 1, rows);
    const auto single = walaa::in_logs(rows, parameters(outside));
    EXPECT_NEAR(grouped.value + problem.log_likelihood_shift(), single.value, 1e-13 * std::fabs(single.value));
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(grouped.gradient(i), single.gradient(i), 1e-12 * std::fabs(single.value));
      for (std::size_t j = 0; j < 3; ++j)
        EXPECT_NEAR(grouped.hessian(i, j), single.hessian(i, j), 1e-12 * std::fabs(single.value));
    }
  }
}

TEST(gamma_gamma_problem, a_weight_is_a_repeated_row) {
  spends s = cdnow(), repeats;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    const std::size_t times = i % 3;
    s.weight.push_back(static_cast<double>(times));
    for (std::size_t k = 0; k < times; ++k) {
      repeats.x.push_back(s.x[i]);
      repeats.m.push_back(s.m[i]);
    }
  }
  const auto weighted = gamma_gamma::fit(s), repeated = gamma_gamma::fit(repeats);
  ASSERT_EQ(weighted.report().status, walaa::fit_status::converged);
  EXPECT_NEAR(weighted.report().log_likelihood, repeated.report().log_likelihood,
              1e-12 * std::fabs(repeated.report().log_likelihood));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(weighted.report().estimates[i] / repeated.report().estimates[i], 1, 1e-9);
    EXPECT_NEAR(weighted.report().standard_errors[i] / repeated.report().standard_errors[i], 1, 1e-9);
  }
  EXPECT_EQ(weighted.report().message, repeated.report().message);  // the correlation, four decimals
}

TEST(gamma_gamma_problem, any_executor_gives_the_same_bits) {
  spends s;
  for (int k = 0; k < 12; ++k) {
    const spends part = cdnow();
    s.x.insert(s.x.end(), part.x.begin(), part.x.end());
    s.m.insert(s.m.end(), part.m.begin(), part.m.end());
  }
  const auto serial = gamma_gamma::fit(s);
  for (const unsigned threads : {1u, 2u, 5u, 16u}) {
    walaa::thread_pool pool(threads);
    EXPECT_EQ(gamma_gamma::fit(s, {.executor = pool}), serial) << threads;
  }
}

TEST(gamma_gamma_problem, the_order_of_rows_changes_nothing_but_the_last_bits) {
  spends s = cdnow();
  const auto one = gamma_gamma::fit(s);
  std::reverse(s.x.begin(), s.x.end());
  std::reverse(s.m.begin(), s.m.end());
  const auto other = gamma_gamma::fit(s);
  EXPECT_NEAR(one.report().log_likelihood, other.report().log_likelihood, 1e-12 * std::fabs(one.report().log_likelihood));
  EXPECT_EQ(one.report().evaluations, other.report().evaluations);
}

TEST(gamma_gamma_problem, another_currency_scales_v_and_shifts_the_likelihood) {
  spends s = cdnow();
  const auto dollars = gamma_gamma::fit(s);
  for (double& m : s.m) m *= 1e6;
  const auto other = gamma_gamma::fit(s);
  EXPECT_NEAR(other->p / dollars->p, 1, 1e-10);
  EXPECT_NEAR(other->v / dollars->v, 1e6, 1e-4);
  EXPECT_NEAR(other.report().log_likelihood, dollars.report().log_likelihood - 946 * std::log(1e6), 1e-8);
}

TEST(gamma_gamma_problem, the_report_states_the_correlation_with_frequency) {
  const auto fit = gamma_gamma::fit(cdnow());  // numpy.corrcoef of the same columns: 0.11388791939
  EXPECT_EQ(fit.report().message, "correlation of spend with frequency 0.1139");
  EXPECT_EQ(fit.report().max_frequency, 29);
}

TEST(gamma_gamma_problem, an_infinite_mean_is_told) {
  spends s;
  for (std::uint64_t i = 0; i < 3000; ++i) {  // q = 0.7: a tail so heavy that the mean does not exist
    walaa::random_stream random(11, i);
    const double x = 1 + static_cast<double>(i % 3), nu = random.gamma(0.7, 10);
    s.x.push_back(x);
    s.m.push_back(random.gamma(2 * x, nu) / x);
  }
  const auto fit = gamma_gamma::fit(s);
  ASSERT_EQ(fit.report().status, walaa::fit_status::converged) << fit.report().full();
  ASSERT_LT(fit->q, 1);
  EXPECT_NE(fit.report().message.find("q <= 1: the mean spend of a new customer is infinite"), std::string::npos)
      << fit.report().message;
  EXPECT_EQ(fit->mean_spend(), std::numeric_limits<double>::infinity());
}

}  // namespace
