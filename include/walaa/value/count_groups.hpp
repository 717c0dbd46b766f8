// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Rows sorted by their number of purchases, once a fit: what depends on the count alone is then a constant of a loop.

    A counting sort, stable, so that the order (and with it the last bits of every sum) depends on the rows alone. */

#include <walaa/core/config.hpp>
#include <walaa/core/error.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/math/largest.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI {

class count_groups {
 public:
  struct group {
    double count;
    std::size_t first, last;  ///< sorted places [first, last)
  };

  count_groups() = default;

  /// Sorts the rows i of a column of whole numbers >= 0 for which kept(i).
  template<class Kept>
  count_groups(std::span<const double> frequency, const Kept& kept)
      : count_groups(frequency, kept, [](std::size_t) { return [](std::size_t, std::size_t) {}; }) {}

  /** The same, and other columns sorted with them in one pass: begin(n), once their number is known, makes the function that is
      then called with the sorted place k and the row number i of every row. */
  template<class Kept, class Begin> count_groups(std::span<const double> frequency, const Kept& kept, const Begin& begin) {
    if (frequency.size() > most_rows)
      throw invalid_input(error_code::out_of_range, "frequency has more than 2^32 - 1 rows; fit a sample of them, or weights",
                          "frequency");
    const double most = largest(frequency);
    if (most > most_in_histogram) {
      make_room(frequency.size());
      for (std::size_t i = 0; i < frequency.size(); ++i)
        if (kept(i)) rows_[size_++] = static_cast<std::uint32_t>(i);
      std::stable_sort(rows_.data(), rows_.data() + size_,
                       [&](std::uint32_t i, std::uint32_t j) { return frequency[i] < frequency[j]; });
      const auto place = begin(size_);
      for (std::size_t k = 0; k < size_; ++k) place(k, rows_[k]);
    } else {
      std::vector<std::size_t> next(static_cast<std::size_t>(most) + 2), odd(next.size());
      for (std::size_t i = 0; i < frequency.size(); ++i) {  // two histograms: neighbours of one count need not wait for another
        std::vector<std::size_t>& seen = i % 2 == 0 ? next : odd;
        seen[static_cast<std::size_t>(frequency[i]) + 1] += kept(i) ? 1u : 0u;
      }
      for (std::size_t x = 1; x < next.size(); ++x) next[x] += next[x - 1] + odd[x];
      size_ = next.back();
      make_room(size_);
      const auto place = begin(size_);
      std::uint32_t* const rows = rows_.data();
      std::size_t* const ends = next.data();
      for (std::size_t i = 0; i < frequency.size(); ++i) {
        if (!kept(i)) continue;
        const std::size_t k = ends[static_cast<std::size_t>(frequency[i])]++;
        rows[k] = static_cast<std::uint32_t>(i);
        place(k, i);
      }
      std::size_t first = 0;
      for (std::size_t x = 0; x + 1 < next.size(); ++x) {  // next[x] is now where the group ends
        if (next[x] > first) groups_.push_back({static_cast<double>(x), first, next[x]});
        first = next[x];
      }
      return;
    }
    for (std::size_t k = 0; k < size_; ++k) {
      const double x = frequency[rows_[k]];
      if (groups_.empty() || groups_.back().count != x) groups_.push_back({x, k, k});
      groups_.back().last = k + 1;
    }
  }

  /// Every stride-th place: a sample in which every count has its share.
  count_groups every(std::size_t stride) const {
    count_groups sample;
    sample.make_room(size_ / stride + 1);
    for (const group& g : groups_) {
      const std::size_t first = sample.size_;
      for (std::size_t k = (g.first + stride - 1) / stride * stride; k < g.last; k += stride)
        sample.rows_[sample.size_++] = rows_[k];
      if (sample.size_ > first) sample.groups_.push_back({g.count, first, sample.size_});
    }
    return sample;
  }

  std::size_t size() const noexcept { return size_; }

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
  static constexpr std::size_t most_rows = 0xffff'ffff;  // row numbers of 32 bits: the sort is bound by what it writes
  static constexpr double most_in_histogram = 1e6;       // beyond, a histogram may be larger than the data

  void make_room(std::size_t n) { rows_ = detail::large_buffer<std::uint32_t>(n); }

  detail::large_buffer<std::uint32_t> rows_;
  std::size_t size_ = 0;
  std::vector<group> groups_;
};

}  // namespace walaa::inline WALAA_ABI
