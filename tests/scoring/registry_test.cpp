// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/registry.hpp>

#include "overdue.hpp"

#include <gtest/gtest.h>

namespace {

using walaa::registry;
using walaa::tests::overdue;

template<int Kind> struct of_two_forms : overdue {
  static constexpr std::string_view tag = "shaped", form = Kind ? "round" : "square";
};
struct lambda_like {
  static constexpr std::string_view tag = "lambda_like";
  walaa::input_names inputs() const { return {}; }
  void score(walaa::customer_view, walaa::score_out) const {}
};

walaa::stored_strategy stored(std::string name, const walaa::any_strategy& s) {
  return walaa::stored_form("test", walaa::any_strategy(std::move(name), s));
}

TEST(registry, makes_the_strategy_that_a_file_describes_under_its_name) {
  const auto again = registry().add<overdue>().make(stored("late", overdue{.patience = 3}));
  ASSERT_NE(again.as<overdue>(), nullptr);
  EXPECT_EQ(again.as<overdue>()->patience, 3.0);
  EXPECT_EQ(again.name(), "late");
}

TEST(registry, tells_instantiations_of_one_template_apart_by_their_form) {
  registry known;
  known.add<of_two_forms<0>>().add<of_two_forms<1>>();
  EXPECT_TRUE(known.has("shaped", "round"));
  EXPECT_NE(known.make(stored("a", of_two_forms<1>{})).as<of_two_forms<1>>(), nullptr);
  EXPECT_EQ(known.known(), (std::vector<std::string>{"shaped (square)", "shaped (round)"}));
}

TEST(registry, refuses_a_tag_twice) {
  registry known;
  known.add<overdue>();
  try {
    known.add<overdue>();
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "registry: there is a strategy 'overdue' already [S501]");
  }
}

TEST(registry, refuses_an_unknown_strategy_listing_the_known) {
  const registry known = registry().add<of_two_forms<0>>();
  try {
    known.make(stored("late", overdue{}));
    FAIL();
  } catch (const walaa::load_error& e) {
    EXPECT_EQ(e.code(), walaa::error_code::unknown_strategy);
    EXPECT_STREQ(e.what(),
                 "registry: the file holds a strategy 'overdue' that is not known here; known are: shaped (square); "
                 "add<your_type>() makes your own known [L408]");
  }
}

TEST(registry, refuses_to_store_what_has_no_form_on_file_by_its_name) {
  try {
    stored("mine", lambda_like{});
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.code(), walaa::error_code::not_storable);
    EXPECT_STREQ(e.what(), "test: the strategy 'mine' cannot be saved: it has no static tag or no serialize() [S503]");
  }
}

TEST(registry, passes_on_what_is_wrong_with_the_members) {
  walaa::stored_strategy broken = stored("late", overdue{});
  broken.members.names[0] = "impatience";
  EXPECT_THROW(registry().add<overdue>().make(broken), walaa::load_error);
}

}  // namespace
