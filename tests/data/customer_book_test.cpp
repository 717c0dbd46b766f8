// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/customer_book.hpp>  // the header under test comes first: it must stand alone

#include "sales.hpp"

#include <walaa/data/summarize.hpp>
#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;
using values = std::vector<double>;

TEST(customer_book, tells_a_customer_at_the_till) {
  customer_book book;
  const date today = day("2026-11-24");
  book.add({.customer = 42, .on = day("2026-11-03"), .amount = 10});
  book.add({.customer = 42, .on = day("2026-11-17"), .amount = 4.50});
  book.add({.customer = 42, .on = today, .amount = 19.90});
  const customer who = book.at(42, today);
  EXPECT_EQ(who["frequency"], 2);
  EXPECT_EQ(who["recency"], 21);
  EXPECT_EQ(who["T"], 21);
  EXPECT_EQ(who["monetary_value"], 12.2);
  EXPECT_TRUE(is_missing(std::as_const(book).at(7, today)["frequency"]));               // nobody knows him
  EXPECT_TRUE(is_missing(std::as_const(book).at(42, day("2026-11-02"))["frequency"]));  // not born yet
  EXPECT_EQ(std::as_const(book).at(42, day("2026-11-18"))["frequency"], 1);             // as of a past day
}

struct event_log {
  sales rows;
  bool with_ids;
};

/// Purchases, refunds (some of nothing, some twice), duplicates, in random order.
event_log random_events(std::uint64_t seed, bool with_ids, bool with_amounts) {
  random_stream g(seed);
  event_log log{{}, with_ids};
  const std::size_t n = 1 + static_cast<std::size_t>(g.below(80));
  for (std::size_t i = 0; i < n; ++i) {
    auto who = static_cast<std::int64_t>(g.below(5));
    auto on = day(std::int64_t{20000} + static_cast<std::int64_t>(g.below(50)));
    double amount = static_cast<double>(g.below(500)) / 100;
    auto id = static_cast<std::int64_t>(1000 + i);
    if (i > 0 && g.chance(0.25) && (with_ids || with_amounts)) {  // something about an earlier row
      const auto earlier = static_cast<std::size_t>(g.below(i));
      who = log.rows.customer[earlier];
      if (with_ids) id = log.rows.id[earlier];
      if (g.chance(0.3))
        on = log.rows.on[earlier], amount = with_amounts ? log.rows.amount[earlier] : 0;
      else if (with_amounts)
        amount = -static_cast<double>(1 + g.below(500)) / 100;
      else
        on = log.rows.on[earlier];
    }
    log.rows.add(who, on);
    if (with_amounts) log.rows.amount.push_back(amount);
    if (with_ids) log.rows.id.push_back(id);
  }
  return log;
}

/// A log in which summarize finds no conflict; others are for the next test.
template<class F> void for_each_good_log(F f) {
  std::size_t tried = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed)
    for (const bool ids : {false, true})
      for (const bool amounts : {false, true}) {
        const event_log log = random_events(seed, ids, amounts);
        try {
          summarize({.purchases = log.rows.log()}, {.as_of = day(std::int64_t{30000})});
        } catch (const invalid_input&) {
          continue;
        }
        ++tried;
        f(log.rows, seed);
      }
  EXPECT_GT(tried, 500u);
}

const book_options weekly{.unit = time_unit::week, .period = period_rule::week};

TEST(customer_book, streaming_equals_batch_bit_for_bit) {
  for_each_good_log([](const sales& s, std::uint64_t seed) {
    for (const book_options& o : {book_options{}, weekly, book_options{.unit = time_unit::month, .period = period_rule::month}}) {
      customer_book book(o);
      book.add(s.log());
      for (const std::int64_t now : {std::int64_t{20010}, std::int64_t{20040}, std::int64_t{20060}}) {
        const customers batch = summarize({.purchases = s.log()}, {.as_of = day(now), .unit = o.unit, .period = o.period});
        ASSERT_TRUE(same_table(book.table(day(now)), batch)) << seed << " as of " << now;
        for (std::size_t i = 0; i < batch.size(); ++i) {
          const customer one = book.at(batch.keys()[i], day(now));
          for (const std::string& name : batch.names()) {
            ASSERT_EQ(is_missing(one[name]), is_missing(batch[name][i])) << name << " " << seed;
            if (!is_missing(one[name])) {
              ASSERT_EQ(one[name], batch[name][i]) << name << " " << seed;
            }
          }
        }
      }
    }
  });
}

