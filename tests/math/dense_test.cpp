// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/dense.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <vector>

namespace {

using span = std::span<const double>;

/// The Hilbert matrix, notoriously ill-conditioned.
std::vector<double> hilbert(std::size_t n) {
  std::vector<double> m(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) m[i * n + j] = 1 / static_cast<double>(i + j + 1);
  return m;
}

// Eigenvalues of the second difference matrix are 2 - 2 cos(k pi / (n + 1)), in closed form.
TEST(dense, eigenvalues_of_the_second_difference_are_its_cosines) {
  constexpr std::size_t n = 12;
  std::vector<double> m(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    m[i * n + i] = 2;
    if (i + 1 < n) m[i * n + i + 1] = m[(i + 1) * n + i] = -1;
  }
  const auto e = walaa::decompose_symmetric(span(m), n);
  for (std::size_t k = 0; k < n; ++k)
    EXPECT_NEAR(e.values[k], 2 - 2 * std::cos(static_cast<double>(k + 1) * M_PI / (n + 1)), 1e-14);
  for (std::size_t k = 0; k < n; ++k) {  // m v = lambda v
    double worst = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double mv = 0;
      for (std::size_t j = 0; j < n; ++j) mv += m[i * n + j] * e.vectors[j * n + k];
      worst = std::fmax(worst, std::abs(mv - e.values[k] * e.vectors[i * n + k]));
    }
    EXPECT_LT(worst, 1e-14) << k;
  }
}

// The inverse of the Hilbert matrix has whole numbers: of order 5, the first row is 25 -300 1050 -1400 630 (Choi 1983).
TEST(dense, solves_the_hilbert_system) {
  const std::vector<double> m = hilbert(5), b{1, 0, 0, 0, 0}, inverse{25, -300, 1050, -1400, 630};
  const std::vector<double> x = walaa::solve_positive_definite(span(m), span(b));
  ASSERT_EQ(x.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(x[i] / inverse[i], 1, 1e-10);
}

TEST(dense, an_indefinite_matrix_has_no_solution) {
  const std::vector<double> m{1, 2, 2, 1}, b{1, 1};
  EXPECT_TRUE(walaa::solve_positive_definite(span(m), span(b)).empty());
}

// Longley's kind of check by hand: y = 3 + 2 x exactly, and a third column that repeats the second.
TEST(dense, least_squares_finds_the_line_and_tells_collinear_columns) {
  const std::vector<double> line{1, 0, 1, 1, 1, 2, 1, 3}, y{3, 5, 7, 9};
  const auto two = walaa::solve_least_squares(span(line), span(y), 2);
  EXPECT_EQ(two.rank, 2u);
  EXPECT_NEAR(two.coefficients[0], 3, 1e-14);
  EXPECT_NEAR(two.coefficients[1], 2, 1e-14);
  const std::vector<double> repeated{1, 0, 0, 1, 1, 1, 1, 2, 2, 1, 3, 3};
  EXPECT_EQ(walaa::solve_least_squares(span(repeated), span(y), 3).rank, 2u);
}

TEST(dense, refuses_sizes_that_do_not_fit_and_numbers_that_are_none) {
  const std::vector<double> m{1, 2, 3}, bad{1, NAN, NAN, 1}, b{1, 1};
  EXPECT_THROW(walaa::decompose_symmetric(span(m), 2), walaa::invalid_input);
  EXPECT_THROW(walaa::solve_positive_definite(span(bad), span(b)), walaa::invalid_input);
}

}  // namespace
