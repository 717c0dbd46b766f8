// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Are these the derivatives of that function? Central differences at three widths, extrapolated (Richardson): the error is of
    order width^6, and a wrong term of any size shows. The gradient is checked against differences of the value, the Hessian
    against differences of the gradient. */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/small_matrix.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

namespace walaa::tests {

/// d f / d p_i at p, p_i > 0; `noise` receives the size of the rounding error of the quotient.
template<std::size_t N, class F> double richardson(F&& f, const small_vector<N>& p, std::size_t i, double& noise) {
  const auto quotient = [&](double width) {
    small_vector<N> up = p, down = p;
    up[i] = p[i] * (1 + width);
    down[i] = p[i] * (1 - width);
    const double high = f(up), low = f(down);
    noise = 1e-15 * (1 + std::fabs(high) + std::fabs(low)) / (p[i] * width);  // terms of size 1 may cancel in f
    return (high - low) / (up[i] - down[i]);
  };
  const double h = 1.0 / 64, a = quotient(h), b = quotient(h / 2), c = quotient(h / 4);
  const double ab = (4 * b - a) / 3, bc = (4 * c - b) / 3;
  noise *= 4;
  return (16 * bc - ab) / 15;
}

/** \param f  takes parameters, returns second_order<N> in them
    \param tolerance  relative to the largest term of its kind, parameters in logarithms */
template<std::size_t N, class F>::testing::AssertionResult derivatives_agree(F&& f, const small_vector<N>& p, double tolerance) {
  const second_order<N> claimed = f(p);
  const auto compare = [&](double claim, double found, double scale, double noise, const char* what, std::size_t i,
                           std::size_t j) {
    if (std::fabs(claim - found) <= tolerance * std::fmax(scale, std::fabs(found)) + noise) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << what << "(" << i << ", " << j << ") is claimed to be " << claim
                                         << ", differences say " << found;
  };
  for (std::size_t i = 0; i < N; ++i) {
    double noise = 0;
    const double found = richardson<N>([&](const small_vector<N>& q) { return f(q).value; }, p, i, noise);
    if (auto r = compare(claimed.gradient(i), found, 0, noise, "gradient", i, i); !r) return r;
    for (std::size_t j = 0; j < N; ++j) {
      const double second = richardson<N>([&](const small_vector<N>& q) { return f(q).gradient(j); }, p, i, noise);
      if (auto r = compare(claimed.hessian(i, j), second, std::fabs(claimed.gradient(j)) / p[i], noise, "hessian", i, j); !r)
        return r;
    }
  }
  return ::testing::AssertionSuccess();
}

}  // namespace walaa::tests
