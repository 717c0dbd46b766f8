// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/beta_binomial.hpp>

#include "coverage.hpp"
#include "rate_data.hpp"  // for saxony_boys
#include "relative.hpp"   // for EXPECT_RELATIVE

#include <walaa/fit/interval.hpp>
#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace {

using walaa::beta_binomial;
using walaa::error_code;
using walaa::fit_status;
using walaa::missing;
using column = std::vector<double>;

walaa::fitted<beta_binomial> fit_of(const column& successes, const column& trials, const column& weight = {}) {
  return beta_binomial::fit({.successes = successes, .trials = trials, .weight = weight});
}

// ---- published and recomputed numbers ----

TEST(beta_binomial, boys_in_families_of_saxony) {
  // Geissler (1889); log-likelihood -12492.9, binomial's AIC 25070.34 against 24989.74 (Lindsey & Altham 1998 and many since);
  // the optimum recomputed with mpmath, 50 digits
  const auto fit = fit_of(walaa::tests::saxony_boys, column(13, 12), walaa::tests::saxony_families);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_RELATIVE(fit->mean, 0.5192187994496783, 1e-12);
  EXPECT_RELATIVE(fit->correlation, 0.014996755053690507, 1e-9);
  EXPECT_RELATIVE(fit->a(), 34.1028576158016, 1e-9);
  EXPECT_RELATIVE(fit->b(), 31.5782341550421, 1e-9);
  EXPECT_NEAR(fit.report().log_likelihood, -12492.9, 0.05);
  EXPECT_NEAR(fit.report().log_likelihood, -12492.871358551332, 1e-8);
  EXPECT_NEAR(fit.report().aic(), 24989.74, 5e-3);
  EXPECT_RELATIVE(fit.report().standard_errors[0], 0.00199074628606257, 1e-8);
  EXPECT_RELATIVE(fit.report().standard_errors[1], 0.00180588909513809, 1e-7);
  EXPECT_RELATIVE(fit.covariance()[1], -7.47464222366286e-9, 1e-5);
  const walaa::beta_binomial_problem<> problem(
      "test", {.successes = walaa::tests::saxony_boys, .trials = column(13, 12), .weight = walaa::tests::saxony_families});
  EXPECT_NEAR(2 - 2 * problem.evaluate(problem.pooled(), {}).value, 25070.34, 5e-3);
}

TEST(beta_binomial, chromosomes_of_brassica) {  // Skellam (1948), 337 nuclei; mpmath, 50 digits
  const auto fit = fit_of({0, 1, 2, 3}, {3, 3, 3, 3}, {32, 103, 122, 80});
  EXPECT_RELATIVE(fit->mean, 0.58071242659544201, 1e-11);
  EXPECT_RELATIVE(fit->correlation, 0.086667511226747541, 1e-10);
  EXPECT_RELATIVE(fit->a(), 6.11975027708286, 1e-10);
  EXPECT_NEAR(fit.report().log_likelihood, -436.81295226466448, 1e-9);
  EXPECT_RELATIVE(fit.report().standard_errors[0], 0.0168093990575016, 1e-8);
  EXPECT_RELATIVE(fit.report().standard_errors[1], 0.0339522011088126, 1e-8);
}

TEST(beta_binomial, unequal_trials_hide_an_optimum_from_the_slope_at_the_limit) {
  const column k{2, 13, 0, 0}, n{2, 34, 2, 6};
  const double p = 15.0 / 44;
  double slope = 0;
  for (std::size_t i = 0; i < 4; ++i)
    slope += k[i] * (k[i] - 1) / p + (n[i] - k[i]) * (n[i] - k[i] - 1) / (1 - p) - n[i] * (n[i] - 1);
  EXPECT_NEAR(slope, -6.74, 5e-3);
  const auto fit = fit_of(k, n);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit->a(), 0.317852, 5e-7);
  EXPECT_NEAR(fit->b(), 0.650363, 1e-6);  // mpmath: 0.650362441566867
  EXPECT_NEAR(fit->b(), 0.650362441566867, 1e-10);
  EXPECT_NEAR(fit.report().log_likelihood, -7.0371120502560775, 1e-12);
  EXPECT_RELATIVE(fit.report().standard_errors[0], 0.196622433647416, 1e-8);
  EXPECT_RELATIVE(fit.report().standard_errors[1], 0.42440274274036, 1e-8);
}

