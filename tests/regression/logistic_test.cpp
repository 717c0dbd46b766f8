// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/logistic.hpp>  // the header under test comes first: it must stand alone

#include "beetles.hpp"  // for beetles
#include "coverage.hpp"
#include "relative.hpp"        // for EXPECT_RELATIVE
#include "simd_functions.hpp"  // for forced, paths_here

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::covariates;
using walaa::fit_status;
using walaa::fitted;
using walaa::logistic_model;
using walaa::outcomes;
using walaa::tests::beetles;

/// A table drawn from a logistic model.
struct drawn {
  std::vector<std::vector<double>> x;
  std::vector<double> y;
  std::vector<std::string> names;

  drawn(std::size_t rows, const std::vector<double>& beta, std::uint64_t seed) : x(beta.size() - 1), y(rows) {
    std::mt19937_64 bits(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (std::size_t j = 0; j < x.size(); ++j) names.push_back("x" + std::to_string(j));
    for (auto& column : x) column.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      double eta = beta[0];
      for (std::size_t j = 0; j < x.size(); ++j) eta += beta[j + 1] * (x[j][i] = normal(bits));
      y[i] = uniform(bits) < 1 / (1 + std::exp(-eta)) ? 1 : 0;
    }
  }
  covariates columns() const {
    std::vector<walaa::covariate> c;
    for (std::size_t j = 0; j < x.size(); ++j) c.push_back({names[j], x[j]});
    return covariates(c);
  }
};

// ---- published and certified numbers ----

// Dobson (1990), An Introduction to Generalized Linear Models, table 7.2: -60.717 (5.181), 34.270 (2.912), deviance 11.232.
// The digits beyond: Newton's method in 50-digit arithmetic (mpmath).
TEST(logistic, beetles_of_dobson) {
  const beetles b;
  const auto fit = logistic_model::fit({{"dose", b.dose}}, {.value = b.killed, .weight = b.count});
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().brief();
  EXPECT_RELATIVE(fit->beta[0], -60.7174545616354151, 1e-12);
  EXPECT_RELATIVE(fit->beta["dose"], 34.2703257341469812, 1e-12);
  EXPECT_RELATIVE(fit->beta.error(0), 5.18071146334080336, 1e-9);
  EXPECT_RELATIVE(fit->beta.error(1), 2.91214007063572985, 1e-9);
  EXPECT_RELATIVE(fit->beta.covariance[1], -15.0821510062658457, 1e-9);
  EXPECT_RELATIVE(fit->log_likelihood, -186.235403271768371, 1e-13);
  EXPECT_EQ(fit->penalised_log_likelihood, fit->log_likelihood);
  EXPECT_NEAR(fit->deviance() + 2 * b.saturated_log_likelihood(), 11.2322310974192619, 1e-10);
  EXPECT_EQ(fit.report().observations, 481);
  EXPECT_EQ(fit.report().rows_used, 15);
  EXPECT_EQ(fit.report().brief().substr(0, 33), "logistic on 481 units: converged ");
}

TEST(logistic, a_penalty_stands_against_the_summed_log_likelihood) {
  const beetles b;
  const covariates x{{"dose", b.dose}};
  const outcomes y{.value = b.killed, .weight = b.count};
  const auto weak = logistic_model::fit(x, y, {.l2 = 0.01}), one = logistic_model::fit(x, y, {.l2 = 1});
  EXPECT_RELATIVE(weak->beta[0], -56.2579591810693246, 1e-12);
  EXPECT_RELATIVE(weak->beta[1], 31.7631040505403279, 1e-12);
  EXPECT_RELATIVE(weak->beta.error(1), 2.61813903921401764, 1e-9);
  EXPECT_RELATIVE(weak->log_likelihood, -186.624177995474636, 1e-13);
  EXPECT_RELATIVE(weak->penalised_log_likelihood, -186.624177995474636 - 0.005 * std::pow(31.7631040505403279, 2), 1e-13);
  EXPECT_RELATIVE(weak.report().penalty, 0.005 * std::pow(31.7631040505403279, 2), 1e-11);
  EXPECT_RELATIVE(one->beta[0], -12.1924393791937513, 1e-12);
  EXPECT_RELATIVE(one->beta[1], 7.04524221408280808, 1e-12);
  EXPECT_RELATIVE(one->beta.error(0), 1.50126996392252151, 1e-9);
  EXPECT_RELATIVE(one->log_likelihood, -262.12076686734082, 1e-13);
}

