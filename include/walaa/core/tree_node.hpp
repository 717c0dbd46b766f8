// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The neutral tree itself: what a saved value is before it becomes bytes or text, and the versions of classes. What fills
    it and reads it stands in core/tree.hpp. */

#include <walaa/core/error.hpp>

#include <boost/serialization/version.hpp>  // for version

#include <bit>  // for bit_cast
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A value: nothing, a number, a text, a column of numbers, a list, or a record of named values with a class version.
struct tree {
  enum kind_t : unsigned char { nothing, number, text, column, list, record };

  kind_t kind = nothing;
  unsigned version = 0;  ///< of a record
  double num = 0;
  std::string str;
  std::vector<double> col;
  std::vector<std::string> names;  ///< of a record's children, in order; empty for a list
  std::vector<tree> children;

  /// A child of a record.
  tree& add(std::string name) {
    names.push_back(std::move(name));
    return children.emplace_back();
  }

  /// The same values; missing equals missing, and 0 differs from -0.
  friend bool operator==(const tree& a, const tree& b) {
    if (a.kind != b.kind || a.version != b.version || a.str != b.str || a.names != b.names || !same(a.num, b.num)) return false;
    if (a.col.size() != b.col.size()) return false;
    for (std::size_t i = 0; i < a.col.size(); ++i)
      if (!same(a.col[i], b.col[i])) return false;
    return a.children == b.children;
  }

  /// The child of that name; nullptr where there is none.
  const tree* find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return &children[i];
    return nullptr;
  }

 private:
  static bool same(double x, double y) noexcept {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y) || (is_missing(x) && is_missing(y));
  }
};

/// The version of T that this library writes.
template<class T> inline constexpr unsigned class_version = static_cast<unsigned>(boost::serialization::version<T>::value);

/** First line of every `serialize`: a file written by a newer library is refused in every archive (stock Boost archives
    would load it without a word).
    \throws load_error */
template<class T> void check_version(unsigned file_version) {
  if (file_version > class_version<T>)
    throw load_error(error_code::too_new, "class version " + std::to_string(file_version) + " is newer than " +
                                              std::to_string(class_version<T>) + ", the newest this library knows");
}

}  // namespace walaa::inline WALAA_ABI
