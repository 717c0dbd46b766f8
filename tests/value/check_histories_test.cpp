// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/check_histories.hpp>

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::error_code;
using walaa::purchase_histories;

constexpr double infinity = std::numeric_limits<double>::infinity();

struct columns {
  std::vector<double> x{2, 0, 1}, recency{30, 0, 5}, age{39, 39, 5}, weight{};
  operator purchase_histories() const {
    return {.frequency = x, .recency = recency, .age = age, .monetary_value = {}, .weight = weight};
  }
};

struct bad_row {
  double x, recency, age;
  error_code code;
  const char *argument, *message;
};

const bad_row bad_rows[] = {
    {-1, 0, 39, error_code::negative, "frequency",
     "bg_nbd::fit: frequency[1] = -1 is negative; frequency counts the purchases after the first [D104]"},
    {1.5, 3, 39, error_code::not_an_integer, "frequency",
     "bg_nbd::fit: frequency[1] = 1.5 is not a whole number; frequency counts the purchases after the first [D105]"},
    {walaa::missing, 3, 39, error_code::not_finite, "frequency", "bg_nbd::fit: frequency[1] = NaN is not a finite number [D103]"},
    {infinity, 3, 39, error_code::not_finite, "frequency", "bg_nbd::fit: frequency[1] = inf is not a finite number [D103]"},
    {2e9, 3, 39, error_code::out_of_range, "frequency", "bg_nbd::fit: frequency[1] = 2e+09 is more than 1e+09 purchases [D114]"},
    {1, walaa::missing, 39, error_code::not_finite, "recency", "bg_nbd::fit: recency[1] = NaN is not a finite number [D103]"},
    {1, -infinity, 39, error_code::not_finite, "recency", "bg_nbd::fit: recency[1] = -inf is not a finite number [D103]"},
    {1, -3, 39, error_code::negative, "recency",
     "bg_nbd::fit: recency[1] = -3 is negative; recency is the age at the last purchase [D104]"},
    {1, 3, walaa::missing, error_code::not_finite, "T", "bg_nbd::fit: T[1] = NaN is not a finite number [D103]"},
    {0, 0, infinity, error_code::not_finite, "T", "bg_nbd::fit: T[1] = inf is not a finite number [D103]"},
    {0, 0, -2, error_code::negative, "T", "bg_nbd::fit: T[1] = -2 is negative; T is the age at the end of observation [D104]"},
    {1, 51.3, 50, error_code::recency_exceeds_age, "recency",
     "bg_nbd::fit: recency[1] = 51.3 exceeds T[1] = 50; recency is the age at the last purchase - was \"days since last "
     "purchase\" passed? [D102]"},
    {1, 50.000001, 50, error_code::recency_exceeds_age, "recency",
     "bg_nbd::fit: recency[1] = 50.000001 exceeds T[1] = 50; recency is the age at the last purchase - was \"days since last "
     "purchase\" passed? [D102]"},
    {0, 12, 50, error_code::recency_without_repeat, "recency",
     "bg_nbd::fit: recency[1] = 12 but frequency[1] = 0; recency is the age at the last purchase, 0 without a repeat - was "
     "\"days since last "
     "purchase\" passed? [D106]"},
    {1, 0, 50, error_code::repeat_without_recency, "recency",
     "bg_nbd::fit: recency[1] = 0 but frequency[1] = 1; a repeat comes after the first purchase - does frequency count the first "
     "one? [D107]"},
    {1, 0, 0, error_code::repeat_without_exposure, "T",
     "bg_nbd::fit: T[1] = 0 but frequency[1] = 1; a repeat purchase needs time after the first [D108]"},
};

TEST(check_histories, names_the_row_and_the_rule) {
  for (const bad_row& bad : bad_rows) {
    columns c;
    c.x[1] = bad.x;
    c.recency[1] = bad.recency;
    c.age[1] = bad.age;
    try {
      walaa::check_histories("bg_nbd::fit", c);
      ADD_FAILURE() << "passed: " << bad.message;
    } catch (const walaa::invalid_input& e) {
      EXPECT_STREQ(e.what(), bad.message);
      EXPECT_EQ(e.code(), bad.code);
      EXPECT_EQ(e.argument(), bad.argument);
      EXPECT_EQ(e.row(), 1u);
    }
  }
}

TEST(check_histories, names_the_first_bad_row) {
  columns c;
  c.x = {1, -1, -1};
  try {
    walaa::check_histories("f", c);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.row(), 1u);
  }
}

TEST(check_histories, takes_what_is_possible) {
  columns c;
  c.x = {0, 1e6, 0};
  c.recency = {0, 1e9, 0};
  c.age = {0, 1e9, 1e9};  // seconds
  EXPECT_EQ(walaa::check_histories("f", c), 0u);
  EXPECT_EQ(walaa::check_histories_to_fit("f", c), 0u);
}

