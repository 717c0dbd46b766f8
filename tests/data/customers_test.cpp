// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/customers.hpp>  // the header under test comes first: it must stand alone

#include "sales.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace walaa;
using walaa::tests::column;
using walaa::tests::refusal;
using values = std::vector<double>;

static_assert(!std::is_convertible_v<customers, customer_view>, "a view of a temporary would dangle");
static_assert(std::is_convertible_v<const customers&, customer_view>);

customers three() {
  customers c(std::vector<std::int64_t>{4, 7, 9}, parse_date("2020-01-31"), time_unit::week);
  c.with("frequency", values{1, 2, 3}).with("T", values{10, 20, 30});
  return c;
}

TEST(customers, columns_are_asked_for_by_name) {
  const customers c = three();
  EXPECT_EQ(c.size(), 3u);
  EXPECT_EQ(c.names(), (std::vector<std::string>{"frequency", "T"}));
  EXPECT_TRUE(c.has("T"));
  EXPECT_FALSE(c.has("recency"));
  EXPECT_EQ(column(c, "T"), (values{10, 20, 30}));
  EXPECT_EQ(refusal([&] { static_cast<void>(c["recency"]); }), "customers: no column 'recency'; there is: frequency, T [D110]");
}

TEST(customers, a_column_has_a_value_a_customer) {
  customers c = three();
  EXPECT_EQ(refusal([&] { c.with("x", values{1}); }),
            "customers::with: customers has 3 rows and x has 1; one row a customer in both [D101]");
  c.with("T", values{1, 2, 3});  // a column of the same name is replaced
  EXPECT_EQ(column(c, "T"), (values{1, 2, 3}));
  EXPECT_EQ(c.names().size(), 2u);
}

TEST(customers, copies_and_moves_keep_their_own_columns) {
  customers a = three(), copy = a;
  a.with("T", values{0, 0, 0});
  EXPECT_EQ(column(copy, "T"), (values{10, 20, 30}));
  customers moved = std::move(copy);
  EXPECT_EQ(column(moved, "T"), (values{10, 20, 30}));
  EXPECT_EQ(moved.keys().numbers()[2], 9);
  a = moved;
  moved = customers(std::vector<std::string>{"أ"}, parse_date("2020-01-31"), time_unit::day);
  EXPECT_EQ(column(a, "frequency"), (values{1, 2, 3}));
  EXPECT_EQ(moved.keys().text(0), "أ");
}

TEST(customer_view, rows_are_a_part_of_the_same_columns) {
  const customers c = three();
  const customer_view last = customer_view(c).rows(1, 2).rows(1, 1);
  EXPECT_EQ(last.size(), 1u);
  EXPECT_EQ(last["frequency"].data(), c["frequency"].data() + 2);
  EXPECT_EQ(last.keys().numbers()[0], 9);
  EXPECT_EQ(last.unit(), time_unit::week);
  EXPECT_EQ(last.as_of(), parse_date("2020-01-31"));
}

TEST(table_view, borrows_columns) {
  const values x{1, 2};
  table_view t(2, parse_date("2020-01-31"), time_unit::day);
  t.with("frequency", x);
  EXPECT_EQ(customer_view(t)["frequency"].data(), x.data());
  EXPECT_EQ(refusal([&] { t.with("frequency", x); }), "table_view::with: there is a column 'frequency' already [D113]");
  EXPECT_EQ(refusal([&] { t.with("T", values{1}); }),
            "table_view::with: customers has 2 rows and T has 1; one row a customer in both [D101]");
}

TEST(customer, starts_with_nothing_known) {
  constexpr std::string_view names[] = {"frequency", "T"};
  customer who(names, parse_date("2020-01-31"), time_unit::week);
  EXPECT_TRUE(is_missing(std::as_const(who)["T"]));
  who["frequency"] = 2;
  who.set("T", days{21});
  customer copy = who;
  who["frequency"] = 5;
  EXPECT_EQ(customer_view(copy)["frequency"][0], 2);
  EXPECT_EQ(customer_view(copy)["T"][0], 3);
  EXPECT_EQ(refusal([&] { who["recency"] = 1; }), "customers: no column 'recency'; there is: frequency, T [D110]");
}

}  // namespace
