// SPDX-License-Identifier: Apache-2.0
// Which branch draws complaints? Counts in branches of unequal size: the raw rate of a small branch says little, and is drawn to
// the mean of all.
#include <walaa/fit.hpp>
#include <walaa/rates.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<const char*> branch{"harbour", "market", "station", "north", "university", "airport", "old town", "new"};
  const std::vector<double> complaints{2, 31, 12, 0, 25, 9, 3, 0};
  const std::vector<double> thousand_visits{0.5, 22, 14, 1.5, 6, 9, 8, 0};  // the new branch has not opened yet

  const walaa::exposed_counts rows{.count = complaints, .exposure = thousand_visits};
  const auto fit = walaa::gamma_poisson::fit(rows);
  std::printf("%s\n", fit.report().full().c_str());
  const auto spread = walaa::delta_interval(fit, [](const walaa::gamma_poisson& m) { return m.dispersion; });
  std::printf("prior: shape %.3f, rate %.3f; dispersion %.2f, 95 %% %.2f to %.2f\n\n", fit->shape(), fit->rate(), spread.estimate,
              spread.low, spread.high);

  std::vector<double> value(rows.size()), lo(rows.size()), hi(rows.size()), credibility(rows.size());
  fit->given(rows, {.value = value, .lo = lo, .hi = hi, .credibility = credibility});
  std::printf("branch      complaints  thousand visits    raw  shrunk  95 %% interval  credibility\n");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::printf("%-11s %10.0f %16.1f", branch[i], complaints[i], thousand_visits[i]);
    thousand_visits[i] > 0 ? std::printf(" %6.2f", complaints[i] / thousand_visits[i]) : std::printf("   none");
    std::printf(" %7.2f   %.2f to %.2f %12.2f\n", value[i], lo[i], hi[i], credibility[i]);
  }
  std::printf("\na new branch draws none in its first 500 visits with %.0f %%\n", 100 * fit->probability(0, 0.5));

  const std::vector<double> alike{4, 5, 6, 5};
  std::printf("\n%s\n", walaa::gamma_poisson::fit({.count = alike}).report().brief().c_str());
}
