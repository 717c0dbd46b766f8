// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a customer of the beta-geometric family does from now on: the alive customer of BG/NBD and MBG/NBD.

    He buys at random (Poisson) at a rate lambda ~ Gamma(r, alpha), and after each purchase he leaves with probability
    p ~ Beta(a, b). With c = t / alpha, z = t / (alpha + t):

        E[X(t)]        = E_p[(1 - (1 + p c)^-r) / p]            P(alive at t) = E_p[(1 + p c)^-r]
        P(X(t) = n)    = (b)_n / (a+b)_n nb(n) + [n > 0] a (b)_{n-1} / (a+b)_n I_z(n, r)
        discounted     = E_p[(r / p) e^y E_{r+1}(y)], y = delta alpha / p

    The textbook's 2F1 divides 0 by 0 at a = 1 and at a + b = 1 and cancels for short and long t. Here every region has a form
    that does not: a sum of positive terms over the number of purchases, Euler's transform with its poles removed, or the mean
    over p by the trapezoidal rule (math/quadrature.hpp); the cheapest that is safe is taken, and each has a bounded cost.

    Not a model to fit: it is what `given_alive` of such a model returns.

    Source: Fader, Hardie & Lee (2005), Counting your customers the easy way, Marketing Science 24(2); DLMF 15.8.1. */

#include <walaa/core/config.hpp>
#include <walaa/math/beta.hpp>
#include <walaa/math/exponential_integral.hpp>
#include <walaa/math/gamma.hpp>  // for log_beta_difference
#include <walaa/math/quadrature.hpp>

#include <algorithm>  // for max, min
#include <cmath>
#include <limits>  // for numeric_limits

namespace walaa::inline WALAA_ABI {

struct beta_geometric {
  double r = 1;      ///< shape of the purchase rate, > 0
  double alpha = 1;  ///< its rate parameter, in the data's time unit, > 0
  double a = 1;      ///< p ~ Beta(a, b): the probability of leaving after a purchase, > 0
  double b = 1;      ///< > 0

  /// Everything depends on t / alpha (and delta * alpha), never on t and alpha by themselves.
  static constexpr bool scale_free = true;

  /// Expected purchases in (0, t], t >= 0.
  double expected_purchases(double t) const noexcept;

  /// P(still a customer at t), t >= 0.
  double survival(double t) const noexcept;

  /// P(exactly n purchases in (0, t]), n >= 0, t >= 0.
  double probability(int n, double t) const noexcept;

  /// Expected purchases over all future, each discounted by exp(-delta * its time); delta >= 0 per time unit.
  double discounted(double delta) const noexcept;

  /// Expected purchases over all future; infinite for a <= 1.
  double purchases_left() const noexcept { return a > 1 ? 1 + b / (a - 1) : infinite; }

  /// Mean time until the customer leaves; infinite for r <= 1 or a <= 1.
  double mean_lifetime() const noexcept { return r > 1 ? alpha / (r - 1) * purchases_left() : infinite; }

  /// The time by which half of such customers have left.
  double median_lifetime() const noexcept;

  friend bool operator==(const beta_geometric&, const beta_geometric&) = default;

 private:
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  static constexpr double longest_sum = 1500;  // terms; beyond that the trapezoidal rule is cheaper

