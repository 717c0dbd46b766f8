// SPDX-License-Identifier: Apache-2.0
// Archetypes of the concept strategy: the least that models it, and everything that misses it by one thing.
#include <walaa/scoring/scorer.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace {

using walaa::customer_view;
using walaa::input_names;
using walaa::score_out;

struct least {
  static constexpr std::string_view tag = "least";
  input_names inputs() const { return {}; }
  void score(customer_view, score_out) const {}
};
struct with_own_tag {
  std::string tag = "mine";
  input_names inputs() const { return {}; }
  void score(customer_view, score_out) const {}
  template<class Archive> void serialize(Archive&, unsigned) {}
};
struct kept : least {
  template<class Archive> void serialize(Archive&, unsigned) {}
};
struct without_default : kept {
  explicit without_default(int) {}
};
struct everything : kept {
  static constexpr std::string_view form = "of_some_kind";
  input_names optional_inputs() const { return {}; }
  walaa::time_unit unit() const { return walaa::time_unit::week; }
  std::string_view scale() const { return "points"; }
  void check(customer_view) const {}
  void explain(customer_view, std::size_t, walaa::explanation&) const {}
};
struct without_tag {
  input_names inputs() const { return {}; }
  void score(customer_view, score_out) const {}
};
struct without_inputs {
  static constexpr std::string_view tag = "t";
  void score(customer_view, score_out) const {}
};
struct not_const {
  static constexpr std::string_view tag = "t";
  input_names inputs() const { return {}; }
  void score(customer_view, score_out) {}
};
struct returns_something {
  static constexpr std::string_view tag = "t";
  input_names inputs() const { return {}; }
  double score(customer_view, score_out) const { return 0; }
};
struct not_copyable : least {
  std::unique_ptr<int> alone;
};

static_assert(walaa::strategy<least> && walaa::strategy<with_own_tag> && walaa::strategy<kept> && walaa::strategy<everything>);
static_assert(!walaa::strategy<without_tag>, "a strategy has a tag");
static_assert(!walaa::strategy<without_inputs>, "a strategy says which columns it reads");
static_assert(!walaa::strategy<not_const>, "scoring is const");
static_assert(!walaa::strategy<returns_something>, "a strategy writes columns");
static_assert(!walaa::strategy<not_copyable>, "a strategy is a value");
static_assert(!walaa::strategy<int> && !walaa::strategy<walaa::scorer> && !walaa::strategy<walaa::profiles>);

static_assert(std::string_view(everything::form) == "of_some_kind");
static_assert(walaa::storable<kept> && walaa::storable<everything>);
static_assert(!walaa::storable<least>, "it has no serialize");
static_assert(!walaa::storable<with_own_tag>, "its tag is not the type's, so no file could name it");
static_assert(!walaa::storable<without_default>, "a file is read into a default-constructed one");

static_assert(walaa::has_optional_inputs<everything> && walaa::has_time_unit<everything> && walaa::has_scale<everything> &&
              walaa::checks_its_rows<everything> && walaa::explains_itself<everything>);
static_assert(!walaa::has_optional_inputs<least> && !walaa::has_time_unit<least> && !walaa::has_scale<least> &&
              !walaa::checks_its_rows<least> && !walaa::explains_itself<least>);

// any_strategy models the concept itself, converts from strategies and from nothing else.
static_assert(walaa::strategy<walaa::any_strategy> && std::copyable<walaa::any_strategy>);
static_assert(std::convertible_to<least, walaa::any_strategy> && std::convertible_to<const everything&, walaa::any_strategy>);
static_assert(!std::convertible_to<without_tag, walaa::any_strategy> && !std::convertible_to<walaa::scorer, walaa::any_strategy>);

TEST(strategy_concept, copies_any_strategy_from_a_non_const_lvalue) {
  walaa::any_strategy one = least{};
  walaa::any_strategy two(one), three{one};
  EXPECT_EQ(two.tag, "least");
  EXPECT_EQ(three.name(), "least");
  EXPECT_NE(two.as<least>(), one.as<least>());  // a copy of the strategy, not of the handle
  EXPECT_EQ(one.as<kept>(), nullptr);
}

}  // namespace
