// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/beta_geometric_likelihood.hpp>

#include "derivatives.hpp"  // for derivatives_agree
#include "relative.hpp"     // for EXPECT_RELATIVE

#include <boost/math/differentiation/autodiff.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <type_traits>

namespace {

using walaa::beta_geometric_likelihood;
using walaa::beta_geometric_parameters;
using walaa::purchase_history;

/** The textbook's likelihood (Fader, Hardie & Lee 2005, eq. 6; Batislam et al. 2007 for at_birth), whole counts, products
    written out, in any arithmetic: an independent second form. */
template<class Real>
Real textbook(const Real& r, const Real& alpha, const Real& a, const Real& b, const purchase_history& h, bool at_birth) {
  const int x = static_cast<int>(h.frequency);
  const auto power = [](const Real& base, const Real& exponent) -> Real { return exp(exponent * log(base)); };
  Real rising = Real(1), stays = Real(1), leaves = Real(1);  // (r)_x, B(a, b + x)/B(a, b), B(a + 1, b + x - 1)/B(a, b)
  for (int i = 0; i < x; ++i) rising *= r + i;
  const int coins = at_birth ? x + 1 : x;  // thrown before the last purchase counts as survived
  for (int i = 0; i < coins; ++i) stays *= (b + i) / (a + b + i);
  for (int i = 0; i < coins - 1; ++i) leaves *= (b + i) / (a + b + i);
  leaves *= a / (a + b + (coins - 1));
  Real sum = stays * power(alpha / (alpha + h.age), r) * power(alpha + h.age, Real(-x));
  if (coins > 0) sum += leaves * power(alpha / (alpha + h.recency), r) * power(alpha + h.recency, Real(-x));
  return log(rising * sum);
}

template<int AtBirth> void expect_textbook() {
  using boost::math::differentiation::make_ftuple;
  const double points[][4] = {
      {0.243, 4.414, 0.793, 2.426}, {0.5, 6, 1.2, 3.3}, {3, 0.7, 0.02, 0.05}, {20, 300, 40, 3}, {0.01, 50, 1, 1}};
  const purchase_history rows[] = {{0, 0, 39},  {1, 1.7, 38}, {1, 39, 39},  {2, 30.43, 38.86},
                                   {5, 30, 39}, {12, 11, 40}, {29, 30, 31}, {3, 1e-3, 1e3}};
  for (const auto& p : points)
    for (const auto& h : rows) {
      SCOPED_TRACE(testing::Message() << p[0] << " " << p[1] << " " << p[2] << " " << p[3] << ": " << h.frequency << " "
                                      << h.recency << " " << h.age);
      // forward differentiation of the textbook form, in 80 bits
      const auto variables = make_ftuple<long double, 2, 2, 2, 2>(p[0], p[1], p[2], p[3]);
      const auto& [r, alpha, a, b] = variables;
      const auto zero = 0 * (r + alpha + a + b);  // brings all to one type
      const auto f = textbook<std::decay_t<decltype(zero + zero)>>(r + zero, alpha + zero, a + zero, b + zero, h, AtBirth == 1);
      walaa::second_order<4> sum;
      const beta_geometric_likelihood<AtBirth> of({p[0], p[1], p[2], p[3]}, h.frequency);
      of.add(h, 1, sum);
      const auto near = [&](double ours, long double exact, double size) {
        EXPECT_NEAR(ours, static_cast<double>(exact), 1e-12 * (std::fabs(static_cast<double>(exact)) + size));
      };
      const double value = static_cast<double>(f.derivative(0, 0, 0, 0));
      near(of.value(h), f.derivative(0, 0, 0, 0), 1e-2);
      near(sum.value, value, 1e-2);
      const auto size = [&](std::size_t i) { return std::fmin(1.0, 1e-1 / p[i]); };
      const long double gradient[] = {f.derivative(1, 0, 0, 0), f.derivative(0, 1, 0, 0), f.derivative(0, 0, 1, 0),
                                      f.derivative(0, 0, 0, 1)};
      for (std::size_t i = 0; i < 4; ++i) near(sum.gradient(i), gradient[i], size(i));
      const long double hessian[4][4] = {
          {f.derivative(2, 0, 0, 0), f.derivative(1, 1, 0, 0), f.derivative(1, 0, 1, 0), f.derivative(1, 0, 0, 1)},
          {f.derivative(1, 1, 0, 0), f.derivative(0, 2, 0, 0), f.derivative(0, 1, 1, 0), f.derivative(0, 1, 0, 1)},
          {f.derivative(1, 0, 1, 0), f.derivative(0, 1, 1, 0), f.derivative(0, 0, 2, 0), f.derivative(0, 0, 1, 1)},
          {f.derivative(1, 0, 0, 1), f.derivative(0, 1, 0, 1), f.derivative(0, 0, 1, 1), f.derivative(0, 0, 0, 2)}};
      for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j) near(sum.hessian(i, j), hessian[i][j], size(i) / p[j]);
    }
}

TEST(beta_geometric_likelihood, is_the_textbook_form_differentiated_by_machine) {
  expect_textbook<0>();
  expect_textbook<1>();
}

TEST(beta_geometric_likelihood, a_wrong_gradient_is_found) {
  const purchase_history h{.frequency = 5, .recency = 30, .age = 39};
  const auto right = [&](const walaa::small_vector<4>& p) {
    walaa::second_order<4> sum;
    beta_geometric_likelihood<0>({p[0], p[1], p[2], p[3]}, 5).add(h, 1, sum);
    return sum;
  };
  const walaa::small_vector<4> at{0.243, 4.414, 0.793, 2.426};
  EXPECT_TRUE(walaa::tests::derivatives_agree<4>(right, at, 1e-9));
  for (std::size_t i = 0; i < 4; ++i) {
    const auto wrong = [&](const walaa::small_vector<4>& p) {
      auto sum = right(p);
      sum.gradient(i) *= 1 + 1e-7;
      return sum;
    };
    EXPECT_FALSE(walaa::tests::derivatives_agree<4>(wrong, at, 1e-9)) << i;
    const auto wrong_curvature = [&](const walaa::small_vector<4>& p) {
      auto sum = right(p);
      sum.hessian(i, i) += 1e-6;
      return sum;
    };
    EXPECT_FALSE(walaa::tests::derivatives_agree<4>(wrong_curvature, at, 1e-9)) << i;
  }
}

TEST(beta_geometric_likelihood, keeps_its_digits_where_customers_hardly_differ) {
  // mpmath 1.3 at 60 digits: textbook form at r = 1e8, alpha = 3e8, a = 1e-6, b = 2; (4, 7, 10)
  const beta_geometric_likelihood<0> of({1e8, 3e8, 1e-6, 2}, 10);
  EXPECT_RELATIVE(of.value({4, 7, 10}), -7.7277832454604268635, 1e-14);
}

TEST(beta_geometric_likelihood, weights_multiply) {
  const purchase_history h{.frequency = 5, .recency = 30, .age = 39};
  const beta_geometric_likelihood<1> of({0.5, 6, 0.9, 1.6}, 10);
  walaa::second_order<4> once, thrice;
  of.add(h, 1, once);
  of.add(h, 3, thrice);
  once *= 3;
  EXPECT_RELATIVE(thrice.value, once.value, 1e-14);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(thrice.gradient(i), once.gradient(i), 1e-14);
    for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(thrice.hessian(i, j), once.hessian(i, j), 1e-13);
  }
}

}  // namespace
