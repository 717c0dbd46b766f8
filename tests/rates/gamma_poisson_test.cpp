// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/gamma_poisson.hpp>

#include "coverage.hpp"
#include "rate_data.hpp"  // for lip_cancer_observed
#include "relative.hpp"   // for EXPECT_RELATIVE

#include <walaa/fit/interval.hpp>
#include <walaa/math/boost_math.hpp>  // for boost_policy
#include <walaa/math/random.hpp>

#include <boost/math/distributions/negative_binomial.hpp>  // a second opinion

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::error_code;
using walaa::fit_status;
using walaa::gamma_poisson;
using walaa::missing;
using column = std::vector<double>;

constexpr double infinite = std::numeric_limits<double>::infinity();

walaa::fitted<gamma_poisson> fit_of(const column& count, const column& exposure = {}, const column& weight = {}) {
  return gamma_poisson::fit({.count = count, .exposure = exposure, .weight = weight});
}

// ---- published and recomputed numbers ----

TEST(gamma_poisson, posterior_of_a_published_prior) {  // actuar manual: Gamma(3, rate 3), counts 5 3 0 1 1
  const auto unit = gamma_poisson::prior(3, 3).given(5 + 3 + 0 + 1 + 1, 5);
  EXPECT_RELATIVE(unit.value, 13.0 / 8, 1e-15);
  EXPECT_RELATIVE(unit.credibility, 5.0 / 8, 1e-15);
  EXPECT_RELATIVE(unit.shape, 13.0, 1e-15);
  EXPECT_RELATIVE(unit.rate(), 8.0, 1e-15);
  EXPECT_RELATIVE(unit.error, std::sqrt(13.0) / 8, 1e-15);
}

TEST(gamma_poisson, lip_cancer_in_scotland) {  // Clayton & Kaldor (1987); the optimum recomputed with mpmath, 50 digits
  const auto fit = fit_of(walaa::tests::lip_cancer_observed, walaa::tests::lip_cancer_expected);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_RELATIVE(fit->mean, 1.4220600123074383, 1e-11);
  EXPECT_RELATIVE(fit->dispersion, 0.53205923610249522, 1e-10);
  EXPECT_NEAR(fit->shape(), 1.879489974, 1e-9);
  EXPECT_NEAR(std::log(fit->mean), 0.3521065332, 1e-10);
  EXPECT_NEAR(fit->rate(), 1.321667129, 1e-9);
  EXPECT_NEAR(fit.report().log_likelihood, -181.57607414052358, 1e-10);
  EXPECT_RELATIVE(fit.report().standard_errors[0], 0.159732856625308, 1e-8);
  EXPECT_RELATIVE(fit.report().standard_errors[1], 0.122637897031523, 1e-8);
  EXPECT_RELATIVE(fit.covariance()[1], 0.00194616013705323, 1e-7);
  const auto shape = walaa::delta_interval(fit, [](const gamma_poisson& m) { return m.shape(); });
  EXPECT_RELATIVE(shape.standard_error, 0.122637897031523 / (0.53205923610249522 * 0.53205923610249522), 1e-7);
}

TEST(gamma_poisson, mites_on_apple_leaves) {  // Bliss & Fisher (1953): k = 1.02459; mpmath, 50 digits
  const auto fit = fit_of({0, 1, 2, 3, 4, 5, 6, 7}, {}, {70, 38, 17, 10, 9, 3, 2, 1});
  EXPECT_NEAR(fit->shape(), 1.02459, 5e-6);
  EXPECT_RELATIVE(fit->dispersion, 0.97599788256369821, 1e-10);
  EXPECT_RELATIVE(fit->mean, 172.0 / 150, 1e-12);  // equal exposures: the pooled rate
  EXPECT_RELATIVE(fit.report().standard_errors[1], 0.262821524561761, 1e-8);
  EXPECT_NEAR(fit.report().log_likelihood, -222.43715359843481, 1e-10);
  EXPECT_EQ(fit.report().observations, 150);
}

TEST(gamma_poisson, accidents_of_workers) {  // Greenwood & Yule (1920), 647 women; mpmath, 50 digits
  const auto fit = fit_of({0, 1, 2, 3, 4, 5}, {}, {447, 132, 42, 21, 3, 2});
  EXPECT_RELATIVE(fit->shape(), 0.865115819945182, 1e-10);
  EXPECT_NEAR(fit.report().log_likelihood, -592.26709723042788, 1e-10);
}

