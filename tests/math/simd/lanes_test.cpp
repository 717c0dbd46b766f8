// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/simd/lanes.hpp>

#include "simd_functions.hpp"

#include <walaa/math/simd/map_rows.hpp>

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Two columns into two by a formula that is written twice: on lanes, and on doubles.
template<class Formula>
void expect_each_lane(const Formula& formula, const std::vector<double>& a, const std::vector<double>& b) {
  for (const way& w : ways_here()) {
    std::vector<double> y(a.size()), z(a.size());
    map_rows_by<2, 2>(w, formula, {a.data(), b.data()}, {y.data(), z.data()}, a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      const std::array<double, 2> expected = Formula::of(a[i], b[i]);
      const auto same = [](double x, double should) {
        return is_missing(should) ? is_missing(x) : std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(should);
      };
      EXPECT_TRUE(same(y[i], expected[0])) << w.name() << ", " << a[i] << " and " << b[i] << ": " << y[i] << " for "
                                           << expected[0];
      EXPECT_TRUE(same(z[i], expected[1])) << w.name() << ", " << a[i] << " and " << b[i] << ": " << z[i] << " for "
                                           << expected[1];
    }
  }
}

const std::vector<double> some{0.0, -0.0,     1,         -1,      0.1, 1e300, -1e300,    5e-324, 3.5,
                               7,   infinity, -infinity, missing, 2,   2,     12345.678, -9};
std::vector<double> backwards() { return {some.rbegin(), some.rend()}; }

#define FORMULA(NAME, Y, Z, OF_Y, OF_Z)                                                                                        \
  struct NAME {                                                                                                                \
    template<int N>                                                                                                            \
    WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 2>& in, std::array<simd::lanes<N>, 2>& out) const noexcept { \
      const simd::lanes<N>&a = in[0], &b = in[1];                                                                              \
      out = {Y, Z};                                                                                                            \
    }                                                                                                                          \
    static std::array<double, 2> of(double a, double b) { return {OF_Y, OF_Z}; }                                               \
  }

FORMULA(sums, a + b, a - b, a + b, a - b);
FORMULA(products, a* b, a / b, a* b, a / b);
FORMULA(signs, -a, 1.0 / b, -a, 1.0 / b);
FORMULA(choices, select(a < b, a, b), select(a > 1.0, 7.0, b), a<b ? a : b, a> 1.0 ? 7.0 : b);
FORMULA(both_answers, select((a > 0.0) & (b < 3.0), a, -1.0), select(a == 2.0, b, 0.0), (a > 0.0) && (b < 3.0) ? a : -1.0,
        a == 2.0 ? b : 0.0);
FORMULA(bit_patterns, from_bits(bits(a)),
        from_bits((bits(a) & simd::integers<N>::all(0x7fff'ffff'ffff'ffff)) |
                  (bits(b) & simd::integers<N>::all(std::numeric_limits<std::int64_t>::min()))),
        a, std::copysign(a, b));

TEST(simd_lanes, calculate_like_doubles) {
  expect_each_lane(sums{}, some, backwards());
  expect_each_lane(products{}, some, backwards());
  expect_each_lane(signs{}, some, backwards());
}

TEST(simd_lanes, choose_like_doubles_and_take_no_side_for_missing) {
  expect_each_lane(choices{}, some, backwards());
  expect_each_lane(both_answers{}, some, backwards());
}

FORMULA(either_and_not, select((a > 0.0) | (b < 3.0), a, -1.0), select(!(a < b), b, 7.0), (a > 0.0) || (b < 3.0) ? a : -1.0,
        !(a < b) ? b : 7.0);
FORMULA(one_but_not_the_other, select((a > 0.0) != (b > 0.0), a, 7.0),
        select((!((a > 0.0) | (b > 0.0))) | (a == 2.0), 1.0, 0.0 - b), (a > 0.0) != (b > 0.0) ? a : 7.0,
        !((a > 0.0) || (b > 0.0)) || a == 2.0 ? 1.0 : 0.0 - b);
FORMULA(kinds, select(simd::is_finite(a), 1.0, b), select(simd::is_missing(a), 1.0, b), is_finite(a) ? 1.0 : b,
        is_missing(a) ? 1.0 : b);

TEST(simd_lanes, combine_answers_like_doubles) {
  expect_each_lane(either_and_not{}, some, backwards());
  expect_each_lane(one_but_not_the_other{}, some, backwards());
}

TEST(simd_lanes, know_finite_and_missing_by_their_bits) { expect_each_lane(kinds{}, some, backwards()); }

TEST(simd_lanes, keep_the_bits_of_a_number) { expect_each_lane(bit_patterns{}, some, backwards()); }

FORMULA(whole_numbers, to_numbers(to_integers(a)), to_numbers<5>(to_integers(b)), a, b - 5);
FORMULA(shifts, to_numbers((to_integers(a) << 3) - (to_integers(b) >> 1)),
        to_numbers(to_integers(a) + simd::integers<N>::all(-7)), 8 * a - std::floor(b / 2), a - 7);

TEST(simd_lanes, turn_whole_numbers_into_integers_and_back) {
  const std::vector<double> a{0, 1, -1, 2, 1023, -1074, 0x1p31, -0x1p31, 0x1p45, 12, 4503599627, -3, 3, 5, 77, 78, 79};
  const std::vector<double> b{0, 1, 2, 3, 1023, 1074, 0x1p31, 0x1p32, 0x1p45, 12, 4503599627, 3, 3, 5, 77, 78, 79};
  expect_each_lane(whole_numbers{}, a, b);
  expect_each_lane(shifts{}, a, b);
}

TEST(simd_lanes, round_to_the_nearest_integer) {
  const std::vector<double> a{0.4, 0.6, -0.4, -0.6, 2.5, 3.5, 1e9 + 0.25, -7.51};
  const std::vector<double> rounded{0, 1, 0, -1, 2, 4, 1e9, -8};
  for (const way& w : ways_here()) {
    std::vector<double> y(a.size()), z(a.size());
    map_rows_by<2, 2>(w, whole_numbers{}, {a.data(), a.data()}, {y.data(), z.data()}, a.size());
    EXPECT_EQ(y, rounded) << w.name();
  }
}

struct fused {
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 3>& in, std::array<simd::lanes<N>, 3>& out) const noexcept {
    out = {mul_add(in[0], in[1], in[2]), mul_add(in[0], in[1], -1.0), mul_add(in[0], 3.0, in[2])};
  }
};

TEST(simd_lanes, multiply_and_add_within_a_rounding) {
  const std::vector<double> a{1.1, -2.3, 1e10, 1 + 0x1p-30, 0.1, 3, 7.7, 1e-9, 55},
      b{2.2, 0.7, 1e-10, 1 + 0x1p-30, 10, 4, 5, 6, 7}, c{-2.42, 1, -1, -1, -1, 5, 6, 7, 8};
  for (const way& w : ways_here()) {
    std::array<std::vector<double>, 3> y{a, a, a};
    map_rows_by<3, 3>(w, fused{}, {a.data(), b.data(), c.data()}, {y[0].data(), y[1].data(), y[2].data()}, a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double slack = 0x1p-52 * (std::abs(a[i] * b[i]) + std::abs(3 * a[i]));
      EXPECT_NEAR(y[0][i], std::fma(a[i], b[i], c[i]), slack) << w.name();
      EXPECT_NEAR(y[1][i], std::fma(a[i], b[i], -1.0), slack) << w.name();
      EXPECT_NEAR(y[2][i], std::fma(a[i], 3.0, c[i]), slack) << w.name();
    }
  }
}

#undef FORMULA

}  // namespace
