// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/check.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::error_code;
using column = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity(), denormal = std::numeric_limits<double>::denorm_min();

struct refusal {
  std::function<void()> call;
  std::string message;
  error_code code;
  std::size_t row;
};

TEST(check, says_function_argument_row_value_and_rule) {
  const refusal table[] = {
      {[] {
         walaa::check_finite("fit", "x", column{1, walaa::missing});
       },
       "fit: x[1] = NaN is not a finite number [D103]", error_code::not_finite, 1},
      {[] { walaa::check_finite("fit", "x", column{-infinity}); }, "fit: x[0] = -inf is not a finite number [D103]",
       error_code::not_finite, 0},
      {[] {
         walaa::check_nonnegative("fit", "x", column{0, 1, -1});
       },
       "fit: x[2] = -1 is negative [D104]", error_code::negative, 2},
      {[] {
         walaa::check_nonnegative("fit", "x", column{-1, infinity});
       },
       "fit: x[1] = inf is not a finite number [D103]", error_code::not_finite, 1},
      {[] {
         walaa::check_positive("fit", "m", column{denormal, 0});
       },
       "fit: m[1] = 0 is not positive [D111]", error_code::not_positive, 1},
      {[] {
         walaa::check_nonnegative_integer("fit", "frequency", column{3, 2.5});
       },
       "fit: frequency[1] = 2.5 is not a whole number [D105]", error_code::not_an_integer, 1},
      {[] { walaa::check_nonnegative_integer("fit", "frequency", column{-2}); }, "fit: frequency[0] = -2 is negative [D104]",
       error_code::negative, 0},
      {[] {
         walaa::check_within("fit", "p", column{0, 1, 1.5}, 0, 1);
       },
       "fit: p[2] = 1.5 is outside [0, 1] [D114]", error_code::out_of_range, 2},
      {[] { walaa::check_within("fit", "p", column{walaa::missing}, 0, 1); }, "fit: p[0] = NaN is outside [0, 1] [D114]",
       error_code::out_of_range, 0},
      {[] { walaa::check_same_length("fit", "frequency", 3, "recency", 2); },
       "fit: frequency has 3 rows and recency has 2; one row a customer in both [D101]", error_code::length_mismatch,
       walaa::no_row},
      {[] { walaa::check_not_empty("fit", "frequency", 0); }, "fit: frequency is empty [D109]", error_code::empty, walaa::no_row},
      {[] { walaa::check_positive("fit", "ridge", -0.0); }, "fit: ridge = -0 is not positive [D111]", error_code::not_positive,
       walaa::no_row},
      {[] { walaa::check_positive("fit", "ridge", walaa::missing); }, "fit: ridge = NaN is not a finite number [D103]",
       error_code::not_finite, walaa::no_row},
      {[] { walaa::check_nonnegative("fit", "ridge", -0.5); }, "fit: ridge = -0.5 is negative [D104]", error_code::negative,
       walaa::no_row},
      {[] { walaa::check_nonnegative("fit", "ridge", infinity); }, "fit: ridge = inf is not a finite number [D103]",
       error_code::not_finite, walaa::no_row},
      {[] { walaa::check_within("fit", "level", 95, 0, 1); }, "fit: level = 95 is outside [0, 1] [D114]",
       error_code::out_of_range, walaa::no_row},
  };
  for (const refusal& r : table) {
    try {
      r.call();
      FAIL() << r.message;
    } catch (const walaa::invalid_input& e) {
      EXPECT_EQ(e.what(), r.message);
      EXPECT_EQ(e.code(), r.code) << r.message;
      EXPECT_EQ(e.row(), r.row) << r.message;
      EXPECT_FALSE(e.argument().empty());
    }
  }
}

TEST(check, lets_pass_what_keeps_the_rule) {
  EXPECT_NO_THROW(walaa::check_finite("f", "x", column{}));
  EXPECT_NO_THROW(walaa::check_finite("f", "x", column{-1e308, 0, 1e308}));
  EXPECT_NO_THROW(walaa::check_nonnegative("f", "x", column{0, -0.0, denormal}));
  EXPECT_NO_THROW(walaa::check_positive("f", "x", column{denormal, 1e308}));
  EXPECT_NO_THROW(walaa::check_nonnegative_integer("f", "x", column{0, 1, 1e6, 9007199254740992.0, 1e300}));
  EXPECT_NO_THROW(walaa::check_within("f", "x", column{0, 0.5, 1}, 0, 1));
  EXPECT_NO_THROW(walaa::check_within("f", "x", 1.0, 1, 1));
  EXPECT_NO_THROW(walaa::check_same_length("f", "x", 0, "y", 0));
  EXPECT_NO_THROW(walaa::check_not_empty("f", "x", 1));
  EXPECT_NO_THROW(walaa::check_positive("f", "x", denormal));
  EXPECT_NO_THROW(walaa::check_nonnegative("f", "x", 0.0));
}

}  // namespace
