// SPDX-License-Identifier: Apache-2.0
// Who leaves within the year, from a contract's length and complaints; scores of other customers, brought to what came true.
#include <walaa/regression/calibration.hpp>
#include <walaa/regression/elastic_net.hpp>
#include <walaa/regression/logistic.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <random>
#include <vector>

using namespace walaa;

int main() {
  std::mt19937_64 bits(8);
  const auto uniform = [&bits] { return static_cast<double>(bits() >> 11) * 0x1p-53; };
  std::vector<double> years(2000), complaints(2000), calls(2000), left(2000);
  for (std::size_t i = 0; i < left.size(); ++i) {
    years[i] = std::floor(8 * uniform());
    complaints[i] = std::floor(4 * uniform() * uniform());
    calls[i] = std::floor(10 * uniform());  // says nothing
    left[i] = uniform() < logistic(-0.8 - 0.35 * years[i] + 0.9 * complaints[i]) ? 1 : 0;
  }
  const auto part = [](const std::vector<double>& v, std::size_t from, std::size_t rows) {
    return std::span(v).subspan(from, rows);
  };
  const covariates x{{"years", part(years, 0, 1000)}, {"complaints", part(complaints, 0, 1000)}, {"calls", part(calls, 0, 1000)}};
  const outcomes y{.value = part(left, 0, 1000)};
  const auto fit = logistic_model::fit(x, y);
  std::printf("%s\n", fit.report().brief().c_str());
  for (std::size_t j = 0; j < fit->beta.size(); ++j) {
    const auto in = fit->beta.interval(j);
    std::printf("%-12s %7.3f  (%6.3f to %6.3f)  p %.3f\n", fit->beta.names[j].c_str(), fit->beta[j], in.low, in.high,
                fit->beta.p_value(j));
  }

  const auto choice = choose_penalty(x, y, {.lambdas = 40});
  const auto path = elastic_net_path::fit(x, y, {.lambda = choice.lambda});
  const logistic_model& simple = path.models[choice.simplest];
  std::printf("lasso: years %.3f, complaints %.3f, calls %.3f\n", simple.beta["years"], simple.beta["complaints"],
              simple.beta["calls"]);

  // The lasso draws probabilities together; the other thousand say by how much.
  const covariates others{
      {"years", part(years, 1000, 1000)}, {"complaints", part(complaints, 1000, 1000)}, {"calls", part(calls, 1000, 1000)}};
  std::vector<double> eta(1000);
  simple.linear_predictor(others, eta);
  const auto platt = calibrator::fit(calibration_method::platt, eta, {.value = part(left, 1000, 1000)});
  std::printf("a customer of 7 years: %.3f, calibrated %.3f\n", simple.probability(std::vector<double>{7, 0, 0}),
              platt->probability(simple.linear_predictor(std::vector<double>{7, 0, 0})));
}
