// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of BG/NBD and MBG/NBD, which differ in one thing: whether a customer may leave right after the first
    purchase (AtBirth 1, MBG) or only after a repeat (AtBirth 0, BG).

    With n = r + x, Y = 1 + T/alpha, Z = 1 + tx/alpha, L = ln(Y/Z), s = b + x - 1 + AtBirth:

        ln L = ln (r)_x + ln (b)_{s-b} - ln (a+b)_{s-b+1} - x ln alpha - n ln Z + ln(a + s e^{-nL})
        BG, x = 0: ln L = -r ln Y

    in rising factorials, so that nothing cancels: the textbook's r ln alpha - (r+x) ln(alpha+T) loses digits when customers
    hardly differ (r and alpha near 1e5), its beta functions when a or b is small. w = a / (a + s e^{-nL}) is the probability
    that the customer has left, and every derivative is a polynomial in w, L, T/(alpha+T), tx/(alpha+tx) and terms of x alone.
    What rows of one count add to value, gradient and Hessian are sixteen sums; one row is such a sum too.

    Source: Fader, Hardie & Lee (2005), Marketing Science 24(2); Batislam, Denizel & Filiztekin (2007), IJRM 24(3). */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/count_table.hpp>
#include <walaa/math/small_matrix.hpp>
#include <walaa/value/detail/beta_geometric_sum_lanes.hpp>
#include <walaa/value/purchase_model.hpp>

#include <cmath>
#include <cstddef>

namespace walaa::inline WALAA_ABI {

/// The four parameters of the family.
struct beta_geometric_parameters {
  double r = 1, alpha = 1, a = 1, b = 1;
};

/// What depends on the count of purchases alone.
struct beta_geometric_count {
  double x = 0, n = 0, stays = 0;                ///< x, r + x, s
  bool may_have_left = true;                     ///< false for BG and x = 0
  double value = 0;                              ///< the three rising factorials
  double first_r = 0, first_a = 0, first_b = 0;  ///< their derivatives; d2/da db = d2/da2
  double second_r = 0, second_a = 0, second_b = 0;
};

/// The sums over rows of one count, and the derivatives they make.
struct beta_geometric_sums : beta_geometric_row_sums {
  /// Sorted columns; without weights each row counts once.
  struct columns {
    const double *age, *recency, *weight;
  };

  /// Rows first .. last - 1, all of count c and of this weight together.
  void add(const beta_geometric_count& c, const beta_geometric_parameters& m, const columns& of, std::size_t first,
           std::size_t last, double together) noexcept {
    weight += together;
    detail::add_rows({.age = of.age,
                      .recency = c.may_have_left ? of.recency : nullptr,
                      .weight = of.weight,
                      .per_alpha = 1 / m.alpha,
                      .n = c.n,
                      .stays = c.stays,
                      .a = m.a},
                     first, last, *this);
  }

  /// d/dr, d/dalpha, d/da, d/db of the rows.
  small_vector<4> gradient(const beta_geometric_count& c, const beta_geometric_parameters& m) const noexcept {
    return {weight * c.first_r - log_z - ratio + dead_ratio, (c.n * (exposed - dead_gap) - weight * c.x) / m.alpha,
            c.may_have_left ? weight * c.first_a + dead / m.a : 0,
            c.may_have_left ? weight * c.first_b + (weight - dead) / c.stays : 0};
  }

