// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Days, durations and the unit of a table's plain numbers.

    A date is a civil day, held as a 64-bit count of days since 1970-01-01 (the memory of numpy's datetime64[D]); walaa knows
    no clock and no time zone. Public doors take durations (`weeks{39}`), kernels take doubles in the model's unit: a bare
    39.0 where a duration is due does not compile.

    A month as a duration is the mean Gregorian month, 30.436875 days, and a year 365.2425 days; calendar months are periods
    of a summary (data/period.hpp), not durations. */

#include <walaa/core/error.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

using days = std::chrono::duration<double, std::chrono::days::period>;
using weeks = std::chrono::duration<double, std::chrono::weeks::period>;
using months = std::chrono::duration<double, std::chrono::months::period>;
using years = std::chrono::duration<double, std::chrono::years::period>;

using date = std::chrono::time_point<std::chrono::system_clock, std::chrono::duration<std::int64_t, std::ratio<86400>>>;

/// A day that is not known ("not yet answered"); the bits of numpy's NaT.
inline constexpr date no_date{date::duration{(std::numeric_limits<std::int64_t>::min)()}};

/// The unit of the plain numbers in a table or a model.
enum class time_unit : std::uint8_t { day, week, month };

/// "days", "weeks", "months"
constexpr std::string_view unit_name(time_unit unit) noexcept {
  return unit == time_unit::day ? "days" : unit == time_unit::week ? "weeks" : "months";
}

/// Length of a unit in days: 1, 7, 30.436875.
constexpr double days_in(time_unit unit) noexcept {
  return unit == time_unit::day ? 1.0 : unit == time_unit::week ? 7.0 : 30.436875;
}

/// A duration in plain numbers of a unit; exact where the quotient is (weeks{39} in weeks is 39).
constexpr double in_units(days d, time_unit unit) noexcept { return d.count() / days_in(unit); }

/// Whole days from one date to another, in plain numbers of a unit.
constexpr double in_units(date from, date to, time_unit unit) noexcept {
  return static_cast<double>((to - from).count()) / days_in(unit);
}

/// "1997-09-30"; years 0000 to 9999.
inline std::string date_text(date d) {
  if (d == no_date) return "no date";
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{d.time_since_epoch().count()}}};
  std::string text = "0000-00-00";
  const auto put = [&](std::size_t at, int width, unsigned value) {
    for (int i = width - 1; i >= 0; --i, value /= 10)
      text[at + static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, static_cast<unsigned>(static_cast<int>(ymd.year())));
  put(5, 2, static_cast<unsigned>(ymd.month()));
  put(8, 2, static_cast<unsigned>(ymd.day()));
  return text;
}

/** Reads "YYYY-MM-DD" (ISO 8601) and nothing else: no other order of day and month is ever guessed.
    \returns no_date for any other text and for days that do not exist (1997-02-30) */
constexpr date parse_date(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return no_date;
  int digits[3] = {0, 0, 0};
  for (std::size_t i = 0, part = 0; i < 10; ++i) {
    if (i == 4 || i == 7) {
      ++part;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return no_date;
    digits[part] = digits[part] * 10 + (text[i] - '0');
  }
  const std::chrono::year_month_day ymd{std::chrono::year{digits[0]}, std::chrono::month{static_cast<unsigned>(digits[1])},
                                        std::chrono::day{static_cast<unsigned>(digits[2])}};
  if (!ymd.ok()) return no_date;
  return std::chrono::sys_days{ymd};
}

/// \throws invalid_input when a table and a model do not count time in the same unit, naming both
inline void check_same_unit(std::string_view where, time_unit table, time_unit model) {
  if (table == model) return;
  throw invalid_input(error_code::unit_mismatch, std::string(where) + ": the table is in " + std::string(unit_name(table)) +
                                                     ", the model was fitted in " + std::string(unit_name(model)) +
                                                     "; summarise the same logs in the model's unit");
}

}  // namespace walaa::inline WALAA_ABI
