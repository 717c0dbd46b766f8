// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/spell.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::spells;

struct bad_spell {
  std::vector<double> duration, event, entry, weight;
  const char* message;
};

std::string refusal(const bad_spell& b) {
  try {
    check_spells("kaplan_meier::fit", spells{.duration = b.duration, .event = b.event, .entry = b.entry, .weight = b.weight});
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return "accepted";
}

TEST(spell, bad_input_names_function_column_row_value_and_rule) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const bad_spell cases[] = {
      {{}, {}, {}, {}, "kaplan_meier::fit: duration is empty [D109]"},
      {{1, 2}, {1}, {}, {}, "kaplan_meier::fit: duration has 2 rows and event has 1; one row a customer in both [D101]"},
      {{1, 2}, {1, 0}, {0}, {}, "kaplan_meier::fit: duration has 2 rows and entry has 1; one row a customer in both [D101]"},
      {{1, 2}, {1, 0}, {}, {1}, "kaplan_meier::fit: duration has 2 rows and weight has 1; one row a customer in both [D101]"},
      {{1, walaa::missing}, {1, 0}, {}, {}, "kaplan_meier::fit: duration[1] = NaN is not a finite number [D103]"},
      {{1, infinity}, {1, 0}, {}, {}, "kaplan_meier::fit: duration[1] = inf is not a finite number [D103]"},
      {{1, -2}, {1, 0}, {}, {}, "kaplan_meier::fit: duration[1] = -2 is negative [D104]"},
      {{1, 2}, {1, 2}, {}, {}, "kaplan_meier::fit: event[1] = 2 is neither 0 (still a customer) nor 1 (left) [D114]"},
      {{1, 2},
       {walaa::missing, 0},
       {},
       {},
       "kaplan_meier::fit: event[0] = NaN is neither 0 (still a customer) nor 1 (left) [D114]"},
      {{1, 2}, {1, 0}, {}, {1, 0}, "kaplan_meier::fit: weight[1] = 0 is not positive [D111]"},
      {{1, 2}, {1, 0}, {}, {walaa::missing, 1}, "kaplan_meier::fit: weight[0] = NaN is not a finite number [D103]"},
      {{1, 2}, {1, 0}, {0, -1}, {}, "kaplan_meier::fit: entry[1] = -1 is negative [D104]"},
      {{1, 2},
       {1, 0},
       {0, 2},
       {},
       "kaplan_meier::fit: entry[1] = 2 is not before duration[1] = 2; a spell is the interval (entry, duration] [D204]"},
  };
  for (const bad_spell& b : cases) EXPECT_EQ(refusal(b), b.message);
}

TEST(spell, good_input_passes_and_a_spell_may_end_at_birth) {
  EXPECT_EQ(refusal({{0, 2}, {1, 0}, {}, {}, ""}), "accepted");
  EXPECT_EQ(refusal({{1, 2}, {1, 0}, {0, 1.5}, {0.5, 3}, ""}), "accepted");
}

TEST(spell, tenures_are_the_columns_of_a_table) {
  const std::vector<double> tenure{3, 5}, left{0, 1};
  walaa::table_view table(2, walaa::no_date, walaa::time_unit::month);
  table.with("tenure", tenure).with("left", left);
  const spells s = walaa::tenures(table);
  EXPECT_EQ(s.duration.data(), tenure.data());
  EXPECT_EQ(s.event.data(), left.data());
  EXPECT_EQ(s.unit, walaa::time_unit::month);
  EXPECT_TRUE(s.entry.empty() && s.weight.empty());
}

}  // namespace
