// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/csv.hpp>

#include <walaa/data/detail/key_codes.hpp>  // for is_utf8

#include <algorithm>
#include <charconv>
#include <utility>

namespace walaa::inline WALAA_ABI {

namespace {

/// A field as messages show it: about 40 bytes, whole characters, nothing that a terminal would obey.
std::string shown(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  const bool is_text = detail::is_utf8(text);
  std::size_t end = std::min<std::size_t>(text.size(), 40);
  while (is_text && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  std::string out = "'";
  for (std::size_t i = 0; i < end; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != 0x7f && (is_text || c < 0x80))
      out += text[i];
    else
      (out += "\\x") += {digits[c >> 4], digits[c & 15]};
  }
  return out + (end < text.size() ? "...'" : "'");
}

std::string place(const csv_options& options, std::size_t line, std::size_t column, std::string_view name) {
  std::string out = "read_csv: " + options.file + ", line " + std::to_string(line);
  if (column != no_row) out += ", column " + std::to_string(column + 1);
  if (!name.empty()) out += " (" + std::string(name) + ")";
  return out;
}

/// Cuts a text into fields, in place: what quotes and doubled quotes take up is squeezed out of the field.
class scanner {
 public:
  struct field {
    std::size_t at, size;
  };

  scanner(std::string& text, const csv_options& options) : text_(text), options_(options) {
    const std::string_view start(text_);
    if (start.starts_with("\xef\xbb\xbf")) at_ = 3;
    if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) refuse(1, 0, "is UTF-16; save it as UTF-8");
  }

  bool at_end() const noexcept { return at_ == text_.size(); }
  std::size_t line() const noexcept { return line_; }

  /// The fields of the next row.
  void row(std::vector<field>& fields) {
    const std::size_t first_line = line_;
    if (ends_line(at_)) refuse(line_, no_row, "is empty; every row has a field for each column");
    for (std::size_t column = 0;; ++column) {
      fields.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted(column) : plain(column));
      if (fields.back().size > options_.longest_field)
        refuse(first_line, column,
               "has more than " + std::to_string(options_.longest_field) + " bytes; is a closing quote missing?");
      if (at_ < text_.size() && text_[at_] == options_.separator) {
        ++at_;
        continue;
      }
      if (at_ < text_.size()) {
        at_ += text_[at_] == '\r' ? 2 : 1;
        ++line_;
      }
      return;
    }
  }

 private:
  bool ends_line(std::size_t at) const noexcept {
    return at == text_.size() || text_[at] == '\n' || (text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n');
  }

  field plain(std::size_t column) {
    const std::size_t start = at_;
    for (; !ends_line(at_) && text_[at_] != options_.separator; ++at_) {
      if (text_[at_] == '\0') refuse(line_, column, "holds a NUL byte; the file is damaged or no text");
      if (text_[at_] == '\r') refuse(line_, column, "holds a carriage return without a line feed; lines end in LF or CRLF");
      if (text_[at_] == '"') refuse(line_, column, "has a quote inside an unquoted field; quote the field and double the quote");
    }
    return {start, at_ - start};
  }

  field quoted(std::size_t column) {
    const std::size_t opened = line_, start = at_ + 1;
    std::size_t out = start;
    for (++at_;; ++at_) {
      if (at_ == text_.size()) refuse(opened, column, "opens a quote that is never closed");
      const char c = text_[at_];
      if (c == '\0') refuse(line_, column, "holds a NUL byte; the file is damaged or no text");
      if (c == '\n') ++line_;
      if (c == '"' && (++at_ == text_.size() || text_[at_] != '"')) break;
      text_[out++] = c;
    }
    if (!ends_line(at_) && text_[at_] != options_.separator) refuse(line_, column, "has text after its closing quote");
    return {start, out - start};
  }

  [[noreturn]] void refuse(std::size_t line, std::size_t column, const std::string& rule) const {
    throw invalid_input(error_code::csv_syntax, place(options_, line, column, {}) + " " + rule, options_.file, line);
  }

  std::string& text_;
  const csv_options& options_;
  std::size_t at_ = 0, line_ = 1;
};

/// True when the text is a whole number as it would be printed: no sign but -, no leading zeros, 64 bits.
bool is_integer(std::string_view text, std::int64_t& number) noexcept {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || (digits.size() > 1 && digits[0] == '0') || (digits == "0" && text.size() > 1)) return false;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end;
}

}  // namespace

