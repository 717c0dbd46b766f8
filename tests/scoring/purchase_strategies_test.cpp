// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/purchase_strategies.hpp>  // the header under test comes first: it must stand alone

#include <walaa/scoring/builtin.hpp>
#include <walaa/value/nbd.hpp>

#include <gtest/gtest.h>

namespace {

TEST(purchase_strategies, makes_four_strategies_of_a_model_known_and_no_others) {
  walaa::registry r;
  walaa::register_purchase_strategies<walaa::nbd>(r);
  for (const std::string_view tag : {"lifetime_value", "p_alive", "no_purchase_within", "silent_leaver"})
    EXPECT_TRUE(r.has(tag, "nbd")) << tag;
  EXPECT_EQ(r.known().size(), 4u);
}

TEST(purchase_strategies, of_a_model_that_is_known_are_refused) {
  walaa::registry r = walaa::builtin();
  EXPECT_THROW(walaa::register_purchase_strategies<walaa::nbd>(r), walaa::invalid_input);
}

}  // namespace
