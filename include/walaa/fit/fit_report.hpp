// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a fit says about itself. Not converging is a result, not an exception: an optimiser's "success" means nothing, so
    the status is decided from the gradient, the eigenvalues of the Hessian and the bounds. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/version.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>  // for size
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class fit_status : std::uint8_t {
  not_fitted,       ///< parameters were given, or nothing was done yet
  converged,        ///< interior optimum: small gradient, positive definite Hessian
  boundary,         ///< the optimum lies where a parameter leaves its range: a simpler model suffices; usable, without errors
  not_identified,   ///< the data cannot tell parameters apart (no heterogeneity)
  degenerate_data,  ///< the data cannot inform the model at all (no repeat purchase)
  stalled,          ///< no step improves, yet the gradient is not small
  max_iterations,
  cancelled,
  separated,  ///< columns tell the outcomes apart without error, so that their coefficients have no finite estimate
};

/// "converged", "not identified", ...
constexpr std::string_view status_name(fit_status status) noexcept {
  constexpr std::string_view names[] = {"not fitted", "converged",      "boundary",  "not identified", "degenerate data",
                                        "stalled",    "max iterations", "cancelled", "separated"};
  return static_cast<std::size_t>(status) < std::size(names) ? names[static_cast<std::size_t>(status)] : "unknown";
}

struct fit_report {
  fit_status status = fit_status::not_fitted;
  std::string model;                           ///< name of the model, "bg_nbd"
  std::string message = "nothing was fitted";  ///< one sentence: why this status
  std::vector<std::string> parameter_names;
  std::vector<double> estimates, standard_errors;  ///< in natural parameters; errors empty where they may not be trusted
  double log_likelihood = missing;                 ///< in the caller's time unit
  double penalty = 0;                              ///< ridge penalty subtracted from it in the objective
  double gradient_norm = missing;                  ///< largest component, per customer, in log-parameters
  std::vector<double> eigenvalues;                 ///< of the negative Hessian per customer in log-parameters, ascending
  double condition = missing;
  std::vector<std::string> at_bound;  ///< parameters at the edge of their range, "a -> 0"
  std::size_t iterations = 0, evaluations = 0, starts = 0;
  std::size_t best_start = 0;   ///< which start led to the estimates, from 0 (the moment estimate)
  double spread_of_optima = 0;  ///< largest difference of the log-likelihood over starts, per customer
  double rows_used = 0, rows_without_information = 0;
  double rows_clamped = 0;  ///< recency above T by rounding (1e-9 T), or mended under policy::repair
  double observations = 0;  ///< sum of weights of the rows used
  std::vector<double> influential_rows,
      influence;                          ///< the five rows that move the estimates most, and by how much (standardised)
  double max_frequency = 0, max_age = 0;  ///< largest values in the data: the range that tables are made for
  double time_scale = 1;                  ///< internal time = time / time_scale
  time_unit unit = time_unit::day;        ///< of the time columns it was fitted on
  std::string library;                    ///< version that fitted

  /// May predictions be made? True when converged or at a boundary, and for parameters that the user gave.
  bool usable() const noexcept {
    return status == fit_status::converged || status == fit_status::boundary || status == fit_status::not_fitted;
  }
  /// False for a fit to units of another kind, without time: branches, agents.
  bool of_customers() const noexcept { return max_frequency > 0 || max_age > 0; }
  std::string noun() const { return of_customers() ? "customer" : "unit"; }

  std::string brief() const;  ///< one line
  std::string full() const;   ///< several lines, parameters with errors, evidence of convergence

  double aic() const noexcept { return 2 * static_cast<double>(estimates.size()) - 2 * log_likelihood; }

  /// \throws invalid_input when the numbers contradict each other, as in a damaged file
  void validate() const;

