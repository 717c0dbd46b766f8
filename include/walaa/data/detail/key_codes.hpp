// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Customers' names as whole numbers, whatever they are: an integer key is its own code, a text key's code is its rank among
    all texts of all logs in bytewise order. Ascending codes are ascending keys, so that tables come out in order of keys and
    the order of rows cannot matter. */

#include <walaa/core/check.hpp>
#include <walaa/core/key.hpp>
#include <walaa/data/detail/text_dictionary.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>  // for size
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// A key column of one log, under the name that messages give it.
struct named_keys {
  std::string_view name;
  key_view keys;
};

/// The key columns of several logs as codes.
class key_codes {
 public:
  /** Codes for all columns, an array of named_keys or a span; empty columns have neither kind.
      \throws invalid_input when some keys are text and some integers, or a text is no UTF-8, naming column and row */
  template<class Columns> key_codes(std::string_view where, const Columns& columns) : codes_(std::size(columns)) {
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
      for (std::size_t i = 0; i < codes_.size(); ++i) codes_[i].view = columns[i].keys.numbers();
      return;
    }
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      const auto texts = columns[i].keys.texts();
      codes_[i].own = texts_.insert(texts, [&](std::size_t row) {
        if (!is_utf8(texts[row]))
          throw invalid_input(error_code::bad_text,
                              std::string(where) + ": " + std::string(columns[i].name) + "[" + std::to_string(row) +
                                  "] is not valid UTF-8; convert the file before reading it",
                              columns[i].name, row);
      });
    }
    const std::vector<std::size_t> order = bytewise_order(texts_);
    std::vector<std::uint32_t> rank(order.size());
    in_order_.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      rank[order[i]] = static_cast<std::uint32_t>(i);
      in_order_.push_back(texts_.stored(order[i]));
    }
    for (column& c : codes_) {
      for (std::int64_t& code : c.own) code = rank[static_cast<std::size_t>(code)];
      c.view = c.own;
    }
  }

  bool is_text() const noexcept { return is_text_; }
  std::span<const std::int64_t> operator[](std::size_t i) const noexcept { return codes_[i].view; }

  /// The texts of some codes.
  std::vector<std::string> texts(std::span<const std::int64_t> codes) const {
    constexpr std::size_t ahead = 16;
    std::vector<std::string> out;
    out.reserve(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (i + ahead < codes.size()) __builtin_prefetch(in_order_[static_cast<std::size_t>(codes[i + ahead])]);
      out.emplace_back(text_store::text(in_order_[static_cast<std::size_t>(codes[i])]));
    }
    return out;
  }

 private:
  static const char* kind(const key_view& k) noexcept { return k.is_text() ? "text" : "integer"; }
  struct column {
    std::span<const std::int64_t> view;
    std::vector<std::int64_t> own;
  };
  std::vector<column> codes_;
  text_dictionary texts_;
  std::vector<const char*> in_order_;  // the stored texts, bytewise
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
