// SPDX-License-Identifier: Apache-2.0
// Whom does an offer change? A small experiment: five customers without the offer, five with it.
#include <walaa/evaluate/uplift.hpp>
#include <walaa/evaluate/uplift_rows.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> stayed{0, 0, 0, 0, 1, 0, 0, 1, 1, 1};
  const std::vector<double> offered{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  const std::vector<double> predicted{0, .1, .2, .3, .4, 0, .1, .2, .3, .4};
  const walaa::uplift_trial trial{.outcome = stayed, .uplift = predicted, .treatment = offered};

  const auto qini = walaa::qini_curve(trial), uplift = walaa::uplift_curve(trial);
  std::printf("customers   Qini  uplift\n");
  for (std::size_t i = 0; i < qini.gain.size(); ++i)
    std::printf("%9.0f  %5.2f  %6.2f\n", qini.customers[i], qini.gain[i], uplift.gain[i]);
  std::printf("\nqini_trapezoid_normalised  %.6f\n", walaa::qini_trapezoid_normalised(trial).value);
  std::printf("auuc_trapezoid_normalised  %.6f\n", walaa::auuc_trapezoid_normalised(trial).value);
  std::printf("qini_rows_minus_line       %.6f\n", walaa::qini_rows_minus_line(trial).value);
  std::printf("auuc_rows_mean             %.6f\n", walaa::auuc_rows_mean(trial).value);
}