  // how many purchases in (0, t] have a probability that counts: mean, ten standard deviations, geometric tail
  double terms(double c) const noexcept {
    const double mean = r * c;
    return mean < 600 ? mean + 10 * std::sqrt(mean * (1 + c)) + 40 * (1 + c) : infinite;
  }
  double sum_over_purchases(double c) const noexcept;
  double euler(double c) const noexcept;
};

/// Sum over j of P(j purchases if he never left) * (expected purchases among these before he leaves).
inline double beta_geometric::sum_over_purchases(double c) const noexcept {
  const double z = c / (1 + c);
  double nb = std::exp(-r * std::log1p(c)), stays = 1, made = 0, sum = 0;
  for (double j = 1; j < 20 * longest_sum; ++j) {
    nb *= z * (r + j - 1) / j;
    made += stays;
    stays *= (b + j - 1) / (a + b + j - 1);
    const double term = nb * made, ratio = z * (r + j) / j;
    sum += term;
    if (term * ratio < 1e-17 * sum * (1 - ratio)) break;
  }
  return sum;
}

/// 2F1 by Euler's transform, with the poles at a = 1 and at a + b = 1 taken out; its terms fall the faster the larger b is.
inline double beta_geometric::euler(double c) const noexcept {
  const double z = c / (1 + c), l = -std::log1p(c), w = a + b - 1, q = w - r, u = (a - 1) * l;
  const double e = u == 0 ? l : l * (std::expm1(u) / u);
  double term = q * z, sum = 0;
  for (double k = 1; k < 20 * longest_sum; ++k) {
    sum += term;
    const double ratio = (a + k - 1) * (q + k) / ((w + k) * (k + 1)) * z;
    term *= ratio;
    if (std::abs(term) < 1e-17 * std::abs(sum) * (1 - z)) break;
  }
  return -(w * e + sum * std::exp(u));
}

inline double beta_geometric::expected_purchases(double t) const noexcept {
  if (is_missing(t)) return missing;
  if (t <= 0) return 0;
  const double c = t / alpha;
  if (c > 1e300) return purchases_left();
  const double n = terms(c), w = a + b - 1;
  // Euler's form cancels like (a + b) / r, overflows for large a, and alternates for very negative w - r
  const bool euler_is_safe = w < 10 * r && w - r > -2 && w - r < 20 && a < 20 && a + b > 0.05;
  if (euler_is_safe && n > 60) {
    const double m = 40 * (1 + c);
    if (m < n && m < longest_sum) return euler(c);
  }
  if (n < longest_sum) return sum_over_purchases(c);
  return std::exp(log_beta_mean(a, b, (r + 1) * c, [&](double p) { return std::log(-std::expm1(-r * std::log1p(p * c)) / p); }));
}

inline double beta_geometric::survival(double t) const noexcept {
  if (is_missing(t)) return missing;
  if (t <= 0) return 1;
  const double c = (std::min)(t / alpha, 1e300);
  if (terms(c) < longest_sum) {  // sum over j of P(j purchases if he never left) P(stays after each of these)
    const double z = c / (1 + c);
    double nb = std::exp(-r * std::log1p(c)), stays = 1, sum = nb;
    for (double j = 1; j < 20 * longest_sum; ++j) {
      nb *= z * (r + j - 1) / j;
      stays *= (b + j - 1) / (a + b + j - 1);
      const double term = nb * stays, ratio = z * (r + j) / (j + 1);
      sum += term;
      if (ratio < 1 && term * ratio < 1e-17 * sum * (1 - ratio)) break;
    }
    return sum;
  }
  // p^a (1-p)^b (1 + p c)^-r has one peak, at the positive root of a quadratic in y = p / (1 - p)
  const double qa = b, qb = (b + r * c) / (1 + c) - a, qc = -a / (1 + c);
  const double root = std::sqrt(qb * qb - 4 * qa * qc);
  const double y = qb > 0 ? -2 * qc / (qb + root) : (root - qb) / (2 * qa);
  const double p = y / (1 + y), v = p / (1 + y), g = (1 + c) * y / (1 + (1 + c) * y);
  return (std::min)(1.0, std::exp(log_beta_mean(
                             a, b, (r + 1) * c, [&](double s) { return -r * std::log1p(s * c); }, std::log(y),
                             (a + b - r) * v + r * g * (1 - g))));
}

inline double beta_geometric::probability(int n, double t) const noexcept {
  if (is_missing(t)) return missing;
  if (n < 0) return 0;
  if (t <= 0) return n == 0 ? 1 : 0;
  const double x = t < 1e300 ? t / (alpha + t) : 1, y = alpha / (alpha + t);
  if (n == 0) return std::exp(-r * std::log1p(t / alpha));
  // (b)_k / (a + b)_k = B(a, b + k) / B(a, b): a product where it is short
  const double k = n - 1;
  double stays = 1;
  if (n <= 64)
    for (int j = 0; j < n - 1; ++j) stays *= (b + j) / (a + b + j);
  else
    stays = std::exp(log_beta_difference(a, b, k));
  const double last = a + b + k;
  return stays * ((b + k) / last * negative_binomial(n, r, x, y) + a / last * negative_binomial_tail(n, r, x, y));
}

inline double beta_geometric::discounted(double delta) const noexcept {
  if (is_missing(delta)) return missing;
  if (delta <= 0) return purchases_left();
  const double w = delta * alpha;
  return std::exp(log_beta_mean(a, b, (r + 1) / w,
                                [&](double p) {
                                  const double y = (std::min)(w / p, 1e300);
                                  return std::log(y * scaled_exponential_integral(r + 1, y));
                                })) *
         (r / w);
}

inline double beta_geometric::median_lifetime() const noexcept {
  double low = std::log(alpha) - 745, high = std::log(alpha) + 745;  // of ln t
  if (is_missing(low + r + a + b)) return missing;
  if (survival(std::exp((std::min)(high, 709.0))) > 0.5) return infinite;
  // bracketed by doubling from alpha, then bisection with secant steps in ln t
  double u = std::log(alpha), step = 1;
  if (survival(std::exp(u)) > 0.5) {
    for (low = u; survival(std::exp(u + step)) > 0.5; step *= 2) low = u + step;
    high = u + step;
  } else {
    for (high = u; survival(std::exp(u - step)) <= 0.5; step *= 2) high = u - step;
    low = u - step;
  }
  double f_low = survival(std::exp(low)) - 0.5, f_high = survival(std::exp(high)) - 0.5;
  for (int i = 0; i < 100 && high - low > 1e-15 * (std::max)(1.0, std::abs(low)); ++i) {
    double mid = (low * f_high - high * f_low) / (f_high - f_low);
    if (i % 3 == 2 || !(mid > low && mid < high)) mid = 0.5 * (low + high);
    const double f = survival(std::exp(mid)) - 0.5;
    if (f == 0) return std::exp(mid);
    (f > 0 ? low : high) = mid;
    (f > 0 ? f_low : f_high) = f;
  }
  return std::exp(0.5 * (low + high));
}

}  // namespace walaa::inline WALAA_ABI
