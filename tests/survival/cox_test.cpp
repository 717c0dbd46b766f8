// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/cox.hpp>  // the header under test comes first: it must stand alone

#include "coverage.hpp"
#include "cox_tables.hpp"           // for six_customers, aml_table, rossi, telco_monthly
#include "relative.hpp"             // for EXPECT_RELATIVE
#include "survival_model_laws.hpp"  // for expect_survival_model_laws

#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Fits marked "recomputed" are R survival 3.5-3 with eps 1e-13: 1e-8 on coefficients, 1e-9 on log-likelihoods.
namespace {

using namespace walaa::tests;
using walaa::cox_baseline;
using walaa::cox_model;
using walaa::cox_ties;
using walaa::fit_status;

void expect_coefficients(const walaa::fitted<cox_model>& fit, const std::vector<double>& expected, double tolerance = 1e-8) {
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  ASSERT_EQ(fit->estimates.size(), expected.size());
  for (std::size_t j = 0; j < expected.size(); ++j) EXPECT_RELATIVE(fit->estimates[j], expected[j], tolerance);
}

// ---- Therneau & Grambsch (2000), appendix; closed forms ----

TEST(cox, breslow_on_six_customers_is_the_closed_form) {
  const auto fit = cox_model::fit(six_customers().data(), {.ties = cox_ties::breslow});
  const double b = std::log(1.5 + std::sqrt(33.0) / 2), r = std::exp(b);
  expect_coefficients(fit, {1.4752849148290008}, 1e-12);
  EXPECT_RELATIVE(fit->estimates[0], b, 1e-12);
  EXPECT_RELATIVE(fit->evidence.log_likelihood, 2 * b - std::log(3 * r + 3) - 2 * std::log(r + 3), 1e-13);
  EXPECT_RELATIVE(fit->evidence.null_log_likelihood, -std::log(6) - 2 * std::log(4), 1e-13);
}

TEST(cox, newton_from_zero_takes_the_published_steps) {
  const auto one = cox_model::fit(six_customers().data(), {.ties = cox_ties::breslow, .max_iterations = 1});
  EXPECT_EQ(one.report().status, fit_status::max_iterations);
  EXPECT_RELATIVE(one.unchecked().estimates[0], 1.6, 1e-14);
  const auto two = cox_model::fit(six_customers().data(), {.ties = cox_ties::breslow, .max_iterations = 2});
  EXPECT_NEAR(two.unchecked().estimates[0], 1.472724, 5e-7);
}

TEST(cox, efron_on_six_customers_is_the_closed_form) {
  const auto fit = cox_model::fit(six_customers().data());
  const double b = std::log(2 * std::sqrt(23.0 / 3) * std::cos(std::acos(45.0 / 23 * std::sqrt(3.0 / 23)) / 3));
  const double r = std::exp(b);
  expect_coefficients(fit, {1.676857485592897}, 1e-12);
  EXPECT_RELATIVE(fit->estimates[0], b, 1e-12);
  EXPECT_RELATIVE(fit->evidence.log_likelihood, 2 * b - std::log(3 * r + 3) - std::log((r + 5) / 2) - std::log(r + 3), 1e-13);
}

TEST(cox, exact_on_six_customers_has_no_maximum_and_says_so) {
  const auto fit = cox_model::fit(six_customers().data(), {.ties = cox_ties::exact});
  EXPECT_EQ(fit.report().status, fit_status::separated);
  EXPECT_EQ(fit.report().at_bound, std::vector<std::string>{"x -> infinity"});
  EXPECT_EQ(fit.report().message,
            "who leaves is separated by x -> infinity; the log-likelihood tends to -2.1972; leave the column out, or set ridge");
  EXPECT_THROW(static_cast<void>(*fit), walaa::not_usable);
  EXPECT_NEAR(fit.unchecked().evidence.log_likelihood, -2 * std::log(3), 1e-6);  // the limit
  EXPECT_RELATIVE(fit.unchecked().evidence.null_log_likelihood, -2 * std::log(6), 1e-13);
  EXPECT_TRUE(fit.covariance().empty());
}

TEST(cox, variance_of_the_baseline_at_zero) {  // Breslow, b = 0, x = 0: 7/180, 2/9, 2/9, 11/9
  const auto given =
      cox_model::fit(six_customers().data(), {.ties = cox_ties::breslow, .curve_errors = true, .max_iterations = 0});
  EXPECT_EQ(given.report().status, fit_status::not_fitted);
  const std::vector<double> x{0};
  const auto customer = given->at(x);
  const double expected[][2] = {{1, 7.0 / 180}, {6, 2.0 / 9}, {8, 2.0 / 9}, {9, 11.0 / 9}};
  for (const auto& [t, variance] : expected) EXPECT_RELATIVE(customer.hazard_error(t), std::sqrt(variance), 1e-13);
}

// ---- aml (recomputed) ----

TEST(cox, aml_with_every_kind_of_ties) {
  const auto table = aml_table();
  const auto breslow = cox_model::fit(table.data(), {.ties = cox_ties::breslow});
  expect_coefficients(breslow, {-0.90421972368621});
  EXPECT_RELATIVE(breslow->evidence.null_log_likelihood, -42.898123897174, 1e-12);
  EXPECT_RELATIVE(breslow->evidence.log_likelihood, -41.250114350069, 1e-12);
  const auto efron = cox_model::fit(table.data());
  expect_coefficients(efron, {-0.91553257501477});
  EXPECT_RELATIVE(efron->evidence.null_log_likelihood, -42.72483926276, 1e-12);
  EXPECT_RELATIVE(efron->evidence.log_likelihood, -41.032615596458, 1e-12);
  EXPECT_RELATIVE(efron->estimates.error(0), 0.51193427517, 1e-8);
  const auto exact = cox_model::fit(table.data(), {.ties = cox_ties::exact});
  expect_coefficients(exact, {-0.92176086915888});
  EXPECT_RELATIVE(exact->evidence.null_log_likelihood, -40.64539772108, 1e-12);
  EXPECT_RELATIVE(exact->evidence.log_likelihood, -38.963547007919, 1e-12);
  EXPECT_RELATIVE(exact->estimates.error(0), 0.5162484008, 1e-8);
}

TEST(cox, aml_with_a_ridge) {
  const auto fit = cox_model::fit(aml_table().data(), {.ridge = 1});
  expect_coefficients(fit, {-0.729058454665});
  EXPECT_RELATIVE(fit->evidence.log_likelihood, -41.100070619, 1e-9);  // without the penalty
  EXPECT_RELATIVE(fit.report().penalty, 0.5 * 0.729058454665 * 0.729058454665, 1e-8);
}

// ---- Rossi (recomputed; lifelines asserts them to 6 decimals) ----

TEST(cox, rossi_efron) {
  const auto fit = cox_model::fit(rossi().data());
  expect_coefficients(fit, {-0.3794221668712, -0.0574377430138, 0.3138997859493, -0.1497956972228, -0.4337038766903,
                            -0.0848710829908, 0.0914970793511});
  const double errors[] = {0.19137948071, 0.02199947063, 0.30799277639, 0.21222429616,
                           0.38186805746, 0.19575667192, 0.02864855007};
  for (std::size_t j = 0; j < 7; ++j) EXPECT_RELATIVE(fit->estimates.error(j), errors[j], 1e-8);
  EXPECT_RELATIVE(fit->evidence.null_log_likelihood, -675.38063234687, 1e-12);
  EXPECT_RELATIVE(fit->evidence.log_likelihood, -658.74765944609, 1e-12);
  EXPECT_RELATIVE(fit->evidence.score, 33.5286888997, 1e-9);
  EXPECT_RELATIVE(fit->evidence.wald, 32.1126101919, 1e-8);
  EXPECT_NEAR(fit->evidence.ratio, 33.27, 0.005);
  EXPECT_EQ(fit->evidence.leavers, 114);
}

TEST(cox, rossi_breslow) {
  const auto fit = cox_model::fit(rossi().data(), {.ties = cox_ties::breslow});
  expect_coefficients(fit, {-0.3790218877950, -0.0572459253636, 0.3141297650682, -0.1511145996275, -0.4327825725491,
                            -0.0849828357516, 0.0911115405005});
  EXPECT_RELATIVE(fit->evidence.log_likelihood, -659.12060567733, 1e-12);
}

TEST(cox, rossi_survival_with_both_baselines) {
  const auto table = rossi();
  const auto efron = cox_model::fit(table.data()), breslow = cox_model::fit(table.data(), {.baseline = cox_baseline::breslow});
  const double by_efron[] = {0.714894402288, 0.410953795370, 0.434118504190};
  const double by_breslow[] = {0.715699317370, 0.412180928934, 0.435334761019};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(efron->at(table.row(i)).survival(52), by_efron[i], 1e-9);
    EXPECT_NEAR(breslow->at(table.row(i)).survival(52), by_breslow[i], 1e-9);
  }
  const double hazards[][3] = {{1, 0.0019580816479, 0.0019580816479},
                               {10, 0.0299439289957, 0.0298846155319},
                               {26, 0.1162530320552, 0.1159179499377},
                               {52, 0.2752958652720, 0.2743728368306}};
  for (const auto& [t, e, b] : hazards) {
    EXPECT_RELATIVE(efron->at(efron->centre).cumulative_hazard(t), e, 1e-9);
    EXPECT_RELATIVE(breslow->at(breslow->centre).cumulative_hazard(t), b, 1e-9);
  }
}

