// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/unit_means.hpp>

#include "relative.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using walaa::unit_means;
using column = std::vector<double>;

TEST(unit_means, by_hand) {
  const std::vector<std::string> unit{"b", "a", "b", "c", "a"};
  const column value{1, 10, 4, 7, 30}, weight{1, 3, 2, 0, 1};
  const unit_means u = unit_means::of({.unit = unit, .value = value, .weight = weight});
  EXPECT_EQ(u.first_row, (std::vector<std::size_t>{0, 1, 3}));  // in the order of appearance
  EXPECT_EQ(u.value[0], 3);
  EXPECT_EQ(u.value[1], 15);
  EXPECT_TRUE(walaa::is_missing(u.value[2]));  // no weight: nothing known
  EXPECT_EQ(u.weight, (column{3, 4, 0}));
  EXPECT_EQ(u.periods, (column{2, 2, 0}));
  EXPECT_EQ(u.squares_within, (1 * 4 + 2 * 1) + (3 * 25 + 1 * 225));
}

TEST(unit_means, numbers_and_texts_name_units_alike) {
  const std::vector<std::int64_t> number{7, -2, 7, 10};
  const std::vector<std::string> text{"7", "-2", "7", "10"};
  const column value{1, 2, 3, 4};
  const unit_means a = unit_means::of({.unit = number, .value = value}), b = unit_means::of({.unit = text, .value = value});
  EXPECT_EQ(a.first_row, b.first_row);
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.value, (column{2, 2, 4}));
}

TEST(unit_means, a_constant_cancels) {  // differences from one of a unit's own values: no digits are lost
  const std::vector<std::int64_t> unit{1, 1, 1};
  const column small{0.25, 0.5, 0.75}, large{1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75};
  EXPECT_EQ(unit_means::of({.unit = unit, .value = small}).squares_within, 0.125);
  EXPECT_EQ(unit_means::of({.unit = unit, .value = large}).squares_within, 0.125);
}

TEST(unit_means, refuses_bad_rows_by_name) {
  const std::vector<std::int64_t> unit{1, 1};
  const auto message = [&](const column& value, const column& weight, const std::vector<std::int64_t>& keys) {
    try {
      unit_means::of({.unit = keys, .value = value, .weight = weight});
    } catch (const walaa::invalid_input& e) {
      return std::string(e.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(message({1, walaa::missing}, {}, unit), "unit_means::of: value[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message({1, 2}, {1, -1}, unit), "unit_means::of: weight[1] = -1 is negative [D104]");
  EXPECT_NE(message({1, 2, 3}, {}, unit).find("value has 3 rows and unit has 2"), std::string::npos);
  EXPECT_EQ(message({}, {}, {}), "unit_means::of: value is empty [D109]");
}

}  // namespace
