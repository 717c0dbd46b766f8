// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Counts instead of special functions: n -> ln of the rising factorial (r)_n with its derivatives in r.

    A likelihood row needs ln Gamma(r + n) - ln Gamma(r), and n, the number of purchases, is a small whole number. So the
    values are tabulated once for a parameter, by recurrence, and a row costs a look-up. Recurrences drift; every 32 counts
    they start again from Stirling's difference (`log_rising`). An entry depends on (r, n) alone, never on the path to it:
    a table, a walk over counts and a single evaluation give the same bits.

    Not for counts that are not whole numbers. */

#include <walaa/math/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// ln (r)_n, d/dr and d2/dr2 at one count after another, in ascending order; the counts may have any gaps.
class rising_walk {
 public:
  explicit rising_walk(double r) noexcept : r_(r) {}

  /// Goes to the count n, a whole number not below the last one.
  void to(double n) noexcept {
    if (const double anchor = spacing * std::floor(n / spacing); anchor > n_) start(anchor);
    for (; n_ < n; ++n_) {
      const double i = 1 / (r_ + n_);
      product_ *= r_ + n_;  // at most 32 factors: no overflow below 3e9
      first_ += i;
      second_ -= i * i;
    }
  }

  double value() const noexcept { return anchor_ + std::log(product_); }
  double first() const noexcept { return first_; }
  double second() const noexcept { return second_; }

 private:
  static constexpr double spacing = 32;

  void start(double anchor) noexcept {
    n_ = anchor;
    product_ = 1;
    anchor_ = log_rising(r_, anchor);
    first_ = digamma_difference(r_, anchor);
    second_ = trigamma_difference(r_, anchor);
  }

  double r_, n_ = 0, anchor_ = 0, product_ = 1, first_ = 0, second_ = 0;
};

/// The walk as a table: look-ups up to the largest count asked for, single walks beyond it.
class count_table {
 public:
  count_table() = default;
  count_table(double r, double max_count) : r_(r), entries_(1 + static_cast<std::size_t>(std::clamp(max_count, 0.0, most))) {
    rising_walk walk(r);
    for (std::size_t n = 0; n < entries_.size(); ++n) {
      walk.to(static_cast<double>(n));
      entries_[n] = {walk.value(), walk.first(), walk.second()};
    }
  }

  double value(double n) const noexcept { return at(n).value; }    ///< ln (r)_n
  double first(double n) const noexcept { return at(n).first; }    ///< psi(r + n) - psi(r)
  double second(double n) const noexcept { return at(n).second; }  ///< psi'(r + n) - psi'(r)

 private:
  struct entry {
    double value = 0, first = 0, second = 0;
  };
  static constexpr double most = 1 << 16;  // a table for a million counts costs more than the rows it serves

  entry at(double n) const noexcept {
    if (const auto place = static_cast<std::size_t>(n); place < entries_.size()) return entries_[place];
    rising_walk walk(r_);
    walk.to(n);
    return {walk.value(), walk.first(), walk.second()};
  }

  double r_ = 1;
  std::vector<entry> entries_ = std::vector<entry>(1);
};

}  // namespace walaa::inline WALAA_ABI
