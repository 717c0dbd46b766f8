// SPDX-License-Identifier: Apache-2.0
// Which agent solves a request at the first contact? Shares from few and from many requests, drawn to the mean of all.
#include <walaa/fit.hpp>
#include <walaa/rates.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<const char*> agent{"Amal", "Badr", "Dina", "Faris", "Huda", "Karim", "Lina", "Omar"};
  const std::vector<double> solved{3, 182, 61, 14, 96, 40, 0, 77}, requests{3, 260, 70, 31, 118, 78, 1, 94};

  const walaa::tried_units rows{.successes = solved, .trials = requests};
  const auto fit = walaa::beta_binomial::fit(rows);
  std::printf("%s\n", fit.report().full().c_str());
  std::printf("prior: Beta(%.3f, %.3f), worth %.1f requests\n\n", fit->a(), fit->b(), fit->trials_of_prior());

  std::vector<double> value(rows.size()), lo(rows.size()), hi(rows.size()), credibility(rows.size());
  fit->given(rows, {.value = value, .lo = lo, .hi = hi, .credibility = credibility});
  std::printf("agent   solved  requests    raw  shrunk  95 %% interval    credibility\n");
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::printf("%-8s %5.0f %9.0f %6.3f %7.3f  %.3f to %.3f %11.2f\n", agent[i], solved[i], requests[i], solved[i] / requests[i],
                value[i], lo[i], hi[i], credibility[i]);

  const std::vector<double> always{3, 0, 5}, tried{3, 2, 5};
  std::printf("\n%s\n", walaa::beta_binomial::fit({.successes = always, .trials = tried}).report().brief().c_str());
}
