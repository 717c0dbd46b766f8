// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/log_columns.hpp>  // the header under test comes first: it must stand alone

#include "sales.hpp"

#include <walaa/data/simulate.hpp>
#include <walaa/data/summarize.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;

/// Rows of all logs by chunk: every k-th row of each log, so that customers and periods straddle the chunks.
log_columns part(const logs& l, std::size_t which, std::size_t of) {
  log_columns out;
  const auto take = [&](const auto& from, auto& to) {
    for (std::size_t i = which; i < from.size(); i += of) to.push_back(from[i]);
  };
  const auto keys = [&](const key_view& from, key_column& to) {
    for (std::size_t i = which; i < from.size(); i += of) to.push_back(from.numbers()[i]);
  };
  keys(l.purchases.customer, out.purchases.customer), take(l.purchases.on, out.purchases.on),
      take(l.purchases.amount, out.purchases.amount);
  keys(l.answers.customer, out.answers.customer), take(l.answers.on, out.answers.on);
  for (const item& q : l.answers.items) {
    out.answers.items.push_back({std::string(q.name), {}, q.lowest, q.highest, q.reversed});
    take(q.answer, out.answers.items.back().answer);
  }
  keys(l.service.customer, out.service.customer), take(l.service.opened, out.service.opened);
  take(l.service.first_reply, out.service.first_reply), take(l.service.resolved, out.service.resolved);
  take(l.service.due, out.service.due), take(l.service.kind, out.service.kind);
  keys(l.contracts.customer, out.contracts.customer), take(l.contracts.from, out.contracts.from),
      take(l.contracts.until, out.contracts.until);
  return out;
}

TEST(log_columns, summarising_in_chunks_equals_one_pass) {
  const simulated s = simulate({.customers = 3000, .seed = 11});
  const summary options{.as_of = parse_date("2025-03-31"), .unit = time_unit::week, .period = period_rule::week};
  const logs whole = s.logs.view();
  const customers once = summarize(whole, options);
  for (const std::size_t chunks : {1u, 2u, 7u, 100u}) {
    log_columns all;
    for (std::size_t i = 0; i < chunks; ++i) {
      const log_columns chunk = part(whole, i, chunks);
      all.append(chunk.view());
    }
    const customers c = summarize(all.view(), options);
    EXPECT_TRUE(same_table(once, c)) << chunks;
    EXPECT_EQ(once.report(), c.report()) << chunks;
  }
}

TEST(log_columns, chunks_have_the_same_columns) {
  const std::vector<std::int64_t> who{1};
  const std::vector<std::string> name{"أ"};
  const std::vector<date> on{parse_date("2020-01-01")};
  const std::vector<double> amount{1}, two{1, 2};
  log_columns all;
  all.append({});  // an empty chunk is welcome first, last and between
  all.append({.purchases = {.customer = who, .on = on, .amount = amount}});
  all.append({});
  EXPECT_EQ(refusal([&] { all.append({.purchases = {.customer = who, .on = on}}); }),
            "log_columns::append: some chunks have purchases.amount and some have not; give it in all or in none [D101]");
  EXPECT_EQ(refusal([&] { all.append({.purchases = {.customer = who, .on = on, .amount = two}}); }),
            "log_columns::append: customer has 1 rows and purchases.amount has 2; one row a customer in both [D101]");
  EXPECT_EQ(refusal([&] { all.append({.purchases = {.customer = name, .on = on, .amount = amount}}); }),
            "key_column: has integer keys and is given text keys; give all chunks one kind [D202]");
  all.append({.answers = {.customer = who, .on = on, .items = {{.name = "q", .answer = amount}}}});
  EXPECT_EQ(refusal([&] {
              all.append({.answers = {.customer = who, .on = on, .items = {{.name = "q", .answer = amount, .highest = 5}}}});
            }),
            "log_columns::append: the chunks ask different items; give all chunks the same items on the same scales [D101]");
  EXPECT_EQ(all.view().purchases.customer.size(), 1u);
}

TEST(key_column, owns_keys_of_one_kind) {
  key_column k;
  k.push_back("أ");
  k.push_back("ب");
  EXPECT_EQ(key_view(k).text(1), "ب");
  EXPECT_EQ(refusal([&] { k.push_back(std::int64_t{1}); }),
            "key_column: has text keys and is given integer keys; give all chunks one kind [D202]");
}

}  // namespace
