// SPDX-License-Identifier: Apache-2.0
// Did the forecast come true? A model of 39 weeks against the next 39, for a handful of customers.
#include <walaa/evaluate.hpp>
#include <walaa/value.hpp>

#include <cstdio>
#include <vector>

int main() {
  const walaa::fitted<walaa::bg_nbd> visits({.r = 0.2426, .alpha = 4.4136, .a = 0.7929, .b = 2.4259}, walaa::time_unit::week);
  const std::vector<double> frequency{0, 0, 0, 1, 1, 2, 3, 6, 12, 26};
  const std::vector<double> recency{0, 0, 0, 10, 30, 25, 32, 38, 35, 30.9};
  const std::vector<double> T{39, 38, 33, 38, 39, 36, 38, 39, 38, 31};
  const std::vector<double> came{0, 0, 1, 0, 1, 1, 2, 5, 8, 20};  // purchases in the 39 weeks after

  const walaa::purchase_histories histories{.frequency = frequency, .recency = recency, .age = T, .unit = walaa::time_unit::week};
  std::printf("%s\n", walaa::compare_holdout(visits, histories, came, walaa::weeks{39}, 3).text().c_str());

  const std::vector<double> birth{0, 1, 6, 1, 0, 3, 1, 0, 1, 8}, repeats{2.1, 3.5, 4.2, 4.9, 5.5, 8.3, 9.1, 9.8, 12.4};
  const auto weeks = walaa::track(*visits, birth, repeats, {.periods = 3, .period = 4});
  for (std::size_t w = 0; w < 3; ++w)
    std::printf("weeks %2zu to %2zu: %.0f repeat purchases, %.2f expected\n", 4 * w + 1, 4 * w + 4, weeks.actual[w],
                weeks.expected[w]);
  std::printf("so far %.0f and %.2f; %zu came later\n", weeks.cumulative_actual().back(), weeks.cumulative_expected().back(),
              weeks.after_last);
}