TEST(gamma_poisson, unequal_exposures_hide_an_optimum_from_the_slope_at_the_limit) {  // the slope at d = 0 is negative
  const column y{6, 0, 40}, e{1, 5, 50};
  const double rate = 46.0 / 56;
  double slope = 0;
  for (std::size_t i = 0; i < 3; ++i) slope += (y[i] - rate * e[i]) * (y[i] - rate * e[i]) - y[i];
  EXPECT_NEAR(slope, -1.166, 5e-4);
  const auto fit = fit_of(y, e);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit->shape(), 0.38531558, 5e-8);  // mpmath: 0.385315553298475
  EXPECT_NEAR(std::log(fit->mean), 0.73724119, 5e-8);
  EXPECT_NEAR(std::log(fit->mean), 0.737241218030446, 1e-9);
  EXPECT_NEAR(fit.report().log_likelihood, -10.38690491, 5e-9);
  const walaa::gamma_poisson_problem<gamma_poisson> problem("test", {.count = y, .exposure = e});
  EXPECT_NEAR(problem.evaluate(problem.pooled(), {}).value, -15.46764424, 5e-9);  // Poisson
}

TEST(gamma_poisson, interval_agrees_with_forty_digits) {  // mpmath: quantiles of Gamma(1.5 + 7, rate 2 + 3)
  const auto [lo, hi] = gamma_poisson::prior(1.5, 2).given(7, 3).interval();
  EXPECT_RELATIVE(lo, 0.756418644957756949, 1e-13);
  EXPECT_RELATIVE(hi, 3.01910091216398033, 1e-13);
}

// ---- statuses: never a parameter that runs away ----

TEST(gamma_poisson, no_over_dispersion_is_a_status_with_the_mean_of_all) {
  for (const auto& [y, e] : {std::pair<column, column>{{4, 5, 6, 5}, {10, 10, 10, 10}},
                             {{3, 3, 3, 3}, {1, 1, 1, 1}},      // all equal
                             {{1, 2, 3, 4}, {10, 20, 30, 40}},  // exactly proportional
                             {{7}, {2}}}) {
    const bool one = y.size() == 1;
    const auto fit = fit_of(y, e);
    EXPECT_EQ(fit.report().status, one ? fit_status::not_identified : fit_status::boundary) << fit.report().full();
    EXPECT_EQ(fit.unchecked().dispersion, 0);
    double events = 0, exposure = 0;
    for (std::size_t i = 0; i < y.size(); ++i) events += y[i], exposure += e[i];
    EXPECT_RELATIVE(fit.unchecked().mean, events / exposure, 1e-15);
    EXPECT_TRUE(fit.covariance().empty());
    fit.validate();
    if (one) continue;
    EXPECT_EQ(fit.report().at_bound, std::vector<std::string>{"dispersion -> 0"});
    const auto unit = fit->given(9, 1);
    EXPECT_EQ(unit.value, fit->mean);  // everybody is the mean of all
    EXPECT_EQ(unit.credibility, 0);
    EXPECT_EQ(unit.error, 0);
    EXPECT_EQ(unit.interval().lo, fit->mean);
  }
  EXPECT_THROW((void)fit_of({7}, {2})->mean, walaa::not_usable);
}

TEST(gamma_poisson, nothing_counted_and_nothing_exposed_are_statuses) {
  const auto nothing = fit_of({0, 0, 0}, {1, 2, 3});
  EXPECT_EQ(nothing.report().status, fit_status::degenerate_data);
  EXPECT_EQ(nothing.unchecked().mean, 0);
  EXPECT_EQ(fit_of({0, 0}, {0, 0}).report().status, fit_status::degenerate_data);
  EXPECT_NE(fit_of({0, 0}, {0, 0}).report().message, nothing.report().message);
  EXPECT_EQ(fit_of({3, 4}, {}, {0, 0}).report().status, fit_status::degenerate_data);
}

