// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/summarize.hpp>

#include "sales.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

/* The columns of surveys, service and contracts, worked out by hand. */
namespace {

using namespace walaa;
using namespace walaa::tests;
using values = std::vector<double>;

const std::vector<std::int64_t> roster{1, 2, 3};
const summary january{.as_of = day("2024-01-31")};

TEST(answers, the_latest_answer_of_each_item_counts) {
  const std::vector<std::int64_t> who{1, 1, 1, 2};
  const std::vector<date> on{day("2024-01-20"), day("2024-01-05"), day("2024-01-25"), day("2024-02-02")};
  const values q{7, 3, missing, 9}, r{missing, 2, missing, 1};
  const customers c = summarize({.answers = {.customer = who,
                                             .on = on,
                                             .items = {{.name = "q", .answer = q},
                                                       {.name = "r", .answer = r, .lowest = 1, .highest = 7, .reversed = true}}},
                                 .roster = roster},
                                january);
  EXPECT_EQ(c["q"][0], 7);
  EXPECT_EQ(c["r"][0], 6);  // 1 + 7 - 2
  EXPECT_TRUE(is_missing(c["q"][1]) && is_missing(c["r"][2]));
  EXPECT_EQ(c.report().text(), "3 customers; 1 rows after as_of left out; 1 answered");
}

TEST(answers, count_while_they_are_younger_than_told) {
  const std::vector<std::int64_t> who{1, 2, 3};
  const std::vector<date> on{day("2024-01-24"), day("2024-01-25"), day("2023-01-31")};  // 7, 6 and 365 days old
  const values q{1, 2, 3};
  const logs l{.answers = {.customer = who, .on = on, .items = {{.name = "q", .answer = q}}}, .roster = roster};
  const customers year = summarize(l, january), week = summarize(l, {.as_of = day("2024-01-31"), .answers_count_for = weeks{1}});
  EXPECT_EQ(column(year, "q"), (values{1, 2, 3}));  // 365 days are younger than a year of 365.2425
  EXPECT_TRUE(is_missing(week["q"][0]) && is_missing(week["q"][2]));
  EXPECT_EQ(week["q"][1], 2);
  EXPECT_EQ(week.report().expired_answers, 2u);
  EXPECT_EQ(week.report().answered, 1u);
}

TEST(answers, the_lowest_of_one_day_counts_after_turning_and_is_counted) {
  const std::vector<std::int64_t> who{1, 1, 1};
  const std::vector<date> on(3, day("2024-01-24"));
  const values q{5, 3, 8};
  const auto ask = [&](bool reversed) {
    return summarize(
        {.answers = {.customer = who, .on = on, .items = {{.name = "q", .answer = q, .reversed = reversed}}}, .roster = roster},
        january);
  };
  const customers straight = ask(false), turned = ask(true);
  EXPECT_EQ(straight["q"][0], 3);
  EXPECT_EQ(turned["q"][0], 2);  // 10 - 8
  EXPECT_EQ(straight.report().same_day_answers, 2u);
}

TEST(service, counts_cases_and_the_fate_of_promises) {
  const auto d = [](const char* text) { return *text ? day(text) : no_date; };
  struct row {
    std::int64_t who;
    const char *opened, *replied, *resolved, *due;
    service_kind kind;
  };
  using enum service_kind;
  const std::vector<row> rows{
      {1, "2024-01-01", "2024-01-02", "2024-01-03", "", complaint},  // settled
      {1, "2024-01-10", "2024-01-14", "", "", complaint},            // open
      {1, "2024-01-11", "2024-02-01", "2024-02-02", "", request},    // open, and not replied to by the 31st
      {1, "2024-01-01", "", "2024-01-05", "2024-01-05", promise},    // kept on the last day
      {1, "2024-01-01", "", "2024-01-06", "2024-01-05", promise},    // broken: late
      {1, "2024-01-01", "", "", "2024-01-30", promise},              // broken: past due and unresolved
      {1, "2024-01-01", "", "2024-02-03", "2024-01-31", promise},    // due today: neither yet
      {1, "2024-01-01", "", "", "2024-03-01", promise},              // not due yet: neither
      {1, "2024-01-01", "", "2024-01-09", "", promise},              // without a due day, kept when it is done
      {1, "2024-01-01", "", "2024-01-09", "2024-03-01", promise},    // kept before it was due
      {2, "2024-01-07", "2024-01-07", "2024-01-09", "", product_return},
      {2, "2024-02-01", "", "", "", complaint},  // after as_of
  };
  std::vector<std::int64_t> who;
  std::vector<date> opened, replied, resolved, due;
  std::vector<std::uint8_t> kind;
  for (const row& r : rows) {
    who.push_back(r.who), opened.push_back(d(r.opened)), replied.push_back(d(r.replied)), resolved.push_back(d(r.resolved));
    due.push_back(d(r.due)), kind.push_back(static_cast<std::uint8_t>(r.kind));
  }
  const customers c = summarize({.service = {who, opened, replied, resolved, due, kind}, .roster = roster}, january);
  EXPECT_EQ(column(c, "complaints"), (values{2, 0, 0}));
  EXPECT_EQ(column(c, "open_tickets"), (values{5, 0, 0}));
  EXPECT_EQ(column(c, "promises_kept"), (values{3, 0, 0}));
  EXPECT_EQ(column(c, "promises_broken"), (values{2, 0, 0}));
  EXPECT_EQ(column(c, "returns"), (values{0, 1, 0}));
  EXPECT_EQ(c["first_reply_days"][0], 2.5);  // 1 and 4 days
  EXPECT_EQ(c["first_reply_days"][1], 0);
  EXPECT_TRUE(is_missing(c["first_reply_days"][2]));
  EXPECT_EQ(c.report().after_as_of, 1u);
}

TEST(contracts, tenure_runs_from_the_first_day_to_the_end_or_as_of) {
  const std::vector<std::int64_t> who{1, 2, 3, 3, 4, 5, 5};
  const std::vector<date> from{day("2023-12-27"), day("2024-01-03"), day("2024-01-01"), day("2024-01-20"),
                               day("2024-02-01"), day("2024-01-01"), day("2024-01-10")};
  const std::vector<date> until{no_date, day("2024-01-17"), day("2024-01-08"), day("2024-06-01"),
                                no_date, day("2024-01-08"), day("2024-01-31")};
  const customers c = summarize({.contracts = {who, from, until}}, {.as_of = day("2024-01-31"), .unit = time_unit::week});
  EXPECT_EQ(c.keys().numbers().size(), 4u);  // the contract of 4 has not begun
  EXPECT_EQ(column(c, "tenure"), (values{5, 2, 30 / 7.0, 30 / 7.0}));
  EXPECT_EQ(column(c, "left"), (values{0, 1, 0, 1}));  // 3 is still on: the end is not known on the 31st
  EXPECT_EQ(c.report().after_as_of, 1u);
}

TEST(repair, mends_by_its_rules_and_counts) {
  const std::vector<std::int64_t> who{1, 2};
  const std::vector<date> on(2, day("2024-01-10")), reply{day("2024-01-09"), day("2024-01-12")};
  const values q{11, 4};
  const std::vector<date> until{day("2024-01-09"), no_date};
  const customers c = summarize({.answers = {.customer = who, .on = on, .items = {{.name = "q", .answer = q}}},
                                 .service = {.customer = who, .opened = on, .first_reply = reply},
                                 .contracts = {who, on, until},
                                 .roster = roster},
                                {.as_of = day("2024-01-31"), .bad_rows = policy::repair});
  EXPECT_TRUE(is_missing(c["q"][0]));
  EXPECT_TRUE(is_missing(c["first_reply_days"][0]));
  EXPECT_TRUE(is_missing(c["tenure"][0]));
  EXPECT_EQ(c["first_reply_days"][1], 2);
  EXPECT_EQ(c.report().repaired, 3u);
  sales s;
  s.add(1, "2024-01-01", 1).add(1, "2024-01-05", 0.125);
  const customers rounded = summarize({.purchases = s.log()}, {.as_of = day("2024-01-31"), .bad_rows = policy::repair});
  EXPECT_EQ(rounded["monetary_value"][0], 0.13);
  EXPECT_EQ(rounded.report().repaired, 1u);
}

}  // namespace
