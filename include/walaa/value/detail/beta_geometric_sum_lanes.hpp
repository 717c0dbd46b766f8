// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The sums of the BG/NBD and MBG/NBD likelihood over rows of one count, N rows at a time (beta_geometric_likelihood.hpp has the
    formulas).

    Logarithms of Z and of the mixture are taken of products of sixteen factors, which stay within 1e+-10 each; rows with weights
    of their own, and those at the end that do not fill all lanes, have theirs one by one. */

#include <walaa/math/simd/across.hpp>
#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>

#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI {

/// The sums over rows of one count from which value, gradient and Hessian follow.
struct beta_geometric_row_sums {
  double weight = 0, log_z = 0, log_mix = 0, ratio = 0;          // 1, ln Z, ln(a + s e^-nL), L
  double exposed = 0, exposed_squared = 0;                       // F = T/(alpha+T) and F^2
  double dead = 0, dead_ratio = 0, dead_gap = 0, dead_bend = 0;  // w, wL, w(F - f), w(F - f)(1 - F - f)
  double v = 0, v_ratio = 0, v_ratio_squared = 0;                // v = w(1 - w): v, vL, vL^2
  double v_ratio_gap = 0, v_gap = 0, v_gap_squared = 0;          // vL(F - f), v(F - f), v(F - f)^2
};

namespace detail {

/// Rows of one count as columns, and what is constant in them. Without `recency` they cannot have left.
struct beta_geometric_rows {
  const double *age, *recency, *weight;  // weight may be null: one each
  double per_alpha, n, stays, a;
};

/// What rows of one count are made of, N at a time.
template<int N> class beta_geometric_row_lanes {
  using lanes = simd::lanes<N>;

 public:
  WALAA_INLINE explicit beta_geometric_row_lanes(const beta_geometric_rows& r) noexcept
      : per_alpha_(r.per_alpha), minus_n_(-r.n), stays_(r.stays * 0x1p-400), a_(r.a) {}

  struct terms {
    lanes z, mix;                  // Z and a + s e^-nL
    lanes ratio, exposed, gap, f;  // L, F, F - f, f
    lanes left, there;             // w, 1 - w
  };
  WALAA_INLINE terms operator()(const lanes& age, const lanes& recency) const noexcept {
    const lanes y = mul_add(age, per_alpha_, lanes::all(1.0)), u = recency * per_alpha_, z = u + 1.0;
    const lanes apart = (age - recency) * per_alpha_, inverse = 1.0 / (y * z), ratio = log_ratio(y, z, apart);
    const lanes kept = simd::exp_lifted<400>(minus_n_ * ratio) * stays_, mix = kept + a_, per_mix = 1.0 / mix;
    return {z, mix, ratio, age * per_alpha_ * (z * inverse), apart * inverse, u * (y * inverse), a_ * per_mix, kept * per_mix};
  }

  /// Rows that cannot have left: Y, and F.
  struct alive_terms {
    lanes y, exposed;
  };
  WALAA_INLINE alive_terms operator()(const lanes& age) const noexcept {
    const lanes u = age * per_alpha_, y = u + 1.0;
    return {y, u / y};
  }

 private:
  double per_alpha_, minus_n_, stays_, a_;
};

template<int N> class beta_geometric_sum_lanes {
  using lanes = simd::lanes<N>;

 public:
  WALAA_INLINE explicit beta_geometric_sum_lanes(const beta_geometric_rows& r) noexcept : row_(r) {}

  WALAA_INLINE void add(const lanes& age, const lanes& recency) noexcept {
    const auto t = row_(age, recency);
    add<false>(t, lanes::all(1.0));
    z_ = z_ * t.z;
    mix_ = mix_ * t.mix;
  }
  WALAA_INLINE void add(const lanes& age, const lanes& recency, const lanes& weight) noexcept {
    const auto t = row_(age, recency);
    add<true>(t, weight);
    log_z_ = mul_add(weight, log_normal(t.z), log_z_);
    log_mix_ = mul_add(weight, log_normal(t.mix), log_mix_);
  }
  /// Rows that cannot have left: Y stands for Z.
  WALAA_INLINE void add_alive(const lanes& age) noexcept {
    const auto t = row_(age);
    exposed_ = exposed_ + t.exposed;
    exposed_squared_ = mul_add(t.exposed, t.exposed, exposed_squared_);
    z_ = z_ * t.y;
  }
  WALAA_INLINE void add_alive(const lanes& age, const lanes& weight) noexcept {
    const auto t = row_(age);
    const lanes exposed = weight * t.exposed;
    exposed_ = exposed_ + exposed;
    exposed_squared_ = mul_add(exposed, t.exposed, exposed_squared_);
    log_z_ = mul_add(weight, log_normal(t.y), log_z_);
  }

  /// After sixteen rows at most.
  WALAA_INLINE void take_logarithms() noexcept {
    log_z_ = log_z_ + log_normal(z_);
    log_mix_ = log_mix_ + log_normal(mix_);
    z_ = mix_ = lanes::all(1.0);
  }

  WALAA_INLINE void fold(beta_geometric_row_sums& s) const noexcept {
    s.log_z += sum(log_z_), s.log_mix += sum(log_mix_), s.ratio += sum(ratio_);
    s.exposed += sum(exposed_), s.exposed_squared += sum(exposed_squared_);
    s.dead += sum(dead_), s.dead_ratio += sum(dead_ratio_), s.dead_gap += sum(dead_gap_), s.dead_bend += sum(dead_bend_);
    s.v += sum(v_), s.v_ratio += sum(v_ratio_), s.v_ratio_squared += sum(v_ratio_squared_);
    s.v_ratio_gap += sum(v_ratio_gap_), s.v_gap += sum(v_gap_), s.v_gap_squared += sum(v_gap_squared_);
  }

 private:
  template<bool Weighted>
  WALAA_INLINE void add(const typename beta_geometric_row_lanes<N>::terms& t, const lanes& weight) noexcept {
    const lanes dead = Weighted ? weight * t.left : t.left, exposed = Weighted ? weight * t.exposed : t.exposed;
    const lanes v = dead * t.there, v_ratio = v * t.ratio, v_gap = v * t.gap, dead_gap = dead * t.gap;
    ratio_ = Weighted ? mul_add(weight, t.ratio, ratio_) : ratio_ + t.ratio;
    exposed_ = exposed_ + exposed;
    exposed_squared_ = mul_add(exposed, t.exposed, exposed_squared_);
    dead_ = dead_ + dead;
    dead_ratio_ = mul_add(dead, t.ratio, dead_ratio_);
    dead_gap_ = dead_gap_ + dead_gap;
    dead_bend_ = mul_add(dead_gap, 1.0 - t.exposed - t.f, dead_bend_);
    v_ = v_ + v;
    v_ratio_ = v_ratio_ + v_ratio;
    v_ratio_squared_ = mul_add(v_ratio, t.ratio, v_ratio_squared_);
    v_ratio_gap_ = mul_add(v_ratio, t.gap, v_ratio_gap_);
    v_gap_ = v_gap_ + v_gap;
    v_gap_squared_ = mul_add(v_gap, t.gap, v_gap_squared_);
  }

  beta_geometric_row_lanes<N> row_;
  lanes z_ = lanes::all(1.0), mix_ = lanes::all(1.0);
  lanes log_z_{}, log_mix_{}, ratio_{}, exposed_{}, exposed_squared_{}, dead_{}, dead_ratio_{}, dead_gap_{}, dead_bend_{}, v_{},
      v_ratio_{}, v_ratio_squared_{}, v_ratio_gap_{}, v_gap_{}, v_gap_squared_{};
};

struct beta_geometric_sum_call {
  const beta_geometric_rows& r;
  std::size_t first, last;
  beta_geometric_row_sums& out;

