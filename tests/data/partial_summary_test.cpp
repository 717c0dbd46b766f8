// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/partial_summary.hpp>  // the header under test comes first: it must stand alone

#include "sales.hpp"

#include <walaa/core/thread_pool.hpp>
#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;
using values = std::vector<double>;

/// Purchases and refunds at random, in order of days.
sales in_order(std::size_t n, std::uint64_t customers, std::uint64_t seed) {
  random_stream g(seed);
  std::vector<std::int64_t> days;
  for (std::size_t i = 0; i < n; ++i) days.push_back(10000 + static_cast<std::int64_t>(g.below(400)));
  std::sort(days.begin(), days.end());
  sales s;
  for (const std::int64_t on : days) {
    const bool refund = g.chance(0.1);
    s.add(static_cast<std::int64_t>(g.below(customers) * 0x9e3779b97f4a7c15u), day(on),
          static_cast<double>(g.below(refund ? 400 : 1000)) / (refund ? -100 : 100));
  }
  return s;
}

/// Where to cut n rows, at random; some chunks are empty.
std::vector<std::size_t> cuts(std::size_t n, std::size_t chunks, random_stream& g) {
  std::vector<std::size_t> at{0, n};
  for (std::size_t i = 1; i < chunks; ++i) at.push_back(static_cast<std::size_t>(g.below(n + 1)));
  std::sort(at.begin(), at.end());
  return at;
}

::testing::AssertionResult same(const customers& a, const customers& b) {
  if (a.report() != b.report()) return ::testing::AssertionFailure() << a.report().text() << "\n" << b.report().text();
  return same_table(a, b);
}

values column_of(const customers& c, std::string_view name) { return column(c, name); }

TEST(partial_summary, chunks_in_order_of_time_equal_one_pass_to_the_bit) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    random_stream g(seed, 1);
    const period_rule rule = std::vector{period_rule::day, period_rule::week, period_rule::month, period_rule::quarter}[seed % 4];
    const summary options{.as_of = day(10350), .unit = time_unit::week, .period = rule};
    const sales s = in_order(20 + static_cast<std::size_t>(g.below(4000)), 1 + g.below(200), seed);
    const std::vector<std::size_t> at = cuts(s.size(), 2 + static_cast<std::size_t>(g.below(12)), g);
    partial_summary all(options);
    for (std::size_t i = 1; i < at.size(); ++i) {
      sales chunk = s;  // within a chunk rows come in any order
      for (std::size_t k = at[i]; k > at[i - 1] + 1; --k)
        chunk.swap_rows(k - 1, at[i - 1] + static_cast<std::size_t>(g.below(k - at[i - 1])));
      all.add(chunk.rows(at[i - 1], at[i] - at[i - 1]));
    }
    EXPECT_TRUE(same(all.table(), summarize({.purchases = s.log()}, options))) << seed;
  }
}

TEST(partial_summary, parts_cut_by_customer_equal_one_pass_in_any_order) {
  const sales s = in_order(5000, 300, 7);
  const summary options{.as_of = day(10350)};
  std::vector<sales> parts(3);
  for (std::size_t i = 0; i < s.size(); ++i)
    parts[static_cast<std::uint64_t>(s.customer[i]) % 3].add(s.customer[i], s.on[i], s.amount[i]);
  partial_summary all(options);
  for (const std::size_t p : {2u, 0u, 1u}) all.add(parts[p].log());
  EXPECT_TRUE(same(all.table(), summarize({.purchases = s.log()}, options)));
}

