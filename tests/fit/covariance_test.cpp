// SPDX-License-Identifier: Apache-2.0
#include <walaa/fit/covariance.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

std::string complaint(const std::vector<double>& c, std::size_t n) {
  try {
    walaa::check_covariance("test", c, n);
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return "";
}
bool refused_for(const std::vector<double>& c, std::size_t n, const char* words) {
  return complaint(c, n).find(words) != std::string::npos;
}

TEST(covariance, accepts_what_is_one) {
  EXPECT_EQ(complaint({}, 0), "");
  EXPECT_EQ(complaint({0}, 1), "");
  EXPECT_EQ(complaint({4}, 1), "");
  EXPECT_EQ(complaint({1, 0.9, 0.9, 1}, 2), "");
  EXPECT_EQ(complaint({1, 1, 1, 1}, 2), "") << "perfectly correlated";
  EXPECT_EQ(complaint({0, 0, 0, 5}, 2), "") << "a parameter that was held";
  EXPECT_EQ(complaint({1e-12, 1e-7, 1e-7, 1e0}, 2), "") << "scales may differ";
  EXPECT_EQ(complaint({1e-200, 0, 0, 1e200}, 2), "");
  // v v' + w w' of v = (1, 2, 3), w = (1, 0, -1): rank 2, positive semidefinite by construction
  EXPECT_EQ(complaint({2, 2, 2, 2, 4, 6, 2, 6, 10}, 3), "");
}

TEST(covariance, refuses_what_is_none) {
  EXPECT_TRUE(refused_for({1, 0, 0}, 2, "3 rows"));
  EXPECT_TRUE(refused_for({walaa::missing}, 1, "is not a finite number"));
  EXPECT_TRUE(refused_for({-1e-30}, 1, "negative variance"));
  EXPECT_TRUE(refused_for({1, 0.5, 0.4, 1}, 2, "is not symmetric"));
  EXPECT_TRUE(refused_for({1, 1.1, 1.1, 1}, 2, "not positive semidefinite"));
  EXPECT_TRUE(refused_for({0, 0.1, 0.1, 1}, 2, "does not vary"));
  // correlations 0.9, 0.9, -0.9: each pair is possible, determinant 1 - 3 * 0.81 - 2 * 0.729 < 0
  EXPECT_TRUE(refused_for({1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1}, 3, "not positive semidefinite"));
  // two that are the same cannot relate differently to a third
  EXPECT_TRUE(refused_for({1, 1, 0.5, 1, 1, -0.5, 0.5, -0.5, 1}, 3, "not positive semidefinite"));
}

TEST(covariance, forgives_rounding_only) {
  EXPECT_EQ(complaint({1, 1 + 4e-10, 1 + 4e-10, 1}, 2), "");
  EXPECT_NE(complaint({1, 1 + 1e-8, 1 + 1e-8, 1}, 2), "");
  EXPECT_EQ(complaint({1, 0.5, 0.5 + 1e-10, 1}, 2), "");
  EXPECT_NE(complaint({1, 0.5, 0.5 + 1e-8, 1}, 2), "");
}

}  // namespace
