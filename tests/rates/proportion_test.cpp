// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/proportion.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace {

using walaa::evidence;
using walaa::proportion;
using walaa::proportion_interval;

struct interval_case {
  double k, n, wilson_lo, wilson_hi, wald_lo, wald_hi;
};

// mpmath, 50 digits. The Wilson limits of 81/263, 0/20 and 15/148 are R's prop.test(correct = FALSE): 0.2552885, 0.3662096;
// 0, 0.1611252; 0.0623864, 0.1604872.
constexpr interval_case certified[] = {
    {81, 263, 0.25528851987827422577, 0.36620957698280007015, 0.255220665189996777, 0.36627743167107751892},
    {0, 20, 0, 0.16112515805281938715, 0, 0.18980956054248886402},
    {15, 148, 0.062386399530736279792, 0.16048724172330803892, 0.061385974928797272137, 0.16148766632524704658},
    {20, 20, 0.83887484194718061285, 1, 0.81019043945751113598, 1},
    {1, 1, 0.20654931437723738797, 1, 0.16749948547941299814, 1},
    {1, 1e9, 1.7652455495696313174e-10, 5.6649342432974394003e-9, 0, 6.2703355904976174677e-9},
};

TEST(proportion, intervals_agree_with_certified_values) {
  for (const interval_case& c : certified) {
    const auto wilson = proportion(c.k, c.n);
    EXPECT_EQ(wilson.value, c.k / c.n);
    EXPECT_RELATIVE(wilson.lo, c.wilson_lo, 2e-15);
    EXPECT_RELATIVE(wilson.hi, c.wilson_hi, 2e-15);
    EXPECT_FALSE(wilson.clipped);
    const auto wald = proportion(c.k, c.n, {.interval = proportion_interval::adjusted_wald});
    EXPECT_EQ(wald.value, c.k / c.n);
    EXPECT_RELATIVE(wald.lo, c.wald_lo, 2e-14);
    EXPECT_RELATIVE(wald.hi, c.wald_hi, 2e-15);
    EXPECT_EQ(wald.clipped, c.wald_lo == 0 || c.wald_hi == 1);
  }
}

TEST(proportion, wilson_holds_exactly_the_values_that_a_score_test_accepts) {  // the definition, by another road
  const double z = 1.959963984540054;
  for (const double n : {1.0, 7.0, 40.0, 1000.0})
    for (double k = 0; k <= n; k += std::ceil(n / 7)) {
      const auto s = proportion(k, n);
      for (const double limit : {s.lo, s.hi})
        if (limit > 0 && limit < 1) {
          EXPECT_NEAR(std::abs(k / n - limit) / std::sqrt(limit * (1 - limit) / n), z, 1e-11) << k << "/" << n;
        }
    }
}

TEST(proportion, intervals_cover_as_often_as_they_say) {  // no simulation: all outcomes of n = 50, weighted by their probability
  double least[2] = {1, 1}, mean[2] = {0, 0};
  constexpr int n = 50, grid = 200;
  for (int g = 1; g < grid; ++g) {
    const double p = static_cast<double>(g) / grid;
    double probability = std::pow(1 - p, n), covered[2] = {0, 0};
    for (int k = 0; k <= n; ++k) {
      int which = 0;
      for (const auto interval : {proportion_interval::wilson, proportion_interval::adjusted_wald}) {
        const auto s = proportion(k, n, {.interval = interval});
        covered[which++] += s.lo <= p && p <= s.hi ? probability : 0;
      }
      probability *= (n - k) / (k + 1.0) * p / (1 - p);
    }
    for (int i = 0; i < 2; ++i) least[i] = std::min(least[i], covered[i]), mean[i] += covered[i] / (grid - 1);
  }
  EXPECT_NEAR(mean[0], 0.95, 0.01);
  EXPECT_NEAR(mean[1], 0.955, 0.01);  // a little too careful, as its authors say
  EXPECT_GT(least[1], 0.92);
  EXPECT_GT(least[0], 0.80);
}

