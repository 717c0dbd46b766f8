// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    P(X <= h, Y <= k) of two standard normal variables with correlation r:

        Phi2(h, k; r) = Phi(h) Phi(k) + 1/(2 pi) integral over [0, asin r] of exp(-(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)) dt

    by Gauss-Legendre on panels that shrink towards asin r, where the integrand may turn sharply; absolute error 1e-15.

    Sources: Plackett (1954), Biometrika 41; Drezner & Wesolowsky (1990), J. Statistical Computation and Simulation 35. */

#include <walaa/math/normal.hpp>
#include <walaa/math/quadrature.hpp>

#include <algorithm>
#include <cmath>

namespace walaa::inline WALAA_ABI {

/// \param r in [-1, 1]; h and k may be infinite. Missing where an argument is.
inline double bivariate_normal_cdf(double h, double k, double r) {
  if (is_missing(h) || is_missing(k) || is_missing(r)) return missing;
  if (!is_finite(h)) return h < 0 ? 0 : normal_cdf(k);
  if (!is_finite(k)) return k < 0 ? 0 : normal_cdf(h);
  if (r >= 1) return normal_cdf((std::min)(h, k));
  if (r <= -1) return (std::max)(0.0, normal_cdf(h) - normal_cdf(-k));
  const double end = std::asin(r);
  const auto density = [h, k](double t) {
    const double s = std::sin(t), c = std::cos(t);
    return std::exp(-(h * h + k * k - 2 * h * k * s) / (2 * c * c));
  };
  constexpr double pi = 3.14159265358979323846;
  double sum = 0, from = 0;
  for (int panel = 1; panel <= 24; ++panel) {
    const double to = panel == 24 ? end : end * (1 - std::ldexp(1.0, -panel));
    sum += gauss_legendre(density, from, to);
    from = to;
  }
  return std::clamp(normal_cdf(h) * normal_cdf(k) + sum / (2 * pi), 0.0, 1.0);
}

}  // namespace walaa::inline WALAA_ABI
