// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The calibrators; regression/calibration.hpp has the words. */

#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/math/log_space.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

// Each has probability(score), from what it was fitted on, and log_odds(eta), from the log-odds of a logistic model.

/// Leaves probabilities as they are.
struct no_calibration {
  static constexpr std::string_view name = "none";
  static constexpr bool of_probabilities = true, linear = true;
  double probability(double p) const noexcept { return p; }
  double log_odds(double eta) const noexcept { return eta; }
  void validate() const {}
  friend bool operator==(const no_calibration&, const no_calibration&) = default;
  template<class Archive> void serialize(Archive&, unsigned file_version) { check_version<no_calibration>(file_version); }
};

/// p = 1 / (1 + e^(a f + b)).
struct platt_calibration {
  double a = -1, b = 0;
  static constexpr std::string_view name = "platt";
  static constexpr bool of_probabilities = false, linear = true;
  double probability(double f) const noexcept { return logistic(log_odds(f)); }
  double log_odds(double eta) const noexcept { return -(a * eta + b); }
  void validate() const {
    const double both[] = {a, b};
    check_finite("platt_calibration", "coefficients", both);
  }
  friend bool operator==(const platt_calibration&, const platt_calibration&) = default;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<platt_calibration>(file_version);
    ar& boost::make_nvp("a", a) & boost::make_nvp("b", b);
  }
};

/// Knots (score, probability), both in ascending order: each pooled block has its lowest and its highest score.
struct isotonic_calibration {
  std::vector<double> score, level;
  bool interpolate = true;  ///< between knots; false: the level of the last block that begins at or below the score
  static constexpr std::string_view name = "isotonic";
  static constexpr bool of_probabilities = true, linear = false;

  double probability(double s) const noexcept {
    if (is_missing(s) || score.empty()) return missing;
    const auto above = static_cast<std::size_t>(std::upper_bound(score.begin(), score.end(), s) - score.begin());
    if (above == 0) return level.front();
    if (above == score.size() || !interpolate || score[above - 1] == s) return level[above - 1];
    const double share = (s - score[above - 1]) / (score[above] - score[above - 1]);
    return level[above - 1] + share * (level[above] - level[above - 1]);
  }
  double log_odds(double eta) const noexcept {
    const double p = probability(logistic(eta));
    return std::log(p) - std::log1p(-p);
  }
  /// \throws invalid_input for knots out of order or levels that are no probabilities
  void validate() const {
    check_not_empty("isotonic_calibration", "score", score.size());
    check_same_length("isotonic_calibration", "score", score.size(), "level", level.size());
    check_finite("isotonic_calibration", "score", score);
    check_within("isotonic_calibration", "level", level, 0, 1);
    for (std::size_t i = 1; i < score.size(); ++i) {
      if (!(score[i] > score[i - 1]))
        detail::refuse(error_code::out_of_range, "isotonic_calibration", "score", i, score[i], "does not exceed the one before");
      if (level[i] < level[i - 1])
        detail::refuse(error_code::out_of_range, "isotonic_calibration", "level", i, level[i], "is below the one before");
    }
  }
  friend bool operator==(const isotonic_calibration&, const isotonic_calibration&) = default;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<isotonic_calibration>(file_version);
    ar& boost::make_nvp("score", score) & boost::make_nvp("level", level) & boost::make_nvp("interpolate", interpolate);
  }
};

/// logit p' = c + a ln p - b ln(1 - p).
struct beta_calibration {
  double a = 1, b = 1, c = 0;
  double epsilon = 0;  ///< probabilities are first brought into [epsilon, 1 - epsilon]
  static constexpr std::string_view name = "beta";
  static constexpr bool of_probabilities = true, linear = false;

  double probability(double p) const noexcept {
    if (is_missing(p)) return missing;
    const double inside = (std::min)((std::max)(p, epsilon), 1 - epsilon);
    return logistic(combined(std::log(inside), std::log1p(-inside)));
  }
  double log_odds(double eta) const noexcept {
    if (is_missing(eta)) return missing;
    const double edge = epsilon > 0 ? logit(epsilon) : -detail::infinity, inside = (std::min)((std::max)(eta, edge), -edge);
    return combined(log_logistic(inside), log_logistic(-inside));
  }
  void validate() const {
    check_nonnegative("beta_calibration", "a", a);
    check_nonnegative("beta_calibration", "b", b);
    check_finite("beta_calibration", "c", {&c, 1});
    check_within("beta_calibration", "epsilon", epsilon, 0, 0.5);
  }
  friend bool operator==(const beta_calibration&, const beta_calibration&) = default;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<beta_calibration>(file_version);
    ar& boost::make_nvp("a", a) & boost::make_nvp("b", b) & boost::make_nvp("c", c) & boost::make_nvp("epsilon", epsilon);
  }

 private:
  double combined(double log_p, double log_q) const noexcept {  // 0 times infinity is 0 here
    return c + (a == 0 ? 0 : a * log_p) - (b == 0 ? 0 : b * log_q);
  }
};

/// odds times (to / (1 - to)) / (from / (1 - from)).
struct prior_shift {
  number from = 0.5, to = 0.5;  ///< share of leavers among the customers of the fit, and where it is used
  static constexpr std::string_view name = "prior_shift";
  static constexpr bool of_probabilities = true, linear = true;

  double shift() const noexcept { return logit(to) - logit(from); }
  double probability(double p) const noexcept { return p == 0 || p == 1 ? p : logistic(logit(p) + shift()); }
  double log_odds(double eta) const noexcept { return eta + shift(); }
  void validate() const {
    for (const auto& [what, share] : {std::pair<const char*, double>("from", from), {"to", to}})
      if (!(share > 0 && share < 1))
        detail::refuse(error_code::out_of_range, "prior_shift", what, no_row, share, "is outside (0, 1)");
  }
  friend bool operator==(const prior_shift& x, const prior_shift& y) { return x.from.same_as(y.from) && x.to.same_as(y.to); }
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<prior_shift>(file_version);
    ar& boost::make_nvp("from", from) & boost::make_nvp("to", to);
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::no_calibration> : std::integral_constant<int, 1> {};
template<> struct version<walaa::platt_calibration> : std::integral_constant<int, 1> {};
template<> struct version<walaa::isotonic_calibration> : std::integral_constant<int, 1> {};
template<> struct version<walaa::beta_calibration> : std::integral_constant<int, 1> {};
template<> struct version<walaa::prior_shift> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
