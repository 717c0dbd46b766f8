// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Names of customers and of events: 64-bit integers or UTF-8 text, never both in one column. */

#include <walaa/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// One key: an integer or UTF-8 text. "42" the text and 42 the number are different keys.
using key = std::variant<std::int64_t, std::string>;

inline std::string key_text(const key& k) {
  return std::holds_alternative<std::string>(k) ? std::get<std::string>(k) : std::to_string(std::get<std::int64_t>(k));
}

/// A column of keys that somebody else owns; valid as long as that somebody keeps it.
class key_view {
 public:
  key_view() = default;
  key_view(std::span<const std::int64_t> numbers) : numbers_(numbers) {}              // NOLINT
  key_view(std::span<const std::string> texts) : texts_(texts), is_text_(true) {}     // NOLINT
  key_view(const std::vector<std::int64_t>& numbers) : numbers_(numbers) {}           // NOLINT
  key_view(const std::vector<std::string>& texts) : texts_(texts), is_text_(true) {}  // NOLINT

  std::size_t size() const noexcept { return is_text_ ? texts_.size() : numbers_.size(); }
  bool empty() const noexcept { return size() == 0; }
  bool is_text() const noexcept { return is_text_; }
  std::span<const std::int64_t> numbers() const noexcept { return numbers_; }  ///< empty for text keys
  std::span<const std::string> texts() const noexcept { return texts_; }       ///< empty for integer keys

  key operator[](std::size_t row) const { return is_text_ ? key(texts_[row]) : key(numbers_[row]); }
  std::string text(std::size_t row) const { return is_text_ ? texts_[row] : std::to_string(numbers_[row]); }

  key_view rows(std::size_t first, std::size_t n) const {
    if (empty()) return *this;
    return is_text_ ? key_view(texts_.subspan(first, n)) : key_view(numbers_.subspan(first, n));
  }

 private:
  std::span<const std::int64_t> numbers_{};
  std::span<const std::string> texts_{};
  bool is_text_ = false;
};

}  // namespace walaa::inline WALAA_ABI
