// SPDX-License-Identifier: Apache-2.0
// Who leaves within 90 days? From a curve, for customers of different tenure.
#include <walaa/survival.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> months{2, 3, 3, 5, 7, 7, 8, 12, 12, 15, 18, 24};
  const std::vector<double> left{1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0};
  const auto stay =
      walaa::kaplan_meier::fit({.duration = months, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month});

  const auto one = walaa::leaves_within(stay, walaa::months{6}, walaa::days{90});
  std::printf("six months here, leaves within 90 days: %.3f ± %.3f\n", one.value, one.error);

  const std::vector<double> tenure{0, 6, 11, 20, 23, walaa::missing};
  std::vector<double> value(tenure.size());
  std::vector<walaa::leaving> status(tenure.size());
  const auto counts =
      walaa::leaves_within(stay, tenure, walaa::time_unit::month, walaa::days{90}, {.value = value, .status = status});
  for (std::size_t i = 0; i < tenure.size(); ++i)
    if (status[i] == walaa::leaving::known)
      std::printf("tenure %4.0f  %.3f\n", tenure[i], value[i]);
    else
      std::printf("%s\n", status[i] == walaa::leaving::no_age ? "tenure    ?  no answer" : "tenure ...  beyond the data");
  std::printf("%zu known, %zu beyond the data, %zu without a tenure\n", counts.known, counts.beyond_data, counts.no_age);
}
