// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/shrunk.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

struct fixed {
  double value = 2, error = 1, credibility = 0.5;
  walaa::credible_interval interval(double level) const noexcept { return {value - level, value + level}; }
};

TEST(shrunk, writes_the_columns_that_somebody_wants) {
  std::vector<double> value(2), hi(2);
  walaa::detail::write_shrunk(fixed{}, 0.5, 1, {.value = value, .hi = hi});
  EXPECT_EQ(value, (std::vector<double>{0, 2}));
  EXPECT_EQ(hi, (std::vector<double>{0, 2.5}));
}

TEST(shrunk, names_the_column_of_another_length) {
  std::vector<double> value(2), lo(1);
  try {
    walaa::detail::check_shrunk_out("here", "count", 2, {.value = value, .lo = lo});
    ADD_FAILURE() << "not refused";
  } catch (const walaa::invalid_input& e) {
    EXPECT_NE(std::string(e.what()).find("here: count has 2 rows and out.lo has 1"), std::string::npos) << e.what();
  }
}

}  // namespace
