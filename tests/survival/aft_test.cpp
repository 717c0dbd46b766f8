// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/aft.hpp>

#include "coverage.hpp"
#include "cox_tables.hpp"
#include "refuses.hpp"
#include "relative.hpp"
#include "survival_model_laws.hpp"
#include "telco_counts.hpp"

#include <walaa/archive/model_file.hpp>
#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace {

using walaa::aft_model;
using walaa::covariates;
using walaa::fit_status;
using walaa::lifetime_law;
using walaa::spells;
using walaa::tests::cox_table;
using column = std::vector<double>;
constexpr lifetime_law laws[] = {lifetime_law::exponential, lifetime_law::weibull, lifetime_law::log_normal,
                                 lifetime_law::log_logistic};

spells time_of(const cox_table& t) {
  return {.duration = t.duration, .event = t.event, .entry = t.entry, .weight = t.weight, .unit = t.unit};
}
walaa::fitted<aft_model> fit_of(lifetime_law law, const cox_table& t) { return aft_model::fit(law, time_of(t), t.x()); }

void expect_estimates(const walaa::fitted<aft_model>& fit, const column& expected, double tolerance) {
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  ASSERT_GE(fit->estimates.size(), expected.size());
  for (std::size_t j = 0; j < expected.size(); ++j)
    EXPECT_NEAR(fit->estimates[j], expected[j], tolerance) << fit->estimates.names[j];
}

// ---- published numbers: 432 men released from prison; R survival and own recomputation, lifelines to its digits ----

TEST(aft, weibull_on_rossi) {
  const auto fit = fit_of(lifetime_law::weibull, walaa::tests::rossi());
  expect_estimates(fit,
                   {3.9901347972047, 0.2721633597460, 0.0407137983243, -0.2248024431732, 0.1065565869057, 0.3112732649547,
                    0.0588272526162, -0.0658169048220},
                   1e-11);
  EXPECT_NEAR(fit->scale(), 0.712405333857, 1e-11);
  EXPECT_NEAR(-fit->estimates.values.back(), 0.339108240428, 1e-11);  // lifelines' rho_ intercept
  EXPECT_NEAR(fit->log_likelihood, -679.91656393709, 1e-10);
  EXPECT_NEAR(fit->null_log_likelihood, -696.62439694779, 1e-10);
  EXPECT_NEAR(fit.report().aic(), 1377.83312787, 1e-8);
}

TEST(aft, exponential_on_rossi) {
  const auto fit = fit_of(lifetime_law::exponential, walaa::tests::rossi());
  expect_estimates(fit,
                   {4.0506915379308, 0.3662643371856, 0.0555980396230, -0.3049390763941, 0.1467461377415, 0.4269866908739,
                    0.0826479156637, -0.0856592107896},
                   1e-11);
  EXPECT_EQ(fit->scale(), 1);
  EXPECT_NEAR(fit->log_likelihood, -686.36594085355, 1e-10);
}

TEST(aft, log_logistic_on_rossi) {
  const auto fit = fit_of(lifetime_law::log_logistic, walaa::tests::rossi());
  expect_estimates(fit,
                   {3.9183041430289, 0.2888761393897, 0.0363655890975, -0.2791492592551, 0.1784238146035, 0.3473039773708,
                    0.0507981698971, -0.0691822442975},
                   1e-11);
  EXPECT_NEAR(fit->scale(), 0.64713475601, 1e-10);
  EXPECT_NEAR(fit->log_likelihood, -679.93841105273, 1e-10);
}

TEST(aft, weibull_on_rossi_weighted_by_age) {  // lifelines: 4.93041526, 0.3842902, 0.28612353
  cox_table t = walaa::tests::rossi();
  t.weight = t.columns[1];
  const auto fit = fit_of(lifetime_law::weibull, t.without("age"));
  expect_estimates(
      fit, {4.9304152565, 0.3842902509, -0.2453824610, 0.3114621424, 0.4732254315, -0.0288528100, -0.0616284317, -0.2861235306},
      1e-9);
}

TEST(aft, weibull_on_rossi_with_late_entry) {  // recomputed; eha by way of lifelines: 3.98650094, 0.28865175, 0.27564733
  cox_table t = walaa::tests::rossi();
  for (const double week : t.duration) t.entry.push_back(week > 10 ? 2 : 0);
  const auto fit = fit_of(lifetime_law::weibull, t);
  expect_estimates(
      fit, {3.98675005, 0.28860287, 0.04323388, -0.23881607, 0.11335378, 0.33077317, 0.06299514, -0.06957069, -0.27563408}, 1e-8);
  EXPECT_NEAR(fit->log_likelihood, -678.32543414, 1e-8);
}

