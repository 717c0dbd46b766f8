// SPDX-License-Identifier: Apache-2.0
// Do customers themselves change with age? The regular and the high-end cohort of Fader & Hardie (2007), years 0 to 7 of 12.
#include <walaa/survival/bdw.hpp>

#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

int main() {
  const std::vector<double> regular{1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173};
  const std::vector<double> high_end{1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394};
  for (const auto* survivors : {&regular, &high_end}) {
    const auto data = walaa::renewals::of_cohort(std::span(*survivors).first(8));
    const auto with_age = walaa::bdw::fit(data);
    const auto sorting = walaa::sbg::fit(data);
    std::printf("%s: %s\n\n", survivors == &regular ? "regular" : "high end", with_age.report().full().c_str());
    std::printf("twice the gain in log-likelihood over the sBG (c = 1): %.2f\n",
                2 * (with_age.report().log_likelihood - sorting.report().log_likelihood));
    std::printf("year   seen    BdW    sBG\n");
    for (const std::size_t year : {8u, 10u, 12u}) {
      const double t = static_cast<double>(year);
      std::printf("%4zu  %4.1f%%  %4.1f%%  %4.1f%%\n", year, (*survivors)[year] / 10, 100 * with_age->survival(t),
                  100 * sorting->survival(t));
    }
    std::printf("renewals to come at 10 %% a year, of a new customer: BdW %.2f, sBG %.2f\n\n",
                with_age->discounted_renewals(1, 0.1), sorting->discounted_renewals(1, 0.1));
  }
}
