// SPDX-License-Identifier: Apache-2.0
// Gamma-Gamma on the spends of CDNOW as of 30 September 1997: the fit, and what four customers spend on a purchase.
// run: {data}/cdnow.csv
#include <walaa/archive/file.hpp>
#include <walaa/data.hpp>
#include <walaa/data/csv.hpp>
#include <walaa/value.hpp>

#include <cmath>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: gamma_gamma <purchases.csv>\n", stderr), 2;
  const auto bytes = walaa::read_file(argv[1]);
  const walaa::csv_table log =
      walaa::read_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, {.file = "cdnow.csv"});
  const auto who = log.keys("customer_id");
  const auto on = log.dates("date");
  const auto amount = log.numbers("amount");
  const walaa::customers all = walaa::summarize({.purchases = {.customer = who, .on = on, .amount = amount}},
                                                {.as_of = walaa::parse_date("1997-09-30"), .unit = walaa::time_unit::week});

  // one customer of the log came back for free: Gamma-Gamma knows no spend of 0, so that row is left out, and the report says so
  const auto spend = walaa::gamma_gamma::fit(purchases(all), {.bad_rows = walaa::policy::repair});
  std::printf("%s\n\n", spend.report().full().c_str());

  std::printf("repeats  mean spend  expected spend  ± (of the customer's true mean)\n");
  const struct {
    double x, m;
  } customers[] = {{0, 0}, {1, 20}, {1, 200}, {10, 200}};
  for (const auto& c : customers)
    std::printf("%7.0f %11.2f %15.2f %8.2f\n", c.x, c.m, spend->expected_spend(c.x, c.m),
                std::sqrt(spend->spend_variance(c.x, c.m)));
}
