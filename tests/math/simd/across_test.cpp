// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/simd/across.hpp>
#include <walaa/math/simd/map_rows.hpp>

#include "simd_functions.hpp"  // for ways_here, map_rows_by

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <vector>

namespace {

using namespace walaa::tests;
namespace simd = walaa::simd;

constexpr double squares[] = {0, 1, 4, 9, 16, 25, 36, 49, 64, 81};

struct looked_up {
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::look_up(squares, to_integers(in[0]));
  }
};

/// The sum of the lanes that a row shares a vector with, and whether one of them is 9.
struct together {
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 2>& out) const noexcept {
    out[0] = simd::lanes<N>::all(simd::sum(in[0]));
    out[1] = simd::lanes<N>::all(simd::any(in[0] == 9.0) ? 1 : 0);
  }
};

/// In lane k of a vector the sum of k + 1 times the vector.
struct summed_together {
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    std::array<simd::lanes<N>, N> x;
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = in[0] * simd::lanes<N>::all(static_cast<double>(k + 1));
    out[0] = simd::sums<N>(x);
  }
};

TEST(across_lanes, sums_of_several_vectors_are_each_in_its_lane) {
  const std::vector<double> x{3, 1, 4, 1, 5, 9, 2, 6};
  std::vector<double> sums(x.size());
  for (const way& w : ways_here()) {
    map_rows_by<1, 1>(w, summed_together{}, {x.data()}, {sums.data()}, x.size());
    std::size_t width = 1;  // sums[k] is (k + 1) times sums[0] within a vector
    while (width < x.size() && sums[width] == static_cast<double>(width + 1) * sums[0]) ++width;
    EXPECT_TRUE(width == 1 || width == 2 || width == 4 || width == 8) << w.name();
    for (std::size_t first = 0; first < x.size(); first += width) {
      double all = 0;
      for (std::size_t k = 0; k < width; ++k) all += x[first + k];
      for (std::size_t k = 0; k < width; ++k) EXPECT_EQ(sums[first + k], all * static_cast<double>(k + 1)) << w.name();
    }
  }
}

TEST(across_lanes, each_lane_has_its_own_place_in_a_table) {
  const std::vector<double> at{9, 0, 3, 3, 7, 1, 8, 2, 6, 4, 5};
  std::vector<double> found(at.size());
  for (const way& w : ways_here()) {
    map_rows_by<1, 1>(w, looked_up{}, {at.data()}, {found.data()}, at.size());
    for (std::size_t i = 0; i < at.size(); ++i) EXPECT_EQ(found[i], at[i] * at[i]) << w.name();
  }
}

TEST(across_lanes, add_up_and_answer_together) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  std::vector<double> sums(x.size()), nine(x.size());
  for (const way& w : ways_here()) {
    map_rows_by<1, 2>(w, together{}, {x.data()}, {sums.data(), nine.data()}, x.size());
    double all = 0;
    std::size_t width = 1;
    while (width < x.size() && sums[width] == sums[0]) ++width;
    for (std::size_t i = 0; i < x.size(); i += width) {
      const bool here = i <= 8 && 8 < i + width;
      EXPECT_EQ(nine[i], here ? 1 : 0) << w.name();
      all += sums[i];
    }
    EXPECT_EQ(all, 136) << w.name();
  }
}

}  // namespace