TEST(cox, rossi_in_strata_of_race) {
  auto table = rossi();
  table.strata = table.columns[2];
  const auto fit = cox_model::fit(table.without("race").data());
  expect_coefficients(fit, {-0.378767374640, -0.057639745568, -0.142749925420, -0.438816685638, -0.085763954600, 0.092213839431});
  EXPECT_EQ(fit->curves.size(), 2u);
}

// ---- telco (recomputed; the DSL coefficient -0.22 and ratio 0.80 are published by Databricks) ----

TEST(cox, telco_with_heavy_ties) {
  const auto table = telco_monthly();
  ASSERT_EQ(table.rows(), 3351u);
  const auto efron = cox_model::fit(table.data());
  expect_coefficients(efron, {-0.3286509491520, -0.2173291348503, -0.7766203755507, -0.6391661617452});
  EXPECT_RELATIVE(efron->evidence.null_log_likelihood, -11484.835108376, 1e-12);
  EXPECT_RELATIVE(efron->evidence.log_likelihood, -11315.952477400, 1e-12);
  EXPECT_EQ(efron->evidence.leavers, 1556);
  const auto breslow = cox_model::fit(table.data(), {.ties = cox_ties::breslow});
  expect_coefficients(breslow, {-0.3234900394915, -0.2163516459521, -0.7614902704344, -0.6243687775229});
  EXPECT_RELATIVE(breslow->evidence.log_likelihood, -11352.454730015, 1e-12);
}

