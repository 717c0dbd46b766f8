// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/discrete_hazard.hpp>

#include "cox_tables.hpp"
#include "refuses.hpp"
#include "relative.hpp"
#include "survival_model_laws.hpp"

#include <walaa/archive/model_file.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/regression/logistic.hpp>
#include <walaa/survival/cox.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::covariates;
using walaa::discrete_hazard_model;
using walaa::fit_status;
using walaa::hazard_link;
using walaa::period_baseline;
using walaa::tests::cox_table;
using column = std::vector<double>;
constexpr hazard_link links[] = {hazard_link::logit, hazard_link::cloglog};

walaa::fitted<discrete_hazard_model> fit_of(hazard_link link, const cox_table& t, const walaa::discrete_hazard_options& o = {}) {
  return discrete_hazard_model::fit(link, t.data().time, t.x(), o);
}

void expect_estimates(const discrete_hazard_model& m, const std::vector<std::pair<std::string, double>>& expected,
                      double tolerance) {
  for (const auto& [name, value] : expected) EXPECT_NEAR(m.estimates[name], value, tolerance) << name;
}

// ---- published numbers ----

TEST(discrete_hazard, logit_on_rossi_with_a_linear_week) {  // 19,809 customer-weeks, 114 events; R glm, recomputed
  const auto fit = fit_of(hazard_link::logit, walaa::tests::rossi(), {.baseline = period_baseline::linear});
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  expect_estimates(*fit,
                   {{"(intercept)", -4.5090393601957},
                    {"fin", -0.3823488411759},
                    {"age", -0.0575177066345},
                    {"race", 0.3144736910426},
                    {"wexp", -0.1495676456182},
                    {"mar", -0.4362982620841},
                    {"paro", -0.0830726505841},
                    {"prio", 0.0919529865517},
                    {"period", 0.0182190395327}},
                   1e-11);
  EXPECT_NEAR(fit->log_likelihood, -681.77302204411, 1e-10);
}

TEST(discrete_hazard, cloglog_on_rossi_with_a_linear_week) {  // recomputed by Newton; R glm stops 6e-9 away
  const auto fit = fit_of(hazard_link::cloglog, walaa::tests::rossi(), {.baseline = period_baseline::linear});
  expect_estimates(*fit,
                   {{"(intercept)", -4.5103784716855},
                    {"fin", -0.3809780812611},
                    {"age", -0.0574624944849},
                    {"race", 0.3124522836950},
                    {"wexp", -0.1475979133010},
                    {"mar", -0.4346139593999},
                    {"paro", -0.0831439023258},
                    {"prio", 0.0916185216022},
                    {"period", 0.0181345522524}},
                   1e-11);
  EXPECT_NEAR(fit->log_likelihood, -681.77099628005, 1e-10);
}

TEST(discrete_hazard, cloglog_estimates_the_coefficients_of_cox) {  // proportional hazards by whole weeks
  const cox_table t = walaa::tests::rossi();
  const auto cox = walaa::cox_model::fit(t.data());
  const auto fit = fit_of(hazard_link::cloglog, t);
  for (std::size_t j = 0; j < 7; ++j) {
    EXPECT_NEAR(fit->estimates[t.names[j]], cox->estimates[j], 0.01 * cox->estimates.error(j)) << t.names[j];
    EXPECT_NEAR(fit->estimates.error(fit->baseline_terms + j), cox->estimates.error(j), 0.005 * cox->estimates.error(j));
  }
}

// ---- the table of customer-periods, made here to be compared with ----

struct expanded {
  std::vector<double> y, weight;
  std::vector<column> columns;
};

expanded expand(const cox_table& t, std::size_t periods) {
  expanded e;
  e.columns.resize(periods - 1 + t.names.size());
  for (std::size_t i = 0; i < t.rows(); ++i)
    for (std::size_t k = t.entry.empty() ? 1 : static_cast<std::size_t>(t.entry[i]) + 1;
         k <= static_cast<std::size_t>(t.duration[i]); ++k) {
      e.y.push_back(t.event[i] == 1 && static_cast<double>(k) == t.duration[i] ? 1 : 0);
      e.weight.push_back(t.weight.empty() ? 1 : t.weight[i]);
      for (std::size_t p = 2; p <= periods; ++p) e.columns[p - 2].push_back(k == p ? 1 : 0);
      for (std::size_t j = 0; j < t.names.size(); ++j) e.columns[periods - 1 + j].push_back(t.columns[j][i]);
    }
  return e;
}