TEST(logistic, standardised_penalty_is_that_of_columns_in_their_deviations) {
  const beetles b;
  const auto fit =
      logistic_model::fit({{"dose", b.dose}}, {.value = b.killed, .weight = b.count}, {.l2 = 2, .standardise = true});
  EXPECT_RELATIVE(fit->beta[0], -57.0743062885207577, 1e-12);
  EXPECT_RELATIVE(fit->beta[1], 32.2220229974737509, 1e-12);
  EXPECT_RELATIVE(fit->log_likelihood, -186.492597282256519, 1e-13);
}

TEST(logistic, an_offset_is_the_known_part) {
  const beetles b;
  std::vector<double> offset(b.dose.size());
  for (std::size_t i = 0; i < offset.size(); ++i) offset[i] = static_cast<double>(i % 3) / 2;
  const auto fit = logistic_model::fit({{"dose", b.dose}}, {.value = b.killed, .weight = b.count, .offset = offset});
  EXPECT_RELATIVE(fit->beta[0], -61.7278273013927574, 1e-12);
  EXPECT_RELATIVE(fit->beta[1], 34.5398969278219786, 1e-12);
  EXPECT_RELATIVE(fit->log_likelihood, -191.931759513859858, 1e-13);
  EXPECT_RELATIVE(fit->null_log_likelihood, -324.061930410279058, 1e-12);
}

// A 2 x 2 table: the coefficient is the log odds ratio, its variance the sum of the reciprocals (Woolf 1955).
TEST(logistic, a_dummy_gives_the_log_odds_ratio_of_woolf) {
  const std::vector<double> x{1, 1, 0, 0}, y{1, 0, 1, 0}, n{17, 5, 11, 40};
  const auto fit = logistic_model::fit({{"x", x}}, {.value = y, .weight = n});
  EXPECT_RELATIVE(fit->beta[0], std::log(11.0 / 40), 1e-13);
  EXPECT_RELATIVE(fit->beta[1], std::log(17.0 * 40 / (5.0 * 11)), 1e-13);
  EXPECT_RELATIVE(fit->beta.error(0), std::sqrt(1.0 / 11 + 1.0 / 40), 1e-9);
  EXPECT_RELATIVE(fit->beta.error(1), std::sqrt(1.0 / 17 + 1.0 / 5 + 1.0 / 11 + 1.0 / 40), 1e-9);
}

TEST(logistic, without_columns_it_is_the_share) {
  const std::vector<double> y{1, 0, 0, 0};
  const auto fit = logistic_model::fit({}, {.value = y});
  EXPECT_RELATIVE(fit->beta[0], -std::log(3.0), 1e-14);
  EXPECT_RELATIVE(fit->probability(std::span<const double>()), 0.25, 1e-14);
  EXPECT_RELATIVE(fit->log_likelihood, std::log(0.25) + 3 * std::log(0.75), 1e-14);
  EXPECT_RELATIVE(fit->log_likelihood, fit->null_log_likelihood, 1e-14);
}

// ---- laws ----

TEST(logistic, weights_are_repeated_rows) {
  const drawn d(60, {-0.5, 1, -1}, 1);
  std::vector<double> w(60), twice_y;
  std::vector<std::vector<double>> twice(2);
  for (std::size_t i = 0; i < 60; ++i) {
    w[i] = static_cast<double>(1 + i % 3);
    for (std::size_t k = 0; k < 1 + i % 3; ++k) {
      twice_y.push_back(d.y[i]);
      for (std::size_t j = 0; j < 2; ++j) twice[j].push_back(d.x[j][i]);
    }
  }
  const auto weighted = logistic_model::fit(d.columns(), {.value = d.y, .weight = w}, {.l2 = 0.3, .standardise = true});
  const auto repeated =
      logistic_model::fit({{"x0", twice[0]}, {"x1", twice[1]}}, {.value = twice_y}, {.l2 = 0.3, .standardise = true});
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_RELATIVE(weighted->beta[j], repeated->beta[j], 1e-11);
    EXPECT_RELATIVE(weighted->beta.error(j), repeated->beta.error(j), 1e-11);
  }
  EXPECT_RELATIVE(weighted->log_likelihood, repeated->log_likelihood, 1e-13);
}

