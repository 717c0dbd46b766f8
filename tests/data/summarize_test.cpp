// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/summarize.hpp>  // the header under test comes first: it must stand alone

#include "cdnow.hpp"
#include "sales.hpp"

#include <walaa/core/thread_pool.hpp>
#include <walaa/data/csv.hpp>
#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;
using values = std::vector<double>;

// The fixtures of the lifetimes package (MIT), checkable by hand; end of observation 2015-02-07.
TEST(summarize, counts_repeats_recency_and_age_in_days) {
  sales s;
  s.add(1, "2015-02-01").add(1, "2015-02-06").add(2, "2015-01-01").add(3, "2015-01-01").add(3, "2015-01-02").add(3, "2015-01-05");
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("2015-02-07")});
  EXPECT_EQ(column(c, "frequency"), (values{1, 0, 2}));
  EXPECT_EQ(column(c, "recency"), (values{5, 0, 4}));
  EXPECT_EQ(column(c, "T"), (values{6, 37, 37}));
  EXPECT_FALSE(c.has("monetary_value"));
}

TEST(summarize, means_the_spend_of_repeats) {
  sales s;
  s.add(1, "2015-01-01", 1).add(1, "2015-02-06", 2).add(2, "2015-01-01", 2).add(3, "2015-01-01", 3).add(3, "2015-01-02", 1);
  s.add(3, "2015-01-05", 5).add(4, "2015-01-16", 6).add(4, "2015-02-02", 3).add(4, "2015-02-05", 3).add(5, "2015-01-16", 3);
  s.add(5, "2015-01-17", 1).add(5, "2015-01-18", 8).add(6, "2015-02-02", 5);
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("2015-02-07")});
  const auto spend = c["monetary_value"];
  EXPECT_EQ((values{spend[0], spend[2], spend[3], spend[4]}), (values{2, 3, 3, 4.5}));
  EXPECT_TRUE(is_missing(spend[1]) && is_missing(spend[5]));  // nobody knows what a repeat of theirs would bring
}

csv_table cdnow_csv() {
  std::ifstream file(std::string(WALAA_TEST_DATA) + "/data/cdnow_tenth.csv", std::ios::binary);
  return read_csv({std::istreambuf_iterator<char>(file), {}}, {.file = "cdnow_tenth.csv"});
}

// The same rows summarised by tests/data/make_cdnow.py, in Python's integers.
TEST(summarize, equals_the_independent_summary_of_cdnow) {
  const csv_table t = cdnow_csv();
  const auto who = t.integers("customer_id");
  const auto on = t.dates("date");
  const auto amount = t.numbers("amount");
  ASSERT_EQ(who.size(), 6919u);
  const logs log{.purchases = {.customer = who, .on = on, .amount = amount}};
  const customers c = summarize(log, {.as_of = day("1997-09-30"), .unit = time_unit::week});
  const purchase_histories h = cdnow_tenth();
  EXPECT_EQ(column(c, "frequency"), values(h.frequency.begin(), h.frequency.end()));
  EXPECT_EQ(column(c, "recency"), values(h.recency.begin(), h.recency.end()));
  EXPECT_EQ(column(c, "T"), values(h.age.begin(), h.age.end()));
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (h.frequency[i] > 0) {
      ASSERT_EQ(c["monetary_value"][i], h.monetary_value[i]) << i;
    } else {
      ASSERT_TRUE(is_missing(c["monetary_value"][i]));
    }
  }
  // 6,919 rows on 6,696 days of purchase: published with the sample
  const customers whole = summarize(log, {.as_of = day("1998-06-30")});
  EXPECT_EQ(whole.report().purchases - whole.report().merged_periods, 6696u);
  EXPECT_EQ(whole.report().text(), "2,357 customers; 6,919 purchases; 223 merged into a period");
}

/// The rules for events without ids once more, written without regard to speed.
struct naive {
  std::map<std::int64_t, std::map<std::int64_t, std::vector<std::int64_t>>> cents;  // customer -> period -> amounts

