// SPDX-License-Identifier: Apache-2.0
// Four models of the CDNOW log, fitted on 39 weeks, in one table with the 39 weeks after.
// run: {data}/cdnow.csv
#include <walaa/archive/file.hpp>
#include <walaa/data.hpp>
#include <walaa/data/csv.hpp>
#include <walaa/evaluate.hpp>
#include <walaa/value.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: compare_models <purchases.csv>\n", stderr), 2;
  const auto bytes = walaa::read_file(argv[1]);
  const walaa::csv_table log =
      walaa::read_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, {.file = "cdnow.csv"});
  const auto who = log.keys("customer_id");
  const auto on = log.dates("date");
  const walaa::customers all =
      walaa::split({.purchases = {.customer = who, .on = on}},
                   {.as_of = walaa::parse_date("1997-09-30"), .unit = walaa::time_unit::week}, walaa::parse_date("1998-06-30"));

  const walaa::purchase_histories calibration = purchases(all);
  const auto models = walaa::compare_models({{"NBD", walaa::nbd::fit(calibration)},
                                             {"BG/NBD", walaa::bg_nbd::fit(calibration)},
                                             {"MBG/NBD", walaa::mbg_nbd::fit(calibration)},
                                             {"Pareto/NBD", walaa::pareto_nbd::fit(calibration)}},
                                            calibration, all["frequency_holdout"], walaa::weeks{39});
  std::printf("%s", models.text().c_str());

  const walaa::model_row& best = models.rows[models.best_by_aic()];
  std::printf("\nby AIC and BIC: %s; in the holdout %s\n", best.name.c_str(), models.rows[models.best_in_holdout()].name.c_str());
  std::printf("dropout explains the log: AIC of the NBD is higher by %.0f\n", models.rows[0].aic - best.aic);
}
