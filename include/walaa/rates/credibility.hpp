// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Credibility (Buhlmann-Straub): means of many units from repeated values with unequal weights (ratings of a department,
    average claims of a portfolio), each shrunk to the mean of all by as much as its own values are worth. No distribution is
    assumed.

        X_ij with mean mu_i and variance s2 / w_ij,   mu_i with mean m and variance a
        Z_i = w_i / (w_i + s2/a),   premium Z_i X_i + (1 - Z_i) m,   m = sum Z_i X_i / sum Z_i

        s2 = sum_ij w_ij (X_ij - X_i)^2 / sum_i (n_i - 1)
        a  = w / (w^2 - sum w_i^2) [sum_i w_i (X_i - X)^2 - (I - 1) s2]                      (unbiased)
        a  = sum_i Z_i (X_i - m)^2 / (I - 1), solved for a                                   (iterative)

    a <= 0 says that units differ by no more than chance: the status is `boundary`, every Z is 0, every premium the mean of all.
    Not for counts (gamma_poisson) or shares (beta_binomial), whose variance is known from their mean.

    Source: Buhlmann & Straub (1970), Mitteilungen der Vereinigung schweiz. Versicherungsmathematiker 70; De Vylder (1981)
    (the iterative estimator); Buhlmann & Gisler (2005), A Course in Credibility Theory, chapter 4. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/math/normal.hpp>
#include <walaa/rates/shrunk.hpp>
#include <walaa/rates/unit_means.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class credibility_estimator : std::uint8_t { unbiased, iterative };

struct credibility_options {
  credibility_estimator estimator = credibility_estimator::unbiased;
};

/// What is known of one unit's mean.
struct premium {
  double value = missing;        ///< Z X + (1 - Z) m
  double error = missing;        ///< root of the mean squared error a (1 - Z), m taken as known
  double credibility = missing;  ///< Z

  /// value -+ z error: a normal distribution, which the premium itself does not ask for. \param level in (0, 1)
  credible_interval interval(double level = 0.95) const noexcept {
    const double half = -normal_quantile((1 - level) / 2) * error;
    return {value - half, value + half};
  }
};

namespace detail {

/// sum Z_i X_i / sum Z_i
inline double credible_mean(const unit_means& units, double within, double between) noexcept {
  double sum = 0, all = 0, base = missing;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const double w = units.weight[i];
    if (w == 0) continue;
    if (is_missing(base)) base = units.value[i];
    const double z = w / (w * between + within);  // Z / between: a limit for between = 0
    sum += z * (units.value[i] - base);
    all += z;
  }
  return base + sum / all;
}

/** The a > 0 with sum of w_i (X_i - m)^2 / (w_i a + s2) = I - 1, which is the iterative estimator's equation: the left side falls
    and is convex, so that Newton's method climbs to the root from below without passing it. */
inline double iterated_between(const unit_means& units, double within, double known, std::size_t& steps) noexcept {
  if (within == 0) {  // every Z is 1
    double squares = 0;
    const double m = credible_mean(units, 0, 1);
    for (std::size_t i = 0; i < units.size(); ++i)
      if (units.weight[i] > 0) squares += (units.value[i] - m) * (units.value[i] - m);
    return squares / (known - 1);
  }
  double a = 0;
  for (steps = 0; steps < 200; ++steps) {
    const double m = credible_mean(units, within, a);
    double left = 0, slope = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (units.weight[i] == 0) continue;
      const double off = units.value[i] - m, d = within / units.weight[i] + a;
      left += off * off / d;
      slope += off * off / (d * d);
    }
    const double step = (left - (known - 1)) / slope;
    a += step;
    if (!(step > 1e-15 * a)) break;
  }
  return a;
}

}  // namespace detail

struct credibility {
  double mean = 0;     ///< m, of all units
  double within = 1;   ///< s2, variance of a value of weight 1 around its unit, >= 0
  double between = 1;  ///< a, variance of the units, >= 0; 0: they do not differ

  static constexpr std::string_view name = "credibility";
  static constexpr std::array<std::string_view, 3> parameter_names{"mean", "within", "between"};

  /** \returns status `boundary`, with the mean of all and between 0, where units differ by no more than chance;
               `not_identified` for one unit, `degenerate_data` where no value has a weight
      \throws invalid_input for a bad row, and where no unit has two values: nothing then tells chance from difference */
  template<class Options = credibility_options>
  static fitted<credibility> fit(const repeated_values& rows, const Options& options = {}) {
    return fit(unit_means::of(rows, "credibility::fit"), options);
  }
  template<class Options = credibility_options>
  static fitted<credibility> fit(const unit_means& units, const Options& options = {});

