// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/random.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::random_stream;

static_assert(std::uniform_random_bit_generator<random_stream>);

// The vectors that the authors of Philox publish with Random123 (kat_vectors, philox4x32 10).
TEST(random_stream, is_philox_as_published) {
  using block = std::array<std::uint32_t, 4>;
  EXPECT_EQ(walaa::detail::philox({0, 0, 0, 0}, {0, 0}), (block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(walaa::detail::philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(walaa::detail::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

/// A column of the goldens: 1,000 draws of tests/goldens/random_draws.py.
std::vector<double> golden(std::size_t column) {
  std::ifstream file(std::string(WALAA_TEST_DATA) + "/goldens/random_draws.bin", std::ios::binary);
  std::vector<double> out(1000);
  file.seekg(static_cast<std::streamoff>(column * 8000));
  for (double& v : out) {
    unsigned char bytes[8] = {};
    file.read(reinterpret_cast<char*>(bytes), 8);
    std::uint64_t bits = 0;
    for (int i = 7; i >= 0; --i) bits = bits << 8 | bytes[i];
    v = std::bit_cast<double>(bits);
  }
  EXPECT_TRUE(file.good()) << "run from the repository's root";
  return out;
}

constexpr random_stream start(20050501, 7);

TEST(random_stream, draws_the_bits_of_the_independent_implementation) {
  const auto high = golden(0), low = golden(1);
  random_stream g = start;
  for (std::size_t i = 0; i < 1000; ++i) {
    const std::uint64_t bits = g();
    ASSERT_EQ(static_cast<double>(bits >> 32), high[i]) << i;
    ASSERT_EQ(static_cast<double>(bits & 0xffffffffu), low[i]) << i;
  }
}

template<class F> void expect_draws(std::size_t column, double tolerance, F draw) {
  const auto expected = golden(column);
  random_stream g = start;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double drawn = draw(g);
    ASSERT_PRED_FORMAT3(walaa::tests::within_relative, drawn, expected[i], tolerance) << "draw " << i;
  }
}

TEST(random_stream, draws_what_the_independent_implementation_draws) {
  expect_draws(2, 0, [](random_stream& g) { return g.uniform(); });
  expect_draws(3, 1e-14, [](random_stream& g) { return g.exponential(0.25); });
  expect_draws(4, 1e-12, [](random_stream& g) { return g.normal(); });
  expect_draws(5, 1e-12, [](random_stream& g) { return g.gamma(0.243, 4.414); });
  expect_draws(6, 1e-12, [](random_stream& g) { return g.gamma(6.25, 0.5); });
  expect_draws(7, 1e-12, [](random_stream& g) { return g.beta(0.793, 2.426); });
  expect_draws(8, 0, [](random_stream& g) { return g.poisson(g() % 2 ? 3.5 : 250.0); });
}

TEST(random_stream, streams_and_seeds_differ_and_copies_repeat) {
  random_stream a(1, 0), b(1, 1), c(2, 0), copy = a;
  const auto first = a();
  EXPECT_NE(first, b());
  EXPECT_NE(first, c());
  EXPECT_EQ(first, copy());
}

/// Means and variances over 200,000 draws, within 5 standard errors: a false alarm in 1e6 runs, and the seed is fixed.
template<class F> void expect_moments(double mean, double variance, double fourth, F draw) {
  constexpr int n = 200000;
  random_stream g(99, 3);
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const double v = draw(g) - mean;
    sum += v;
    squares += v * v;
  }
  EXPECT_NEAR(sum / n, 0, 5 * std::sqrt(variance / n)) << "mean " << mean;
  EXPECT_NEAR(squares / n, variance, 5 * std::sqrt((fourth - variance * variance) / n)) << "mean " << mean;
}

TEST(random_stream, has_the_moments_of_its_distributions) {
  expect_moments(0.5, 1.0 / 12, 1.0 / 80, [](random_stream& g) { return g.uniform(); });
  expect_moments(4, 16, 9 * 256, [](random_stream& g) { return g.exponential(0.25); });
  expect_moments(0, 1, 3, [](random_stream& g) { return g.normal(); });
  // gamma(k): variance k, fourth central moment 3 k^2 + 6 k; Poisson: mean m, fourth m + 3 m^2
  for (const double k : {0.05, 0.6, 1.0, 40.0})
    expect_moments(k, k, 3 * k * k + 6 * k, [k](random_stream& g) { return g.gamma(k, 1); });
  for (const double m : {0.3, 9.99, 10.0, 47.5, 1e6})
    expect_moments(m, m, m + 3 * m * m, [m](random_stream& g) { return g.poisson(m); });
  const double a = 0.793, b = 2.426, s = a + b, mean = a / s, variance = a * b / (s * s * (s + 1));
  const double excess = 6 * ((a - b) * (a - b) * (s + 1) - a * b * (s + 2)) / (a * b * (s + 2) * (s + 3));
  expect_moments(mean, variance, (excess + 3) * variance * variance, [=](random_stream& g) { return g.beta(a, b); });
  expect_moments(4.5, 8.25, 120.8625, [](random_stream& g) { return static_cast<double>(g.below(10)); });
}

TEST(random_stream, does_not_underflow_at_tiny_shapes) {
  random_stream g(4);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(walaa::is_finite(g.log_gamma(1e-6)));
    const double p = g.beta(1e-6, 1e-6);
    EXPECT_TRUE(p >= 0 && p <= 1) << p;
  }
}

TEST(random_stream, knows_factorials) {  // ln k!: Python's math.lgamma
  EXPECT_EQ(walaa::detail::log_factorial(0), 0);
  EXPECT_RELATIVE(walaa::detail::log_factorial(15), 27.89927138384089, 1e-15);
  EXPECT_RELATIVE(walaa::detail::log_factorial(16), 30.671860106080672, 1e-15);
  EXPECT_RELATIVE(walaa::detail::log_factorial(170), 706.5730622457875, 1e-15);
  EXPECT_RELATIVE(walaa::detail::log_factorial(1e6), 12815518.384658169, 1e-15);
}

}  // namespace
