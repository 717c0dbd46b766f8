// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A neutral tree of values, and the writer and reader that let one `serialize` member serve every format.

    A type of walaa says once what it consists of:

        template<class Archive> void serialize(Archive& ar, unsigned file_version) {
          check_version<bg_nbd>(file_version);
          ar & boost::make_nvp("r", r) & boost::make_nvp("alpha", alpha);
        }

    tree_writer and tree_reader model Boost's Archive concept over the tree below; the binary container, JSON and stock Boost
    archives all encode that tree. Members may be numbers, bools, enums, strings, vectors and classes with `serialize`.
    No Boost library is linked. */

#include <walaa/core/error.hpp>

#include <boost/core/nvp.hpp>                     // for nvp
#include <boost/serialization/serialization.hpp>  // for serialize_adl
#include <boost/serialization/version.hpp>        // for version

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
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

  /// The child of that name; nullptr where there is none.
  const tree* find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return &children[i];
    return nullptr;
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

namespace detail {

template<class T> concept list_like = requires(T v) {
  typename T::value_type;
  v.emplace_back();
  v.size();
} && !std::is_same_v<T, std::string>;

template<class T> concept plain_number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template<class T> inline constexpr bool storable_class = std::is_class_v<T>;

}  // namespace detail

/// Writes what `serialize` lists into a tree.
class tree_writer {
 public:
  using is_saving = std::true_type;
  using is_loading = std::false_type;

  explicit tree_writer(tree& record) : at_(&record) {}

  template<class T> tree_writer& operator&(const boost::nvp<T>& field) {
    put(at_->add(field.name()), field.const_value());
    return *this;
  }
  template<class T> tree_writer& operator<<(const boost::nvp<T>& field) { return *this & field; }

  template<class T> static void put(tree& to, const T& value) {
    if constexpr (std::is_same_v<T, tree>) {
      to = value;
    } else if constexpr (detail::plain_number<T>) {
      to.kind = tree::number;
      to.num = static_cast<double>(value);
      WALAA_ASSERT(std::is_floating_point_v<T> || static_cast<T>(to.num) == value);  // integers beyond 2^53 do not fit
    } else if constexpr (std::is_same_v<T, std::string>) {
      to.kind = tree::text;
      to.str = value;
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      to.kind = tree::column;
      to.col = value;
    } else if constexpr (detail::list_like<T>) {
      to.kind = tree::list;
      for (const auto& element : value) put(to.children.emplace_back(), element);
    } else {
      static_assert(detail::storable_class<T>, "walaa stores numbers, bools, enums, strings, vectors and classes with serialize()");
      to.kind = tree::record;
      to.version = class_version<T>;
      tree_writer inner(to);
      // serialize is one member for both directions, hence not const; a writer does not change the object
      boost::serialization::serialize_adl(inner, const_cast<T&>(value), to.version);
    }
  }

 private:
  tree* at_;
};

/// Reads what `serialize` lists out of a tree. \throws load_error for a missing field or a value of another kind
class tree_reader {
 public:
  using is_saving = std::false_type;
  using is_loading = std::true_type;

  explicit tree_reader(const tree& record) : at_(&record) {}

  template<class T> tree_reader& operator&(const boost::nvp<T>& field) {
    const tree* from = at_->find(field.name());
    if (!from) throw load_error(error_code::bad_value, std::string("the file lacks the field '") + field.name() + "'");
    take(*from, field.value(), field.name());
    return *this;
  }
  template<class T> tree_reader& operator>>(const boost::nvp<T>& field) { return *this & field; }

  template<class T> static void take(const tree& from, T& value, std::string_view name = "value") {
    if constexpr (std::is_same_v<T, tree>) {
      value = from;
    } else if constexpr (std::is_floating_point_v<T>) {
      want(from, tree::number, name);
      value = static_cast<T>(from.num);
    } else if constexpr (detail::plain_number<T>) {
      want(from, tree::number, name);
      value = whole<T>(from.num, name);
    } else if constexpr (std::is_same_v<T, std::string>) {
      want(from, tree::text, name);
      value = from.str;
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      want(from, tree::column, name);
      value = from.col;
    } else if constexpr (detail::list_like<T>) {
      want(from, tree::list, name);
      value.clear();
      for (const tree& child : from.children) {
        value.emplace_back();
        take(child, value.back(), name);
      }
    } else {
      static_assert(detail::storable_class<T>, "walaa stores numbers, bools, enums, strings, vectors and classes with serialize()");
      want(from, tree::record, name);
      check_version<T>(from.version);
      tree_reader inner(from);
      boost::serialization::serialize_adl(inner, value, from.version);
    }
  }

 private:
  static void want(const tree& from, tree::kind_t kind, std::string_view name) {
    if (from.kind != kind)
      throw load_error(error_code::bad_value, "the field '" + std::string(name) + "' holds a value of another kind");
  }

  /// Casting a double outside the target's range is undefined, so the range is tested in double first.
  template<class T> static T whole(double v, std::string_view name) {
    if constexpr (std::is_enum_v<T>) {
      return static_cast<T>(whole<std::underlying_type_t<T>>(v, name));
    } else if constexpr (std::is_same_v<T, bool>) {
      if (v != 0 && v != 1) throw load_error(error_code::bad_value, "the field '" + std::string(name) + "' is no truth value");
      return v != 0;
    } else {
      constexpr double edge = 9007199254740992.0;  // 2^53
      if (v >= -edge && v <= edge && (std::is_signed_v<T> || v >= 0)) {
        const auto wide = static_cast<std::conditional_t<std::is_signed_v<T>, long long, unsigned long long>>(v);
        const T narrow = static_cast<T>(wide);
        if (static_cast<double>(narrow) == v) return narrow;
      }
      throw load_error(error_code::bad_value, "the field '" + std::string(name) + "' is no whole number in range");
    }
  }

  const tree* at_;
};

/// The tree of a value, and back.
template<class T> tree to_tree(const T& value) {
  tree t;
  tree_writer::put(t, value);
  return t;
}
template<class T> T from_tree(const tree& t) {
  T value{};
  tree_reader::take(t, value);
  return value;
}

}  // namespace walaa::inline WALAA_ABI
