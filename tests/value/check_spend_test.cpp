// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/check_spend.hpp>

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

std::string message_of(std::vector<double> x, std::vector<double> m, walaa::missing_rows missing = walaa::missing_rows::refused,
                       std::vector<double> weight = {}) {
  try {
    walaa::check_spend("f", {.frequency = x, .recency = {}, .age = {}, .monetary_value = m, .weight = weight}, missing);
  } catch (const walaa::invalid_input& e) {
    EXPECT_NE(e.argument(), "");
    return e.what();
  }
  return "";
}

TEST(check_spend, takes_what_is_possible) {
  EXPECT_EQ(message_of({1, 0, 0, 1e6}, {0.01, 0, walaa::missing, 1e12}), "");
  EXPECT_EQ(message_of({}, {}), "");
}

TEST(check_spend, names_the_row_and_the_rule) {
  EXPECT_EQ(message_of({0, 1, 2}, {0, 35, 0}),
            "f: monetary_value[2] = 0 is not positive; a free or refunded purchase has no place in Gamma-Gamma [D111]");
  EXPECT_EQ(message_of({0, 1}, {5, 35}),
            "f: monetary_value[0] = 5 but frequency[0] = 0; monetary_value is the mean spend of repeat purchases, the first one "
            "left out [D112]");
  EXPECT_EQ(message_of({2e9}, {5}), "f: frequency[0] = 2e+09 is more than 1e+09 purchases [D114]");
  EXPECT_EQ(message_of({1}, {5}, walaa::missing_rows::refused, {-1}), "f: weight[0] = -1 is negative [D104]");
}

TEST(check_spend, a_missing_value_is_no_evidence_where_columns_are_scored) {
  EXPECT_EQ(message_of({1}, {walaa::missing}), "f: monetary_value[0] = NaN is not a finite number [D103]");
  EXPECT_EQ(message_of({1, walaa::missing}, {walaa::missing, 3}, walaa::missing_rows::allowed), "");
  EXPECT_NE(message_of({1, walaa::missing}, {-1, 3}, walaa::missing_rows::allowed), "");
}

TEST(check_spend, threads_find_the_same_first_bad_row) {
  const std::size_t n = 2 * walaa::block_rows + 3;
  std::vector<double> x(n, 1), m(n, 35);
  walaa::thread_pool pool(2);
  const walaa::purchase_histories h{.frequency = x, .recency = {}, .age = {}, .monetary_value = m, .weight = {}};
  EXPECT_NO_THROW(walaa::check_spend("f", h, walaa::missing_rows::refused, pool));
  m[n - 1] = m[walaa::block_rows] = -2;
  try {
    walaa::check_spend("f", h, walaa::missing_rows::refused, pool);
    FAIL() << "accepted";
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.row(), walaa::block_rows);
  }
}

}  // namespace
