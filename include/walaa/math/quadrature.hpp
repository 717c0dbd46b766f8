// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Two integrals that models need: a smooth function over an interval, and a mean over a beta distribution.

    `gauss_legendre(f, from, to)`: 20 fixed nodes, exact for polynomials up to degree 39.

    `log_beta_mean(a, b, reach, log_f)`: ln E[f(p)] for p ~ Beta(a, b) and a positive f. In the log-odds s = ln(p / (1 - p))
    the density is p^a (1 - p)^b, analytic in the strip |Im s| < pi, so that the plain trapezoidal sum converges like
    exp(-const / step) and the normalising constant, summed the same way, needs no gamma function. Where both tails are pure
    exponentials they are summed as geometric series; hence a and b may be 1e-3 (all mass at the ends) or 1e6 (a spike), with
    between 30 and 500 evaluations. Positive terms only: nothing cancels.

    Do not use it for an f that changes sign or jumps.

    Source: Trefethen & Weideman (2014), The exponentially convergent trapezoidal rule, SIAM Review 56(3). */

#include <walaa/core/config.hpp>

#include <algorithm>  // for max, min
#include <array>
#include <cmath>
#include <cstddef>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// The positive half of the 20 Gauss-Legendre nodes on [-1, 1], and their weights.
inline constexpr std::array<double, 10> legendre_nodes{
    0.076526521133497333755, 0.22778585114164507808, 0.37370608871541956067, 0.510867001950827098,   0.63605368072651502545,
    0.74633190646015079261,  0.83911697182221882339, 0.91223442825132590587, 0.96397192727791379127, 0.99312859918509492479};
inline constexpr std::array<double, 10> legendre_weights{
    0.1527533871307258507,  0.14917298647260374679,  0.14209610931838205133, 0.1316886384491766269,   0.11819453196151841731,
    0.10193011981724043504, 0.083276741576704748725, 0.06267204833410906357, 0.040601429800386941331, 0.017614007139152118312};

/** ln of p^a (1 - p)^b relative to its mode, as a function of the distance d from the mode in log-odds:
    -n (K(d) - p0 d) with K the cumulant function of a coin with P(heads) = p0 = a / n, n = a + b. */
class log_beta_weight {
 public:
  log_beta_weight(double a, double b) noexcept : a_(a), b_(b), p_(a / (a + b)), q_(b / (a + b)) {
    const double n = a + b, v = p_ * q_, s = q_ - p_;  // cumulants of the coin, times n, over the factorials
    c_ = {n * v / 2,
          n * v * s / 6,
          n * v * (1 - 6 * v) / 24,
          n * v * s * (1 - 12 * v) / 120,
          n * v * (1 - 30 * v + 120 * v * v) / 720,
          n * v * s * (1 - 60 * v + 360 * v * v) / 5040,
          n * v * (1 - 126 * v + 1680 * v * v - 5040 * v * v * v) / 40320};
  }

  double operator()(double d) const noexcept {
    if (std::abs(d) < 0.03)
      return -d * d * (c_[0] + d * (c_[1] + d * (c_[2] + d * (c_[3] + d * (c_[4] + d * (c_[5] + d * c_[6]))))));
    // the smaller of p and q inside log1p, lest the difference of two nearly equal numbers be multiplied by n
    if (p_ <= q_) return a_ * d - (a_ + b_) * std::log1p(p_ * std::expm1(d));
    return -b_ * d - (a_ + b_) * std::log1p(q_ * std::expm1(-d));
  }

  double curvature() const noexcept { return 2 * c_[0]; }  ///< at the mode

 private:
  double a_, b_, p_, q_;
  std::array<double, 7> c_;
};

/** h * sum over k of exp(log_term(center + k h)), all k, for a log_term that rises to one peak and falls to both sides, and
    beyond [left, right] changes by `left_rate` h (`right_rate` h) a step exactly. Scaled by exp(-log_term(center)). */
template<class F>
double trapezoid(double center, double h, double left, double right, double left_rate, double right_rate, double at_center,
                 const F& log_term) {
  double sum = 1;
  const auto side = [&](double direction, double edge, double rate) {
    double before = 0;
    for (double k = 1;; ++k) {
      const double s = center + direction * k * h;
      const double here = log_term(s) - at_center;
      const double term = std::exp(here);
      if (is_missing(term)) {
        sum = missing;
        return;
      }
      if (direction * (s - edge) >= 0) {  // from here on a geometric series
        sum += term / -std::expm1(-rate * h);
        return;
      }
      sum += term;
      // falling, and so fast that what is left cannot matter even if it fell no faster from here on
      if (here < before && term < 1e-18 * sum * (std::min)(1.0, before - here)) return;
      before = here;
    }
  };
  side(-1, left, left_rate);
  side(+1, right, right_rate);
  return h * sum;
}

}  // namespace detail

/// Integral of f over [from, to].
template<class F> double gauss_legendre(const F& f, double from, double to) {
  const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
  double sum = 0;
  for (std::size_t i = detail::legendre_nodes.size(); i-- > 0;) {
    const double d = half * detail::legendre_nodes[i];
    sum += detail::legendre_weights[i] * (f(middle - d) + f(middle + d));
  }
  return half * sum;
}

/** ln E[f(p)], p ~ Beta(a, b); a, b > 0. log_f(p) is ln f(p); f may change by any factor over (0, 1) but has its limit f(0)
    wherever p * reach is far below 1.
    \param peak       where p^a (1 - p)^b f(p) is largest, in log-odds; the mode of the density unless f is steep
    \param curvature  minus the second derivative of its logarithm there; 0 unless f is steep */
template<class F> double log_beta_mean(double a, double b, double reach, const F& log_f, double peak, double curvature) {
  const detail::log_beta_weight weight(a, b);
  const double mode = std::log(a / b);
  // where p (and b p, and p reach) are lost against 1, and likewise 1 - p on the other side
  const double left_of_density = -40 - std::log((std::max)(1.0, b)), right = 40 + std::log((std::max)(1.0, a));
  const double left = (std::max)(-690.0, (std::min)(left_of_density, -40 - std::log((std::max)(1.0, reach))));
  // exp(-b e^s) and its like grow beyond |Im s| = pi / 2, a peak like a Gaussian's: both errors below e^-36
  const auto step = [](double v) { return 1 / std::sqrt(1 / (0.24 * 0.24) + v / (0.68 * 0.68)); };
  const double h = step((std::max)(weight.curvature(), curvature)), h0 = step(weight.curvature());
  const auto log_term = [&](double s) { return weight(s - mode) + log_f(1 / (1 + std::exp(-s))); };
  const double top = log_term(peak);
  const double mean = detail::trapezoid(peak, h, (std::min)(left, peak - 1), (std::max)(right, peak + 1), a, b, top, log_term);
  const double mass = detail::trapezoid(mode, h0, (std::min)(left_of_density, mode - 1), (std::max)(right, mode + 1), a, b, 0.0,
                                        [&](double s) { return weight(s - mode); });
  return top + std::log(mean / mass);
}

template<class F> double log_beta_mean(double a, double b, double reach, const F& log_f) {
  return log_beta_mean(a, b, reach, log_f, std::log(a / b), 0);
}

}  // namespace walaa::inline WALAA_ABI
