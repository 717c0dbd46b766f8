// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/join_report.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using walaa::join_report;

TEST(join_report, tells_what_is_not_zero) {
  EXPECT_EQ(join_report{}.text(), "0 customers");
  join_report r{.customers = 2357, .purchases = 1234567, .merged_periods = 223};
  r.answers_of_strangers = 37;
  r.after_as_of = 12;
  EXPECT_EQ(
      r.text(),
      "2,357 customers; 1,234,567 purchases; 223 merged into a period; 12 rows after as_of left out; 37 answers of strangers");
}

TEST(join_report, mentions_every_count) {
  const join_report r{.customers = 1,
                      .purchases = 1,
                      .merged_periods = 1,
                      .refunds = 1,
                      .unmatched_refunds = 1,
                      .cancelled_purchases = 1,
                      .duplicates = 1,
                      .after_as_of = 1,
                      .answered = 1,
                      .expired_answers = 1,
                      .same_day_answers = 1,
                      .answers_of_strangers = 1,
                      .service_of_strangers = 1,
                      .without_purchase = 1,
                      .repaired = 1};
  const std::string text = r.text();
  EXPECT_EQ(std::count(text.begin(), text.end(), ';'), 14);
}

}  // namespace
