// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/builtin.hpp>

#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>

#include "overdue.hpp"
#include "reference_fits.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

namespace {

TEST(builtin, knows_every_strategy_of_the_library) {
  const walaa::registry r = walaa::builtin();
  for (const std::string_view model : {"mbg_nbd", "bg_nbd", "pareto_nbd", "nbd"})
    for (const std::string_view tag : {"lifetime_value", "p_alive", "no_purchase_within", "silent_leaver"})
      EXPECT_TRUE(r.has(tag, model)) << tag << " " << model;
  for (const std::string_view model : {"kaplan_meier", "cox_model", "aft_model", "discrete_hazard_model", "mixture_cure_model"})
    EXPECT_TRUE(r.has("leaves_within", model)) << model;
  EXPECT_TRUE(r.has("promise_trust"));
  EXPECT_TRUE(r.has("rfm"));
  for (const std::string_view tag : {"silence", "scorecard_risk", "logistic_risk", "voice"}) EXPECT_TRUE(r.has(tag)) << tag;
  EXPECT_TRUE(r.has("blend"));
}

TEST(builtin, strategies_over_models_without_a_probability_of_leaving_obey_the_laws) {
  using namespace walaa::strategies;
  const walaa::customers c = walaa::tests::some_customers();
  const auto spend = walaa::tests::reference_gamma_gamma();
  const auto expect = [&](const auto& visits) {
    walaa::tests::expect_strategy_laws(p_alive(visits), c, walaa::builtin());
    walaa::tests::expect_strategy_laws(no_purchase_within(visits, walaa::days{90}), c, walaa::builtin());
    walaa::tests::expect_strategy_laws(lifetime_value(visits, spend, {.annual_discount = 0.10}), c, walaa::builtin());
  };
  expect(walaa::fitted<walaa::nbd>({.r = 0.385, .alpha = 12.07}, walaa::time_unit::week));
  expect(walaa::fitted<walaa::pareto_nbd>({.r = 0.553, .alpha = 10.578, .s = 0.606, .beta = 11.669}, walaa::time_unit::week));
}

TEST(builtin, takes_a_strategy_of_the_users_own_while_it_is_a_temporary) {
  const walaa::registry r = walaa::builtin().add<walaa::tests::overdue>();
  EXPECT_TRUE(r.has("overdue"));
  EXPECT_THROW(walaa::builtin().add<walaa::strategies::promise_trust>(), walaa::invalid_input);
}

TEST(builtin, is_not_registered_twice) {
  walaa::registry r = walaa::builtin();
  EXPECT_THROW(walaa::register_builtin(r), walaa::invalid_input);
}

}  // namespace
