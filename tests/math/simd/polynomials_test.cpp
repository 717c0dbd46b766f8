// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/simd/polynomials.hpp>

#include <walaa/math/simd/map_rows.hpp>

#include "simd_functions.hpp"  // for ways_here, map_rows_by

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace walaa::tests;
namespace simd = walaa::simd;

template<std::size_t Length> struct own_polynomial {
  const double* table;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 2>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::polynomials<Length>(table, to_integers(in[0]), in[1]);
  }
};

/// Every lane against the sum of the powers in long double, relative to the sum of their sizes.
template<std::size_t Length> void expect_every_lane_its_own() {
  constexpr std::size_t room = simd::polynomial_room<Length>, polynomials = 50, rows = 203;
  std::mt19937_64 random(Length);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53 * 2 - 1; };
  std::vector<double> table(room * polynomials), at(rows), s(rows), found(rows);
  for (std::size_t p = 0; p < polynomials; ++p)
    for (std::size_t k = 0; k < Length; ++k) table[p * room + k] = uniform();
  for (std::size_t i = 0; i < rows; ++i) {
    at[i] = static_cast<double>(random() % polynomials * room);
    s[i] = i == 0 ? 1 : i == 1 ? -1 : i == 2 ? 0 : uniform();
  }
  for (const way& w : ways_here()) {
    map_rows_by<2, 1>(w, own_polynomial<Length>{table.data()}, {at.data(), s.data()}, {found.data()}, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      long double sum = 0, size = 0, power = 1;
      for (std::size_t k = 0; k < Length; ++k, power *= s[i]) {
        const long double term = power * table[static_cast<std::size_t>(at[i]) + k];
        sum += term;
        size += std::fabs(term);
      }
      EXPECT_NEAR(found[i], static_cast<double>(sum), 1e-15 * static_cast<double>(size)) << w.name() << ' ' << Length << ' ' << i;
    }
  }
}

TEST(polynomials, every_lane_has_its_own) {
  expect_every_lane_its_own<1>();
  expect_every_lane_its_own<2>();
  expect_every_lane_its_own<5>();
  expect_every_lane_its_own<8>();
  expect_every_lane_its_own<9>();
  expect_every_lane_its_own<13>();
  expect_every_lane_its_own<16>();
}

TEST(polynomials, what_is_missing_stays_so_in_its_lane_alone) {
  const std::vector<double> table(16, 0.5), at(20, 0);
  for (const way& w : ways_here())
    for (std::size_t gap = 0; gap < 20; ++gap) {
      std::vector<double> s(20, 0), found(20);
      s[gap] = std::numeric_limits<double>::quiet_NaN();
      map_rows_by<2, 1>(w, own_polynomial<13>{table.data()}, {at.data(), s.data()}, {found.data()}, 20);
      for (std::size_t i = 0; i < 20; ++i) {
        if (i == gap)
          EXPECT_TRUE(std::isnan(found[i])) << w.name() << ' ' << gap;
        else
          EXPECT_EQ(found[i], 0.5) << w.name() << ' ' << gap;
      }
    }
}

}  // namespace