TEST(logistic, scaling_and_shifting_columns_changes_units_and_nothing_else) {
  const drawn d(300, {0.2, 1, -0.7}, 2);
  const auto plain = logistic_model::fit(d.columns(), {.value = d.y});
  for (const double scale : {1e-9, 1e9})
    for (const double shift : {0.0, 1e4}) {
      std::vector<double> other = d.x[0];
      for (double& v : other) v = scale * (v + shift);
      const auto fit = logistic_model::fit({{"x0", other}, {"x1", d.x[1]}}, {.value = d.y});
      ASSERT_EQ(fit.report().status, fit_status::converged);
      EXPECT_RELATIVE(fit->beta[1] * scale, plain->beta[1], 1e-9);
      EXPECT_RELATIVE(fit->beta.error(1) * scale, plain->beta.error(1), 1e-8);
      EXPECT_RELATIVE(fit->beta[2], plain->beta[2], 1e-9);
      EXPECT_RELATIVE(fit->log_likelihood, plain->log_likelihood, 1e-13);
    }
}

TEST(logistic, the_gradient_of_the_penalised_likelihood_is_zero_at_the_estimate) {
  const drawn d(200, {-1, 0.8, 0.3, -0.2}, 3);
  const auto fit = logistic_model::fit(d.columns(), {.value = d.y}, {.l2 = 1.7});
  for (std::size_t j = 0; j < 4; ++j) {
    double slope = j == 0 ? 0 : -1.7 * fit->beta[j];
    for (std::size_t i = 0; i < 200; ++i) {
      const double row[] = {d.x[0][i], d.x[1][i], d.x[2][i]};
      slope += (d.y[i] - fit->probability(row)) * (j == 0 ? 1 : row[j - 1]);
    }
    EXPECT_NEAR(slope, 0, 1e-10);
  }
}

TEST(logistic, rows_in_another_order_give_the_same_fit) {
  const drawn d(9000, {-1, 0.8, 0.3}, 4);
  drawn other = d;
  std::reverse(other.y.begin(), other.y.end());
  for (auto& c : other.x) std::reverse(c.begin(), c.end());
  const auto a = logistic_model::fit(d.columns(), {.value = d.y}), b = logistic_model::fit(other.columns(), {.value = other.y});
  for (std::size_t j = 0; j < 3; ++j) EXPECT_RELATIVE(a->beta[j], b->beta[j], 1e-11);
  EXPECT_RELATIVE(a->log_likelihood, b->log_likelihood, 1e-12);
}

TEST(logistic, any_number_of_threads_gives_the_same_bits) {
  const drawn d(150000, {-1, 0.8, 0.3, 0.1, -0.4}, 5);  // large enough for the chord method
  walaa::thread_pool three(3);
  const auto one = logistic_model::fit(d.columns(), {.value = d.y});
  const auto many = logistic_model::fit(d.columns(), {.value = d.y}, {.executor = three});
  ASSERT_EQ(one.report().status, fit_status::converged);
  EXPECT_EQ(one.unchecked(), many.unchecked());
}

TEST(logistic, a_large_table_ends_at_the_optimum_of_plain_newton) {
  const drawn d(150000, {-1, 0.8, 0.3, 0.1, -0.4}, 5);
  const auto fit = logistic_model::fit(d.columns(), {.value = d.y});
  // weights of one: the same likelihood, and in pieces below the size that takes the chord method it is Newton's own
  std::vector<double> slope(5, 0.0);
  for (std::size_t i = 0; i < d.y.size(); ++i) {
    const double row[] = {d.x[0][i], d.x[1][i], d.x[2][i], d.x[3][i]};
    const double r = d.y[i] - 1 / (1 + std::exp(-fit->linear_predictor(row)));
    for (std::size_t j = 0; j < 5; ++j) slope[j] += r * (j == 0 ? 1 : row[j - 1]);
  }
  for (const double s : slope) EXPECT_NEAR(s, 0, 1e-7);  // of 150,000 rows: 1e-12 of a standard error squared
  EXPECT_LE(fit.report().evaluations, 8u);
}

