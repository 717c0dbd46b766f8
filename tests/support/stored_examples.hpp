// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A type that has a member of everything that can be stored, for the tests of saving. */

#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>
#include <walaa/core/tree.hpp>

#include <boost/serialization/string.hpp>  // stock archives want these two
#include <boost/serialization/vector.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::tests {

enum class colour : std::uint8_t { red, green, blue };

/// A class within a class, with a rule of its own.
struct point {
  double x = 0, y = 1;
  void validate() const { check_positive("point", "y", y); }
  friend bool operator==(const point&, const point&) = default;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<point>(file_version);
    ar& boost::make_nvp("x", x) & boost::make_nvp("y", y);
  }
};

struct example {
  static constexpr std::string_view tag = "example";

  double rate = 0.25, infinite = std::numeric_limits<double>::infinity();
  double unknown = 1;  ///< missing in full_example; compared by bits of meaning below
  std::int64_t count = 0;
  std::uint16_t small = 0;
  bool yes = false;
  colour paint = colour::red;
  std::string text;
  std::vector<double> column;
  std::vector<int> integers;
  std::vector<bool> flags;
  std::vector<colour> paints;
  std::vector<std::string> texts;
  std::vector<std::vector<double>> columns;
  std::vector<point> points;
  point one;
  walaa::number horizon{90};

  friend bool operator==(const example& a, const example& b) { return to_tree(a) == to_tree(b); }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<example>(file_version);
    ar& boost::make_nvp("rate", rate) & boost::make_nvp("infinite", infinite) & boost::make_nvp("unknown", unknown);
    ar& boost::make_nvp("count", count) & boost::make_nvp("small", small) & boost::make_nvp("yes", yes) &
        boost::make_nvp("paint", paint);
    ar& boost::make_nvp("text", text) & boost::make_nvp("column", column) & boost::make_nvp("integers", integers);
    ar& boost::make_nvp("flags", flags) & boost::make_nvp("paints", paints) & boost::make_nvp("texts", texts);
    ar& boost::make_nvp("columns", columns) & boost::make_nvp("points", points) & boost::make_nvp("one", one);
    ar& boost::make_nvp("horizon", horizon);
  }
};

inline example full_example() {
  example e;
  e.rate = 0.1;
  e.unknown = missing;
  e.count = -9007199254740992;
  e.small = 65535;
  e.yes = true;
  e.paint = colour::blue;
  e.text = "ولاء \"quoted\" \n";
  e.column = {1.0 / 3, -0.0, missing, 5e-324, 1.7976931348623157e308, -std::numeric_limits<double>::infinity(), 7, 8, missing};
  e.integers = {-2147483647 - 1, 0, 2147483647};
  e.flags = {true, false, true};
  e.paints = {colour::green, colour::red};
  e.texts = {"", "a", "عميل"};
  e.columns = {{1, 2}, {}, {missing}};
  e.points = {{.x = 1, .y = 2}, {.x = -3, .y = 4}};
  e.one = {.x = 9, .y = 0.5};
  e.horizon = {365, 2.5, 1200, "the shop's own log"};
  return e;
}

}  // namespace walaa::tests

namespace boost::serialization {
template<> struct version<walaa::tests::point> : std::integral_constant<int, 2> {};
template<> struct version<walaa::tests::example> : std::integral_constant<int, 3> {};
}  // namespace boost::serialization