TEST(check_histories, the_quick_look_lets_through_what_the_full_one_does_and_needs_no_count) {
  const double values[] = {0.0,      -0.0,      5e-324,         0.5, 1,      2, 30, 1e9, 1e9 + 1, 1e300,
                           infinity, -infinity, walaa::missing, -1,  -5e-324};
  std::size_t usual = 0;
  for (const double x : values)
    for (const double recency : values)
      for (const double age : values) {
        const bool full = walaa::detail::is_history(x, recency, age);
        if (!walaa::simd::any_row<3>(walaa::detail::unusual_history{}, {&x, &recency, &age}, 1)) {
          ++usual;
          EXPECT_TRUE(full && recency <= age) << x << ' ' << recency << ' ' << age;
        } else {  // left to the full look: what is wrong, and a recency above age
          EXPECT_TRUE(!full || recency > age) << x << ' ' << recency << ' ' << age;
        }
      }
  EXPECT_GT(usual, 30u);
}

TEST(check_histories, lets_a_rounding_of_the_unit_through_and_counts_it) {
  columns c;
  c.recency = {39 * (1 + 1e-15), 0, 5 * (1 + 0.9e-9)};
  EXPECT_EQ(walaa::check_histories("f", c), 2u);
  c.recency[2] = 5 * (1 + 1.1e-9);
  EXPECT_THROW(walaa::check_histories("f", c), walaa::invalid_input);
}

TEST(check_histories, a_missing_value_is_no_evidence_where_columns_are_scored) {
  columns c;
  c.recency[1] = walaa::missing;
  EXPECT_EQ(walaa::check_histories("f", c, walaa::missing_rows::allowed), 0u);
  c.x[1] = walaa::missing;
  c.age[1] = walaa::missing;
  EXPECT_EQ(walaa::check_histories("f", c, walaa::missing_rows::allowed), 0u);
  c.x[2] = -1;
  EXPECT_THROW(walaa::check_histories("f", c, walaa::missing_rows::allowed), walaa::invalid_input);
}

std::string message_of(const purchase_histories& h) {
  try {
    walaa::check_histories_to_fit("bg_nbd::fit", h);
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return {};
}

TEST(check_histories, wants_columns_of_one_length_and_rows) {
  columns c;
  c.recency.pop_back();
  EXPECT_EQ(message_of(c), "bg_nbd::fit: frequency has 3 rows and recency has 2; one row a customer in both [D101]");
  c = {};
  c.age.push_back(3);
  EXPECT_EQ(message_of(c), "bg_nbd::fit: frequency has 3 rows and T has 4; one row a customer in both [D101]");
  c = {};
  c.weight = {1, 1};
  EXPECT_EQ(message_of(c), "bg_nbd::fit: frequency has 3 rows and weight has 2; one row a customer in both [D101]");
  EXPECT_EQ(message_of({}), "bg_nbd::fit: frequency is empty [D109]");
}

TEST(check_histories, wants_exposure_and_weights_to_fit) {
  columns c;
  c.x = c.recency = c.age = {0, 0, 0};
  EXPECT_EQ(message_of(c), "bg_nbd::fit: T is 0 in every row; nobody was observed after the first purchase [D116]");
  c = {};
  c.weight = {0, 0, 0};
  EXPECT_EQ(message_of(c), "bg_nbd::fit: weight is 0 in every row [D111]");
  c.weight = {1, -1, 0};
  EXPECT_EQ(message_of(c), "bg_nbd::fit: weight[1] = -1 is negative [D104]");
  c.weight = {1, 1, walaa::missing};
  EXPECT_EQ(message_of(c), "bg_nbd::fit: weight[2] = NaN is not a finite number [D103]");
  c = {};
  c.x = c.recency = {0, 0, 0};
  c.age = {0, 0, 7};
  c.weight = {1, 1, 0};  // the only row with time has no weight
  EXPECT_EQ(message_of(c), "bg_nbd::fit: T is 0 in every row; nobody was observed after the first purchase [D116]");
}

TEST(check_histories, threads_find_the_same_first_bad_row) {
  const std::size_t n = 3 * walaa::block_rows + 5;
  columns c;
  c.x.assign(n, 2);
  c.recency.assign(n, 30);
  c.age.assign(n, 39);
  walaa::thread_pool pool(3);
  const auto threaded = [&] {
    try {
      const std::size_t clamped = walaa::check_histories("bg_nbd::fit", c, walaa::missing_rows::refused, pool);
      return "clamped " + std::to_string(clamped);
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
  };
  EXPECT_EQ(threaded(), "clamped 0");
  c.recency[n - 1] = 39 * (1 + 1e-12);
  EXPECT_EQ(threaded(), "clamped 1");
  c.x[n - 2] = 1.5;
  c.age[walaa::block_rows + 1] = -1;
  EXPECT_EQ(threaded(), "bg_nbd::fit: T[4097] = -1 is negative; T is the age at the end of observation [D104]");
}

TEST(check_histories, one_customer_is_a_column_of_one) {
  EXPECT_NO_THROW(walaa::check_history("p_alive", {.frequency = 2, .recency = 3, .age = 4}));
  EXPECT_THROW(walaa::check_history("p_alive", {.frequency = 2, .recency = 5, .age = 4}), walaa::invalid_input);
}

}  // namespace