TEST(cox, telco_baselines_follow_the_ties_unless_told_otherwise) {
  const auto table = telco_monthly();
  const auto efron = cox_model::fit(table.data()), mixed = cox_model::fit(table.data(), {.baseline = cox_baseline::breslow}),
             breslow = cox_model::fit(table.data(), {.ties = cox_ties::breslow});
  const double hazards[][4] = {{1, 0.153368904756, 0.144024991754, 0.143285087203},
                               {12, 0.572692759711, 0.556891892654, 0.553573227884},
                               {24, 0.893543703244, 0.874666292761, 0.868982658803},
                               {48, 1.617119507160, 1.591083954628, 1.579041749877},
                               {72, 3.816410584380, 3.737419884641, 3.701015023938}};
  const std::vector<double> zero(4, 0.0);
  for (const auto& [t, e, m, b] : hazards) {
    EXPECT_RELATIVE(efron->at(zero).cumulative_hazard(t), e, 1e-9);
    EXPECT_RELATIVE(mixed->at(zero).cumulative_hazard(t), m, 1e-9);
    EXPECT_RELATIVE(breslow->at(zero).cumulative_hazard(t), b, 1e-9);
    EXPECT_RELATIVE(efron->cumulative_hazard(0, t), e, 1e-9);  // by the linear predictor, which is not centred
  }
}

