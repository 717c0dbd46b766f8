// SPDX-License-Identifier: Apache-2.0
// Which department do its colleagues rate best? Monthly means of a questionnaire, each resting on a number of answers.
#include <walaa/rates.hpp>

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

int main() {
  const std::vector<std::string> department{"IT", "IT", "IT", "HR", "HR", "HR", "legal", "legal", "travel"};
  const std::vector<double> rating{3.9, 4.1, 4.0, 3.1, 3.4, 3.2, 4.9, 4.3, 2.0}, answers{40, 38, 45, 22, 25, 30, 3, 4, 2};

  const walaa::unit_means units = walaa::unit_means::of({.unit = department, .value = rating, .weight = answers});
  const auto fit = walaa::credibility::fit(units);
  std::printf("%s\n\n", fit.report().full().c_str());

  std::vector<double> value(units.size()), error(units.size()), credibility(units.size());
  fit->given(units.value, units.weight, {.value = value, .error = error, .credibility = credibility});
  std::printf("department  answers  months    raw  premium          credibility\n");
  for (std::size_t i = 0; i < units.size(); ++i)
    std::printf("%-10s %8.0f %7.0f %6.2f %8.2f ± %.2f %13.2f\n", department[units.first_row[i]].c_str(), units.weight[i],
                units.periods[i], units.value[i], value[i], error[i], credibility[i]);

  const auto iterated = walaa::credibility::fit(units, {.estimator = walaa::credibility_estimator::iterative});
  std::printf("\nbetween: %.4f by the unbiased estimators, %.4f by the iterative one\n", fit->between, iterated->between);
}