cox_table weighted_late() {
  cox_table t{.names = {"a", "b"}, .columns = {{}, {}}};
  for (int i = 0; i < 90; ++i) {
    const double d = 1 + (i * 7) % 6, a = (i % 5) - 2, b = i % 3 == 0 ? 1 : 0;
    t.duration.push_back(d);
    t.event.push_back((i * i) % 7 < 4 ? 1 : 0);
    t.entry.push_back(d > 2 && i % 4 == 0 ? 2 : 0);
    t.weight.push_back(1 + i % 3);
    t.columns[0].push_back(a), t.columns[1].push_back(b);
  }
  return t;
}

TEST(discrete_hazard, logit_is_logistic_regression_on_customer_periods) {
  const cox_table t = weighted_late();
  const expanded e = expand(t, 6);
  std::vector<walaa::covariate> named;
  const std::vector<std::string> names{"p2", "p3", "p4", "p5", "p6", "a", "b"};
  for (std::size_t j = 0; j < names.size(); ++j) named.push_back({names[j], e.columns[j]});
  const auto logistic = walaa::logistic_model::fit(covariates(named), {.value = e.y, .weight = e.weight});
  const auto fit = fit_of(hazard_link::logit, t);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit->log_likelihood, logistic->log_likelihood, 1e-10);
  EXPECT_NEAR(fit->estimates["period 1"], logistic->beta[0], 1e-9);
  for (std::size_t k = 1; k < 6; ++k) EXPECT_NEAR(fit->estimates[k], logistic->beta[0] + logistic->beta[k], 1e-9);
  for (std::size_t j = 6; j < 8; ++j) {
    EXPECT_NEAR(fit->estimates[j], logistic->beta[j], 1e-9);
    EXPECT_RELATIVE(fit->estimates.error(j), logistic->beta.error(j), 1e-8);
  }
  EXPECT_RELATIVE(fit->estimates.error(0), logistic->beta.error(0), 1e-8);
}

TEST(discrete_hazard, the_likelihood_is_that_of_each_period_and_flat_at_the_estimates) {
  const cox_table t = weighted_late();
  for (const hazard_link link : links)
    for (const auto& options : {walaa::discrete_hazard_options{},
                                {.baseline = period_baseline::blocks, .knots = {1, 3}},
                                {.baseline = period_baseline::linear},
                                {.baseline = period_baseline::logarithmic},
                                {.baseline = period_baseline::spline, .knots = {1, 3, 6}}}) {
      const auto fit = fit_of(link, t, options);
      ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
      const auto value = [&](double da, double db) {
        double sum = 0;
        for (std::size_t i = 0; i < t.rows(); ++i)
          for (double k = t.entry[i] + 1; k <= t.duration[i]; ++k) {
            const double o = std::log(fit->odds[static_cast<std::size_t>(k) - 1]);
            const double a = t.columns[0][i], b = t.columns[1][i];
            const double eta =
                o + fit->estimates["a"] * (a - fit->centre[0]) + fit->estimates["b"] * (b - fit->centre[1]) + da * a + db * b;
            const double h = link == hazard_link::logit ? walaa::logistic(eta) : -std::expm1(-std::exp(eta));
            sum += t.weight[i] * (t.event[i] == 1 && k == t.duration[i] ? std::log(h) : std::log1p(-h));
          }
        return sum;
      };
      const double top = value(0, 0);
      EXPECT_RELATIVE(fit->log_likelihood, top, 1e-12);
      for (const double d : {1e-3, -1e-3}) {
        EXPECT_LT(value(d, 0), top);
        EXPECT_LT(value(0, d), top);
      }
    }
}

