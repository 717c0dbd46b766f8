// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/chebyshev.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace {

using walaa::chebyshev_fit;
using walaa::chebyshev_node;
using walaa::chebyshev_points;
using walaa::chebyshev_value;

template<class F> chebyshev_fit fit(const F& f) {
  std::array<double, chebyshev_points> values;
  for (std::size_t i = 0; i < chebyshev_points; ++i) values[i] = f(chebyshev_node(i));
  return chebyshev_fit::through(values);
}

TEST(chebyshev, nodes_are_cosines) {
  for (std::size_t i = 0; i < chebyshev_points; ++i)
    EXPECT_NEAR(chebyshev_node(i), std::cos(3.14159265358979323846 * (2 * static_cast<double>(i) + 1) / 26), 4e-16);
}

TEST(chebyshev, reproduces_polynomials_up_to_degree_12) {
  for (int degree = 0; degree <= 12; ++degree) {
    const chebyshev_fit p = fit([&](double s) { return std::pow(s, degree); });
    for (double s = -1; s <= 1; s += 0.125) EXPECT_NEAR(chebyshev_value(p.power.data(), s), std::pow(s, degree), 1e-14) << degree;
    for (int k = 0; k <= 12; ++k) EXPECT_NEAR(p.power[static_cast<std::size_t>(k)], k == degree ? 1 : 0, 1e-11) << degree;
  }
}

TEST(chebyshev, interpolates_analytic_functions_to_rounding) {
  const chebyshev_fit e = fit([](double s) { return std::exp(s / 2); });
  EXPECT_LT(e.tail, 2e-14);
  for (double s = -1; s <= 1; s += 1.0 / 64) EXPECT_RELATIVE(chebyshev_value(e.power.data(), s), std::exp(s / 2), 3e-15);
}

TEST(chebyshev, the_tail_tells_when_it_cannot) {
  EXPECT_GT(fit([](double s) { return std::abs(s); }).tail, 1e-3);
  const chebyshev_fit pole = fit([](double s) { return 1 / (1.5 - s); });  // rho = 1.5 + sqrt(1.25): error near 2.6^-13
  double worst = 0;
  for (double s = -1; s <= 1; s += 1.0 / 64)
    worst = std::max(worst, std::abs(chebyshev_value(pole.power.data(), s) - 1 / (1.5 - s)));
  EXPECT_GT(worst, pole.tail / 10);
  EXPECT_LT(worst, pole.tail);
}

}  // namespace
