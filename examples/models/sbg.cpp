// SPDX-License-Identifier: Apache-2.0
// How many of a cohort will still be there? Two cohorts of 1,000 of Fader & Hardie (2007), fitted on years 0 to 7, held to year 12.
#include <walaa/survival/sbg.hpp>

#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

int main() {
  const std::vector<double> regular{1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173};
  const std::vector<double> high_end{1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394};
  const auto of_first_years = [](const std::vector<double>& survivors) {
    return walaa::sbg::fit(walaa::renewals::of_cohort(std::span(survivors).first(8)));
  };
  const auto low = of_first_years(regular), high = of_first_years(high_end);
  std::printf("regular: %s\n\nhigh end: %s\n", low.report().full().c_str(), high.report().full().c_str());

  std::printf("\nyear  regular: seen  sBG   high end: seen  sBG\n");
  for (const std::size_t year : {7u, 8u, 10u, 12u}) {
    const double t = static_cast<double>(year);
    std::printf("%4zu %14.1f%% %5.1f%% %14.1f%% %5.1f%%\n", year, regular[year] / 10, 100 * low->survival(t), high_end[year] / 10,
                100 * high->survival(t));
  }
  std::printf("\nshare that renews the 1st, 5th, 10th time: regular %.3f %.3f %.3f, high end %.3f %.3f %.3f\n", low->retention(1),
              low->retention(5), low->retention(10), high->retention(1), high->retention(5), high->retention(10));
  std::printf("renewals to come at 10 %% a year: regular %.2f when new, %.2f after five; high end %.2f and %.2f\n",
              low->discounted_renewals(1, 0.1), low->discounted_renewals(6, 0.1), high->discounted_renewals(1, 0.1),
              high->discounted_renewals(6, 0.1));
}
