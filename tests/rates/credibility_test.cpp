// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/credibility.hpp>

#include "rate_data.hpp"  // for claim_average
#include "relative.hpp"

#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::credibility;
using walaa::credibility_estimator;
using walaa::error_code;
using walaa::fit_status;
using walaa::missing;
using walaa::unit_means;
using column = std::vector<double>;
using keys = std::vector<std::int64_t>;

unit_means claims() {
  return unit_means::of(
      {.unit = walaa::tests::claim_state, .value = walaa::tests::claim_average, .weight = walaa::tests::claim_number});
}

walaa::fitted<credibility> fit_of(const keys& unit, const column& value, const column& weight = {},
                                  credibility_estimator estimator = credibility_estimator::unbiased) {
  return credibility::fit({.unit = unit, .value = value, .weight = weight}, {.estimator = estimator});
}

// ---- published numbers ----

TEST(credibility, claims_in_five_states_unbiased) {  // Hachemeister (1975); formulas and values of the actuar vignette
  const unit_means states = claims();
  const auto fit = credibility::fit(states);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_RELATIVE(fit->mean, 1683.713437, 1e-9);
  EXPECT_RELATIVE(fit->between, 89638.72623, 1e-9);
  EXPECT_RELATIVE(fit->within, 139120025.9, 1e-9);
  const double z[] = {0.9847404019, 0.9276352180, 0.8984753552, 0.7279092094, 0.9587911494},
               premium[] = {2055.165350, 1523.706278, 1793.443604, 1442.966549, 1603.285404};
  for (std::size_t i = 0; i < 5; ++i) {
    const auto state = fit->given(states.value[i], states.weight[i]);
    EXPECT_NEAR(state.credibility, z[i], 6e-11);
    EXPECT_RELATIVE(state.value, premium[i], 1e-9);
    EXPECT_RELATIVE(state.error, std::sqrt(fit->between * (1 - state.credibility)), 1e-12);
  }
}

TEST(credibility, claims_in_five_states_iterative) {
  const auto fit = credibility::fit(claims(), {.estimator = credibility_estimator::iterative});
  EXPECT_RELATIVE(fit->between, 64366.507136, 1e-8);
  EXPECT_RELATIVE(fit->mean, 1688.894970, 1e-8);
  // the equation it solves: a = sum Z (X - m)^2 / (I - 1)
  const unit_means states = claims();
  double a = 0;
  for (std::size_t i = 0; i < 5; ++i)
    a += fit->given(0, states.weight[i]).credibility * (states.value[i] - fit->mean) * (states.value[i] - fit->mean) / 4;
  EXPECT_RELATIVE(a, fit->between, 1e-12);
  EXPECT_LE(fit.report().iterations, 20u);
}

TEST(credibility, equal_weights_are_an_analysis_of_variance) {  // Buhlmann (1967): a = (MSB - MSW) / n, Z = n a / (n a + MSW)
  const auto fit = fit_of({1, 1, 1, 2, 2, 2, 3, 3, 3}, {4, 6, 5, 9, 7, 8, 1, 3, 2});
  const double between_squares = 3 * 9.0, within_squares = 1;  // means 5, 8, 2 with MSB = 3 * 18/2; MSW = 6/6
  EXPECT_RELATIVE(fit->within, within_squares, 1e-15);
  EXPECT_RELATIVE(fit->between, (between_squares - within_squares) / 3, 1e-14);
  EXPECT_RELATIVE(fit->mean, 5.0, 1e-15);
  EXPECT_RELATIVE(fit->given(8, 3).credibility, 26.0 / 27, 1e-14);
  const auto iterated = fit_of({1, 1, 1, 2, 2, 2, 3, 3, 3}, {4, 6, 5, 9, 7, 8, 1, 3, 2}, {}, credibility_estimator::iterative);
  EXPECT_RELATIVE(iterated->between, fit->between, 1e-13);  // the two agree where weights are equal
}

// ---- statuses ----

TEST(credibility, units_that_differ_by_chance_have_the_mean_of_all) {
  const auto fit = fit_of({1, 1, 2, 2}, {1, 9, 2, 7}, {1, 1, 3, 1});
  EXPECT_EQ(fit.report().status, fit_status::boundary) << fit.report().full();
  EXPECT_EQ(fit->between, 0);
  EXPECT_RELATIVE(fit->mean, (1 + 9 + 6 + 7) / 6.0, 1e-15);
  EXPECT_EQ(fit->given(100, 1e9).value, fit->mean);
  EXPECT_EQ(fit->given(100, 1e9).credibility, 0);
  EXPECT_EQ(fit.report().at_bound, std::vector<std::string>{"between -> 0"});
  EXPECT_EQ(fit_of({1, 1, 2, 2}, {1, 9, 2, 7}, {1, 1, 3, 1}, credibility_estimator::iterative).unchecked(), fit.unchecked());
}

