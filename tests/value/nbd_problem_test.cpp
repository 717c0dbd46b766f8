// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/nbd_problem.hpp>

#include <walaa/core/thread_pool.hpp>
#include <walaa/value/nbd.hpp>

#include "cdnow.hpp"                // for cdnow_tenth, repeated, owned_histories
#include "simulated_histories.hpp"  // for simulated

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

namespace {

using walaa::fit_status;
using walaa::nbd;
using walaa::nbd_problem;
using walaa::purchase_histories;
using walaa::tests::owned_histories;
using walaa::tests::repeated;
using walaa::tests::simulated;

constexpr double infinite = std::numeric_limits<double>::infinity();

owned_histories rows(std::size_t n, const std::function<walaa::purchase_history(double)>& row) {
  owned_histories h;
  for (std::size_t i = 0; i < n; ++i) h.add(row(static_cast<double>(i)));
  return h;
}

void expect_groups_equal_rows(const purchase_histories& h) {
  const nbd_problem<nbd> problem("test", h);
  const nbd m{.r = 0.7, .alpha = 1.1};  // internal time
  const auto grouped = problem.evaluate(m, {});
  const double scale = problem.unit_factors()[1];
  const nbd::likelihood of({m.r, m.alpha * scale}, *std::max_element(h.frequency.begin(), h.frequency.end()));
  walaa::second_order<2> sum;
  for (std::size_t i = 0; i < h.size(); ++i) of.add(h[i], h.weight.empty() ? 1 : h.weight[i], sum);
  const double tolerance = 1e-13 * std::fabs(sum.value);
  EXPECT_NEAR(grouped.value + problem.log_likelihood_shift(), sum.value, tolerance);
  const auto ours = walaa::in_logs(grouped, parameters(m)), theirs = walaa::in_logs(sum, {m.r, m.alpha * scale});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(ours.gradient(i), theirs.gradient(i), tolerance);
    for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(ours.hessian(i, j), theirs.hessian(i, j), tolerance);
  }
}

TEST(nbd_problem, groups_of_a_count_equal_their_rows) {
  owned_histories h = simulated({.r = 0.8, .alpha = 3, .a = 0}, 9000, 1);  // three blocks
  h.add({.frequency = 70000, .recency = 38, .age = 39});                   // beyond every table
  expect_groups_equal_rows(h);
  h.weight.assign(h.frequency.size(), 0.75);
  expect_groups_equal_rows(h);
}

TEST(nbd_problem, any_executor_gives_the_same_bits) {
  const owned_histories h = simulated({}, 30000, 2);
  const auto serial = nbd::fit(h);
  for (unsigned threads = 1; threads <= 16; ++threads) {
    walaa::thread_pool pool(threads);
    EXPECT_EQ(nbd::fit(h, {.executor = pool}), serial) << threads;
  }
}

TEST(nbd_problem, a_weight_is_a_repeated_row) {
  owned_histories h = simulated({}, 700, 3), repeats;
  for (std::size_t i = 0; i < h.frequency.size(); ++i) {
    const std::size_t times = i * 7 % 4;  // 0 leaves the row out
    h.weight.push_back(static_cast<double>(times));
    for (std::size_t k = 0; k < times; ++k) repeats.add(purchase_histories(h)[i]);
  }
  const auto weighted = nbd::fit(h), repeated = nbd::fit(repeats);
  ASSERT_EQ(weighted.report().status, fit_status::converged);
  EXPECT_NEAR(weighted.report().log_likelihood / repeated.report().log_likelihood, 1, 1e-12);
  EXPECT_EQ(weighted.report().observations, repeated.report().observations);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(weighted.report().estimates[i] / repeated.report().estimates[i], 1, 1e-10);
    EXPECT_NEAR(weighted.report().standard_errors[i] / repeated.report().standard_errors[i], 1, 1e-10);
  }
}