/// ln L and gradient straight from the columns, and from tiles with the Hessian, against sums in long double.
TEST(logistic, sums_over_rows_equal_plain_loops) {
  for (const std::size_t rows : {1u, 5u, 8u, 31u, 32u, 33u, 200u, 700u}) {
    const drawn d(rows, {-0.5, 0.7, -0.2, 0.4}, rows);
    std::vector<std::span<const double>> columns;
    for (const auto& x : d.x) columns.emplace_back(x);
    const std::vector<double> centre{0.1, -0.2, 0.3}, spread{0.5, 2, 1.5}, gamma{-0.3, 0.2, 0.5, -0.7};
    const walaa::detail::scaled_design design{columns, centre, spread, rows};
    std::vector<double> weight, offset, slopes;
    for (std::size_t i = 0; i < rows; ++i) {
      weight.push_back(0.5 + 0.1 * static_cast<double>(i % 7));
      offset.push_back(0.3 * static_cast<double>(i % 5) - 0.6);
    }
    for (std::size_t j = 0; j < 3; ++j) slopes.push_back(gamma[j + 1] / spread[j]);
    for (const bool weighted : {false, true}) {
      const double *const w = weighted ? weight.data() : nullptr, *const o = weighted ? offset.data() : nullptr;
      long double sums[5] = {}, size = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        long double z[4] = {1}, eta = weighted ? offset[i] : 0;
        for (std::size_t j = 0; j < 3; ++j) z[j + 1] = (static_cast<long double>(d.x[j][i]) - centre[j]) / spread[j];
        for (std::size_t j = 0; j < 4; ++j) eta += gamma[j] * z[j];
        const long double by = weighted ? weight[i] : 1;
        sums[0] += by * (d.y[i] * eta - std::log1p(std::exp(eta)));
        for (std::size_t j = 0; j < 4; ++j) sums[1 + j] += by * (d.y[i] - 1 / (1 + std::exp(-eta))) * z[j];
        size += by * (1 + std::fabs(eta)) * 4;
      }
      for (const walaa::simd_path path : walaa::tests::paths_here()) {
        const walaa::tests::forced on(path);
        const auto tiles = walaa::detail::sum_tiles(
            design, 1 + 4 + 16, {}, 1, [&](std::size_t first, std::size_t n, double* tile, double* into) {
              walaa::simd::on_active_path(
                  walaa::detail::logistic_tile_call{design, d.y.data(), w, o, gamma.data(), first, n, tile, into});
            });
        const auto straight = walaa::detail::sum_tiles(
            design, 1 + 4, {}, 1,
            [&](std::size_t first, std::size_t n, double* room, double* into) {
              walaa::simd::on_active_path(
                  walaa::detail::logistic_slope_call{design, d.y.data(), w, o, slopes.data(), gamma[0], first, n, room, into});
            },
            walaa::block_rows);
        for (std::size_t k = 0; k < 5; ++k) {
          EXPECT_NEAR(tiles[k], static_cast<double>(sums[k]), 2e-15 * static_cast<double>(size)) << rows << ' ' << k;
          EXPECT_NEAR(straight[k], static_cast<double>(sums[k]), 2e-15 * static_cast<double>(size)) << rows << ' ' << k;
        }
      }
    }
  }
}

TEST(logistic, a_row_alone_has_the_bits_it_has_in_a_table) {
  const drawn d(777, {-1, 0.8, 0.3, 2}, 6);
  const auto fit = logistic_model::fit(d.columns(), {.value = d.y});
  std::vector<double> p(777), eta(777);
  fit->probability(d.columns(), p);
  fit->linear_predictor(d.columns(), eta);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double row[] = {d.x[0][i], d.x[1][i], d.x[2][i]};
    ASSERT_EQ(fit->probability(row), p[i]) << i;
    ASSERT_EQ(fit->linear_predictor(row), eta[i]) << i;
    EXPECT_RELATIVE(p[i], 1 / (1 + std::exp(-eta[i])), 1e-14);
  }
}

TEST(logistic, a_table_with_other_columns_in_another_order_is_scored_alike) {
  const drawn d(50, {-1, 0.8, 0.3}, 7);
  const auto fit = logistic_model::fit(d.columns(), {.value = d.y});
  std::vector<double> a(50), b(50);
  fit->probability(d.columns(), a);
  fit->probability({{"more", d.y}, {"x1", d.x[1]}, {"x0", d.x[0]}}, b);
  EXPECT_EQ(a, b);
}