TEST(gamma_poisson, a_unit_without_exposure_says_nothing) {
  const auto with = fit_of({3, 0, 40, 9}, {1, 0, 5, 4}), without = fit_of({3, 40, 9}, {1, 5, 4});
  EXPECT_EQ(with.unchecked(), without.unchecked());
  EXPECT_EQ(with.report().log_likelihood, without.report().log_likelihood);
  EXPECT_EQ(with.report().rows_without_information, 1);
}

TEST(gamma_poisson, a_slight_over_dispersion_is_found_and_called_slight) {
  const auto fit = fit_of({0, 1, 2, 5, 1, 1});
  EXPECT_EQ(fit.report().status, fit_status::converged);
  EXPECT_NE(fit.report().message.find("hardly any over-dispersion"), std::string::npos) << fit.report().full();
}

TEST(gamma_poisson, large_counts_with_a_small_dispersion_converge) {  // shape 1e8, counts 1e6: rounding must not decide
  column y;
  for (int i = 0; i < 1000; ++i) y.push_back(std::round(1e6 + 1e3 * ((i * 37) % 101 - 50) / 29.0));
  const auto fit = fit_of(y);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_LE(fit.report().gradient_norm, 1e-8);
  double mean = 0, square = 0;
  for (const double v : y) mean += v / 1000;
  for (const double v : y) square += (v - mean) * (v - mean) / 1000;
  EXPECT_RELATIVE(fit->mean, mean, 1e-12);
  EXPECT_NEAR(fit->dispersion, (square - mean) / (mean * mean), 5e-10);  // moments, near normal
}

// ---- laws ----

TEST(gamma_poisson, weights_equal_repeated_rows) {
  const column y{0, 3, 9, 1}, e{1, 2, 3, 0.5}, w{3, 1, 2, 2};
  column repeated, exposures;
  for (std::size_t i = 0; i < y.size(); ++i)
    for (int k = 0; k < w[i]; ++k) repeated.push_back(y[i]), exposures.push_back(e[i]);
  const auto weighted = fit_of(y, e, w), rows = fit_of(repeated, exposures);
  ASSERT_EQ(weighted.report().status, fit_status::converged);
  EXPECT_RELATIVE(weighted->mean, rows->mean, 1e-13);
  EXPECT_RELATIVE(weighted->dispersion, rows->dispersion, 1e-12);
  EXPECT_RELATIVE(weighted.report().standard_errors[1], rows.report().standard_errors[1], 1e-10);
  EXPECT_RELATIVE(weighted.report().log_likelihood, rows.report().log_likelihood, 1e-13);
  EXPECT_EQ(fit_of({5}, {2}, {3}).report().status, fit_of({5, 5, 5}, {2, 2, 2}).report().status);
}

TEST(gamma_poisson, the_unit_of_exposure_changes_the_mean_alone) {
  const column y{0, 3, 9, 1, 4}, e{1, 2, 3, 0.5, 9};
  column scaled = e;
  for (double& v : scaled) v *= 365.25;
  const auto years = fit_of(y, e), days = fit_of(y, scaled);
  EXPECT_RELATIVE(days->mean * 365.25, years->mean, 1e-12);
  EXPECT_RELATIVE(days->dispersion, years->dispersion, 1e-11);
  EXPECT_NEAR(days.report().log_likelihood, years.report().log_likelihood, 1e-11);
  EXPECT_RELATIVE(days->given(3, 2 * 365.25).value * 365.25, years->given(3, 2).value, 1e-12);
  EXPECT_RELATIVE(days->given(3, 2 * 365.25).credibility, years->given(3, 2).credibility, 1e-11);
}

TEST(gamma_poisson, the_order_of_rows_does_not_matter) {
  column y = walaa::tests::lip_cancer_observed, e = walaa::tests::lip_cancer_expected;
  const auto fit = fit_of(y, e);
  std::reverse(y.begin(), y.end());
  std::reverse(e.begin(), e.end());
  EXPECT_NEAR(fit_of(y, e).report().log_likelihood, fit.report().log_likelihood, 1e-12 * 182);
  EXPECT_RELATIVE(fit_of(y, e)->dispersion, fit->dispersion, 1e-11);
}

