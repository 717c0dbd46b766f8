// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/name_list.hpp>

#include <gtest/gtest.h>

#include <optional>

namespace {

constexpr std::string_view first[] = {"frequency", "T"}, second[] = {"T", "tenure"};

TEST(name_list, is_the_union_in_order_of_first_mention) {
  const walaa::name_list all = walaa::name_list().with(first).with(second).with({});
  const std::vector<std::string_view> names(all.views().begin(), all.views().end());
  EXPECT_EQ(names, (std::vector<std::string_view>{"frequency", "T", "tenure"}));
}

TEST(name_list, gives_views_that_outlive_the_list_they_were_copied_from) {
  std::optional<walaa::name_list> original = walaa::name_list().with(first);
  const walaa::name_list copy = *original;
  original.reset();
  EXPECT_EQ(copy.views()[0], "frequency");
  EXPECT_TRUE(walaa::name_list().views().empty());
}

}  // namespace