TEST(logistic, probabilities_keep_their_digits_in_both_tails) {
  const logistic_model m{.beta = {{"(intercept)", "x"}, {0, 1}, {}}, .centre = {0}};
  const auto at = [&](double x) { return m.probability(std::span<const double>(&x, 1)); };
  EXPECT_RELATIVE(at(-40), 4.248354255291588977e-18, 1e-14);  // mpmath
  EXPECT_RELATIVE(at(-700), 9.859676543759770e-305, 1e-13);
  EXPECT_EQ(at(40), 1);
  EXPECT_EQ(at(0), 0.5);
  EXPECT_EQ(at(-1e9), 0);
  EXPECT_EQ(at(1e9), 1);
  EXPECT_TRUE(walaa::is_missing(at(walaa::missing)));
}

TEST(logistic, the_error_of_a_row_is_the_delta_method) {
  const beetles b;
  const auto fit = logistic_model::fit({{"dose", b.dose}}, {.value = b.killed, .weight = b.count});
  const double x = 1.8;
  const double variance = fit->beta.covariance[0] + 2 * x * fit->beta.covariance[1] + x * x * fit->beta.covariance[3];
  EXPECT_RELATIVE(fit->linear_predictor_error(std::span<const double>(&x, 1)), std::sqrt(variance), 1e-9);
}

TEST(logistic, comes_back_from_a_tree) {
  const beetles b;
  const auto fit = logistic_model::fit({{"dose", b.dose}}, {.value = b.killed, .weight = b.count});
  EXPECT_EQ(walaa::from_tree<fitted<logistic_model>>(walaa::to_tree(fit)), fit);
  logistic_model damaged = *fit;
  damaged.centre.clear();
  EXPECT_THROW(static_cast<void>(walaa::from_tree<logistic_model>(walaa::to_tree(damaged))), walaa::load_error);
  damaged = *fit;
  damaged.beta.names[0] = "x";
  EXPECT_THROW(static_cast<void>(walaa::from_tree<logistic_model>(walaa::to_tree(damaged))), walaa::load_error);
}

// 95 % intervals over 200 replications of 400 rows: the number that covers is binomial(200, 0.95), outside [178, 199] with
// probability 2.3e-4 for each of three coefficients; with these seeds the outcome is fixed.
TEST(logistic, intervals_cover_the_truth) {
  const std::vector<double> truth{-0.6, 0.7, -0.4};
  walaa::tests::coverage held("logistic", {"(intercept)", "x0", "x1"});
  for (std::uint64_t k = 0; k < held.samples(); ++k) {
    const drawn d(400, truth, 1000 + k);
    const auto fit = logistic_model::fit(d.columns(), {.value = d.y});
    for (std::size_t j = 0; j < 3; ++j) held.add(j, fit->beta.interval(j), truth[j]);
  }
  held.expect();
}

// ---- data that cannot be fitted: a status, with words ----

TEST(logistic, separation_names_the_column_and_its_sign) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8}, noise{3, 1, 2, 5, 1, 4, 3, 2}, y{0, 0, 0, 0, 1, 1, 1, 1};
  const auto fit = logistic_model::fit({{"noise", noise}, {"tenure", x}}, {.value = y});
  EXPECT_EQ(fit.report().status, fit_status::separated);
  EXPECT_FALSE(fit.report().usable());
  EXPECT_NE(fit.report().message.find("separated by tenure (positive) alone"), std::string::npos) << fit.report().message;
  EXPECT_THROW(static_cast<void>(fit->beta), walaa::not_usable);
  EXPECT_FALSE(fit.unchecked().beta.has_errors());
  EXPECT_NEAR(fit.report().log_likelihood, 0, 1e-4);
  std::vector<double> falling(x.rbegin(), x.rend());
  const auto other = logistic_model::fit({{"tenure", falling}}, {.value = y});
  EXPECT_EQ(other.report().status, fit_status::separated);
  ASSERT_EQ(other.report().at_bound.size(), 1u);
  EXPECT_EQ(other.report().at_bound[0], "tenure -> -infinity");
}

TEST(logistic, quasi_separation_by_a_dummy_without_events_is_found) {
  drawn d(200, {-0.3, 0.5}, 8);
  std::vector<double> dummy(200, 0.0);
  for (std::size_t i = 0; i < 200; ++i) dummy[i] = d.y[i] == 0 && i % 7 == 0 ? 1 : 0;  // nobody with it left
  const auto fit = logistic_model::fit({{"x", d.x[0]}, {"vip", dummy}}, {.value = d.y});
  EXPECT_EQ(fit.report().status, fit_status::separated);
  EXPECT_EQ(fit.report().at_bound, (std::vector<std::string>{"vip -> -infinity"}));
  EXPECT_NE(fit.report().message.find("vip (negative) alone"), std::string::npos) << fit.report().message;
  // the limit of the log-likelihood is that of the others alone
  std::vector<double> x, y;
  for (std::size_t i = 0; i < 200; ++i)
    if (dummy[i] == 0) x.push_back(d.x[0][i]), y.push_back(d.y[i]);
  EXPECT_NEAR(fit.report().log_likelihood, logistic_model::fit({{"x", x}}, {.value = y})->log_likelihood, 1e-4);
}

