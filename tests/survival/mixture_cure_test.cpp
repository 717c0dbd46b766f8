// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/mixture_cure.hpp>

#include "refuses.hpp"
#include "relative.hpp"
#include "survival_model_laws.hpp"

#include <walaa/archive/model_file.hpp>
#include <walaa/math/random.hpp>
#include <walaa/survival/aft.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace {

using walaa::covariates;
using walaa::fit_status;
using walaa::lifetime_law;
using walaa::mixture_cure_model;
using column = std::vector<double>;
constexpr lifetime_law laws[] = {lifetime_law::exponential, lifetime_law::weibull, lifetime_law::log_normal,
                                 lifetime_law::log_logistic};

struct sample {
  column duration, event, z, x, entry{}, weight{};

  walaa::spells time() const {
    return {.duration = duration, .event = event, .entry = entry, .weight = weight, .unit = walaa::time_unit::month};
  }
  covariates stays() const { return {{"z", z}}; }
  covariates leaves() const { return {{"x", x}}; }
  covariates table() const { return {{"x", x}, {"z", z}}; }
};

/// logit pi = -0.8 + z; ln T = 1 + 0.5 x + 0.7 W of the Weibull; seen for `until`, half of it at least.
sample draw(std::uint64_t seed, std::size_t rows, double until, bool anybody_stays = true) {
  walaa::random_stream random(seed);
  sample s;
  for (std::size_t i = 0; i < rows; ++i) {
    s.z.push_back(random.chance(0.5) ? 1 : 0);
    s.x.push_back(random.normal());
    const bool stays = anybody_stays && random.chance(walaa::logistic(-0.8 + s.z.back()));
    const double t = std::exp(1 + 0.5 * s.x.back() + 0.7 * std::log(-std::log(random.uniform())));
    const double seen = until * (0.5 + 0.5 * random.uniform());
    s.duration.push_back(!stays && t < seen ? t : seen);
    s.event.push_back(!stays && t < seen ? 1 : 0);
  }
  return s;
}

double by_hand(const mixture_cure_model& m, const sample& s) {
  double sum = 0;
  for (std::size_t i = 0; i < s.duration.size(); ++i) {
    const double pi = walaa::logistic(m.stays.values[0] + m.stays.values[1] * s.z[i]), w = s.weight.empty() ? 1 : s.weight[i];
    const walaa::lifetime u{.law = m.law, .location = m.leaves.values[0] + m.leaves.values[1] * s.x[i], .scale = m.scale()};
    sum += w * (s.event[i] == 1 ? std::log1p(-pi) + u.log_density(s.duration[i])
                                : std::log(pi + (1 - pi) * u.survival(s.duration[i])));
    if (!s.entry.empty()) sum -= w * std::log(pi + (1 - pi) * u.survival(s.entry[i]));
  }
  return sum;
}

TEST(mixture_cure, the_truth_is_recovered_within_its_errors) {
  const sample s = draw(11, 4000, 30);
  const auto fit = mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves());
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  const std::pair<double, double> parts[] = {
      {fit->stays[0], -0.8}, {fit->stays[1], 1}, {fit->leaves[0], 1}, {fit->leaves[1], 0.5}, {fit->leaves[2], std::log(0.7)}};
  for (std::size_t j = 0; j < 5; ++j)  // one in 15,000 intervals of four errors misses
    EXPECT_NEAR(parts[j].first, parts[j].second, 4 * fit.report().standard_errors[j]) << fit.report().parameter_names[j];
  EXPECT_RELATIVE(fit->stays.error(1), fit.report().standard_errors[1], 1e-12);
  EXPECT_EQ(fit.report().parameter_names,
            (std::vector<std::string>{"stays: (intercept)", "stays: z", "(intercept)", "x", "ln(scale)"}));
}

