// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Kaplan-Meier: the share of customers who are still there at each age, estimated from spells of which many have not ended.

        S(t) = product over event times t_j <= t of (1 - d_j / n_j)            d_j left, n_j at risk: entry < t_j <= duration
        Var S(t) = S(t)^2 G(t),  G(t) = sum over t_j <= t of d_j / (n_j (n_j - d_j))                               (Greenwood)

    Use it for tenure without covariates, as the baseline and the check of every other survival model. Do not use it when
    there are several ways to leave (one minus a cause-specific curve is no incidence), and not beyond the oldest customer:
    it does not extrapolate. A customer censored at an event time is still at risk there. With late entry an early risk set
    may empty: S is 0 from there on although later customers are seen; `emptied` says so.

    Sources: Kaplan & Meier (1958), JASP 53; Greenwood (1926); restricted mean: Irwin (1949). */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/math/normal.hpp>  // for normal_two_sided
#include <walaa/survival/spell.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>  // for type_identity_t
#include <vector>

namespace walaa::inline WALAA_ABI {

/// How an interval for S is made from its standard error.
enum class curve_interval : std::uint8_t {
  plain,    ///< S -+ z se, cut at 0 and 1
  log,      ///< S exp(-+ z se / S), cut at 1; the default of R
  log_log,  ///< S^exp(-+ z se / (S ln S)), inside [0, 1] by itself; the default here and in lifelines
};

struct curve_options {
  double level = 0.95;
  curve_interval interval = curve_interval::log_log;
};

enum class curve_status : std::uint8_t {
  known,
  without_error,  ///< S = 0: the value is known, Greenwood's variance is not defined
  beyond_data,    ///< asked for a time after the last one observed
};

/// A value of the curve, with the interval it was asked for.
struct curve_estimate {
  double value = missing, error = missing, lo = missing, hi = missing;
  curve_status status = curve_status::beyond_data;
  curve_options options{};

  explicit operator bool() const noexcept { return status != curve_status::beyond_data; }
};

/// The age by which a share of customers has left; empty where the curve (or its limit) does not fall so far.
struct age_estimate {
  std::optional<double> value{}, lo{}, hi{};
  curve_options options{};
};

/** A fitted curve: a plain value of a few columns, one row a distinct time at which somebody left. */
struct kaplan_meier {
  time_unit unit = time_unit::day;
  std::vector<double> time;       ///< ascending
  std::vector<double> surviving;  ///< S from this time on (right-continuous); 1 before the first
  std::vector<double> greenwood;  ///< G from this time on; terms with d = n are left out, where S is 0 it means nothing
  std::vector<double> at_risk;    ///< n, sum of weights
  std::vector<double> left;       ///< d, sum of weights
  double last_time = 0;           ///< oldest age seen; the curve says nothing beyond it unless S is 0
  double observations = 0;        ///< sum of the weights of the spells
  bool emptied = false;           ///< nobody was at risk any more before last_time (late entry only)

  static constexpr std::string_view name = "kaplan_meier";

  /** \throws invalid_input for bad spells, with the row
      \returns S = 1 and `time` empty where nobody left */
  template<class Spells = spells> static kaplan_meier fit(const std::type_identity_t<Spells>& s);

  /// S(t); missing beyond the data. t >= 0 in the curve's unit; a time within 1e-12 of an event time is that time.
  double survival(double t) const noexcept;
  /// ln S(t), minus infinity where S is 0; missing beyond the data.
  double log_survival(double t) const noexcept;
  /// A column. \throws invalid_input for a bad time, with its row
  void survival(std::span<const double> t, std::span<double> out) const;
  /// S(t) with its interval.
  curve_estimate at(double t, const curve_options& options = {}) const;
  /// Standard error of P(leaves in (from, to] | alive at from): S(to) / S(from) sqrt(G(to) - G(from)).
  double leaving_error(double from, double to) const noexcept;

  /** Smallest t with S(t) <= 1 - share; its interval: the smallest t at which the lower (upper) limit of S is.
      share = 0.5 is the median. */
  age_estimate age_when_left(double share, const curve_options& options = {}) const;
  age_estimate median(const curve_options& options = {}) const { return age_when_left(0.5, options); }

  /// Mean of min(lifetime, horizon) = integral of S over [0, horizon]; value -+ z error, cut at 0 and the horizon.
  curve_estimate restricted_mean(double horizon, double level = 0.95) const;
  curve_estimate restricted_mean(days horizon, double level = 0.95) const {
    return restricted_mean(in_units(horizon, unit), level);
  }

  /** How S(t) moves with each customer's weight (the infinitesimal jackknife): one number a row of the spells that the curve
      was fitted on, 0 where S(t) is 0. The sum of their squares is a variance that holds when rows of one customer are summed first.
      \throws invalid_input for bad spells or times */
  template<class Spells = spells> void influence(const std::type_identity_t<Spells>& s, double t, std::span<double> out) const;

  double leavers() const noexcept;  ///< sum of `left`; 0: nobody left and S is 1
  std::string brief() const;        ///< one line

  /// \throws load_error when the columns are not those of a curve
  void validate() const;

  friend bool operator==(const kaplan_meier&, const kaplan_meier&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<kaplan_meier>(file_version);
    ar& boost::make_nvp("unit", unit) & boost::make_nvp("time", time) & boost::make_nvp("surviving", surviving) &
        boost::make_nvp("greenwood", greenwood) & boost::make_nvp("at_risk", at_risk) & boost::make_nvp("left", left) &
        boost::make_nvp("last_time", last_time) & boost::make_nvp("observations", observations) &
        boost::make_nvp("emptied", emptied);
  }

 private:
  std::size_t steps_until(double t) const noexcept;  // event times <= t
  bool knows(double t) const noexcept;
  curve_estimate estimate(std::size_t steps, double z, const curve_options& options) const;
};

static_assert(timed_survival_model<kaplan_meier>);

}  // namespace walaa::inline WALAA_ABI

#include <walaa/survival/detail/curve_impl.hpp>  // bodies: the class alone is read more often than they are

namespace boost::serialization {
template<> struct version<walaa::kaplan_meier> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