TEST(nbd_problem, the_order_of_rows_changes_nothing_but_the_last_bits) {
  const owned_histories h = simulated({}, 20000, 4);
  owned_histories shuffled;
  for (std::size_t i = 0; i < 20000; ++i) shuffled.add(purchase_histories(h)[i * 7919 % 20000]);  // 7919 is prime
  const auto one = nbd::fit(h), other = nbd::fit(shuffled);
  EXPECT_NEAR(one.report().log_likelihood / other.report().log_likelihood, 1, 1e-12);
  for (std::size_t k = 0; k < 5; ++k)
    EXPECT_EQ(static_cast<std::size_t>(other.report().influential_rows[k]) * 7919 % 20000,
              static_cast<std::size_t>(one.report().influential_rows[k]));
}

TEST(nbd_problem, recovers_what_it_was_simulated_from) {  // 4 standard errors: a false alarm in 10,000 runs
  const auto fit = nbd::fit(simulated({.r = 0.5, .alpha = 6, .a = 0, .shortest = 10, .longest = 52}, 20000, 7));
  ASSERT_EQ(fit.report().status, fit_status::converged);
  EXPECT_LT(std::fabs(std::log(fit->r / 0.5)), 4 * fit.report().standard_errors[0] / fit->r) << fit.report().full();
  EXPECT_LT(std::fabs(std::log(fit->alpha / 6)), 4 * fit.report().standard_errors[1] / fit->alpha) << fit.report().full();
}

/// Leaving a row out moves the estimates by what the report says, to first order.
TEST(nbd_problem, influence_is_the_move_when_a_row_is_left_out) {
  owned_histories h = simulated({.a = 0}, 4000, 6);
  const auto all = nbd::fit(h);
  ASSERT_EQ(all.report().influential_rows.size(), 5u);
  for (std::size_t k = 0; k < 5; ++k) {
    h.weight.assign(4000, 1);
    h.weight[static_cast<std::size_t>(all.report().influential_rows[k])] = 0;
    const auto less = nbd::fit(h);
    const double dr = less->r - all->r, da = less->alpha - all->alpha;
    const auto c = all.covariance();
    const double distance = std::sqrt((dr * dr * c[3] - 2 * dr * da * c[1] + da * da * c[0]) / (c[0] * c[3] - c[1] * c[1]));
    EXPECT_NEAR(all.report().influence[k] / distance, 1, 0.2) << k;
  }
}

TEST(nbd_problem, says_what_data_cannot_tell) {
  const auto expect = [](const char* what, const owned_histories& h, fit_status wanted, const char* words) {
    SCOPED_TRACE(what);
    const auto fit = nbd::fit(h);
    EXPECT_EQ(fit.report().status, wanted) << fit.report().full();
    EXPECT_NE(fit.report().message.find(words), std::string::npos) << fit.report().message;
    EXPECT_TRUE(walaa::is_finite(fit.report().log_likelihood));
    EXPECT_EQ(fit.report().standard_errors.empty(), wanted != fit_status::converged);
    EXPECT_EQ(fit.report().usable(), wanted == fit_status::converged);
    if (wanted != fit_status::converged) {
      EXPECT_THROW(fit->expected_purchases(39), walaa::not_usable);
    }
    EXPECT_NO_THROW(fit.validate());
  };
  expect("nobody came back", repeated({0, 0, 39}, 50), fit_status::degenerate_data, "nobody bought again");
  expect("one customer", repeated({2, 5, 10}, 1), fit_status::not_identified, "same history");
  expect("all alike", repeated({2, 20, 39}, 500), fit_status::not_identified, "same history");
  expect("alike but for recency, which is not read",
         rows(500,
              [](double i) {
                return walaa::purchase_history{2, 1 + 0.01 * i, 39};
              }),
         fit_status::not_identified, "same history");
  expect("alike and some just born",
         rows(600,
              [](double i) {
                return i < 500 ? walaa::purchase_history{2, 20, 39} : walaa::purchase_history{0, 0, 0};
              }),
         fit_status::not_identified, "same history");
  expect("once a day, exactly",
         rows(300,
              [](double i) {
                return walaa::purchase_history{100 + i, 100 + i, 100 + i};
              }),
         fit_status::not_identified, "hardly differ");
  expect("less spread than a Poisson process of one rate",
         rows(300,
              [](double i) {
                return walaa::purchase_history{3 + std::fmod(i, 3), 30, 39};
              }),
         fit_status::not_identified, "hardly differ");
  expect("two kinds of customers",
         rows(100,
              [](double i) {
                return std::fmod(i, 2) > 0 ? walaa::purchase_history{0, 0, 10} : walaa::purchase_history{3, 9, 10};
              }),
         fit_status::converged, "");
  expect("one customer of a million purchases among 500",
         rows(500,
              [](double i) {
                return i == 77 ? walaa::purchase_history{1e6, 38.9, 39} : walaa::purchase_history{std::fmod(i, 4) + 1, 20, 39};
              }),
         fit_status::converged, "");
}