TEST(partial_summary, merging_is_associative) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    random_stream g(seed, 2);
    const summary options{.as_of = day(10400), .period = seed % 2 ? period_rule::day : period_rule::month};
    const sales s = in_order(30 + static_cast<std::size_t>(g.below(300)), 5, seed + 100);
    const std::vector<std::size_t> at = cuts(s.size(), 3, g);
    std::vector<partial_summary> p(3, partial_summary(options));
    for (std::size_t i = 0; i < 3; ++i) p[i].add(s.rows(at[i], at[i + 1] - at[i]));
    partial_summary left = p[0], right = p[1];
    left.merge(p[1]);
    left.merge(p[2]);
    right.merge(p[2]);
    p[0].merge(right);
    EXPECT_TRUE(same(left.table(), p[0].table())) << seed;
    EXPECT_TRUE(same(left.table(), summarize({.purchases = s.log()}, options))) << seed;
  }
}

// Adding up counts and sums of two parts that meet in one period would say frequency 2 and a mean of 10.
TEST(partial_summary, a_period_that_two_parts_know_is_one_purchase) {
  sales morning, evening;
  morning.add(1, "2024-01-01", 5).add(1, "2024-01-09", 20);
  evening.add(1, "2024-01-09", 4).add(1, "2024-01-20", 6);
  partial_summary a({.as_of = day("2024-01-31")}), b({.as_of = day("2024-01-31")});
  a.add(morning.log());
  b.add(evening.log());
  a.merge(b);
  const customers c = a.table();
  EXPECT_EQ(column(c, "frequency"), values{2});
  EXPECT_EQ(column(c, "recency"), values{19});
  EXPECT_EQ(column(c, "monetary_value"), values{15});  // 24 on the 9th, 6 on the 20th
  EXPECT_EQ(c.report().merged_periods, 1u);

  partial_summary months({.as_of = day("2024-01-31"), .period = period_rule::month});
  months.add(morning.log());
  months.add(evening.log());
  EXPECT_EQ(column_of(months.table(), "frequency"), values{0});
}

TEST(partial_summary, a_refund_in_the_next_part_takes_back_what_the_part_before_sold) {
  sales sold, returned;
  sold.add(1, "2024-01-01", 20).add(2, "2024-01-01", 20).add(2, "2024-01-01", 3);
  returned.add(1, "2024-01-01", -20).add(1, "2024-01-05", 7).add(2, "2024-01-01", -20).add(2, "2024-01-05", 7);
  partial_summary all({.as_of = day("2024-01-31")});
  all.add(sold.log());
  EXPECT_EQ(column_of(all.table(), "T"), (values{30, 30}));
  all.add(returned.log());
  EXPECT_EQ(column_of(all.table(), "T"), (values{26, 30}));  // the first order of customer 1 never happened: birth moves
  EXPECT_EQ(all.table().report().text(), "2 customers; 4 purchases; 1 merged into a period; 2 refunds; 1 purchases cancelled");
}

TEST(partial_summary, a_part_that_goes_back_is_refused_and_changes_nothing) {
  sales first, second;
  first.add(1, "2024-01-01", 5).add(1, "2024-01-09", 20).add(2, "2024-01-03", 1);
  second.add(1, "2024-01-08", 4).add(3, "2024-01-02", 4);
  partial_summary all({.as_of = day("2024-01-31")}), before({.as_of = day("2024-01-31")});
  all.add(first.log());
  before.add(first.log());
  EXPECT_EQ(refusal([&] { all.add(second.log()); }),
            "partial_summary::add: a customer's purchases go back behind the period that he has reached; give the parts of a log "
            "in order of time, or cut it by customer [D201]");
  EXPECT_TRUE(same(all.table(), before.table()));
  partial_summary months({.as_of = day("2024-01-31"), .period = period_rule::month});  // all in January: nothing goes back
  months.add(first.log());
  months.add(second.log());
  EXPECT_EQ(months.size(), 3u);
}

TEST(partial_summary, text_keys_and_logs_without_amounts) {
  const sales s = in_order(3000, 90, 9);
  std::vector<std::string> names;
  for (const std::int64_t who : s.customer) names.push_back("customer " + std::to_string(who));
  const summary options{.as_of = day(10350)};
  const purchase_log log{.customer = names, .on = s.on};
  partial_summary all(options);
  for (std::size_t first = 0; first < s.size(); first += 700) {
    const std::size_t n = std::min<std::size_t>(700, s.size() - first);
    all.add(purchase_log{.customer = std::span<const std::string>(names).subspan(first, n),
                         .on = std::span<const date>(s.on).subspan(first, n)});
  }
  EXPECT_TRUE(same(all.table(), summarize({.purchases = log}, options)));
}

