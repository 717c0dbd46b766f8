// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A prediction that depends on the whole count x of purchases and on one continuous variable y, tabulated: a row costs a
    polynomial of degree 12 instead of a series.

    Given that a customer is alive, everything that purchase models say about the next t (or a whole horizon, discounted month
    by month: a sum of such) is a function of x and of y = ln(alpha + T), analytic in y with its nearest singularity at a
    distance of pi. The interval of y is cut into equal pieces, which are halved until for every x
    the last two Chebyshev coefficients are below 1e-13 of the smallest value on the piece. The error against the function
    itself is then below 1e-12 relative; the tests measure it.

    `covers` says where the table holds; elsewhere the caller evaluates the function itself. What it covers follows from the
    arguments alone, never from the rows that are asked: one customer and a batch get the same bits.

    Not for functions that reach 0 or change sign. */

#include <walaa/core/config.hpp>
#include <walaa/math/chebyshev.hpp>
#include <walaa/math/simd/lanes.hpp>
#include <walaa/math/simd/polynomials.hpp>

#include <algorithm>  // for copy, min
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

class score_table {
 public:
  score_table() : fits_(1) {}  ///< covers nothing

  /** Tabulates f(x, y) > 0 for x = 0 .. counts - 1 and low <= y <= high, and a hair beyond. Ends before the first x for which f
      is too steep (or not finite, or 0): x beyond are not covered. */
  template<class F> score_table(double low, double high, std::size_t counts, const F& f) : score_table() {
    if (!(high > low) || !is_finite(high - low)) return;
    const double hair = 1e-9 * (1 + std::abs(low) + std::abs(high));  // who has y from another logarithm is covered too
    low_ = low - hair;
    high_ = high + hair;
    for (double pieces = std::ceil(high - low); pieces <= most_pieces && counts_ < static_cast<double>(counts); pieces *= 2) {
      std::vector<fit_on_a_piece> before = std::exchange(fits_, {});
      double x = 0;
      while (x < static_cast<double>(counts) && tabulate(x, pieces, f)) ++x;
      if (x > counts_) {
        fits_.resize(static_cast<std::size_t>(x * pieces));  // without the pieces of the count that failed
        counts_ = x;
        pieces_ = pieces;
        pieces_a_unit_ = density(pieces);
      } else {
        fits_ = std::move(before);
      }
    }
  }

  /// False for NaN.
  bool covers(double x, double y) const noexcept { return x >= 0 && x < counts_ && y > low_ && y < high_; }

  /// The tabulated value; x whole, covers(x, y).
  double operator()(double x, double y) const noexcept {
    const double at = (y - low_) * pieces_a_unit_, piece = std::floor(at);
    return chebyshev_value(fits_[static_cast<std::size_t>(x * pieces_ + piece)].power.data(), 2 * (at - piece) - 1);
  }

  /** N rows at a time, in two steps, so that a caller who takes one after the other for many rows keeps the processor from waiting:
      where in the table (s in [-1, 1] on a piece, NaN where it is not covered; the first coefficient's place), then the value. */
  template<int N> struct place {
    simd::lanes<N> s, first;
  };
  template<int N> WALAA_INLINE place<N> find(const simd::lanes<N>& x, const simd::lanes<N>& y) const noexcept {
    const auto covered = (x > -1.0) & (x < counts_) & (y > low_) & (y < high_);
    const simd::lanes<N> at = select(covered, (y - low_) * pieces_a_unit_, 0.0), count = select(covered, x, 0.0);
    const simd::lanes<N> piece = to_numbers(to_integers(at - 0.5));  // a seam belongs to either side
    return {select(covered, 2.0 * (at - piece) - 1.0, missing), mul_add(count, pieces_, piece) * static_cast<double>(room)};
  }
  template<int N> WALAA_INLINE simd::lanes<N> value(const place<N>& p) const noexcept {
    return simd::polynomials<chebyshev_points>(fits_.front().power.data(), to_integers(p.first), p.s);
  }

  std::size_t counts() const noexcept { return static_cast<std::size_t>(counts_); }
  std::size_t bytes() const noexcept { return fits_.size() * sizeof(fit_on_a_piece); }

  friend bool operator==(const score_table&, const score_table&) = default;

 private:
  static constexpr std::size_t room = simd::polynomial_room<chebyshev_points>;
  static constexpr double most_pieces = 64;
  static constexpr double tolerance = 1e-13;

  struct alignas(64) fit_on_a_piece {
    std::array<double, room> power{};
    friend bool operator==(const fit_on_a_piece&, const fit_on_a_piece&) = default;
  };

  /// Adds the pieces of one count; false where one of them is not smooth enough.
  template<class F> bool tabulate(double x, double pieces, const F& f) {
    const double width = 1 / density(pieces);
    for (double piece = 0; piece < pieces; ++piece) {
      std::array<double, chebyshev_points> values;
      const double middle = low_ + (piece + 0.5) * width;
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < chebyshev_points; ++i) {
        values[i] = f(x, middle + 0.5 * width * chebyshev_node(i));
        if (!(values[i] > 0) || !is_finite(values[i])) return false;
        least = (std::min)(least, values[i]);
      }
      const chebyshev_fit fit = chebyshev_fit::through(values);
      if (!(fit.tail <= tolerance * least)) return false;
      std::copy(fit.power.begin(), fit.power.end(), fits_.emplace_back().power.begin());
    }
    return true;
  }

  /// Pieces a unit of y, so little fewer that the last one surely ends beyond high.
  double density(double pieces) const noexcept { return pieces / (high_ - low_) * (1 - 0x1p-50); }

  double low_ = 0, high_ = 0, counts_ = 0, pieces_ = 1, pieces_a_unit_ = 0;
  std::vector<fit_on_a_piece> fits_;  // by count, piece
};

}  // namespace walaa::inline WALAA_ABI
