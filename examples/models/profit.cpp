// SPDX-License-Identifier: Apache-2.0
// What is a score worth, and whom to contact? First with one value for all, then with each customer's own.
#include <walaa/evaluate/expected_profit.hpp>
#include <walaa/evaluate/profit.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> left{0, 1, 0, 1, 0, 1, 0, 1}, risk{.1, .2, .3, .4, .5, .7, .8, .9};
  const walaa::ranking r(left, risk);
  const walaa::offer o{.value = 100, .incentive = 30, .contact_cost = 5};
  const auto known = walaa::mpc(r, 0.3, o);
  std::printf("MPC, 30 %% accept:        %.4f a customer, contact %.1f %%, scores >= %g\n", known.profit, 100 * known.fraction,
              known.threshold);
  const auto uncertain = walaa::empc(r, {.alpha = 6, .beta = 14}, o);
  std::printf("EMPC, Beta(6, 14) accept: %.4f a customer, contact %.1f %%\n\n", uncertain.profit, 100 * uncertain.fraction);

  const std::vector<double> value{40, 900, 250, 120, 60, 3000, 80, 150};
  const walaa::own_offers own{.value = value, .incentive = 10, .contact_cost = 1, .acceptance = 0.3};
  std::vector<double> profit(8), spend(8), pays_above(8);
  walaa::expected_profit(risk, own, profit);
  walaa::expected_spend(risk, own, spend);
  walaa::contact_threshold(own, pays_above);
  std::printf("customer  value  risk  pays above  expected profit\n");
  for (std::size_t i = 0; i < 8; ++i)
    std::printf("%8zu  %5.0f  %4.1f  %10.3f  %15.2f\n", i, value[i], risk[i], pays_above[i], profit[i]);

  const auto chosen = walaa::choose_contacts(profit, spend, {.capacity = 3, .budget = 20});
  std::printf("\nwith three contacts and 20 to spend:");
  for (const std::size_t row : chosen.rows) std::printf(" %zu", row);
  std::printf("; expected profit %.2f for %.2f (%zu not worth it, %zu over capacity, %zu over budget)\n", chosen.profit,
              chosen.spend, chosen.not_worth_it, chosen.over_capacity, chosen.over_budget);

  const auto came = walaa::own_profit_by_fraction(left, risk, own);
  std::printf("by risk alone, now that it is known who left: at best %.2f a customer at %.0f %%\n", came.best.profit,
              100 * came.best.fraction);
}
