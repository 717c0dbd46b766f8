// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A sum that has the same bits in any order of its terms, for terms whose largest size is known.

    Each term is cut into a multiple of a coarse unit and a rest, the rest into a multiple of a fine unit; the units are so
    large that sums of their multiples are exact, whatever their order. What is lost is below n^2 2^-105 of the bound a term:
    for ten million terms less than the last bit of their sum, so it is more exact than adding them up, too.

    Source: the pre-rounded folds of Demmel & Nguyen (2013), ARITH 21. */

#include <walaa/core/config.hpp>

#include <cmath>  // for ilogb, scalbn
#include <cstddef>

namespace walaa::inline WALAA_ABI {

class order_free_sum {
 public:
  /// For at most n terms of at most `bound` in size; bound finite and positive, from 2^-900 to 2^900.
  order_free_sum(double bound, std::size_t n) noexcept {
    int rows = 1;  // n <= 2^rows
    while (rows < 52 && (std::size_t{1} << rows) < n) ++rows;
    const int size = std::ilogb(bound) + 1;  // |term| < 2^size
    coarse_ = std::scalbn(1.5, size + rows + 1);
    fine_ = std::scalbn(1.5, size + 2 * rows + 2 - 52);
  }

  void add(double term) noexcept {
    const double q = (coarse_ + term) - coarse_, rest = term - q;
    high_ += q;
    low_ += (fine_ + rest) - fine_;
  }
  double value() const noexcept { return high_ + low_; }

 private:
  double coarse_, fine_, high_ = 0, low_ = 0;
};

}  // namespace walaa::inline WALAA_ABI
