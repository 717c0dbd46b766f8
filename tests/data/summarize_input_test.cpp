// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/summarize.hpp>

#include "sales.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

/* Every rule about logs: what the caller reads when he breaks it. */
namespace {

using namespace walaa;
using namespace walaa::tests;

/// Good logs of two rows each, to be spoiled.
struct two_rows {
  std::vector<std::int64_t> who{1, 2}, id{10, 11};
  std::vector<std::string> names{"a", "b"};
  std::vector<date> on{day("2024-01-01"), day("2024-01-02")}, later{day("2024-01-03"), no_date};
  std::vector<double> amount{1, 2}, answer{3, 4};
  std::vector<std::uint8_t> kind{0, 3};
  summary options{.as_of = day("2024-01-31")};
  logs l{.purchases = {.customer = who, .on = on, .amount = amount, .id = id},
         .answers = {.customer = who, .on = on, .items = {{.name = "q", .answer = answer}}},
         .service = {.customer = who, .opened = on, .first_reply = later, .resolved = later, .due = later, .kind = kind},
         .contracts = {.customer = who, .from = on, .until = later}};
};

std::string refused(const std::function<void(two_rows&)>& spoil) {
  two_rows t;
  spoil(t);
  return refusal([&] { summarize(t.l, t.options); });
}

TEST(summarize_input, good_logs_are_taken) {
  EXPECT_EQ(refused([](two_rows&) {}), "nothing was thrown");
}

TEST(summarize_input, the_day_of_the_summary_is_told) {
  EXPECT_EQ(refused([](two_rows& t) { t.options.as_of = no_date; }),
            "summarize: as_of is no day from 0001-01-01 to 9999-12-31; say to which day the logs count [D201]");
}

TEST(summarize_input, options_are_in_their_domain) {
  EXPECT_EQ(refused([](two_rows& t) { t.options.amount_unit = -1; }), "summarize: amount_unit = -1 is not positive [D111]");
  EXPECT_EQ(refused([](two_rows& t) { t.options.answers_count_for = days{0}; }),
            "summarize: answers_count_for is not positive [D111]");
}

TEST(summarize_input, columns_of_a_log_have_one_length) {
  const std::string in_both = "; one row an event in both [D101]";
  EXPECT_EQ(refused([](two_rows& t) { t.l.purchases.on = std::span(t.on).first(1); }),
            "summarize: purchases.customer has 2 rows and purchases.on has 1" + in_both);
  EXPECT_EQ(refused([](two_rows& t) { t.l.purchases.amount = std::span(t.amount).first(1); }),
            "summarize: purchases.customer has 2 rows and purchases.amount has 1" + in_both);
  EXPECT_EQ(refused([](two_rows& t) { t.l.purchases.id = key_view(t.id).rows(0, 1); }),
            "summarize: purchases.customer has 2 rows and purchases.id has 1" + in_both);
  EXPECT_EQ(refused([](two_rows& t) { t.l.answers.on = {}; }),
            "summarize: answers.customer has 2 rows and answers.on has 0" + in_both);
  EXPECT_EQ(refused([](two_rows& t) { t.l.answers.items[0].answer = std::span(t.answer).first(1); }),
            "summarize: answers.customer has 2 rows and answers.q has 1; one row a customer in both [D101]");
  EXPECT_EQ(refused([](two_rows& t) { t.l.service.opened = {}; }),
            "summarize: service.customer has 2 rows and service.opened has 0" + in_both);
  EXPECT_EQ(refused([](two_rows& t) { t.l.service.due = std::span(t.on).first(1); }),
            "summarize: service.customer has 2 rows and service.due has 1" + in_both);
  EXPECT_EQ(refused([](two_rows& t) { t.l.contracts.until = std::span(t.on).first(1); }),
            "summarize: contracts.customer has 2 rows and contracts.until has 1" + in_both);
}

TEST(summarize_input, keys_are_of_one_kind_in_all_logs) {
  EXPECT_EQ(refused([](two_rows& t) { t.l.answers.customer = t.names; }),
            "summarize: purchases.customer has integer keys and answers.customer has text keys; give all logs one kind [D202]");
  EXPECT_EQ(refused([](two_rows& t) { t.l.roster = t.names; }),
            "summarize: purchases.customer has integer keys and roster has text keys; give all logs one kind [D202]");
}

TEST(summarize_input, texts_are_utf8) {
  for (const char* wrong : {"caf\xe9", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xd9", "\x80", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_EQ(refused([&](two_rows& t) {
                t.names[1] = wrong;
                t.l = {.purchases = {.customer = t.names, .on = t.on}};
              }),
              "summarize: purchases.customer[1] is not valid UTF-8; convert the file before reading it [D210]");
    EXPECT_EQ(refused([&](two_rows& t) {
                t.names[1] = std::string("a long order ") + wrong;
                t.l.purchases.id = t.names;
              }),
              "summarize: purchases.id[1] is not valid UTF-8; convert the file before reading it [D210]");
  }
  for (const char* right : {"ولاء", "é", "漢字", "😀", "\xf4\x8f\xbf\xbf", ""}) {
    EXPECT_EQ(refused([&](two_rows& t) {
                t.names[1] = right;
                t.l = {.purchases = {.customer = t.names, .on = t.on}};
              }),
              "nothing was thrown");
  }
}