TEST(beta_binomial, posterior_is_the_beta_of_the_textbook) {
  const auto unit = beta_binomial::prior(2, 3).given(4, 5);
  EXPECT_RELATIVE(unit.value, 6.0 / 10, 1e-15);
  EXPECT_RELATIVE(unit.credibility, 5.0 / 10, 1e-15);
  EXPECT_RELATIVE(unit.error, std::sqrt(6.0 * 4 / (100 * 11)), 1e-15);
  EXPECT_RELATIVE(unit.a, 6.0, 1e-15);
  EXPECT_RELATIVE(unit.b, 4.0, 1e-15);
  const auto [lo, hi] = beta_binomial::prior(1, 1).given(8, 1 + 8).interval();  // Beta(9, 2); mpmath, 50 digits
  EXPECT_RELATIVE(lo, 0.55498388297180458, 1e-12);
  EXPECT_RELATIVE(hi, 0.97478927367316663, 1e-12);
}

// ---- statuses: never a parameter that runs away ----

TEST(beta_binomial, no_over_dispersion_is_a_status_with_the_mean_of_all) {
  for (const auto& [k, n] : {std::pair<column, column>{{3, 3, 3, 3}, {6, 6, 6, 6}},
                             {{1, 2, 3}, {2, 4, 6}},
                             {{4, 5, 6, 5, 4, 6, 5, 5, 4, 6}, {10, 10, 10, 10, 10, 10, 10, 10, 10, 10}}}) {
    const auto fit = fit_of(k, n);
    EXPECT_EQ(fit.report().status, fit_status::boundary) << fit.report().full();
    EXPECT_EQ(fit->correlation, 0);
    EXPECT_RELATIVE(fit->mean, 0.5, 1e-15);
    EXPECT_EQ(fit.report().at_bound, std::vector<std::string>{"correlation -> 0"});
    EXPECT_EQ(fit->given(1, 1).value, fit->mean);
    EXPECT_EQ(fit->given(1, 1).interval().hi, fit->mean);
    fit.validate();
  }
}

TEST(beta_binomial, data_that_cannot_tell_are_statuses) {
  const auto status = [](const column& k, const column& n, double mean) {
    const auto fit = fit_of(k, n);
    EXPECT_RELATIVE(fit.unchecked().mean, mean, 1e-15) << fit.report().full();
    EXPECT_EQ(fit.unchecked().correlation, 0);
    EXPECT_FALSE(fit.report().usable());
    fit.validate();
    return fit.report().status;
  };
  EXPECT_EQ(status({0, 0, 0}, {1, 2, 3}, 0), fit_status::degenerate_data);
  EXPECT_EQ(status({1, 2, 3}, {1, 2, 3}, 1), fit_status::degenerate_data);
  EXPECT_EQ(status({0, 0}, {0, 0}, 0), fit_status::degenerate_data);
  EXPECT_EQ(status({5}, {8}, 5.0 / 8), fit_status::not_identified);              // one unit
  EXPECT_EQ(status({1, 0, 1}, {1, 1, 1}, 2.0 / 3), fit_status::not_identified);  // one trial each
  EXPECT_EQ(status({3, 0, 5}, {3, 2, 5}, 0.8), fit_status::not_identified);      // always or never
}

TEST(beta_binomial, a_unit_without_trials_says_nothing) {
  const auto with = fit_of({1, 0, 7, 4}, {9, 0, 10, 5}), without = fit_of({1, 7, 4}, {9, 10, 5});
  EXPECT_EQ(with.unchecked(), without.unchecked());
  EXPECT_EQ(with.report().rows_without_information, 1);
}

