// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/scorer_file.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace {

using walaa::error_code;

/// A strategy of the user's own, as in the documentation.
struct overdue {
  static constexpr std::string_view tag = "overdue";
  walaa::number patience{2.0};
  walaa::input_names inputs() const {
    static constexpr std::string_view in[] = {"frequency", "recency", "T"};
    return in;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    const auto x = c["frequency"], last = c["recency"], age = c["T"];
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = (age[i] - last[i]) * x[i] / (patience * last[i]);
  }
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("patience", patience); }
};

/// One that cannot be saved.
struct unsaved {
  static constexpr std::string_view tag = "unsaved";
  walaa::input_names inputs() const {
    static constexpr std::string_view in[] = {"T"};
    return in;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = c["T"][i];
  }
};

walaa::registry with_overdue() {
  walaa::registry r;
  r.add<overdue>();
  return r;
}

walaa::scorer two_patiences() {
  walaa::scorer s{{"short", overdue{.patience = {1.5, walaa::origin::published, "a book"}}}};
  s.add("long", overdue{.patience = 3.0});
  return s;
}

TEST(scorer_file, a_reloaded_scorer_scores_the_same_bits_and_saves_the_same_bytes) {
  const walaa::scorer s = two_patiences();
  const auto bytes = walaa::save(s);
  const walaa::scorer t = walaa::load_scorer(bytes, with_overdue());
  EXPECT_EQ(walaa::save(t), bytes);
  ASSERT_EQ(t.size(), 2u);
  walaa::customer who = s.blank(walaa::parse_date("2026-11-24"));
  who["frequency"] = 6, who["recency"] = 142, who["T"] = 292;
  EXPECT_EQ(s.score(who)["short"].value, 150.0 * 6 / (1.5 * 142));
  for (const char* name : {"short", "long"}) EXPECT_EQ(t.score(who)[name].value, s.score(who)[name].value);
  EXPECT_TRUE(t.strategies()[0].as<overdue>()->patience.same_as(s.strategies()[0].as<overdue>()->patience))
      << "the origin is kept";
}

TEST(scorer_file, a_strategy_that_the_registry_does_not_know_is_refused_with_the_known_ones) {
  const auto result = walaa::load_scorer(walaa::save(two_patiences()), walaa::registry{}, std::nothrow);
  EXPECT_EQ(result.code, error_code::unknown_strategy);
  EXPECT_NE(result.message.find("'overdue'"), std::string::npos);
  EXPECT_NE(result.message.find("known are: none;"), std::string::npos) << result.message;
  EXPECT_THROW(walaa::load_scorer(walaa::save(two_patiences()), walaa::registry{}), walaa::load_error);
}

TEST(scorer_file, a_strategy_that_cannot_be_saved_is_named) {
  const walaa::scorer s{{"mine", unsaved{}}};
  try {
    walaa::save(s);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.code(), error_code::not_storable);
    EXPECT_NE(std::string(e.what()).find("'mine'"), std::string::npos);
  }
}

TEST(scorer_file, a_model_is_no_scorer) {
  const auto file = walaa::to_bytes({.kind = walaa::file_kind::model, .type = "scorer", .root = two_patiences().stored()});
  EXPECT_EQ(walaa::load_scorer(file, with_overdue(), std::nothrow).code, error_code::bad_value);
}

TEST(scorer_file, a_newer_scorer_is_refused_before_it_is_read) {
  walaa::tree stored = two_patiences().stored();
  stored.version += 1;
  stored.names[0] = "strategies_of_a_new_kind";
  const auto file = walaa::to_bytes({.kind = walaa::file_kind::scorer, .type = "scorer", .root = stored});
  const auto result = walaa::load_scorer(file, with_overdue(), std::nothrow);
  EXPECT_EQ(result.code, error_code::too_new);
  EXPECT_EQ(result.offset, 20u);
}

}  // namespace
