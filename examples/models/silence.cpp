// SPDX-License-Identifier: Apache-2.0
// Who has been silent for longer than his own habit? Two years of purchases of customers who do not exist, so that the truth is
// known; then the same question without a model, from each customer's own gaps.
#include <walaa/churn.hpp>
#include <walaa/data.hpp>
#include <walaa/data/simulate.hpp>
#include <walaa/survival.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <vector>

using namespace walaa;

int main() {
  const simulated shop = simulate({.customers = 2000, .seed = 20});
  const date today = parse_date("2025-12-31");
  const logs log = shop.logs.view();
  const customers all = summarize(log, {.as_of = today, .unit = time_unit::week});

  const gap_table g = gaps(all, log.purchases);
  const regularity k = purchase_regularity(g);
  std::printf("%zu gaps of %zu customers; regularity %.2f +- %.2f from %.0f customers with two gaps\n\n", g.size(), all.size(),
              k.k, k.error, k.customers);

  const auto habit = silence_model::fit(silences(all), {.regularity = k.stages()});
  std::printf("%s\n\n", habit.report().full().c_str());

  std::printf("repeats  last at  silent  a gap so long  alarm after  none in 13 weeks\n");
  for (const auto& [x, t, gap] : {std::array{0.0, 0.0, 20.0}, {2.0, 30.0, 20.0}, {12.0, 60.0, 20.0}, {40.0, 80.0, 20.0}})
    std::printf("%7.0f %8.0f %7.0f %14.4f %12.1f %17.3f\n", x, t, gap, habit->longer(x, t, gap), habit->alarm_after(x, t, 0.05),
                habit->none_within(x, t, gap, 13));

  std::vector<double> longer(all.size()), p(all.size());
  const silence_counts by_all = habit->judge(silences(all), {.longer = longer}, 0.05);
  const silence_counts by_own = own_habit(g, {.p = p}, 0.05);
  const std::vector<double> alive = shop.alive(today);
  const auto right = [&](const std::vector<double>& value) {
    std::size_t gone = 0;
    for (std::size_t i = 0; i < value.size(); ++i) gone += value[i] <= 0.05 && alive[i] == 0;
    return gone;
  };
  std::printf("\nalarms at 0.05: %zu of %zu judged, %zu of them had left; by chance alone at most %.0f\n", by_all.alarms,
              by_all.judged, right(longer), by_all.false_alarms());
  std::printf("from their own gaps alone: %zu of %zu, %zu of them had left; %zu have too few gaps to tell\n", by_own.alarms,
              by_own.judged, right(p), by_own.too_few);

  const auto curve = kaplan_meier::fit(g.view());
  std::printf("\nall gaps as spells: half end within %.1f weeks; after 13 silent weeks the next 13 bring a purchase with %.3f\n",
              *curve.median().value, leaves_within(curve, 13.0, 13.0).value);
}
