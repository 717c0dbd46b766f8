// SPDX-License-Identifier: Apache-2.0
// The whole river on a real log: 69,659 purchases of 23,570 customers of CDNOW, read from CSV, summarised on 30 September 1997,
// fitted, checked against the nine months that followed, scored, explained, saved.
// run: {data}/cdnow.csv
#include <walaa/archive.hpp>
#include <walaa/data/csv.hpp>
#include <walaa/walaa.hpp>

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

using namespace walaa;

std::string_view as_text(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

void write_table(const char* path, const profiles& p) {
  std::string text = "customer_id";
  for (const std::string& name : p.names()) text += "," + name + "," + name + "_status";
  text += "\n";
  for (std::size_t i = 0; i < p.size(); ++i) {
    text += p.keys().text(i);
    for (const std::string& name : p.names())
      text += "," + number_text(p[name].value[i]) + "," + std::string(standing_name(p[name].status[i]));
    text += "\n";
  }
  write_file(path, text);
}

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: cdnow <purchases.csv>\n", 2;
  try {
    // Transactions in ...
    const csv_table file = read_csv(std::string(as_text(read_file(argv[1]))), {.file = "cdnow.csv"});
    const key_column who = file.keys("customer_id");
    const std::vector<date> on = file.dates("date");
    const std::vector<double> amount = file.numbers("amount");
    const logs log{.purchases = {.customer = who, .on = on, .amount = amount}};

    // ... customers as of a day, with what they did in the nine months after it beside ...
    const summary how{.as_of = parse_date("1997-09-30"), .unit = time_unit::week};
    const customers all = split(log, how, parse_date("1998-06-30"));
    std::cout << all.report().text() << "\n\n";

    // ... models with evidence ...
    const auto visits = mbg_nbd::fit(purchases(all));
    const auto spend = gamma_gamma::fit(purchases(all), {.bad_rows = policy::repair});
    std::cout << visits.report().full() << "\n" << spend.report().full() << "\n";

    // ... that must stand the test of the holdout ...
    const holdout check = compare_holdout(visits, purchases(all), all["frequency_holdout"], weeks{39});
    std::cout << "the 39 weeks after: mean purchases by frequency, as they came and as expected\n" << check.text() << "\n";

    // ... scored and explained customers out.
    scorer loyalty{strategies::lifetime_value(visits, spend, {.horizon = months{12}, .annual_discount = 0.10}),
                   strategies::no_purchase_within(visits, days{90}), strategies::p_alive(visits)};
    loyalty.set_reference(all);
    const profiles scored = loyalty.score(all);
    saved_customers keep = save_list(scored, {.contact_cost = 0.5, .incentive = 5, .acceptance = 0.3, .budget = 1000});
    add_reasons(keep, loyalty, all, "en", 10);
    std::printf("worth saving: %zu of %zu customers, expected profit %.0f for %.0f; the first ten:\n", keep.list.size(),
                keep.customers, keep.expected_profit, keep.cost);
    for (std::size_t i = 0; i < 10; ++i) {
      const saved_customer& one = keep.list[i];
      std::printf("%6s  profit %6.2f  value %7.2f  P(no visit in 90 days) %.2f  %s\n", key_text(one.who).c_str(),
                  one.expected_profit, one.value, one.risk, one.reason.c_str());
    }

    write_table("scored.csv", scored);
    write_file("loyalty.walaa", save(loyalty));
    std::cout << "\nwritten: scored.csv, loyalty.walaa\n";
    return 0;
  } catch (const error& e) {
    return std::cerr << e.what() << "\n", 1;
  }
}
