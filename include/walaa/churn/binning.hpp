// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Binning: a column cut into a few bins, each with its weight of evidence for leaving. The unit of a scorecard.

        WoE_b = ln((c_b / C) / (s_b / S)),     c_b of C leavers, s_b of S stayers in the bin: positive = riskier than the rest
        IV    = sum over b of (c_b / C - s_b / S) WoE_b

    (Some packages turn the fraction round: their WoE has the other sign.) Missing values, special values and categories that
    were never seen are bins like the others: one function finds a value's bin, when fitting and when scoring. A value is never
    dropped, and there are never more ordinary bins than asked for.

    Deterministic: equal values are one, quantiles of the distinct values are cut first, then neighbours are merged, smallest
    chi-square first and the left one among equals; rows in another order give the same bits.

    Not for effects that a few steps cannot show: the logistic model takes the column as it is.

    Sources: Siddiqi (2006), Credit Risk Scorecards, ch. 6; Kerber (1992), ChiMerge, AAAI-92; monotone bins: Ayer et al. (1955). */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class bin_kind : std::uint8_t { interval, category, special, blank, unseen };

/// Which end of an interval belongs to it; one rule for all bins of a column.
enum class closed_side : std::uint8_t { left, right };  // [a, b) or (a, b]

/// How the share of leavers may go from bin to bin.
enum class bin_direction : std::uint8_t { any, rising, falling, better };  // better: rising or falling, whichever tells more

/// What an ordinary bin without leavers or without stayers becomes; its WoE would be infinite.
enum class empty_cell : std::uint8_t {
  merged,  ///< part of its neighbour
  halved   ///< half a customer more in both of its counts
};

/// The WoE of a category that was not there when the column was binned.
enum class unseen_category : std::uint8_t { neutral, as_missing, riskiest };

enum class binning_status : std::uint8_t {
  binned,
  one_bin,     ///< a constant column, or no cut that the options allow: tells nothing, IV 0 but for special and missing values
  no_ordinary  ///< every value missing or special
};

struct bin {
  bin_kind kind = bin_kind::interval;
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();  ///< of an interval
  std::vector<double> values;      ///< the categories, or the special value
  double churned = 0, stayed = 0;  ///< customers in it (sums of weights)
  double added = 0;                ///< to both counts before the WoE, where one of them was 0
  double woe = 0, iv = 0;

  double count() const noexcept { return churned + stayed; }
  double rate() const noexcept { return churned / count(); }  ///< missing in an empty bin

  friend bool operator==(const bin&, const bin&) = default;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<bin>(file_version);
    ar& boost::make_nvp("kind", kind) & boost::make_nvp("low", low) & boost::make_nvp("high", high) &
        boost::make_nvp("values", values) & boost::make_nvp("churned", churned) & boost::make_nvp("stayed", stayed) &
        boost::make_nvp("added", added) & boost::make_nvp("woe", woe) & boost::make_nvp("iv", iv);
  }
};

struct binning_options {
  std::size_t bins = 5;         ///< ordinary bins, at most
  std::size_t prebins = 50;     ///< cut at quantiles first, at most 10,000
  double least_share = 0.05;    ///< of all customers in an ordinary bin
  double least_of_each = 1;     ///< leavers, and stayers, in an ordinary bin
  double least_chi_square = 0;  ///< neighbours that differ by less are merged; 3.84: 5 % of chance differences pass
  bin_direction direction = bin_direction::any;
  bool categorical = false;       ///< every distinct value is a category; groups of equal risk are made
  std::vector<double> special{};  ///< values that mean something else than a number (-1: never asked), a bin each
  std::vector<double> cuts{};     ///< inner edges to keep as they are; nothing is merged then
  closed_side closed = closed_side::left;
  empty_cell empty = empty_cell::merged;
  unseen_category unseen = unseen_category::neutral;

  /// \throws invalid_input naming the option
  void validate(std::string_view where) const;
};

/** A column's bins: the ordinary ones in order, then the special values, the missing, and for categories the unseen. */
struct binning {
  std::string column;
  bool categorical = false;
  closed_side closed = closed_side::left;
  unseen_category unseen = unseen_category::neutral;
  binning_status status = binning_status::no_ordinary;
  std::size_t ordinary = 0;   ///< how many bins are intervals or groups of categories
  std::vector<double> edges;  ///< between the intervals, ascending
  std::vector<double> codes;  ///< categories, ascending
  std::vector<std::uint32_t> bin_of_code;
  std::vector<std::string> labels;  ///< texts of the categories 0, 1, 2, ... where they were texts
  std::vector<double> special;      ///< ascending
  std::vector<bin> bins;
  double churned = 0, stayed = 0;  ///< all customers

  static constexpr std::string_view name = "binning";

  /** \param churned 1 left, 0 stayed; \param weight customers a row stands for, > 0; empty: one each
      \throws invalid_input for infinite values, labels that are neither 0 nor 1 or of one class only, options out of range */
  template<class Options = binning_options>
  static binning fit(std::string_view column, std::span<const double> x, std::span<const double> churned,
                     const std::type_identity_t<Options>& options = {}, std::span<const double> weight = {});

  /// The bin of a value; every value has one.
  std::size_t find(double x) const noexcept;
  double woe(double x) const noexcept { return bins[find(x)].woe; }
  std::size_t missing_bin() const noexcept { return ordinary + special.size(); }

  /// A column of WoE. \throws invalid_input for an infinite value, with its row, before anything is written
  void woe(std::span<const double> x, std::span<double> out) const;
  /// The same of bins' numbers.
  void find(std::span<const double> x, std::span<double> out) const;

  /// Information value: Jeffreys' divergence between leavers and stayers.
  double iv() const noexcept {
    double sum = 0;
    for (const bin& b : bins) sum += b.iv;
    return sum;
  }

  /// "[11.43, 12.33)", "a, b", "missing"
  std::string label(std::size_t b) const;

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const;

  friend bool operator==(const binning&, const binning&) = default;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<binning>(file_version);
    ar& boost::make_nvp("column", column) & boost::make_nvp("categorical", categorical) & boost::make_nvp("closed", closed) &
        boost::make_nvp("unseen", unseen) & boost::make_nvp("status", status) & boost::make_nvp("ordinary", ordinary) &
        boost::make_nvp("edges", edges) & boost::make_nvp("codes", codes) & boost::make_nvp("bin_of_code", bin_of_code) &
        boost::make_nvp("labels", labels) & boost::make_nvp("special", special) & boost::make_nvp("bins", bins) &
        boost::make_nvp("churned", churned) & boost::make_nvp("stayed", stayed);
  }
};

}  // namespace walaa::inline WALAA_ABI

#include <walaa/churn/detail/binning_checks.hpp>  // bodies
#include <walaa/churn/detail/binning_impl.hpp>

namespace boost::serialization {
template<> struct version<walaa::bin> : std::integral_constant<int, 1> {};
template<> struct version<walaa::binning> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
