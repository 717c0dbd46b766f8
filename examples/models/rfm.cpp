// SPDX-License-Identifier: Apache-2.0
// Marks for recency, frequency and money: fitted once on ten customers, then given to whoever comes.
#include <walaa/value.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> frequency{0, 0, 0, 0, 1, 1, 2, 3, 4, 9}, recency{0, 0, 0, 0, 5, 4, 3, 2, 1, 1};
  const std::vector<double> T{1, 2, 3, 4, 10, 10, 10, 10, 10, 11}, monetary_value{0, 0, 0, 0, 7, 5, 4.5, 4, 5, 20};
  const walaa::rfm marks = walaa::rfm::fit(
      {.frequency = frequency, .recency = recency, .age = T, .monetary_value = monetary_value, .unit = walaa::time_unit::week});

  const auto print = [](const char* what, const std::vector<double>& cuts) {
    std::printf("%-22s", what);
    for (const double c : cuts) std::printf(" %5g", c);
    std::printf("\n");
  };
  std::printf("cut points of %.0f customers\n", marks.customers);
  print("silence, weeks", marks.silence);
  print("repeat purchases", marks.frequency);
  print("money of the repeats", marks.money);

  const auto one = marks({.frequency = 6, .recency = 9, .age = 10.5}, 12);
  std::printf("\n6 repeats, the last 1.5 weeks ago, 12 each: cell %.0f\n", one.cell());
  const auto new_one = marks({.frequency = 0, .recency = 0, .age = 9}, walaa::missing);
  std::printf("no repeat in 9 weeks: cell %.0f\n", new_one.cell());
}