TEST(mixture_cure, the_likelihood_is_its_definition_and_flat_at_the_estimates) {
  for (const lifetime_law law : laws)
    for (const bool late : {false, true}) {
      sample s = draw(7, 600, 30);
      if (late)
        for (std::size_t i = 0; i < 600; ++i)
          s.entry.push_back(i % 3 == 0 ? 0.4 * s.duration[i] : 0), s.weight.push_back(static_cast<double>(1 + i % 2));
      const auto fit = mixture_cure_model::fit(law, s.time(), s.stays(), s.leaves());
      ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
      EXPECT_RELATIVE(fit->log_likelihood, by_hand(*fit, s), 1e-12);
      for (std::size_t j = 0; j < 2 + fit->leaves.size(); ++j) {  // Richardson's slope of the likelihood by hand
        const double error = fit.report().standard_errors[j];
        const auto at = [&](double h) {
          mixture_cure_model moved = *fit;
          (j < 2 ? moved.stays.values[j] : moved.leaves.values[j - 2]) += h * error;
          return by_hand(moved, s);
        };
        const double slope = (4 * (at(5e-3) - at(-5e-3)) / 1e-2 - (at(1e-2) - at(-1e-2)) / 2e-2) / 3;
        EXPECT_NEAR(slope, 0, 1e-6) << j;
        EXPECT_LT(at(0.1), at(0));
        EXPECT_LT(at(-0.1), at(0));
      }
      // the curvature against differences: the covariance's inverse, through the largest error alone
      const double h = 1e-2, e = fit.report().standard_errors[0];
      mixture_cure_model up = *fit, down = *fit;
      up.stays.values[0] += h * e, down.stays.values[0] -= h * e;
      const double bend = -(by_hand(up, s) - 2 * by_hand(*fit, s) + by_hand(down, s)) / (h * h * e * e);
      EXPECT_GE(bend * e * e, 1 - 1e-3);  // the marginal error is at least the conditional one
    }
}

TEST(mixture_cure, errors_equal_the_inverse_of_differences) {
  const sample s = draw(5, 500, 20);
  const auto fit = mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves());
  ASSERT_EQ(fit.report().status, fit_status::converged);
  const std::size_t n = 5;
  const auto at = [&](std::size_t i, double hi, std::size_t j, double hj) {
    mixture_cure_model moved = *fit;
    const auto move = [&](std::size_t k, double by) { (k < 2 ? moved.stays.values[k] : moved.leaves.values[k - 2]) += by; };
    move(i, hi), move(j, hj);
    return by_hand(moved, s);
  };
  std::vector<double> product(n * n);  // information times covariance is the unit matrix
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n; ++k) {
      const double hi = 2e-2 * fit.report().standard_errors[i], hk = 2e-2 * fit.report().standard_errors[k];
      const auto second = [&](double f) {
        return -(at(i, f * hi, k, f * hk) - at(i, f * hi, k, -f * hk) - at(i, -f * hi, k, f * hk) + at(i, -f * hi, k, -f * hk)) /
               (4 * f * f * hi * hk);
      };
      const double information = (4 * second(0.5) - second(1)) / 3;
      for (std::size_t j = 0; j < n; ++j) product[i * n + j] += information * fit.covariance()[k * n + j];
    }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double scale = fit.report().standard_errors[j] / fit.report().standard_errors[i];
      EXPECT_NEAR(product[i * n + j] / scale, i == j ? 1 : 0, 2e-4) << i << ' ' << j;
    }
}

TEST(mixture_cure, never_worse_than_the_model_without_those_who_stay) {
  for (const lifetime_law law : laws)
    for (const bool stays : {true, false})
      for (const double until : {2.0, 6.0, 30.0}) {
        const sample s = draw(3, 800, until, stays);
        const auto fit = mixture_cure_model::fit(law, s.time(), s.stays(), s.leaves());
        const auto plain = walaa::aft_model::fit(law, s.time(), s.leaves());
        EXPECT_EQ(fit.unchecked().plain_log_likelihood, plain->log_likelihood);
        EXPECT_GE(fit.unchecked().log_likelihood, plain->log_likelihood);
        fit.validate();
      }
}

