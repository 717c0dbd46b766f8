// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The class of churn/scorecard.hpp without the body of its fit: what scoring with a card needs. */

#include <walaa/churn/binning.hpp>
#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/regression/covariates.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What more points mean.
enum class points_rise_with : std::uint8_t { staying, leaving };

struct point_scale {
  number pdo = 20;     ///< points that multiply the odds by ratio
  number score = 600;  ///< at these odds
  number odds = 50;    ///< of what the points rise with
  number ratio{2, origin::definition, "Siddiqi (2006): points to double the odds"};
  points_rise_with direction = points_rise_with::staying;

  double factor() const noexcept { return pdo / std::log(ratio.value); }
  double offset() const noexcept { return score - factor() * std::log(odds.value); }
  /// Points of the log-odds of leaving, and back.
  double points(double log_odds) const noexcept { return offset() + towards_leaving() * log_odds; }
  double log_odds(double points) const noexcept { return (points - offset()) / towards_leaving(); }
  double towards_leaving() const noexcept { return direction == points_rise_with::staying ? -factor() : factor(); }

  /// \throws invalid_input for a pdo or odds that are not positive, a ratio not above 1
  void validate() const;

  friend bool operator==(const point_scale& a, const point_scale& b) {
    return a.pdo.same_as(b.pdo) && a.score.same_as(b.score) && a.odds.same_as(b.odds) && a.ratio.same_as(b.ratio) &&
           a.direction == b.direction;
  }
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<point_scale>(file_version);
    ar& boost::make_nvp("pdo", pdo) & boost::make_nvp("score", score) & boost::make_nvp("odds", odds) &
        boost::make_nvp("ratio", ratio) & boost::make_nvp("direction", direction);
  }
};

struct scorecard_options {
  point_scale scale{};
  double l2 = 0;      ///< penalty on the coefficients, against the summed log-likelihood
  int decimals = -1;  ///< of points, 0 to 9; -1: exact
};

/// Whom a customer's points are compared with, column by column.
enum class card_baseline : std::uint8_t {
  best,     ///< the safest bin that somebody is in
  neutral,  ///< WoE 0: leavers and stayers as in all
  mean,     ///< the mean of the customers it was binned on
  median    ///< their median
};

/// One column's part in a score.
struct card_reason {
  std::size_t column = 0, bin = 0;
  double points = 0, baseline = 0, effect = 0;  ///< effect = points - baseline
};

struct scorecard {
  std::vector<binning> columns;
  double intercept = 0;
  std::vector<double> beta;  ///< on the WoE of leaving, a column each
  point_scale scale{};
  int decimals = -1;
  std::vector<double> points;  ///< of every bin, the columns one after another

  static constexpr std::string_view name = "scorecard";

  /// A card of given coefficients. \throws invalid_input for parts that do not match, or a scale that is none
  static scorecard of(std::vector<binning> columns, double intercept, std::vector<double> beta, const point_scale& scale = {},
                      int decimals = -1);

  /** The coefficients by logistic regression on the WoE of x's columns, which are found by name. A column that tells nothing (one
      WoE for all) gets coefficient 0, and the report names it.
      \throws invalid_input for a column that is not there or infinite, labels other than 0 and 1 or of one class */
  template<class Covariates = covariates>
  static fitted<scorecard> fit(std::vector<binning> columns, const std::type_identity_t<Covariates>& x,
                               std::span<const double> churned, const scorecard_options& options = {},
                               std::span<const double> weight = {});

  std::size_t size() const noexcept { return columns.size(); }
  double points_of(std::size_t j, std::size_t b) const noexcept { return points[start(j) + b]; }

  /// Of one customer: a value a column, in the card's order. Every value has a bin, so every customer a score.
  double score(std::span<const double> row) const noexcept;
  double log_odds(std::span<const double> row) const noexcept;  ///< of leaving; never rounded
  double probability(std::span<const double> row) const noexcept { return logistic(log_odds(row)); }

  /** Columns; x may have others besides, in any order.
      \throws invalid_input for a column that is not there, or an infinite value with its row, before anything is written */
  void score(const covariates& x, std::span<double> out) const;
  void probability(const covariates& x, std::span<double> out) const;

  /// The points that a column is compared with.
  double baseline(std::size_t j, card_baseline with) const;
  double baseline(card_baseline with) const {
    double sum = 0;
    for (std::size_t j = 0; j < size(); ++j) sum += baseline(j, with);
    return sum;
  }

  /** Why: a reason a column, what raises the risk most first, equal ones in the card's order; their effects sum to the score
      less the baseline. */
  std::vector<card_reason> reasons(std::span<const double> row, card_baseline with = card_baseline::median) const;

  /// Columns whose coefficient contradicts their own WoE (below 0): they share their meaning with others.
  std::vector<std::string> turned() const;

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const;

  friend bool operator==(const scorecard&, const scorecard&) = default;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<scorecard>(file_version);
    ar& boost::make_nvp("columns", columns) & boost::make_nvp("intercept", intercept) & boost::make_nvp("beta", beta) &
        boost::make_nvp("scale", scale) & boost::make_nvp("decimals", decimals) & boost::make_nvp("points", points);
  }

 private:
  std::size_t start(std::size_t j) const noexcept {
    std::size_t at = 0;
    for (std::size_t i = 0; i < j; ++i) at += columns[i].bins.size();
    return at;
  }
  double shown(double exact) const noexcept;
  template<class F> void each_row(std::string_view where, const covariates& x, std::span<double> out, F&& f) const;
};

}  // namespace walaa::inline WALAA_ABI

#include <walaa/churn/detail/scorecard_impl.hpp>  // bodies

namespace boost::serialization {
template<> struct version<walaa::point_scale> : std::integral_constant<int, 1> {};
template<> struct version<walaa::scorecard> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
