// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A tree as bytes and back. The decoder below is the only code of walaa that meets hostile bytes, hence its rules:

      - a count is compared with the bytes that remain before anything is allocated for it;
      - the tree may take at most 1 MiB + 4 times the bytes it was read from, and be 32 levels deep;
      - there is one way to write each tree: names are unique, texts are UTF-8, a missing number is a mask, never a NaN.

        node    u8 kind, then
        0 nothing
        1 number   f64
        2 text     u32 n, n bytes
        3 column   u32 n, u8 masked, [ceil(n / 8) bytes, bit i set: element i is missing, its f64 is 0], n f64
        4 list     u32 n, n nodes
        5 record   u32 version, u32 n, n times (u32 length, name, node)
*/

#include <walaa/archive/byte_cursor.hpp>
#include <walaa/core/tree_node.hpp>
#include <walaa/core/utf8.hpp>

#include <algorithm>  // for sort, adjacent_find
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

inline constexpr unsigned deepest_tree = 32;

/// What a tree read from so many bytes may take in memory.
constexpr std::size_t memory_allowed(std::size_t bytes) noexcept { return (std::size_t{1} << 20) + 4 * bytes; }

/// What one child of a record or list takes, name included.
constexpr std::size_t memory_of_child(std::size_t name) noexcept {
  return sizeof(tree) + sizeof(std::string) + (name > 15 ? name + 1 : 0);
}

constexpr bool legal_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 255 && name.front() != '@' && valid_utf8(name);  // "@..." is JSON's own
}

