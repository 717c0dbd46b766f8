// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Races of Pareto waiting times (math/pareto_race.hpp) for many whole counts x, n = r + x, and any ratio of scales: a row costs
    ten polynomials of degree 12 and no special function.

    For fixed n and s the race depends on q = ln(A / B) alone, and is analytic in q with its nearest singularity at a distance
    of pi or more, whatever the parameters: the range of q is cut into pieces of at most a unit, more where the last Chebyshev
    coefficients are not below 1e-12. The values at a node come for all counts from one integral and the recurrence

        (n + s) P_n = s + (1 - c) n P_{n+1},    c = B / A

    and its derivatives, downwards in n while |1 - c| n is below n + s, upwards far beyond: errors shrink in both directions, and
    an integral is taken afresh every 24 counts.

    Source: DLMF 15.5.12 (contiguous functions). */

#include <walaa/core/config.hpp>
#include <walaa/math/chebyshev.hpp>
#include <walaa/math/pareto_race.hpp>

#include <algorithm>  // for max, min
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// The race of n from that of n + 1; c = B / A, z = 1 - c.
inline race_terms race_below(const race_terms& up, double n, double s, double c, double z) noexcept {
  using namespace race;
  const double zn = z * n, cn = c * n, per = 1 / (n + s);
  race_terms at;
  at[value] = (s + zn * up[value]) * per;
  at[by_n] = (z * up[value] + zn * up[by_n] - at[value]) * per;
  at[by_s] = (1 + zn * up[by_s] - at[value]) * per;
  at[by_q] = (cn * up[value] + zn * up[by_q]) * per;
  at[by_nn] = (2 * z * up[by_n] + zn * up[by_nn] - 2 * at[by_n]) * per;
  at[by_ns] = (z * up[by_s] + zn * up[by_ns] - at[by_n] - at[by_s]) * per;
  at[by_ss] = (zn * up[by_ss] - 2 * at[by_s]) * per;
  at[by_nq] = (c * up[value] + cn * up[by_n] + z * up[by_q] + zn * up[by_nq] - at[by_q]) * per;
  at[by_sq] = (cn * up[by_s] + zn * up[by_sq] - at[by_q]) * per;
  at[by_qq] = (2 * cn * up[by_q] - cn * up[value] + zn * up[by_qq]) * per;
  return at;
}

/// The race of n + 1 from that of n.
inline race_terms race_above(const race_terms& at, double n, double s, double c, double z) noexcept {
  using namespace race;
  const double all = n + s, cn = c * n, per = 1 / (z * n);
  race_terms up;
  up[value] = (all * at[value] - s) * per;
  up[by_n] = (at[value] + all * at[by_n] - z * up[value]) * per;
  up[by_s] = (at[value] + all * at[by_s] - 1) * per;
  up[by_q] = (all * at[by_q] - cn * up[value]) * per;
  up[by_nn] = (2 * at[by_n] + all * at[by_nn] - 2 * z * up[by_n]) * per;
  up[by_ns] = (at[by_s] + at[by_n] + all * at[by_ns] - z * up[by_s]) * per;
  up[by_ss] = (2 * at[by_s] + all * at[by_ss]) * per;
  up[by_nq] = (at[by_q] + all * at[by_nq] - c * up[value] - cn * up[by_n] - z * up[by_q]) * per;
  up[by_sq] = (at[by_q] + all * at[by_sq] - cn * up[by_s]) * per;
  up[by_qq] = (all * at[by_qq] + cn * up[value] - 2 * cn * up[by_q]) * per;
  return up;
}

}  // namespace detail

/// The races of n = r + counts[j] at q = ln(A / B), into out[j]; counts whole and ascending.
inline void races_at(double r, double s, std::span<const double> counts, double q, std::span<race_terms> out) noexcept {
  constexpr double longest = 24;  // steps from an integral: rounding adds up, the more the nearer z is to -1
  const double c = std::exp(-q), z = -std::expm1(-q);
  const bool turns = z < -1;
  // relative to P_n, which falls like 1 / n, and to its derivatives: up to here downwards is stable, beyond it upwards
  const double turn = turns ? (s + 3) / (-z - 1) : std::numeric_limits<double>::infinity();
  for (std::size_t first = 0, last = 0; first < counts.size(); first = last) {
    for (last = first + 1; last < counts.size() && counts[last] - counts[first] <= longest;) ++last;
    if (turns && counts[first] == 0) last = first + 1;  // no step from there: upwards divides by r, downwards multiplies by z
    std::size_t start = last - 1;
    while (start > first && r + counts[start] > turn) --start;
    out[start] = race_derivatives(pareto_race{r + counts[start], s, c});
    race_terms here = out[start];
    double x = counts[start];
    for (std::size_t j = start; j-- > first; out[j] = here)
      for (; x > counts[j]; x -= 1) here = detail::race_below(here, r + (x - 1), s, c, z);
    here = out[start];
    x = counts[start];
    for (std::size_t j = start + 1; j < last; out[j] = here, ++j)
      for (; x < counts[j]; ++x) here = detail::race_above(here, r + x, s, c, z);
  }
}

