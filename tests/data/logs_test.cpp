// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/logs.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace walaa;

TEST(logs, are_views_of_columns_and_absent_unless_given) {
  const std::vector<std::int64_t> who{7};
  const std::vector<date> on{parse_date("2020-01-01")};
  const logs l{.purchases = {.customer = who, .on = on}};
  EXPECT_EQ(l.purchases.customer.numbers().data(), who.data());
  EXPECT_EQ(l.purchases.on.data(), on.data());
  EXPECT_TRUE(l.purchases.amount.empty() && l.purchases.id.empty() && l.answers.items.empty() && l.service.opened.empty());
  EXPECT_TRUE(l.contracts.from.empty() && l.roster.empty());
}

TEST(logs, kinds_of_cases_have_the_numbers_that_the_documentation_gives) {
  EXPECT_EQ(static_cast<int>(service_kind::request), 0);
  EXPECT_EQ(static_cast<int>(service_kind::complaint), 1);
  EXPECT_EQ(static_cast<int>(service_kind::promise), 2);
  EXPECT_EQ(static_cast<int>(service_kind::product_return), 3);
}

}  // namespace
