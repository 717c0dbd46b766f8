// SPDX-License-Identifier: Apache-2.0
// Three worked examples of docs/summary.md: periods, refunds with ids, refunds without.
#include <walaa/data.hpp>

#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

struct row {
  const char* on;
  double amount;
  std::int64_t id = 0;
};

void show(const char* title, const std::vector<row>& rows, bool with_ids, const walaa::summary& options) {
  const std::vector<std::int64_t> customer(rows.size(), 42);
  std::vector<walaa::date> on;
  std::vector<double> amount;
  std::vector<std::int64_t> id;
  for (const row& r : rows) {
    on.push_back(walaa::parse_date(r.on));
    amount.push_back(r.amount);
    if (with_ids) id.push_back(r.id);
  }
  const walaa::customers c =
      walaa::summarize({.purchases = {.customer = customer, .on = on, .amount = amount, .id = id}}, options);
  std::printf("%-22s", title);
  if (c.size() == 0)
    std::printf("no customer");
  else
    std::printf("frequency %g  recency %5.2f  T %5.2f  monetary_value %5.2f", c["frequency"][0], c["recency"][0], c["T"][0],
                c["monetary_value"][0]);
  std::printf("  | %s\n", c.report().text().c_str());
}

}  // namespace

int main() {
  using enum walaa::period_rule;
  const walaa::date end = walaa::parse_date("2024-03-31");

  const std::vector<row> visits{{"2024-01-01", 10}, {"2024-01-05", 3}, {"2024-01-05", 4}, {"2024-01-08", 6}, {"2024-03-02", 5}};
  show("days, in weeks", visits, false, {.as_of = end, .unit = walaa::time_unit::week});
  show("weeks, in weeks", visits, false, {.as_of = end, .unit = walaa::time_unit::week, .period = week});
  show("months, in months", visits, false, {.as_of = end, .unit = walaa::time_unit::month, .period = month});

  std::vector<row> orders{{"2024-01-01", 10, 100}, {"2024-01-15", 20, 101}, {"2024-02-01", 30, 102}};
  show("three orders", orders, true, {.as_of = end});
  orders.push_back({"2024-02-20", -12, 102});
  show("102 partly refunded", orders, true, {.as_of = end});
  orders.push_back({"2024-02-21", -18, 102});
  show("102 wholly", orders, true, {.as_of = end});
  orders.push_back({"2024-02-22", -10, 100});
  show("100 as well", orders, true, {.as_of = end});

  std::vector<row> till{{"2024-01-01", 10}, {"2024-01-05", 20}, {"2024-01-05", -5}, {"2024-01-09", 8}, {"2024-01-09", -8}};
  show("netted by day", till, false, {.as_of = end});
  till.push_back({"2024-01-20", -3});
  show("a refund on its own", till, false, {.as_of = end});
  show("netted by month", till, false, {.as_of = end, .unit = walaa::time_unit::month, .period = month});
}