TEST(gamma_poisson, shrinks_between_the_prior_and_the_units_own_rate) {
  const gamma_poisson m{.mean = 1.5, .dispersion = 0.4};
  EXPECT_EQ(m.given(0, 0).value, m.mean);  // no exposure: the prior
  EXPECT_EQ(m.given(0, 0).credibility, 0);
  EXPECT_RELATIVE(m.given(0, 0).error, m.mean * std::sqrt(m.dispersion), 1e-15);
  EXPECT_RELATIVE(m.given(3e9, 1e9).value, 3, 1e-8);  // endless exposure: its own rate
  for (const double y : {0.0, 1.0, 17.0})
    for (const double e : {0.1, 2.0, 50.0}) {
      const auto unit = m.given(y, e);
      EXPECT_RELATIVE(unit.value, unit.credibility * (y / e) + (1 - unit.credibility) * m.mean, 1e-14);
      EXPECT_RELATIVE(unit.value, (m.shape() + y) / (m.rate() + e), 1e-14);
      EXPECT_RELATIVE(unit.error, std::sqrt(m.shape() + y) / (m.rate() + e), 1e-14);
      const auto [lo, hi] = unit.interval(0.9);
      EXPECT_NEAR(walaa::incomplete_gamma(unit.shape, lo * unit.rate()), 0.05, 1e-12);
      EXPECT_NEAR(walaa::incomplete_gamma(unit.shape, hi * unit.rate()), 0.95, 1e-12);
    }
}

TEST(gamma_poisson, probabilities_are_negative_binomial) {
  const gamma_poisson m{.mean = 1.5, .dispersion = 0.4};
  const boost::math::negative_binomial_distribution<double, walaa::boost_policy> second(m.shape(), m.rate() / (m.rate() + 2));
  for (int n = 0; n < 40; ++n) EXPECT_RELATIVE(m.probability(n, 2), boost::math::pdf(second, n), 1e-13) << n;
  const gamma_poisson alike{.mean = 1.5, .dispersion = 0};
  for (int n = 0; n < 20; ++n) {
    EXPECT_RELATIVE(alike.probability(n, 2), std::exp(n * std::log(3.0) - 3 - std::log(std::tgamma(n + 1.0))), 1e-13);
    EXPECT_NEAR((gamma_poisson{.mean = 1.5, .dispersion = 1e-13}.probability(n, 2)), alike.probability(n, 2), 1e-12);
  }
  EXPECT_EQ(m.probability(0, 0), 1);
  EXPECT_EQ(m.probability(1, 0), 0);
  EXPECT_EQ(m.probability(-1, 1), 0);
  EXPECT_TRUE(walaa::is_missing(m.probability(missing, 1)));
}

TEST(gamma_poisson, columns_equal_rows_and_keep_what_is_missing) {
  const gamma_poisson m{.mean = 1.5, .dispersion = 0.4};
  const column y{0, 5, missing, 2}, e{0, 2, 1, missing};
  column value(4), error(4), lo(4), hi(4), z(4);
  m.given({.count = y, .exposure = e}, {.value = value, .error = error, .lo = lo, .hi = hi, .credibility = z}, 0.8);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto unit = m.given(y[i], e[i]);
    EXPECT_EQ(value[i], unit.value);
    EXPECT_EQ(error[i], unit.error);
    EXPECT_EQ(z[i], unit.credibility);
    EXPECT_EQ(lo[i], unit.interval(0.8).lo);
    EXPECT_EQ(hi[i], unit.interval(0.8).hi);
  }
  for (std::size_t i = 2; i < 4; ++i)
    for (const column& c : {value, error, lo, hi, z}) EXPECT_TRUE(walaa::is_missing(c[i]));
}

// ---- recovery by simulation ----

struct simulated {
  column count, exposure, rate;
};

simulated simulate(const gamma_poisson& m, std::size_t n, std::uint64_t seed) {
  walaa::random_stream draw(seed);
  simulated s;
  for (std::size_t i = 0; i < n; ++i) {
    s.exposure.push_back(0.5 + 7.5 * draw.uniform());
    s.rate.push_back(draw.gamma(m.shape(), m.rate()));
    s.count.push_back(draw.poisson(s.rate.back() * s.exposure.back()));
  }
  return s;
}