  template<int N> WALAA_INLINE void run() const noexcept {
    using lanes = simd::lanes<N>;
    constexpr std::size_t width = N, in_a_product = 16;
    beta_geometric_sum_lanes<N> sums(r);
    std::size_t i = first;
    const std::size_t whole = first + (last - first) / width * width;
    if (r.weight) {
      for (; i < whole; i += width) {
        const lanes weight = lanes::load(r.weight + i);
        if (r.recency)
          sums.add(lanes::load(r.age + i), lanes::load(r.recency + i), weight);
        else
          sums.add_alive(lanes::load(r.age + i), weight);
      }
    }
    while (i < whole) {
      const std::size_t end = whole - i < width * in_a_product ? whole : i + width * in_a_product;
      if (r.recency)
        for (; i < end; i += width) sums.add(lanes::load(r.age + i), lanes::load(r.recency + i));
      else
        for (; i < end; i += width) sums.add_alive(lanes::load(r.age + i));
      sums.take_logarithms();
    }
    if (whole < last) {
      double age[width], recency[width], weight[width];
      for (std::size_t k = 0; k < width; ++k) {
        const std::size_t at = whole + k < last ? whole + k : last - 1;
        age[k] = r.age[at];
        recency[k] = r.recency ? r.recency[at] : 0;
        weight[k] = whole + k >= last ? 0 : r.weight ? r.weight[at] : 1;
      }
      if (r.recency)
        sums.add(lanes::load(age), lanes::load(recency), lanes::load(weight));
      else
        sums.add_alive(lanes::load(age), lanes::load(weight));
    }
    sums.fold(out);
  }
};

/// Adds rows first .. last - 1; out.weight is the caller's.
inline void add_rows(const beta_geometric_rows& r, std::size_t first, std::size_t last, beta_geometric_row_sums& out) noexcept {
  simd::on_active_path(beta_geometric_sum_call{r, first, last, out});
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