TEST(mixture_cure, with_nobody_who_stays_it_is_the_plain_model) {
  const sample s = draw(3, 800, 6, false);
  const auto fit = mixture_cure_model::fit(lifetime_law::weibull, s.time(), {}, s.leaves());
  const auto plain = walaa::aft_model::fit(lifetime_law::weibull, s.time(), s.leaves());
  ASSERT_EQ(fit.report().status, fit_status::boundary) << fit.report().full();
  EXPECT_EQ(fit.report().at_bound, std::vector<std::string>{"stays -> 0"});
  EXPECT_EQ(fit->leaves.values, plain->estimates.values);
  for (const double t : {0.1, 2.0, 6.0})
    EXPECT_RELATIVE(fit->at({}, column{0.3}).survival(t), plain->at(column{0.3}).survival(t), 1e-13);
}

TEST(mixture_cure, survival_falls_to_the_share_that_stays) {
  const sample s = draw(11, 2000, 30);
  const auto fit = mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves());
  const auto customer = fit->at(column{1}, column{0.5});
  EXPECT_RELATIVE(customer.survival(1e9), customer.stays(), 1e-14);
  EXPECT_RELATIVE(customer.stays(), walaa::logistic(fit->stays[0] + fit->stays[1]), 1e-15);
  EXPECT_EQ(customer.survival(0), 1);
  EXPECT_RELATIVE(customer.stays_given_here(0), customer.stays(), 1e-14);
  EXPECT_RELATIVE(customer.stays_given_here(3), customer.stays() / customer.survival(3), 1e-13);
  walaa::tests::expect_survival_model_laws(customer, 40);
}

TEST(mixture_cure, a_row_alone_is_its_row_in_a_batch) {
  const sample s = draw(11, 300, 30);
  const auto fit = mixture_cure_model::fit(lifetime_law::log_logistic, s.time(), s.stays(), s.leaves());
  column age(300, 2.0), p(300), surviving(300), stays(300);
  age[7] = walaa::missing;
  EXPECT_EQ(fit->leave_probability(s.table(), age, 3, {.value = p}), (walaa::leave_counts{.known = 299, .no_age = 1}));
  fit->survival(s.table(), 4, surviving);
  fit->stays_given_here(s.table(), age, stays);
  for (std::size_t i = 0; i < 300; i += 7) {
    const auto alone = fit->at(column{s.z[i]}, column{s.x[i]});
    EXPECT_EQ(alone.survival(4), surviving[i]);
    if (i != 7) {
      EXPECT_EQ(walaa::leaves_within(alone, age[i], 3).value, p[i]);
      EXPECT_EQ(alone.stays_given_here(age[i]), stays[i]);
    }
  }
  EXPECT_TRUE(walaa::is_missing(stays[7]));
}

TEST(mixture_cure, weights_equal_repeated_rows) {
  sample s = draw(5, 300, 20), repeated;
  for (std::size_t i = 0; i < 300; ++i) {
    s.weight.push_back(static_cast<double>(1 + i % 2));
    for (std::size_t k = 0; k <= i % 2; ++k) {
      repeated.duration.push_back(s.duration[i]), repeated.event.push_back(s.event[i]);
      repeated.z.push_back(s.z[i]), repeated.x.push_back(s.x[i]);
    }
  }
  const auto a = mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves());
  const auto b = mixture_cure_model::fit(lifetime_law::weibull, repeated.time(), repeated.stays(), repeated.leaves());
  EXPECT_RELATIVE(a->log_likelihood, b->log_likelihood, 1e-12);
  for (std::size_t j = 0; j < 5; ++j) EXPECT_NEAR(a.report().estimates[j], b.report().estimates[j], 1e-8);
}

TEST(mixture_cure, another_unit_of_time_moves_the_intercept_only) {
  sample s = draw(5, 300, 20), days = s;
  for (double& d : days.duration) d *= 30;
  const auto a = mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves());
  const auto b = mixture_cure_model::fit(lifetime_law::weibull, days.time(), days.stays(), days.leaves());
  for (std::size_t j = 0; j < 5; ++j)
    EXPECT_NEAR(b.report().estimates[j] - a.report().estimates[j], j == 2 ? std::log(30.0) : 0, 1e-8);
}

