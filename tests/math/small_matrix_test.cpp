// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/small_matrix.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

namespace {

using walaa::small_matrix;
using walaa::small_vector;

template<std::size_t N> small_matrix<N> hilbert() {
  small_matrix<N> h;
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < N; ++j) h(i, j) = 1 / static_cast<double>(i + j + 1);
  return h;
}

TEST(small_matrix, factors_and_inverts_the_hilbert_matrix) {  // its inverse is known and whole (Choi 1983)
  const auto factor = walaa::cholesky(hilbert<4>());
  ASSERT_TRUE(factor);
  const small_matrix<4> inverse = walaa::inverse(*factor);
  const double exact[4][4] = {
      {16, -120, 240, -140}, {-120, 1200, -2700, 1680}, {240, -2700, 6480, -4200}, {-140, 1680, -4200, 2800}};
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      EXPECT_NEAR(inverse(i, j), exact[i][j], 1e-8);  // condition 1.6e4
      EXPECT_EQ(inverse(i, j), inverse(j, i));
    }
  const small_vector<4> x = walaa::solve(*factor, {1, 0, 0, 0});
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(x[i], exact[i][0], 1e-9);
}

TEST(small_matrix, refuses_what_is_not_positive_definite) {
  small_matrix<2> m;
  m(0, 0) = m(1, 1) = 1;
  m(0, 1) = m(1, 0) = 1;
  EXPECT_FALSE(walaa::cholesky(m));
  m(1, 0) = m(0, 1) = 2;
  EXPECT_FALSE(walaa::cholesky(m));
  m(0, 0) = std::nan("");
  EXPECT_FALSE(walaa::cholesky(m));
  EXPECT_FALSE(walaa::cholesky(small_matrix<3>{}));
}

TEST(small_matrix, finds_the_eigenvalues_of_the_second_difference) {  // 2 - 2 cos(k pi / (n + 1))
  constexpr std::size_t n = 8;
  small_matrix<n> m;
  for (std::size_t i = 0; i < n; ++i) {
    m(i, i) = 2;
    if (i > 0) m(i, i - 1) = m(i - 1, i) = -1;
  }
  const auto e = walaa::eigen(m);
  for (std::size_t k = 0; k < n; ++k) {
    EXPECT_NEAR(e.values[k], 2 - 2 * std::cos(static_cast<double>(k + 1) * 3.14159265358979323846 / 9), 1e-14);
    double length = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double product = 0;
      for (std::size_t j = 0; j < n; ++j) product += m(i, j) * e.vectors(j, k);
      EXPECT_NEAR(product, e.values[k] * e.vectors(i, k), 1e-14);
      length += e.vectors(i, k) * e.vectors(i, k);
    }
    EXPECT_NEAR(length, 1, 1e-14);
  }
}

TEST(small_matrix, orders_eigenvalues_and_keeps_their_vectors) {
  small_matrix<3> m;
  m(0, 0) = 5;
  m(1, 1) = -2;
  m(2, 2) = 1e-9;
  const auto e = walaa::eigen(m);
  EXPECT_EQ(e.values, (small_vector<3>{-2, 1e-9, 5}));
  EXPECT_EQ(std::abs(e.vectors(1, 0)), 1);
  EXPECT_EQ(std::abs(e.vectors(2, 1)), 1);
  EXPECT_EQ(std::abs(e.vectors(0, 2)), 1);
}

TEST(small_matrix, finds_small_eigenvalues_beside_large_ones) {  // det of Hilbert 4 is 1 / 6,048,000
  const auto e = walaa::eigen(hilbert<4>());
  EXPECT_NEAR(e.values[0] * e.values[1] * e.values[2] * e.values[3] * 6048000, 1, 1e-11);
}

TEST(small_matrix, takes_one_row) {
  small_matrix<1> m;
  m(0, 0) = 4;
  ASSERT_TRUE(walaa::cholesky(m));
  EXPECT_EQ((*walaa::cholesky(m))(0, 0), 2);
  EXPECT_EQ(walaa::eigen(m).values[0], 4);
}

}  // namespace
