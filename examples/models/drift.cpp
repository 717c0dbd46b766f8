// SPDX-License-Identifier: Apache-2.0
// Have customers changed since the model was fitted? Bins made once, counters that add up.
#include <walaa/evaluate/drift.hpp>

#include <cstdio>
#include <vector>

int main() {
  std::vector<double> then, march, april;
  for (int i = 0; i < 1000; ++i) then.push_back(i % 100);
  for (int i = 0; i < 300; ++i) march.push_back((i * 7) % 100);
  for (int i = 0; i < 300; ++i) april.push_back(20 + (i * 7) % 100);
  april.push_back(walaa::missing);

  const auto bins = walaa::frozen_bins::quantiles(then, 5);  // goes into the model's file
  const walaa::bin_counts at_training(bins, std::span<const double>(then));
  const auto print = [&](const char* when, const walaa::bin_counts& now) {
    const auto d = walaa::psi(at_training, now);
    std::printf("%-14s PSI %.4f   without any change about %.4f   customers", when, d.psi, d.without_change);
    for (const double c : now.count) std::printf(" %.0f", c);
    std::printf("\n");
  };
  walaa::bin_counts both(bins, std::span<const double>(march));
  print("March", both);
  const walaa::bin_counts second(bins, std::span<const double>(april));
  print("April", second);
  both += second;
  print("both together", both);
}
