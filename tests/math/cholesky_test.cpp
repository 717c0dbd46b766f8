// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/cholesky.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace {

using walaa::cholesky;

// The Hilbert matrix: its inverse consists of whole numbers and its determinant is known (Choi 1983, Am. Math. Monthly 90).
std::vector<double> hilbert(std::size_t n) {
  std::vector<double> m(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) m[i * n + j] = 1.0 / static_cast<double>(i + j + 1);
  return m;
}

TEST(cholesky, factors_a_printed_example) {
  // Golub & Van Loan style example with a whole factor: L = [2; 6 1; -8 5 3].
  std::vector<double> m{4, 12, -16, 12, 37, -43, -16, -43, 98};
  ASSERT_TRUE(cholesky(m, 3));
  const double expected[] = {2, 12, -16, 6, 1, -43, -8, 5, 3};  // the upper triangle is left as it was
  for (std::size_t i = 0; i < 9; ++i) EXPECT_DOUBLE_EQ(m[i], expected[i]);
}

TEST(cholesky, solves_and_inverts_the_hilbert_matrix_of_four) {
  std::vector<double> l = hilbert(4);
  ASSERT_TRUE(cholesky(l, 4));
  const double inverse[] = {16, -120, 240, -140, -120, 1200, -2700, 1680, 240, -2700, 6480, -4200, -140, 1680, -4200, 2800};
  const std::vector<double> ours = walaa::cholesky_inverse(l, 4);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_RELATIVE(ours[i], inverse[i], 1e-11);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) EXPECT_EQ(ours[i * 4 + j], ours[j * 4 + i]);
  std::vector<double> b{1, 0, 0, 1};
  walaa::cholesky_solve(l, 4, b);
  const double x[] = {16 - 140, -120 + 1680, 240 - 4200, -140 + 2800};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_RELATIVE(b[i], x[i], 1e-11);
  EXPECT_RELATIVE(walaa::cholesky_log_determinant(l, 4), -std::log(6048000.0), 1e-12);
}

TEST(cholesky, forward_is_half_of_a_solution) {
  std::vector<double> l{4, 12, -16, 12, 37, -43, -16, -43, 98};
  ASSERT_TRUE(cholesky(l, 3));
  std::vector<double> b{2, 7, 0};  // L (1, 1, 1) = (2, 7, 0)
  walaa::cholesky_forward(l, 3, b);
  for (const double v : b) EXPECT_DOUBLE_EQ(v, 1);
}

TEST(cholesky, refuses_what_is_not_positive_definite) {
  std::vector<double> indefinite{1, 2, 2, 1}, singular{1, 1, 1, 1}, zero{0}, negative{-1};
  std::vector<double> nan{1, 0, std::numeric_limits<double>::quiet_NaN(), 1}, infinite{std::numeric_limits<double>::infinity()};
  EXPECT_FALSE(cholesky(indefinite, 2));
  EXPECT_FALSE(cholesky(singular, 2));
  EXPECT_FALSE(cholesky(zero, 1));
  EXPECT_FALSE(cholesky(negative, 1));
  EXPECT_FALSE(cholesky(nan, 2));
  EXPECT_FALSE(cholesky(infinite, 1));
}

TEST(cholesky, an_empty_matrix_is_positive_definite) {
  std::vector<double> none;
  EXPECT_TRUE(cholesky(none, 0));
  EXPECT_TRUE(walaa::cholesky_inverse(none, 0).empty());
}

}  // namespace
