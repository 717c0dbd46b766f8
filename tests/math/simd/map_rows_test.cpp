// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/simd/map_rows.hpp>

#include "simd_functions.hpp"

#include <walaa/math/simd/functions.hpp>

#include <gtest/gtest.h>

#include <algorithm>
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

/// Two columns into two: enough arithmetic that a fused instruction more or less would show.
struct both {
  double alpha;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 2>& in, std::array<simd::lanes<N>, 2>& out) const noexcept {
    out[0] = simd::exp(simd::log_ratio(in[0] + alpha, in[1] + alpha, in[0] - in[1]) * -0.75);
    out[1] = simd::log1p(in[0]) * in[1] + simd::expm1(in[1] * -alpha);
  }
};

constexpr std::size_t most = 2 * 8 + 1;  // twice the widest lanes, and one

struct columns {
  std::vector<double> a, b;
  explicit columns(std::size_t n) {
    draws d;
    for (std::size_t i = 0; i < n; ++i) {
      b.push_back(d.between(0, 50));
      a.push_back(b.back() + d.between(0, 30));
    }
  }
};

struct answers {
  std::vector<double> y, z;
  explicit answers(std::size_t n) : y(n, -1), z(n, -1) {}
};

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

void expect_same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(bits(a[i]), bits(b[i])) << "row " << i << ": " << a[i] << " and " << b[i];
}

answers alone(const way& w, const columns& x) {
  answers out(x.a.size());
  for (std::size_t i = 0; i < x.a.size(); ++i) map_rows_by<2, 2>(w, both{4.4}, {&x.a[i], &x.b[i]}, {&out.y[i], &out.z[i]}, 1);
  return out;
}

TEST(map_rows, compute_what_the_formula_says) {
  const columns x(most);
  for (const way& w : ways_here()) {
    const answers out = alone(w, x);
    for (std::size_t i = 0; i < most; ++i) {
      EXPECT_NEAR(out.y[i], std::pow((x.b[i] + 4.4) / (x.a[i] + 4.4), 0.75), 1e-14) << w.name();
      EXPECT_NEAR(out.z[i], std::log1p(x.a[i]) * x.b[i] + std::expm1(-4.4 * x.b[i]), 1e-12) << w.name();
    }
  }
}

TEST(map_rows, give_a_row_the_same_bits_alone_and_in_a_column_of_any_length) {
  for (const way& w : ways_here())
    for (std::size_t n = 0; n <= most; ++n) {
      SCOPED_TRACE(testing::Message() << w.name() << ", rows " << n);
      const columns x(n);
      const answers single = alone(w, x);
      answers out(n + 1);
      map_rows_by<2, 2>(w, both{4.4}, {x.a.data(), x.b.data()}, {out.y.data(), out.z.data()}, n);
      EXPECT_EQ(out.y[n], -1) << "written past the end";
      EXPECT_EQ(out.z[n], -1) << "written past the end";
      out.y.pop_back(), out.z.pop_back();
      expect_same_bits(out.y, single.y);
      expect_same_bits(out.z, single.z);
    }
}

TEST(map_rows, give_the_same_bits_for_any_chunks_and_any_alignment) {
  constexpr std::size_t rows = 61;
  const columns x(rows);
  for (const way& w : ways_here()) {
    const answers whole = alone(w, x);
    for (std::size_t chunk = 1; chunk <= most; ++chunk) {  // chunks of odd length start anywhere
      SCOPED_TRACE(testing::Message() << w.name() << ", chunks of " << chunk);
      answers out(rows);
      for (std::size_t i = 0; i < rows; i += chunk)
        map_rows_by<2, 2>(w, both{4.4}, {&x.a[i], &x.b[i]}, {&out.y[i], &out.z[i]}, std::min(chunk, rows - i));
      expect_same_bits(out.y, whole.y);
      expect_same_bits(out.z, whole.z);
    }
  }
}