// ---- scoring ----

TEST(cox, a_customer_obeys_the_laws_of_survival_models) {
  const auto table = rossi();
  const auto fit = cox_model::fit(table.data(), {.curve_errors = true});
  for (const std::size_t i : {0u, 7u, 100u}) expect_survival_model_laws(fit->at(table.row(i)), 52);
}

TEST(cox, a_row_alone_has_the_bits_of_its_row_in_a_batch) {
  const auto table = rossi();
  const auto fit = cox_model::fit(table.data(), {.curve_errors = true});
  const std::size_t n = table.rows();
  std::vector<double> survival(n), hazard(n), lp(n), age(n), p(n), error(n);
  for (std::size_t i = 0; i < n; ++i) age[i] = static_cast<double>(i % 45);
  fit->survival(table.x(), 40, survival);
  fit->cumulative_hazard(table.x(), 40, hazard);
  fit->linear_predictor(table.x(), lp);
  const auto counts = fit->leave_probability(table.x(), age, 10, {.value = p, .error = error});
  EXPECT_EQ(counts.beyond_data, n - counts.known);
  for (std::size_t i = 0; i < n; ++i) {
    const auto one = table.pick({i});
    double s[1], h[1], l[1], q[1], e[1];
    fit->survival(one.x(), 40, s);
    fit->cumulative_hazard(one.x(), 40, h);
    fit->linear_predictor(one.x(), l);
    fit->leave_probability(one.x(), std::span(age).subspan(i, 1), 10, {.value = q, .error = e});
    EXPECT_EQ(s[0], survival[i]);
    EXPECT_EQ(h[0], hazard[i]);
    EXPECT_EQ(l[0], lp[i]);
    EXPECT_TRUE(q[0] == p[i] || (walaa::is_missing(q[0]) && age[i] > 42));
    const auto customer = fit->at(table.row(i));
    EXPECT_EQ(customer.survival(40), survival[i]);
    EXPECT_EQ(fit->linear_predictor(table.row(i)), lp[i]);
    const auto leaving = walaa::leaves_within(customer, age[i], 10.0);
    if (!leaving) continue;
    EXPECT_EQ(leaving.value, p[i]);
    EXPECT_EQ(leaving.error, error[i]);
    EXPECT_RELATIVE(1 - p[i], customer.survival(age[i] + 10) / customer.survival(age[i]), 1e-13);
  }
}

TEST(cox, no_time_no_leaving_and_nothing_beyond_the_data) {
  const auto table = rossi();
  const auto fit = cox_model::fit(table.data());
  const std::vector<double> age{0, 10, 52, 53};
  std::vector<double> p(4);
  std::vector<walaa::leaving> status(4);
  const auto four = table.pick({0, 1, 2, 3});
  fit->leave_probability(four.x(), age, 0, {.value = p, .status = status});
  EXPECT_EQ(p[0], 0.0);
  EXPECT_EQ(p[2], 0.0);
  const auto counts = fit->leave_probability(four.x(), age, 5, {.value = p, .status = status});
  EXPECT_EQ(counts, (walaa::leave_counts{.known = 2, .gone = 0, .beyond_data = 2, .no_age = 0}));
  EXPECT_EQ(status[2], walaa::leaving::beyond_data);
  EXPECT_TRUE(walaa::is_missing(p[2]) && walaa::is_missing(p[3]));
  EXPECT_TRUE(walaa::is_missing(fit->at(table.row(0)).cumulative_hazard(52.5)));
  EXPECT_EQ(fit->at(table.row(0)).cumulative_hazard(0.5), 0.0);  // left of the first time
}

