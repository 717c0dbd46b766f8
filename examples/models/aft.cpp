// SPDX-License-Identifier: Apache-2.0
// How much longer does it last? The textbook set of Freireich (1963): weeks of 42 patients until relapse, 21 with the drug.
#include <walaa/survival/aft.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <utility>
#include <vector>

int main() {
  const std::vector<double> weeks{1, 1, 2, 2, 3,  4,  4,  5,  5,  8, 8, 8,  8,  11, 11, 12, 12, 15, 17, 22, 23,   // without
                                  6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35};  // with
  std::vector<double> ended(weeks.size(), 1), drug(weeks.size(), 0);
  for (std::size_t i = 21; i < weeks.size(); ++i) drug[i] = 1;
  for (std::size_t i = 30; i < weeks.size(); ++i) ended[i] = 0;  // still well when last seen
  const walaa::spells s{.duration = weeks, .event = ended, .entry = {}, .weight = {}, .unit = walaa::time_unit::week};
  const walaa::covariates x{{"drug", drug}};

  const auto fit = walaa::aft_model::fit(walaa::lifetime_law::weibull, s, x);
  std::printf("%s\n", fit.report().full().c_str());
  std::printf("\nscale %.3f; the drug lengthens times by %.2f, and multiplies the hazard by %.3f\n", fit->scale(),
              std::exp(fit->estimates[1]), std::exp(-fit->estimates[1] / fit->scale()));

  std::printf("\nlaw           log-likelihood  half ended: without  with  beyond a year, with\n");
  for (const auto& [law, word] :
       {std::pair{walaa::lifetime_law::exponential, "exponential"}, std::pair{walaa::lifetime_law::weibull, "Weibull"},
        std::pair{walaa::lifetime_law::log_normal, "log-normal"}, std::pair{walaa::lifetime_law::log_logistic, "log-logistic"}}) {
    const auto m = walaa::aft_model::fit(law, s, x);
    const std::vector<double> both{0, 1};
    std::vector<double> half(2), year(2);
    m->age_when_left(walaa::covariates{{"drug", both}}, 0.5, half);
    m->survival(walaa::covariates{{"drug", both}}, 52, year);
    std::printf("%-13s %14.2f %20.1f %5.1f %21.3f\n", word, m->log_likelihood, half[0], half[1], year[1]);
  }
}