TEST(aft, weibull_on_telco_customers_by_the_month) {  // 3,351 customers, recomputed
  const auto rows = walaa::tests::telco_subset_rows();
  const auto fit = aft_model::fit(lifetime_law::weibull, rows.rows(), rows.columns());
  EXPECT_EQ(fit.report().observations, 3351);
  expect_estimates(fit,
                   {2.270716336912, 0.587356676986, 0.524815223923, 0.406853975636, 0.792712774982, 0.730759971281,
                    0.413392315008, 0.657372550882, 0.683643687290, 0.740212833806},
                   1e-11);
  EXPECT_NEAR(fit->scale(), 1.12811869585, 1e-10);
  EXPECT_NEAR(fit->log_likelihood, -6874.5360410072, 1e-9);
}

TEST(aft, weibull_on_telco_tenures) {  // 7,032 customers; recomputed to six digits of lambda
  const auto rows = walaa::tests::telco_rows(walaa::tests::telco_every_counts);
  const auto fit = aft_model::fit(lifetime_law::weibull, rows.rows());
  EXPECT_NEAR(std::exp(fit->estimates[0]), 220.289646, 1e-5);
  EXPECT_NEAR(1 / fit->scale(), 0.644701570, 2e-8);
  EXPECT_NEAR(fit->log_likelihood, -10576.286595047, 1e-8);
}

TEST(aft, covariance_is_the_inverse_of_the_curvature) {  // R survreg on rossi: errors of fin and ln(scale)
  const auto fit = fit_of(lifetime_law::weibull, walaa::tests::rossi());
  EXPECT_NEAR(fit->estimates.error(1), 0.13800, 5e-5);
  EXPECT_NEAR(fit->estimates.error(8), 0.08905, 1e-4);
}

// ---- closed forms ----

TEST(aft, exponential_is_time_over_leavers) {
  const auto fit =
      aft_model::fit(lifetime_law::exponential, {.duration = column{2, 3, 5, 7, 11}, .event = column{1, 0, 1, 1, 0}});
  EXPECT_RELATIVE(std::exp(fit->estimates[0]), 28.0 / 3, 1e-12);
  EXPECT_RELATIVE(fit->estimates.error(0), 1 / std::sqrt(3.0), 1e-9);
  EXPECT_RELATIVE(fit->log_likelihood, -3 * std::log(28.0 / 3) - 3, 1e-13);
}

TEST(aft, log_normal_without_censoring_is_the_mean_and_deviation_of_logarithms) {
  const column t{0.5, 2, 3, 9, 40, 41};
  double mean = 0, square = 0;
  for (const double v : t) mean += std::log(v) / 6;
  for (const double v : t) square += (std::log(v) - mean) * (std::log(v) - mean) / 6;
  const auto fit = aft_model::fit(lifetime_law::log_normal, {.duration = t, .event = column(6, 1.0)});
  EXPECT_RELATIVE(fit->estimates[0], mean, 1e-12);
  EXPECT_RELATIVE(fit->scale(), std::sqrt(square), 1e-11);
}

// ---- laws ----

TEST(aft, a_customer_is_a_survival_model) {
  for (const lifetime_law law : laws) {
    const auto fit = fit_of(law, walaa::tests::rossi());
    walaa::tests::expect_survival_model_laws(fit->at(walaa::tests::rossi().row(5)), 80);
  }
}

TEST(aft, a_row_alone_is_its_row_in_a_batch) {
  const cox_table t = walaa::tests::rossi();
  for (const lifetime_law law : laws) {
    const auto fit = fit_of(law, t);
    column age(t.rows(), 12.0), p(t.rows()), s(t.rows()), m(t.rows()), location(t.rows());
    age[3] = walaa::missing;
    const auto counts = fit->leave_probability(t.x(), age, 9, {.value = p});
    EXPECT_EQ(counts, (walaa::leave_counts{.known = t.rows() - 1, .no_age = 1}));
    fit->survival(t.x(), 30, s);
    fit->age_when_left(t.x(), 0.5, m);
    fit->location(t.x(), location);
    for (std::size_t i = 0; i < t.rows(); i += 17) {
      const walaa::lifetime alone = fit->at(t.row(i));
      EXPECT_EQ(walaa::leaves_within(alone, age[i], 9).value, p[i]);
      EXPECT_EQ(alone.survival(30), s[i]);
      EXPECT_EQ(alone.median(), m[i]);
      EXPECT_EQ(alone.location, location[i]);
      EXPECT_EQ(fit->cumulative_hazard(location[i], 30), alone.cumulative_hazard(30));
    }
  }
}

