// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Did the forecast come true? What customers bought in a holdout period, compared with what a model expected of them.

    A model fitted up to one as-of date forecasts purchases up to a second one; the log between the two is the truth. Shown
    are the errors a customer (bias, mean absolute, root mean square) and the means by frequency in the calibration period,
    where a wrong dropout shows. Totals may be right while single customers are not: look at both, and compare with the same
    numbers of another model on the same customers. tracking.hpp follows the total over time.

    Do not compare on the data of the fit, and not on customers whose first purchase lies in the holdout. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/value/purchase_model.hpp>

#include <array>
#include <charconv>  // for to_chars
#include <cmath>     // for abs, sqrt
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Errors of a forecast, a customer each; expected - actual, so a positive bias promises too much.
struct forecast_errors {
  double customers = 0;             ///< sum of weights
  double actual = 0, expected = 0;  ///< totals
  double bias = missing, mae = missing, rmse = missing;

  friend bool operator==(const forecast_errors&, const forecast_errors&) = default;
};

/// Customers of one frequency in the calibration period (the last bin: of that frequency or more).
struct frequency_bin {
  double frequency = 0;
  bool or_more = false;
  double customers = 0;                         ///< sum of weights
  double actual = missing, expected = missing;  ///< mean purchases in the holdout; missing where there is no customer

  friend bool operator==(const frequency_bin& x, const frequency_bin& y) {  // two empty bins are equal
    const bool means = x.customers == 0 || (x.actual == y.actual && x.expected == y.expected);
    return x.frequency == y.frequency && x.or_more == y.or_more && x.customers == y.customers && means;
  }
};

struct holdout {
  forecast_errors errors;
  std::vector<frequency_bin> by_frequency;

  std::string text() const;  ///< a table of a few lines

  friend bool operator==(const holdout&, const holdout&) = default;
};

struct holdout_options {
  std::size_t last_bin = 7;          ///< frequencies 0, 1, ... and this one or more
  std::span<const double> weight{};  ///< customers a row stands for; empty: one each
};

namespace detail {

inline void check_forecast(const char* where, std::span<const double> actual, std::span<const double> expected,
                           std::span<const double> weight) {
  check_not_empty(where, "actual", actual.size());
  check_same_length(where, "actual", actual.size(), "expected", expected.size());
  check_nonnegative(where, "actual", actual);
  check_nonnegative(where, "expected", expected);
  if (weight.empty()) return;
  check_same_length(where, "actual", actual.size(), "weight", weight.size());
  check_positive(where, "weight", weight);
}

/// "12.35" with a fixed number of digits, right-aligned; no locale.
inline std::string aligned(double v, int digits, std::size_t width) {
  std::array<char, 64> buffer{};
  std::string text = "-";
  if (is_finite(v) && std::abs(v) < 1e40)
    text.assign(buffer.data(),
                std::to_chars(buffer.data(), buffer.data() + buffer.size(), v, std::chars_format::fixed, digits).ptr);
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

}  // namespace detail

/** Errors of a column of forecasts.
    \throws invalid_input for values that are negative or not finite, weights that are not positive, with the row */
inline forecast_errors compare_forecast(std::span<const double> actual, std::span<const double> expected,
                                        std::span<const double> weight = {}) {
  detail::check_forecast("compare_forecast", actual, expected, weight);
  forecast_errors e;
  double absolute = 0, square = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double w = weight.empty() ? 1 : weight[i], off = expected[i] - actual[i];
    e.customers += w;
    e.actual += w * actual[i];
    e.expected += w * expected[i];
    absolute += w * std::abs(off);
    square += w * off * off;
  }
  e.bias = (e.expected - e.actual) / e.customers;
  e.mae = absolute / e.customers;
  e.rmse = std::sqrt(square / e.customers);
  return e;
}

/** A forecast against the truth, by frequency in the calibration period.
    \throws invalid_input for a frequency that is no count, values that are negative or not finite, with the row */
inline holdout compare_holdout(std::span<const double> frequency, std::span<const double> actual,
                               std::span<const double> expected, const holdout_options& options = {}) {
  constexpr const char* where = "compare_holdout";
  detail::check_forecast(where, actual, expected, options.weight);
  check_same_length(where, "actual", actual.size(), "frequency", frequency.size());
  check_nonnegative_integer(where, "frequency", frequency);
  if (options.last_bin > 1000)
    detail::refuse(error_code::bad_option, where, "last_bin", no_row, static_cast<double>(options.last_bin), "is above 1000");
  holdout h;
  h.errors = compare_forecast(actual, expected, options.weight);
  struct sums {
    double customers = 0, actual = 0, expected = 0;
  };
  std::vector<sums> bins(options.last_bin + 1);
  const auto last = static_cast<double>(options.last_bin);
  for (std::size_t i = 0; i < frequency.size(); ++i) {
    const double w = options.weight.empty() ? 1 : options.weight[i];
    sums& bin = bins[static_cast<std::size_t>(frequency[i] < last ? frequency[i] : last)];
    bin.customers += w;
    bin.actual += w * actual[i];
    bin.expected += w * expected[i];
  }
  for (std::size_t k = 0; k < bins.size(); ++k) {
    frequency_bin b{.frequency = static_cast<double>(k), .or_more = k == options.last_bin, .customers = bins[k].customers};
    if (b.customers > 0) b.actual = bins[k].actual / b.customers, b.expected = bins[k].expected / b.customers;
    h.by_frequency.push_back(b);
  }
  return h;
}

/// What the model expects of every customer in the t after the end of observation, against what came; t in the model's unit.
template<purchase_model M>
holdout compare_holdout(const M& m, const purchase_histories& h, std::span<const double> actual, double t,
                        std::size_t last_bin = holdout_options{}.last_bin) {
  constexpr const char* where = "compare_holdout";
  check_nonnegative(where, "t", t);
  check_same_length(where, "actual", actual.size(), "frequency", h.frequency.size());
  check_same_length(where, "frequency", h.size(), "recency", h.recency.size());
  check_same_length(where, "frequency", h.size(), "T", h.age.size());
  std::vector<double> expected(h.size());
  for (std::size_t i = 0; i < h.size(); ++i) expected[i] = expected_purchases(m, h[i], t);
  return compare_holdout(h.frequency, actual, expected, {.last_bin = last_bin, .weight = h.weight});
}

/// The same of a fitted model and a duration. \throws not_usable, and invalid_input where histories have another unit
template<purchase_model M>
holdout compare_holdout(const fitted<M>& m, const purchase_histories& h, std::span<const double> actual, days t,
                        std::size_t last_bin = holdout_options{}.last_bin) {
  check_same_unit("compare_holdout", h.unit, m.unit());
  return compare_holdout(*m, h, actual, in_units(t, m.unit()), last_bin);
}

inline std::string holdout::text() const {
  std::string out = "frequency  customers    actual  expected\n";
  for (const frequency_bin& b : by_frequency)
    out += detail::aligned(b.frequency, 0, 8) + (b.or_more ? "+" : " ") + detail::aligned(b.customers, 0, 11) +
           detail::aligned(b.actual, 3, 10) + detail::aligned(b.expected, 3, 10) + "\n";
  out += "    total" + detail::aligned(errors.customers, 0, 11) + detail::aligned(errors.actual, 0, 10) +
         detail::aligned(errors.expected, 1, 10) + "\n";
  return out + "a customer: bias " + detail::aligned(errors.bias, 4, 0) + ", mean absolute error " +
         detail::aligned(errors.mae, 4, 0) + ", root mean square " + detail::aligned(errors.rmse, 4, 0) + "\n";
}

}  // namespace walaa::inline WALAA_ABI
