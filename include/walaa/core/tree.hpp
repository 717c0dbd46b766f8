// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A neutral tree of values, and the writer and reader that let one `serialize` member serve every format.

    A type of walaa says once what it consists of:

        template<class Archive> void serialize(Archive& ar, unsigned file_version) {
          check_version<bg_nbd>(file_version);
          ar & boost::make_nvp("r", r) & boost::make_nvp("alpha", alpha);
        }

    tree_writer and tree_reader model Boost's Archive concept over the tree; the binary container and JSON encode that tree.
    Members may be numbers, bools, enums, strings, vectors and classes with `serialize`. No Boost library is linked.

    A vector of numbers, bools or enums is a column, any other vector a list; a floating-point number that is missing is
    `nothing`. What is read is complete and nothing else: a field that lacks or that nobody asks for is an error, and an
    object with a member `validate() const` is asked to throw when its values are out of their domain. */

#include <walaa/core/tree_node.hpp>

#include <boost/core/nvp.hpp>                     // for nvp
#include <boost/serialization/serialization.hpp>  // for serialize_adl

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>  // for cmp_greater
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

template<class T>
concept list_like = requires(T v) {
  typename T::value_type;
  v.emplace_back();
  v.size();
} && !std::is_same_v<T, std::string>;

template<class T>
concept plain_number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template<class T>
concept number_list = list_like<T> && plain_number<typename T::value_type>;

template<class T>
concept validated = requires(const T& v) { v.validate(); };

/// Without a `serialize` of their own: containers, pointers, pairs, durations, std::optional and std::variant.
template<class T>
concept foreign_class =
    requires { typename T::mapped_type; } || requires { typename T::element_type; } || requires { typename T::first_type; } ||
    requires { typename T::period; } || requires(T v) { v.begin(); } || requires(T v) { v.has_value(); } ||
    requires(T v) { v.valueless_by_exception(); };

template<class T, class Archive>
inline constexpr bool storable_class =
    std::is_class_v<T> && (!foreign_class<T> || requires(T v, Archive& ar) { v.serialize(ar, 0u); });

}  // namespace detail

/// Writes what `serialize` lists into a tree. \throws invalid_input for a whole number that a double cannot hold
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
      to.num = plain(value);
      to.kind = is_missing(to.num) ? tree::nothing : tree::number;
      if (to.kind == tree::nothing) to.num = 0;
    } else if constexpr (std::is_same_v<T, std::string>) {
      to.kind = tree::text;
      to.str = value;
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      to.kind = tree::column;
      to.col = value;
    } else if constexpr (detail::number_list<T>) {
      to.kind = tree::column;
      to.col.reserve(value.size());
      for (const typename T::value_type element : value) to.col.push_back(plain(element));
    } else if constexpr (detail::list_like<T>) {
      to.kind = tree::list;
      to.children.reserve(value.size());
      for (const auto& element : value) put(to.children.emplace_back(), element);
    } else {
      static_assert(detail::storable_class<T, tree_writer>,
                    "walaa stores numbers, bools, enums, strings, vectors and classes with serialize()");
      to.kind = tree::record;
      to.version = class_version<T>;
      tree_writer inner(to);
      // serialize is one member for both directions, hence not const; a writer does not change the object
      boost::serialization::serialize_adl(inner, const_cast<T&>(value), to.version);
    }
  }

 private:
  template<class T> static double plain(T value) {
    if constexpr (std::is_integral_v<T>) {
      constexpr long long edge = 1LL << 53;  // beyond, a double loses digits
      if (std::cmp_greater(+value, edge) || std::cmp_less(+value, -edge))
        throw invalid_input(error_code::not_storable, "save: the whole number " + std::to_string(value) + " is beyond 2^53",
                            "value");
    }
    return static_cast<double>(value);
  }

  tree* at_;
};

/// Reads what `serialize` lists out of a tree. \throws load_error for a missing field or a value of another kind
class tree_reader {
 public:
  using is_saving = std::false_type;
  using is_loading = std::true_type;

  explicit tree_reader(const tree& record) : at_(&record) {}

  template<class T> tree_reader& operator&(const boost::nvp<T>& field) {
    const tree* from = next();
    if (!from || at_->names[asked_] != field.name()) from = at_->find(field.name());
    ++asked_;
    if (!from) throw load_error(error_code::bad_value, std::string("the file lacks the field '") + field.name() + "'");
    take(*from, field.value(), field.name());
    return *this;
  }
  template<class T> tree_reader& operator>>(const boost::nvp<T>& field) { return *this & field; }

  template<class T> static void take(const tree& from, T& value, std::string_view name = "value") {
    if constexpr (std::is_same_v<T, tree>) {
      value = from;
    } else if constexpr (std::is_floating_point_v<T>) {
      if (from.kind != tree::nothing) want(from, tree::number, name);
      value = from.kind == tree::nothing ? std::numeric_limits<T>::quiet_NaN() : static_cast<T>(from.num);
    } else if constexpr (detail::plain_number<T>) {
      want(from, tree::number, name);
      value = whole<T>(from.num, name);
    } else if constexpr (std::is_same_v<T, std::string>) {
      want(from, tree::text, name);
      value = from.str;
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      want(from, tree::column, name);
      value = from.col;
    } else if constexpr (detail::number_list<T>) {
      want(from, tree::column, name);
      value.clear();
      value.reserve(from.col.size());
      for (const double v : from.col) {
        if constexpr (std::is_floating_point_v<typename T::value_type>)
          value.push_back(static_cast<typename T::value_type>(v));
        else
          value.push_back(whole<typename T::value_type>(v, name));
      }
    } else if constexpr (detail::list_like<T>) {
      want(from, tree::list, name);
      value.clear();
      value.reserve(from.children.size());
      for (const tree& child : from.children) {
        value.emplace_back();
        take(child, value.back(), name);
      }
    } else {
      static_assert(detail::storable_class<T, tree_reader>,
                    "walaa stores numbers, bools, enums, strings, vectors and classes with serialize()");
      want(from, tree::record, name);
      check_version<T>(from.version);
      read_record(from, value, name);
    }
  }

 private:
  /// The field that comes next in the file: files are read in the order in which they were written.
  const tree* next() const noexcept {
    return asked_ < at_->children.size() && asked_ < at_->names.size() ? &at_->children[asked_] : nullptr;
  }

  /// Whatever walaa throws about the values, as when a caller passes them, is an error of the file here.
  template<class T> static void read_record(const tree& from, T& value, std::string_view name) {
    try {
      tree_reader inner(from);
      boost::serialization::serialize_adl(inner, value, from.version);
      if (inner.asked_ != from.children.size())
        throw load_error(error_code::bad_value, "the record '" + std::string(name) + "' has " +
                                                    std::to_string(from.children.size()) +
                                                    " fields, of which this library knows " + std::to_string(inner.asked_));
      if constexpr (detail::validated<T>) value.validate();
    } catch (const load_error&) {
      throw;
    } catch (const error& e) {
      throw load_error(error_code::bad_value, "the record '" + std::string(name) + "' is not valid: " + e.what());
    }
  }

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
  std::size_t asked_ = 0;  // fields read so far
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
