// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Periods: which purchases are one purchase.

    Purchases of one customer in one period count as one. Periods are civil days, ISO weeks (Monday to Sunday), calendar
    months or calendar quarters; a period is known by its ordinal, so that the one after n is n + 1 whatever its length.

    A purchase stands at its period, and so does the end of observation: with periods longer than a day, ages are counted
    from period to period. Months and quarters are counted in whole calendar months where the unit is a month (January to
    March is 2, never 59 / 30.4), every other pairing in civil days from first day to first day. */

#include <walaa/core/time.hpp>

#include <chrono>
#include <cstdint>

namespace walaa::inline WALAA_ABI {

enum class period_rule : std::uint8_t { day, week, month, quarter };

namespace detail {

constexpr std::int64_t floor_quotient(std::int64_t n, std::int64_t d) noexcept { return n >= 0 ? n / d : -((d - 1 - n) / d); }

/// Months since January of the year 0.
constexpr std::int64_t month_ordinal(date on) noexcept {
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{on.time_since_epoch().count()}}};
  return 12 * std::int64_t{static_cast<int>(ymd.year())} + static_cast<std::int64_t>(static_cast<unsigned>(ymd.month())) - 1;
}

inline constexpr std::int64_t days_to_monday = 3;  // 1970-01-01 was a Thursday, the third day after a Monday

}  // namespace detail

/// The ordinal of the period that a day falls into.
constexpr std::int64_t period_of(date on, period_rule rule) noexcept {
  switch (rule) {
    case period_rule::week:
      return detail::floor_quotient(on.time_since_epoch().count() + detail::days_to_monday, 7);
    case period_rule::month:
      return detail::month_ordinal(on);
    case period_rule::quarter:
      return detail::floor_quotient(detail::month_ordinal(on), 3);
    case period_rule::day:
      break;
  }
  return on.time_since_epoch().count();
}

/// The first day of a period.
constexpr date first_day(std::int64_t ordinal, period_rule rule) noexcept {
  if (rule == period_rule::day) return date{date::duration{ordinal}};
  if (rule == period_rule::week) return date{date::duration{7 * ordinal - detail::days_to_monday}};
  const std::int64_t month = rule == period_rule::quarter ? 3 * ordinal : ordinal;
  const std::int64_t year = detail::floor_quotient(month, 12);
  return std::chrono::sys_days{std::chrono::year{static_cast<int>(year)} /
                               std::chrono::month{static_cast<unsigned>(month - 12 * year + 1)} / 1};
}

/// Time from one period to another in plain numbers of a unit.
constexpr double between_periods(std::int64_t from, std::int64_t to, period_rule rule, time_unit unit) noexcept {
  if (unit == time_unit::month && rule == period_rule::month) return static_cast<double>(to - from);
  if (unit == time_unit::month && rule == period_rule::quarter) return 3.0 * static_cast<double>(to - from);
  return in_units(first_day(from, rule), first_day(to, rule), unit);
}

}  // namespace walaa::inline WALAA_ABI
