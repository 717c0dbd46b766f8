// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/calibration.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <variant>
#include <vector>

namespace {

using walaa::beta_calibration;
using walaa::calibration_method;
using walaa::calibrator;
using walaa::fit_status;
using walaa::isotonic_calibration;
using walaa::outcomes;
using walaa::platt_calibration;
using walaa::prior_shift;

const std::vector<double> ten{0.1, 0.2, 0.35, 0.4, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95};

// ---- Platt ----

// The exact optimum in 50-digit arithmetic (mpmath); libsvm stops at -0.20261354391187855, 0.65236314980010512.
TEST(calibration, platts_three_scores) {
  const std::vector<double> f{5, -4, 1}, y{1, 0, 0};
  const auto c = calibrator::fit(calibration_method::platt, f, {.value = y});
  ASSERT_EQ(c.report().status, fit_status::converged) << c.report().brief();
  const auto& platt = std::get<platt_calibration>(c->held());
  EXPECT_RELATIVE(platt.a, -0.202614489618475599, 1e-12);
  EXPECT_RELATIVE(platt.b, 0.652366638998449143, 1e-12);
  EXPECT_RELATIVE(c->probability(5), 1 / (1 + std::exp(platt.a * 5 + platt.b)), 1e-14);
  EXPECT_RELATIVE(c->log_odds(5), -(platt.a * 5 + platt.b), 1e-14);
  EXPECT_FALSE(c->of_probabilities());
  EXPECT_TRUE(c->linear());
}

TEST(calibration, platt_is_finite_where_the_scores_tell_the_outcomes_apart) {
  const std::vector<double> f{-2, -1, 1, 2}, y{0, 0, 1, 1};
  const auto c = calibrator::fit(calibration_method::platt, f, {.value = y});
  EXPECT_EQ(c.report().status, fit_status::converged);
  EXPECT_LT(std::get<platt_calibration>(c->held()).a, 0);  // the score rises with leaving
}

TEST(calibration, platt_weights_are_repeats) {
  const std::vector<double> f{5, -4, 1, 2}, y{1, 0, 0, 1}, w{2, 1, 3, 1}, rf{5, 5, -4, 1, 1, 1, 2}, ry{1, 1, 0, 0, 0, 0, 1};
  const auto a = calibrator::fit(calibration_method::platt, f, {.value = y, .weight = w});
  const auto b = calibrator::fit(calibration_method::platt, rf, {.value = ry});
  EXPECT_RELATIVE(std::get<platt_calibration>(a->held()).a, std::get<platt_calibration>(b->held()).a, 1e-12);
  EXPECT_RELATIVE(std::get<platt_calibration>(a->held()).b, std::get<platt_calibration>(b->held()).b, 1e-12);
}

// ---- isotonic ----

TEST(calibration, isotonic_pools_neighbours_that_fall) {
  const std::vector<double> s{1, 2, 3, 4, 5, 6, 7, 8}, y{0, 1, 0, 0, 1, 0, 1, 1};
  const double expected[] = {0, 1.0 / 3, 1.0 / 3, 1.0 / 3, 0.5, 0.5, 1, 1};
  const auto c = calibrator::fit(calibration_method::isotonic, s, {.value = y});
  for (std::size_t i = 0; i < 8; ++i) EXPECT_RELATIVE(c->probability(s[i]), expected[i], 1e-15);
}

// scikit-learn 1.9 IsotonicRegression(out_of_bounds="clip") on the same rows.
TEST(calibration, isotonic_merges_equal_scores_and_interpolates_as_scikit_learn) {
  const std::vector<double> s{1, 2, 2, 3, 4, 5, 5, 6, 7, 8}, y{0, 1, 0, 1, 0, 0, 1, 1, 1, 1}, w{1, 2, 1, 1, 3, 1, 1, 2, 1, 1};
  const auto c = calibrator::fit(calibration_method::isotonic, s, {.value = y, .weight = w});
  const double at[] = {0, 1.5, 2.2, 3.5, 5.5, 9};
  const double expected[] = {0, 0.21428571428571427, 0.42857142857142855, 0.42857142857142855, 0.75, 1};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_RELATIVE(c->probability(at[i]), expected[i], 1e-15);
  const auto steps = calibrator::fit(calibration_method::isotonic, s, {.value = y, .weight = w}, {.interpolate = false});
  EXPECT_EQ(steps->probability(1.5), 0);
  EXPECT_RELATIVE(steps->probability(2), 0.42857142857142855, 1e-15);
  EXPECT_RELATIVE(steps->probability(5.5), 0.5, 1e-15);
}

TEST(calibration, isotonic_minimises_squares_and_keeps_the_mean_whatever_the_order_of_rows) {
  std::mt19937_64 bits(3);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> s(400), y(400), w(400);
  for (std::size_t i = 0; i < 400; ++i) {
    s[i] = std::floor(uniform(bits) * 50);
    y[i] = uniform(bits) < 0.2 + s[i] / 80 ? 1 : 0;
    w[i] = static_cast<double>(1 + i % 3);
  }
  const auto c = calibrator::fit(calibration_method::isotonic, s, {.value = y, .weight = w});
  double ones = 0, levels = 0, along = 0;  // sum w (y - p) = 0 and sum w (y - p) p = 0: the projection on a cone
  for (std::size_t i = 0; i < 400; ++i) {
    const double p = c->probability(s[i]);
    ones += w[i] * y[i], levels += w[i] * p, along += w[i] * (y[i] - p) * p;
  }
  EXPECT_RELATIVE(levels, ones, 1e-13);
  EXPECT_NEAR(along, 0, 1e-10);
  std::reverse(s.begin(), s.end()), std::reverse(y.begin(), y.end()), std::reverse(w.begin(), w.end());
  EXPECT_EQ(calibrator::fit(calibration_method::isotonic, s, {.value = y, .weight = w})->held(), c->held());
}

// ---- beta ----

TEST(calibration, beta_has_the_optimum_of_fifty_digits) {
  const std::vector<double> y{0, 1, 0, 0, 1, 0, 1, 1, 0, 1};
  const auto c = calibrator::fit(calibration_method::beta, ten, {.value = y});
  ASSERT_EQ(c.report().status, fit_status::converged) << c.report().brief();
  const auto& b = std::get<beta_calibration>(c->held());
  EXPECT_RELATIVE(b.a, 0.635034518979523504, 1e-10);
  EXPECT_RELATIVE(b.b, 0.300039502654800309, 1e-10);
  EXPECT_RELATIVE(b.c, 0.150518570210195372, 1e-10);
  EXPECT_RELATIVE(c.report().log_likelihood, -6.43468589005950186, 1e-13);
  const std::vector<double> other{0, 0, 1, 0, 0, 1, 1, 0, 1, 1}, w{1, 2, 1, 3, 1, 1, 2, 1, 1, 2};
  const auto weighted = calibrator::fit(calibration_method::beta, ten, {.value = other, .weight = w});
  EXPECT_RELATIVE(std::get<beta_calibration>(weighted->held()).a, 2.07159183480226697, 1e-10);
  EXPECT_RELATIVE(weighted->probability(0.3), 0.13548403235596511, 1e-11);
}

// Where a coefficient would be negative it is 0, and the optimum of the rest satisfies the conditions of Kuhn and Tucker.
TEST(calibration, beta_keeps_its_coefficients_from_turning_negative) {
  for (const auto& y :
       {std::vector<double>{1, 0, 0, 0, 0, 0, 0, 1, 1, 1}, {0, 0, 0, 1, 1, 1, 1, 1, 1, 0}, {1, 1, 1, 1, 0, 1, 0, 0, 0, 0}}) {
    const auto c = calibrator::fit(calibration_method::beta, ten, {.value = y});
    ASSERT_EQ(c.report().status, fit_status::boundary) << c.report().brief();
    const auto& b = std::get<beta_calibration>(c->held());
    double by_a = 0, by_b = 0, by_c = 0;
    for (std::size_t i = 0; i < 10; ++i) {
      const double r = y[i] - c->probability(ten[i]);
      by_a += r * std::log(ten[i]), by_b -= r * std::log1p(-ten[i]), by_c += r;
    }
    EXPECT_NEAR(by_c, 0, 1e-12);
    for (const auto& [value, slope] : {std::pair{b.a, by_a}, {b.b, by_b}}) {
      EXPECT_GE(value, 0);
      if (value > 0)
        EXPECT_NEAR(slope, 0, 1e-12);
      else
        EXPECT_LE(slope, 1e-12);
    }
  }
}

TEST(calibration, beta_of_one_one_nothing_is_the_identity_and_equal_coefficients_are_platt_on_log_odds) {
  const calibrator same(beta_calibration{1, 1, 0}), bent(beta_calibration{0.7, 0.7, -0.3}), platt(platt_calibration{-0.7, 0.3});
  for (const double p : ten) {
    const double eta = std::log(p / (1 - p));
    EXPECT_RELATIVE(same.probability(p), p, 1e-14);
    EXPECT_RELATIVE(bent.probability(p), platt.probability(eta), 1e-13);
    EXPECT_RELATIVE(bent.log_odds(eta), platt.log_odds(eta), 1e-13);
  }
}

TEST(calibration, beta_scores_zero_and_one) {
  const calibrator plain(beta_calibration{2, 0, 0.5}), inside(beta_calibration{2, 1, 0.5, 1e-3});
  EXPECT_EQ(plain.probability(0), 0);
  EXPECT_RELATIVE(plain.probability(1), 1 / (1 + std::exp(-0.5)), 1e-15);
  EXPECT_EQ(inside.probability(0), inside.probability(1e-3));
  EXPECT_EQ(inside.probability(1), inside.probability(1 - 1e-3));
  EXPECT_RELATIVE(inside.log_odds(-100), inside.log_odds(std::log(1e-3 / (1 - 1e-3))), 1e-14);
}

TEST(calibration, beta_of_two_scores_and_of_separated_ones_has_a_status) {
  const std::vector<double> two{0.2, 0.7, 0.2, 0.7}, mixed{0, 1, 1, 0}, apart{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  EXPECT_EQ(calibrator::fit(calibration_method::beta, two, {.value = mixed}).report().status, fit_status::not_identified);
  EXPECT_EQ(calibrator::fit(calibration_method::beta, ten, {.value = apart}).report().status, fit_status::separated);
}

// ---- prior shift ----

TEST(calibration, prior_shift_multiplies_the_odds) {
  const calibrator c(prior_shift{.from = 0.5, .to = 0.1});
  EXPECT_RELATIVE(c.probability(0.5), 0.1, 1e-15);
  EXPECT_RELATIVE(c.probability(0.8), (4.0 / 9) / (1 + 4.0 / 9), 1e-15);  // odds 4 times 1/9
  EXPECT_EQ(c.probability(0), 0);
  EXPECT_EQ(c.probability(1), 1);
  EXPECT_RELATIVE(c.log_odds(0), std::log(1.0 / 9), 1e-14);
  const calibrator back(prior_shift{.from = 0.1, .to = 0.5});
  EXPECT_RELATIVE(back.probability(c.probability(0.3)), 0.3, 1e-14);
}

// ---- laws of all ----

const std::vector<calibrator> all{{},
                                  platt_calibration{-1.2, 0.3},
                                  isotonic_calibration{{0.1, 0.4, 0.7}, {0.05, 0.3, 0.9}, true},
                                  beta_calibration{1.5, 0.5, -0.2, 0},
                                  prior_shift{.from = 0.3, .to = 0.2}};

TEST(calibration, comes_back_from_a_tree_with_its_bits) {
  for (const calibrator& c : all) {
    const auto again = walaa::from_tree<calibrator>(walaa::to_tree(c));
    EXPECT_EQ(again, c) << c.method();
    for (const double s : {0.05, 0.3, 0.95}) EXPECT_EQ(again.probability(s), c.probability(s));
  }
}

TEST(calibration, log_odds_and_probability_are_the_same_calibration) {
  for (const calibrator& c : all)
    for (const double eta : {-2.0, -0.3, 0.0, 0.8}) {
      const double score = c.of_probabilities() ? 1 / (1 + std::exp(-eta)) : eta;
      EXPECT_NEAR(1 / (1 + std::exp(-c.log_odds(eta))), c.probability(score), 1e-14) << c.method();
    }
}

TEST(calibration, missing_stays_missing_and_columns_equal_their_rows) {
  for (const calibrator& c : all) {
    EXPECT_TRUE(walaa::is_missing(c.probability(walaa::missing))) << c.method();
    EXPECT_TRUE(walaa::is_missing(c.log_odds(walaa::missing))) << c.method();
    std::vector<double> out(10);
    c.probability(ten, out);
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(out[i], c.probability(ten[i]));
  }
}

// ---- mistakes ----

void expect_refused(const char* text, calibration_method how, const std::vector<double>& s, const outcomes& y,
                    const walaa::calibration_options& o = {}) {
  try {
    calibrator::fit(how, s, y, o);
    FAIL() << "nothing was refused; expected: " << text;
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), text);
  }
}

