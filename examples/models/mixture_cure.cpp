// SPDX-License-Identifier: Apache-2.0
// Who never leaves? 2,000 simulated contracts whose truth is known: of those with a bundle half stay for ever, of the others a
// quarter; the rest leave by a Weibull law. Then a real cohort, watched too briefly
// to tell who stays, as later years show.
#include <walaa/math/random.hpp>
#include <walaa/survival/mixture_cure.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

int main() {
  walaa::random_stream random(7);
  std::vector<double> months, left, bundle;
  for (int i = 0; i < 2000; ++i) {
    const bool has = random.chance(0.5), stays = random.chance(has ? 0.5 : 0.25);
    const double leaves = 12 * std::pow(-std::log(random.uniform()), 0.7), seen = 36 + 24 * random.uniform();
    bundle.push_back(has);
    left.push_back(!stays && leaves < seen);
    months.push_back(!stays && leaves < seen ? leaves : seen);
  }
  const walaa::spells s{.duration = months, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month};
  const auto fit = walaa::mixture_cure_model::fit(walaa::lifetime_law::weibull, s, walaa::covariates{{"bundle", bundle}});
  std::printf("%s\n", fit.report().full().c_str());
  std::printf("log-likelihood %.2f; were there nobody who stays, %.2f\n", fit->log_likelihood, fit->plain_log_likelihood);

  std::printf("\nbundle  stay for ever  of those here after 12, 24 months  leave in months 13 to 24\n");
  for (const double has : {0.0, 1.0}) {
    const std::vector<double> z{has};
    const auto customer = fit->at(z);
    const auto p = walaa::leaves_within(customer, walaa::months{12}, walaa::months{12});
    std::printf("%-6s %14.3f %23.3f %6.3f %31.3f\n", has == 1 ? "yes" : "no", customer.stays(), customer.stays_given_here(12),
                customer.stays_given_here(24), p.value);
  }

  // Fader & Hardie (2007), the high-end cohort of 1,000, years 0 to 7 as if each left at the end of his year
  const std::vector<double> years{1, 2, 3, 4, 5, 6, 7, 7}, gone{1, 1, 1, 1, 1, 1, 1, 0};
  const std::vector<double> customers{131, 126, 90, 60, 42, 34, 26, 491};
  const auto real = walaa::mixture_cure_model::fit(
      walaa::lifetime_law::log_normal,
      {.duration = years, .event = gone, .entry = {}, .weight = customers, .unit = walaa::time_unit::month});
  std::printf("\nhigh-end cohort: %.3f stay for ever by the model; after 12 years %.3f are left by it, 0.394 were seen\n",
              real->at().stays(), real->at().survival(12));
}
