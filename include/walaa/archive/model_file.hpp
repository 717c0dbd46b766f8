// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Models to bytes and back:

        const std::vector<std::byte> bytes = walaa::save(visits);             // fitted<mbg_nbd>
        const auto again = walaa::load<walaa::fitted<walaa::mbg_nbd>>(bytes);  // == visits; its scores have the same bits

    Any type with `serialize` and a static name (`tag` or `name`) can be saved so; a model that was saved badly, cut, changed
    or written by a newer walaa is refused with a code. Parameters and reports are saved, customers are not.

    Loading builds a local object, checks it (checksum, every count, every enum, validate() of every class) and only then
    hands it out. */

#include <walaa/archive/container.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>

#include <cstddef>
#include <exception>
#include <new>  // for bad_alloc, nothrow_t
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What the overload that does not throw hands out.
template<class T> struct load_result {
  error_code code{};       ///< 0 where it was loaded
  std::size_t offset = 0;  ///< where the reader stood
  std::string message{};   ///< what the exception would say
  std::optional<T> value{};
  std::size_t skipped_sections = 0;  ///< of a newer minor version of the format; they are lost when the value is saved again

  explicit operator bool() const noexcept { return value.has_value(); }
};

namespace detail {

template<class T> struct stored_as {
  static constexpr file_kind kind = file_kind::value;
  static constexpr std::string_view type() {
    if constexpr (requires { std::string_view(T::tag); }) {
      return T::tag;
    } else {
      static_assert(
          requires { std::string_view(T::name); }, "walaa: a type is saved under its static name; give it a `tag` or a `name`");
      return T::name;
    }
  }
};

template<class Model> struct stored_as<fitted<Model>> {
  static constexpr file_kind kind = file_kind::model;
  static constexpr std::string_view type() { return stored_as<Model>::type(); }
};

inline void check_holds(const file_header& h, file_kind kind, unsigned schema) {
  if (h.kind != kind)
    throw load_error(error_code::bad_value, "load: the file holds another kind of thing; a scorer is loaded by load_scorer", 16);
  if (h.schema > schema)
    throw load_error(error_code::too_new,
                     "load: the file has version " + std::to_string(h.schema) + " of its type, this library reads up to " +
                         std::to_string(schema) + "; update walaa",
                     20);
}

inline void check_type(const container& c, std::string_view type) {
  if (c.type != type)
    throw load_error(error_code::bad_value, "load: the file holds '" + c.type + "', not '" + std::string(type) + "'",
                     header_bytes);
}

/// Runs a loader that throws, and turns what it throws into a result.
template<class T, class F> load_result<T> without_throwing(F&& loader) noexcept {
  load_result<T> result;
  try {
    result.value.emplace(loader(result.skipped_sections));
    return result;
  } catch (const load_error& e) {
    result.code = e.code();
    result.offset = e.offset();
    try {
      result.message = e.what();
    } catch (const std::bad_alloc&) {  // the code says it
    }
  } catch (const error& e) {
    result.code = e.code();
    try {
      result.message = e.what();
    } catch (const std::bad_alloc&) {
    }
  } catch (...) {  // memory ran out
    result.code = error_code::too_big;
  }
  result.value.reset();
  return result;
}

template<class T> T load_value(std::span<const std::byte> file, const load_options& options, std::size_t& skipped_sections) {
  const file_header h = read_header(file, options);
  check_holds(h, stored_as<T>::kind, class_version<T>);
  const container c = read_payload(file, h);
  check_type(c, stored_as<T>::type());
  skipped_sections = c.skipped_sections;
  return from_tree<T>(c.root);
}

}  // namespace detail

/** The bytes of a model file. Strong guarantee.
    \throws what validate() of the value throws */
template<class T> std::vector<std::byte> save(const T& value) {
  if constexpr (detail::validated<T>) value.validate();
  return to_bytes(
      {.kind = detail::stored_as<T>::kind, .type = std::string(detail::stored_as<T>::type()), .root = to_tree(value)});
}

/** A T out of the bytes of a model file. Strong guarantee.
    \throws load_error with a code and a place; nothing else but bad_alloc */
template<class T> T load(std::span<const std::byte> file, const load_options& options = {}) {
  std::size_t skipped = 0;
  return detail::load_value<T>(file, options, skipped);
}

/// The same without exceptions.
template<class T>
load_result<T> load(std::span<const std::byte> file, const std::nothrow_t&, const load_options& options = {}) noexcept {
  return detail::without_throwing<T>([&](std::size_t& skipped) { return detail::load_value<T>(file, options, skipped); });
}

}  // namespace walaa::inline WALAA_ABI
