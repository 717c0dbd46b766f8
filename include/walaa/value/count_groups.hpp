// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Rows sorted by their number of purchases, once a fit: what depends on the count alone is then a constant of a loop.

    A counting sort, stable, so that the order (and with it the last bits of every sum) depends on the rows alone. */

#include <walaa/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

class count_groups {
 public:
  struct group {
    double count;
    std::size_t first, last;  ///< sorted places [first, last)
  };

  count_groups() = default;

  /// Sorts these rows of a column of whole numbers >= 0.
  count_groups(std::span<const double> frequency, std::vector<std::size_t> rows) : rows_(std::move(rows)) {
    double most = 0;
    for (const std::size_t i : rows_) most = (std::max)(most, frequency[i]);
    if (most > 1e6) {  // a histogram would be larger than the data
      std::stable_sort(rows_.begin(), rows_.end(), [&](std::size_t i, std::size_t j) { return frequency[i] < frequency[j]; });
    } else {
      std::vector<std::size_t> next(static_cast<std::size_t>(most) + 2);
      for (const std::size_t i : rows_) ++next[static_cast<std::size_t>(frequency[i]) + 1];
      for (std::size_t x = 1; x < next.size(); ++x) next[x] += next[x - 1];
      std::vector<std::size_t> sorted(rows_.size());
      for (const std::size_t i : rows_) sorted[next[static_cast<std::size_t>(frequency[i])]++] = i;
      rows_ = std::move(sorted);
    }
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      const double x = frequency[rows_[k]];
      if (groups_.empty() || groups_.back().count != x) groups_.push_back({x, k, k});
      groups_.back().last = k + 1;
    }
  }

  std::size_t size() const noexcept { return rows_.size(); }

  /// The caller's row at a sorted place.
  std::size_t row(std::size_t place) const noexcept { return rows_[place]; }

  std::size_t groups() const noexcept { return groups_.size(); }
  const group& operator[](std::size_t g) const noexcept { return groups_[g]; }  ///< ascending counts
  auto begin() const noexcept { return groups_.begin(); }
  auto end() const noexcept { return groups_.end(); }

  /// visit(g, first, last) for the parts of groups within the sorted places [first, last), in order.
  template<class Visit> void for_each(std::size_t first, std::size_t last, Visit&& visit) const {
    std::size_t g = static_cast<std::size_t>(std::upper_bound(groups_.begin(), groups_.end(), first,
                                                              [](std::size_t at, const group& part) { return at < part.last; }) -
                                             groups_.begin());
    for (; first < last; ++g) {
      const std::size_t stop = (std::min)(last, groups_[g].last);
      visit(g, first, stop);
      first = stop;
    }
  }

 private:
  std::vector<std::size_t> rows_;
  std::vector<group> groups_;
};

}  // namespace walaa::inline WALAA_ABI
