// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/customer_book.hpp>  // the header under test comes first: it must stand alone
#include <gtest/gtest.h>
namespace {
using namespace walaa;
TEST(customer_book, tells_a_customer_at_the_till) {
  customer_book book;
  const date today = parse_date("2026-11-24");
  book.add({.customer = 42, .on = today, .amount = 19.90});
  const customer who = book.at(42, today);
  EXPECT_EQ(who["frequency"], 0);
}
}  // namespace
