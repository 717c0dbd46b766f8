// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How many purchases a Pareto/NBD customer makes in a while, for pareto_nbd.hpp:

        P(X(t) = n) = S(t) nb(n; t) + integral over u in (0, t] of f(u) nb(n; u) du

    nb the negative binomial of Gamma(r, alpha) rates, f and S density and survival of the Pareto(s, beta) lifetime. Both terms are
    positive. In v = ln u the integrand has one peak and is analytic within pi of the line; panels of 20 Gauss-Legendre nodes go
    from the peak to both sides until nothing is left. */

#include <walaa/math/beta.hpp>
#include <walaa/math/pareto_race.hpp>
#include <walaa/math/quadrature.hpp>

#include <algorithm>  // for max, min
#include <cmath>

namespace walaa::inline WALAA_ABI::detail {

/// ln nb(n; u) of whole n >= 1 for many u.
class log_negative_binomial {
 public:
  log_negative_binomial(double n, double r) noexcept
      : n_(n),
        r_(r),
        front_(0.5 * std::log(r / (n + r) / n) - 0.91893853320467274178 + stirling_rest(n + r) - stirling_rest(n) -
               stirling_rest(r)) {}

  /// x = u / (alpha + u), y = 1 - x
  double operator()(double x, double y) const noexcept {
    const double d = r_ * x - n_ * y, total = n_ + r_;
    return front_ - n_ * log_deficit(d / n_, total / n_ * x) - r_ * log_deficit(-d / r_, total / r_ * y);
  }

 private:
  double n_, r_, front_;
};

/// The integral of f(u) nb(n; u) over (0, t], n >= 1.
inline double purchases_before_leaving(double n, double r, double alpha, double s, double beta, double t) noexcept {
  constexpr double widest = 4, steepest = 12, spent = 1e-18;
  const log_negative_binomial nb(n, r);
  const auto log_density = [&](double v) {  // of v = ln u
    const double u = std::exp(v);
    return std::log(s * (u / beta)) - (s + 1) * std::log1p(u / beta) + nb(u / (alpha + u), alpha / (alpha + u));
  };
  const auto slope = [&](double v) {
    const double u = std::exp(v);
    return 1 + n - (s + 1) * (u / (beta + u)) - (n + r) * (u / (alpha + u));
  };
  // beyond `far` the density is a pure exponential of v
  const double far = std::log((std::max)(alpha, beta)) + 40 + std::log1p(n);
  const double end = (std::min)(std::log(t), far);
  double peak = end;
  if (slope(end) < 0) {
    double low = (std::min)(end, std::log((n + 1) / ((s + 1) / beta + (n + r) / alpha))),
           high = end;  // the slope is positive there
    for (int i = 0; i < 40 && high - low > 1e-3; ++i) {
      const double middle = 0.5 * (low + high);
      (slope(middle) > 0 ? low : high) = middle;
    }
    peak = 0.5 * (low + high);
  }
  const double top = log_density(peak);
  const auto density = [&](double v) { return std::exp(log_density(v) - top); };
  double sum = 0;
  const auto march = [&](double direction, double limit) {
    double from = peak, here = 0;
    while (direction * (limit - from) > 0) {
      double width = (std::min)(widest, direction * (limit - from));
      double next = log_density(from + direction * width) - top;
      for (; here - next > steepest; next = log_density(from + direction * width) - top) width *= steepest / (here - next) * 0.9;
      sum += direction * gauss_legendre(density, from, from + direction * width);
      from += direction * width;
      here = next;
      if (std::exp(here) < spent * sum * (std::min)(1.0, -direction * slope(from))) return;
    }
    if (direction > 0 && std::log(t) > far) sum += std::exp(here) * -std::expm1(-(r + s) * (std::log(t) - far)) / (r + s);
  };
  march(-1, -740);
  march(+1, end);
  return sum * std::exp(top);
}

}  // namespace walaa::inline WALAA_ABI::detail