  /// Equal in everything; two missing numbers are equal. (A chain and not a tuple: the tuple cost every includer a second.)
  friend bool operator==(const fit_report& a, const fit_report& b) {
    const auto same = [](double x, double y) { return is_missing(x) ? is_missing(y) : x == y; };
    return a.status == b.status && a.model == b.model && a.message == b.message && a.parameter_names == b.parameter_names &&
           a.estimates == b.estimates && a.standard_errors == b.standard_errors && same(a.log_likelihood, b.log_likelihood) &&
           a.penalty == b.penalty && same(a.gradient_norm, b.gradient_norm) && a.eigenvalues == b.eigenvalues &&
           same(a.condition, b.condition) && a.at_bound == b.at_bound && a.iterations == b.iterations &&
           a.evaluations == b.evaluations && a.starts == b.starts && a.best_start == b.best_start &&
           a.spread_of_optima == b.spread_of_optima && a.rows_used == b.rows_used &&
           a.rows_without_information == b.rows_without_information && a.rows_clamped == b.rows_clamped &&
           a.observations == b.observations && a.influential_rows == b.influential_rows && a.influence == b.influence &&
           a.max_frequency == b.max_frequency && a.max_age == b.max_age && a.time_scale == b.time_scale && a.unit == b.unit &&
           a.library == b.library;
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<fit_report>(file_version);
    using boost::make_nvp;
    ar& make_nvp("status", status) & make_nvp("model", model) & make_nvp("message", message) &
        make_nvp("parameter_names", parameter_names) & make_nvp("estimates", estimates) &
        make_nvp("standard_errors", standard_errors) & make_nvp("log_likelihood", log_likelihood) & make_nvp("penalty", penalty) &
        make_nvp("gradient_norm", gradient_norm) & make_nvp("eigenvalues", eigenvalues) & make_nvp("condition", condition) &
        make_nvp("at_bound", at_bound) & make_nvp("iterations", iterations) & make_nvp("evaluations", evaluations) &
        make_nvp("starts", starts) & make_nvp("best_start", best_start) & make_nvp("spread_of_optima", spread_of_optima) &
        make_nvp("rows_used", rows_used) & make_nvp("rows_without_information", rows_without_information) &
        make_nvp("rows_clamped", rows_clamped) & make_nvp("observations", observations) &
        make_nvp("influential_rows", influential_rows) & make_nvp("influence", influence) &
        make_nvp("max_frequency", max_frequency) & make_nvp("max_age", max_age) & make_nvp("time_scale", time_scale) &
        make_nvp("unit", unit) & make_nvp("library", library);
  }
};

namespace detail {

/// "0.1.0"
inline std::string library_version() {
  return std::to_string(WALAA_VERSION_MAJOR) + "." + std::to_string(WALAA_VERSION_MINOR) + "." +
         std::to_string(WALAA_VERSION_PATCH);
}

/// 2357 -> "2,357"
inline std::string grouped_digits(double count) {
  const bool whole = count >= 0 && count < 1e15 && count == static_cast<double>(static_cast<std::int64_t>(count));
  if (!whole) return number_text(count);  // a sum of fractional weights
  std::string digits = std::to_string(static_cast<std::int64_t>(count));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// Four decimals, or as many significant digits where four decimals show nothing; no locale.
inline std::string short_number(double v) {
  if (is_missing(v)) return "unknown";
  std::array<char, 64> buffer{};
  const double size = v < 0 ? -v : v;
  const bool plain = size == 0 || (size >= 0.001 && size < 1e9);
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific, plain ? 4 : 3)
                       .ptr;
  return {buffer.data(), end};
}

/// "3e-14"
inline std::string order_of_magnitude(double v) {
  if (is_missing(v)) return "unknown";
  if (v == 0) return "0";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v, std::chars_format::scientific, 0).ptr;
  return {buffer.data(), end};
}

inline std::string padded(std::string text, std::size_t width, bool right) {
  if (text.size() < width) text.insert(right ? 0 : text.size(), width - text.size(), ' ');
  return text;
}

}  // namespace detail

