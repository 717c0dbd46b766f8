// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which rows move a fit most: those to look at first when an estimate surprises.

    Leaving out a row with gradient g moves the estimates by about C g, C their covariance; in units of their joint standard
    error that is sqrt(g' C g), whatever the parameters are called. First order: exact for many rows, a warning for few.

    Source: Cook & Weisberg (1982), Residuals and Influence in Regression, ch. 5. */

#include <walaa/math/small_matrix.hpp>

#include <algorithm>  // for max, sort
#include <cmath>
#include <cstddef>
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

/// The five most influential of the rows added; sums of blocks combine.
class most_influential {
 public:
  /// A row's gradient, times its weight, in the parameters of the covariance.
  template<std::size_t N> void add(const small_vector<N>& gradient, const small_matrix<N>& covariance, std::size_t row) {
    double square = 0;
    for (std::size_t i = 0; i < N; ++i) {
      double half = 0;
      for (std::size_t j = 0; j < i; ++j) half += covariance(i, j) * gradient[j];
      square += gradient[i] * (covariance(i, i) * gradient[i] + 2 * half);
    }
    if (may_hold(square)) add(square, row);
  }

  /// False for most rows: five others are more influential.
  bool may_hold(double square) const noexcept { return rows_.size() < most || square > least_; }

  /// A row whose g' C g is known.
  void add(double square, std::size_t row) {
    rows_.push_back({square, row});
    keep_most();
  }

  most_influential& operator+=(const most_influential& other) {
    rows_.insert(rows_.end(), other.rows_.begin(), other.rows_.end());
    keep_most();
    return *this;
  }

  std::vector<influential_row> rows() const {
    std::vector<influential_row> out = rows_;
    for (influential_row& r : out) r.influence = std::sqrt((std::max)(r.influence, 0.0));
    return out;
  }

 private:
  static constexpr std::size_t most = 5;

  void keep_most() {
    std::sort(rows_.begin(), rows_.end());
    if (rows_.size() > most) rows_.resize(most);
    least_ = rows_.empty() ? 0 : rows_.back().influence;
  }

  std::vector<influential_row> rows_;  // influence squared
  double least_ = 0;
};

}  // namespace walaa::inline WALAA_ABI