TEST(mixture_cure, a_saved_model_is_the_same_model) {
  const sample s = draw(5, 300, 20);
  const auto fit = mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves());
  EXPECT_EQ(walaa::load<walaa::fitted<mixture_cure_model>>(walaa::save(fit)), fit);
}

// ---- statuses ----

TEST(mixture_cure, data_that_cannot_tell_are_statuses) {
  const auto report = [](const column& duration, const column& event, const column& z = {}) {
    const auto fit = mixture_cure_model::fit(lifetime_law::weibull, {.duration = duration, .event = event},
                                             z.empty() ? covariates{} : covariates{{"z", z}});
    fit.validate();
    return fit.report();
  };
  EXPECT_EQ(report({1, 2, 3}, {0, 0, 0}).status, fit_status::degenerate_data);
  EXPECT_EQ(report({1, 2, 3}, {1, 1, 1}).status, fit_status::boundary);
  EXPECT_EQ(report({1, 2, 3}, {1, 1, 1}).message, "everybody left: nobody stays, and the plain model is the whole of it");
  EXPECT_EQ(report({5}, {1}).status, fit_status::not_identified);
  EXPECT_EQ(report({5, 5, 9}, {1, 1, 0}).status, fit_status::not_identified);
  EXPECT_EQ(report({1, 2, 3, 4, 9, 9}, {1, 1, 1, 1, 0, 0}, {1, 1, 1, 1, 1, 1}).message, "the column 'z' is constant");
  const auto split = report({1, 2, 3, 4, 9, 9, 9}, {1, 1, 1, 1, 0, 0, 0}, {0, 0, 0, 0, 1, 1, 1});
  EXPECT_EQ(split.status, fit_status::separated) << split.full();
}

TEST(mixture_cure, a_short_watch_is_not_identified) {
  // nobody stays, but all were watched for a third of a lifetime: a share that stays explains the data as well
  int unclear = 0, sure = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const sample s = draw(100 + seed, 200, 1.2, false);
    const auto fit = mixture_cure_model::fit(lifetime_law::weibull, s.time());
    unclear += fit.report().status == fit_status::not_identified || fit.report().status == fit_status::boundary;
    sure += fit.report().status == fit_status::converged;
  }
  EXPECT_EQ(unclear + sure, 40);
  EXPECT_GE(unclear, 30);  // a gain of 1 in the log-likelihood comes by chance to fewer than one in ten
}

TEST(mixture_cure, the_caller_may_stop_a_fit) {
  const sample s = draw(5, 300, 20);
  walaa::survival_fit_options stop;
  stop.progress = [](std::size_t, std::size_t) { return false; };
  EXPECT_EQ(mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves(), stop).report().status,
            fit_status::cancelled);
}

TEST(mixture_cure, bad_input_is_refused_by_row_and_rule) {
  const column ok{1, 2, 3}, event{1, 0, 1};
  EXPECT_REFUSES(
      mixture_cure_model::fit(lifetime_law::weibull, {.duration = column{1, 0, 3}, .event = event}),
      "mixture_cure_model::fit: duration[1] = 0 is outside the model, which has no age of 0; leave such rows out and say "
      "how many [D111]");
  EXPECT_REFUSES(
      mixture_cure_model::fit(lifetime_law::weibull, {.duration = ok, .event = event}, {{"z", column{1, walaa::missing, 0}}}),
      "mixture_cure_model::fit: z[1] = NaN is not a finite number [D103]");
  const sample s = draw(5, 300, 20);
  const auto fit = mixture_cure_model::fit(lifetime_law::weibull, s.time(), s.stays(), s.leaves());
  EXPECT_THROW(static_cast<void>(fit->at(column{1})), walaa::invalid_input);
  column out(300);
  EXPECT_THROW(static_cast<void>(fit->leave_probability(s.stays(), s.duration, 1, {.value = out})), walaa::invalid_input);
}

}  // namespace
