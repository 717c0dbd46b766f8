// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/builtin.hpp>

#include "overdue.hpp"

#include <gtest/gtest.h>

namespace {

TEST(builtin, knows_every_strategy_of_the_library) {
  const walaa::registry r = walaa::builtin();
  for (const std::string_view model : {"mbg_nbd", "bg_nbd", "pareto_nbd", "nbd"})
    for (const std::string_view tag : {"lifetime_value", "p_alive", "no_purchase_within"})
      EXPECT_TRUE(r.has(tag, model)) << tag << " " << model;
  EXPECT_TRUE(r.has("leaves_within", "kaplan_meier"));
  EXPECT_TRUE(r.has("promise_trust"));
  EXPECT_TRUE(r.has("rfm"));
  EXPECT_TRUE(r.has("blend"));
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
