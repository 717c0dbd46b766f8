// SPDX-License-Identifier: Apache-2.0
// Satisfied, neutral or not (2, 1, 0) after days of waiting: how far does a day move the answer?
#include <walaa/regression/ordinal.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

using namespace walaa;

int main() {
  const std::vector<double> days{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7};
  const std::vector<double> answer{2, 2, 2, 1, 2, 1, 0, 1, 1, 0, 1, 0};
  const std::vector<double> people{9, 4, 6, 5, 4, 6, 3, 5, 4, 5, 2, 7};

  const auto fit = ordinal_model::fit({{"days", days}}, {.value = answer, .weight = people});
  for (std::size_t j = 0; j < fit->beta.size(); ++j)
    std::printf("%-5s %8.4f +- %.4f\n", fit->beta.names[j].c_str(), fit->beta[j], fit->beta.error(j));
  std::printf("days  dissatisfied  neutral  satisfied\n");
  for (const double day : {1.0, 3.0, 6.0}) {
    const double eta = fit->linear_predictor({&day, 1});
    std::printf("%4.0f %13.3f %8.3f %10.3f\n", day, fit->probability(0, eta), fit->probability(1, eta), fit->probability(2, eta));
  }
}
