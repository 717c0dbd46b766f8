// SPDX-License-Identifier: Apache-2.0
// What are customers worth in the next twelve months? Four of them, with models fitted on CDNOW (weeks, dollars).
#include <walaa/value.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

int main() {
  const walaa::fitted<walaa::mbg_nbd> visits({.r = 0.5248, .alpha = 6.1831, .a = 0.8914, .b = 1.6140}, walaa::time_unit::week);
  const walaa::fitted<walaa::gamma_gamma> spend({.p = 6.2496, .q = 3.7442, .v = 15.4435}, walaa::time_unit::week);

  const std::vector<double> frequency{0, 2, 6, 6}, recency{0, 30.43, 36, 12}, T{38.86, 38.86, 38, 38},
      monetary_value{0, 22.35, 48, 48};
  const walaa::purchase_histories all{
      .frequency = frequency, .recency = recency, .age = T, .monetary_value = monetary_value, .unit = walaa::time_unit::week};

  const walaa::value_forecast year(visits, spend, {.horizon = walaa::months{12}, .annual_discount = 0.10, .margin = 0.30});
  const walaa::value_forecast ever(visits, spend, {.horizon = walaa::unlimited, .annual_discount = 0.10, .margin = 0.30});
  std::vector<double> value(4), alive(4), purchases(4);
  year(all, value);
  p_alive(visits, all, alive);
  expected_purchases(visits, all, walaa::months{12}, purchases);

  std::printf("repeats  last seen  P(alive)  purchases in a year  spend  value  for ever\n");
  for (std::size_t i = 0; i < 4; ++i)
    std::printf("%7.0f %7.0f wk %9.3f %20.3f %6.2f %6.2f %9.2f\n", frequency[i], T[i] - recency[i], alive[i], purchases[i],
                spend->expected_spend(frequency[i], monetary_value[i]), value[i], ever(all[i], monetary_value[i]));
  std::printf("together %.2f in a year\n\n", year.equity(all).value);

  // as lifetimes and pymc-marketing count: months of 30 days, 1 % a month, revenue instead of margin
  const walaa::value_forecast theirs(
      visits, spend,
      {.horizon = walaa::days{360}, .annual_discount = walaa::annual_rate(0.01, walaa::days{30}), .step = walaa::days{30}});
  std::printf("the third by the convention of lifetimes: %.2f\n", theirs(all[2], monetary_value[2]));
}