TEST(gamma_poisson, intervals_cover_the_truth) {
  const gamma_poisson truth{.mean = 0.8, .dispersion = 0.6};
  walaa::tests::coverage held("gamma_poisson", {"mean", "dispersion"});
  for (std::uint64_t seed = 1; seed <= held.samples(); ++seed) {
    const simulated s = simulate(truth, 300, seed);
    const auto fit = fit_of(s.count, s.exposure);
    ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
    const auto intervals = walaa::parameter_intervals(fit);
    held.add(0, intervals[0], truth.mean);
    held.add(1, intervals[1], truth.dispersion);
  }
  held.expect();
}

TEST(gamma_poisson, intervals_of_units_cover_their_rates_and_shrinkage_pays) {
  const gamma_poisson truth{.mean = 0.8, .dispersion = 0.6};
  const simulated s = simulate(truth, 20000, 7);
  const auto fit = fit_of(s.count, s.exposure);
  column value(20000), lo(20000), hi(20000);
  fit->given({.count = s.count, .exposure = s.exposure}, {.value = value, .lo = lo, .hi = hi});
  double inside = 0, shrunk = 0, raw = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    inside += lo[i] <= s.rate[i] && s.rate[i] <= hi[i];
    shrunk += (value[i] - s.rate[i]) * (value[i] - s.rate[i]);
    raw += (s.count[i] / s.exposure[i] - s.rate[i]) * (s.count[i] / s.exposure[i] - s.rate[i]);
  }
  EXPECT_NEAR(inside / 20000, 0.95, 0.006);  // 3.9 standard errors: a false alarm in 1e4
  EXPECT_LT(shrunk, 0.7 * raw);
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

TEST(gamma_poisson, refuses_bad_rows_by_name) {
  expect_refused([] { fit_of({1, -2}); }, error_code::negative, "gamma_poisson::fit: count[1] = -2 is negative");
  expect_refused(
      [] {
        fit_of({1, 2.5});
      },
      error_code::not_an_integer, "gamma_poisson::fit: count[1] = 2.5 is not a whole number");
  expect_refused(
      [] {
        fit_of({1, missing});
      },
      error_code::not_finite, "gamma_poisson::fit: count[1] = NaN is not a finite number");
  expect_refused([] { fit_of({1, 2}, {1, -1}); }, error_code::negative, "gamma_poisson::fit: exposure[1] = -1 is negative");
  expect_refused([] { fit_of({1, 2}, {1, infinite}); }, error_code::not_finite, "gamma_poisson::fit: exposure[1] = inf");
  expect_refused(
      [] {
        fit_of({1, 2}, {1, 0});
      },
      error_code::not_positive,
      "gamma_poisson::fit: exposure[1] = 0 although count[1] = 2; nothing can be counted without exposure");
  expect_refused(
      [] {
        fit_of({1, 2}, {1});
      },
      error_code::length_mismatch, "gamma_poisson::fit: count has 2 rows and exposure has 1");
  expect_refused([] { fit_of({1, 2}, {1, 1}, {1, -1}); }, error_code::negative, "gamma_poisson::fit: weight[1] = -1 is negative");
  expect_refused([] { fit_of({}); }, error_code::empty, "gamma_poisson::fit: count is empty");
  expect_refused([] { (void)gamma_poisson::prior(0, 1); }, error_code::not_positive, "gamma_poisson::prior: shape = 0");
  column y{1}, out(1), none;
  expect_refused([&] { gamma_poisson{}.given({.count = y}, {.value = none}); }, error_code::length_mismatch,
                 "gamma_poisson::given: count has 1 rows and out.value has 0");
  expect_refused([&] { gamma_poisson{}.given({.count = y}, {.value = out}, 1); }, error_code::out_of_range,
                 "gamma_poisson::given: level = 1 is outside (0, 1)");
  expect_refused([&] { gamma_poisson::fit({.count = y}, {.max_iterations = 0}); }, error_code::bad_option,
                 "gamma_poisson::fit: max_iterations = 0");
  expect_refused([&] { gamma_poisson::fit({.count = y}, {.bad_rows = walaa::policy::repair}); }, error_code::bad_option,
                 "gamma_poisson::fit: bad_rows = repair");
}

TEST(gamma_poisson, a_fit_can_be_cancelled) {
  const column y{0, 3, 9, 1};
  const auto fit = gamma_poisson::fit({.count = y}, {.progress = [](std::size_t, std::size_t) { return false; }});
  EXPECT_EQ(fit.report().status, fit_status::cancelled);
}

}  // namespace