  naive(const sales& s, date as_of, period_rule rule) {
    for (std::size_t i = 0; i < s.size(); ++i)
      if (s.on[i] <= as_of)
        cents[s.customer[i]][period_of(s.on[i], rule)].push_back(static_cast<std::int64_t>(std::lround(s.amount[i] * 100)));
  }
  join_report report;

  /// customer -> (frequency, recency in periods, cents of the repeats)
  std::map<std::int64_t, std::array<std::int64_t, 3>> rows() {
    std::map<std::int64_t, std::array<std::int64_t, 3>> out;
    for (const auto& [who, periods] : cents) {
      std::vector<std::pair<std::int64_t, std::int64_t>> stands;
      for (const auto& [period, amounts] : periods) {
        std::int64_t net = 0;
        std::size_t refunds = 0, sales = 0;
        for (const std::int64_t a : amounts) net += a, ++(a < 0 ? refunds : sales);
        const bool stands_here = sales > 0 && (refunds == 0 || net > 0);
        (sales > 0 ? report.refunds : report.unmatched_refunds) += refunds;
        report.cancelled_purchases += sales > 0 && !stands_here;
        if (!stands_here) continue;
        report.purchases += sales;
        report.merged_periods += sales - 1;
        stands.emplace_back(period, net);
      }
      if (stands.empty()) continue;
      std::int64_t repeats = 0;
      for (std::size_t i = 1; i < stands.size(); ++i) repeats += stands[i].second;
      out[who] = {static_cast<std::int64_t>(stands.size()) - 1, stands.back().first - stands.front().first, repeats};
    }
    return out;
  }
};

/// Purchases and refunds at random; keys made by `key`.
template<class F>
sales random_sales(std::size_t n, std::uint64_t customers, std::uint64_t seed, F key, std::uint64_t within_days = 400) {
  random_stream g(seed);
  sales s;
  for (std::size_t i = 0; i < n; ++i) {
    const bool refund = g.chance(0.1);
    s.add(key(g.below(customers)), day(std::int64_t{10000} + static_cast<std::int64_t>(g.below(within_days))),
          static_cast<double>(g.below(refund ? 400 : 1000)) / (refund ? -100 : 100));
  }
  return s;
}

std::int64_t scattered(std::uint64_t i) { return static_cast<std::int64_t>(i * 0x9e3779b97f4a7c15u); }  // both signs, all 64 bits
std::int64_t dense(std::uint64_t i) { return static_cast<std::int64_t>(i) - 50; }
std::int64_t crowded(std::uint64_t i) { return static_cast<std::int64_t>(i % 3 << 60 | i / 3); }      // in three places
std::int64_t in_clusters(std::uint64_t i) { return static_cast<std::int64_t>(i / 8 << 40 | i % 8); }  // eight by eight

void expect_naive(const sales& s, period_rule rule, date as_of = day(10300)) {
  const customers c = summarize({.purchases = s.log()}, {.as_of = as_of, .period = rule});
  naive recount(s, as_of, rule);
  const auto expected = recount.rows();
  recount.report.customers = c.size();
  recount.report.after_as_of = c.report().after_as_of;
  EXPECT_EQ(c.report(), recount.report);
  ASSERT_EQ(c.size(), expected.size());
  std::size_t row = 0;
  for (const auto& [who, e] : expected) {
    ASSERT_EQ(c.keys().numbers()[row], who);
    ASSERT_EQ(c["frequency"][row], static_cast<double>(e[0]));
    if (rule == period_rule::day || rule == period_rule::week) {
      ASSERT_EQ(c["recency"][row], static_cast<double>(e[1] * (rule == period_rule::week ? 7 : 1)));
    }
    if (e[0] > 0) {
      ASSERT_EQ(c["monetary_value"][row], static_cast<double>(e[2]) / (100.0 * static_cast<double>(e[0])));
    }
    ++row;
  }
}