TEST(aft, columns_are_found_by_name_in_any_order_among_others) {
  const cox_table t = walaa::tests::rossi();
  const auto fit = fit_of(lifetime_law::weibull, t);
  std::vector<walaa::covariate> turned{{"other", t.columns[3]}};
  for (std::size_t j = 7; j-- > 0;) turned.push_back({t.names[j], t.columns[j]});
  column a(t.rows()), b(t.rows());
  fit->survival(t.x(), 30, a);
  fit->survival(covariates(turned), 30, b);
  EXPECT_EQ(a, b);
}

TEST(aft, weights_equal_repeated_rows) {
  cox_table t = walaa::tests::rossi();
  std::vector<std::size_t> twice;
  for (std::size_t i = 0; i < t.rows(); ++i)
    twice.insert(twice.end(), 1 + i % 3, i), t.weight.push_back(static_cast<double>(1 + i % 3));
  cox_table repeated = t.pick(twice);
  repeated.weight.clear();
  for (const lifetime_law law : laws) {
    const auto a = fit_of(law, t), b = fit_of(law, repeated);
    for (std::size_t j = 0; j < a->estimates.size(); ++j) {
      EXPECT_RELATIVE(a->estimates[j], b->estimates[j], 1e-9);
      EXPECT_RELATIVE(a->estimates.error(j), b->estimates.error(j), 1e-8);
    }
  }
}

TEST(aft, splitting_a_spell_changes_nothing) {
  const cox_table t = walaa::tests::rossi();
  cox_table split = t;
  split.entry.assign(t.rows(), 0.0);
  for (std::size_t i = 0; i < t.rows(); ++i) {
    if (t.duration[i] < 4) continue;
    split.duration.push_back(t.duration[i]), split.event.push_back(t.event[i]), split.entry.push_back(t.duration[i] / 2);
    for (std::size_t j = 0; j < 7; ++j) split.columns[j].push_back(t.columns[j][i]);
    split.duration[i] = t.duration[i] / 2, split.event[i] = 0;
  }
  for (const lifetime_law law : laws) {
    const auto a = fit_of(law, t), b = fit_of(law, split);
    EXPECT_RELATIVE(a->log_likelihood, b->log_likelihood, 1e-12);
    for (std::size_t j = 0; j < a->estimates.size(); ++j) EXPECT_NEAR(a->estimates[j], b->estimates[j], 1e-9);
  }
}

TEST(aft, another_unit_of_time_moves_the_intercept_only) {
  const cox_table t = walaa::tests::rossi();
  for (const lifetime_law law : laws)
    for (const double factor : {7.0, 1e-9, 1e12}) {
      cox_table other = t;
      for (double& d : other.duration) d *= factor;
      const auto a = fit_of(law, t), b = fit_of(law, other);
      EXPECT_NEAR(b->estimates[0] - a->estimates[0], std::log(factor), 1e-10);
      for (std::size_t j = 1; j < a->estimates.size(); ++j) EXPECT_NEAR(a->estimates[j], b->estimates[j], 1e-10);
      EXPECT_NEAR(b->log_likelihood - a->log_likelihood, -114 * std::log(factor), 1e-8);
    }
}

TEST(aft, another_unit_of_a_column_divides_its_coefficient) {
  const cox_table t = walaa::tests::rossi();
  cox_table other = t;
  for (double& age : other.columns[1]) age = 1e6 + 1e-3 * age;
  const auto a = fit_of(lifetime_law::weibull, t), b = fit_of(lifetime_law::weibull, other);
  EXPECT_RELATIVE(b->estimates[2], 1e3 * a->estimates[2], 1e-7);
  EXPECT_RELATIVE(b->estimates[1], a->estimates[1], 1e-8);
  EXPECT_RELATIVE(b->log_likelihood, a->log_likelihood, 1e-10);  // the column lost eight digits beside a million
}

TEST(aft, the_weibull_of_scale_one_is_the_exponential) {
  const cox_table t = walaa::tests::rossi();
  const auto exponential = fit_of(lifetime_law::exponential, t);
  double as_weibull = 0;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const walaa::lifetime one{.law = lifetime_law::weibull, .location = exponential->location(t.row(i)), .scale = 1};
    as_weibull += t.event[i] == 1 ? one.log_density(t.duration[i]) : one.log_survival(t.duration[i]);
  }
  EXPECT_RELATIVE(exponential->log_likelihood, as_weibull, 1e-12);
  EXPECT_LT(exponential->log_likelihood, fit_of(lifetime_law::weibull, t)->log_likelihood);
}

