// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What shrinkage says of one unit (a branch, an agent, a customer), and where columns of it go.

        value = credibility * (the unit's own rate) + (1 - credibility) * (the mean of all units)

    Credibility runs from 0 (nothing known of the unit: the mean of all) to 1 (so much that the others do not matter). */

#include <walaa/core/check.hpp>

#include <cmath>  // for nearbyint
#include <cstddef>
#include <span>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// A credible interval with equal tails.
struct credible_interval {
  double lo = missing, hi = missing;
};

/// Where columns go, one row a unit; all but value may be left empty.
struct shrunk_out {
  std::span<double> value;
  std::span<double> error{};        ///< posterior standard deviation
  std::span<double> lo{}, hi{};     ///< interval
  std::span<double> credibility{};  ///< how much the unit's own rate counts, in [0, 1]
};

/// May a row be missing, its answer then too?
enum class missing_units : bool { refused, allowed };

namespace detail {

/// A whole number >= 0.
inline void check_count_in_row(std::string_view where, std::string_view name, std::size_t row, double count) {
  if (!is_finite(count)) refuse(error_code::not_finite, where, name, row, count, "is not a finite number");
  if (count < 0) refuse(error_code::negative, where, name, row, count, "is negative");
  if (count != std::nearbyint(count)) refuse(error_code::not_an_integer, where, name, row, count, "is not a whole number");
}

inline void check_nonnegative_in_row(std::string_view where, std::string_view name, std::size_t row, double value) {
  if (!is_finite(value)) refuse(error_code::not_finite, where, name, row, value, "is not a finite number");
  if (value < 0) refuse(error_code::negative, where, name, row, value, "is negative");
}

inline void check_weight(std::string_view where, std::string_view name, std::size_t rows, std::span<const double> weight) {
  if (weight.empty()) return;
  check_same_length(where, name, rows, "weight", weight.size());
  check_nonnegative(where, "weight", weight);
}

inline void check_shrunk_out(std::string_view where, std::string_view name, std::size_t rows, const shrunk_out& out) {
  check_same_length(where, name, rows, "out.value", out.value.size());
  const auto optional = [&](std::string_view of, std::span<const double> column) {
    if (!column.empty()) check_same_length(where, name, rows, of, column.size());
  };
  optional("out.error", out.error);
  optional("out.lo", out.lo);
  optional("out.hi", out.hi);
  optional("out.credibility", out.credibility);
}

inline void check_level(std::string_view where, double level) {
  if (!(level > 0 && level < 1)) refuse(error_code::out_of_range, where, "level", no_row, level, "is outside (0, 1)");
}

/// One row of the columns from one posterior; the interval only where somebody wants it, for it costs two quantiles.
template<class Posterior>
void write_shrunk(const Posterior& unit, double level, std::size_t row, const shrunk_out& out) noexcept {
  out.value[row] = unit.value;
  if (!out.error.empty()) out.error[row] = unit.error;
  if (!out.credibility.empty()) out.credibility[row] = unit.credibility;
  if (out.lo.empty() && out.hi.empty()) return;
  const credible_interval interval = unit.interval(level);
  if (!out.lo.empty()) out.lo[row] = interval.lo;
  if (!out.hi.empty()) out.hi[row] = interval.hi;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
