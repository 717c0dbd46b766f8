// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/gamma_gamma_likelihood.hpp>

#include "derivatives.hpp"  // for derivatives_agree
#include "relative.hpp"     // for EXPECT_RELATIVE

#include <boost/math/special_functions/gamma.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

namespace {

using walaa::gamma_gamma_count;
using walaa::gamma_gamma_sums;

walaa::second_order<3> rows_of(const walaa::small_vector<3>& p, double x, double s, double rows) {
  const walaa::gamma_gamma_parameters m{p[0], p[1], p[2]};
  gamma_gamma_sums sums;
  const auto [by_v, by_s] = sums.add(s, 1 / s, m.v, 1 / m.v, rows);
  sums.log_by_v = rows * std::log(by_v);
  sums.log_by_s = rows * std::log(by_s);
  walaa::second_order<3> f;
  sums.add_to(f, gamma_gamma_count(m, x), m);
  return f;
}

TEST(gamma_gamma_likelihood, is_the_textbook_form) {  // Fader & Hardie, note 025, eq. 1a, in 80 bits with Boost's lgamma
  for (const double p : {0.3, 6.25, 80.0})
    for (const double x : {1.0, 7.0, 300.0})
      for (const double m : {0.02, 35.0, 900.0}) {
        const double q = 3.74, v = 15.44;
        const long double lp = static_cast<long double>(p) * x, lx = static_cast<long double>(x) * m;
        const long double exact = boost::math::lgamma(lp + q) - boost::math::lgamma(lp) -
                                  boost::math::lgamma(static_cast<long double>(q)) + q * std::log(static_cast<long double>(v)) +
                                  (lp - 1) * std::log(static_cast<long double>(m)) + lp * std::log(static_cast<long double>(x)) -
                                  (lp + q) * std::log(v + lx);
        const double ours = rows_of({p, q, v}, x, x * m, 1).value - std::log(m);
        EXPECT_NEAR(ours, static_cast<double>(exact), 1e-13 * (1 + p * x)) << p << " " << x << " " << m;
      }
}

TEST(gamma_gamma_likelihood, has_the_derivatives_it_claims) {
  for (const double x : {1.0, 38.0})
    for (const double m : {0.5, 30.0})
      EXPECT_TRUE(
          walaa::tests::derivatives_agree<3>([&](const auto& p) { return rows_of(p, x, x * m, 1); }, {6.25, 3.74, 15.44}, 1e-8));
}

TEST(gamma_gamma_likelihood, equal_rows_multiply) {
  const auto one = rows_of({2, 3, 4}, 5, 60, 1), four = rows_of({2, 3, 4}, 5, 60, 4);
  EXPECT_RELATIVE(four.value, 4 * one.value, 1e-14);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(four.gradient(i), 4 * one.gradient(i), 1e-13);
}

TEST(gamma_gamma_likelihood, keeps_its_digits_for_a_large_shape) {  // mpmath 1.3 at 60 digits: - ln B(12, 1e9)
  EXPECT_RELATIVE(gamma_gamma_count({6, 1e9, 1}, 2).value, 231.17688226348304778, 1e-13);
}

}  // namespace
