// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The log-likelihood of Pareto/NBD alone, without derivatives, from tables: N rows of one count at a time, one polynomial for
    the race at tx and one for that at T (pareto_nbd_rows.hpp has the formulas). */

#include <walaa/value/detail/pareto_nbd_lanes.hpp>

#include <cstddef>

namespace walaa::inline WALAA_ABI::detail {

/// P(leaving comes before the next purchase) at q.
template<int N> WALAA_INLINE simd::lanes<N> race_value_at(const pareto_nbd_columns& c, const simd::lanes<N>& q) noexcept {
  using lanes = simd::lanes<N>;
  constexpr int stride = pareto_race_table::stride, block = stride * static_cast<int>(chebyshev_points);
  if (c.table.pieces() == 1) {  // alpha and beta of a size: one polynomial for all
    const double* power = c.table.powers() + c.count * block;
    const lanes u = (q - c.table.low()) * (2 * c.table.pieces_a_unit()) - 1.0;
    lanes sum = lanes::all(power[block - stride]);
    for (int k = static_cast<int>(chebyshev_degree); k-- > 0;) sum = mul_add(sum, u, power[k * stride]);
    return sum;
  }
  const double last = c.table.pieces() - 0.75;  // in the last piece
  const lanes at = (q - c.table.low()) * c.table.pieces_a_unit(), high = select(at > last, last, at);
  // to the nearest of at - 1/2: the piece that `at` is in, or one that ends there
  const lanes piece = select(high > 0.5, to_numbers(to_integers(high - 0.5)), 0.0);
  const lanes u = (at - piece) * 2.0 - 1.0;
  const auto places = to_integers((piece + static_cast<double>(c.count) * c.table.pieces()) * block);
  const double* powers = c.table.powers();
  lanes sum = look_up<N>(powers + block - stride, places);
  for (int k = static_cast<int>(chebyshev_degree); k-- > 0;) sum = mul_add(sum, u, look_up<N>(powers + k * stride, places));
  return sum;
}

template<int N> class pareto_nbd_value_lanes {
  using lanes = simd::lanes<N>;

 public:
  WALAA_INLINE explicit pareto_nbd_value_lanes(const pareto_nbd_columns& columns) noexcept : c_(columns) {}

  WALAA_INLINE void add(const lanes& age, const lanes& recency, const lanes& weight) noexcept {
    const lanes a = recency + c_.m.alpha, b = recency + c_.m.beta;
    const lanes log_z = log_ratio(a, lanes::all(c_.m.alpha), recency), log_w = log_ratio(b, lanes::all(c_.m.beta), recency);
    const lanes q = log_z - log_w + c_.q_birth;
    const lanes f = mix(race_value_at<N>(c_, q), q, age, a, b, age - recency);
    value_ = mul_add(weight, log_normal(f) - log_z * c_.n - log_w * c_.m.s, value_);
  }

  /// Rows without a repeat.
  WALAA_INLINE void add(const lanes& age, const lanes& weight) noexcept {
    const lanes f = mix(lanes::all(c_.at_birth[race::value]), lanes::all(c_.q_birth), age, lanes::all(c_.m.alpha),
                        lanes::all(c_.m.beta), age);
    value_ = mul_add(weight, log_normal(f), value_);
  }

  WALAA_INLINE void fold(double& out) const noexcept { out += sum(value_); }

 private:
  WALAA_INLINE lanes mix(const lanes& now, const lanes& q, const lanes& age, const lanes& a, const lanes& b,
                         const lanes& silent) const noexcept {
    const lanes buying = log_ratio(age + c_.m.alpha, a, silent), leaving = log_ratio(age + c_.m.beta, b, silent);
    const lanes alive = exp(-(buying * c_.n + leaving * c_.m.s));
    return mul_add(alive, 1.0 - race_value_at<N>(c_, q + buying - leaving), now);
  }

  const pareto_nbd_columns& c_;
  lanes value_{};
};

struct pareto_nbd_value_call {
  const pareto_nbd_columns& c;
  std::size_t first, last;
  double& out;

  template<int N> WALAA_INLINE void run() const noexcept {
    using lanes = simd::lanes<N>;
    constexpr std::size_t width = N;
    pareto_nbd_value_lanes<N> sums(c);
    std::size_t i = first;
    for (; i + width <= last; i += width) {
      const lanes weight = c.weight ? lanes::load(c.weight + i) : lanes::all(1.0), age = lanes::load(c.age + i);
      if (c.recency)
        sums.add(age, lanes::load(c.recency + i), weight);
      else
        sums.add(age, weight);
    }
    if (i < last) {
      double age[width], recency[width], weight[width];
      for (std::size_t k = 0; k < width; ++k) {
        const std::size_t at = i + k < last ? i + k : last - 1;
        age[k] = c.age[at];
        recency[k] = c.recency ? c.recency[at] : 0;
        weight[k] = i + k >= last ? 0 : c.weight ? c.weight[at] : 1;
      }
      if (c.recency)
        sums.add(lanes::load(age), lanes::load(recency), lanes::load(weight));
      else
        sums.add(lanes::load(age), lanes::load(weight));
    }
    sums.fold(out);
  }
};

}  // namespace walaa::inline WALAA_ABI::detail