  /// What the mean of a unit's values and their weight say of it; without weight that is the mean of all.
  premium given(double value, double weight) const noexcept {
    const double seen = between * weight, z = seen > 0 ? seen / (seen + within) : seen;  // missing stays missing
    return {weight == 0 ? mean : z * value + (1 - z) * mean, std::sqrt(between * (1 - z)), z};
  }

  /** The same of many units; missing where a weight is, or a value that has one. Allocates nothing.
      \throws invalid_input for lengths that differ, a negative weight, an infinite value, before anything is written */
  void given(std::span<const double> value, std::span<const double> weight, const shrunk_out& out, double level = 0.95) const;

  /// \throws invalid_input for a mean that is not finite, a variance that is negative
  void validate() const {
    check_finite(name, "mean", std::span(&mean, 1));
    check_nonnegative(name, "within", within);
    check_nonnegative(name, "between", between);
  }

  friend bool operator==(const credibility&, const credibility&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<credibility>(file_version);
    ar& boost::make_nvp("mean", mean) & boost::make_nvp("within", within) & boost::make_nvp("between", between);
  }
};

template<class Options> fitted<credibility> credibility::fit(const unit_means& units, const Options& options) {
  constexpr std::string_view where = "credibility::fit";
  check_same_length(where, "units.value", units.value.size(), "units.weight", units.weight.size());
  check_same_length(where, "units.value", units.value.size(), "units.periods", units.periods.size());
  double known = 0, total = 0, degrees = 0, mean = 0, base = missing;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const double w = units.weight[i];
    if (w == 0) continue;
    ++known;
    total += w;
    degrees += units.periods[i] - 1;
    if (is_missing(base)) base = units.value[i];
    mean += w * (units.value[i] - base);
  }
  fit_report report;
  report.model = std::string(name);
  report.parameter_names.assign(parameter_names.begin(), parameter_names.end());
  report.observations = report.rows_used = known;
  report.rows_without_information = static_cast<double>(units.size()) - known;
  report.library = detail::library_version();
  const auto done = [&](fit_status status, const char* message, const credibility& m) {
    report.status = status;
    report.message = message;
    report.estimates = {m.mean, m.within, m.between};
    return fitted<credibility>(m, report, {});
  };
  if (known == 0) return done(fit_status::degenerate_data, "no value has a weight", {0, 0, 0});
  if (degrees == 0)
    throw invalid_input(error_code::out_of_range,
                        std::string(where) +
                            ": no unit has two values with a weight; what a unit's values differ by among themselves "
                            "is what its difference from others is measured with",
                        "unit");
  mean = base + mean / total;
  const double within = units.squares_within / degrees;
  if (known == 1) return done(fit_status::not_identified, "one unit: nothing tells how units differ", {mean, within, 0});

  double spread = 0, unequal = 0;  // sum w_i (X_i - X)^2,  w^2 - sum w_i^2
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units.weight[i] == 0) continue;
    spread += units.weight[i] * (units.value[i] - mean) * (units.value[i] - mean);
    unequal += units.weight[i] * (total - units.weight[i]);
  }
  double between = total / unequal * (spread - (known - 1) * within);
  if (!(between > 0)) {
    report.at_bound = {"between -> 0"};
    return done(fit_status::boundary, "units differ by no more than chance: the mean of all for each", {mean, within, 0});
  }
  if (options.estimator == credibility_estimator::iterative)
    between = detail::iterated_between(units, within, known, report.iterations);
  return done(fit_status::converged,
              options.estimator == credibility_estimator::iterative ? "iterative estimator" : "unbiased estimators",
              {detail::credible_mean(units, within, between), within, between});
}

inline void credibility::given(std::span<const double> value, std::span<const double> weight, const shrunk_out& out,
                               double level) const {
  constexpr std::string_view where = "credibility::given";
  check_same_length(where, "value", value.size(), "weight", weight.size());
  detail::check_shrunk_out(where, "value", value.size(), out);
  detail::check_level(where, level);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!is_finite(value[i]) && !is_missing(value[i]))
      detail::refuse(error_code::not_finite, where, "value", i, value[i], "is not a finite number");
    if (!is_missing(weight[i])) detail::check_nonnegative_in_row(where, "weight", i, weight[i]);
  }
  for (std::size_t i = 0; i < value.size(); ++i) detail::write_shrunk(given(value[i], weight[i]), level, i, out);
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::credibility> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
