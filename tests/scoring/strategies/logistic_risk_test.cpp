// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/logistic_risk.hpp>  // the header under test comes first: it must stand alone

#include <walaa/regression/calibration.hpp>  // for calibrator::fit
#include <walaa/regression/logistic.hpp>     // for logistic_model::fit
#include <walaa/scoring/registry.hpp>

#include "refuses.hpp"
#include "relative.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::calibrator;
using walaa::fitted;
using walaa::logistic_model;
using walaa::missing;
using walaa::standing;
using walaa::strategies::logistic_risk;

struct subscribers {
  std::vector<double> fee, visits, left;

  subscribers() : fee(300), visits(300), left(300) {
    std::mt19937_64 bits(5);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (std::size_t i = 0; i < 300; ++i) {
      fee[i] = 20 + 5 * normal(bits);
      visits[i] = std::floor(10 * uniform(bits));
      left[i] = uniform(bits) < 1 / (1 + std::exp(2.0 - 0.1 * fee[i] + 0.3 * visits[i])) ? 1 : 0;
    }
  }
  fitted<logistic_model> model() const { return logistic_model::fit({{"fee", fee}, {"visits", visits}}, {.value = left}); }
  walaa::customers table() const {
    std::vector<std::int64_t> keys;
    std::vector<double> f(fee.begin(), fee.begin() + 40), v(visits.begin(), visits.begin() + 40);
    for (int i = 0; i < 40; ++i) keys.push_back(i);
    f[3] = missing;
    v[7] = missing;
    f[9] = 200;  // far out: some calibrators end at 0 or 1 there
    walaa::customers c(keys, walaa::parse_date("2024-01-01"), walaa::time_unit::day);
    c.with("fee", f).with("visits", v);
    return c;
  }
};

std::vector<calibrator> calibrators(const subscribers& s) {
  const auto m = s.model();
  std::vector<double> p(300), eta(300);
  m->probability({{"fee", s.fee}, {"visits", s.visits}}, p);
  m->linear_predictor({{"fee", s.fee}, {"visits", s.visits}}, eta);
  return {{},
          *calibrator::fit(walaa::calibration_method::platt, eta, {.value = s.left}),
          *calibrator::fit(walaa::calibration_method::isotonic, p, {.value = s.left}),
          calibrator(walaa::beta_calibration{1.3, 0.8, -0.1, 0}),
          calibrator(walaa::prior_shift{.from = 0.3, .to = 0.1})};
}

TEST(logistic_risk, is_the_models_probability_calibrated) {
  const subscribers s;
  const auto m = s.model();
  const walaa::customers c = s.table();
  for (const calibrator& k : calibrators(s)) {
    const walaa::profiles p = walaa::scorer{logistic_risk(m, k)}.score(c);
    for (std::size_t i = 0; i < 40; ++i) {
      const double row[] = {c["fee"][i], c["visits"][i]};
      const bool known = !walaa::is_missing(row[0]) && !walaa::is_missing(row[1]);
      ASSERT_EQ(p.at(i, "logistic_risk").status, known ? standing::scored : standing::insufficient);
      if (!known) continue;
      const double eta = m->beta[0] + m->beta[1] * row[0] + m->beta[2] * row[1], plain = 1 / (1 + std::exp(-eta));
      EXPECT_NEAR(p.at(i, "logistic_risk").value, k.probability(k.of_probabilities() ? plain : eta), 1e-13) << k.method();
    }
  }
}

TEST(logistic_risk, obeys_the_laws_of_a_strategy) {
  const subscribers s;
  walaa::registry r;
  r.add<walaa::strategies::logistic_risk_strategy>();
  const walaa::customers c = s.table();
  for (const calibrator& k : calibrators(s)) expect_strategy_laws(logistic_risk(s.model(), k), c, r);
}

TEST(logistic_risk, reasons_of_a_linear_calibrator_are_the_coefficients_times_the_distance_to_the_mean) {
  const subscribers s;
  const auto m = s.model();
  const walaa::customers c = s.table();
  const auto all = calibrators(s);
  const double slope = all[1].log_odds(1) - all[1].log_odds(0);
  for (const auto& [k, per] : {std::pair<calibrator, double>{all[0], 1}, {all[1], slope}, {all[4], 1}}) {
    const auto e = walaa::scorer{logistic_risk(m, k)}.explain(c, 0, "logistic_risk");
    EXPECT_EQ(e.scale, "log_odds");
    for (const auto& why : e.why) {
      const std::size_t j = m->beta.find(why.input);
      EXPECT_RELATIVE(why.effect, per * m->beta[j] * (why.seen - m->centre[j - 1]), 1e-11);
    }
  }
}

TEST(logistic_risk, says_so_where_log_odds_are_infinite) {
  const subscribers s;
  const calibrator ends(walaa::isotonic_calibration{{0.1, 0.9}, {0, 1}, true});
  const walaa::customers c = s.table();
  const auto e = walaa::scorer{logistic_risk(s.model(), ends)}.explain(c, 9, "logistic_risk");
  EXPECT_EQ(e.scale, "probability");
  EXPECT_EQ(e.total, 1);
}

TEST(logistic_risk, error_is_the_delta_method_through_the_calibrator) {
  const subscribers s;
  const auto m = s.model();
  const walaa::customers c = s.table();
  const double row[] = {c["fee"][0], c["visits"][0]};
  const double eta = m->linear_predictor(row), p = 1 / (1 + std::exp(-eta)), error = m->linear_predictor_error(row);
  EXPECT_RELATIVE(walaa::scorer{logistic_risk(m)}.score(c, {.errors = true}).at(0, "logistic_risk").error, p * (1 - p) * error,
                  1e-11);
  const calibrator bent(walaa::beta_calibration{1.3, 0.8, -0.1, 0});
  const double q = bent.probability(p), per = q * (1 - q) * (1.3 * (1 - p) + 0.8 * p);  // by hand: d logit q / d eta
  EXPECT_RELATIVE(walaa::scorer{logistic_risk(m, bent)}.score(c, {.errors = true}).at(0, "logistic_risk").error, per * error,
                  1e-7);
}

TEST(logistic_risk, refuses_a_fit_that_may_not_be_used_and_a_table_without_its_columns) {
  const std::vector<double> x{1, 2, 3, 4}, y{0, 0, 1, 1};
  EXPECT_THROW(logistic_risk(logistic_model::fit({{"x", x}}, {.value = y})), walaa::not_usable);
  const subscribers s;
  walaa::customers c = s.table();
  std::vector<double> fee(40, 20.0);
  fee[2] = HUGE_VAL;
  c.with("fee", fee);
  EXPECT_REFUSES(walaa::scorer{logistic_risk(s.model())}.score(c),
                 "logistic_risk: fee[2] = inf is infinite; a missing value is NaN [D103]");
  const walaa::customers bare(std::vector<std::int64_t>{1}, walaa::no_date, walaa::time_unit::day);
  EXPECT_THROW(walaa::scorer{logistic_risk(s.model())}.score(bare), walaa::invalid_input);
}

}  // namespace
