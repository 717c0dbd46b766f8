// SPDX-License-Identifier: Apache-2.0
// Two cohorts of 1,000 contracts (Fader & Hardie 2007), renewed once a year: how much less readily do high-end customers leave?
#include <walaa/survival/discrete_hazard.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> survivors[]{{1000, 631, 468, 382, 326, 289, 262, 241}, {1000, 869, 743, 653, 593, 551, 517, 491}};
  std::vector<double> years, left, customers, high_end;  // a row for all who did the same
  for (const bool high : {false, true})
    for (std::size_t t = 1; t <= 8; ++t) {
      const auto& s = survivors[high];
      years.push_back(t < 8 ? static_cast<double>(t) : 7);
      left.push_back(t < 8);
      customers.push_back(t < 8 ? s[t - 1] - s[t] : s[7]);
      high_end.push_back(high);
    }
  const walaa::spells s{.duration = years, .event = left, .entry = {}, .weight = customers, .unit = walaa::time_unit::month};
  const walaa::covariates x{{"high_end", high_end}};
  const auto each = walaa::discrete_hazard_model::fit(walaa::hazard_link::cloglog, s, x);
  std::printf("%s\n", each.report().full().c_str());
  const walaa::coefficients& b = each->estimates;
  const std::size_t j = each->baseline_terms;
  std::printf("\nhazard ratio of high end %.3f, 95 %% interval %.3f to %.3f\n", std::exp(b[j]), std::exp(b.interval(j).low),
              std::exp(b.interval(j).high));

  const auto line =
      walaa::discrete_hazard_model::fit(walaa::hazard_link::cloglog, s, x, {.baseline = walaa::period_baseline::logarithmic});
  std::printf("baseline linear in ln(year): log-likelihood %.2f with 3 numbers, %.2f with 8\n", line->log_likelihood,
              each->log_likelihood);

  std::printf("\nof those still there leave\nyear  regular: seen  fitted   high end: seen  fitted\n");
  const std::vector<double> no{0}, yes{1};
  const auto seen = [&](std::size_t cohort, std::size_t t) { return 1 - survivors[cohort][t] / survivors[cohort][t - 1]; };
  for (const std::size_t year : {1u, 2u, 4u, 7u}) {
    const double t = static_cast<double>(year);
    std::printf("%4zu %14.3f %7.3f %16.3f %7.3f\n", year, seen(0, year), each->at(no).hazard(t), seen(1, year),
                each->at(yes).hazard(t));
  }
}