TEST(beta_binomial, counts_of_millions_converge) {
  const auto fit = fit_of({400000, 412000, 395000, 2000000}, {1000000, 1000000, 1000000, 5000000});
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit->correlation, 2e-4, 2e-4);
  EXPECT_LE(fit.report().gradient_norm, 1e-8);
}

// ---- laws ----

TEST(beta_binomial, weights_equal_repeated_rows) {
  const auto weighted = fit_of({0, 3, 9}, {4, 5, 12}, {3, 1, 2}), rows = fit_of({0, 0, 0, 3, 9, 9}, {4, 4, 4, 5, 12, 12});
  ASSERT_EQ(weighted.report().status, fit_status::converged);
  EXPECT_EQ(weighted.unchecked(), rows.unchecked());  // the same lists of distinct numbers
  EXPECT_EQ(weighted.report().log_likelihood, rows.report().log_likelihood);
  EXPECT_EQ(fit_of({5}, {8}, {3}).report().status, fit_of({5, 5, 5}, {8, 8, 8}).report().status);
}

TEST(beta_binomial, failures_are_the_mirror_of_successes) {
  const column k{2, 13, 0, 1, 20}, n{2, 34, 2, 6, 22};
  column failed = n;
  for (std::size_t i = 0; i < n.size(); ++i) failed[i] -= k[i];
  const auto yes = fit_of(k, n), no = fit_of(failed, n);
  ASSERT_EQ(yes.report().status, fit_status::converged) << yes.report().full();
  EXPECT_RELATIVE(yes->mean, 1 - no->mean, 1e-13);
  EXPECT_RELATIVE(yes->correlation, no->correlation, 1e-12);
  EXPECT_NEAR(yes.report().log_likelihood, no.report().log_likelihood, 1e-13 * 10);
  EXPECT_RELATIVE(yes.report().standard_errors[0], no.report().standard_errors[0], 1e-10);
}

TEST(beta_binomial, shrinks_between_the_prior_and_the_units_own_share) {
  const beta_binomial m{.mean = 0.3, .correlation = 0.1};
  EXPECT_EQ(m.given(0, 0).value, m.mean);
  EXPECT_EQ(m.given(0, 0).credibility, 0);
  EXPECT_RELATIVE(m.given(6e8, 1e9).value, 0.6, 1e-8);
  for (const auto& [k, n] : {std::pair{0.0, 3.0}, {2.0, 3.0}, {17.0, 40.0}}) {
    const auto unit = m.given(k, n);
    EXPECT_RELATIVE(unit.value, unit.credibility * (k / n) + (1 - unit.credibility) * m.mean, 1e-14);
    EXPECT_RELATIVE(unit.value, (m.a() + k) / (m.a() + m.b() + n), 1e-14);
    EXPECT_RELATIVE(unit.a, m.a() + k, 1e-14);
    EXPECT_RELATIVE(unit.b, m.b() + n - k, 1e-14);
    const auto [lo, hi] = unit.interval(0.9);
    EXPECT_NEAR(walaa::incomplete_beta(unit.a, unit.b, lo), 0.05, 1e-12);
    EXPECT_NEAR(walaa::incomplete_beta(unit.a, unit.b, hi), 0.95, 1e-12);
  }
}

TEST(beta_binomial, at_full_correlation_a_unit_is_its_own_share) {
  const beta_binomial m{.mean = 0.3, .correlation = 1};
  EXPECT_EQ(m.given(0, 0).value, 0.3);
  EXPECT_EQ(m.given(0, 0).interval().lo, 0);
  EXPECT_EQ(m.given(0, 0).interval().hi, 1);
  EXPECT_EQ(m.given(2, 2).value, 1);
  EXPECT_EQ(m.given(1, 4).credibility, 1);
  EXPECT_EQ(m.probability(0, 5), 0.7);
  EXPECT_EQ(m.probability(2, 5), 0);
}