TEST(aft, the_mean_of_a_heavy_log_logistic_is_none) {
  const auto rows = walaa::tests::telco_subset_rows();
  const auto fit = aft_model::fit(lifetime_law::log_logistic, rows.rows());
  column mean(1);
  aft_model heavy = *fit;
  heavy.estimates.values.back() = 0.1;
  EXPECT_FALSE(heavy.mean({}, mean));
  EXPECT_TRUE(walaa::is_missing(mean[0]));
  EXPECT_FALSE(heavy.at().mean());
}

TEST(aft, a_model_without_columns_scores_ages_alone) {
  const auto rows = walaa::tests::telco_rows(walaa::tests::telco_every_counts);
  const auto fit = aft_model::fit(lifetime_law::weibull, rows.rows());
  column p(2);
  fit->leave_probability({}, column{0, 12}, 6, {.value = p});
  EXPECT_RELATIVE(p[0], 1 - std::exp(-std::pow(6 / std::exp(fit->estimates[0]), 1 / fit->scale())), 1e-13);
  EXPECT_LT(p[1], p[0]);
  EXPECT_EQ(fit->unit, walaa::time_unit::month);
  EXPECT_RELATIVE(walaa::leaves_within(fit->at(), walaa::months{12}, walaa::months{6}).value, p[1], 1e-13);
}

TEST(aft, a_saved_model_is_the_same_model_and_has_no_data) {
  const auto fit = fit_of(lifetime_law::weibull, walaa::tests::rossi());
  const auto bytes = walaa::save(fit);
  EXPECT_LT(bytes.size(), 6000u);
  EXPECT_EQ(walaa::load<walaa::fitted<aft_model>>(bytes), fit);
  aft_model broken = *fit;
  broken.estimates.names.back() = "shape";
  EXPECT_THROW(broken.validate(), walaa::load_error);
}

// ---- statuses ----

TEST(aft, data_that_cannot_tell_are_statuses) {
  const auto status = [](lifetime_law law, const column& duration, const column& event, const column& x = {}) {
    const auto fit = x.empty() ? aft_model::fit(law, {.duration = duration, .event = event})
                               : aft_model::fit(law, {.duration = duration, .event = event}, {{"x", x}});
    fit.validate();
    return std::pair{fit.report().status, fit.report().message};
  };
  for (const lifetime_law law : laws) {
    EXPECT_EQ(status(law, {1, 2, 3}, {0, 0, 0}),
              (std::pair{fit_status::degenerate_data, std::string("nobody left: lifetimes are longer than what was seen")}));
    EXPECT_EQ(status(law, {1, 2, 3, 4}, {1, 1, 1, 1}, {2, 2, 2, 2}),
              (std::pair{fit_status::not_identified, std::string("the column 'x' is constant")}));
    const auto [separated, words] = status(law, {1, 2, 3, 4, 5, 6}, {1, 1, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1});
    EXPECT_EQ(separated, fit_status::separated);
    EXPECT_NE(words.find("x -> infinity"), std::string::npos) << words;
    EXPECT_EQ(status(law, {1e-6, 1e6, 2, 3}, {1, 1, 1, 1}).first, fit_status::converged);
    EXPECT_EQ(status(law, {1, 2, 3, 1e9}, {1, 1, 0, 0}).first, fit_status::converged);
    EXPECT_EQ(status(law, {100, 100.1, 99.9, 100.05}, {1, 1, 1, 0}).first, fit_status::converged);
  }
  for (const lifetime_law law : {lifetime_law::weibull, lifetime_law::log_normal, lifetime_law::log_logistic}) {
    EXPECT_EQ(status(law, {5}, {1}).first, fit_status::not_identified);
    EXPECT_EQ(status(law, {5, 5, 5}, {1, 1, 1}).first, fit_status::not_identified);
    EXPECT_EQ(status(law, {5, 5, 3}, {1, 1, 0}).first, fit_status::not_identified);
    const auto [explained, words] = status(law, {1, 2, 4, 8}, {1, 1, 1, 1}, {0, 1, 2, 3});
    EXPECT_EQ(explained, fit_status::not_identified);
    EXPECT_NE(words.find("scale tends to 0"), std::string::npos) << words;
  }
  EXPECT_EQ(status(lifetime_law::exponential, {5}, {1}).first, fit_status::converged);
}