TEST(summarize, equals_a_recount_on_any_keys_and_periods) {
  for (const std::size_t n : {1u, 1000u, 40000u})
    for (const std::uint64_t m : {1u, 9000u})
      for (const period_rule rule : {period_rule::day, period_rule::week, period_rule::month, period_rule::quarter}) {
        expect_naive(random_sales(n, m, n + m, scattered), rule);
        expect_naive(random_sales(n, m, n + m, dense), rule);
      }
}

TEST(summarize, equals_a_recount_on_keys_that_crowd_together) {
  for (const auto key : {crowded, in_clusters})
    for (const std::uint64_t m : {2u, 700u, 30000u}) expect_naive(random_sales(80000, m, m, key), period_rule::day);
}

TEST(summarize, equals_a_recount_over_centuries_and_in_order_of_days) {
  sales s = random_sales(50000, 3000, 11, scattered, 400000);
  expect_naive(s, period_rule::day, day(400000));
  std::vector<std::size_t> rows(s.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return s.on[a] < s.on[b]; });
  sales in_order;
  for (const std::size_t i : rows) in_order.add(s.customer[i], s.on[i], s.amount[i]);
  expect_naive(in_order, period_rule::day, day(400000));
}

TEST(summarize, the_order_of_rows_changes_no_bit) {
  sales s = random_sales(60000, 5000, 3, scattered);
  const summary options{.as_of = day(10300), .unit = time_unit::week};
  const customers before = summarize({.purchases = s.log()}, options);
  random_stream g(4);
  for (std::size_t i = s.size(); i-- > 1;) s.swap_rows(i, static_cast<std::size_t>(g.below(i + 1)));
  const customers after = summarize({.purchases = s.log()}, options);
  EXPECT_TRUE(same_table(before, after));
  EXPECT_EQ(before.report(), after.report());
}

TEST(summarize, one_to_sixteen_threads_give_the_same_bits) {
  const sales s = random_sales(600000, 30000, 5, scattered);
  summary options{.as_of = day(10300)};
  const customers alone = summarize({.purchases = s.log()}, options);
  for (const unsigned threads : {1u, 2u, 3u, 16u}) {
    thread_pool pool(threads);
    options.executor = pool;
    const customers c = summarize({.purchases = s.log()}, options);
    EXPECT_TRUE(same_table(alone, c)) << threads;
    EXPECT_EQ(alone.report(), c.report());
  }
}

TEST(summarize, ids_change_nothing_where_nothing_is_refunded_or_repeated) {
  for (const auto& key : {scattered, dense}) {
    sales s = random_sales(60000, 5000, 6, key);
    for (std::size_t i = 0; i < s.size(); ++i) s.amount[i] = std::abs(s.amount[i]), s.id.push_back(static_cast<std::int64_t>(i));
    summary options{.as_of = day(10300), .period = period_rule::month};
    purchase_log log = s.log();
    const customers with = summarize({.purchases = log}, options);
    thread_pool pool(3);
    options.executor = pool;
    const customers threads = summarize({.purchases = log}, options);
    log.id = {};
    const customers without = summarize({.purchases = log}, options);
    EXPECT_TRUE(same_table(with, without));
    EXPECT_TRUE(same_table(with, threads));
    EXPECT_EQ(with.report(), without.report());
  }
}

