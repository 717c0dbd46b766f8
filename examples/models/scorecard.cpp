// SPDX-License-Identifier: Apache-2.0
// A scorecard for leaving within 90 days, from three columns of customers who do not exist: points, one customer's reasons, SQL.
#include <walaa/churn.hpp>
#include <walaa/math.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

using namespace walaa;

int main() {
  std::vector<double> tenure, visits, channel, left;
  random_stream draw(90);
  for (int i = 0; i < 3000; ++i) {
    const double months = std::floor(-24 * std::log(draw.uniform())), a_month = std::floor(6 * draw.uniform());
    const double shop = std::floor(3 * draw.uniform()), told = draw.uniform();
    const double risk = 0.3 - 0.04 * months - 0.35 * a_month + (shop == 2 ? 0.8 : 0);
    tenure.push_back(told < 0.1 ? missing : months);
    visits.push_back(a_month), channel.push_back(shop);
    left.push_back(draw.uniform() < logistic(risk) ? 1 : 0);
  }
  binning by_channel = binning::fit("channel", channel, left, {.categorical = true});
  by_channel.labels = {"shop", "telephone", "app"};
  const covariates x{{"tenure", tenure}, {"visits", visits}, {"channel", channel}};
  const auto fit = scorecard::fit({binning::fit("tenure", tenure, left, {.bins = 4, .direction = bin_direction::falling}),
                                   binning::fit("visits", visits, left, {.bins = 3}), by_channel},
                                  x, left, {.scale = {.pdo = 20, .score = 600, .odds = 20}, .decimals = 0});
  const scorecard& card = *fit;
  std::printf("%s\n\n", fit.report().full().c_str());
  for (std::size_t j = 0; j < card.size(); ++j)
    for (std::size_t b = 0; b < card.columns[j].bins.size(); ++b)
      std::printf("%-8s %-18s %6.0f points\n", b == 0 ? card.columns[j].column.c_str() : "", card.columns[j].label(b).c_str(),
                  card.points_of(j, b));

  const double layla[] = {5, 1, 2};
  std::printf("\nLayla: %.0f points, leaves with %.3f; the median customer has %.0f\n", card.score(layla),
              card.probability(layla), card.baseline(card_baseline::median));
  for (const card_reason& why : card.reasons(layla))
    std::printf("  %-8s %-18s %+.0f\n", card.columns[why.column].column.c_str(), card.columns[why.column].label(why.bin).c_str(),
                why.effect);
  const double stranger[] = {missing, missing, 9};
  std::printf("of whom nothing is known: %.0f points\n\n%s", card.score(stranger), to_sql(card, "customers").c_str());
}
