// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of the NBD. With n = r + x, Y = 1 + T/alpha, F = T/(alpha + T):

        ln L = ln (r)_x - x ln alpha - n ln Y
        d/dr = psi(r + x) - psi(r) - ln Y        d2/dr2 = psi'(r + x) - psi'(r)       d2/dr dalpha = F / alpha
        d/dalpha = (n F - x) / alpha             d2/dalpha2 = (x - n F (2 - F)) / alpha^2

    (r)_x the rising factorial: the textbook's r ln alpha - (r + x) ln(alpha + T) loses digits when customers hardly differ (r
    and alpha near 1e5). What rows of one count add to value, gradient and Hessian are four sums; one row is such a sum too.

    Source: Ehrenberg (1959), The pattern of consumer purchases, Applied Statistics 8(1). */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/count_table.hpp>
#include <walaa/math/small_matrix.hpp>
#include <walaa/value/purchase_model.hpp>

#include <cmath>

namespace walaa::inline WALAA_ABI {

struct nbd_parameters {
  double r = 1, alpha = 1;
};

/// What depends on the count of purchases alone.
struct nbd_count {
  double x = 0, n = 0;                      ///< x, r + x
  double value = 0, first = 0, second = 0;  ///< ln (r)_x and its derivatives
};

/// The sums over rows of one count from which value, gradient and Hessian follow.
struct nbd_sums {
  double weight = 0, log_y = 0, exposed = 0, exposed_squared = 0;  // 1, ln Y, F, F^2

  /// Adds a row but for its logarithm. \returns Y
  double add(double age, double per_alpha, double w) noexcept {
    const double u = age * per_alpha, y = 1 + u, f = u / y;
    weight += w;
    exposed += w * f;
    exposed_squared += w * f * f;
    return y;
  }

  double value(const nbd_count& c, double log_alpha) const noexcept { return weight * (c.value - c.x * log_alpha) - c.n * log_y; }

  small_vector<2> gradient(const nbd_count& c, const nbd_parameters& p) const noexcept {
    return {weight * c.first - log_y, (c.n * exposed - weight * c.x) / p.alpha};
  }

  void add_to(second_order<2>& sum, const nbd_count& c, const nbd_parameters& p, double log_alpha) const noexcept {
    const small_vector<2> g = gradient(c, p);
    sum.value += value(c, log_alpha);
    sum.gradient(0) += g[0];
    sum.gradient(1) += g[1];
    sum.hessian(0, 0) += weight * c.second;
    sum.hessian(0, 1) += exposed / p.alpha;
    sum.hessian(1, 1) += (weight * c.x - c.n * (2 * exposed - exposed_squared)) / (p.alpha * p.alpha);
  }
};

/// One parameter vector made ready for many rows: a row costs a look-up and a logarithm.
class nbd_likelihood {
 public:
  nbd_likelihood(const nbd_parameters& p, double max_frequency)
      : p_(p), rising_(p.r, max_frequency), log_alpha_(std::log(p.alpha)) {}

  double value(const purchase_history& h) const noexcept {
    return rising_.value(h.frequency) - h.frequency * log_alpha_ - (p_.r + h.frequency) * std::log1p(h.age / p_.alpha);
  }

  /// Adds weight * (value, gradient, Hessian) of one customer to the sum, in (r, alpha).
  void add(const purchase_history& h, double weight, second_order<2>& sum) const noexcept {
    const double x = h.frequency;
    nbd_sums row;
    row.add(h.age, 1 / p_.alpha, weight);
    row.log_y = weight * std::log1p(h.age / p_.alpha);
    row.add_to(sum, {x, p_.r + x, rising_.value(x), rising_.first(x), rising_.second(x)}, p_, log_alpha_);
  }

 private:
  nbd_parameters p_;
  count_table rising_;
  double log_alpha_;
};

}  // namespace walaa::inline WALAA_ABI
