// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Customers' names as whole numbers, whatever they are: an integer key is its own code, a text key's code is its rank among
    all texts of all logs in bytewise order. Ascending codes are ascending keys, so that tables come out in order of keys and
    the order of rows cannot matter. */

#include <walaa/core/check.hpp>
#include <walaa/core/key.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
inline bool is_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    const std::size_t more = lead < 0x80                   ? 0
                             : lead >= 0xc2 && lead < 0xe0 ? 1
                             : lead >= 0xe0 && lead < 0xf0 ? 2
                             : lead >= 0xf0 && lead < 0xf5 ? 3
                                                           : 4;
    if (more > 3 || more >= text.size() - i) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((byte(i + k) & 0xc0) != 0x80) return false;
    if (more >= 2) {
      const unsigned second = byte(i + 1);
      if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
          (lead == 0xf4 && second > 0x8f))
        return false;
    }
    i += more + 1;
  }
  return true;
}

/// 64 well-mixed bits of a text; the same on every machine.
inline std::uint64_t hash_text(std::string_view text) noexcept {
  std::uint64_t h = 0x9e3779b97f4a7c15u ^ text.size();
  std::size_t i = 0;
  const auto mix = [&](std::uint64_t word) {
    h = (h ^ word) * 0xd6e8feb86659fd93u;
    h ^= h >> 32;
  };
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    for (std::size_t k = 0; k < 8; ++k) word |= std::uint64_t{static_cast<unsigned char>(text[i + k])} << (8 * k);
    mix(word);
  }
  std::uint64_t word = 0;
  for (std::size_t k = 0; i < text.size(); ++i, ++k) word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * k);
  mix(word);
  return h * 0xd6e8feb86659fd93u;
}

/// Distinct texts and a number for each, in the order of their coming. Keeps views: the texts must live as long.
class text_dictionary {
 public:
  text_dictionary() : slots_(1024) {}

  std::size_t size() const noexcept { return texts_.size(); }
  std::string_view operator[](std::size_t number) const noexcept { return texts_[number]; }

  /// The text's number; `added` is whether it is new.
  std::int64_t insert(std::string_view text, bool& added) {
    const std::uint64_t h = hash_text(text);
    for (std::size_t at = h >> shift_;; at = (at + 1) & (slots_.size() - 1)) {
      slot& s = slots_[at];
      if (s.number == 0) {
        added = true;
        texts_.push_back(text);
        s = {h, texts_.size()};
        if (2 * texts_.size() > slots_.size()) grow();
        return static_cast<std::int64_t>(texts_.size() - 1);
      }
      if (s.hash == h && texts_[s.number - 1] == text) {
        added = false;
        return static_cast<std::int64_t>(s.number - 1);
      }
    }
  }

 private:
  struct slot {
    std::uint64_t hash = 0;
    std::size_t number = 0;  // from 1; 0: free
  };
  void grow() {
    std::vector<slot> old(4 * slots_.size());
    old.swap(slots_);
    shift_ -= 2;
    for (const slot& s : old) {
      if (s.number == 0) continue;
      std::size_t at = s.hash >> shift_;
      while (slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = s;
    }
  }

  std::vector<slot> slots_;
  std::vector<std::string_view> texts_;
  unsigned shift_ = 64 - 10;
};

/// A key column of one log, under the name that messages give it.
struct named_keys {
  std::string_view name;
  key_view keys;
};

/// The key columns of several logs as codes.
class key_codes {
 public:
  /** Codes for all columns; empty columns have neither kind.
      \throws invalid_input when some keys are text and some integers, or a text is no UTF-8, naming column and row */
  key_codes(std::string_view where, std::span<const named_keys> columns) : codes_(columns.size()) {
    const named_keys* first = nullptr;
    for (const named_keys& c : columns) {
      if (c.keys.empty()) continue;
      if (!first) first = &c;
      if (c.keys.is_text() != first->keys.is_text())
        throw invalid_input(error_code::wrong_key_kind,
                            std::string(where) + ": " + std::string(first->name) + " has " + kind(first->keys) + " keys and " +
                                std::string(c.name) + " has " + kind(c.keys) + " keys; give all logs one kind",
                            c.name);
    }
    is_text_ = first && first->keys.is_text();
    if (!is_text_) {
      for (std::size_t i = 0; i < columns.size(); ++i) codes_[i].view = columns[i].keys.numbers();
      return;
    }
    text_dictionary dictionary;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto texts = columns[i].keys.texts();
      codes_[i].own.resize(texts.size());
      for (std::size_t row = 0; row < texts.size(); ++row) {
        bool added;
        codes_[i].own[row] = dictionary.insert(texts[row], added);
        if (added && !is_utf8(texts[row]))
          throw invalid_input(error_code::bad_text,
                              std::string(where) + ": " + std::string(columns[i].name) + "[" + std::to_string(row) +
                                  "] is not valid UTF-8; convert the file before reading it",
                              columns[i].name, row);
      }
    }
    std::vector<std::size_t> order(dictionary.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return dictionary[a] < dictionary[b]; });
    std::vector<std::int64_t> rank(order.size());
    texts_.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      rank[order[i]] = static_cast<std::int64_t>(i);
      texts_.emplace_back(dictionary[order[i]]);
    }
    for (column& c : codes_) {
      for (std::int64_t& code : c.own) code = rank[static_cast<std::size_t>(code)];
      c.view = c.own;
    }
  }

  bool is_text() const noexcept { return is_text_; }
  std::span<const std::int64_t> operator[](std::size_t i) const noexcept { return codes_[i].view; }
  const std::string& text(std::int64_t code) const noexcept { return texts_[static_cast<std::size_t>(code)]; }

 private:
  static const char* kind(const key_view& k) noexcept { return k.is_text() ? "text" : "integer"; }
  struct column {
    std::span<const std::int64_t> view;
    std::vector<std::int64_t> own;
  };
  std::vector<column> codes_;
  std::vector<std::string> texts_;
  bool is_text_ = false;
};

/// Where a customer stands in a table of ascending, distinct codes.
class row_finder {
 public:
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

  explicit row_finder(std::span<const std::int64_t> codes) : codes_(codes) {
    std::size_t slots = 16;
    while (slots < 2 * codes.size()) slots *= 2, --shift_;
    rows_.assign(slots, 0);
    for (std::size_t row = 0; row < codes.size(); ++row) {
      std::size_t at = start(codes[row]);
      while (rows_[at] != 0) at = (at + 1) & (slots - 1);
      rows_[at] = static_cast<std::uint32_t>(row + 1);
    }
  }

  std::size_t operator()(std::int64_t code) const noexcept {
    for (std::size_t at = start(code);; at = (at + 1) & (rows_.size() - 1)) {
      if (rows_[at] == 0) return nobody;
      if (codes_[rows_[at] - 1] == code) return rows_[at] - 1;
    }
  }

 private:
  std::size_t start(std::int64_t code) const noexcept {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(code) * 0x9e3779b97f4a7c15u) >> shift_);
  }
  std::span<const std::int64_t> codes_;
  std::vector<std::uint32_t> rows_;  // from 1; 0: free
  unsigned shift_ = 60;
};

}  // namespace walaa::inline WALAA_ABI::detail
