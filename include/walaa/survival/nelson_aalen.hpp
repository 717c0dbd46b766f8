// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Nelson-Aalen: the cumulative hazard of leaving, the sum of the shares that left at each age.

        H(t) = sum over event times t_j <= t of d_j / n_j,        Var H(t) = sum of d_j / n_j^2

    The Fleming-Harrington form for ties takes those who left at one time as leaving one after the other,

        dH_j = 1/n_j + 1/(n_j - 1) + ... + 1/(n_j - d_j + 1),    its variance the sum of the squares of the terms,

    which for weights that are no whole numbers is psi(n + 1) - psi(n - d + 1). It is a named option, since lifelines has it
    for a default and R has not.

    Use it for hazards (is leaving concentrated in the first months?), and for exp(-H) where Kaplan-Meier would end at 0. Do
    not use it for shares still there (curve.hpp), nor beyond the oldest customer, where it says nothing.

    Sources: Nelson (1972), Technometrics 14; Aalen (1978), Annals of Statistics 6; Fleming & Harrington (1984), Communications
    in Statistics 13. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/survival/curve.hpp>  // for curve_status
#include <walaa/survival/spell.hpp>
#include <walaa/survival/survival_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>  // for type_identity_t
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What customers who leave at the same time add to the hazard.
enum class tied_hazard : std::uint8_t {
  together,         ///< d / n; the default here and in R
  one_after_other,  ///< Fleming-Harrington; the default of lifelines
};

/// How an interval for H is made from its standard error.
enum class hazard_interval : std::uint8_t {
  plain,  ///< H -+ z se, cut at 0
  log,    ///< H exp(-+ z se / H); the default here and in lifelines
};

struct hazard_options {
  double level = 0.95;
  hazard_interval interval = hazard_interval::log;
};

/// A value of the cumulative hazard, with the interval it was asked for.
struct hazard_estimate {
  double value = missing, error = missing, lo = missing, hi = missing;
  curve_status status = curve_status::beyond_data;
  hazard_options options{};

  explicit operator bool() const noexcept { return status != curve_status::beyond_data; }
};

/// A fitted cumulative hazard: a plain value of a few columns, one row a distinct time at which somebody left.
struct nelson_aalen {
  time_unit unit = time_unit::day;
  tied_hazard ties = tied_hazard::together;
  std::vector<double> time;      ///< ascending
  std::vector<double> hazard;    ///< H from this time on (right-continuous); 0 before the first
  std::vector<double> variance;  ///< Var H from this time on
  std::vector<double> at_risk;   ///< n, sum of weights
  std::vector<double> left;      ///< d, sum of weights
  double last_time = 0;          ///< oldest age seen; H is not known beyond it
  double observations = 0;       ///< sum of the weights of the spells
  bool emptied = false;          ///< nobody was at risk any more before last_time (late entry only)

  static constexpr std::string_view name = "nelson_aalen";

  /** \throws invalid_input for bad spells, with the row
      \returns H = 0 and `time` empty where nobody left */
  template<class Spells = spells>
  static nelson_aalen fit(const std::type_identity_t<Spells>& s, tied_hazard ties = tied_hazard::together);

  /// H(t); missing beyond the data. A time within 1e-12 of an event time is that time.
  double cumulative_hazard(double t) const noexcept;
  /// A column. \throws invalid_input for a bad time, with its row
  void cumulative_hazard(std::span<const double> t, std::span<double> out) const;
  /// H(t) with its interval.
  hazard_estimate at(double t, const hazard_options& options = {}) const;
  /// Standard error of P(leaves in (from, to] | alive at from) = 1 - exp(-(H(to) - H(from))).
  double leaving_error(double from, double to) const noexcept;

  /** How H(t) moves with each customer's weight: one number a row of the spells that the curve was fitted on.
      \throws invalid_input for bad spells or times */
  template<class Spells = spells> void influence(const std::type_identity_t<Spells>& s, double t, std::span<double> out) const;

  double leavers() const noexcept;  ///< sum of `left`
  std::string brief() const;        ///< one line

  /// \throws load_error when the columns are not those of a cumulative hazard
  void validate() const;

  friend bool operator==(const nelson_aalen&, const nelson_aalen&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<nelson_aalen>(file_version);
    ar& boost::make_nvp("unit", unit) & boost::make_nvp("ties", ties) & boost::make_nvp("time", time) &
        boost::make_nvp("hazard", hazard) & boost::make_nvp("variance", variance) & boost::make_nvp("at_risk", at_risk) &
        boost::make_nvp("left", left) & boost::make_nvp("last_time", last_time) & boost::make_nvp("observations", observations) &
        boost::make_nvp("emptied", emptied);
  }

 private:
  std::size_t steps_until(double t) const noexcept;  // event times <= t
  bool knows(double t) const noexcept { return t <= last_time + 1e-12 * last_time; }
};

static_assert(timed_survival_model<nelson_aalen>);

}  // namespace walaa::inline WALAA_ABI

#include <walaa/survival/detail/nelson_aalen_impl.hpp>  // bodies: the class alone is read more often than they are

namespace boost::serialization {
template<> struct version<walaa::nelson_aalen> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
