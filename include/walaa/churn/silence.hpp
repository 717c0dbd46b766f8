// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Is this customer's silence longer than his own habit? Each buys at his own rate lambda, rates differ as a Gamma distribution,
    and the gaps of one customer are Erlang with `regularity` k stages (k = 1: exponential, purchases come as by chance):

        gap ~ Gamma(k, rate k lambda),  lambda ~ Gamma(r, alpha);   after x gaps in recency t:  lambda ~ Gamma(r + k x, alpha + k t)

        P(gap > g | x, t) = z^A sum over j < k of (A)_j / j! (1 - z)^j,    A = r + k x,  B = alpha + k t,  z = B / (B + k g)

    which for k = 1 is ((alpha + t) / (alpha + t + g))^(r + x). An alarm at P <= level is false in that share of the gaps of
    customers who have not left. Customers without a gap of their own are judged by the prior alone.

    Written in the mean r / alpha and the dispersion 1 / r, so that one rate for all (dispersion 0) is a model like any other.
    It supposes that the customer is still one: a small P is a reason to ask, not the probability that he left (p_alive).

    Sources: Ehrenberg (1959), Applied Statistics 8; Schmittlein, Morrison & Colombo (1987), Management Science 33; Erlang gaps:
    Chatfield & Goodhardt (1973), J. American Statistical Association 68. */

#include <walaa/churn/detail/erlang_tail.hpp>
#include <walaa/churn/own_habit.hpp>  // for silence_counts
#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/rates/gamma_poisson.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Columns that somebody else owns: repeats, age at the last purchase, age now.
struct silent_customers {
  std::span<const double> frequency, recency, age;
  time_unit unit = time_unit::day;

  std::size_t size() const noexcept { return frequency.size(); }
};

/// The columns frequency, recency and T of a table. \throws invalid_input when it lacks one
inline silent_customers silences(customer_view c) { return {c["frequency"], c["recency"], c["T"], c.unit()}; }

/** A row with anything missing is no row; any other must be possible.
    \throws invalid_input naming column and row */
void check_silences(std::string_view where, const silent_customers& rows);

/// Does a fit count the present silence as a gap that is still open?
enum class open_gap : bool {
  counted,   ///< yes: whoever has left pulls the rates down, so that alarms come late rather than too often; k = 1 only
  left_out,  ///< no: only those who came back, and of theirs the gaps that ended; rates are those of the frequent ones
};

struct silence_options {
  double regularity = 1;  ///< k, a whole number from 1 on; purchase_regularity(gaps).stages() estimates it
  open_gap present = open_gap::counted;
  fit_options fit{};
};

/// Where columns go, one row a customer; all but longer may be left empty.
struct silence_out {
  std::span<double> longer;         ///< P(a gap of his is longer than the silence)
  std::span<double> alarm_after{};  ///< the silence at which `longer` is the level
};

struct silence_model {
  double mean = 1;        ///< of the rates of purchase, a unit of time
  double dispersion = 1;  ///< their squared coefficient of variation, 1 / r
  double regularity = 1;  ///< k

  static constexpr std::string_view name = "silence";
  static constexpr std::array<std::string_view, 2> parameter_names{"mean", "dispersion"};
  static constexpr double most_stages = 1000;

  /// From a prior Gamma(r, alpha), as a purchase model estimates it. \throws invalid_input
  static silence_model prior(double r, double alpha, double regularity = 1) {
    const gamma_poisson rates = gamma_poisson::prior(r, alpha);
    silence_model m{rates.mean, rates.dispersion, regularity};
    m.validate();
    return m;
  }

  /** The rates of the population, by maximum likelihood; k is given.
      \returns status `boundary` and one rate for all where the counts show no difference, `degenerate_data` without a repeat
      \throws invalid_input for rows that cannot be, a regularity that is no whole number from 1 on, or above 1 with open gaps
              counted: an open gap of several stages is no count */
  template<class Rows = silent_customers>
  static fitted<silence_model> fit(const std::type_identity_t<Rows>& rows, const silence_options& options = {});

  /// ln P(gap > g) of a customer with x gaps in time t; 0 for g = 0. x, t, g >= 0, missing where one is.
  double log_longer(double x, double t, double g) const noexcept {
    return detail::erlang_log_tail(regularity, dispersion, dispersion * regularity * x, reach(x, t, g));
  }
  double longer(double x, double t, double g) const noexcept { return std::exp(log_longer(x, t, g)); }

  /// P(no purchase within h | silent for g, still a customer). h = 0 gives 1.
  double none_within(double x, double t, double g, double h) const noexcept {
    return std::exp(log_longer(x, t, g + h) - log_longer(x, t, g));
  }

  /// The silence g with P(gap > g) = level in (0, 1); infinite where nobody ever buys.
  double alarm_after(double x, double t, double level) const noexcept {
    return detail::erlang_tail_reach(regularity, dispersion, dispersion * regularity * x, std::log(level)) / reach(x, t, 1);
  }

  /** Columns; missing where a row is. Allocates nothing.
      \throws invalid_input before anything is written */
  silence_counts judge(const silent_customers& rows, const silence_out& out, double level = 0.05) const;

