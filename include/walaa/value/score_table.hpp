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

#include <algorithm>  // for min
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI {

class score_table {
 public:
  score_table() = default;  ///< covers nothing

  /** Tabulates f(x, y) > 0 for x = 0 .. counts - 1 and low <= y <= high. Stops at the first x for which f is too steep (or not
      finite, or 0): x beyond are not covered. */
  template<class F> score_table(double low, double high, std::size_t counts, const F& f) : low_(low), high_(high) {
    if (!(high > low) || !is_finite(high - low)) return;
    for (std::size_t x = 0; x < counts; ++x) {
      const std::size_t before = powers_.size();
      std::size_t pieces = static_cast<std::size_t>((std::min)(std::ceil(high - low), 1e6));
      while (pieces <= most_pieces && !tabulate(static_cast<double>(x), pieces, f)) {
        powers_.resize(before);
        pieces *= 2;
      }
      if (pieces > most_pieces) return;
      counts_.push_back({before, static_cast<double>(pieces), static_cast<double>(pieces) / (high - low)});
    }
  }

  /// False for NaN.
  bool covers(double x, double y) const noexcept {
    return x >= 0 && x < static_cast<double>(counts_.size()) && y >= low_ && y <= high_;
  }

  /// The tabulated value; x whole, covers(x, y).
  double operator()(double x, double y) const noexcept {
    const count& c = counts_[static_cast<std::size_t>(x)];
    const double at = (y - low_) * c.pieces_a_unit;
    const auto piece = static_cast<std::size_t>(at < c.pieces ? at : c.pieces - 1);
    return chebyshev_value(&powers_[c.first + piece * chebyshev_points], 2 * (at - static_cast<double>(piece)) - 1);
  }

  std::size_t counts() const noexcept { return counts_.size(); }
  std::size_t bytes() const noexcept { return powers_.size() * sizeof(double) + counts_.size() * sizeof(count); }

  friend bool operator==(const score_table&, const score_table&) = default;

 private:
  static constexpr std::size_t most_pieces = 64;
  static constexpr double tolerance = 1e-13;

  struct count {
    std::size_t first;  // where its coefficients start
    double pieces, pieces_a_unit;
    friend bool operator==(const count&, const count&) = default;
  };

  template<class F> bool tabulate(double x, std::size_t pieces, const F& f) {
    const double width = (high_ - low_) / static_cast<double>(pieces);
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
  std::vector<count> counts_;
  std::vector<double> powers_;
};

}  // namespace walaa::inline WALAA_ABI