TEST(logistic, separation_by_two_columns_together_names_both) {
  std::mt19937_64 bits(9);
  std::normal_distribution<double> normal;
  std::vector<double> a(100), b(100), c(100), y(100);
  for (std::size_t i = 0; i < 100; ++i) {
    a[i] = normal(bits), b[i] = normal(bits), c[i] = normal(bits);
    y[i] = a[i] - b[i] > 0 ? 1 : 0;
  }
  const auto fit = logistic_model::fit({{"a", a}, {"b", b}, {"c", c}}, {.value = y});
  ASSERT_EQ(fit.report().status, fit_status::separated) << fit.report().brief();
  ASSERT_GE(fit.report().at_bound.size(), 2u);
  EXPECT_EQ(fit.report().at_bound[0], "a -> infinity");
  EXPECT_EQ(fit.report().at_bound[1], "b -> -infinity");
}

TEST(logistic, almost_separated_is_not_separated) {
  // one customer of a hundred overlaps, ever more narrowly: a maximum exists each time
  for (const double overlap : {1.0, 0.1, 0.01}) {
    std::vector<double> x(100), y(100);
    for (std::size_t i = 0; i < 100; ++i) x[i] = static_cast<double>(i), y[i] = i < 50 ? 0 : 1;
    x[49] = 50 + overlap;
    const auto fit = logistic_model::fit({{"x", x}}, {.value = y});
    EXPECT_EQ(fit.report().status, fit_status::converged) << overlap << " " << fit.report().brief();
  }
}

TEST(logistic, a_penalty_makes_separated_data_estimable) {
  const std::vector<double> x{1, 2, 3, 4}, y{0, 0, 1, 1};
  for (const double l2 : {1e-6, 1e-2, 1.0, 1e6}) {
    const auto fit = logistic_model::fit({{"x", x}}, {.value = y}, {.l2 = l2});
    EXPECT_EQ(fit.report().status, fit_status::converged) << l2;
    EXPECT_GT(fit.unchecked().beta[1], 0);
  }
}

TEST(logistic, constant_and_collinear_columns_are_named) {
  const drawn d(80, {0, 1, 1}, 10);
  std::vector<double> one(80, 1.0), both(80);
  for (std::size_t i = 0; i < 80; ++i) both[i] = d.x[0][i] - 2 * d.x[1][i];
  const auto fit = logistic_model::fit({{"x0", d.x[0]}, {"one", one}, {"x1", d.x[1]}, {"both", both}}, {.value = d.y});
  EXPECT_EQ(fit.report().status, fit_status::not_identified);
  EXPECT_EQ(fit.report().message, "the column 'one' is constant; collinear: both = 1 x0 - 2 x1; leave them out, or set l2");
  const auto ridge =
      logistic_model::fit({{"x0", d.x[0]}, {"one", one}, {"x1", d.x[1]}, {"both", both}}, {.value = d.y}, {.l2 = 1});
  EXPECT_EQ(ridge.report().status, fit_status::converged);
  EXPECT_EQ(ridge->beta["one"], 0);
}

TEST(logistic, collinear_columns_of_a_large_table_are_named_too) {
  drawn d(140000, {0, 1, 1}, 11);
  std::vector<double> both(d.y.size());
  for (std::size_t i = 0; i < both.size(); ++i) both[i] = 3 + d.x[0][i] - 2 * d.x[1][i];
  const auto fit = logistic_model::fit({{"x0", d.x[0]}, {"x1", d.x[1]}, {"both", both}}, {.value = d.y});
  EXPECT_EQ(fit.report().status, fit_status::not_identified);
  EXPECT_EQ(fit.report().message, "collinear: both = 3 + 1 x0 - 2 x1; leave them out, or set l2");
}