TEST(discrete_hazard, without_columns_the_hazards_are_the_shares) {
  const cox_table t = weighted_late();
  for (const hazard_link link : links) {
    const auto fit = discrete_hazard_model::fit(link, t.data().time);
    const auto customer = fit->at();
    for (double k = 1; k <= 6; ++k) {
      double asked = 0, left = 0;
      for (std::size_t i = 0; i < t.rows(); ++i) {
        if (t.entry[i] < k && t.duration[i] >= k) asked += t.weight[i];
        if (t.event[i] == 1 && t.duration[i] == k) left += t.weight[i];
      }
      EXPECT_RELATIVE(customer.hazard(k), left / asked, 1e-9);
    }
    EXPECT_EQ(fit->log_likelihood, fit->null_log_likelihood);
  }
}

// ---- laws ----

TEST(discrete_hazard, a_customer_is_a_survival_model) {
  const cox_table t = walaa::tests::rossi();
  for (const hazard_link link : links)
    for (const auto b : {period_baseline::each, period_baseline::linear}) {
      const auto fit = fit_of(link, t, {.baseline = b});
      const auto customer = fit->at(t.row(5));
      walaa::tests::expect_survival_model_laws(customer, 52);
      double product = 1;
      for (double k = 1; k <= 52; ++k) EXPECT_RELATIVE(customer.survival(k), product *= 1 - customer.hazard(k), 1e-12);
      EXPECT_EQ(customer.survival(7.5), customer.survival(7));
      EXPECT_EQ(walaa::leaves_within(customer, 50.0, 3.0).status, walaa::leaving::beyond_data);
      EXPECT_TRUE(walaa::is_missing(customer.hazard(53)));
    }
}

TEST(discrete_hazard, a_row_alone_is_its_row_in_a_batch) {
  const cox_table t = walaa::tests::rossi();
  for (const hazard_link link : links) {
    const auto fit = fit_of(link, t);
    column age(t.rows(), 12.0), p(t.rows()), s(t.rows());
    age[3] = walaa::missing, age[4] = 50;
    const auto counts = fit->leave_probability(t.x(), age, 9, {.value = p});
    EXPECT_EQ(counts, (walaa::leave_counts{.known = t.rows() - 2, .beyond_data = 1, .no_age = 1}));
    fit->survival(t.x(), 30, s);
    for (std::size_t i = 0; i < t.rows(); i += 17) {
      const auto alone = fit->at(t.row(i));
      EXPECT_EQ(walaa::leaves_within(alone, age[i], 9).value, p[i]);
      EXPECT_EQ(alone.survival(30), s[i]);
      EXPECT_RELATIVE(fit->cumulative_hazard(fit->linear_predictor(t.row(i)), 30), alone.cumulative_hazard(30), 1e-14);
    }
  }
}

TEST(discrete_hazard, weights_equal_repeated_rows) {
  cox_table t = weighted_late(), repeated = t;
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < t.rows(); ++i) which.insert(which.end(), static_cast<std::size_t>(t.weight[i]), i);
  repeated = t.pick(which);
  repeated.weight.clear();
  for (const hazard_link link : links) {
    const auto a = fit_of(link, t), b = fit_of(link, repeated);
    EXPECT_RELATIVE(a->log_likelihood, b->log_likelihood, 1e-12);
    for (std::size_t j = 0; j < a->estimates.size(); ++j) EXPECT_NEAR(a->estimates[j], b->estimates[j], 1e-9);
  }
}

TEST(discrete_hazard, splitting_a_spell_changes_nothing) {
  const cox_table t = walaa::tests::rossi();
  cox_table split = t;
  split.entry.assign(t.rows(), 0.0);
  for (std::size_t i = 0; i < t.rows(); ++i) {
    if (t.duration[i] < 4) continue;
    split.duration.push_back(t.duration[i]), split.event.push_back(t.event[i]), split.entry.push_back(3);
    for (std::size_t j = 0; j < 7; ++j) split.columns[j].push_back(t.columns[j][i]);
    split.duration[i] = 3, split.event[i] = 0;
  }
  for (const hazard_link link : links) {
    const auto a = fit_of(link, t, {.baseline = period_baseline::linear});
    const auto b = fit_of(link, split, {.baseline = period_baseline::linear});
    EXPECT_RELATIVE(a->log_likelihood, b->log_likelihood, 1e-12);
    for (std::size_t j = 0; j < a->estimates.size(); ++j) EXPECT_NEAR(a->estimates[j], b->estimates[j], 1e-8);
  }
}

