// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The exceptions of walaa and their stable codes.

    Three kinds of failure, one rule each: the caller's mistake throws invalid_input naming function, argument, row, value
    and rule; an expected outcome (a fit that did not converge) is a value in fit_report; our own bug is WALAA_ASSERT.
    A message ends in its code, "[D102]"; codes never change their meaning. docs/errors.md has a line for each. */

#include <walaa/core/config.hpp>

#include <array>      // for array
#include <charconv>   // for to_chars
#include <cstddef>    // for size_t
#include <stdexcept>  // for runtime_error
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// Stable codes. The hundreds tell the family: 1 columns, 2 events and time, 3 fits, 4 files, 5 strategies.
enum class error_code : std::uint16_t {
  length_mismatch = 101,
  recency_exceeds_age = 102,
  not_finite = 103,
  negative = 104,
  not_an_integer = 105,
  recency_without_repeat = 106,
  repeat_without_recency = 107,
  repeat_without_exposure = 108,
  empty = 109,
  unknown_column = 110,
  not_positive = 111,
  spend_without_repeat = 112,
  duplicate_column = 113,
  out_of_range = 114,
  unit_mismatch = 115,
  no_exposure = 116,
  wrong_type = 117,
  bad_date = 201,
  wrong_key_kind = 202,
  unknown_refund = 203,
  ends_before_start = 204,
  csv_syntax = 205,
  csv_column = 206,
  csv_value = 207,
  stranger = 208,
  conflicting_event = 209,
  bad_text = 210,
  not_representable = 211,
  not_usable = 301,
  bad_option = 302,
  cancelled = 303,
  different_data = 304,
  not_a_model = 401,
  too_new = 402,
  too_old = 403,
  too_big = 404,
  truncated = 405,
  checksum = 406,
  bad_value = 407,
  unknown_strategy = 408,
  trailing = 409,
  file_system = 410,
  duplicate_name = 501,
  unknown_name = 502,
  not_storable = 503,
  missing_input = 504,
  wrong_length = 505,
  not_explainable = 506,
  assertion = 901,
};

/// "D102": the letter of the family and the number, as it stands at the end of messages.
inline std::string code_text(error_code code) {
  constexpr std::string_view families = "?DDFLS???A";
  const auto number = static_cast<unsigned>(code);
  return families[number / 100 % families.size()] + std::to_string(number);
}

/// The shortest text that reads back as the same double: messages show the number the caller passed.
inline std::string number_text(double value) {
  if (is_missing(value)) return "NaN";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

/// The base of everything that walaa throws (std::bad_alloc aside). what() ends in the code.
class error : public std::runtime_error {
 public:
  error(error_code code, const std::string& message) : std::runtime_error(message + " [" + code_text(code) + "]"), code_(code) {}
  error_code code() const noexcept { return code_; }

 private:
  error_code code_;
};

inline constexpr std::size_t no_row = static_cast<std::size_t>(-1);

/** The caller's mistake. Names the function, the argument, the row (from 0) and the value, where there is one; never a
    customer's key. */
class invalid_input : public error {
 public:
  invalid_input(error_code code, const std::string& message, std::string_view argument = {}, std::size_t row = no_row,
                double value = missing)
      : error(code, message), argument_(argument), row_(row), value_(value) {}

  const std::string& argument() const noexcept { return argument_; }
  std::size_t row() const noexcept { return row_; }  ///< no_row where the mistake is not in one row
  double value() const noexcept { return value_; }   ///< missing where it is not about one number

 private:
  std::string argument_;
  std::size_t row_;
  double value_;
};

/// A fitted model was asked although its fit may not be used; the message is the report's.
class not_usable : public error {
 public:
  explicit not_usable(const std::string& message) : error(error_code::not_usable, message) {}
};

/// A progress callback said stop, outside a fit (a fit returns the status `cancelled` instead).
class cancelled : public error {
 public:
  explicit cancelled(std::string_view where) : error(error_code::cancelled, std::string(where) + ": cancelled by the caller") {}
};

/// Bytes that are no valid model file; offset is where the reader stood.
class load_error : public error {
 public:
  load_error(error_code code, const std::string& message, std::size_t offset = 0) : error(code, message), offset_(offset) {}
  std::size_t offset() const noexcept { return offset_; }

 private:
  std::size_t offset_;
};

namespace detail {
[[noreturn]] inline void assertion_failed(const char* what, const char* file, int line) {
  throw error(error_code::assertion, std::string("walaa is broken: ") + what + " at " + file + ":" + std::to_string(line));
}
}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