TEST(credibility, all_values_equal_is_a_status) {
  const auto fit = fit_of({1, 1, 2, 2}, {3, 3, 3, 3});
  EXPECT_EQ(fit.report().status, fit_status::boundary);
  EXPECT_EQ(fit.unchecked(), (credibility{3, 0, 0}));
  EXPECT_EQ(fit->given(3, 2).value, 3);
}

TEST(credibility, units_that_never_waver_are_taken_at_their_word) {
  for (const auto estimator : {credibility_estimator::unbiased, credibility_estimator::iterative}) {
    const auto fit = fit_of({1, 1, 2, 2, 3, 3}, {3, 3, 5, 5, 10, 10}, {}, estimator);
    EXPECT_EQ(fit.report().status, fit_status::converged);
    EXPECT_EQ(fit->within, 0);
    EXPECT_RELATIVE(fit->between, 13.0, 1e-14);
    EXPECT_EQ(fit->given(10, 2).credibility, 1);
    EXPECT_EQ(fit->given(10, 2).value, 10);
    EXPECT_EQ(fit->given(missing, 0).value, fit->mean);
  }
}

TEST(credibility, one_unit_is_a_status_with_its_mean) {
  const auto fit = fit_of({4, 4, 4}, {1, 2, 6}, {1, 1, 2});
  EXPECT_EQ(fit.report().status, fit_status::not_identified);
  EXPECT_EQ(fit.unchecked().mean, 3.75);
  EXPECT_EQ(fit.report().estimates[0], 3.75);
  EXPECT_THROW((void)fit->mean, walaa::not_usable);
}

TEST(credibility, nothing_with_a_weight_is_a_status) {
  EXPECT_EQ(fit_of({1, 2}, {3, 4}, {0, 0}).report().status, fit_status::degenerate_data);
}

// ---- laws ----

TEST(credibility, values_shift_and_scale_with_their_unit) {
  const keys unit{1, 1, 2, 2, 3, 3};
  const column value{-3, -1, 5, 6, 11, 10}, weight{1, 2, 3, 1, 1, 4};
  const auto fit = fit_of(unit, value, weight);
  column moved = value, heavier = weight;
  for (double& v : moved) v = 100 + 7 * v;
  for (double& w : heavier) w *= 9;
  const auto other = fit_of(unit, moved, weight), more = fit_of(unit, value, heavier);
  EXPECT_RELATIVE(other->mean, 100 + 7 * fit->mean, 1e-13);
  EXPECT_RELATIVE(other->between, 49 * fit->between, 1e-12);
  EXPECT_RELATIVE(other->given(100 + 7 * 5.25, 4).value, 100 + 7 * fit->given(5.25, 4).value, 1e-13);
  EXPECT_RELATIVE(more->between, fit->between, 1e-12);  // the unit of weight is nobody's business
  EXPECT_RELATIVE(more->within, 9 * fit->within, 1e-13);
  EXPECT_RELATIVE(more->given(5.25, 36).credibility, fit->given(5.25, 4).credibility, 1e-13);
}

TEST(credibility, shrinks_between_the_mean_of_all_and_the_units_own) {
  const credibility m{.mean = 3, .within = 8, .between = 2};
  EXPECT_EQ(m.given(missing, 0).value, 3);  // nothing known
  EXPECT_EQ(m.given(missing, 0).credibility, 0);
  EXPECT_RELATIVE(m.given(missing, 0).error, std::sqrt(2.0), 1e-15);
  EXPECT_EQ(m.given(7, 4).credibility, 0.5);
  EXPECT_EQ(m.given(7, 4).value, 5);
  EXPECT_EQ(m.given(7, 4).error, 1);
  EXPECT_RELATIVE(m.given(7, 1e12).value, 7, 1e-11);
  const auto [lo, hi] = m.given(7, 4).interval();
  EXPECT_RELATIVE(hi - 5, 1.959963984540054, 1e-14);
  EXPECT_RELATIVE(5 - lo, 1.959963984540054, 1e-14);
}