TEST(summarize_input, every_event_has_a_day) {
  const std::string rule = " is no day from 0001-01-01 to 9999-12-31; every event needs its day [D201]";
  const auto no_day = [](std::span<const date>& column, two_rows& t) {
    t.later = {day("2024-01-05"), no_date};
    column = t.later;
  };
  EXPECT_EQ(refused([&](two_rows& t) { no_day(t.l.purchases.on, t); }), "summarize: purchases.on[1]" + rule);
  EXPECT_EQ(refused([&](two_rows& t) { no_day(t.l.purchases.on, t), t.l.purchases.id = {}; }),
            "summarize: purchases.on[1]" + rule);
  EXPECT_EQ(refused([&](two_rows& t) { no_day(t.l.answers.on, t); }), "summarize: answers.on[1]" + rule);
  EXPECT_EQ(refused([&](two_rows& t) { t.l.service = {.customer = t.who, .opened = t.later}; }),
            "summarize: service.opened[1]" + rule);
  EXPECT_EQ(refused([&](two_rows& t) { t.l.contracts = {.customer = t.who, .from = t.later}; }),
            "summarize: contracts.from[1]" + rule);
  EXPECT_EQ(refused([&](two_rows& t) { t.on[1] = date{date::duration{20'000'000}}; }),
            "summarize: purchases.on[1]" + rule);  // seconds for days?
}

TEST(summarize_input, amounts_are_numbers_and_multiples_of_their_unit) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const bool with_id : {true, false}) {
    const auto amount = [&](double a) {
      return refused([&](two_rows& t) {
        t.amount[1] = a;
        if (!with_id) t.l.purchases.id = {};
      });
    };
    EXPECT_EQ(amount(missing), "summarize: purchases.amount[1] = NaN is not a finite number [D103]");
    EXPECT_EQ(amount(infinity), "summarize: purchases.amount[1] = inf is not a finite number [D103]");
    EXPECT_EQ(amount(-infinity), "summarize: purchases.amount[1] = -inf is not a finite number [D103]");
    EXPECT_EQ(amount(0.125),
              "summarize: purchases.amount[1] = 0.125 is no whole multiple of amount_unit = 0.01; give the smallest unit of the "
              "amounts, or round them [D211]");
    EXPECT_EQ(amount(1e13),
              "summarize: purchases.amount[1] = 1e+13 is no whole multiple of amount_unit = 0.01; give the smallest unit of the "
              "amounts, or round them [D211]");
    EXPECT_EQ(amount(1e11), "nothing was thrown");  // more than the fast path packs
  }
}

TEST(summarize_input, refunds_of_nothing_and_strangers_are_errors_when_asked) {
  EXPECT_EQ(refused([](two_rows& t) {
              t.amount[1] = -2;
              t.options.unknown_refunds = unmatched::error;
            }),
            "summarize: purchases.amount[1] is a refund of a purchase that no row up to as_of has; give the log of that purchase "
            "too, or let "
            "unknown_refunds be counted [D203]");
  EXPECT_EQ(refused([](two_rows& t) {
              t.amount[1] = -2;
              t.l.purchases.id = {};
              t.options.unknown_refunds = unmatched::error;
            }),
            "summarize: purchases.amount[1] is a refund of a purchase that no row up to as_of has; give the log of that purchase "
            "too, or let "
            "unknown_refunds be counted [D203]");
  const auto stranger = [](auto spoil) {
    return refused([&](two_rows& t) {
      t.options.strangers = unmatched::error;
      t.id = {1, 9};  // used as customers of the other log
      spoil(t);
    });
  };
  const std::string rule = "[1] is no customer; customers are who bought, has a contract or stands in the roster [D208]";
  EXPECT_EQ(stranger([](two_rows& t) { t.l.answers.customer = t.id; }), "summarize: answers.customer" + rule);
  EXPECT_EQ(stranger([](two_rows& t) { t.l.service.customer = t.id; }), "summarize: service.customer" + rule);
}