TEST(customer_book, the_order_of_events_does_not_matter) {
  for_each_good_log([](const sales& s, std::uint64_t seed) {
    customer_book book, shuffled;
    book.add(s.log());
    sales t = s;
    random_stream g(seed, 1);
    for (std::size_t i = t.size(); i-- > 1;) t.swap_rows(i, static_cast<std::size_t>(g.below(i + 1)));
    shuffled.add(t.log());
    ASSERT_TRUE(book == shuffled) << seed;
  });
}

TEST(customer_book, merged_books_equal_one_book) {
  for_each_good_log([](const sales& s, std::uint64_t seed) {
    customer_book whole(weekly), left(weekly), right(weekly);
    whole.add(s.log());
    const std::size_t half = s.size() / 2;  // customers and weeks straddle the cut
    left.add(s.rows(0, half));
    right.add(s.rows(half, s.size() - half));
    left.merge(right);
    ASSERT_TRUE(same_table(left.table(day(std::int64_t{20060})), whole.table(day(std::int64_t{20060})))) << seed;
    ASSERT_TRUE(left == whole) << seed;
  });
}

// The trap: adding up {first, last, periods, sum} of two parts counts a period twice that both know.
TEST(customer_book, merging_counts_a_period_once_that_both_books_know) {
  const date now = day("2024-01-31");
  const auto periods = [&](const customer_book& b) { return b.at(1, now)["frequency"] + 1; };
  customer_book shop(weekly), web(weekly);
  shop.add({.customer = 1, .on = day("2024-01-01"), .amount = 5});
  shop.add({.customer = 1, .on = day("2024-01-09"), .amount = 5});
  web.add({.customer = 1, .on = day("2024-01-10"), .amount = 5});  // the week in which he was in the shop as well
  const double wrong = periods(shop) + periods(web);
  shop.merge(web);
  EXPECT_EQ(wrong, 3);
  EXPECT_EQ(periods(shop), 2);
  EXPECT_EQ(shop.at(1, now)["monetary_value"], 10);
}

TEST(customer_book, a_refund_of_the_last_event_equals_its_never_having_happened) {
  customer_book book;
  book.add({.customer = "ليلى", .on = day("2024-01-01"), .amount = 5, .id = "a"});
  book.add({.customer = "ليلى", .on = day("2024-01-09"), .amount = 7, .id = "b"});
  const customers before = book.table(day("2024-01-31"));
  book.add({.customer = "ليلى", .on = day("2024-01-20"), .amount = 9, .id = "c"});
  EXPECT_FALSE(same_table(book.table(day("2024-01-31")), before));
  book.add({.customer = "ليلى", .on = day("2024-01-22"), .amount = -9, .id = "c"});
  EXPECT_TRUE(same_table(book.table(day("2024-01-31")), before));
}

TEST(customer_book, an_event_known_by_its_id_counts_once) {
  customer_book book;
  const purchase p{.customer = 1, .on = day("2024-01-01"), .amount = 5, .id = 77};
  EXPECT_TRUE(book.add(p));
  EXPECT_FALSE(book.add(p));
  customer_book other = book;
  other.merge(book);
  EXPECT_TRUE(other == book);
}

