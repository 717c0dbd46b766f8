// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a function of a sum is shared out among the terms of the sum: each term times the average slope along the way.

        f(d) - f(0) = slope sum of terms,     d = sum of terms,     slope = (f(d) - f(0)) / d

    These are the values of Aumann & Shapley (1974), Values of Non-Atomic Games: reasons of a score that is a bent function of
    a linear predictor, exact without asking the model about every subset of its columns (shapley.hpp does that). */

#include <walaa/core/check.hpp>

#include <cmath>

namespace walaa::inline WALAA_ABI {

/** \param size  sum of the terms' sizes. Where they nearly cancel, the slope at 0 stands for the quotient of two roundings.
    \returns 0 where f is not finite or no term differs from 0 */
template<class F> double average_slope(const F& f, double d, double size) {
  double slope = 0;
  if (std::fabs(d) > 1e-9 * size) {
    slope = (f(d) - f(0.0)) / d;
  } else if (size > 0) {
    const double h = 1e-5 * size;
    slope = (f(h) - f(-h)) / (2 * h);
  }
  return is_finite(slope) ? slope : 0;
}

}  // namespace walaa::inline WALAA_ABI