TEST(calibration, bad_input_is_refused) {
  const std::vector<double> s{0.2, 0.5, 1}, same{0.5, 0.5, 0.5}, y{0, 1, 1}, ones{1, 1, 1}, short_one{0.1, 0.2},
      nan{0.1, walaa::missing, 1};
  const std::vector<double> beyond{0.2, 0.5, 1.5};
  for (const auto how : {calibration_method::platt, calibration_method::isotonic, calibration_method::beta}) {
    expect_refused("calibrator::fit: every outcome is 1; both are needed to tell them apart [D114]", how, s, {.value = ones});
    expect_refused("calibrator::fit: every score is 0.5; at least two distinct ones are needed [D114]", how, same, {.value = y});
    expect_refused("calibrator::fit: score[1] = NaN is not a finite number [D103]", how, nan, {.value = y});
    expect_refused("calibrator::fit: outcome has 3 rows and score has 2; one row a customer in both [D101]", how, short_one,
                   {.value = y});
    expect_refused("calibrator::fit: a calibration takes no offset [F302]", how, s, {.value = y, .offset = s});
  }
  expect_refused("calibrator::fit: score[2] = 1 is not inside (0, 1); set epsilon to bring it in [D114]",
                 calibration_method::beta, s, {.value = y});
  expect_refused("calibrator::fit: score[2] = 1.5 is outside [0, 1] [D114]", calibration_method::beta, beyond, {.value = y});
  expect_refused("calibrator::fit: epsilon = 0.7 is outside [0, 0.5) [F302]", calibration_method::beta, s, {.value = y},
                 {.epsilon = 0.7});
  EXPECT_THROW(calibrator(beta_calibration{-1, 1, 0}), walaa::invalid_input);
  EXPECT_THROW(calibrator(prior_shift{.from = 0, .to = 0.5}), walaa::invalid_input);
  EXPECT_THROW(calibrator(isotonic_calibration{{1, 1}, {0, 1}}), walaa::invalid_input);
  EXPECT_THROW(calibrator(isotonic_calibration{{1, 2}, {0.5, 0.4}}), walaa::invalid_input);
  EXPECT_THROW(calibrator(isotonic_calibration{}), walaa::invalid_input);
  EXPECT_THROW(calibrator(platt_calibration{walaa::missing, 0}), walaa::invalid_input);
}

TEST(calibration, a_damaged_file_is_refused) {
  walaa::tree t = walaa::to_tree(calibrator(platt_calibration{-1, 0}));
  t.children[0].num = 9;  // no such kind
  EXPECT_THROW(static_cast<void>(walaa::from_tree<calibrator>(t)), walaa::load_error);
}

}  // namespace