TEST(beta_binomial, probabilities_are_ratios_of_beta_functions) {
  const beta_binomial m{.mean = 0.3, .correlation = 0.1}, alike{.mean = 0.3, .correlation = 0};
  double sum = 0;
  for (int k = 0; k <= 12; ++k) {
    const double choose = -walaa::log_beta(k + 1, 13 - k) - std::log(13.0);
    EXPECT_RELATIVE(m.probability(k, 12),
                    std::exp(choose + walaa::log_beta(m.a() + k, m.b() + 12 - k) - walaa::log_beta(m.a(), m.b())), 1e-13);
    EXPECT_RELATIVE(alike.probability(k, 12), std::exp(choose + k * std::log(0.3) + (12 - k) * std::log(0.7)), 1e-13);
    sum += m.probability(k, 12);
  }
  EXPECT_NEAR(sum, 1, 1e-14);
  EXPECT_EQ(m.probability(0, 0), 1);
  EXPECT_EQ(m.probability(5, 4), 0);
  EXPECT_TRUE(walaa::is_missing(m.probability(missing, 1)));
}

TEST(beta_binomial, columns_equal_rows_and_keep_what_is_missing) {
  const beta_binomial m{.mean = 0.3, .correlation = 0.1};
  const column k{0, 5, missing, 2}, n{0, 6, 1, missing};
  column value(4), error(4), lo(4), hi(4), z(4);
  m.given({.successes = k, .trials = n}, {.value = value, .error = error, .lo = lo, .hi = hi, .credibility = z}, 0.8);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto unit = m.given(k[i], n[i]);
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

TEST(beta_binomial, intervals_cover_the_truth) {
  const beta_binomial truth{.mean = 0.3, .correlation = 0.15};
  walaa::tests::coverage held("beta_binomial", {"mean", "correlation"});
  for (std::uint64_t seed = 1; seed <= held.samples(); ++seed) {
    walaa::random_stream draw(seed);
    column k, n;
    for (int i = 0; i < 300; ++i) {
      const double p = draw.beta(truth.a(), truth.b());
      n.push_back(1 + std::floor(20 * draw.uniform()));
      k.push_back(0);
      for (int j = 0; j < n.back(); ++j) k.back() += draw.chance(p);
    }
    const auto fit = fit_of(k, n);
    ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
    const auto intervals = walaa::parameter_intervals(fit);
    held.add(0, intervals[0], truth.mean);
    held.add(1, intervals[1], truth.correlation);
  }
  held.expect();
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

TEST(beta_binomial, refuses_bad_rows_by_name) {
  expect_refused(
      [] {
        fit_of({1, 3}, {2, 2});
      },
      error_code::out_of_range, "beta_binomial::fit: successes[1] = 3 exceeds trials[1] = 2");
  expect_refused([] { fit_of({1, -1}, {2, 2}); }, error_code::negative, "beta_binomial::fit: successes[1] = -1 is negative");
  expect_refused([] { fit_of({1, 1}, {2, 2.5}); }, error_code::not_an_integer, "beta_binomial::fit: trials[1] = 2.5");
  expect_refused([] { fit_of({1, 1}, {2, missing}); }, error_code::not_finite, "beta_binomial::fit: trials[1] = NaN");
  expect_refused([] { fit_of({1, 1}, {2}); }, error_code::length_mismatch, "beta_binomial::fit: successes has 2 rows and trials");
  expect_refused(
      [] {
        fit_of({1, 1}, {2, 2}, {1});
      },
      error_code::length_mismatch, "beta_binomial::fit: successes has 2 rows and");
  expect_refused([] { fit_of({}, {}); }, error_code::empty, "beta_binomial::fit: successes is empty");
  expect_refused([] { (void)beta_binomial::prior(1, -1); }, error_code::not_positive, "beta_binomial::prior: b = -1");
  expect_refused([] { beta_binomial{.mean = 1.5, .correlation = 0}.validate(); }, error_code::out_of_range,
                 "beta_binomial: mean = 1.5 is outside [0, 1]");
}

}  // namespace
