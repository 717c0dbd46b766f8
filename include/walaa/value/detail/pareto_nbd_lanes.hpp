// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of Pareto/NBD from tables, N rows of one count at a time; pareto_nbd_rows.hpp has the formulas.

    The polynomials go the other way round: the ten functions of one row side by side, since rows are in different pieces of the
    table. Derivatives are in (r, ln alpha, s, ln beta). */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/pareto_race_table.hpp>
#include <walaa/math/simd/across.hpp>
#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/value/pareto_nbd_likelihood.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>  // for memcpy

namespace walaa::inline WALAA_ABI::detail {

/// Rows of one count as columns, and what is constant in them.
struct pareto_nbd_columns {
  const double *age, *recency, *weight;  // recency null: no repeat; weight null: one each
  const pareto_race_table& table;
  std::size_t count;  // which of the table's
  pareto_nbd_parameters m;
  double n, q_birth;      // r + x, ln(alpha / beta)
  race_terms at_birth{};  // the race at q_birth
};

template<int N> using race_lanes = std::array<simd::lanes<N>, race::parts>;

/// The races at q.
template<int N> WALAA_INLINE race_lanes<N> races_at(const pareto_nbd_columns& c, const simd::lanes<N>& q) noexcept {
  using lanes = simd::lanes<N>;
  constexpr std::size_t width = N, vectors = (race::parts + width - 1) / width, stride = pareto_race_table::stride;
  double at[width], values[width * stride];
  q.store(at);
  for (std::size_t row = 0; row < width; ++row) {
    const auto place = c.table.find(c.count, at[row]);
    const lanes u = lanes::all(place.u);
    const double* power = place.powers + chebyshev_degree * stride;
    std::array<lanes, vectors> sum;
    for (std::size_t k = 0; k < vectors; ++k) sum[k] = lanes::load(power + k * width);
    for (std::size_t degree = chebyshev_degree; degree-- > 0;) {
      power -= stride;
      for (std::size_t k = 0; k < vectors; ++k) sum[k] = mul_add(sum[k], u, lanes::load(power + k * width));
    }
    for (std::size_t k = 0; k < vectors; ++k) sum[k].store(values + row * stride + k * width);
  }
  std::int64_t rows[width];
  for (std::size_t row = 0; row < width; ++row) rows[row] = static_cast<std::int64_t>(row * stride);
  simd::integers<N> places;
  std::memcpy(&places.v, rows, sizeof places.v);
  race_lanes<N> out;
  for (std::size_t part = 0; part < race::parts; ++part) out[part] = look_up<N>(values + part, places);
  return out;
}

template<int N> class pareto_nbd_lanes {
  using lanes = simd::lanes<N>;

 public:
  WALAA_INLINE explicit pareto_nbd_lanes(const pareto_nbd_columns& columns) noexcept : c_(columns) {
    for (std::size_t part = 0; part < race::parts; ++part) at_birth_[part] = lanes::all(columns.at_birth[part]);
  }

  using gradient = std::array<lanes, 4>;  ///< of rows of weight 1

  WALAA_INLINE gradient add(const lanes& age, const lanes& recency, const lanes& weight) noexcept {
    const lanes a = recency + c_.m.alpha, b = recency + c_.m.beta, one = lanes::all(1.0);
    const lanes log_z = log_ratio(a, lanes::all(c_.m.alpha), recency), log_w = log_ratio(b, lanes::all(c_.m.beta), recency);
    const lanes a1 = age + c_.m.alpha, b1 = age + c_.m.beta, per_a = 1.0 / (a * a1), per_b = 1.0 / (b * b1);
    const lanes u = c_.m.alpha * (a1 * per_a), v = c_.m.beta * (b1 * per_b), q = log_z - log_w + c_.q_birth;
    const gradient g = mix(races_at<N>(c_, q), q, a, b, a1, b1, per_a, per_b, u, v, age - recency, weight);
    const lanes wn = weight * c_.n, ws = weight * c_.m.s, away = one - u, off = one - v;
    value_ = value_ - wn * log_z - ws * log_w;
    g_[0] = g_[0] - weight * log_z;
    g_[1] = mul_add(wn, away, g_[1]);
    g_[2] = g_[2] - weight * log_w;
    g_[3] = mul_add(ws, off, g_[3]);
    h_[1] = mul_add(weight, away, h_[1]);
    h_[4] = h_[4] - wn * (u * away);
    h_[8] = mul_add(weight, off, h_[8]);
    h_[9] = h_[9] - ws * (v * off);
    return {g[0] - log_z, g[1] + away * c_.n, g[2] - log_w, g[3] + off * c_.m.s};
  }

  /// Rows without a repeat.
  WALAA_INLINE gradient add(const lanes& age, const lanes& weight) noexcept {
    const lanes a = lanes::all(c_.m.alpha), b = lanes::all(c_.m.beta), a1 = age + c_.m.alpha, b1 = age + c_.m.beta;
    const lanes one = lanes::all(1.0);
    return mix(at_birth_, lanes::all(c_.q_birth), a, b, a1, b1, 1.0 / (a * a1), 1.0 / (b * b1), one, one, age, weight);
  }

  WALAA_INLINE void fold(second_order<4>& out) const noexcept {
    out.value += sum(value_);
    for (std::size_t i = 0; i < 4; ++i) out.gradient(i) += sum(g_[i]);
    std::size_t at = 0;
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = i; j < 4; ++j) out.hessian(i, j) += sum(h_[at++]);
  }

