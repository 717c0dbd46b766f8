// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A fit of the CDNOW tenth against its recomputation in multiple precision (cdnow_reference.hpp): optimum, log-likelihood,
    standard errors, covariance; and the likelihood with its derivatives at a fixed point, without an optimiser. */

#include <walaa/fit/fitted.hpp>
#include <walaa/fit/transform.hpp>

#include "cdnow_reference.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

namespace walaa::tests {

template<class Model> void expect_cdnow_fit(const fitted<Model>& fit, const cdnow_fit<parameter_count<Model>>& exact) {
  constexpr std::size_t n = parameter_count<Model>;
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit.report().log_likelihood, exact.log_likelihood, 1e-9);
  EXPECT_LE(fit.report().gradient_norm, 1e-11);
  EXPECT_LE(fit.report().evaluations, 12u);
  ASSERT_EQ(fit.report().standard_errors.size(), n);
  ASSERT_EQ(fit.covariance().size(), n * n);
  for (std::size_t i = 0; i < n; ++i) {
    SCOPED_TRACE(fit.report().parameter_names[i]);
    EXPECT_RELATIVE(parameters(*fit)[i], exact.parameters[i], 1e-10);
    EXPECT_EQ(fit.report().estimates[i], parameters(*fit)[i]);
    EXPECT_RELATIVE(fit.report().standard_errors[i], exact.standard_errors[i], 1e-9);
    for (std::size_t j = 0; j < n; ++j) {
      EXPECT_NEAR(fit.covariance()[i * n + j], exact.covariance[i * n + j],
                  1e-8 * exact.standard_errors[i] * exact.standard_errors[j]);
      EXPECT_EQ(fit.covariance()[i * n + j], fit.covariance()[j * n + i]);
    }
  }
}

/// \param total  the likelihood of all rows at the point, with both derivatives
template<std::size_t N> void expect_cdnow_point(const second_order<N>& total, const cdnow_point<N>& exact) {
  EXPECT_RELATIVE(total.value, exact.log_likelihood, 1e-13);
  double largest = 0;
  for (const double h : exact.hessian) largest = std::fmax(largest, std::fabs(h));
  for (std::size_t i = 0; i < N; ++i) {
    EXPECT_NEAR(total.gradient(i), exact.gradient[i], 1e-12 * largest);
    for (std::size_t j = 0; j < N; ++j) EXPECT_NEAR(total.hessian(i, j), exact.hessian[i * N + j], 1e-12 * largest) << i << j;
  }
}

}  // namespace walaa::tests
