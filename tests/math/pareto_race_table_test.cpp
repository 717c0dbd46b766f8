// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/pareto_race_table.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using walaa::pareto_race;
using walaa::pareto_race_table;
using walaa::race_derivatives;
using walaa::race_terms;

std::vector<double> counts() {
  std::vector<double> x;
  for (int i = 0; i < 60; ++i) x.push_back(i);
  for (const double more : {75.0, 200.0, 5000.0, 5003.0, 100000.0}) x.push_back(more);
  return x;
}

/// Errors relative to the race itself, derivatives in ln n and ln s: what a log-likelihood sees of them.
double worst_error(const race_terms& one, const race_terms& exact, double n, double s) {
  const double size[] = {1, n, s, 1, n * n, n * s, s * s, n, s, 1};
  double worst = 0;
  for (std::size_t i = 0; i < walaa::race::parts; ++i)
    worst =
        std::fmax(worst, std::fabs(one[i] - exact[i]) * size[i] / (exact[walaa::race::value] + std::fabs(exact[i]) * size[i]));
  return worst;
}

constexpr std::array<double, 2> shapes[] = {{0.55, 0.61}, {1e-3, 1e-3}, {0.5, 1e-6}, {1e-6, 0.5},
                                            {100, 50},    {2e4, 0.1},   {0.1, 2e4}};

TEST(pareto_race_table, recurrences_are_the_integral) {  // both directions, and around c = 2 where they meet
  const std::vector<double> x = counts();
  std::vector<race_terms> all(x.size());
  for (const auto& [r, s] : shapes)
    for (const double q : {-20.0, -5.0, -1.2, -0.75, -0.7, -std::log(2.0), -0.69, -0.5, -1e-9, 0.0, 0.5, 3.0, 20.0}) {
      walaa::races_at(r, s, x, q, all);
      for (std::size_t j = 0; j < x.size(); ++j) {
        const double n = r + x[j];
        EXPECT_LT(worst_error(all[j], race_derivatives(pareto_race{n, s, std::exp(-q)}), n, s), 1e-10)
            << r << " " << s << " " << q << " " << x[j];
        const double exact = pareto_race{n, s, std::exp(-q)}.lost();
        EXPECT_NEAR(all[j][walaa::race::value], exact, 5e-14 * exact) << r << " " << s << " " << q << " " << x[j];
      }
    }
}

TEST(pareto_race_table, polynomials_are_the_integral) {
  const std::vector<double> x = counts();
  constexpr std::array<double, 2> ranges[] = {{-0.1, 0}, {-3, -0.2}, {0.2, 3}, {-14, 0}, {0, 14}, {0, 0}};
  for (const auto& [r, s] : shapes)
    for (const auto& [low, high] : ranges) {
      const pareto_race_table table(r, s, x, low, high);
      ASSERT_TRUE(table) << r << " " << s << " " << low;
      EXPECT_LE(table.pieces(), 64);
      for (std::size_t j = 0; j < x.size(); ++j)
        for (int k = 0; k <= 16; ++k) {
          const double q = low + (high - low) * k / 16, n = r + x[j];
          const race_terms exact = race_derivatives(pareto_race{n, s, std::exp(-q)});
          EXPECT_NEAR(table(j, q)[walaa::race::value], exact[walaa::race::value], 1e-12 * exact[walaa::race::value])
              << r << " " << s << " " << q << " " << x[j];
          EXPECT_LT(worst_error(table(j, q), exact, n, s), 1e-10) << r << " " << s << " " << q << " " << x[j];
        }
    }
}

TEST(pareto_race_table, nothing_tabulated_says_so) { EXPECT_FALSE(pareto_race_table()); }

}  // namespace