/// Customers of one rate look different by luck: the fit may say so only where that explains more than a Poisson process of one
/// rate, by what Akaike charges for the parameter.
TEST(nbd_problem, one_rate_for_all_is_called_converged_only_where_luck_spreads_it) {
  int said = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const owned_histories h = simulated({.r = infinite, .alpha = 13, .a = 0, .shortest = 39}, 500, seed);
    double purchases = 0, time = 0;
    for (std::size_t i = 0; i < 500; ++i) purchases += h.frequency[i], time += h.age[i];
    const double of_one_rate = purchases * std::log(purchases / time) - purchases;
    const auto fit = nbd::fit(h);
    EXPECT_GT(fit.report().log_likelihood, of_one_rate - 1e-3);
    if (fit.report().status == fit_status::converged) {
      EXPECT_GT(fit.report().log_likelihood, of_one_rate + 1);
      ++said;
    } else {
      EXPECT_EQ(fit.report().status, fit_status::not_identified) << fit.report().full();
    }
  }
  EXPECT_LE(said, 8);  // the gain is half of chi-square with one degree on half of the samples: 8 % are above 1
}

TEST(nbd_problem, a_unit_of_time_changes_nothing) {
  owned_histories seconds;
  const auto c = walaa::tests::cdnow_tenth();
  for (std::size_t i = 0; i < c.size(); ++i) seconds.add({c.frequency[i], c.recency[i] * 604800, c.age[i] * 604800});
  const auto a = nbd::fit(c), b = nbd::fit(seconds);
  EXPECT_NEAR(b->r / a->r, 1, 1e-12);
  EXPECT_NEAR(b->alpha / a->alpha / 604800, 1, 1e-12);
  EXPECT_NEAR(b.report().log_likelihood, a.report().log_likelihood - 2457 * std::log(604800.0), 1e-7);
}

TEST(nbd_problem, a_prior_makes_alike_customers_estimable) {
  const auto fit = nbd::fit(repeated({2, 20, 39}, 500), {.ridge = 1});
  EXPECT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_GT(fit.report().penalty, 0);
}

// Gradient and curvature of a fit that says converged, found again row by row with the public likelihood.
TEST(nbd_problem, of_a_thousand_small_samples_none_is_called_converged_wrongly) {
  int said = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    walaa::random_stream random(78, seed);
    const walaa::tests::process p{.r = std::exp(4 * random.uniform() - 2),
                                  .alpha = std::exp(4 * random.uniform()),
                                  .a = seed % 3 == 0 ? 0.0 : 1.0,
                                  .shortest = 1 + 30 * random.uniform(),
                                  .longest = 40};
    const owned_histories h = simulated(p, 2 + random.below(60), seed);
    const auto fit = nbd::fit(h);
    EXPECT_TRUE(walaa::is_finite(fit.report().log_likelihood)) << fit.report().full();
    EXPECT_LE(fit.report().evaluations, 150u) << fit.report().full();
    if (fit.report().status != fit_status::converged) continue;
    ++said;
    const nbd::likelihood of(*fit, 100);
    walaa::second_order<2> total;
    for (std::size_t i = 0; i < h.frequency.size(); ++i) of.add(purchase_histories(h)[i], 1, total);
    const auto f = walaa::in_logs(total, parameters(*fit));
    const double n = static_cast<double>(h.frequency.size());
    for (std::size_t i = 0; i < 2; ++i) EXPECT_LE(std::fabs(f.gradient(i)) / n, 1e-6) << fit.report().full();
    EXPECT_LT(f.hessian(0, 0), 0);
    EXPECT_GT(f.hessian(0, 0) * f.hessian(1, 1) - f.hessian(0, 1) * f.hessian(0, 1), 0) << fit.report().full();
  }
  EXPECT_GT(said, 300);
}

}  // namespace
