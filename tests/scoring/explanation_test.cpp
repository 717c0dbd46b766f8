// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/explanation.hpp>

#include <gtest/gtest.h>

namespace {

using walaa::explanation;
using walaa::reason;

explanation an_example() {
  explanation e;
  e.strategy = "no_purchase_within";
  e.scale = "log_odds";
  e.base = -0.5;
  e.total = 0.5;
  e.value = 0.6225;
  e.unit = walaa::time_unit::week;
  e.add(reason::silence, "T", 21.4, 1.75);
  e.add(reason::purchase_frequency, "frequency", 6, -0.75);
  return e;
}

TEST(explanation, says_a_sentence_a_contribution_in_english) {
  EXPECT_EQ(an_example().text("en"),
            "The score is 0.6225. The starting point for a new customer is -0.5 (the log-odds). There has been no purchase for "
            "21.4 weeks, "
            "which raises the log-odds by 1.75. The number of repeat purchases is 6, which lowers the log-odds by 0.75.");
}

TEST(explanation, says_the_same_in_arabic) {
  EXPECT_EQ(an_example().text("ar"),
            "الدرجة هي 0.6225. نقطة البداية لعميل جديد هي -0.5 (لوغاريتم نسبة الأرجحية). لم يشترِ العميل منذ 21.4 أسبوع، وهذا "
            "يرفع لوغاريتم "
            "نسبة الأرجحية بمقدار 1.75. عدد مرات الشراء بعد المرة الأولى هو 6، وهذا يخفض لوغاريتم نسبة الأرجحية بمقدار 0.75.");
}

TEST(explanation, has_a_first_reason) {
  EXPECT_EQ(an_example().first_reason("en"), "There has been no purchase for 21.4 weeks, which raises the log-odds by 1.75.");
  EXPECT_EQ(explanation{}.first_reason("en"), "");
}

TEST(explanation, says_what_is_lacking) {
  explanation e;
  e.status = walaa::standing::insufficient;
  e.lacking = {"recency", "T"};
  EXPECT_EQ(e.text("en"), "There is not enough evidence for a score; missing: recency, T.");
  EXPECT_EQ(e.text("ar"), "لا توجد بيانات كافية لحساب الدرجة؛ ينقص: recency، T.");
}

TEST(explanation, says_that_nothing_is_known_of_a_new_customer) {
  explanation e;
  e.status = walaa::standing::prior_only;
  e.value = 0.5;
  EXPECT_EQ(e.first_reason("en"), "Nothing is known of this customer: it is the score of a new customer.");
  EXPECT_EQ(e.text("en"), "The score is 0.5. Nothing is known of this customer: it is the score of a new customer.");
  EXPECT_EQ(e.text("ar"), "الدرجة هي 0.5. لا يوجد أي حدث خاص بهذا العميل، فالدرجة هي درجة عميل جديد.");
}

TEST(explanation, reads_a_code_of_the_users_own_as_the_input) {
  explanation e;
  e.scale = "gaps";
  EXPECT_EQ(e.sentence({"my_code", "visits", 3, 2}, "en"), "visits is 3, which raises the gaps by 2.");
  EXPECT_EQ(e.sentence({"my_code", "visits", 3, 0}, "en"), "visits is 3, which does not change the gaps.");
  EXPECT_EQ(e.sentence({"my_code", "visits", 3, -2}, "ar"), "قيمة visits هي 3، وهذا يخفض «gaps» بمقدار 2.");
}

TEST(explanation, refuses_a_language_it_does_not_speak_naming_those_it_does) {
  try {
    an_example().text("tlh");
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_STREQ(e.what(), "explanation: no texts in language 'tlh'; there is: en, ar [F302]");
  }
}

}  // namespace