TEST(aft, collinear_columns_are_named_with_what_they_are_made_of) {
  cox_table t = walaa::tests::rossi();
  t.names.push_back("twice");
  t.columns.push_back(t.columns[1]);
  for (double& v : t.columns.back()) v *= 2;
  const auto fit = fit_of(lifetime_law::weibull, t);
  EXPECT_EQ(fit.report().status, fit_status::not_identified);
  EXPECT_EQ(fit.report().message, "collinear: twice = 2 age");
  EXPECT_THROW(static_cast<void>(fit->scale()), walaa::not_usable);
}

TEST(aft, the_caller_may_stop_or_limit_a_fit) {
  const cox_table t = walaa::tests::rossi();
  EXPECT_EQ(aft_model::fit(lifetime_law::weibull, time_of(t), t.x(), {.max_iterations = 2}).report().status,
            fit_status::max_iterations);
  walaa::survival_fit_options stop;
  stop.progress = [](std::size_t, std::size_t) { return false; };
  EXPECT_EQ(aft_model::fit(lifetime_law::weibull, time_of(t), t.x(), stop).report().status, fit_status::cancelled);
}

// ---- bad input ----

TEST(aft, bad_input_is_refused_by_row_and_rule) {
  const column ok{1, 2, 3}, event{1, 0, 1};
  const auto fit = [&](const column& d, const covariates& x = {}) {
    return aft_model::fit(lifetime_law::weibull, {.duration = d, .event = event}, x);
  };
  EXPECT_REFUSES(fit({1, 0, 3}),
                 "aft_model::fit: duration[1] = 0 is outside the model, which has no age of 0; leave such rows out "
                 "and say how many [D111]");
  EXPECT_REFUSES(fit({1, -2, 3}), "aft_model::fit: duration[1] = -2 is negative [D104]");
  EXPECT_REFUSES(fit(ok, {{"x", column{1, 2, walaa::missing}}}), "aft_model::fit: x[2] = NaN is not a finite number [D103]");
  EXPECT_THROW(fit(ok, {{"x", column{1, 2}}}), walaa::invalid_input);
  const auto model = fit_of(lifetime_law::weibull, walaa::tests::rossi());
  EXPECT_THROW(static_cast<void>(model->at(column{1, 2})), walaa::invalid_input);
  column out(3);
  EXPECT_THROW(static_cast<void>(model->leave_probability({{"fin", ok}}, ok, 1, {.value = out})), walaa::invalid_input);
  const auto bare = fit(ok);
  EXPECT_REFUSES(bare->leave_probability({}, column{1, -1, 2}, 1, {.value = out}),
                 "aft_model::leave_probability: alive_at[1] = -1 is negative [D104]");
  EXPECT_REFUSES(bare->leave_probability({}, ok, -1, {.value = out}),
                 "aft_model::leave_probability: horizon = -1 is negative [D104]");
}

// ---- recovery ----

void expect_coverage(lifetime_law law, std::uint64_t seed) {
  const column truth{1.5, 0.7, -0.4, std::log(0.8)};
  walaa::tests::coverage held(std::string(walaa::law_name(law)), {"(intercept)", "group", "size", "ln(scale)"});
  for (std::uint64_t k = 0; k < held.samples(); ++k) {
    walaa::random_stream draw(seed, k);
    column duration, event, group, size;
    for (int i = 0; i < 400; ++i) {
      group.push_back(draw.chance(0.4) ? 1 : 0);
      size.push_back(draw.normal());
      const double u = draw.uniform();
      const double w = law == lifetime_law::log_normal     ? draw.normal()
                       : law == lifetime_law::log_logistic ? std::log(u / (1 - u))
                                                           : std::log(-std::log(u));
      const double t = std::exp(truth[0] + truth[1] * group.back() + truth[2] * size.back() + 0.8 * w),
                   seen = 3 + 12 * draw.uniform();
      duration.push_back(t < seen ? t : seen);
      event.push_back(t < seen ? 1 : 0);
    }
    const auto fit = aft_model::fit(law, {.duration = duration, .event = event}, {{"group", group}, {"size", size}});
    ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
    for (std::size_t j = 0; j < 4; ++j) held.add(j, fit->estimates.interval(j), truth[j]);
  }
  held.expect();
}

TEST(aft, intervals_of_the_weibull_cover_the_truth) { expect_coverage(lifetime_law::weibull, 20260201); }
TEST(aft, intervals_of_the_log_normal_cover_the_truth) { expect_coverage(lifetime_law::log_normal, 20260202); }
TEST(aft, intervals_of_the_log_logistic_cover_the_truth) { expect_coverage(lifetime_law::log_logistic, 20260203); }

}  // namespace
