// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/key.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::key;
using walaa::key_view;

TEST(key, the_number_42_and_the_text_42_differ) {
  EXPECT_NE(key(std::int64_t{42}), key(std::string("42")));
  EXPECT_EQ(walaa::key_text(key(std::int64_t{42})), walaa::key_text(key(std::string("42")))) << "though they look the same";
  EXPECT_EQ(walaa::key_text(key((std::numeric_limits<std::int64_t>::min)())), "-9223372036854775808");
}

TEST(key, a_view_holds_numbers_or_texts) {
  const std::vector<std::int64_t> numbers{7, -1, 42};
  const std::vector<std::string> texts{"سارة", "", "00042"};
  const key_view n = numbers, t = texts;
  EXPECT_FALSE(n.is_text());
  EXPECT_TRUE(t.is_text());
  EXPECT_EQ(n.size(), 3u);
  EXPECT_EQ(n[1], key(std::int64_t{-1}));
  EXPECT_EQ(n.text(2), "42");
  EXPECT_EQ(t[0], key(std::string("سارة")));
  EXPECT_EQ(t.text(2), "00042");
  EXPECT_TRUE(n.texts().empty());
  EXPECT_TRUE(t.numbers().empty());
  EXPECT_EQ(n.numbers().data(), numbers.data()) << "nothing is copied";
  EXPECT_EQ(t.texts().data(), texts.data());
}

TEST(key, rows_are_a_part_of_the_view_of_the_same_kind) {
  const std::vector<std::int64_t> numbers{7, -1, 42};
  const std::vector<std::string> texts{"a", "b", "c"};
  EXPECT_EQ(key_view(numbers).rows(1, 2).text(1), "42");
  EXPECT_EQ(key_view(texts).rows(2, 1).text(0), "c");
  EXPECT_EQ(key_view(numbers).rows(3, 0).size(), 0u);
  EXPECT_TRUE(key_view(texts).rows(0, 0).is_text());
}

TEST(key, no_keys_are_a_view_too) {
  EXPECT_TRUE(key_view{}.empty());
  EXPECT_FALSE(key_view{}.is_text());
  EXPECT_TRUE(key_view{}.rows(0, 5).empty()) << "a table without keys has none for any of its rows";
  EXPECT_TRUE(key_view(std::vector<std::string>{}).is_text());
}

}  // namespace
