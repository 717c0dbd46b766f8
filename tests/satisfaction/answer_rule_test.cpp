// SPDX-License-Identifier: Apache-2.0
#include <walaa/satisfaction/answer_rule.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <string>

namespace {

using walaa::net_rule;

TEST(answer_rule, nps_is_defined_on_0_to_10) {  // Reichheld (2003)
  const net_rule r = walaa::nps_rule();
  EXPECT_EQ(r.lowest.value, 0);
  EXPECT_EQ(r.bottom_to.value, 6);
  EXPECT_EQ(r.top_from.value, 9);
  EXPECT_EQ(r.highest.value, 10);
}

TEST(answer_rule, every_code_has_its_side) {
  for (int code = 0; code <= 10; ++code)
    EXPECT_EQ(walaa::detail::side_of("nps", code, 0, walaa::nps_rule()), code >= 9 ? 1 : code <= 6 ? -1 : 0) << code;
  for (int code = 1; code <= 7; ++code)
    EXPECT_EQ(walaa::detail::side_of("effort", code, 0, walaa::net_effort_rule()), code >= 6 ? 1 : code <= 3 ? -1 : 0) << code;
}

TEST(answer_rule, satisfaction_counts_the_published_top_boxes) {  // Formbricks: top 1 of 3, top 2 of 4 to 7, top 3 of 10
  const double top[] = {0, 0, 0, 1, 2, 2, 2, 2, 0, 0, 3};         // by the number of codes
  for (int codes = 2; codes <= 10; ++codes) {
    if (top[codes] == 0) {
      EXPECT_THROW(walaa::satisfaction_rule(1, codes), walaa::invalid_input);
      continue;
    }
    EXPECT_EQ(walaa::satisfaction_rule(1, codes).top_from.value, codes - top[codes] + 1);
    EXPECT_EQ(walaa::satisfaction_rule(0, codes - 1).top_from.value, codes - top[codes]);
    EXPECT_EQ(walaa::satisfaction_rule(1, codes).top_from.from, walaa::origin::published);
  }
}

TEST(answer_rule, numbers_of_the_rules_know_their_origin) {
  EXPECT_EQ(walaa::nps_rule().top_from.from, walaa::origin::definition);
  EXPECT_NE(walaa::nps_rule().top_from.source.find("Reichheld"), std::string::npos);
  EXPECT_EQ(walaa::net_effort_rule().bottom_to.from, walaa::origin::definition);
  EXPECT_EQ((net_rule{1, 5, 2, 5}).top_from.from, walaa::origin::user);
}

TEST(answer_rule, a_scale_without_a_published_rule_is_refused) {
  try {
    walaa::satisfaction_rule(1, 8);
    ADD_FAILURE();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(
        e.what(),
        "satisfaction_rule: highest = 8 gives a scale without a published top-box rule (3, 4 to 7 or 10 codes); name the "
        "codes: top_box_rule{...} [D114]");
  }
  EXPECT_THROW(walaa::satisfaction_rule(1, 4.5), walaa::invalid_input);
  EXPECT_THROW(walaa::satisfaction_rule(walaa::missing, 5), walaa::invalid_input);
}

}  // namespace