/// The rules for events with ids once more, for purchases of distinct ids, their repetitions and their refunds.
TEST(summarize, ids_of_both_kinds_equal_a_recount_with_refunds_and_repetitions) {
  for (const period_rule rule : {period_rule::day, period_rule::month}) {
    random_stream g(21);
    sales s;
    std::map<std::int64_t, std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>>> left;  // customer, id: day and cents
    std::size_t duplicates = 0;
    for (std::int64_t id = 0; id < 60000; ++id) {
      const std::int64_t who = scattered(g.below(4000));
      const std::int64_t on = 10000 + static_cast<std::int64_t>(g.below(300)),
                         cents = 100 + static_cast<std::int64_t>(g.below(900));
      const auto [place, is_new] = left[who].try_emplace(id % 977, on, cents);
      if (!is_new) continue;                                            // two purchases of one id would be refused
      s.add(who, day(on), static_cast<double>(cents) / 100, id % 977);  // other customers have that id too
      if (g.chance(0.02)) s.add(who, day(on), static_cast<double>(cents) / 100, id % 977), ++duplicates;
      if (!g.chance(0.04)) continue;
      const std::int64_t back = g.chance(0.5) ? cents : cents / 2;
      s.add(who, day(on + static_cast<std::int64_t>(g.below(20))), static_cast<double>(back) / -100, id % 977);
      place->second.second -= back;
    }
    for (std::size_t i = s.size(); i-- > 1;) s.swap_rows(i, static_cast<std::size_t>(g.below(i + 1)));
    std::vector<std::string> texts;
    for (const std::int64_t id : s.id) texts.push_back("order " + std::to_string(id));
    const summary options{.as_of = day(10400), .period = rule};
    purchase_log log = s.log();
    const customers numbers = summarize({.purchases = log}, options);
    log.id = texts;
    const customers words = summarize({.purchases = log}, options);
    EXPECT_TRUE(same_table(numbers, words));
    EXPECT_EQ(numbers.report(), words.report());
    EXPECT_EQ(numbers.report().duplicates, duplicates);
    std::size_t row = 0;
    for (const auto& [who, purchases] : left) {
      std::map<std::int64_t, std::int64_t> periods;
      for (const auto& [id, p] : purchases)
        if (p.second > 0) periods[period_of(day(p.first), rule)] += p.second;
      if (periods.empty()) continue;
      ASSERT_EQ(numbers.keys().numbers()[row], who);
      ASSERT_EQ(numbers["frequency"][row], static_cast<double>(periods.size() - 1));
      std::int64_t repeats = 0;
      for (auto p = std::next(periods.begin()); p != periods.end(); ++p) repeats += p->second;
      if (periods.size() > 1) {
        ASSERT_EQ(numbers["monetary_value"][row], static_cast<double>(repeats) / (100 * static_cast<double>(periods.size() - 1)));
      }
      ++row;
    }
    EXPECT_EQ(numbers.size(), row);
  }
}

TEST(summarize, late_rows_may_have_keys_far_from_the_others) {
  sales s;
  for (std::int64_t i = 0; i < 8000; ++i) s.add(2 * i, i < 10 ? "2024-01-01" : "2024-03-01", 1);
  s.add(16000, "2024-01-02", 1);
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("2024-01-31")});
  EXPECT_EQ(c.size(), 11u);
  EXPECT_EQ(c.keys().numbers()[10], 16000);
}

TEST(summarize, keys_at_both_ends_of_64_bits) {
  constexpr auto low = std::numeric_limits<std::int64_t>::min(), high = std::numeric_limits<std::int64_t>::max();
  sales s;
  s.add(high, "2020-01-02", 1)
      .add(0, "2020-01-01", 1)
      .add(low, "2020-01-01", 1)
      .add(-1, "2020-01-01", 1)
      .add(low, "2020-01-05", 2);
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("2020-02-01")});
  EXPECT_EQ(std::vector<std::int64_t>(c.keys().numbers().begin(), c.keys().numbers().end()),
            (std::vector<std::int64_t>{low, -1, 0, high}));
  EXPECT_EQ(column(c, "frequency"), (values{1, 0, 0, 0}));
}