// ---- saving ----

TEST(cox, comes_back_from_a_tree_as_it_was_and_small) {
  auto table = rossi();
  table.strata = table.columns[2];
  const auto fit = cox_model::fit(table.without("race").data(), {.curve_errors = true});
  const auto back = walaa::from_tree<walaa::fitted<cox_model>>(walaa::to_tree(fit));
  EXPECT_EQ(back, fit);
  EXPECT_NO_THROW(back.validate());
  std::size_t numbers = 0;
  for (const auto& c : fit->curves) numbers += c.time.size() + c.hazard.size();
  EXPECT_LE(numbers, 2u * 114u);  // event times only, no training data
}

TEST(cox, validate_refuses_what_is_no_model) {
  const auto good = cox_model::fit(rossi().data(), {.curve_errors = true}).unchecked();
  EXPECT_NO_THROW(good.validate());
  const auto refused = [&](auto&& spoil) {
    cox_model bad = good;
    spoil(bad);
    try {
      bad.validate();
      return false;
    } catch (const walaa::error&) {
      return true;
    }
  };
  EXPECT_TRUE(refused([](auto& m) { m.unit = static_cast<walaa::time_unit>(9); }));
  EXPECT_TRUE(refused([](auto& m) { m.ties = static_cast<cox_ties>(3); }));
  EXPECT_TRUE(refused([](auto& m) { m.centre.pop_back(); }));
  EXPECT_TRUE(refused([](auto& m) { m.centre[0] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& m) { m.estimates.values[0] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& m) { m.curves.clear(); }));
  EXPECT_TRUE(refused([](auto& m) { m.curves.push_back(m.curves[0]); }));
  EXPECT_TRUE(refused([](auto& m) { m.curves[0].time[3] = m.curves[0].time[2]; }));
  EXPECT_TRUE(refused([](auto& m) { m.curves[0].time.back() = 1000; }));
  EXPECT_TRUE(refused([](auto& m) { m.curves[0].hazard[3] = 0; }));
  EXPECT_TRUE(refused([](auto& m) { m.curves[0].hazard.pop_back(); }));
  EXPECT_TRUE(refused([](auto& m) { m.curves[0].variance[3] = -1; }));
  EXPECT_TRUE(refused([](auto& m) { m.curves[0].drift.pop_back(); }));
  EXPECT_TRUE(refused([](auto& m) { m.curves[0].drift[0] = walaa::missing; }));
  EXPECT_TRUE(refused([](auto& m) { m.evidence.leavers = -1; }));
}

// ---- recovery ----

TEST(cox, intervals_cover_the_truth) {
  const double truth[] = {0.6, -0.4};
  walaa::tests::coverage held("cox", {"group", "size"});
  for (std::uint64_t k = 0; k < held.samples(); ++k) {
    walaa::random_stream draw(20260302, k);
    std::vector<double> duration, event, group, size;
    for (int i = 0; i < 300; ++i) {
      group.push_back(draw.chance(0.4) ? 1 : 0);
      size.push_back(draw.normal());
      const double risk = std::exp(truth[0] * group.back() + truth[1] * size.back());
      const double life = std::sqrt(draw.exponential(0.02 * risk)), seen = 2 + 12 * draw.uniform();
      duration.push_back(life < seen ? life : seen);
      event.push_back(life < seen ? 1 : 0);
    }
    const auto fit = cox_model::fit({.time = {.duration = duration, .event = event}, .x = {{"group", group}, {"size", size}}});
    ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
    for (std::size_t j = 0; j < 2; ++j) held.add(j, fit->estimates.interval(j), truth[j]);
  }
  held.expect();
}

}  // namespace
