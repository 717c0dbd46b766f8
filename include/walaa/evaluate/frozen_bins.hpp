// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Bins that are frozen at training, and counters of customers in them.

    Bins made anew at each look make a series that cannot be compared, so these are plain values that travel in a model's file.
    Customers without a value are a bin of their own, categories not seen at training another. Counters are plain sums: those
    of threads, days and machines add up. What is done with them: drift.hpp. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/** Bins of a number, [edge, next edge), open at both ends, and a last one for missing values. */
struct frozen_bins {
  std::vector<double> edges;  ///< rising strictly

  /// \throws invalid_input for edges that are not finite or do not rise, with the place
  static frozen_bins at(std::vector<double> edges) {
    constexpr std::string_view where = "frozen_bins::at";
    check_finite(where, "edges", edges);
    for (std::size_t i = 1; i < edges.size(); ++i)
      if (!(edges[i] > edges[i - 1]))
        detail::refuse(error_code::out_of_range, where, "edges", i, edges[i], "does not exceed the edge before");
    return {std::move(edges)};
  }

  /** About as many training customers in each of `bins`; fewer bins where values repeat. Missing values are left aside.
      \throws invalid_input without any value, for infinite ones, or bins outside [2, 10000] */
  static frozen_bins quantiles(std::span<const double> training, std::size_t bins = 10) {
    constexpr std::string_view where = "frozen_bins::quantiles";
    if (bins < 2 || bins > 10'000)
      detail::refuse(error_code::bad_option, where, "bins", no_row, static_cast<double>(bins), "is outside [2, 10000]");
    std::vector<double> sorted;
    for (std::size_t i = 0; i < training.size(); ++i) {
      if (is_missing(training[i])) continue;
      if (!is_finite(training[i]))
        detail::refuse(error_code::not_finite, where, "training", i, training[i], "is not a finite number");
      sorted.push_back(training[i]);
    }
    check_not_empty(where, "training", sorted.size());
    std::sort(sorted.begin(), sorted.end());
    frozen_bins out;
    for (std::size_t k = 1; k < bins; ++k) {
      const double edge = sorted[k * sorted.size() / bins];
      if (edge > sorted.front() && (out.edges.empty() || edge > out.edges.back())) out.edges.push_back(edge);
    }
    return out;
  }

  std::size_t size() const noexcept { return edges.size() + 2; }

  /// The bin of a value; the last one when it is missing.
  std::size_t operator()(double value) const noexcept {
    if (is_missing(value)) return edges.size() + 1;
    return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
  }

  /// \throws load_error when the edges are not those of bins
  void validate() const {
    for (std::size_t i = 0; i < edges.size(); ++i)
      if (!is_finite(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1])))
        throw load_error(error_code::bad_value, "frozen_bins: edges do not rise");
  }

  friend bool operator==(const frozen_bins&, const frozen_bins&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<frozen_bins>(file_version);
    ar& boost::make_nvp("edges", edges);
  }
};

/// Bins of a category: one each, then one for those not seen at training (and for no category: an empty text).
struct frozen_categories {
  std::vector<std::string> names;  ///< in order, each once, none empty

  /// Those of the training customers. \throws invalid_input for none
  static frozen_categories of(std::span<const std::string> training) {
    frozen_categories out{{training.begin(), training.end()}};
    std::sort(out.names.begin(), out.names.end());
    out.names.erase(std::unique(out.names.begin(), out.names.end()), out.names.end());
    std::erase(out.names, std::string{});
    check_not_empty("frozen_categories::of", "training", out.names.size());
    return out;
  }

  std::size_t size() const noexcept { return names.size() + 2; }

  /// The bin of a category: the one before the last when it was not seen, the last when it is empty.
  std::size_t operator()(std::string_view category) const noexcept {
    if (category.empty()) return names.size() + 1;
    const auto at = std::lower_bound(names.begin(), names.end(), category);
    return at != names.end() && *at == category ? static_cast<std::size_t>(at - names.begin()) : names.size();
  }

  /// \throws load_error when the names are not in order
  void validate() const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i].empty() || (i > 0 && !(names[i - 1] < names[i])))
        throw load_error(error_code::bad_value, "frozen_categories: names are not in order");
  }

  friend bool operator==(const frozen_categories&, const frozen_categories&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<frozen_categories>(file_version);
    ar& boost::make_nvp("names", names);
  }
};

/// How many customers fell into each bin. Whole counts add up exactly, in any order.
struct bin_counts {
  std::vector<double> count;

  bin_counts() = default;
  explicit bin_counts(std::size_t bins) : count(bins) {}
  explicit bin_counts(std::vector<double> counts) : count(std::move(counts)) {}
  /// Bins is frozen_bins over doubles or frozen_categories over strings; infinite numbers fall into the outer bins.
  template<class Bins, class Value> bin_counts(const Bins& bins, std::span<const Value> values) : count(bins.size()) {
    for (const Value& value : values) ++count[bins(value)];
  }

  double total() const noexcept {
    double sum = 0;
    for (const double c : count) sum += c;
    return sum;
  }

  /// \throws invalid_input when the other has another number of bins
  bin_counts& operator+=(const bin_counts& other) {
    check_same_length("bin_counts::operator+=", "count", count.size(), "other.count", other.count.size());
    for (std::size_t i = 0; i < count.size(); ++i) count[i] += other.count[i];
    return *this;
  }

  friend bool operator==(const bin_counts&, const bin_counts&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<bin_counts>(file_version);
    ar& boost::make_nvp("count", count);
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::frozen_bins> : std::integral_constant<int, 1> {};
template<> struct version<walaa::frozen_categories> : std::integral_constant<int, 1> {};
template<> struct version<walaa::bin_counts> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
