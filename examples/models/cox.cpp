// SPDX-License-Identifier: Apache-2.0
// What makes contracts end? Sixteen contracts in months: the price, and whether help was ever asked for.
#include <walaa/survival/cox.hpp>
#include <walaa/survival/cox_proportionality.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> months{2, 3, 3, 5, 6, 7, 7, 8, 10, 12, 12, 14, 15, 18, 21, 24};
  const std::vector<double> left{1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0};
  const std::vector<double> price{49, 29, 35, 42, 45, 31, 27, 44, 30, 38, 25, 29, 33, 26, 22, 28};
  const std::vector<double> help{0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1};
  const walaa::cox_data data{
      .time = {.duration = months, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month},
      .x = walaa::covariates{{"price", price}, {"help", help}},
      .strata = {},
      .cluster = {}};
  const auto fit = walaa::cox_model::fit(data, {.curve_errors = true});
  std::printf("%s\n\nhazard ratio   95 %% interval      p\n", fit.report().full().c_str());
  const walaa::coefficients& b = fit->estimates;
  for (std::size_t j = 0; j < b.size(); ++j)
    std::printf("%-6s %6.3f   %.3f to %.3f  %.3f\n", b.names[j].c_str(), std::exp(b[j]), std::exp(b.interval(j).low),
                std::exp(b.interval(j).high), b.p_value(j));

  const auto check = walaa::proportionality(fit, data);
  std::printf("\nproportional? p = %.2f for price, %.2f for help\n", check.p_value[0], check.p_value[1]);

  const std::vector<double> customer{42, 0};  // 42 a month, never asked for help
  const auto p = walaa::leaves_within(fit->at(customer), walaa::months{6}, walaa::months{6});
  std::printf("a customer of six months at 42 leaves within six more: %.2f ± %.2f\n", p.value, p.error);
  const auto late = walaa::leaves_within(fit->at(customer), walaa::months{20}, walaa::months{6});
  std::printf("of twenty months: %s\n", late ? "known" : "not known, nobody was seen so long");
}