inline std::string fit_report::brief() const {
  if (model.empty()) return message;
  std::string text = model;
  if (observations > 0) text += " on " + detail::grouped_digits(observations) + " " + noun() + (observations == 1 ? "" : "s");
  if (status == fit_status::not_fitted) return text + ": " + message;
  if (of_customers()) text += ", " + std::string(unit_name(unit));
  text += ": " + std::string(status_name(status));
  if (status == fit_status::converged && !is_missing(gradient_norm))
    text +=
        " in " + std::to_string(iterations) + (iterations == 1 ? " step" : " steps") + ", |gradient| " +
        (gradient_norm < 1e-12 ? "< 1e-12" : detail::order_of_magnitude(gradient_norm)) +  // below it is rounding, not the fit
        " a " + noun();
  if (!message.empty()) text += "; " + message;
  return text;
}

inline std::string fit_report::full() const {
  std::string text = brief();
  std::size_t name_width = 0, value_width = 0;
  for (const auto& name : parameter_names) name_width = name.size() > name_width ? name.size() : name_width;
  for (const double v : estimates) {
    const std::size_t width = detail::short_number(v).size();
    value_width = width > value_width ? width : value_width;
  }
  for (std::size_t i = 0; i < estimates.size() && i < parameter_names.size(); ++i) {
    text += "\n  " + detail::padded(parameter_names[i], name_width, false) + " " +
            detail::padded(detail::short_number(estimates[i]), value_width, true);
    if (i < standard_errors.size()) text += " ± " + detail::short_number(standard_errors[i]);
  }
  if (is_finite(log_likelihood)) {
    text += "\n  log-likelihood " + detail::short_number(log_likelihood) + ", AIC " + detail::short_number(aic());
    if (penalty != 0) text += ", penalty " + detail::short_number(penalty);
  }
  if (!eigenvalues.empty())
    text += "\n  smallest eigenvalue " + detail::order_of_magnitude(eigenvalues.front()) + " a " + noun() + ", condition " +
            detail::order_of_magnitude(condition) + "; " + std::to_string(starts) + (starts == 1 ? " start, " : " starts, ") +
            std::to_string(evaluations) + " passes";
  for (std::size_t i = 0; i < at_bound.size(); ++i) text += (i == 0 ? "\n  at a bound: " : ", ") + at_bound[i];
  if (rows_clamped > 0)
    text += "\n  recency above T by rounding in " + detail::grouped_digits(rows_clamped) + " rows, taken as T";
  for (std::size_t i = 0; i < influential_rows.size() && i < influence.size(); ++i)
    text += (i == 0 ? "\n  most influential rows: " : ", ") + detail::grouped_digits(influential_rows[i]) + " (" +
            detail::short_number(influence[i]) + ")";
  return text;
}

inline void fit_report::validate() const {
  const std::string_view where = "fit_report";
  if (status > fit_status::separated)
    detail::refuse(error_code::out_of_range, where, "status", no_row, static_cast<double>(status), "is no status");
  if (unit > time_unit::month)
    detail::refuse(error_code::out_of_range, where, "unit", no_row, static_cast<double>(unit), "is no unit of time");
  if (!estimates.empty()) check_same_length(where, "parameter_names", parameter_names.size(), "estimates", estimates.size());
  if (!standard_errors.empty())
    check_same_length(where, "estimates", estimates.size(), "standard_errors", standard_errors.size());
  check_same_length(where, "influential_rows", influential_rows.size(), "influence", influence.size());
  check_finite(where, "estimates", estimates);
  check_nonnegative(where, "standard_errors", standard_errors);
  check_nonnegative(where, "rows_used", rows_used);
  check_nonnegative(where, "observations", observations);
  check_nonnegative(where, "max_frequency", max_frequency);
  check_nonnegative(where, "max_age", max_age);
  check_positive(where, "time_scale", time_scale);
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::fit_report> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