TEST(partial_summary, threads_change_no_bit) {
  const sales s = in_order(300000, 20000, 10);
  summary options{.as_of = day(10350)};
  partial_summary alone(options);
  alone.add(s.log());
  for (const unsigned threads : {2u, 5u}) {
    thread_pool pool(threads);
    options.executor = pool;
    partial_summary together(options);
    together.add(s.log());
    EXPECT_TRUE(same(alone.table(), together.table()));
  }
}

TEST(partial_summary, mends_rows_as_summarize_does) {
  sales s;
  s.add(1, "2024-01-01", 5.004).add(1, "2024-01-02", 7.996).add(1, "2024-03-01", 1.001);
  const summary options{.as_of = day("2024-01-31"), .bad_rows = policy::repair};
  partial_summary all(options);
  all.add(s.rows(0, 1));
  all.add(s.rows(1, 2));
  EXPECT_TRUE(same(all.table(), summarize({.purchases = s.log()}, options)));
  EXPECT_EQ(column_of(all.table(), "monetary_value"), values{8});
}

TEST(partial_summary, refuses_what_it_cannot_take) {
  const summary options{.as_of = day("2024-01-31")};
  sales s;
  s.add(1, "2024-01-01", 5).add(1, "2024-01-02", 5);
  const auto adding = [&](const purchase_log& log) {
    partial_summary all(options);
    all.add(s.log());
    return refusal([&] { all.add(log); });
  };
  std::vector<std::string> names{"a"};
  std::vector<std::int64_t> ids{7};
  purchase_log log = s.rows(1, 1);
  log.id = ids;
  EXPECT_EQ(adding(log),
            "partial_summary::add: purchases.id is given, and no state of fixed size knows which ids have been; summarise in one "
            "piece, or keep a customer_book [D209]");
  log = s.rows(1, 1);
  log.customer = names;
  EXPECT_EQ(adding(log), "partial_summary::add: some parts have integer keys and some text keys; give all parts one kind [D202]");
  log = s.rows(1, 1);
  log.amount = {};
  EXPECT_EQ(adding(log),
            "partial_summary::add: some parts have purchases.amount and some have not; give it in all or in none [D101]");
  const std::vector<double> odd{5.005}, large{3e10};
  log.amount = odd;
  EXPECT_EQ(adding(log),
            "summarize: purchases.amount[0] = 5.005 is no whole multiple of amount_unit = 0.01; give the smallest unit of the "
            "amounts, or round them [D211]");
  log.amount = large;
  EXPECT_EQ(adding(log), "partial_summary::add: an amount has 2^41 units or more; choose a larger amount_unit [D211]");
  partial_summary days(options), weeks({.as_of = day("2024-01-31"), .unit = time_unit::week});
  EXPECT_EQ(refusal([&] { days.merge(weeks); }),
            "partial_summary::merge: the parts differ in as_of, unit, period or amount_unit [D115]");
  partial_summary strict({.as_of = day("2024-01-31"), .unknown_refunds = unmatched::error});
  sales back;
  back.add(1, "2024-01-01", -5);
  strict.add(back.log());
  EXPECT_EQ(refusal([&] { strict.table(); }),
            "partial_summary::table: 1 refunds are of purchases that no part up to as_of has; give the parts of these purchases "
            "too, or let unknown_refunds be counted [D203]");
}

TEST(partial_summary, nothing_added_is_an_empty_table) {
  partial_summary none({.as_of = day("2024-01-31")});
  none.add({});
  EXPECT_EQ(none.table().size(), 0u);
}

}  // namespace
