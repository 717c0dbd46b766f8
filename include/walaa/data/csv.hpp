// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A CSV file (RFC 4180) as typed columns. Opt-in: not part of walaa/data.hpp, implemented in the compiled half.

        const csv_table t = read_csv(text, {.file = "sales.csv"});
        const key_column who = t.keys("customer_id");
        const std::vector<date> on = t.dates("date");
        const std::vector<double> amount = t.numbers("amount");

    Strict: the first row names the columns; every row has a field for each; text is UTF-8; dates are YYYY-MM-DD and exist;
    numbers have a point, no separators of thousands, no units. Whatever is not so is refused with line and column, before
    anything has been handed out: no value is guessed, skipped or cut short. Line ends may be LF or CRLF; a byte order mark
    is skipped; fields may be quoted, with "" for a quote inside, and quoted fields may hold line ends.

    For files that need guessing (other encodings, day-first dates) use a tool made for it and hand over columns. */

#include <walaa/core/time.hpp>
#include <walaa/data/log_columns.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct csv_options {
  std::string file = "csv";  ///< what messages call it; nothing is opened
  char separator = ',';
  std::size_t longest_field = 65536;  ///< bytes; a longer field is refused: it is nearly always a quote that is missing
};

/// What an empty field is: a mistake, or a value that is not there (NaN, no_date).
enum class blank : std::uint8_t { refused, allowed };

/// A whole file, cut into fields; owns its text. Columns are asked for by name and type.
class csv_table {
 public:
  std::size_t size() const noexcept { return lines_.size(); }  ///< rows without the header
  const std::vector<std::string>& names() const noexcept { return names_; }
  bool has(std::string_view name) const noexcept;

  /// Each throws invalid_input naming line and column: for a name the file lacks, for the first field of another type.
  std::vector<double> numbers(std::string_view name, blank empty = blank::refused) const;
  std::vector<std::int64_t> integers(std::string_view name) const;
  std::vector<date> dates(std::string_view name, blank empty = blank::refused) const;
  std::vector<std::string> texts(std::string_view name) const;
  /// Integers when every field is one as it would be printed ("42"), otherwise texts ("00042"); an empty field is refused.
  key_column keys(std::string_view name) const;

 private:
  friend csv_table read_csv(std::string text, const csv_options& options);

  struct field {
    std::size_t at, size;
  };
  std::size_t column(std::string_view name) const;
  std::string_view value(std::size_t row, std::size_t column) const noexcept;
  [[noreturn]] void refuse(std::size_t row, std::size_t column, std::string_view rule,
                           error_code code = error_code::csv_value) const;

  std::string text_;
  csv_options options_;
  std::vector<std::string> names_;
  std::vector<field> fields_;       // row by row, without the header
  std::vector<std::size_t> lines_;  // where each row begins, counted from 1
};

/// \throws invalid_input naming line and column, when the text is no CSV
csv_table read_csv(std::string text, const csv_options& options = {});

}  // namespace walaa::inline WALAA_ABI