TEST(customer_book, refuses_what_cannot_be_and_stays_as_it_was) {
  customer_book book;
  book.add({.customer = 1, .on = day("2024-01-01"), .amount = 5, .id = 77});
  const customer_book before = book;
  const auto refused = [&](const purchase& p) { return refusal([&] { book.add(p); }); };
  EXPECT_EQ(refused({.customer = 1, .on = day("2024-01-02"), .amount = 6, .id = 77}),
            "customer_book::add: id is the id of another purchase of this customer; one id, one day and one amount [D209]");
  EXPECT_EQ(refused({.customer = 2, .on = no_date, .amount = 5}),
            "customer_book::add: on is no day from 0001-01-01 to 9999-12-31; every event needs its day [D201]");
  EXPECT_EQ(refused({.customer = 2, .on = day("2024-01-02"), .amount = 0.001}),
            "customer_book::add: amount = 0.001 is no whole multiple of amount_unit = 0.01; give the smallest unit of the "
            "amounts, or round them [D211]");
  EXPECT_EQ(refused({.customer = 2, .on = day("2024-01-02")}),
            "customer_book::add: amount is given for some events and missing for others; give it for all or for none [D103]");
  EXPECT_EQ(refused({.customer = "2", .on = day("2024-01-02"), .amount = 5}),
            "customer_book::add: customer is a text and the book has the other kind of keys [D202]");
  EXPECT_EQ(refusal([] { customer_book().add({.customer = "\xff", .on = day("2024-01-02"), .amount = 5}); }),
            "customer_book::add: customer is not valid UTF-8 [D210]");
  EXPECT_EQ(refusal([&] { book.merge(customer_book(weekly)); }),
            "customer_book::merge: the books differ in unit, period or amount_unit [D115]");
  customer_book contradicting;
  contradicting.add({.customer = 0, .on = day("2024-01-01"), .amount = 1});
  contradicting.add({.customer = 1, .on = day("2024-01-01"), .amount = 6, .id = 77});
  EXPECT_EQ(refusal([&] { book.merge(contradicting); }),
            "customer_book::merge: id is the id of another purchase of this customer; one id, one day and one amount [D209]");
  EXPECT_TRUE(book == before);
}

TEST(customer_book, saved_and_loaded_is_the_same_book) {
  for_each_good_log([](const sales& s, std::uint64_t seed) {
    if (seed % 10 != 0) return;
    customer_book book(weekly);
    book.add(s.log());
    const auto loaded = from_tree<customer_book>(to_tree(book));
    ASSERT_TRUE(loaded == book) << seed;
    ASSERT_TRUE(same_table(loaded.table(day(std::int64_t{20060})), book.table(day(std::int64_t{20060}))));
  });
  customer_book names;
  names.add({.customer = "ليلى", .on = day("2024-01-01"), .amount = -2.5e12, .id = "فاتورة ٧"});
  names.add({.customer = "أحمد", .on = day("2024-01-01"), .amount = 1, .id = std::int64_t{-9000000000000000001}});
  EXPECT_TRUE(from_tree<customer_book>(to_tree(names)) == names);
  EXPECT_TRUE(from_tree<customer_book>(to_tree(customer_book())) == customer_book());
}

TEST(customer_book, refuses_columns_that_do_not_fit_together) {
  customer_book book;
  for (std::int64_t i = 0; i < 4; ++i) book.add({.customer = i % 2, .on = day(20000 + i), .amount = 1, .id = i});
  const tree good = to_tree(book);
  const auto spoiled = [&](const char* name, auto spoil) {
    tree t = good;
    tree& rows = const_cast<tree&>(*t.find("rows"));
    spoil(const_cast<tree&>(*rows.find(name)));
    return refusal([&] { from_tree<customer_book>(t); });
  };
  const std::string rule = "customer_book: the file's columns do not fit together [L407]";
  EXPECT_EQ(spoiled("day", [](tree& c) { c.col.pop_back(); }), rule);
  EXPECT_EQ(spoiled("day", [](tree& c) { c.col[0] = 4e6; }), rule);
  EXPECT_EQ(spoiled("entries_of", [](tree& c) { c.col[0] = 4e9; }), rule);
  EXPECT_EQ(spoiled("entries_of", [](tree& c) { c.col[0] = 1; }), rule);
  EXPECT_EQ(spoiled("rows", [](tree& c) { c.col[0] = 0; }), rule);
  EXPECT_EQ(spoiled("id_kind", [](tree& c) { c.col[0] = 3; }), rule);
  EXPECT_EQ(spoiled("id_kind", [](tree& c) { c.col[0] = 2; }), rule);
}

TEST(customer_book, forgets_a_customer_without_a_trace) {
  customer_book book, never;
  never.add({.customer = "أحمد", .on = day("2024-01-01"), .amount = 1, .id = "x"});
  book = never;
  book.add({.customer = "ليلى", .on = day("2024-03-01"), .amount = 1, .id = "secret"});
  EXPECT_EQ(book.high_water_mark(), day("2024-03-01"));
  EXPECT_TRUE(book.forget("ليلى"));
  EXPECT_FALSE(book.forget("ليلى"));
  EXPECT_TRUE(book == never);
  EXPECT_EQ(book.high_water_mark(), day("2024-01-01"));
}

}  // namespace
