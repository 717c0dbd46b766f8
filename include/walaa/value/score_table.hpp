// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A prediction that depends on the whole count x of purchases and on one continuous variable y, tabulated: a row costs a
    polynomial of degree 12 instead of a series.

    Given that a customer is alive, everything that purchase models say about the next t (or a whole horizon, discounted month
    by month: a sum of such) is a function of x and of y = ln(alpha + T), analytic in y with its nearest singularity at a
    distance of pi. For each x the interval of y is cut into equal pieces, as many as that x needs: pieces are halved until
    the last two Chebyshev coefficients are below 1e-13 of the smallest value on the piece. The error against the function
    itself is then below 1e-12 relative; the tests measure it.

    `covers` says where the table holds; elsewhere the caller evaluates the function itself. What it covers follows from the
    arguments alone, never from the rows that are asked: one customer and a batch get the same bits.

    Not for functions that reach 0 or change sign. */

#include <walaa/core/config.hpp>
#include <walaa/math/chebyshev.hpp>
#include <walaa/math/simd/lanes.hpp>

#include <algorithm>  // for min
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI {

class score_table {
 public:
  score_table() = default;  ///< covers nothing

  /** Tabulates f(x, y) > 0 for x = 0 .. counts - 1 and low <= y <= high, and a hair beyond. Stops at the first x for which f is
      too steep (or not finite, or 0): x beyond are not covered. */
  template<class F> score_table(double low, double high, std::size_t counts, const F& f) {
    if (!(high > low) || !is_finite(high - low)) return;
    const double hair = 1e-9 * (1 + std::abs(low) + std::abs(high));  // who has y from another logarithm is covered too
    low_ = low - hair;
    high_ = high + hair;
    for (std::size_t x = 0; x < counts; ++x) {
      const std::size_t before = powers_.size();
      std::size_t pieces = static_cast<std::size_t>((std::min)(std::ceil(high - low), 1e6));
      while (pieces <= most_pieces && !tabulate(static_cast<double>(x), pieces, f)) {
        powers_.resize(before);
        pieces *= 2;
      }
      if (pieces > most_pieces) return;
      first_.push_back(static_cast<double>(before));
      pieces_a_unit_.push_back(density(pieces));
    }
  }

  /// False for NaN.
  bool covers(double x, double y) const noexcept {
    return x >= 0 && x < static_cast<double>(first_.size()) && y > low_ && y < high_;
  }

  /// The tabulated value; x whole, covers(x, y).
  double operator()(double x, double y) const noexcept {
    const auto count = static_cast<std::size_t>(x);
    const double at = (y - low_) * pieces_a_unit_[count], piece = std::floor(at);
    return chebyshev_value(&powers_[static_cast<std::size_t>(first_[count] + piece * points)], 2 * (at - piece) - 1);
  }

  /// N rows at a time; NaN where the table does not cover.
  template<int N> WALAA_INLINE simd::lanes<N> operator()(const simd::lanes<N>& x, const simd::lanes<N>& y) const noexcept {
    using lanes = simd::lanes<N>;
    const auto covered = (x > -1.0) & (x < static_cast<double>(first_.size())) & (y > low_) & (y < high_);
    if (first_.empty()) return lanes::all(missing);
    const auto count = to_integers(select(covered, x, 0.0));
    const lanes at = select(covered, (y - low_) * look_up(pieces_a_unit_.data(), count), 0.0);
    const auto piece = to_integers(at - 0.5);  // a seam belongs to either side
    const lanes whole = to_numbers(piece), s = 2.0 * (at - whole) - 1.0, w = s * s;
    const auto first = to_integers(mul_add(whole, points, look_up(first_.data(), count)));
    const auto power = [&](std::size_t k) __attribute__((always_inline)) { return look_up(powers_.data() + k, first); };
    lanes even = mul_add(power(12), w, power(10)), odd = mul_add(power(11), w, power(9));
    even = mul_add(even, w, power(8)), odd = mul_add(odd, w, power(7));
    even = mul_add(even, w, power(6)), odd = mul_add(odd, w, power(5));
    even = mul_add(even, w, power(4)), odd = mul_add(odd, w, power(3));
    even = mul_add(even, w, power(2)), odd = mul_add(odd, w, power(1));
    return select(covered, mul_add(odd, s, mul_add(even, w, power(0))), missing);
  }

  std::size_t counts() const noexcept { return first_.size(); }
  std::size_t bytes() const noexcept { return (powers_.size() + 2 * first_.size()) * sizeof(double); }

  friend bool operator==(const score_table&, const score_table&) = default;

 private:
  static constexpr std::size_t most_pieces = 64;
  static constexpr double tolerance = 1e-13;

  static constexpr double points = chebyshev_points;

  /// Pieces a unit of y, so little fewer that the last one surely ends beyond high.
  double density(std::size_t pieces) const noexcept { return static_cast<double>(pieces) / (high_ - low_) * (1 - 0x1p-50); }

  template<class F> bool tabulate(double x, std::size_t pieces, const F& f) {
    const double width = 1 / density(pieces);
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      std::array<double, chebyshev_points> values;
      const double middle = low_ + (static_cast<double>(piece) + 0.5) * width;
      for (std::size_t i = 0; i < chebyshev_points; ++i) values[i] = f(x, middle + 0.5 * width * chebyshev_node(i));
      double least = values[0];
      for (const double v : values) {
        if (!(v > 0) || !is_finite(v)) return false;
        least = (std::min)(least, v);
      }
      const chebyshev_fit fit = chebyshev_fit::through(values);
      if (!(fit.tail <= tolerance * least)) return false;
      powers_.insert(powers_.end(), fit.power.begin(), fit.power.end());
    }
    return true;
  }

  double low_ = 0, high_ = 0;
  std::vector<double> first_, pieces_a_unit_;  // by count: where its coefficients start (a whole number), how fine it is cut
  std::vector<double> powers_;
};

}  // namespace walaa::inline WALAA_ABI
