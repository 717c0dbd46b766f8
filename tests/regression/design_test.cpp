// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/design.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"        // for EXPECT_RELATIVE
#include "simd_functions.hpp"  // for forced, paths_here

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace {

using walaa::covariates;
using walaa::design_report;
using walaa::examine;

std::vector<double> drawn(std::size_t n, unsigned seed, double mean = 0, double deviation = 1) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal(mean, deviation);
  std::vector<double> out(n);
  for (double& v : out) v = normal(bits);
  return out;
}

std::vector<double> combined(double constant, const std::vector<double>& a, double by, const std::vector<double>& b,
                             double and_by) {
  std::vector<double> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = constant + by * a[i] + and_by * b[i];
  return out;
}

TEST(design, independent_columns_are_without_fault) {
  const auto a = drawn(1000, 1), b = drawn(1000, 2), c = drawn(1000, 3);
  const design_report r = examine(covariates{{"a", a}, {"b", b}, {"c", c}});
  EXPECT_TRUE(r.full_rank());
  EXPECT_EQ(r.brief(), "");
  EXPECT_EQ(r.independent, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(r.rows, 1000u);
  EXPECT_EQ(r.weight, 1000);
}

TEST(design, means_and_deviations_are_weighted_and_weights_are_repeats) {
  const std::vector<double> x{1, 2, 4}, w{1, 2, 3}, repeated{1, 2, 2, 4, 4, 4};
  const design_report weighted = examine(covariates{{"x", x}}, w), repeats = examine(covariates{{"x", repeated}});
  EXPECT_RELATIVE(weighted.centre[0], 17.0 / 6, 1e-15);
  EXPECT_RELATIVE(weighted.spread[0], std::sqrt(57.0 / 6 - 17.0 * 17.0 / 36), 1e-15);
  EXPECT_RELATIVE(weighted.spread[0], repeats.spread[0], 1e-15);
  EXPECT_EQ(weighted.weight, 6);
}

TEST(design, a_constant_column_is_named) {
  const auto a = drawn(50, 4);
  const std::vector<double> k(50, 0.1), zero(50, 0.0), large(50, 1e17 / 3);
  const design_report r = examine(covariates{{"k", k}, {"a", a}, {"zero", zero}, {"large", large}});
  EXPECT_EQ(r.constant, (std::vector<std::string>{"k", "zero", "large"}));
  EXPECT_EQ(r.independent, (std::vector<std::size_t>{1}));
  EXPECT_EQ(r.brief(), "the column 'k' is constant; the column 'zero' is constant; the column 'large' is constant");
}

TEST(design, a_collinear_column_is_named_with_what_it_is_made_of) {
  const auto a = drawn(300, 5, 7, 2), b = drawn(300, 6, -40, 1e-3), c = drawn(300, 7);
  const design_report r = examine(covariates{{"a", a}, {"b", b}, {"c", c}, {"mix", combined(3, a, 2, b, -0.5)}});
  ASSERT_EQ(r.dependent.size(), 1u);
  EXPECT_EQ(r.dependent[0].name, "mix");
  EXPECT_EQ(r.dependent[0].of, (std::vector<std::string>{"a", "b"}));
  EXPECT_RELATIVE(r.dependent[0].by[0], 2, 1e-9);
  EXPECT_RELATIVE(r.dependent[0].by[1], -0.5, 1e-7);
  EXPECT_RELATIVE(r.dependent[0].constant, 3, 1e-6);
  EXPECT_EQ(r.brief(), "collinear: mix = 3 + 2 a - 0.5 b");
  EXPECT_EQ(r.independent, (std::vector<std::size_t>{0, 1, 2}));
}

TEST(design, a_full_set_of_dummies_is_one_too_many) {
  const std::vector<double> north{1, 0, 0, 1, 0, 0, 1}, south{0, 1, 0, 0, 1, 0, 0}, east{0, 0, 1, 0, 0, 1, 0};
  const design_report r = examine(covariates{{"north", north}, {"south", south}, {"east", east}});
  ASSERT_EQ(r.dependent.size(), 1u);
  EXPECT_EQ(r.dependent[0].text(), "east = 1 - 1 north - 1 south");
}

TEST(design, a_copy_a_multiple_and_a_shift_are_dependent_whatever_their_scale) {
  const auto a = drawn(200, 8);
  for (const double scale : {1e-12, 1.0, -1e12})
    for (const double shift : {0.0, 1e3}) {
      std::vector<double> b(a.size());
      for (std::size_t i = 0; i < a.size(); ++i) b[i] = scale * (a[i] + shift);
      const design_report r = examine(covariates{{"a", a}, {"b", b}});
      ASSERT_EQ(r.dependent.size(), 1u) << scale << " " << shift;
      EXPECT_RELATIVE(r.dependent[0].by[0], scale, 1e-9);
    }
}

TEST(design, nearly_collinear_is_not_collinear) {
  const auto a = drawn(500, 9), noise = drawn(500, 10);
  for (const double size : {1e-2, 1e-4, 1e-6})
    EXPECT_TRUE(examine(covariates{{"a", a}, {"b", combined(0, a, 1, noise, size)}}).full_rank()) << size;
  EXPECT_FALSE(examine(covariates{{"a", a}, {"b", combined(0, a, 1, noise, 1e-9)}}).full_rank());
}

TEST(design, more_columns_than_rows_leaves_rows_minus_one) {
  std::vector<std::vector<double>> columns;
  std::vector<std::string> names;
  std::vector<walaa::covariate> x;
  for (unsigned j = 0; j < 6; ++j) columns.push_back(drawn(4, 20 + j)), names.push_back("x" + std::to_string(j));
  for (std::size_t j = 0; j < 6; ++j) x.push_back({names[j], columns[j]});
  const design_report r = examine(covariates(x));
  EXPECT_EQ(r.independent, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(r.dependent.size(), 3u);
}

TEST(design, one_row_and_no_row_and_no_column) {
  const std::vector<double> one{3.0}, none;
  EXPECT_EQ(examine(covariates{{"x", one}}).constant, (std::vector<std::string>{"x"}));
  EXPECT_TRUE(examine(covariates{{"x", none}}).full_rank());
  EXPECT_TRUE(examine(covariates{}).full_rank());
}

TEST(design, an_epoch_in_seconds_is_not_constant) {
  const auto noise = drawn(100, 11);
  std::vector<double> at(100);
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = 1.7e9 + noise[i];
  const design_report r = examine(covariates{{"at", at}});
  EXPECT_TRUE(r.full_rank());
  EXPECT_NEAR(r.centre[0], 1.7e9, 1);
}

// An executor that runs the parts backwards.
struct backwards {
  template<class F> void parallel_for(std::size_t n, F&& f) const {
    for (std::size_t i = n; i-- > 0;) f(i);
  }
};

TEST(design, any_executor_gives_the_same_bits) {
  const auto a = drawn(30000, 12), b = drawn(30000, 13);
  const covariates x{{"a", a}, {"b", b}};
  backwards other;
  const design_report one = examine(x), two = examine(x, {}, other);
  EXPECT_EQ(one.centre, two.centre);
  EXPECT_EQ(one.spread, two.spread);
}

void expect_sums_of_products_equal_plain_loops() {
  for (const std::size_t n : {1u, 7u, 8u, 255u, 257u, 5000u})
    for (const std::size_t p : {1u, 2u, 3u, 4u, 7u}) {
      std::vector<std::vector<double>> x;
      std::vector<std::span<const double>> columns;
      for (unsigned j = 0; j < p; ++j) x.push_back(drawn(n, 100 + j, 1, 2));
      for (const auto& c : x) columns.emplace_back(c);
      std::vector<double> w = drawn(n, 99), centre(p, 0.25), spread(p, 0.5);
      const walaa::detail::scaled_design d{columns, centre, spread, n};
      const auto m = walaa::detail::weighted_products(d, w, {});
      const auto z = [&](std::size_t i, std::size_t j) { return j == 0 ? 1 : (x[j - 1][i] - 0.25) / 0.5; };
      for (std::size_t j = 0; j <= p; ++j)
        for (std::size_t k = 0; k <= j; ++k) {
          double plain = 0, size = 0;
          for (std::size_t i = 0; i < n; ++i) plain += w[i] * z(i, j) * z(i, k), size += std::fabs(w[i] * z(i, j) * z(i, k));
          EXPECT_NEAR(m[j * d.padded() + k], plain, 1e-14 * size) << n << " " << p << " " << j << " " << k;
        }
    }
}

TEST(design, sums_of_products_equal_plain_loops) {
  for (const walaa::simd_path path : walaa::tests::paths_here()) {
    const walaa::tests::forced on(path);
    expect_sums_of_products_equal_plain_loops();
  }
}

}  // namespace