class pareto_race_table {
 public:
  pareto_race_table() = default;  ///< nothing tabulated

  /// counts: whole, ascending; the range of q = ln(A / B), in which a row may be off by rounding
  pareto_race_table(double r, double s, std::span<const double> counts, double q_low, double q_high)
      : low_(q_low - 1e-6), counts_(counts.size()) {
    const double width = q_high - q_low + 2e-6;
    for (double pieces = std::ceil(width / widest); pieces <= most_pieces; pieces *= 2) {
      if (!tabulate(r, s, counts, width, pieces)) continue;
      pieces_ = pieces;
      pieces_a_unit_ = pieces / width;
      return;
    }
    powers_.clear();
  }

  /// False where no table is fine enough: the caller integrates.
  explicit operator bool() const noexcept { return pieces_ > 0; }

  static constexpr std::size_t stride = 16;  ///< doubles from the coefficients of one power to the next: ten, and nothing

  /// Where the race of counts[j] at q is: 13 x stride coefficients in rising powers of u, for each power one a function.
  struct place {
    const double* powers;
    double u;
  };
  place find(std::size_t j, double q) const noexcept {
    const double at = (q - low_) * pieces_a_unit_, last = pieces_ - 1;
    const auto piece = static_cast<std::int64_t>(at > 0 ? (at < last ? at : last) : 0);
    const std::size_t first = j * static_cast<std::size_t>(pieces_) + static_cast<std::size_t>(piece);
    return {&powers_[first * chebyshev_points * stride], 2 * (at - static_cast<double>(piece)) - 1};
  }

  /// The race of counts[j] at q.
  race_terms operator()(std::size_t j, double q) const noexcept {
    const place p = find(j, q);
    race_terms sum{};
    for (std::size_t k = chebyshev_points; k-- > 0;)
      for (std::size_t i = 0; i < race::parts; ++i) sum[i] = sum[i] * p.u + p.powers[k * stride + i];
    return sum;
  }

  double pieces() const noexcept { return pieces_; }  ///< the range of q is cut into; 0 where nothing is tabulated
  double pieces_a_unit() const noexcept { return pieces_a_unit_; }
  double low() const noexcept { return low_; }                      ///< where the first piece starts
  const double* powers() const noexcept { return powers_.data(); }  ///< of count 0, piece 0; then of its next piece

 private:
  static constexpr double widest = 1, most_pieces = 128;

  bool tabulate(double r, double s, std::span<const double> counts, double width, double pieces) {
    constexpr double tolerance = 1e-12, of_derivatives = 1e-10;  // what is left out is ten times smaller
    const std::size_t m = counts_;
    std::vector<race_terms> nodes(chebyshev_points * m);
    powers_.assign(m * static_cast<std::size_t>(pieces) * chebyshev_points * stride, 0.0);
    for (std::size_t piece = 0; static_cast<double>(piece) < pieces; ++piece) {
      const double middle = low_ + (static_cast<double>(piece) + 0.5) * width / pieces;
      for (std::size_t i = 0; i < chebyshev_points; ++i)
        races_at(r, s, counts, middle + 0.5 * width / pieces * chebyshev_node(i), std::span(nodes).subspan(i * m, m));
      for (std::size_t j = 0; j < m; ++j) {
        const double n = r + counts[j];
        const double size[] = {1, n, s, 1, n * n, n * s, s * s, n, s, 1};  // derivatives in ln n, ln s: of the size of the value
        double least = nodes[j][race::value];
        for (std::size_t i = 0; i < chebyshev_points; ++i) least = (std::min)(least, nodes[i * m + j][race::value]);
        double* c = &powers_[(j * static_cast<std::size_t>(pieces) + piece) * chebyshev_points * stride];
        for (std::size_t part = 0; part < race::parts; ++part) {
          std::array<double, chebyshev_points> values;
          for (std::size_t i = 0; i < chebyshev_points; ++i) values[i] = nodes[i * m + j][part];
          const chebyshev_fit fit = chebyshev_fit::through(values);
          if (!(fit.tail * size[part] <= (part == race::value ? tolerance : of_derivatives) * least)) return false;
          for (std::size_t k = 0; k < chebyshev_points; ++k) c[k * stride + part] = fit.power[k];
        }
      }
    }
    return true;
  }

  double low_ = 0, pieces_ = 0, pieces_a_unit_ = 0;
  std::size_t counts_ = 0;
  std::vector<double> powers_;  // of count j and piece p the 13 powers, ten functions each
};

}  // namespace walaa::inline WALAA_ABI