TEST(summarize, a_refund_of_the_last_event_equals_its_never_having_happened) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    random_stream g(seed, 1);
    sales s;
    const std::size_t n = 2 + static_cast<std::size_t>(g.below(30));
    for (std::size_t i = 0; i < n; ++i)
      s.add(static_cast<std::int64_t>(g.below(4)), day(std::int64_t{10000} + static_cast<std::int64_t>(g.below(60))),
            static_cast<double>(1 + g.below(1000)) / 100, static_cast<std::int64_t>(i));
    const summary options{
        .as_of = day(10070), .unit = time_unit::week, .period = seed % 2 ? period_rule::day : period_rule::week};
    sales without = s;
    for (auto* column : {&without.customer, &without.id}) column->pop_back();
    without.on.pop_back(), without.amount.pop_back();
    const customers never = summarize({.purchases = without.log()}, options);
    s.add(s.customer.back(), day(std::int64_t{10060} + static_cast<std::int64_t>(g.below(10))), -s.amount.back(), s.id.back());
    s.swap_rows(static_cast<std::size_t>(g.below(s.size())), s.size() - 1);  // a refund may stand before its sale
    EXPECT_TRUE(same_table(summarize({.purchases = s.log()}, options), never)) << seed;
  }
}

TEST(summarize, what_is_later_than_as_of_is_left_out_and_counted) {
  sales s;
  s.add(1, "2020-01-01", 5).add(1, "2020-01-31", 5).add(1, "2020-02-01", 5).add(2, "2020-02-01", 5);
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("2020-01-31")});
  EXPECT_EQ(c.size(), 1u);
  EXPECT_EQ(column(c, "frequency"), values{1});
  EXPECT_EQ(column(c, "T"), values{30});
  EXPECT_EQ(c.report().after_as_of, 2u);
}

TEST(summarize, keeps_fractions_of_weeks_and_months) {
  sales s;
  s.add(1, "1997-01-01").add(1, "1997-08-02");
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("1997-09-30"), .unit = time_unit::week});
  EXPECT_EQ(column(c, "recency"), values{213 / 7.0});
  EXPECT_EQ(column(c, "T"), values{272 / 7.0});
  const customers months = summarize({.purchases = s.log()}, {.as_of = day("1997-09-30"), .unit = time_unit::month});
  EXPECT_EQ(column(months, "T"), values{272 / 30.436875});
}

TEST(summarize, customers_are_who_bought_has_a_contract_or_stands_in_the_roster) {
  sales s;
  s.add(5, "2020-01-01", 1);
  const std::vector<std::int64_t> bound{3, 8}, roster{9, 5, 9}, asked{5, 7}, cases{3, 7, 9};
  const std::vector<date> from{day("2019-01-01"), day("2021-01-01")}, answered(2, day("2020-01-05")),
      opened(3, day("2020-01-06"));
  const values answer{4, 6};
  const customers c = summarize({.purchases = s.log(),
                                 .answers = {.customer = asked, .on = answered, .items = {{.name = "q", .answer = answer}}},
                                 .service = {.customer = cases, .opened = opened},
                                 .contracts = {.customer = bound, .from = from},
                                 .roster = roster},
                                {.as_of = day("2020-01-31")});
  EXPECT_EQ(std::vector<std::int64_t>(c.keys().numbers().begin(), c.keys().numbers().end()),
            (std::vector<std::int64_t>{3, 5, 9}));
  EXPECT_EQ(
      c.report().text(),
      "3 customers; 1 purchases; 1 rows after as_of left out; 1 answered; 1 answers of strangers; 1 service cases of strangers; "
      "2 without a purchase");
  for (const char* name : {"frequency", "recency", "T", "monetary_value", "q"}) {
    EXPECT_TRUE(is_missing(c[name][0])) << name;
    EXPECT_TRUE(is_missing(c[name][2])) << name;
  }
  EXPECT_EQ(column(c, "open_tickets"), (values{1, 0, 1}));
}

TEST(summarize, a_survey_alone_makes_its_own_customers) {
  const std::vector<std::int64_t> asked{5, 7};
  const std::vector<date> on(2, day("2020-01-05"));
  const values answer{4, 6};
  const customers c = summarize({.answers = {.customer = asked, .on = on, .items = {{.name = "q", .answer = answer}}}},
                                {.as_of = day("2020-01-31")});
  EXPECT_EQ(c.names(), std::vector<std::string>{"q"});
  EXPECT_EQ(column(c, "q"), (values{4, 6}));
}