  /// Adds the rows' log-likelihood with both derivatives.
  void add_to(second_order<4>& sum, const beta_geometric_count& c, const beta_geometric_parameters& m,
              double log_alpha) const noexcept {
    const small_vector<4> g = gradient(c, m);
    sum.value += weight * (c.value - c.x * log_alpha) - c.n * log_z + log_mix;
    for (std::size_t i = 0; i < 4; ++i) sum.gradient(i) += g[i];
    sum.hessian(0, 0) += weight * c.second_r + v_ratio_squared;
    sum.hessian(0, 1) += (exposed - dead_gap - c.n * v_ratio_gap) / m.alpha;
    const double in_log_alpha = c.n * (exposed_squared - exposed + dead_bend + c.n * v_gap_squared);
    sum.hessian(1, 1) += (in_log_alpha - m.alpha * g[1]) / (m.alpha * m.alpha);
    if (!c.may_have_left) return;
    sum.hessian(0, 2) += v_ratio / m.a;
    sum.hessian(0, 3) -= v_ratio / c.stays;
    sum.hessian(1, 2) -= c.n * v_gap / (m.alpha * m.a);
    sum.hessian(1, 3) += c.n * v_gap / (m.alpha * c.stays);
    sum.hessian(2, 2) += weight * c.second_a + (v - dead) / (m.a * m.a);
    sum.hessian(2, 3) += weight * c.second_a - v / (m.a * c.stays);
    sum.hessian(3, 3) += weight * c.second_b + (v - (weight - dead)) / (c.stays * c.stays);
  }
};

/// The terms of x at one count after another, in ascending order.
template<int AtBirth> class beta_geometric_counts {
 public:
  explicit beta_geometric_counts(const beta_geometric_parameters& m) noexcept : m_(m), r_(m.r), b_(m.b), sum_(m.a + m.b) {}

  beta_geometric_count at(double x) noexcept {
    beta_geometric_count c{.x = x, .n = m_.r + x, .stays = m_.b + x - 1 + AtBirth, .may_have_left = AtBirth == 1 || x > 0};
    r_.to(x);
    c.value = r_.value();
    c.first_r = r_.first();
    c.second_r = r_.second();
    if (!c.may_have_left) return c;
    b_.to(x - 1 + AtBirth);
    sum_.to(x + AtBirth);
    c.value += b_.value() - sum_.value();
    c.first_a = -sum_.first();
    c.first_b = b_.first() - sum_.first();
    c.second_a = -sum_.second();
    c.second_b = b_.second() - sum_.second();
    return c;
  }

 private:
  beta_geometric_parameters m_;
  rising_walk r_, b_, sum_;
};

/// One parameter vector made ready for many rows: the terms of x are tabulated, a row costs a few logarithms.
template<int AtBirth> class beta_geometric_likelihood {
 public:
  beta_geometric_likelihood(const beta_geometric_parameters& m, double max_frequency)
      : m_(m),
        log_alpha_(std::log(m.alpha)),
        rising_r_(m.r, max_frequency),
        rising_b_(m.b, max_frequency),
        rising_sum_(m.a + m.b, max_frequency + 1) {}

  /// ln L of one customer.
  double value(const purchase_history& h) const noexcept {
    const double x = h.frequency, n = m_.r + x;
    if (AtBirth == 0 && x == 0) return -m_.r * std::log1p(h.age / m_.alpha);
    const double before = x - 1 + AtBirth, stays = m_.b + before, end = m_.alpha + h.recency;
    const double silent = h.age > h.recency ? h.age - h.recency : 0;
    const double kept = stays * std::exp(-n * std::log1p(silent / end));
    return rising_r_.value(x) + rising_b_.value(before) - rising_sum_.value(before + 1) - x * log_alpha_ -
           n * std::log1p(h.recency / m_.alpha) + std::log(m_.a + kept);
  }

  /// Adds weight * (value, gradient, Hessian) of one customer to the sum, in (r, alpha, a, b).
  void add(const purchase_history& h, double weight, second_order<4>& sum) const noexcept {
    const double x = h.frequency, before = x - 1 + AtBirth;
    beta_geometric_count c{.x = x, .n = m_.r + x, .stays = m_.b + before, .may_have_left = AtBirth == 1 || x > 0};
    c.value = rising_r_.value(x);
    c.first_r = rising_r_.first(x);
    c.second_r = rising_r_.second(x);
    if (c.may_have_left) {
      c.value += rising_b_.value(before) - rising_sum_.value(before + 1);
      c.first_a = -rising_sum_.first(before + 1);
      c.first_b = rising_b_.first(before) + c.first_a;
      c.second_a = -rising_sum_.second(before + 1);
      c.second_b = rising_b_.second(before) + c.second_a;
    }
    const double recency = h.recency < h.age ? h.recency : h.age;
    beta_geometric_sums one;
    one.add(c, m_, {&h.age, &recency, &weight}, 0, 1, weight);
    one.add_to(sum, c, m_, log_alpha_);
  }

 private:
  beta_geometric_parameters m_;
  double log_alpha_;
  count_table rising_r_, rising_b_, rising_sum_;
};

}  // namespace walaa::inline WALAA_ABI
