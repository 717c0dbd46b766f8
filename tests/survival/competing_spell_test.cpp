// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/competing_spell.hpp>  // the header under test comes first: it must stand alone

#include "owned_spells.hpp"  // for owned_spells

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using walaa::tests::owned_spells;

std::string message(const owned_spells& o, std::size_t causes = 2) {
  try {
    walaa::check_competing_spells("f", o, causes);
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return "accepted";
}

TEST(competing_spell, good_spells_are_accepted) {
  EXPECT_EQ(message({{0, 2, 3}, {0, 1, 2}}), "accepted");
  EXPECT_EQ(message({{1, 2, 3}, {0, 0, 0}, {0, 1, 2.5}, {1, 2, 0.5}}), "accepted");
}

TEST(competing_spell, a_cause_that_is_no_code_is_refused_by_row) {
  EXPECT_EQ(message({{1, 2}, {0, -1}}), "f: cause[1] = -1 is no code of a cause: 0 still a customer, 1, 2, ... left [D114]");
  EXPECT_EQ(message({{1, 2}, {0, 1.5}}), "f: cause[1] = 1.5 is no code of a cause: 0 still a customer, 1, 2, ... left [D114]");
  EXPECT_EQ(message({{1, 2}, {walaa::missing, 1}}),
            "f: cause[0] = NaN is no code of a cause: 0 still a customer, 1, 2, ... left [D114]");
  EXPECT_EQ(message({{1, 2}, {0, 3}}), "f: cause[1] = 3 is unknown; the causes are 1 to 2 [D114]");
}

TEST(competing_spell, the_rest_is_as_for_every_spell) {
  EXPECT_EQ(message({{}, {}}), "f: duration is empty [D109]");
  EXPECT_EQ(message({{1, 2}, {1}}), "f: duration has 2 rows and cause has 1; one row a customer in both [D101]");
  EXPECT_EQ(message({{1, -2}, {1, 0}}), "f: duration[1] = -2 is negative [D104]");
  EXPECT_EQ(message({{1, 2}, {1, 0}, {1, 0}}),
            "f: entry[0] = 1 is not before duration[0] = 1; a spell is the interval (entry, duration] [D204]");
  EXPECT_EQ(message({{1, 2}, {1, 0}, {}, {0, 1}}), "f: weight[0] = 0 is not positive [D111]");
}

}  // namespace