 private:
  /// ln F: `now` are the races at tx (a, b: alpha and beta + tx), u = alpha / a, v = beta / b.
  WALAA_INLINE gradient mix(const race_lanes<N>& now, const lanes& q, const lanes& a, const lanes& b, const lanes& a1,
                            const lanes& b1, const lanes& per_a, const lanes& per_b, const lanes& u, const lanes& v,
                            const lanes& silent, const lanes& weight) noexcept {
    using namespace race;
    const double n = c_.n, s = c_.m.s;
    const lanes buying = log_ratio(a1, a, silent), leaving = log_ratio(b1, b, silent);
    const lanes e = exp(-(buying * n + leaving * s));
    const race_lanes<N> then = races_at<N>(c_, q + buying - leaving);
    const lanes du = c_.m.alpha * (silent * per_a), dv = c_.m.beta * (silent * per_b), u1 = u - du, v1 = v - dv;
    const lanes rest = 1.0 - then[value];
    const lanes l1 = du * -n, l3 = dv * -s;
    const std::array<lanes, 4> l{buying, l1, leaving, l3};                                      // of l
    const std::array<lanes, 4> c{-then[by_n], -then[by_q] * u1, -then[by_s], then[by_q] * v1};  // of rest
    const lanes f = mul_add(e, rest, now[value]), per_f = 1.0 / f, kept = e * per_f;
    value_ = mul_add(weight, log_normal(f), value_);
    const std::array<lanes, 4> first{now[by_n], now[by_q] * u, now[by_s], -now[by_q] * v};
    gradient g;
    for (std::size_t i = 0; i < 4; ++i) {
      g[i] = mul_add(kept, c[i] - l[i] * rest, first[i] * per_f);
      g_[i] = mul_add(weight, g[i], g_[i]);
    }
    const lanes one = lanes::all(1.0);
    const auto both = [&](std::size_t place, std::size_t i, std::size_t k, const lanes& at_now, const lanes& of_rest)
        __attribute__((always_inline)) {
      const lanes inner = of_rest - l[i] * c[k] - l[k] * c[i] + l[i] * l[k] * rest;
      h_[place] = mul_add(weight, mul_add(kept, inner, at_now * per_f) - g[i] * g[k], h_[place]);
    };
    both(0, 0, 0, now[by_nn], -then[by_nn]);
    both(1, 0, 1, now[by_nq] * u, du * rest - then[by_nq] * u1);
    both(2, 0, 2, now[by_ns], -then[by_ns]);
    both(3, 0, 3, -now[by_nq] * v, then[by_nq] * v1);
    both(4, 1, 1, (now[by_qq] * u + now[by_q] * (one - u)) * u,
         du * n * (one - u - u1) * rest - (then[by_qq] * u1 + then[by_q] * (one - u1)) * u1);
    both(5, 1, 2, now[by_sq] * u, -then[by_sq] * u1);
    both(6, 1, 3, -now[by_qq] * u * v, then[by_qq] * u1 * v1);
    both(7, 2, 2, now[by_ss], -then[by_ss]);
    both(8, 2, 3, -now[by_sq] * v, dv * rest + then[by_sq] * v1);
    both(9, 3, 3, (now[by_qq] * v - now[by_q] * (one - v)) * v,
         dv * s * (one - v - v1) * rest - (then[by_qq] * v1 - then[by_q] * (one - v1)) * v1);
    return g;
  }

  const pareto_nbd_columns& c_;
  race_lanes<N> at_birth_;
  lanes value_{};
  std::array<lanes, 4> g_{};
  std::array<lanes, 10> h_{};  // (0,0) (0,1) (0,2) (0,3) (1,1) (1,2) (1,3) (2,2) (2,3) (3,3)
};

struct pareto_nbd_call {
  const pareto_nbd_columns& c;
  std::size_t first, last;
  second_order<4>& out;
  std::array<double*, 4> gradients{};  // of every row, from its place `first` on, of weight 1; null: not wanted

  template<int N> WALAA_INLINE void run() const noexcept {
    using lanes = simd::lanes<N>;
    constexpr std::size_t width = N;
    pareto_nbd_lanes<N> sums(c);
    std::size_t i = first;
    for (; i + width <= last; i += width) {
      const lanes weight = c.weight ? lanes::load(c.weight + i) : lanes::all(1.0), age = lanes::load(c.age + i);
      const auto g = c.recency ? sums.add(age, lanes::load(c.recency + i), weight) : sums.add(age, weight);
      if (gradients[0])
        for (std::size_t k = 0; k < 4; ++k) g[k].store(gradients[k] + (i - first));
    }
    if (i < last) {
      double age[width], recency[width], weight[width], of_row[width];
      for (std::size_t k = 0; k < width; ++k) {
        const std::size_t at = i + k < last ? i + k : last - 1;
        age[k] = c.age[at];
        recency[k] = c.recency ? c.recency[at] : 0;
        weight[k] = i + k >= last ? 0 : c.weight ? c.weight[at] : 1;
      }
      const lanes w = lanes::load(weight);
      const auto g = c.recency ? sums.add(lanes::load(age), lanes::load(recency), w) : sums.add(lanes::load(age), w);
      for (std::size_t k = 0; gradients[0] && k < 4; ++k) {
        g[k].store(of_row);
        for (std::size_t row = i; row < last; ++row) gradients[k][row - first] = of_row[row - i];
      }
    }
    sums.fold(out);
  }
};

}  // namespace walaa::inline WALAA_ABI::detail
