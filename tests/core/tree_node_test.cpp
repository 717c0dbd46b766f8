// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/tree_node.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using walaa::tree;

struct old_class {};
struct new_class {};

}  // namespace

namespace boost::serialization {
template<> struct version<new_class> : std::integral_constant<int, 3> {};
}  // namespace boost::serialization

namespace {

tree number(double v) {
  tree t;
  t.kind = tree::number;
  t.num = v;
  return t;
}

TEST(tree_node, finds_children_by_name) {
  tree t;
  t.kind = tree::record;
  t.add("r") = number(1);
  t.add("alpha") = number(2);
  ASSERT_NE(t.find("alpha"), nullptr);
  EXPECT_EQ(t.find("alpha")->num, 2);
  EXPECT_EQ(t.find("beta"), nullptr);
}

TEST(tree_node, equality_is_of_bits_but_missing_equals_missing) {
  EXPECT_EQ(number(1.5), number(1.5));
  EXPECT_NE(number(1.5), number(2));
  EXPECT_NE(number(0.0), number(-0.0));
  EXPECT_EQ(number(walaa::missing), number(walaa::missing));
  tree a, b;
  a.kind = b.kind = tree::column;
  a.col = {1, walaa::missing};
  b.col = {1, walaa::missing};
  EXPECT_EQ(a, b);
  b.col[1] = 0;
  EXPECT_NE(a, b);
  b.col = {1};
  EXPECT_NE(a, b);
}

TEST(tree_node, equality_sees_kind_version_text_names_and_children) {
  tree a;
  a.kind = tree::record;
  a.add("x") = number(1);
  tree b = a;
  EXPECT_EQ(a, b);
  b.version = 1;
  EXPECT_NE(a, b);
  b = a, b.names[0] = "y";
  EXPECT_NE(a, b);
  b = a, b.children[0].num = 2;
  EXPECT_NE(a, b);
  b = a, b.children[0].kind = tree::nothing;
  EXPECT_NE(a, b);
  b = a, b.str = "s";
  EXPECT_NE(a, b);
}

TEST(tree_node, a_class_without_a_version_has_version_0) {
  EXPECT_EQ(walaa::class_version<old_class>, 0u);
  EXPECT_EQ(walaa::class_version<new_class>, 3u);
}

TEST(tree_node, a_newer_version_is_refused_naming_both) {
  EXPECT_NO_THROW(walaa::check_version<new_class>(0));
  EXPECT_NO_THROW(walaa::check_version<new_class>(3));
  try {
    walaa::check_version<new_class>(4);
    FAIL();
  } catch (const walaa::load_error& e) {
    EXPECT_EQ(e.code(), walaa::error_code::too_new);
    EXPECT_STREQ(e.what(), "class version 4 is newer than 3, the newest this library knows [L402]");
  }
}

}  // namespace
