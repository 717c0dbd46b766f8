// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of Pareto/NBD over many rows of one count, from tables (math/pareto_race_table.hpp): a row costs three
    logarithms, an exponential and two sets of polynomials, whatever the parameters.

    With P(y) the probability of leaving before the next purchase, seen from the age y,

        F = P(tx) + e^-l (1 - P(T)),     ln L = ln (r)_x - x ln alpha - n ln Z - s ln W + ln F

    two positive terms, and P depends on q(y) = ln((alpha+y)/(beta+y)) alone. Sums are kept in (r, ln alpha, s, ln beta);
    value/pareto_nbd_likelihood.hpp has the notation and the exact path. Rows without a repeat start from q(0).

    Source: Schmittlein, Morrison & Colombo (1987), Management Science 33(1). */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/pareto_race_table.hpp>
#include <walaa/value/pareto_nbd_likelihood.hpp>

#include <algorithm>  // for max, min
#include <cmath>
#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI {

class pareto_nbd_rows {
 public:
  /** counts: whole, ascending; times up to max_age; how many rows there are to come: where tables would cost more than the
      integrals of the rows, there are none */
  pareto_nbd_rows(const pareto_nbd_parameters& m, std::span<const double> counts, double max_age, std::size_t rows)
      : m_(m), q_birth_(std::log(m.alpha / m.beta)) {
    if (counts.empty()) return;
    const double end = q_birth_ + std::log1p(max_age / m.alpha) - std::log1p(max_age / m.beta);
    const double each = static_cast<double>(counts.size());  // a node of a count, or an eighth of an integral
    const double integrals = 1 + (std::min)(each, counts.back() / 24);
    if (chebyshev_points * std::ceil(std::abs(end - q_birth_)) * (each + 8 * integrals) > static_cast<double>(rows)) return;
    table_ = pareto_race_table(m.r, m.s, counts, (std::min)(q_birth_, end), (std::max)(q_birth_, end));
    if (table_ && counts[0] == 0) at_birth_ = table_(0, q_birth_);
  }

  /// False where only the exact path will do.
  explicit operator bool() const noexcept { return static_cast<bool>(table_); }

  /** Adds the rows' likelihood but for what the count x alone decides.
      \param j  which of the counts
      \param rows  rows(first .. last - 1) have .age, .recency, .weight */
  template<class Rows>
  void add(std::size_t j, double x, std::size_t first, std::size_t last, const Rows& rows, second_order<4>& sum) const noexcept {
    const double n = m_.r + x;
    if (x == 0)
      for (; first < last; ++first) add_silence(j, n, rows.age(first), rows.weight(first), sum);
    else
      for (; first < last; ++first) add_row(j, n, rows.recency(first), rows.age(first), rows.weight(first), sum);
  }

 private:
  /// A time from the last purchase (at u, v) to the end, in the two clocks.
  struct clocks {
    double buying, leaving, du, dv, alive;

    clocks(const pareto_nbd_parameters& m, double n, double recency, double age) noexcept {
      const double silent = age - recency, a = m.alpha + recency, b = m.beta + recency;
      const double per = 1 / ((m.alpha + age) * (m.beta + age)), per_a = (m.beta + age) * per, per_b = (m.alpha + age) * per;
      const double per_ab = 1 / (a * b), up = silent * b * per_ab, vp = silent * a * per_ab;
      buying = log_1p(up, a * per_a);
      leaving = log_1p(vp, b * per_b);
      du = m.alpha * b * per_ab * (silent * per_a);
      dv = m.beta * a * per_ab * (silent * per_b);
      alive = std::exp(-n * buying - m.s * leaving);
    }
    /// ln(1 + u), what rounding took from 1 + u put back; per = 1 / (1 + u)
    static double log_1p(double u, double per) noexcept {
      const double w = 1 + u;
      return std::log(w) + (u - (w - 1)) * per;
    }
  };

  void add_silence(std::size_t j, double n, double age, double weight, second_order<4>& sum) const noexcept {
    const clocks c(m_, n, 0, age);
    const race_terms later = table_(j, q_birth_ + c.buying - c.leaving);
    add_mix(at_birth_, later, n, 1, 1, c, weight, sum);
  }

  void add_row(std::size_t j, double n, double recency, double age, double weight, second_order<4>& sum) const noexcept {
    const clocks c(m_, n, recency, age);
    const double a = m_.alpha + recency, b = m_.beta + recency, per = 1 / (a * b);
    const double u = m_.alpha * b * per, v = m_.beta * a * per;
    const double log_z = clocks::log_1p(recency / m_.alpha, u), log_w = clocks::log_1p(recency / m_.beta, v);
    const double q = q_birth_ + log_z - log_w;
    add_mix(table_(j, q), table_(j, q + c.buying - c.leaving), n, u, v, c, weight, sum);
    detail::add_last_purchase(n, m_.s, log_z, log_w, u, v, weight, sum);
  }

  /// ln F of a row: now and then are P at tx and at T.
  void add_mix(const race_terms& now, const race_terms& then, double n, double u, double v, const clocks& c, double weight,
               second_order<4>& sum) const noexcept {
    using namespace race;
    const double s = m_.s, e = c.alive, u1 = u - c.du, v1 = v - c.dv, rest = 1 - then[value];
    const double l[] = {c.buying, -n * c.du, c.leaving, -s * c.dv};  // of l
    const double l01 = -c.du, l23 = -c.dv, l11 = -n * (c.du * (1 - u - u1)), l33 = -s * (c.dv * (1 - v - v1));
    const double g[] = {-then[by_n], -then[by_q] * u1, -then[by_s], then[by_q] * v1};  // of rest
    second_order<4> f;
    f.value = now[value] + e * rest;
    f.gradient(0) = now[by_n] + e * (g[0] - l[0] * rest);
    f.gradient(1) = now[by_q] * u + e * (g[1] - l[1] * rest);
    f.gradient(2) = now[by_s] + e * (g[2] - l[2] * rest);
    f.gradient(3) = -now[by_q] * v + e * (g[3] - l[3] * rest);
    const auto both = [&](std::size_t i, std::size_t k, double at_now, double at_then, double of_l) {
      f.hessian(i, k) = at_now + e * (-at_then - l[i] * g[k] - l[k] * g[i] + (l[i] * l[k] - of_l) * rest);
    };
    both(0, 0, now[by_nn], then[by_nn], 0);
    both(0, 1, now[by_nq] * u, then[by_nq] * u1, l01);
    both(0, 2, now[by_ns], then[by_ns], 0);
    both(0, 3, -now[by_nq] * v, -then[by_nq] * v1, 0);
    both(1, 1, (now[by_qq] * u + now[by_q] * (1 - u)) * u, (then[by_qq] * u1 + then[by_q] * (1 - u1)) * u1, l11);
    both(1, 2, now[by_sq] * u, then[by_sq] * u1, 0);
    both(1, 3, -now[by_qq] * u * v, -then[by_qq] * u1 * v1, 0);
    both(2, 2, now[by_ss], then[by_ss], 0);
    both(2, 3, -now[by_sq] * v, -then[by_sq] * v1, l23);
    both(3, 3, (now[by_qq] * v - now[by_q] * (1 - v)) * v, (then[by_qq] * v1 - then[by_q] * (1 - v1)) * v1, l33);
    detail::add_logarithm(f, weight, sum);
  }

  pareto_nbd_parameters m_;
  double q_birth_;
  pareto_race_table table_;
  race_terms at_birth_{};
};

}  // namespace walaa::inline WALAA_ABI
