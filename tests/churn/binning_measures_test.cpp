// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/binning_measures.hpp>  // the header under test comes first: it must stand alone

#include "credit_rows.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::binning;

TEST(binning_measures, of_the_breast_cancer_radius_are_as_optbinning_publishes) {  // README of optbinning, eight digits
  const two_columns d = breast_radius();
  const auto m = measures(binning::fit("r", d.x, d.churned,
                                       {.cuts = {11.42500019, 12.32999992, 13.09499979, 13.70499992, 15.04500008, 16.92500019}}));
  EXPECT_RELATIVE(m.iv, 5.043925466321346, 1e-12);
  EXPECT_NEAR(m.gini, 0.87541620, 5e-9);
  EXPECT_NEAR(m.jensen_shannon, 0.39378376, 5e-9);
  EXPECT_NEAR(m.hellinger, 0.47248971, 5e-9);
  EXPECT_NEAR(m.triangular, 1.25592041, 5e-9);
  EXPECT_NEAR(m.ks, 0.72862164, 5e-9);
  EXPECT_NEAR(m.hhi, 0.15727342, 5e-9);
  EXPECT_NEAR(m.cramers_v, 0.80066760, 5e-9);
  // seven intervals and the bin of the missing: 8; optbinning normalises by 9 in its README (.05193260), by 7 since 1.0.0
  EXPECT_NEAR(m.hhi_normalised, (m.hhi - 1.0 / 8) / (1 - 1.0 / 8), 1e-15);
}

TEST(binning_measures, gini_is_that_of_all_pairs) {  // counted one by one
  two_columns d;
  d.add(1, 3, 17), d.add(2, 9, 4), d.add(3, 5, 5), d.add(walaa::missing, 2, 6);
  const auto b = binning::fit("x", d.x, d.churned, {.cuts = {2, 3}});
  double better = 0;
  for (std::size_t i = 0; i < d.x.size(); ++i)
    for (std::size_t j = 0; j < d.x.size(); ++j)
      if (d.churned[i] == 1 && d.churned[j] == 0) {
        const double l = b.woe(d.x[i]), r = b.woe(d.x[j]);
        better += l > r ? 1 : l == r ? 0 : -1;
      }
  EXPECT_NEAR(measures(b).gini, better / (b.churned * b.stayed), 1e-14);
}

TEST(binning_measures, of_a_column_that_tells_nothing_are_zero) {
  const std::vector<double> x{5, 5, 5, 5}, y{1, 0, 0, 1};
  const auto m = measures(binning::fit("x", x, y));
  for (const double v : {m.iv, m.gini, m.jensen_shannon, m.hellinger, m.triangular, m.ks, m.cramers_v}) EXPECT_NEAR(v, 0, 1e-16);
  EXPECT_EQ(m.hhi, 1);
}

TEST(binning_measures, of_a_column_that_tells_everything_are_at_their_largest) {
  two_columns d;
  d.add(1, 0, 60), d.add(2, 40, 0);
  const auto m = measures(binning::fit("x", d.x, d.churned, {.cuts = {2}}));
  EXPECT_NEAR(m.gini, 1, 1e-15);
  EXPECT_NEAR(m.ks, 1, 1e-15);
  EXPECT_NEAR(m.jensen_shannon, std::log(2.0), 1e-15);
  EXPECT_NEAR(m.hellinger, 1, 1e-15);
  EXPECT_NEAR(m.triangular, 2, 1e-15);
  EXPECT_NEAR(m.cramers_v, 1, 1e-15);
}

}  // namespace