TEST(logistic, two_rows_are_separated_and_one_row_is_one_class) {
  const std::vector<double> x{1, 2}, y{0, 1};
  EXPECT_EQ(logistic_model::fit({{"x", x}}, {.value = y}).report().status, fit_status::separated);
  const std::vector<double> one{1};
  EXPECT_THROW(logistic_model::fit({{"x", one}}, {.value = one}), walaa::invalid_input);
}

TEST(logistic, can_be_cancelled_and_stops_at_its_limit) {
  const drawn d(200, {0, 1, 1}, 12);
  const auto stopped =
      logistic_model::fit(d.columns(), {.value = d.y}, {.progress = [](std::size_t, std::size_t) { return false; }});
  EXPECT_EQ(stopped.report().status, fit_status::cancelled);
  const auto short_of = logistic_model::fit(d.columns(), {.value = d.y}, {.max_iterations = 1});
  EXPECT_EQ(short_of.report().status, fit_status::max_iterations);
  EXPECT_FALSE(short_of.report().usable());
}

// ---- mistakes ----

void expect_refused(const char* text, const covariates& x, const outcomes& y, const walaa::logistic_options& o = {}) {
  try {
    logistic_model::fit(x, y, o);
    FAIL() << "nothing was refused; expected: " << text;
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), text);
  }
}

TEST(logistic, bad_input_is_refused_with_column_and_row) {
  const double nan = walaa::missing, inf = std::numeric_limits<double>::infinity();
  const std::vector<double> x{1, 2, 3}, y{0, 1, 0}, with_nan{1, nan, 3}, with_inf{1, 2, inf}, two{1, 0}, half{0, 0.5, 1};
  const std::vector<double> zero_weight{1, 0, 1}, ones{1, 1, 1}, none, huge{1e200, -1e200, 0};
  expect_refused("logistic_model::fit: x[1] = NaN is not a finite number [D103]", {{"x", with_nan}}, {.value = y});
  expect_refused("logistic_model::fit: x[2] = inf is not a finite number [D103]", {{"x", with_inf}}, {.value = y});
  expect_refused("logistic_model::fit: outcome has 2 rows and x has 3; one row a customer in both [D101]", {{"x", x}},
                 {.value = two});
  expect_refused("logistic_model::fit: outcome[1] = 0.5 is neither 0 nor 1 [D114]", {{"x", x}}, {.value = half});
  expect_refused("logistic_model::fit: outcome[1] = NaN is not a finite number [D103]", {{"x", x}}, {.value = with_nan});
  expect_refused("logistic_model::fit: weight[1] = 0 is not positive [D111]", {{"x", x}}, {.value = y, .weight = zero_weight});
  expect_refused("logistic_model::fit: offset[2] = inf is not a finite number [D103]", {{"x", x}},
                 {.value = y, .offset = with_inf});
  expect_refused("logistic_model::fit: every outcome is 1; both are needed to tell them apart [D114]", {{"x", x}},
                 {.value = ones});
  expect_refused("logistic_model::fit: outcome is empty [D109]", {{"x", none}}, {.value = none});
  expect_refused("logistic_model::fit: the squares of x are beyond all numbers; divide the column [D114]", {{"x", huge}},
                 {.value = y});
  expect_refused("logistic_model::fit: l2 = -1 is not a number from 0 on [F302]", {{"x", x}}, {.value = y}, {.l2 = -1});
  expect_refused("logistic_model::fit: l2 = NaN is not a number from 0 on [F302]", {{"x", x}}, {.value = y}, {.l2 = nan});
  expect_refused("logistic_model::fit: max_iterations = 0 is not positive [F302]", {{"x", x}}, {.value = y},
                 {.max_iterations = 0});
  expect_refused(
      "logistic_model::fit: a column is named '(intercept)'; the model has an intercept of its own, leave the column out [S501]",
      {{"(intercept)", x}}, {.value = y});
}

TEST(logistic, a_table_to_score_must_have_the_models_columns) {
  const logistic_model m{.beta = {{"(intercept)", "x"}, {0, 1}, {}}, .centre = {0}};
  const std::vector<double> x{1, walaa::missing};
  std::vector<double> out(2), three(3);
  EXPECT_THROW(m.probability({{"y", x}}, out), walaa::invalid_input);
  EXPECT_THROW(m.probability({{"x", x}}, out), walaa::invalid_input);
  EXPECT_THROW(m.probability({{"x", out}}, three), walaa::invalid_input);
}

}  // namespace
