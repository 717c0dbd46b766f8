// SPDX-License-Identifier: Apache-2.0
// Pareto/NBD on the log of CDNOW as of 30 September 1997: the fit, how sure it is, and four customers.
// run: {data}/cdnow.csv
#include <walaa/archive/file.hpp>
#include <walaa/data.hpp>
#include <walaa/data/csv.hpp>
#include <walaa/fit.hpp>
#include <walaa/value.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: pareto_nbd <purchases.csv>\n", stderr), 2;
  const auto bytes = walaa::read_file(argv[1]);
  const walaa::csv_table log =
      walaa::read_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, {.file = "cdnow.csv"});
  const auto who = log.keys("customer_id");
  const auto on = log.dates("date");
  const walaa::customers all = walaa::summarize({.purchases = {.customer = who, .on = on}},
                                                {.as_of = walaa::parse_date("1997-09-30"), .unit = walaa::time_unit::week});

  const auto fit = walaa::pareto_nbd::fit(purchases(all));
  std::printf("%s\n\n", fit.report().full().c_str());

  const auto year = walaa::delta_interval(fit, [](const walaa::pareto_nbd& m) { return m.expected_purchases(52); });
  std::printf("repeats of a new customer in a year: %.3f, 95 %% interval %.3f to %.3f\n\n", year.estimate, year.low, year.high);

  std::printf("repeats  last seen  P(alive)  rate a week  half have left after  purchases in 39 weeks\n");
  for (const walaa::purchase_history h : {walaa::purchase_history{0, 0, 38.86}, {2, 30.43, 38.86}, {6, 36, 38}, {6, 12, 38}})
    std::printf("%7.0f %7.0f wk %9.3f %12.3f %18.0f wk %22.3f\n", h.frequency, h.age - h.recency, p_alive(fit, h),
                fit->purchase_rate(h), fit->given_alive(h).median_lifetime(), expected_purchases(fit, h, walaa::weeks{39}));
}
