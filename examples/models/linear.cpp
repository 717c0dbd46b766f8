// SPDX-License-Identifier: Apache-2.0
// What does another year of tenure bring in spend, when customers have several rows each?
#include <walaa/regression/linear.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

using namespace walaa;

int main() {
  const std::vector<double> customer{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6};
  const std::vector<double> tenure{1, 2, 3, 4, 1, 2, 6, 7, 4, 5, 2, 3};
  const std::vector<double> app{0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0};
  const std::vector<double> spend{21, 24, 37, 41, 18, 27, 52, 55, 31, 36, 25, 27};
  const covariates x{{"tenure", tenure}, {"app", app}};

  const auto plain = linear_model::fit(x, {.value = spend});
  const auto fit = linear_model::fit(x, {.value = spend}, {.errors = linear_errors::clustered, .cluster = customer});
  std::printf("R^2 %.4f, residual variance %.3f\n", fit->r_squared, fit->residual_variance);
  std::printf("%-12s %9s %10s %10s\n", "column", "estimate", "classical", "clustered");
  for (std::size_t j = 0; j < fit->beta.size(); ++j)
    std::printf("%-12s %9.4f %10.4f %10.4f\n", fit->beta.names[j].c_str(), fit->beta[j], plain->beta.error(j),
                fit->beta.error(j));
  const double row[] = {5, 1};
  std::printf("five years, with the app: %.2f\n", fit->predict(row));
}
