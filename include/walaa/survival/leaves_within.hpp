// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    P(leaves within h | still a customer at age t): the number that a save list needs, from any survival model.

        P = 1 - S(t + h) / S(t) = -expm1(-(H(t + h) - H(t)))

    h = 0 gives exactly 0. Two answers are no number, and say so by a status: under the model nobody is still a customer at t
    (S(t) = 0), and t + h lies beyond the data of a curve that does not extrapolate.

        leaves_within(curve, weeks{30}, days{90});           // one customer, durations
        leaves_within(curve, age, 12.0, {.value = p});       // a column, in the model's unit */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/survival/survival_model.hpp>

#include <cmath>  // for expm1
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace walaa::inline WALAA_ABI {

enum class leaving : std::uint8_t {
  known,        ///< value is the probability
  gone,         ///< S(t) = 0: under the model nobody is still a customer at t
  beyond_data,  ///< the curve ends before t + h
  no_age,       ///< the age is missing
};

struct leave_probability {
  double value = missing;
  double error = missing;  ///< standard error; missing where the model gives none
  leaving status = leaving::no_age;

  explicit operator bool() const noexcept { return status == leaving::known; }
};

/// Where a column of answers goes; error and status may be left empty.
struct leave_out {
  std::span<double> value;
  std::span<double> error{};
  std::span<leaving> status{};
};

/// How many rows got which answer.
struct leave_counts {
  std::size_t known = 0, gone = 0, beyond_data = 0, no_age = 0;

  friend bool operator==(const leave_counts&, const leave_counts&) = default;
};

namespace detail {

/// The standard error of P(leaves in (from, to] | alive at from), where a model knows it.
template<class M>
concept with_leaving_error = requires(const M& m, double t) {
  { m.leaving_error(t, t) } -> std::same_as<double>;
};

/// Times checked before; allocates nothing.
template<survival_model M> leave_probability leaves_within_checked(const M& m, double alive_at, double h) {
  constexpr double certain = std::numeric_limits<double>::infinity();
  if (is_missing(alive_at)) return {};
  const double now = cumulative_hazard(m, alive_at);
  if (now == certain) return {.status = leaving::gone};
  if (h == 0) return {.value = 0, .error = 0, .status = leaving::known};
  const double then = cumulative_hazard(m, alive_at + h);
  if (is_missing(then) || is_missing(now)) return {.status = leaving::beyond_data};
  leave_probability p{.value = then == certain ? 1.0 : 0.0 - std::expm1(now - then), .status = leaving::known};
  if constexpr (with_leaving_error<M>) p.error = m.leaving_error(alive_at, alive_at + h);
  return p;
}

/// A column of ages checked, asked one by one by `one(age)`, written and counted.
template<class One>
leave_counts leaves_within_column(std::string_view where, std::span<const double> alive_at, const leave_out& out, One&& one) {
  check_same_length(where, "alive_at", alive_at.size(), "out.value", out.value.size());
  if (!out.error.empty()) check_same_length(where, "alive_at", alive_at.size(), "out.error", out.error.size());
  if (!out.status.empty()) check_same_length(where, "alive_at", alive_at.size(), "out.status", out.status.size());
  for (std::size_t i = 0; i < alive_at.size(); ++i) {
    if (alive_at[i] < 0) refuse(error_code::negative, where, "alive_at", i, alive_at[i], "is negative");
    if (!is_finite(alive_at[i]) && !is_missing(alive_at[i]))
      refuse(error_code::not_finite, where, "alive_at", i, alive_at[i], "is not a finite number");
  }

  leave_counts counts;
  for (std::size_t i = 0; i < alive_at.size(); ++i) {
    const leave_probability p = one(alive_at[i]);
    out.value[i] = p.value;
    if (!out.error.empty()) out.error[i] = p.error;
    if (!out.status.empty()) out.status[i] = p.status;
    ++(p.status == leaving::known         ? counts.known
       : p.status == leaving::gone        ? counts.gone
       : p.status == leaving::beyond_data ? counts.beyond_data
                                          : counts.no_age);
  }
  return counts;
}

}  // namespace detail

/** One customer, in the model's unit. A missing age is answered by a status.
    \throws invalid_input for a negative or infinite age or horizon */
template<survival_model M> leave_probability leaves_within(const M& m, double alive_at, double h) {
  check_nonnegative("leaves_within", "h", h);
  if (!is_missing(alive_at)) check_nonnegative("leaves_within", "alive_at", alive_at);
  return detail::leaves_within_checked(m, alive_at, h);
}

/// The same in durations, converted to the model's unit.
template<timed_survival_model M> leave_probability leaves_within(const M& m, days alive_for, days h) {
  return leaves_within(m, in_units(alive_for, m.unit), in_units(h, m.unit));
}

/** A column of ages, in the model's unit; out.value is missing where the status is not `known`. Allocates nothing; a row
    gets the bits that it gets alone.
    \throws invalid_input for a negative or infinite age, with its row, before anything is written */
template<survival_model M>
leave_counts leaves_within(const M& m, std::span<const double> alive_at, double h, const leave_out& out) {
  check_nonnegative("leaves_within", "h", h);
  return detail::leaves_within_column("leaves_within", alive_at, out,
                                      [&](double age) { return detail::leaves_within_checked(m, age, h); });
}

/// The same with a horizon that has a unit; the ages are in the unit of the table they come from, which must be the model's.
template<timed_survival_model M>
leave_counts leaves_within(const M& m, std::span<const double> alive_at, time_unit table, days h, const leave_out& out) {
  check_same_unit("leaves_within", table, m.unit);
  return leaves_within(m, alive_at, in_units(h, m.unit), out);
}

}  // namespace walaa::inline WALAA_ABI
