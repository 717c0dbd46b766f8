// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of Gamma-Gamma with its derivatives, cut into what the count decides and what the spend decides.

        ln f(m | x) = - ln B(px, q) - q ln(1 + s/v) - px ln(1 + v/s) - ln m,      s = x m

    The beta function and its derivatives are computed once a count; a row then costs a division and its share of two
    logarithms, and what rows of one count add are five sums. */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/beta.hpp>
#include <walaa/math/gamma.hpp>
#include <walaa/math/small_matrix.hpp>

#include <cstddef>

namespace walaa::inline WALAA_ABI {

struct gamma_gamma_parameters {
  double p = 1, q = 1, v = 1;
};

/// What depends on the count alone.
struct gamma_gamma_count {
  double x, px, value, first_p, first_q, second_p, second_q, mixed;

  gamma_gamma_count(const gamma_gamma_parameters& m, double count) noexcept
      : x(count),
        px(m.p * count),
        value(-log_beta(px, m.q)),  // in one piece: with a large q its gamma functions cancel
        first_p(count * digamma_difference(px, m.q)),
        first_q(digamma_difference(m.q, px)),
        second_p(count * count * trigamma_difference(px, m.q)),
        second_q(trigamma_difference(m.q, px)),
        mixed(count * trigamma(px + m.q)) {}
};

/// The sums over rows of one count from which value, gradient and Hessian follow.
struct gamma_gamma_sums {
  double weight = 0, log_by_v = 0, log_by_s = 0, share = 0,
         share_squared = 0;  // 1, ln(1 + s/v), ln(1 + v/s), s/(v + s) and its square

  /// `rows` equal rows, but for their two logarithms, which the caller takes singly or of a product.
  struct factors {
    double by_v, by_s;
  };
  factors add(double s, double per_s, double v, double per_v, double rows) noexcept {
    const double by_v = 1 + s * per_v, f = s * per_v / by_v;
    weight += rows;
    share += rows * f;
    share_squared += rows * f * f;
    return {by_v, 1 + v * per_s};
  }

  small_vector<3> gradient(const gamma_gamma_count& c, const gamma_gamma_parameters& m) const noexcept {
    return {weight * c.first_p - c.x * log_by_s, weight * c.first_q - log_by_v, ((c.px + m.q) * share - weight * c.px) / m.v};
  }

  /// Adds the rows' log-likelihood, without - ln m, with both derivatives.
  void add_to(second_order<3>& sum, const gamma_gamma_count& c, const gamma_gamma_parameters& m) const noexcept {
    const small_vector<3> g = gradient(c, m);
    sum.value += weight * c.value - m.q * log_by_v - c.px * log_by_s;
    for (std::size_t i = 0; i < 3; ++i) sum.gradient(i) += g[i];
    sum.hessian(0, 0) += weight * c.second_p;
    sum.hessian(0, 1) += weight * c.mixed;
    sum.hessian(1, 1) += weight * c.second_q;
    sum.hessian(0, 2) -= c.x * (weight - share) / m.v;
    sum.hessian(1, 2) += share / m.v;
    sum.hessian(2, 2) -= ((c.px + m.q) * (share - share_squared) + m.v * g[2]) / (m.v * m.v);
  }
};

}  // namespace walaa::inline WALAA_ABI
