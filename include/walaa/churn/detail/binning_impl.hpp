// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The bodies of binning: the fit in five steps (sort, cut at quantiles, merge, count, weigh), and finding a value's bin. */

#include <walaa/churn/binning.hpp>
#include <walaa/churn/detail/bin_cells.hpp>
#include <walaa/churn/detail/binning_input.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A distinct value and the customers who have it.
struct value_count {
  double x, churned = 0, stayed = 0;
};

/// The distinct values in order, missing last; sums are taken in an order of the rows' content, not of the rows.
inline std::vector<value_count> count_values(std::span<const double> x, std::span<const double> churned,
                                             std::span<const double> weight) {
  struct row {
    double x, churned, weight;
  };
  std::vector<row> rows(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) rows[i] = {x[i] == 0 ? 0 : x[i], churned[i], weight.empty() ? 1 : weight[i]};
  std::sort(rows.begin(), rows.end(), [](const row& a, const row& b) {
    const bool no_a = is_missing(a.x), no_b = is_missing(b.x);
    if (no_a != no_b) return no_b;
    if (!no_a && a.x != b.x) return a.x < b.x;
    return a.churned != b.churned ? a.churned < b.churned : a.weight < b.weight;
  });
  std::vector<value_count> out;
  for (const row& r : rows) {
    const bool same = !out.empty() && (out.back().x == r.x || (is_missing(out.back().x) && is_missing(r.x)));
    if (!same) out.push_back({r.x});
    (r.churned == 1 ? out.back().churned : out.back().stayed) += r.weight;
  }
  return out;
}

/// A number that parts two neighbouring values, half-way, and on the right side of both.
inline double edge_between(double below, double above, closed_side closed) noexcept {
  const double half = below / 2 + above / 2;
  if (closed == closed_side::left) return half > below && half <= above ? half : above;
  return half >= below && half < above ? half : below;
}

/// Cuts the values at quantiles of the customers into at most `most` cells.
inline std::vector<bin_cell> quantile_cells(const std::vector<value_count>& values, std::size_t most) {
  double all = 0, seen = 0;
  for (const value_count& v : values) all += v.churned + v.stayed;
  std::vector<bin_cell> cells;
  bool open = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!open) cells.push_back({i, i, 0, 0});
    bin_cell& c = cells.back();
    c.last = i + 1;
    c.churned += values[i].churned;
    c.stayed += values[i].stayed;
    seen += values[i].churned + values[i].stayed;
    open = values.size() > most && seen < all * (static_cast<double>(cells.size()) / static_cast<double>(most));
  }
  while (cells.size() > most) merge_with_next(cells, cells.size() - 2);  // rounding of the shares
  return cells;
}

inline void merge_cells(std::vector<bin_cell>& cells, const binning_options& o, double customers) {
  merge_small(
      cells, o.least_share * customers,
      o.empty == empty_cell::merged ? (std::max)(o.least_of_each, (std::numeric_limits<double>::min)()) : o.least_of_each);
  if (o.direction == bin_direction::better) {
    std::vector<bin_cell> falling = cells;
    merge_monotone(cells, true);
    merge_monotone(falling, false);
    merge_alike(cells, o.bins, o.least_chi_square);
    merge_alike(falling, o.bins, o.least_chi_square);
    if (information(falling) > information(cells)) cells = std::move(falling);
    return;
  }
  if (o.direction != bin_direction::any) merge_monotone(cells, o.direction == bin_direction::rising);
  merge_alike(cells, o.bins, o.least_chi_square);
}

/// WoE and IV of every bin from the counts.
inline void weigh_bins(binning& b) {
  double riskiest = 0;
  for (bin& one : b.bins) {
    if (one.count() == 0) continue;  // nobody was there: neutral
    if (one.churned == 0 || one.stayed == 0) one.added = 0.5;
    const double p = (one.churned + one.added) / b.churned, q = (one.stayed + one.added) / b.stayed;
    one.woe = std::log(p / q);
    one.iv = (p - q) * one.woe;
    riskiest = (std::max)(riskiest, one.woe);
  }
  if (!b.categorical) return;
  bin& stranger = b.bins.back();
  if (b.unseen == unseen_category::as_missing) stranger.woe = b.bins[b.missing_bin()].woe;
  if (b.unseen == unseen_category::riskiest) stranger.woe = riskiest;
}

}  // namespace detail

