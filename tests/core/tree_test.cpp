// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/tree.hpp>

#include "stored_examples.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::error_code;
using walaa::tree;

/// The tree of the full example with one field changed.
tree changed(const std::string& field, const std::function<void(tree&)>& change) {
  tree t = walaa::to_tree(full_example());
  change(const_cast<tree&>(*t.find(field)));
  return t;
}

template<class T> void expect_refused(const tree& t, error_code code, const std::string& words) {
  try {
    walaa::from_tree<T>(t);
    FAIL() << words;
  } catch (const walaa::load_error& e) {
    EXPECT_EQ(e.code(), code) << e.what();
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(tree, gives_back_every_kind_of_member) {
  const example e = full_example(), f = walaa::from_tree<example>(walaa::to_tree(e));
  EXPECT_EQ(f.rate, 0.1);
  EXPECT_EQ(f.infinite, e.infinite);
  EXPECT_TRUE(walaa::is_missing(f.unknown));
  EXPECT_EQ(f.count, -9007199254740992);
  EXPECT_EQ(f.small, 65535);
  EXPECT_TRUE(f.yes);
  EXPECT_EQ(f.paint, colour::blue);
  EXPECT_EQ(f.text, e.text);
  ASSERT_EQ(f.column.size(), e.column.size());
  for (std::size_t i = 0; i < e.column.size(); ++i) {
    EXPECT_EQ(walaa::is_missing(f.column[i]), walaa::is_missing(e.column[i]));
    if (walaa::is_missing(e.column[i])) continue;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(f.column[i]), std::bit_cast<std::uint64_t>(e.column[i]));
  }
  EXPECT_EQ(f.integers, e.integers);
  EXPECT_EQ(f.flags, e.flags);
  EXPECT_EQ(f.paints, e.paints);
  EXPECT_EQ(f.texts, e.texts);
  EXPECT_EQ(f.columns[0], e.columns[0]);
  EXPECT_TRUE(f.columns[1].empty());
  EXPECT_EQ(f.points, e.points);
  EXPECT_EQ(f.one, e.one);
  EXPECT_TRUE(f.horizon.same_as(e.horizon));
}

TEST(tree, records_know_their_class_version_and_keep_the_order_of_fields) {
  const tree t = walaa::to_tree(full_example());
  EXPECT_EQ(t.kind, tree::record);
  EXPECT_EQ(t.version, 3u);
  EXPECT_EQ(t.names.front(), "rate");
  EXPECT_EQ(t.names.back(), "horizon");
  EXPECT_EQ(t.find("one")->version, 2u);
  EXPECT_EQ(t.find("unknown")->kind, tree::nothing) << "missing is no number";
  EXPECT_EQ(t.find("integers")->kind, tree::column) << "vectors of numbers are columns";
  EXPECT_EQ(t.find("texts")->kind, tree::list);
}

TEST(tree, the_order_of_fields_in_a_file_does_not_matter) {
  tree t = walaa::to_tree(point{.x = 3, .y = 4});
  std::swap(t.names[0], t.names[1]);
  std::swap(t.children[0], t.children[1]);
  EXPECT_EQ(walaa::from_tree<point>(t), (point{.x = 3, .y = 4}));
}

TEST(tree, a_field_that_lacks_is_an_error_never_a_default) {
  tree t = walaa::to_tree(point{});
  t.names.pop_back(), t.children.pop_back();
  expect_refused<point>(t, error_code::bad_value, "the file lacks the field 'y'");
}

TEST(tree, a_field_that_nobody_asks_for_is_an_error) {
  tree t = walaa::to_tree(point{});
  t.add("z");
  expect_refused<point>(t, error_code::bad_value, "3 fields, of which this library knows 2");
}

TEST(tree, a_newer_class_is_refused_wherever_it_stands) {
  tree t = walaa::to_tree(full_example());
  t.version = 4;
  expect_refused<example>(t, error_code::too_new, "class version 4 is newer than 3");
  expect_refused<example>(changed("one", [](tree& f) { f.version = 3; }), error_code::too_new, "class version 3 is newer than 2");
}

TEST(tree, values_of_another_kind_are_refused_by_name) {
  for (const char* field : {"rate", "count", "yes", "paint", "text", "column", "integers", "texts", "columns", "points", "one"})
    expect_refused<example>(changed(field,
                                    [](tree& f) {
                                      f = {};
                                      f.kind = tree::list;
                                      f.children.resize(1);
                                    }),
                            error_code::bad_value, "");
  expect_refused<example>(changed("rate", [](tree& f) { f.kind = tree::text; }), error_code::bad_value,
                          "the field 'rate' holds a value of another kind");
}

TEST(tree, whole_numbers_must_fit_their_type) {
  const auto with = [](const char* field, double v) { return changed(field, [&](tree& f) { f.num = v; }); };
  for (const double v : {-1.0, 65536.0, 0.5, 1e300, -1e300, walaa::missing, std::numeric_limits<double>::infinity()})
    expect_refused<example>(with("small", v), error_code::bad_value, "the field 'small' is no whole number in range");
  for (const double v : {9007199254740994.0, -9007199254740994.0, 1e19})
    expect_refused<example>(with("count", v), error_code::bad_value, "count");
  for (const double v : {256.0, -1.0, 0.5}) expect_refused<example>(with("paint", v), error_code::bad_value, "paint");
  for (const double v : {2.0, -1.0, 0.5, walaa::missing})
    expect_refused<example>(with("yes", v), error_code::bad_value, "is no truth value");
  const auto in_column = [](const char* field, double v) { return changed(field, [&](tree& f) { f.col[0] = v; }); };
  expect_refused<example>(in_column("integers", 2147483648.0), error_code::bad_value, "integers");
  expect_refused<example>(in_column("flags", 2), error_code::bad_value, "flags");
  expect_refused<example>(in_column("paints", 0.5), error_code::bad_value, "paints");
}

TEST(tree, validate_is_asked_of_every_object_that_has_it) {
  const auto zero = [](tree& p) { p.children[1].num = 0; };
  expect_refused<example>(changed("one", zero), error_code::bad_value,
                          "the record 'one' is not valid: point: y = 0 is not positive [D111]");
  expect_refused<example>(changed("points", [&](tree& list) { zero(list.children[1]); }), error_code::bad_value,
                          "the record 'points' is not valid");
}

TEST(tree, integers_that_a_double_cannot_hold_are_refused) {
  example e;
  for (const std::int64_t n :
       {std::int64_t{9007199254740993}, std::int64_t{-9007199254740993}, (std::numeric_limits<std::int64_t>::min)()}) {
    e.count = n;
    EXPECT_THROW(walaa::to_tree(e), walaa::invalid_input);
  }
}

// What a class throws while it is read, because it prepares something from its members, is an error of the file as well.
struct prepared {
  double steps = 1;
  template<class Archive> void serialize(Archive& ar, unsigned) {
    ar& boost::make_nvp("steps", steps);
    if constexpr (Archive::is_loading::value) walaa::check_positive("prepared", "steps", steps);
  }
};

TEST(tree, what_a_class_refuses_while_it_is_read_is_an_error_of_the_file) {
  EXPECT_EQ(walaa::from_tree<prepared>(walaa::to_tree(prepared{.steps = 3})).steps, 3);
  expect_refused<prepared>(walaa::to_tree(prepared{.steps = -3}), error_code::bad_value,
                           "the record 'value' is not valid: prepared: steps = -3 is not positive");
}

// A type of the user's may grow: fields by version, a tree of unknown content inside.
struct grown {
  double old_field = 1, new_field = 7;
  tree anything;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    walaa::check_version<grown>(file_version);
    ar& boost::make_nvp("old_field", old_field);
    if (file_version >= 2) ar& boost::make_nvp("new_field", new_field) & boost::make_nvp("anything", anything);
  }
};

}  // namespace

namespace boost::serialization {
template<> struct version<grown> : std::integral_constant<int, 2> {};
}  // namespace boost::serialization

namespace {

TEST(tree, files_of_an_older_version_keep_the_default_of_newer_fields) {
  tree t;
  t.kind = tree::record;
  t.version = 1;
  t.add("old_field") = walaa::to_tree(5.0);
  const auto g = walaa::from_tree<grown>(t);
  EXPECT_EQ(g.old_field, 5);
  EXPECT_EQ(g.new_field, 7);
}

TEST(tree, a_tree_within_a_value_is_kept_as_it_is) {
  grown g;
  g.anything = walaa::to_tree(full_example());
  EXPECT_EQ(walaa::from_tree<grown>(walaa::to_tree(g)).anything, g.anything);
}

}  // namespace