TEST(credibility, columns_equal_rows_and_keep_what_is_missing) {
  const credibility m{.mean = 3, .within = 8, .between = 2};
  const column x{7, missing, missing, 7}, w{4, 0, 2, missing};
  column value(4), error(4), lo(4), hi(4), z(4);
  m.given(x, w, {.value = value, .error = error, .lo = lo, .hi = hi, .credibility = z});
  EXPECT_EQ(value[0], 5);
  EXPECT_EQ(error[0], 1);
  EXPECT_EQ(z[0], 0.5);
  EXPECT_EQ(lo[0], m.given(7, 4).interval().lo);
  EXPECT_EQ(value[1], 3);
  EXPECT_TRUE(walaa::is_missing(value[2]));
  for (const column& c : {value, error, lo, hi, z}) EXPECT_TRUE(walaa::is_missing(c[3]));
}

TEST(credibility, unbiased_estimators_are_unbiased) {
  // 2,000 portfolios of 10 units with 5 values of unequal weights. Means of the estimates must lie within 4 of their standard
  // errors: a false alarm in 8,000 for the two together. (a is left as it comes, negative too, by its formula.)
  const double a = 2, s2 = 30, portfolios = 2000;
  double sum_within = 0, sum_between = 0, square_within = 0, square_between = 0;
  walaa::random_stream draw(11);
  for (int p = 0; p < portfolios; ++p) {
    keys unit;
    column value, weight;
    for (int i = 0; i < 10; ++i) {
      const double mu = 50 + std::sqrt(a) * draw.normal();
      for (int j = 0; j < 5; ++j) {
        unit.push_back(i);
        weight.push_back(1 + std::floor(9 * draw.uniform()) * (1 + i % 3));
        value.push_back(mu + std::sqrt(s2 / weight.back()) * draw.normal());
      }
    }
    const auto fit = fit_of(unit, value, weight);
    const unit_means u = unit_means::of({.unit = unit, .value = value, .weight = weight});
    double w = 0, mean = 0, ww = 0, spread = 0;
    for (std::size_t i = 0; i < 10; ++i) w += u.weight[i], ww += u.weight[i] * u.weight[i], mean += u.weight[i] * u.value[i];
    for (std::size_t i = 0; i < 10; ++i) spread += u.weight[i] * (u.value[i] - mean / w) * (u.value[i] - mean / w);
    const double between = w / (w * w - ww) * (spread - 9 * fit->within);
    EXPECT_NEAR(fit->between, std::fmax(between, 0), 1e-9 * (1 + std::fabs(between)));
    sum_within += fit->within;
    square_within += fit->within * fit->within;
    sum_between += between;
    square_between += between * between;
  }
  const auto error = [&](double sum, double square) {
    return std::sqrt((square - sum * sum / portfolios) / portfolios / portfolios);
  };
  EXPECT_NEAR(sum_within / portfolios, s2, 4 * error(sum_within, square_within));
  EXPECT_NEAR(sum_between / portfolios, a, 4 * error(sum_between, square_between));
}

// ---- bad input ----

template<class F> void expect_refused(F&& f, error_code code, const std::string& message) {
  try {
    f();
    ADD_FAILURE() << "not refused: " << message;
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.code(), code) << e.what();
    EXPECT_EQ(std::string(e.what()).substr(0, message.size()), message);
  }
}

TEST(credibility, refuses_what_it_cannot_use) {
  expect_refused(
      [] {
        fit_of({1, 2, 3}, {3, 4, 5});
      },
      error_code::out_of_range, "credibility::fit: no unit has two values with a weight; ");
  expect_refused([] { fit_of({1, 1}, {3, 4}, {1, -1}); }, error_code::negative, "credibility::fit: weight[1] = -1 is negative");
  expect_refused([] { fit_of({1, 1}, {3, missing}); }, error_code::not_finite, "credibility::fit: value[1] = NaN");
  expect_refused([] { fit_of({}, {}); }, error_code::empty, "credibility::fit: value is empty");
  column one{1}, out(1);
  expect_refused([&] { credibility{}.given(one, column{-1}, {.value = out}); }, error_code::negative,
                 "credibility::given: weight[0] = -1 is negative");
  expect_refused([&] { credibility{}.given(column{std::numeric_limits<double>::infinity()}, one, {.value = out}); },
                 error_code::not_finite, "credibility::given: value[0] = inf is not a finite number");
  expect_refused([] { credibility{.mean = 0, .within = -1, .between = 1}.validate(); }, error_code::negative,
                 "credibility: within = -1 is negative");
}

}  // namespace
