// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A number with its origin. Every number that enters a score was estimated, is a definition, was published, or is the
    user's own choice; which of these it was travels with it, into files and reports. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {

enum class origin : std::uint8_t { user, definition, published, estimated };

constexpr std::string_view origin_name(origin o) noexcept {
  return o == origin::user ? "user" : o == origin::definition ? "definition" : o == origin::published ? "published" : "estimated";
}

/** A double that remembers where it comes from. Converts from a double (origin: the user's) and to one. */
struct number {
  double value = 0;
  origin from = origin::user;
  std::string source;         ///< the citation of a published number, the data of an estimated one
  double standard_error = 0;  ///< of an estimated number, in the units of value; 0 where there is none
  double observations = 0;    ///< how many observations an estimate rests on; 0 where there is none

  number() = default;
  number(double v) : value(v) {}  // NOLINT(google-explicit-constructor): reads as a number in designated initialisers
  number(double v, origin o, std::string cite) : value(v), from(o), source(std::move(cite)) {}
  number(double v, double error, double n, std::string data)
      : value(v), from(origin::estimated), source(std::move(data)), standard_error(error), observations(n) {}

  operator double() const noexcept { return value; }  // NOLINT(google-explicit-constructor)

  /// Equal in value and in origin.
  bool same_as(const number& other) const {
    return value == other.value && from == other.from && source == other.source && standard_error == other.standard_error &&
           observations == other.observations;
  }

  /// \throws invalid_input when it is no number with an origin, as in a damaged file; the value itself is its owner's business
  void validate() const {
    check_within("number", "from", static_cast<double>(from), 0, static_cast<double>(origin::estimated));
    check_nonnegative("number", "standard_error", standard_error);
    check_nonnegative("number", "observations", observations);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<number>(file_version);
    ar& boost::make_nvp("value", value) & boost::make_nvp("from", from) & boost::make_nvp("source", source) &
        boost::make_nvp("standard_error", standard_error) & boost::make_nvp("observations", observations);
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::number> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
