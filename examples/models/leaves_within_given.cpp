// SPDX-License-Identifier: Apache-2.0
// Which of these subscribers leaves within three months, and why? Cox's model of 7,043 subscribers of a telephone company, a baseline
// for each kind of contract, inside a scorer.
// run: {data}/telco.csv
#include <walaa/archive/file.hpp>
#include <walaa/data/csv.hpp>
#include <walaa/scoring.hpp>
#include <walaa/scoring/strategies/leaves_within_given.hpp>
#include <walaa/survival/cox.hpp>

#include <cstdio>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: leaves_within_given <subscribers.csv>\n", stderr), 2;
  const auto bytes = walaa::read_file(argv[1]);
  const walaa::csv_table t = walaa::read_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, {.file = "telco.csv"});
  const auto is = [&](const char* column, const char* value) {
    std::vector<double> out;
    for (const auto& v : t.texts(column)) out.push_back(v == value ? 1 : 0);
    return out;
  };
  const std::vector<double> months = t.numbers("tenure"), left = is("churn", "Yes"), fee = t.numbers("monthly_charges"),
                            fibre = is("internet_service", "Fiber optic"), family = t.numbers("dependents"),
                            one_year = is("contract", "One year"), two_years = is("contract", "Two year");
  std::vector<double> contract(t.size());
  for (std::size_t i = 0; i < t.size(); ++i) contract[i] = one_year[i] + 2 * two_years[i];

  const auto fit = walaa::cox_model::fit(
      {.time = {.duration = months, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month},
       .x = {{"monthly_charges", fee}, {"fibre", fibre}, {"dependents", family}},
       .strata = contract},
      {.curve_errors = true});
  std::printf("%s\n", fit.report().brief().c_str());

  const walaa::scorer desk{walaa::strategies::leaves_within(fit, walaa::months{3}, "contract")};
  for (const double kind : {0.0, 1.0, 2.0}) {
    walaa::customer who = desk.blank(walaa::no_date);
    who["tenure"] = 6, who["contract"] = kind, who["monthly_charges"] = 95, who["fibre"] = 1, who["dependents"] = 0;
    const walaa::one_score p = desk.score(who)["leaves_within"];
    std::printf("six months here, contract %.0f: leaves within three months %.3f ± %.3f\n", kind, p.value, p.error);
    if (kind == 0) std::printf("  %s\n", desk.explain(who, 0, "leaves_within").text("en").c_str());
  }
}
