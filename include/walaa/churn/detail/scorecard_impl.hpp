// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Bodies of scorecard but for the fit; included by scorecard_class.hpp only. */

#include <walaa/churn/detail/scorecard_class.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

inline void point_scale::validate() const {
  constexpr std::string_view where = "scorecard";
  check_positive(where, "pdo", pdo.value);
  check_positive(where, "odds", odds.value);
  check_finite(where, "score", std::span<const double>(&score.value, 1));
  if (!is_finite(ratio.value) || !(ratio.value > 1))
    detail::refuse(error_code::out_of_range, where, "ratio", no_row, ratio.value, "is not above 1");
  if (direction > points_rise_with::leaving)
    detail::refuse(error_code::out_of_range, where, "direction", no_row, static_cast<double>(direction), "is no direction");
}

inline double scorecard::shown(double exact) const noexcept {
  if (decimals < 0) return exact;
  const double ten = std::pow(10.0, decimals);
  return std::nearbyint(exact * ten) / ten;
}

inline scorecard scorecard::of(std::vector<binning> columns, double intercept, std::vector<double> beta, const point_scale& scale,
                               int decimals) {
  scorecard card;
  card.columns = std::move(columns);
  card.intercept = intercept;
  card.beta = std::move(beta);
  card.scale = scale;
  card.decimals = decimals;
  check_not_empty("scorecard", "columns", card.size());
  check_same_length("scorecard", "columns", card.size(), "beta", card.beta.size());
  scale.validate();
  const double m = static_cast<double>(card.size()), towards = scale.towards_leaving();
  for (std::size_t j = 0; j < card.size(); ++j)
    for (const bin& b : card.columns[j].bins)
      card.points.push_back(card.shown(towards * (card.beta[j] * b.woe + intercept / m) + scale.offset() / m));
  card.validate();
  return card;
}

inline void scorecard::validate() const {
  constexpr std::string_view where = "scorecard";
  scale.validate();
  check_not_empty(where, "columns", size());
  check_same_length(where, "columns", size(), "beta", beta.size());
  check_finite(where, "beta", beta);
  check_finite(where, "intercept", std::span<const double>(&intercept, 1));
  if (decimals < -1 || decimals > 9)
    detail::refuse(error_code::out_of_range, where, "decimals", no_row, decimals, "is outside [0, 9], and not -1 for exact");
  std::size_t all = 0;
  for (std::size_t j = 0; j < size(); ++j) {
    columns[j].validate();
    all += columns[j].bins.size();
    for (std::size_t i = 0; i < j; ++i)
      if (columns[i].column == columns[j].column)
        throw invalid_input(error_code::duplicate_name, "scorecard: two columns named '" + columns[j].column + "'",
                            columns[j].column);
  }
  if (points.size() != all)
    throw invalid_input(
        error_code::wrong_length,
        "scorecard: " + std::to_string(all) + " bins have " + std::to_string(points.size()) + " points; every bin needs its own",
        "points");
  check_finite(where, "points", points);
}

inline double scorecard::score(std::span<const double> row) const noexcept {
  double sum = 0;
  std::size_t at = 0;
  for (std::size_t j = 0; j < size(); ++j) {
    sum += points[at + columns[j].find(row[j])];
    at += columns[j].bins.size();
  }
  return sum;
}

inline double scorecard::log_odds(std::span<const double> row) const noexcept {
  double sum = intercept;
  for (std::size_t j = 0; j < size(); ++j) sum += beta[j] * columns[j].woe(row[j]);
  return sum;
}

template<class F> void scorecard::each_row(std::string_view where, const covariates& x, std::span<double> out, F&& f) const {
  std::vector<std::string> names;
  for (const binning& b : columns) names.push_back(b.column);
  const covariates own = matching(where, x, names);
  for (std::size_t j = 0; j < size(); ++j) {
    check_same_length(where, "out", out.size(), own.name(j), own[j].size());
    detail::check_no_infinity(where, own.name(j), own[j]);
  }
  std::vector<double> row(size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (std::size_t j = 0; j < size(); ++j) row[j] = own[j][i];
    out[i] = f(std::span<const double>(row));
  }
}

inline void scorecard::score(const covariates& x, std::span<double> out) const {
  each_row("scorecard::score", x, out, [this](std::span<const double> row) { return score(row); });
}
inline void scorecard::probability(const covariates& x, std::span<double> out) const {
  each_row("scorecard::probability", x, out, [this](std::span<const double> row) { return probability(row); });
}

inline double scorecard::baseline(std::size_t j, card_baseline with) const {
  const std::vector<bin>& bins = columns[j].bins;
  const double m = static_cast<double>(size()), safer = scale.direction == points_rise_with::staying ? 1 : -1;
  if (with == card_baseline::neutral) return shown(scale.towards_leaving() * intercept / m + scale.offset() / m);
  double best = -std::numeric_limits<double>::infinity(), sum = 0, customers = 0;
  std::vector<std::pair<double, double>> ranked;  // points, customers
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const double n = bins[b].count(), p = points_of(j, b);
    if (n == 0) continue;
    best = (std::max)(best, safer * p);
    sum += n * p;
    customers += n;
    ranked.emplace_back(p, n);
  }
  if (with == card_baseline::best) return safer * best;
  if (with == card_baseline::mean) return sum / customers;
  std::sort(ranked.begin(), ranked.end());
  double seen = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    seen += ranked[i].second;
    if (seen == customers / 2 && i + 1 < ranked.size()) return (ranked[i].first + ranked[i + 1].first) / 2;
    if (seen > customers / 2) return ranked[i].first;
  }
  return ranked.back().first;
}

inline std::vector<card_reason> scorecard::reasons(std::span<const double> row, card_baseline with) const {
  check_same_length("scorecard::reasons", "columns", size(), "row", row.size());
  std::vector<card_reason> why(size());
  for (std::size_t j = 0; j < size(); ++j) {
    const std::size_t b = columns[j].find(row[j]);
    const double p = points_of(j, b), base = baseline(j, with);
    why[j] = {j, b, p, base, p - base};
  }
  const bool staying = scale.direction == points_rise_with::staying;
  std::stable_sort(why.begin(), why.end(), [&](const card_reason& l, const card_reason& r) {
    return staying ? l.effect < r.effect : l.effect > r.effect;
  });
  return why;
}

inline std::vector<std::string> scorecard::turned() const {
  std::vector<std::string> out;
  for (std::size_t j = 0; j < size(); ++j)
    if (beta[j] < 0) out.push_back(columns[j].column);
  return out;
}

}  // namespace walaa::inline WALAA_ABI