TEST(discrete_hazard, a_spline_of_a_line_is_a_line) {
  // three knots add one term, natural: with none of its curvature used, the linear fit is inside the spline's
  const cox_table t = walaa::tests::rossi();
  const auto line = fit_of(hazard_link::cloglog, t, {.baseline = period_baseline::linear});
  const auto spline = fit_of(hazard_link::cloglog, t, {.baseline = period_baseline::spline, .knots = {5, 25, 50}});
  EXPECT_GE(spline->log_likelihood, line->log_likelihood - 1e-9);
  EXPECT_LT(spline->log_likelihood - line->log_likelihood, 3);
  EXPECT_EQ(spline->estimates.names[2], "spline 1");
  // linear beyond the outer knots: second differences of alpha vanish there
  const auto alpha = [&](std::size_t period) { return std::log(spline->odds[period - 1]); };
  EXPECT_NEAR(alpha(1) - 2 * alpha(2) + alpha(3), 0, 1e-12);
  EXPECT_NEAR(alpha(52) - 2 * alpha(51) + alpha(50), 0, 1e-12);
  EXPECT_GT(std::abs(alpha(24) - 2 * alpha(25) + alpha(26)), 1e-6);
}

TEST(discrete_hazard, a_thousand_free_periods_take_no_cube_of_them) {
  cox_table t{.names = {"x"}, .columns = {{}}};
  for (int i = 0; i < 3000; ++i) {
    t.duration.push_back(1 + i % 1000);
    t.event.push_back(i % 3 == 0 || i % 7 == 1 ? 1 : 0);
    t.columns[0].push_back((i * 37) % 11);
  }
  const auto fit = fit_of(hazard_link::cloglog, t);
  EXPECT_TRUE(fit.report().usable()) << fit.report().brief();
  EXPECT_GT(fit->baseline_terms, 900u);
  EXPECT_TRUE(fit->estimates.has_errors());
}

