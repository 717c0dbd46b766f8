// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/order_free_sum.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace {

double sum(const std::vector<double>& terms, double bound) {
  walaa::order_free_sum s(bound, terms.size());
  for (const double t : terms) s.add(t);
  return s.value();
}

TEST(order_free_sum, has_the_same_bits_in_any_order) {
  std::mt19937_64 random(1);
  for (const double scale : {1.0, 1e-200, 3e200}) {
    std::vector<double> terms;
    for (int i = 0; i < 5000; ++i)
      terms.push_back(scale * (static_cast<double>(random() >> 11) * 0x1p-53 - 0.3) *
                      std::ldexp(1.0, -static_cast<int>(random() % 40)));
    const double first = sum(terms, scale);
    for (int trial = 0; trial < 20; ++trial) {
      std::shuffle(terms.begin(), terms.end(), random);
      EXPECT_EQ(sum(terms, scale), first);
    }
  }
}

TEST(order_free_sum, is_as_exact_as_its_last_bit) {
  // against sums in whole numbers of 2^-60, which are exact
  std::mt19937_64 random(2);
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{1000}, std::size_t{1'000'000}}) {
    std::vector<double> terms(n);
    __extension__ using wide = __int128;
    wide exact = 0;
    for (double& t : terms) {
      const auto units = static_cast<std::int64_t>(random() >> 11) << 7;  // 53 bits: a double
      exact += units;
      t = static_cast<double>(units) * 0x1p-60;
    }
    const auto high = static_cast<double>(static_cast<std::int64_t>(exact >> 40));
    const auto low = static_cast<double>(static_cast<std::int64_t>(exact & ((wide{1} << 40) - 1)));
    const double expected = high * 0x1p-20 + low * 0x1p-60;
    EXPECT_NEAR(sum(terms, 1), expected, expected * 0x1p-52) << n;
  }
}

TEST(order_free_sum, of_nothing_is_nothing_and_terms_as_large_as_the_bound_are_taken) {
  EXPECT_EQ(walaa::order_free_sum(1, 0).value(), 0);
  EXPECT_EQ(sum(std::vector<double>(1000, 4.0), 4), 4000);
  EXPECT_EQ(sum(std::vector<double>(1000, -4.0), 4), -4000);
  EXPECT_EQ(sum({0.1}, 1), 0.1);
  EXPECT_EQ(sum({1, 1e-30, -1}, 1), 0);  // below the fine unit nothing is left of a term
}

}  // namespace