csv_table read_csv(std::string text, const csv_options& options) {
  csv_table table;
  table.options_ = options;
  table.text_ = std::move(text);
  scanner scan(table.text_, options);
  if (scan.at_end())
    throw invalid_input(error_code::csv_syntax, place(options, 1, no_row, {}) + " is empty; the first row names the columns",
                        options.file);
  std::vector<scanner::field> row;
  scan.row(row);
  for (const auto& f : row) {
    std::string name = table.text_.substr(f.at, f.size);
    const std::size_t at = table.names_.size();
    if (!detail::is_utf8(name))
      throw invalid_input(error_code::bad_text,
                          place(options, 1, at, {}) + " is not valid UTF-8; convert the file before reading it", options.file, 1);
    if (std::find(table.names_.begin(), table.names_.end(), name) != table.names_.end())
      throw invalid_input(error_code::csv_column, place(options, 1, at, name) + " is a name that stands twice", name, 1);
    table.names_.push_back(std::move(name));
  }
  while (!scan.at_end()) {
    const std::size_t line = scan.line();
    row.clear();
    scan.row(row);
    if (row.size() != table.names_.size())
      throw invalid_input(error_code::csv_syntax,
                          place(options, line, no_row, {}) + " has " + std::to_string(row.size()) + " of the header's " +
                              std::to_string(table.names_.size()) + " fields",
                          options.file, line);
    for (const auto& f : row) table.fields_.push_back({f.at, f.size});
    table.lines_.push_back(line);
  }
  return table;
}

bool csv_table::has(std::string_view name) const noexcept {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::size_t csv_table::column(std::string_view name) const {
  const auto at = std::find(names_.begin(), names_.end(), name);
  if (at != names_.end()) return static_cast<std::size_t>(at - names_.begin());
  std::string known;
  for (const std::string& n : names_) known += (known.empty() ? "" : ", ") + n;
  throw invalid_input(error_code::csv_column,
                      place(options_, 1, no_row, {}) + ": no column '" + std::string(name) + "'; there is: " + known, name, 1);
}

std::string_view csv_table::value(std::size_t row, std::size_t column) const noexcept {
  const field& f = fields_[row * names_.size() + column];
  return std::string_view(text_).substr(f.at, f.size);
}

void csv_table::refuse(std::size_t row, std::size_t column, std::string_view rule, error_code code) const {
  throw invalid_input(
      code, place(options_, lines_[row], column, names_[column]) + ": " + shown(value(row, column)) + " " + std::string(rule),
      names_[column], lines_[row]);
}

std::vector<double> csv_table::numbers(std::string_view name, blank empty) const {
  const std::size_t c = column(name);
  std::vector<double> out(size(), missing);
  for (std::size_t row = 0; row < size(); ++row) {
    const std::string_view text = value(row, c);
    if (text.empty() && empty == blank::allowed) continue;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out[row]);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !is_finite(out[row])) refuse(row, c, "is no number");
  }
  return out;
}

std::vector<std::int64_t> csv_table::integers(std::string_view name) const {
  const std::size_t c = column(name);
  std::vector<std::int64_t> out(size());
  for (std::size_t row = 0; row < size(); ++row)
    if (!is_integer(value(row, c), out[row])) refuse(row, c, "is no whole number of 64 bits");
  return out;
}

std::vector<date> csv_table::dates(std::string_view name, blank empty) const {
  const std::size_t c = column(name);
  std::vector<date> out(size(), no_date);
  for (std::size_t row = 0; row < size(); ++row) {
    const std::string_view text = value(row, c);
    if (text.empty() && empty == blank::allowed) continue;
    out[row] = parse_date(text);
    if (out[row] == no_date) refuse(row, c, "is no day that exists, written YYYY-MM-DD");
  }
  return out;
}

std::vector<std::string> csv_table::texts(std::string_view name) const {
  const std::size_t c = column(name);
  std::vector<std::string> out(size());
  for (std::size_t row = 0; row < size(); ++row) {
    if (!detail::is_utf8(value(row, c)))
      refuse(row, c, "is not valid UTF-8; convert the file before reading it", error_code::bad_text);
    out[row] = value(row, c);
  }
  return out;
}

key_column csv_table::keys(std::string_view name) const {
  const std::size_t c = column(name);
  std::vector<std::int64_t> numbers(size());
  bool all = true;
  for (std::size_t row = 0; row < size(); ++row) {
    if (value(row, c).empty()) refuse(row, c, "is empty; every row needs its key");
    all = all && is_integer(value(row, c), numbers[row]);
  }
  if (all) return key_column(std::move(numbers));
  return key_column(texts(name));
}

}  // namespace walaa::inline WALAA_ABI
