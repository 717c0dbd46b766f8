// SPDX-License-Identifier: Apache-2.0
// Five who left, and time to call two of them.
#include <walaa/churn.hpp>
#include <walaa/survival.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

using namespace walaa;

int main() {
  // months that earlier returners stayed the second time
  const std::vector<double> stayed{1, 2, 2, 4, 5, 7, 9, 12, 14, 18}, left{1, 1, 1, 1, 0, 1, 1, 0, 1, 0};
  const auto second = kaplan_meier::fit({.duration = stayed, .event = left, .entry = {}, .weight = {}, .unit = time_unit::month});

  const std::vector<const char*> name{"Layla", "Omar", "Noor", "Sami", "Huda"};
  const std::vector<double> returns{0.05, 0.30, 0.60, 0.20, 0.40}, margin{90, 40, 6, 25, 35}, lapsed(5, 1.0),
      since{0, 0, 0, 0, 1};
  std::vector<double> value;
  std::printf("        P(return)  second life  if returning and staying go together (0.5)\n");
  for (std::size_t i = 0; i < 5; ++i) {
    const second_life a_year{.margin = margin[i], .discount = 0.01, .periods = 12};
    second_life together = a_year;
    together.correlation = 0.5;
    value.push_back(second_lifetime_value(second, a_year, returns[i]));
    std::printf("%-7s %9.2f %12.2f %10.2f\n", name[i], returns[i], value[i], second_lifetime_value(second, together, returns[i]));
  }
  const win_back_list calls = win_back({.returns = returns, .second_value = value, .lapsed = lapsed, .bought_since = since},
                                       {.contact_cost = 8, .incentive = 10, .capacity = 2});
  std::printf("\n");
  for (const won_back& one : calls.list)
    std::printf("call %-7s expected profit %6.2f for %5.2f\n", name[one.row], one.expected_profit, one.cost);
  std::printf("%zu not worth it, %zu beyond the capacity, %zu came back by themselves\n", calls.not_worth_it, calls.over_capacity,
              calls.bought_since);
}