TEST(discrete_hazard, a_saved_model_is_the_same_model) {
  cox_table t = weighted_late();
  for (std::size_t i = 0; i < t.rows(); ++i)
    if (t.duration[i] == 6) t.event[i] = 1;  // an infinite one among the odds
  for (const hazard_link link : links) {
    const auto fit = fit_of(link, t);
    EXPECT_EQ(fit->odds.back(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(walaa::load<walaa::fitted<discrete_hazard_model>>(walaa::save(fit)), fit);
  }
  discrete_hazard_model broken;
  broken.odds = {-1};
  EXPECT_THROW(broken.validate(), walaa::load_error);
}

// ---- statuses ----

TEST(discrete_hazard, periods_in_which_nobody_or_everybody_left_are_named) {
  for (const hazard_link link : links) {
    const auto fit = discrete_hazard_model::fit(link, {.duration = column{1, 1, 3, 3, 4, 4}, .event = column{1, 0, 1, 0, 1, 1}});
    EXPECT_EQ(fit.report().status, fit_status::boundary);
    EXPECT_EQ(
        fit.report().message,
        "separation: nobody left in period 2, hazard 0 there; everybody left in period 4, hazard 1 there; blocks or a smooth "
        "baseline borrow from their neighbours");
    EXPECT_EQ(fit.report().at_bound, (std::vector<std::string>{"period 2 -> -infinity", "period 4 -> infinity"}));
    const auto customer = fit->at();
    EXPECT_RELATIVE(customer.hazard(1), 1.0 / 6, 1e-10);
    EXPECT_EQ(customer.hazard(2), 0);
    EXPECT_RELATIVE(customer.hazard(3), 1.0 / 4, 1e-10);
    EXPECT_EQ(customer.hazard(4), 1);
    EXPECT_EQ(customer.survival(4), 0);
    EXPECT_EQ(walaa::leaves_within(customer, 3.0, 1.0).value, 1);
    EXPECT_EQ(walaa::leaves_within(customer, 3.0, 2.0).value, 1);  // gone before the data end
    EXPECT_EQ(walaa::leaves_within(customer, 4.0, 1.0).status, walaa::leaving::gone);
    fit.validate();
  }
}

TEST(discrete_hazard, data_that_cannot_tell_are_statuses) {
  const auto status = [](hazard_link link, const column& d, const column& e, const column& x, period_baseline b) {
    const auto fit = discrete_hazard_model::fit(link, {.duration = d, .event = e}, {{"x", x}}, {.baseline = b});
    fit.validate();
    return fit.report();
  };
  for (const hazard_link link : links) {
    const auto none = status(link, {1, 2, 3}, {0, 0, 0}, {1, 2, 3}, period_baseline::each);
    EXPECT_EQ(none.status, fit_status::degenerate_data);
    const auto constant = status(link, {1, 2, 3, 3}, {1, 1, 0, 1}, {2, 2, 2, 2}, period_baseline::linear);
    EXPECT_EQ(constant.status, fit_status::not_identified);
    EXPECT_EQ(constant.message, "the column 'x' is constant");
    const auto separated = status(link, {1, 2, 3, 4, 4, 4}, {1, 1, 1, 0, 0, 0}, {1, 1, 1, 0, 0, 0}, period_baseline::linear);
    EXPECT_EQ(separated.status, fit_status::separated) << separated.brief();
    EXPECT_NE(separated.message.find("x -> infinity"), std::string::npos) << separated.message;
    EXPECT_EQ(status(link, {1}, {1}, {1}, period_baseline::each).usable(), false);
    const auto one = discrete_hazard_model::fit(link, {.duration = column{1, 1}, .event = column{1, 1}});
    EXPECT_EQ(one.report().status, fit_status::boundary);
    EXPECT_EQ(one->at().hazard(1), 1);
  }
}

TEST(discrete_hazard, the_caller_may_stop_or_limit_a_fit) {
  const cox_table t = walaa::tests::rossi();
  EXPECT_EQ(fit_of(hazard_link::logit, t, {.max_iterations = 1}).report().status, fit_status::max_iterations);
  walaa::discrete_hazard_options stop;
  stop.progress = [](std::size_t, std::size_t) { return false; };
  EXPECT_EQ(fit_of(hazard_link::logit, t, stop).report().status, fit_status::cancelled);
}

// ---- bad input ----

TEST(discrete_hazard, bad_input_is_refused_by_row_and_rule) {
  const auto fit = [](const column& d, const walaa::discrete_hazard_options& o = {}, const covariates& x = {}) {
    return discrete_hazard_model::fit(hazard_link::cloglog, {.duration = d, .event = column(d.size(), 1.0)}, x, o);
  };
  EXPECT_REFUSES(fit({1, 2.5}), "discrete_hazard_model::fit: duration[1] = 2.5 is not a whole number [D105]");
  EXPECT_REFUSES(fit({1, 0}), "discrete_hazard_model::fit: duration[1] = 0 is no period; the first is 1 [D111]");
  EXPECT_REFUSES(fit({1, 2e6}),
                 "discrete_hazard_model::fit: duration[1] = 2e+06 is beyond a million periods; take longer ones [D114]");
  EXPECT_REFUSES(fit({1, 2}, {.baseline = period_baseline::blocks}),
                 "discrete_hazard_model::fit: the first block begins with period 1: knots[0] = 1 [F302]");
  EXPECT_REFUSES(fit({1, 2}, {.baseline = period_baseline::blocks, .knots = {1, 1}}),
                 "discrete_hazard_model::fit: knots[1] = 1 does not ascend [F302]");
  EXPECT_REFUSES(fit({1, 2}, {.baseline = period_baseline::spline, .knots = {1, 2}}),
                 "discrete_hazard_model::fit: a spline has three knots at least [F302]");
  EXPECT_REFUSES(fit({1, 2}, {.knots = {1}}), "discrete_hazard_model::fit: knots belong to blocks and splines only [F302]");
  EXPECT_REFUSES(fit({1, 2}, {.max_iterations = 0}), "discrete_hazard_model::fit: max_iterations = 0 is not positive [F302]");
  EXPECT_REFUSES(fit({1, 2}, {}, {{"period 1", column{1, 2}}}),
                 "discrete_hazard_model::fit: the name 'period 1' is one of the baseline's [S501]");
  EXPECT_REFUSES(fit({1, 2}, {}, {{"x", column{1, walaa::missing}}}),
                 "discrete_hazard_model::fit: x[1] = NaN is not a finite number [D103]");
}

}  // namespace