template<class Options>
binning binning::fit(std::string_view column, std::span<const double> x, std::span<const double> churned,
                     const std::type_identity_t<Options>& options, std::span<const double> weight) {
  constexpr std::string_view where = "binning::fit";
  options.validate(where);
  check_not_empty(where, column, x.size());
  check_same_length(where, column, x.size(), "churned", churned.size());
  detail::check_no_infinity(where, column, x);
  detail::check_classes(where, churned);
  if (!weight.empty()) {
    check_same_length(where, column, x.size(), "weight", weight.size());
    check_positive(where, "weight", weight);
  }
  binning b;
  b.column = std::string(column);
  b.categorical = options.categorical;
  b.closed = options.closed;
  b.unseen = options.unseen;
  b.special = options.special;
  std::sort(b.special.begin(), b.special.end());
  b.special.erase(std::unique(b.special.begin(), b.special.end()), b.special.end());

  const std::vector<detail::value_count> counts = detail::count_values(x, churned, weight);
  std::vector<detail::value_count> values;  // the ordinary ones
  for (const detail::value_count& v : counts) {
    b.churned += v.churned, b.stayed += v.stayed;
    if (!is_missing(v.x) && !std::binary_search(b.special.begin(), b.special.end(), v.x)) values.push_back(v);
  }
  if (options.categorical)  // from the safest to the riskiest; equal shares by code
    std::stable_sort(values.begin(), values.end(), [](const detail::value_count& l, const detail::value_count& r) {
      return l.churned * (r.churned + r.stayed) < r.churned * (l.churned + l.stayed);
    });

  if (!options.cuts.empty()) {
    b.edges = options.cuts;
    b.ordinary = b.edges.size() + 1;
  } else if (!values.empty()) {
    std::vector<detail::bin_cell> cells = detail::quantile_cells(values, options.prebins);
    detail::merge_cells(cells, options, b.churned + b.stayed);
    b.ordinary = cells.size();
    if (options.categorical) {
      std::vector<std::pair<double, std::uint32_t>> where_to;
      for (std::size_t k = 0; k < cells.size(); ++k)
        for (std::size_t i = cells[k].first; i < cells[k].last; ++i)
          where_to.emplace_back(values[i].x, static_cast<std::uint32_t>(k));
      std::sort(where_to.begin(), where_to.end());
      for (const auto& [code, k] : where_to) b.codes.push_back(code), b.bin_of_code.push_back(k);
    } else {
      for (std::size_t k = 1; k < cells.size(); ++k)
        b.edges.push_back(detail::edge_between(values[cells[k].first - 1].x, values[cells[k].first].x, b.closed));
    }
  }

  b.status = b.ordinary == 0 ? binning_status::no_ordinary : b.ordinary == 1 ? binning_status::one_bin : binning_status::binned;
  b.bins.resize(b.ordinary + b.special.size() + 1 + (b.categorical ? 1 : 0));
  for (std::size_t k = 0; k < b.ordinary; ++k) {
    bin& one = b.bins[k];
    one.kind = b.categorical ? bin_kind::category : bin_kind::interval;
    if (!b.categorical && k > 0) one.low = b.edges[k - 1];
    if (!b.categorical && k < b.edges.size()) one.high = b.edges[k];
  }
  for (std::size_t i = 0; i < b.codes.size(); ++i) b.bins[b.bin_of_code[i]].values.push_back(b.codes[i]);
  for (std::size_t k = 0; k < b.special.size(); ++k) {
    b.bins[b.ordinary + k].kind = bin_kind::special;
    b.bins[b.ordinary + k].values = {b.special[k]};
  }
  b.bins[b.missing_bin()].kind = bin_kind::blank;
  if (b.categorical) b.bins.back().kind = bin_kind::unseen;
  for (const detail::value_count& v : counts) {  // by the same function that scores
    bin& one = b.bins[b.find(v.x)];
    one.churned += v.churned, one.stayed += v.stayed;
  }
  detail::weigh_bins(b);
  return b;
}

inline std::size_t binning::find(double x) const noexcept {
  if (is_missing(x)) return missing_bin();
  if (!special.empty()) {
    const auto at = std::lower_bound(special.begin(), special.end(), x);
    if (at != special.end() && *at == x) return ordinary + static_cast<std::size_t>(at - special.begin());
  }
  if (categorical) {
    const auto at = std::lower_bound(codes.begin(), codes.end(), x);
    return at != codes.end() && *at == x ? bin_of_code[static_cast<std::size_t>(at - codes.begin())] : bins.size() - 1;
  }
  if (ordinary == 0) return missing_bin();  // a column without a single number: a number is as unknown as none
  const auto at = closed == closed_side::left ? std::upper_bound(edges.begin(), edges.end(), x)
                                              : std::lower_bound(edges.begin(), edges.end(), x);
  return static_cast<std::size_t>(at - edges.begin());
}

inline void binning::woe(std::span<const double> x, std::span<double> out) const {
  check_same_length("binning::woe", column, x.size(), "out", out.size());
  detail::check_no_infinity("binning::woe", column, x);
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = woe(x[i]);
}

inline void binning::find(std::span<const double> x, std::span<double> out) const {
  check_same_length("binning::find", column, x.size(), "out", out.size());
  detail::check_no_infinity("binning::find", column, x);
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = static_cast<double>(find(x[i]));
}

}  // namespace walaa::inline WALAA_ABI