  /// A column of P(no purchase within h | still a customer).
  void none_within(const silent_customers& rows, double h, std::span<double> out) const;

  /// \throws invalid_input for a parameter that is none
  void validate() const {
    check_nonnegative(name, "mean", mean);
    check_nonnegative(name, "dispersion", dispersion);
    detail::check_stages(name, regularity, most_stages);
  }

  friend bool operator==(const silence_model&, const silence_model&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<silence_model>(file_version);
    ar& boost::make_nvp("mean", mean) & boost::make_nvp("dispersion", dispersion) & boost::make_nvp("regularity", regularity);
  }

 private:
  /// The silence in units of what the customer has shown: k g m / (1 + d m k t); its product with d is k g / B.
  double reach(double x, double t, double g) const noexcept {
    if (is_missing(x)) return missing;
    return regularity * mean * g / (1 + dispersion * mean * regularity * t);
  }
};

inline void check_silences(std::string_view where, const silent_customers& rows) {
  check_same_length(where, "frequency", rows.size(), "recency", rows.recency.size());
  check_same_length(where, "frequency", rows.size(), "T", rows.age.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double x = rows.frequency[i], t = rows.recency[i], age = rows.age[i];
    if (is_missing(x) || is_missing(t) || is_missing(age)) continue;
    detail::check_count_in_row(where, "frequency", i, x);
    detail::check_nonnegative_in_row(where, "recency", i, t);
    detail::check_nonnegative_in_row(where, "T", i, age);
    if (t > age)
      detail::refuse(error_code::recency_exceeds_age, where, "recency", i, t,
                     "exceeds T[" + std::to_string(i) + "] = " + number_text(age));
    if (x == 0 && t > 0)
      detail::refuse(error_code::recency_without_repeat, where, "recency", i, t, "although frequency is 0; it must be 0");
    if (x > 0 && t == 0) detail::refuse(error_code::repeat_without_recency, where, "recency", i, t, "although there are repeats");
  }
}

template<class Rows>
fitted<silence_model> silence_model::fit(const std::type_identity_t<Rows>& rows, const silence_options& options) {
  constexpr std::string_view where = "silence_model::fit";
  options.fit.validate(where);
  detail::check_stages(where, options.regularity, most_stages);
  if (options.regularity > 1 && options.present == open_gap::counted)
    throw invalid_input(error_code::bad_option,
                        "silence_model::fit: regularity = " + number_text(options.regularity) +
                            " with open gaps counted; give present = open_gap::left_out, or regularity 1",
                        "regularity", no_row, options.regularity);
  check_not_empty(where, "frequency", rows.size());
  check_silences(where, rows);
  std::vector<double> count, exposure;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double x = rows.frequency[i], t = rows.recency[i], age = rows.age[i];
    if (is_missing(x) || is_missing(t) || is_missing(age)) continue;
    const bool open = options.present == open_gap::counted;
    if (!open && x == 0) continue;
    count.push_back(options.regularity * x);
    exposure.push_back(options.regularity * (open ? age : t));
  }
  const std::size_t used = count.size();
  if (used == 0) count.push_back(0), exposure.push_back(0);  // nobody to learn from: the report says it
  const fitted<gamma_poisson> rates = gamma_poisson::fit({.count = count, .exposure = exposure}, options.fit);
  fit_report r = rates.report();
  r.model = std::string(name);
  r.unit = rows.unit;
  r.rows_without_information = static_cast<double>(rows.size() - used);
  const gamma_poisson& m = rates.unchecked();
  return {silence_model{m.mean, m.dispersion, options.regularity},
          std::move(r),
          {rates.covariance().begin(), rates.covariance().end()}};
}

inline silence_counts silence_model::judge(const silent_customers& rows, const silence_out& out, double level) const {
  constexpr std::string_view where = "silence_model::judge";
  if (!(level > 0 && level < 1)) detail::refuse(error_code::out_of_range, where, "level", no_row, level, "is outside (0, 1)");
  check_same_length(where, "frequency", rows.size(), "out.longer", out.longer.size());
  if (!out.alarm_after.empty()) check_same_length(where, "frequency", rows.size(), "out.alarm_after", out.alarm_after.size());
  check_silences(where, rows);
  silence_counts counts;
  counts.level = level;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double x = rows.frequency[i], t = rows.recency[i], p = longer(x, t, rows.age[i] - t);
    out.longer[i] = p;
    if (!out.alarm_after.empty()) out.alarm_after[i] = is_missing(p) ? missing : alarm_after(x, t, level);
    if (is_missing(p)) {
      ++counts.no_silence;
      continue;
    }
    ++counts.judged;
    if (x == 0) ++counts.too_few;
    if (p <= level) ++counts.alarms;
  }
  return counts;
}

inline void silence_model::none_within(const silent_customers& rows, double h, std::span<double> out) const {
  constexpr std::string_view where = "silence_model::none_within";
  check_nonnegative(where, "h", h);
  check_same_length(where, "frequency", rows.size(), "out", out.size());
  check_silences(where, rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    out[i] = none_within(rows.frequency[i], rows.recency[i], rows.age[i] - rows.recency[i], h);
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::silence_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
