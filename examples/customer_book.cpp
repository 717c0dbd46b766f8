// SPDX-License-Identifier: Apache-2.0
// A host that keeps events instead of summaries: what the book says is what summarize says of the same events.
#include <walaa/data.hpp>
#include <walaa/data/customer_book.hpp>

#include <cstdio>

int main() {
  using walaa::parse_date;
  walaa::customer_book book({.unit = walaa::time_unit::week});
  book.add({.customer = 42, .on = parse_date("2026-09-01"), .amount = 12.00, .id = 1});
  book.add({.customer = 42, .on = parse_date("2026-11-10"), .amount = 8.50, .id = 3});
  book.add({.customer = 42, .on = parse_date("2026-10-06"), .amount = 19.90, .id = 2});  // late, and welcome
  const auto show = [&](const char* when) {
    const walaa::customer who = book.at(42, parse_date(when));
    std::printf("%s: frequency %g, recency %g weeks, T %g weeks, mean repeat %.2f\n", when, who["frequency"], who["recency"],
                who["T"], who["monetary_value"]);
  };
  show("2026-11-24");
  book.add({.customer = 42, .on = parse_date("2026-11-20"), .amount = -8.50, .id = 3});  // brought back
  show("2026-11-24");
  show("2026-11-17");  // as of last week it had not been
}
