// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a binning may be asked for and what its parts must be, and how its bins are called; included by churn/binning.hpp. */

#include <walaa/churn/binning.hpp>
#include <walaa/churn/detail/binning_input.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

inline void binning_options::validate(std::string_view where) const {
  if (bins < 1) detail::refuse_option(where, "bins", 0, "is not positive");
  if (prebins < 1 || prebins > 10000)
    detail::refuse_option(where, "prebins", static_cast<double>(prebins), "is outside [1, 10000]");
  if (!(least_share >= 0 && least_share < 1)) detail::refuse_option(where, "least_share", least_share, "is outside [0, 1)");
  if (!is_finite(least_of_each) || least_of_each < 0)
    detail::refuse_option(where, "least_of_each", least_of_each, "is not a number from 0 on");
  if (!is_finite(least_chi_square) || least_chi_square < 0)
    detail::refuse_option(where, "least_chi_square", least_chi_square, "is not a number from 0 on");
  check_finite(where, "special", special);
  check_finite(where, "cuts", cuts);
  for (std::size_t i = 1; i < cuts.size(); ++i)
    if (!(cuts[i - 1] < cuts[i]))
      detail::refuse(error_code::out_of_range, where, "cuts", i, cuts[i], "is not above the cut before it");
  if (categorical && !cuts.empty()) detail::refuse_option(where, "cuts", cuts.front(), "is no cut: a category has no order");
  if (categorical && (direction == bin_direction::rising || direction == bin_direction::falling))
    detail::refuse_option(where, "direction", static_cast<double>(direction), "is no direction: a category has no order");
}

inline std::string binning::label(std::size_t b) const {
  const bin& one = bins[b];
  if (one.kind == bin_kind::blank) return "missing";
  if (one.kind == bin_kind::unseen) return "unseen";
  if (one.kind == bin_kind::interval) {
    const bool left = closed == closed_side::left, low = is_finite(one.low), high = is_finite(one.high);
    return (low && left ? "[" : "(") + (low ? number_text(one.low) : "-inf") + ", " + (high ? number_text(one.high) : "inf") +
           (high && !left ? "]" : ")");
  }
  std::string text;
  for (const double v : one.values) {
    const bool named = v >= 0 && v < static_cast<double>(labels.size()) && one.kind == bin_kind::category;
    text += (text.empty() ? "" : ", ") + (named ? labels[static_cast<std::size_t>(v)] : number_text(v));
  }
  return text;
}

inline void binning::validate() const {
  const std::string where = "binning '" + column + "'";
  const auto broken = [&](std::string_view what) {
    throw invalid_input(error_code::out_of_range, where + ": " + std::string(what), column);
  };
  const auto rises = [](const std::vector<double>& v) {
    for (std::size_t i = 0; i < v.size(); ++i)
      if (!is_finite(v[i]) || (i > 0 && !(v[i - 1] < v[i]))) return false;
    return true;
  };
  if (closed > closed_side::right || unseen > unseen_category::riskiest || status > binning_status::no_ordinary)
    broken("an option is none");
  if (!rises(edges)) broken("the edges are not increasing");
  if (!rises(codes)) broken("the categories are not increasing");
  if (!rises(special)) broken("the special values are not increasing");
  if (codes.size() != bin_of_code.size()) broken("not every category has a bin");
  for (const std::uint32_t k : bin_of_code)
    if (k >= ordinary) broken("a category's bin is not there");
  if (ordinary > bins.size() || special.size() > bins.size() ||
      bins.size() != ordinary + special.size() + 1 + (categorical ? 1 : 0))
    broken("a bin is lacking");
  if (categorical ? !edges.empty() : edges.size() + (ordinary > 0 ? 1 : 0) != ordinary) broken("edges and bins do not match");
  if (!categorical && !codes.empty()) broken("a numeric column has no categories");
  if (!is_finite(churned) || !is_finite(stayed) || !(churned > 0) || !(stayed > 0)) broken("leavers or stayers are lacking");
  for (std::size_t k = 0; k < bins.size(); ++k) {
    const bin& one = bins[k];
    const bin_kind kind = k < ordinary         ? (categorical ? bin_kind::category : bin_kind::interval)
                          : k < missing_bin()  ? bin_kind::special
                          : k == missing_bin() ? bin_kind::blank
                                               : bin_kind::unseen;
    if (one.kind != kind) broken("a bin is of another kind");
    if (!is_finite(one.woe) || !is_finite(one.iv)) broken("a bin has no weight of evidence");
    if (!is_finite(one.churned) || !is_finite(one.stayed) || one.churned < 0 || one.stayed < 0 || !is_finite(one.added))
      broken("a bin's counts are none");
  }
}

}  // namespace walaa::inline WALAA_ABI