TEST(summarize, takes_arabic_names_and_sorts_them_bytewise) {
  const std::vector<std::string> who{"يوسف", "فاطمة الزهراء", "يوسف", "أحمد", "Zoë"}, asked{"أحمد", "ليلى"};
  const std::vector<date> on{day("2020-01-01"), day("2020-01-01"), day("2020-01-04"), day("2020-01-02"), day("2020-01-03")};
  const std::vector<date> answered(2, day("2020-01-05"));
  const values answer{8, 9};
  const customers c = summarize({.purchases = {.customer = who, .on = on},
                                 .answers = {.customer = asked, .on = answered, .items = {{.name = "الرضا", .answer = answer}}}},
                                {.as_of = day("2020-01-31")});
  std::vector<std::string> names(c.keys().texts().begin(), c.keys().texts().end());
  EXPECT_EQ(names, (std::vector<std::string>{"Zoë", "أحمد", "فاطمة الزهراء", "يوسف"}));
  EXPECT_EQ(column(c, "frequency"), (values{0, 0, 0, 1}));
  EXPECT_EQ(c["الرضا"][1], 8);
  EXPECT_EQ(c.report().answers_of_strangers, 1u);
}

TEST(summarize, text_and_integer_keys_give_the_same_numbers) {
  const sales s = random_sales(20000, 700, 8,
                               [](std::uint64_t i) { return static_cast<std::int64_t>(100000 + i); });  // one length: one order
  std::vector<std::string> names;
  for (const std::int64_t c : s.customer) names.push_back(std::to_string(c));
  const summary options{.as_of = day(10300)};
  const customers a = summarize({.purchases = s.log()}, options);
  const customers b = summarize({.purchases = {.customer = names, .on = s.on, .amount = s.amount}}, options);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(a.keys().text(i), b.keys().text(i));
  EXPECT_EQ(column(a, "frequency"), column(b, "frequency"));
}

TEST(summarize, texts_of_every_length_are_told_apart_and_sorted_bytewise) {
  random_stream g(12);
  std::vector<std::string> who;
  std::vector<date> on;
  std::map<std::string, std::int64_t> expected;  // customer -> repeats
  for (std::int64_t i = 0; i < 60000; ++i) {
    std::string name(static_cast<std::size_t>(g.below(41)), 'a');
    for (int change = 0; change < 3 && !name.empty(); ++change)
      name[static_cast<std::size_t>(g.below(name.size()))] = static_cast<char>(g.below(3) == 0 ? 0 : 'a' + g.below(2));
    ++expected.try_emplace(name, -1).first->second;
    who.push_back(std::move(name));
    on.push_back(day(i));
  }
  const customers c = summarize({.purchases = {.customer = who, .on = on}}, {.as_of = day(100000)});
  ASSERT_EQ(c.size(), expected.size());
  std::size_t row = 0;
  for (const auto& [name, repeats] : expected) {
    ASSERT_EQ(c.keys().texts()[row], name);
    ASSERT_EQ(c["frequency"][row++], static_cast<double>(repeats));
  }
}

TEST(summarize, a_callback_can_stop_it) {
  const sales s = random_sales(1000, 10, 9, dense);
  EXPECT_THROW(
      summarize({.purchases = s.log()}, {.as_of = day(10300), .progress = [](std::size_t, std::size_t) { return false; }}),
      cancelled);
}

TEST(summarize, an_empty_log_is_an_empty_table) {
  const std::vector<std::int64_t> who;
  const std::vector<date> on;
  EXPECT_EQ(summarize({.purchases = {.customer = who, .on = on}}, {.as_of = day("2020-01-01")}).size(), 0u);
  EXPECT_EQ(summarize({}, {.as_of = day("2020-01-01")}).size(), 0u);
}

}  // namespace
