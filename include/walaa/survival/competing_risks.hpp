// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Aalen-Johansen: when customers leave for one of several reasons, the share that has left for each by each age.

        F_k(t) = sum over event times t_j <= t of S(t_j-) d_kj / n_j,       S the Kaplan-Meier curve of leaving for any reason

    so that at every age S + F_1 + ... + F_K = 1. The variance is that of the delta method with multinomial errors at each t_j,

        Var F_k = sum of (F_k(t) - F_k(t_j))^2 d_j / (n_j (n_j - d_j)) + S(t_j-)^2 d_kj (n_j - d_kj) / n_j^3
                         - 2 (F_k(t) - F_k(t_j)) S(t_j-) d_kj / n_j^2.

    Use it to split leaving by its reason (price, service, moved away), or silence from complaint. One minus the Kaplan-Meier
    curve of one cause, the others censored, is no such share: it adds up to more than 1, and is not offered.

    Sources: Aalen & Johansen (1978), Scandinavian Journal of Statistics 5; variance: Marubini & Valsecchi (1995). */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/survival/competing_spell.hpp>
#include <walaa/survival/curve.hpp>          // for curve_estimate, curve_options
#include <walaa/survival/leaves_within.hpp>  // for leave_probability, leaving

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>  // for type_identity_t
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Fitted incidences: a plain value, one row a distinct time at which somebody left.
struct aalen_johansen {
  time_unit unit = time_unit::day;
  std::vector<std::string> causes;             ///< names, in the order of the codes 1, 2, ...
  std::vector<double> time;                    ///< ascending
  std::vector<double> surviving;               ///< S from this time on; 1 before the first
  std::vector<double> at_risk;                 ///< n, sum of weights
  std::vector<std::vector<double>> left;       ///< a cause: d_k, sum of weights
  std::vector<std::vector<double>> incidence;  ///< a cause: F_k from this time on
  std::vector<std::vector<double>> variance;   ///< a cause: Var F_k from this time on
  double last_time = 0;                        ///< oldest age seen; nothing is known beyond it unless S is 0
  double observations = 0;                     ///< sum of the weights of the spells
  bool emptied = false;                        ///< nobody was at risk any more before last_time (late entry only)

  static constexpr std::string_view name = "aalen_johansen";

  /** \param names of the causes 1, 2, ...; empty: "cause 1" ... up to the largest code that occurs
      \throws invalid_input for bad spells, with the row, and for empty or equal names */
  template<class Spells = competing_spells>
  static aalen_johansen fit(const std::type_identity_t<Spells>& s, std::span<const std::string> names = {});

  /// The code of a name, from 1. \throws invalid_input for an unknown one, listing the known
  std::size_t cause(std::string_view cause_name) const;

  /// S(t), still there; missing beyond the data. A time within 1e-12 of an event time is that time.
  double survival(double t) const noexcept;
  double log_survival(double t) const noexcept;  ///< so that leaves_within asks for leaving by any cause
  /// F_k(t), k from 1; missing beyond the data. \throws invalid_input for an unknown cause or a bad time
  double incidence_at(std::size_t k, double t) const;
  /// A column. \throws invalid_input for an unknown cause, or a bad time with its row
  void incidence_at(std::size_t k, std::span<const double> t, std::span<double> out) const;
  /// F_k(t) with its interval; log_log is on ln F, as the field has it for incidences.
  curve_estimate at(std::size_t k, double t, const curve_options& options = {}) const;

  /** P(leaves by cause k within h | still there at alive_at) = (F_k(alive_at + h) - F_k(alive_at)) / S(alive_at), with its
      standard error. h = 0 gives 0. \throws invalid_input for an unknown cause, a negative age or horizon */
  leave_probability leaves_within(std::size_t k, double alive_at, double h) const;
  leave_probability leaves_within(std::size_t k, days alive_for, days h) const {
    return leaves_within(k, in_units(alive_for, unit), in_units(h, unit));
  }
  /** A column of ages; the errors cost a walk over the horizon a customer, and are left out where out.error is empty.
      \throws invalid_input for a bad age with its row, before anything is written */
  leave_counts leaves_within(std::size_t k, std::span<const double> alive_at, double h, const leave_out& out) const;

  std::string brief() const;  ///< one line

  /// \throws load_error when the columns are not those of incidences
  void validate() const;

  friend bool operator==(const aalen_johansen&, const aalen_johansen&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<aalen_johansen>(file_version);
    ar& boost::make_nvp("unit", unit) & boost::make_nvp("causes", causes) & boost::make_nvp("time", time) &
        boost::make_nvp("surviving", surviving) & boost::make_nvp("at_risk", at_risk) & boost::make_nvp("left", left) &
        boost::make_nvp("incidence", incidence) & boost::make_nvp("variance", variance) &
        boost::make_nvp("last_time", last_time) & boost::make_nvp("observations", observations) &
        boost::make_nvp("emptied", emptied);
  }

 private:
  struct reached {
    double incidence, variance;
  };
  std::size_t steps_until(double t) const noexcept;  // event times <= t
  bool knows(double t) const noexcept;
  void check_cause(std::string_view where, std::size_t k) const;
  double value(std::size_t k, std::size_t steps) const noexcept { return steps == 0 ? 0.0 : incidence[k - 1][steps - 1]; }
  // F_k and its variance over the steps [first, last), started anew with S = 1 before the first
  template<class Each> reached accumulate(std::size_t k, std::size_t first, std::size_t last, Each&& each) const;
  leave_probability leaves_within_checked(std::size_t k, double alive_at, double h, bool with_error) const;
};

static_assert(timed_survival_model<aalen_johansen>);

}  // namespace walaa::inline WALAA_ABI

#include <walaa/survival/detail/competing_risks_impl.hpp>  // bodies: the class alone is read more often than they are

namespace boost::serialization {
template<> struct version<walaa::aalen_johansen> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