TEST(proportion, nothing_observed_is_no_evidence) {
  const auto s = proportion(0, 0);
  EXPECT_EQ(s.found, evidence::none);
  EXPECT_FALSE(s);
  for (const double v : {s.value, s.lo, s.hi, s.error}) EXPECT_TRUE(walaa::is_missing(v));
  EXPECT_FALSE(proportion(std::vector<double>{}));
  const auto silent = proportion(std::vector<double>{walaa::missing, walaa::missing});
  EXPECT_FALSE(silent);
  EXPECT_EQ(silent.missing, 2);
  EXPECT_EQ(silent.n, 0);
}

TEST(proportion, yes_and_no_change_places) {
  for (const auto interval : {proportion_interval::wilson, proportion_interval::adjusted_wald})
    for (const auto& [k, n] : {std::pair{3.0, 10.0}, std::pair{0.0, 5.0}, std::pair{17.0, 90.0}}) {
      const auto yes = proportion(k, n, {.interval = interval}), no = proportion(n - k, n, {.interval = interval});
      EXPECT_NEAR(yes.lo, 1 - no.hi, 1e-15);
      EXPECT_NEAR(yes.hi, 1 - no.lo, 1e-15);
      EXPECT_EQ(yes.error, no.error);
      EXPECT_LE(0, yes.lo);
      EXPECT_LE(yes.lo, yes.value);
      EXPECT_LE(yes.value, yes.hi);
      EXPECT_LE(yes.hi, 1);
    }
}

TEST(proportion, a_column_counts_answers_and_silence) {
  const std::vector<double> yes{1, 0, walaa::missing, 1, 1, walaa::missing};
  const auto s = proportion(yes), counted = proportion(3, 4);
  EXPECT_EQ(s.value, 0.75);
  EXPECT_EQ(s.n, 4);
  EXPECT_EQ(s.missing, 2);
  EXPECT_EQ(s.lo, counted.lo);
  EXPECT_EQ(s.hi, counted.hi);
}

TEST(proportion, rows_of_columns_are_the_single_ones) {
  const std::vector<double> k{81, 0, 3, 0}, n{263, 0, 4, 20};
  std::vector<double> value(4), lo(4), hi(4);
  EXPECT_EQ(walaa::proportions(k, n, {.value = value, .lo = lo, .hi = hi}), 3u);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto s = proportion(k[i], n[i]);
    EXPECT_EQ(walaa::is_missing(value[i]), !s);
    if (!s) continue;
    EXPECT_EQ(value[i], s.value);
    EXPECT_EQ(lo[i], s.lo);
    EXPECT_EQ(hi[i], s.hi);
  }
}

TEST(proportion, bad_input_names_column_row_value_and_rule) {
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const walaa::invalid_input& e) {
      return e.what();
    }
    return "accepted";
  };
  std::vector<double> value(2, -7);
  EXPECT_EQ(message([] { proportion(-1, 3); }), "proportion: k = -1 is negative [D104]");
  EXPECT_EQ(message([] { proportion(1.5, 3); }), "proportion: k = 1.5 is not a whole number [D105]");
  EXPECT_EQ(message([] { proportion(4, 3); }), "proportion: k = 4 exceeds n = 3 [D114]");
  EXPECT_EQ(message([] { proportion(1, walaa::missing); }), "proportion: n = NaN is not a finite number [D103]");
  EXPECT_EQ(message([] { proportion(1, 3, {.level = 95}); }), "proportion: level = 95 is outside (0, 1) [D114]");
  EXPECT_EQ(message([] { proportion(std::vector<double>{1, 0, 2}); }), "proportion: yes[2] = 2 is neither 0 nor 1 [D114]");
  EXPECT_EQ(message([&] {
              walaa::proportions(std::vector<double>{1, 5}, std::vector<double>{2, 4}, {.value = value});
            }),
            "proportions: k[1] = 5 exceeds n[1] = 4 [D114]");
  EXPECT_EQ(message([&] {
              walaa::proportions(std::vector<double>{1, 5}, std::vector<double>{2, 5.5}, {.value = value});
            }),
            "proportions: n[1] = 5.5 is not a whole number [D105]");
  EXPECT_EQ(message([&] {
              walaa::proportions(std::vector<double>{1}, std::vector<double>{2, 4}, {.value = value});
            }),
            "proportions: k has 1 rows and n has 2; one row a customer in both [D101]");
  EXPECT_EQ(value, (std::vector<double>{-7, -7}));
}

}  // namespace
