// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which rows move a fit most: those to look at first when an estimate surprises.

    Leaving out a row with gradient g moves the estimates by about C g, C their covariance; in units of their joint standard
    error that is sqrt(g' C g), whatever the parameters are called. First order: exact for many rows, a warning for few.

    Source: Cook & Weisberg (1982), Residuals and Influence in Regression, ch. 5. */

#include <walaa/math/small_matrix.hpp>

#include <algorithm>  // for lower_bound, max
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A row and how far leaving it out moves the estimates, in units of their joint standard error.
struct influential_row {
  double influence = 0;
  std::size_t row = 0;

  /// The more influential first, then the earlier.
  friend bool operator<(const influential_row& a, const influential_row& b) noexcept {
    return a.influence != b.influence ? a.influence > b.influence : a.row < b.row;
  }
};

/// g' C g of a row's gradient g, times its weight, in the parameters of the covariance C.
template<std::size_t N> double influence_squared(const small_vector<N>& g, const small_matrix<N>& covariance) noexcept {
  double square = 0;
  for (std::size_t i = 0; i < N; ++i) {
    double half = 0;
    for (std::size_t j = 0; j < i; ++j) half += covariance(i, j) * g[j];
    square += g[i] * (covariance(i, i) * g[i] + 2 * half);
  }
  return square;
}

/// The five most influential of the rows added; sums of blocks combine.
class most_influential {
 public:
  /// A row's gradient, as in influence_squared.
  template<std::size_t N> void add(const small_vector<N>& gradient, const small_matrix<N>& covariance, std::size_t row) {
    const double square = influence_squared(gradient, covariance);
    if (may_hold(square)) add(square, row);
  }

  /// False for most rows: five others are more influential.
  bool may_hold(double square) const noexcept { return square > least_; }

  /// A row whose g' C g is known.
  void add(double square, std::size_t row) {
    const influential_row added{square, row};
    rows_.insert(std::lower_bound(rows_.begin(), rows_.end(), added), added);
    if (rows_.size() > most) rows_.pop_back();
    if (rows_.size() == most) least_ = rows_.back().influence;
  }

  most_influential& operator+=(const most_influential& other) {
    for (const influential_row& r : other.rows_) add(r.influence, r.row);
    return *this;
  }

  std::vector<influential_row> rows() const {
    std::vector<influential_row> out = rows_;
    for (influential_row& r : out) r.influence = std::sqrt((std::max)(r.influence, 0.0));
    return out;
  }

 private:
  static constexpr std::size_t most = 5;

  std::vector<influential_row> rows_;                        // influence squared
  double least_ = -std::numeric_limits<double>::infinity();  // of five
};

}  // namespace walaa::inline WALAA_ABI
