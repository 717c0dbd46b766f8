// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/tree_codec.hpp>

#include "stored_examples.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::error_code;
using walaa::tree;
using bytes = std::vector<std::byte>;

bytes of(std::initializer_list<int> values) {
  bytes out;
  for (const int v : values) out.push_back(static_cast<std::byte>(v));
  return out;
}
bytes operator+(bytes a, const bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
bytes encoded(const tree& t) {
  bytes out;
  walaa::detail::tree_encoder(out).put(t);
  return out;
}
tree decoded(const bytes& b) {
  walaa::byte_reader in(b);
  tree t = walaa::detail::tree_decoder(in).take();
  EXPECT_EQ(in.remaining(), 0u);
  return t;
}
error_code refusal(const bytes& b) {
  try {
    walaa::byte_reader in(b);
    walaa::detail::tree_decoder(in).take();
  } catch (const walaa::load_error& e) {
    EXPECT_LE(e.offset(), b.size());
    return e.code();
  }
  return error_code{};
}

tree column(std::vector<double> v) { return walaa::to_tree(v); }
tree record(std::initializer_list<std::pair<const char*, tree>> fields, unsigned version = 0) {
  tree t;
  t.kind = tree::record;
  t.version = version;
  for (const auto& [name, value] : fields) t.add(name) = value;
  return t;
}

// ---- the bytes of docs/file_format.md, written by hand ----

const bytes one = of({0, 0, 0, 0, 0, 0, 0xf0, 0x3f}), two = of({0, 0, 0, 0, 0, 0, 0, 0x40}), zero = of({0, 0, 0, 0, 0, 0, 0, 0});

TEST(tree_codec, has_the_documented_bytes) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::pair<tree, bytes> table[] = {
      {tree{}, of({0})},
      {walaa::to_tree(1.0), of({1}) + one},
      {walaa::to_tree(infinity), of({1, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f})},
      {walaa::to_tree(walaa::missing), of({0})},
      {walaa::to_tree(std::string("ab")), of({2, 2, 0, 0, 0, 'a', 'b'})},
      {column({}), of({3, 0, 0, 0, 0, 0})},
      {column({1, 2}), of({3, 2, 0, 0, 0, 0}) + one + two},
      {column({1, walaa::missing}), of({3, 2, 0, 0, 0, 1, 0b10}) + one + zero},
      {column({walaa::missing, 1, 1, 1, 1, 1, 1, 1, walaa::missing}),
       of({3, 9, 0, 0, 0, 1, 1, 1}) + zero + one + one + one + one + one + one + one + zero},
      {walaa::to_tree(std::vector<std::string>{"", "a"}), of({4, 2, 0, 0, 0, 2, 0, 0, 0, 0, 2, 1, 0, 0, 0, 'a'})},
      {record({{"r", walaa::to_tree(2.0)}}, 258), of({5, 2, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 'r', 1}) + two},
  };
  for (const auto& [t, b] : table) {
    EXPECT_EQ(encoded(t), b);
    EXPECT_EQ(decoded(b), t);
  }
}

TEST(tree_codec, a_number_that_is_missing_is_nothing) {
  tree t;
  t.kind = tree::number;
  t.num = walaa::missing;
  EXPECT_EQ(encoded(t), of({0}));
}

TEST(tree_codec, whatever_is_written_is_read_as_it_was) {
  const tree t = walaa::to_tree(walaa::tests::full_example());
  EXPECT_EQ(decoded(encoded(t)), t);
}

TEST(tree_codec, every_truncation_is_refused) {
  const bytes whole = encoded(walaa::to_tree(walaa::tests::full_example()));
  for (std::size_t n = 0; n < whole.size(); ++n)
    ASSERT_EQ(refusal(bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n))), error_code::truncated) << n;
}

TEST(tree_codec, each_tree_has_one_form_and_others_are_refused) {
  const bytes nan = of({0, 0, 0, 0, 0, 0, 0xf8, 0x7f});
  const std::pair<const char*, bytes> table[] = {
      {"no such kind", of({6})},
      {"a number that is NaN", of({1}) + nan},
      {"a column with a NaN", of({3, 1, 0, 0, 0, 0}) + nan},
      {"a text that is not UTF-8", of({2, 1, 0, 0, 0, 0xff})},
      {"masked is 2", of({3, 1, 0, 0, 0, 2, 1}) + zero},
      {"a mask that marks nothing", of({3, 1, 0, 0, 0, 1, 0}) + one},
      {"a mask of an empty column", of({3, 0, 0, 0, 0, 1})},
      {"a mask beyond the last element", of({3, 1, 0, 0, 0, 1, 3}) + zero},
      {"a missing number that is not 0", of({3, 1, 0, 0, 0, 1, 1}) + one},
      {"an empty name", of({5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0})},
      {"a name of JSON's", of({5, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, '@', 0})},
      {"a name that is not UTF-8", of({5, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0x80, 0})},
      {"two fields of one name", of({5, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 'a', 0, 1, 0, 0, 0, 'a', 0})},
  };
  for (const auto& [what, b] : table) EXPECT_EQ(refusal(b), error_code::bad_value) << what;
}

TEST(tree_codec, two_fields_of_one_name_are_found_among_many) {
  bytes many = of({5, 0, 0, 0, 0, 40, 0, 0, 0});
  for (int i = 0; i < 39; ++i) many = many + of({1, 0, 0, 0, 'A' + i, 0});
  EXPECT_EQ(refusal(many + of({1, 0, 0, 0, 'A' + 20, 0})), error_code::bad_value);
  EXPECT_EQ(refusal(many + of({1, 0, 0, 0, 'A' + 40, 0})), error_code{});
}

TEST(tree_codec, is_32_levels_deep_and_no_deeper) {
  const auto nested = [](int lists) {
    bytes b;
    for (int i = 0; i < lists; ++i) b = b + of({4, 1, 0, 0, 0});
    return b + of({0});
  };
  EXPECT_EQ(refusal(nested(31)), error_code{});
  EXPECT_EQ(refusal(nested(32)), error_code::bad_value);
  EXPECT_EQ(refusal(nested(1000)), error_code::bad_value);
  tree t;
  for (int i = 0; i < 32; ++i) {
    tree outer;
    outer.kind = tree::list;
    outer.children.push_back(std::move(t));
    t = std::move(outer);
  }
  EXPECT_THROW(encoded(t), walaa::invalid_input);
}

TEST(tree_codec, what_no_file_can_hold_is_not_written) {
  EXPECT_THROW(encoded(record({{"", {}}})), walaa::invalid_input);
  EXPECT_THROW(encoded(record({{"@version", {}}})), walaa::invalid_input);
  EXPECT_THROW(encoded(record({{"a", {}}, {"a", {}}})), walaa::invalid_input);
  EXPECT_THROW(encoded(record({{std::string(256, 'n').c_str(), {}}})), walaa::invalid_input);
  EXPECT_THROW(encoded(walaa::to_tree(std::string("\xff"))), walaa::invalid_input);
  tree unnamed;
  unnamed.kind = tree::record;
  unnamed.children.resize(1);
  EXPECT_THROW(encoded(unnamed), walaa::invalid_input);
}

}  // namespace
