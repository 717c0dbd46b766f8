// SPDX-License-Identifier: Apache-2.0
// How long do contracts last? Twelve contracts in months, five of them still on.
#include <walaa/survival.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> months{2, 3, 3, 5, 7, 7, 8, 12, 12, 15, 18, 24};
  const std::vector<double> left{1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0};
  const auto stay =
      walaa::kaplan_meier::fit({.duration = months, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month});
  std::printf("%s\n\nmonths  at risk  left  still there   95 %% interval\n", stay.brief().c_str());
  for (std::size_t i = 0; i < stay.time.size(); ++i) {
    const auto s = stay.at(stay.time[i]);
    std::printf("%6.0f %8.0f %5.0f %12.3f   %.3f to %.3f\n", stay.time[i], stay.at_risk[i], stay.left[i], s.value, s.lo, s.hi);
  }
  const auto median = stay.median();
  std::printf("\nmedian %.0f months, %s\n", median.value.value(),
              median.hi ? "bounded above" : "no upper limit: too few have left");
  const auto mean = stay.restricted_mean(walaa::months{12});
  std::printf("months in the first twelve: %.2f ± %.2f\n", mean.value, mean.error);
  std::printf("after 30 months: %s\n", stay.at(30) ? "known" : "not known, nobody was seen so long");
}