TEST(map_rows, read_columns_at_any_byte_that_doubles_may_start_at) {
  const columns x(most);
  for (const way& w : ways_here()) {
    const answers expected = alone(w, x);
    for (std::size_t offset = 0; offset < 8; ++offset) {
      SCOPED_TRACE(testing::Message() << w.name() << ", offset " << offset);
      std::vector<double> a(most + 8), b(most + 8), y(most + 8);
      std::copy(x.a.begin(), x.a.end(), a.begin() + static_cast<std::ptrdiff_t>(offset));
      std::copy(x.b.begin(), x.b.end(), b.begin() + static_cast<std::ptrdiff_t>(7 - offset));
      answers out(most);
      map_rows_by<2, 2>(w, both{4.4}, {a.data() + offset, b.data() + 7 - offset}, {y.data() + offset, out.z.data()}, most);
      out.y.assign(y.begin() + static_cast<std::ptrdiff_t>(offset), y.begin() + static_cast<std::ptrdiff_t>(offset + most));
      expect_same_bits(out.y, expected.y);
      expect_same_bits(out.z, expected.z);
    }
  }
}

TEST(map_rows, may_write_over_their_input) {
  for (const way& w : ways_here())
    for (std::size_t n = 0; n <= most; ++n) {
      SCOPED_TRACE(testing::Message() << w.name() << ", rows " << n);
      const columns x(n);
      const answers expected = alone(w, x);
      columns straight = x, crossed = x;
      map_rows_by<2, 2>(w, both{4.4}, {straight.a.data(), straight.b.data()}, {straight.a.data(), straight.b.data()}, n);
      expect_same_bits(straight.a, expected.y);
      expect_same_bits(straight.b, expected.z);
      map_rows_by<2, 2>(w, both{4.4}, {crossed.a.data(), crossed.b.data()}, {crossed.b.data(), crossed.a.data()}, n);
      expect_same_bits(crossed.b, expected.y);
      expect_same_bits(crossed.a, expected.z);
    }
}

TEST(map_rows, keep_a_missing_row_to_itself) {
  for (const way& w : ways_here()) {
    const columns x(most);
    const answers expected = alone(w, x);
    for (std::size_t hole = 0; hole < most; ++hole)
      for (const double rubbish : {missing, std::numeric_limits<double>::infinity(), -1e308, 5e-324}) {
        columns holed = x;
        holed.a[hole] = holed.b[hole] = rubbish;
        answers out(most);
        map_rows_by<2, 2>(w, both{4.4}, {holed.a.data(), holed.b.data()}, {out.y.data(), out.z.data()}, most);
        if (is_missing(rubbish)) {
          EXPECT_TRUE(is_missing(out.y[hole]) && is_missing(out.z[hole])) << w.name() << ", row " << hole;
        }
        out.y[hole] = expected.y[hole];
        out.z[hole] = expected.z[hole];
        expect_same_bits(out.y, expected.y);
        expect_same_bits(out.z, expected.z);
      }
  }
}

/// What stands in a table at the place that the input names.
struct picked {
  const double* table;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::look_up(table, simd::to_integers(in[0]));
  }
};

TEST(map_rows, look_up_each_lane_its_own_place) {
  std::array<double, 32> table;
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = 100.0 + static_cast<double>(i * i);
  std::vector<double> at, out(most);
  for (std::size_t i = 0; i < most; ++i) at.push_back(static_cast<double>((i * 11) % 32));
  for (const way& w : ways_here()) {
    map_rows_by<1, 1>(w, picked{table.data()}, {at.data()}, {out.data()}, most);
    for (std::size_t i = 0; i < most; ++i) EXPECT_EQ(out[i], 100 + at[i] * at[i]) << w.name();
  }
}

TEST(map_rows, differ_between_paths_in_the_last_digits_only) {
  const columns x(1000);
  const std::vector<way> ways = ways_here();
  const answers first = alone(ways.front(), x);
  for (const way& w : ways) {
    const answers other = alone(w, x);
    for (std::size_t i = 0; i < x.a.size(); ++i) {
      EXPECT_NEAR(other.y[i], first.y[i], 2e-15 * first.y[i]) << w.name();
      EXPECT_NEAR(other.z[i], first.z[i], 2e-15 * (1 + first.z[i])) << w.name();
    }
  }
}

}  // namespace