inline bool unique_names(const std::vector<std::string>& names) {
  if (names.size() <= 16) {
    for (std::size_t i = 1; i < names.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (names[i] == names[j]) return false;
    return true;
  }
  std::vector<std::string_view> sorted(names.begin(), names.end());
  std::ranges::sort(sorted);
  return std::ranges::adjacent_find(sorted) == sorted.end();
}

class tree_encoder {
 public:
  explicit tree_encoder(std::vector<std::byte>& bytes) : out_(bytes) {}

  /// \throws invalid_input for a tree that no file can hold
  void put(const tree& t, unsigned depth = 0) {
    if (depth >= deepest_tree) refuse("is nested deeper than " + std::to_string(deepest_tree) + " levels");
    out_.put(static_cast<std::uint8_t>(t.kind == tree::number && is_missing(t.num) ? tree::nothing : t.kind));
    switch (t.kind) {
      case tree::nothing:
        break;
      case tree::number:
        if (!is_missing(t.num)) out_.put(t.num);
        break;
      case tree::text:
        if (!valid_utf8(t.str)) refuse("holds a text that is not UTF-8");
        out_.put_text(t.str);
        memory_ += t.str.size() + 1;
        break;
      case tree::column:
        put_column(t.col);
        break;
      case tree::list:
        out_.put_count(t.children.size());
        for (const tree& child : t.children) {
          memory_ += memory_of_child(0);
          put(child, depth + 1);
        }
        break;
      case tree::record:
        if (t.names.size() != t.children.size() || !unique_names(t.names)) refuse("has a record whose names are not one a field");
        out_.put(static_cast<std::uint32_t>(t.version));
        out_.put_count(t.children.size());
        for (std::size_t i = 0; i < t.children.size(); ++i) {
          if (!legal_name(t.names[i]))
            refuse("has a field name that is empty, too long, not UTF-8 or begins with @: '" + t.names[i] + "'");
          memory_ += memory_of_child(t.names[i].size());
          out_.put_text(t.names[i]);
          put(t.children[i], depth + 1);
        }
        break;
    }
  }

  std::size_t memory() const noexcept { return memory_; }

 private:
  [[noreturn]] static void refuse(const std::string& what) {
    throw invalid_input(error_code::not_storable, "save: the value " + what, "value");
  }

  void put_column(const std::vector<double>& column) {
    memory_ += column.size() * sizeof(double);
    out_.put_count(column.size());
    const bool masked = std::ranges::any_of(column, [](double v) { return is_missing(v); });
    out_.put(static_cast<std::uint8_t>(masked));
    for (std::size_t i = 0; masked && i < column.size(); i += 8) {
      unsigned bits = 0;
      for (std::size_t k = i; k < (std::min)(i + 8, column.size()); ++k)
        bits |= static_cast<unsigned>(is_missing(column[k])) << (k - i);
      out_.put(static_cast<std::uint8_t>(bits));
    }
    for (const double v : column) out_.put(is_missing(v) ? 0.0 : v);
  }

  byte_writer out_;
  std::size_t memory_ = 0;
};

class tree_decoder {
 public:
  explicit tree_decoder(byte_reader& in) : in_(&in), allowed_(memory_allowed(in.remaining())) {}

  /// What the trees taken so far need.
  std::size_t memory() const noexcept { return memory_; }

  /// \throws load_error
  tree take(unsigned depth = 0) {
    if (depth >= deepest_tree) in_->refuse(error_code::bad_value, "is nested too deep");
    tree t;
    switch (in_->take<std::uint8_t>()) {
      case tree::nothing:
        break;
      case tree::number:
        t.kind = tree::number;
        t.num = number();
        break;
      case tree::text: {
        t.kind = tree::text;
        const std::string_view text = in_->take_text();
        if (!valid_utf8(text)) in_->refuse(error_code::bad_value, "ends a text that is not UTF-8");
        spend(text.size() + 1);
        t.str = text;
        break;
      }
      case tree::column:
        t.kind = tree::column;
        take_column(t.col);
        break;
      case tree::list: {
        t.kind = tree::list;
        const std::size_t n = in_->take_count(1);
        spend(n * memory_of_child(0));
        t.children.reserve(n);
        for (std::size_t i = 0; i < n; ++i) t.children.push_back(take(depth + 1));
        break;
      }
      case tree::record:
        take_record(t, depth);
        break;
      default:
        in_->refuse(error_code::bad_value, "follows a kind of value that does not exist");
    }
    return t;
  }

 private:
  void take_record(tree& t, unsigned depth) {
    t.kind = tree::record;
    t.version = in_->take<std::uint32_t>();
    const std::size_t n = in_->take_count(6);
    spend(n * memory_of_child(0));
    t.names.reserve(n);
    t.children.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::string_view name = in_->take_text();
      if (!legal_name(name))
        in_->refuse(error_code::bad_value, "ends a name that is empty, too long, not UTF-8 or begins with @");
      spend(memory_of_child(name.size()) - memory_of_child(0));
      t.names.emplace_back(name);
      t.children.push_back(take(depth + 1));
    }
    if (!unique_names(t.names)) in_->refuse(error_code::bad_value, "ends a record that has two fields of one name");
  }

  void take_column(std::vector<double>& column) {
    const std::size_t n = in_->take_count(sizeof(double));
    const unsigned masked = in_->take<std::uint8_t>();
    if (masked > 1) in_->refuse(error_code::bad_value, "says neither yes nor no about missing numbers");
    const std::size_t mask_bytes = masked ? (n + 7) / 8 : 0;
    byte_reader mask = *in_;
    in_->skip(mask_bytes);
    if (n > in_->remaining() / sizeof(double)) in_->refuse(error_code::truncated, "is followed by too few numbers");
    spend(n * sizeof(double));
    column.reserve(n);
    unsigned bits = 0, any = 0;
    for (std::size_t i = 0; i < n; ++i, bits >>= 1) {
      if (masked && i % 8 == 0) any |= bits = mask.take<std::uint8_t>();
      const double v = number();
      if ((bits & 1) && std::bit_cast<std::uint64_t>(v) != 0)
        in_->refuse(error_code::bad_value, "ends a missing number that is not 0");
      column.push_back(bits & 1 ? missing : v);
    }
    // bits beyond the last element are 0, and a mask that marks nothing is not written
    if (bits || (masked && !any)) in_->refuse(error_code::bad_value, "ends a column whose mask is not the one walaa writes");
  }

  double number() {
    const double v = in_->take_double();
    if (is_missing(v)) in_->refuse(error_code::bad_value, "ends a number that is NaN");
    return v;
  }

  void spend(std::size_t bytes) {
    if (bytes > allowed_ - memory_) in_->refuse(error_code::too_big, "would need more memory than a file of this size may take");
    memory_ += bytes;
  }

  byte_reader* in_;
  std::size_t allowed_, memory_ = 0;
};

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
