// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/outcomes.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace {

using walaa::outcomes;

const std::vector<double> y{0, 1, 1}, w{1, 2, 0.5}, o{-1, 0, 1};

void expect_refused(const char* text, const outcomes& bad, bool binary = true) {
  try {
    if (binary)
      walaa::check_binary_outcomes("f", bad);
    else
      walaa::check_outcomes("f", bad);
    FAIL() << "nothing was refused; expected: " << text;
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), text);
  }
}

TEST(outcomes, of_both_kinds_with_weights_and_offsets_pass) {
  EXPECT_NO_THROW(walaa::check_binary_outcomes("f", {.value = y, .weight = w, .offset = o}));
  EXPECT_NO_THROW(walaa::check_outcomes("f", {.value = o}));
}

TEST(outcomes, bad_ones_are_refused_with_argument_row_value_and_rule) {
  const std::vector<double> none, zeros{0, 0}, two{1, 2}, nan{0, walaa::missing, 1}, negative{1, 1, -1},
      infinite{0, 0, std::numeric_limits<double>::infinity()};
  expect_refused("f: outcome is empty [D109]", {.value = none}, false);
  expect_refused("f: outcome[1] = NaN is not a finite number [D103]", {.value = nan}, false);
  expect_refused("f: outcome[1] = 2 is neither 0 nor 1 [D114]", {.value = two});
  expect_refused("f: every outcome is 0; both are needed to tell them apart [D114]", {.value = zeros});
  expect_refused("f: outcome has 3 rows and weight has 2; one row a customer in both [D101]", {.value = y, .weight = two}, false);
  expect_refused("f: weight[2] = -1 is not positive [D111]", {.value = y, .weight = negative}, false);
  expect_refused("f: weight[1] = NaN is not a finite number [D103]", {.value = y, .weight = nan}, false);
  expect_refused("f: outcome has 3 rows and offset has 2; one row a customer in both [D101]", {.value = y, .offset = two}, false);
  expect_refused("f: offset[2] = inf is not a finite number [D103]", {.value = y, .offset = infinite}, false);
}

}  // namespace