TEST(summarize_input, answers_stay_on_their_scale) {
  EXPECT_EQ(refused([](two_rows& t) { t.answer[1] = 11; }),
            "summarize: answers.q[1] = 11 is outside the item's scale [0, 10]; give its lowest and highest [D114]");
  EXPECT_EQ(refused([](two_rows& t) { t.answer[0] = std::numeric_limits<double>::infinity(); }),
            "summarize: answers.q[0] = inf is outside the item's scale [0, 10]; give its lowest and highest [D114]");
}

TEST(summarize_input, items_have_names_and_scales) {
  EXPECT_EQ(refused([](two_rows& t) { t.l.answers.items[0].name = ""; }), "summarize: answers.items[0] has no name [F302]");
  EXPECT_EQ(refused([](two_rows& t) { t.l.answers.items[0].name = "complaints"; }),
            "summarize: two columns would be named 'complaints'; rename the item [D113]");
  EXPECT_EQ(refused([](two_rows& t) { t.l.answers.items.push_back(t.l.answers.items[0]); }),
            "summarize: two columns would be named 'q'; rename the item [D113]");
  EXPECT_EQ(refused([](two_rows& t) { t.l.answers.items[0].lowest = 10; }),
            "summarize: answers.q has the scale 10 to 10; the lowest answer must be below the highest [F302]");
}

TEST(summarize_input, nothing_ends_before_it_begins) {
  const auto spoiled = [](auto pick) {
    return refused([&](two_rows& t) {
      t.later = {day("2024-01-05"), day("2024-01-05")};
      pick(t);
    });
  };
  static const std::vector<date> wrong{no_date, day("2023-12-31")};
  EXPECT_EQ(spoiled([](two_rows& t) { t.l.service.first_reply = wrong; }),
            "summarize: service.first_reply[1] = 2023-12-31 is before service.opened[1] = 2024-01-02 [D204]");
  EXPECT_EQ(spoiled([](two_rows& t) { t.l.service.resolved = wrong; }),
            "summarize: service.resolved[1] = 2023-12-31 is before service.opened[1] = 2024-01-02 [D204]");
  EXPECT_EQ(spoiled([](two_rows& t) { t.l.service.due = wrong; }),
            "summarize: service.due[1] = 2023-12-31 is before service.opened[1] = 2024-01-02 [D204]");
  EXPECT_EQ(spoiled([](two_rows& t) { t.l.contracts.until = wrong; }),
            "summarize: contracts.until[1] = 2023-12-31 is before contracts.from[1] = 2024-01-02 [D204]");
}

TEST(summarize_input, cases_are_of_a_known_kind) {
  EXPECT_EQ(refused([](two_rows& t) { t.kind[1] = 4; }),
            "summarize: service.kind[1] = 4 is no kind of case; 0 request, 1 complaint, 2 promise, 3 return [D114]");
}

TEST(summarize_input, the_first_wrong_row_is_the_one_named) {
  sales s;
  for (int i = 0; i < 300000; ++i) s.add(i % 1000, day(std::int64_t{19700} + i % 30), 1.25);
  s.amount[123456] = 0.001, s.amount[222222] = missing;
  EXPECT_EQ(refusal([&] { summarize({.purchases = s.log()}, {.as_of = day("2024-01-31")}); }).substr(0, 41),
            "summarize: purchases.amount[123456] = 0.0");
  try {
    summarize({.purchases = s.log()}, {.as_of = day("2024-01-31")});
    FAIL();
  } catch (const invalid_input& e) {
    EXPECT_EQ(e.row(), 123456u);
    EXPECT_EQ(e.value(), 0.001);
    EXPECT_EQ(e.argument(), "purchases.amount");
  }
}

TEST(summarize_input, instants_to_the_year_9999_are_supported) {
  sales s;
  s.add(1, "0001-01-01", 1).add(1, "9999-12-31", 2);
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("9999-12-31")});
  EXPECT_EQ(c["recency"][0], 3652058);  // Python: date.max - date.min
  EXPECT_EQ(c["T"][0], 3652058);
}

}  // namespace
