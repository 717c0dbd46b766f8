// SPDX-License-Identifier: Apache-2.0
// How good is a model of leaving on customers it has not seen? A risk, and a predicted survival exp(-risk t / 100).
#include <walaa/evaluate/brier_time.hpp>
#include <walaa/evaluate/concordance.hpp>
#include <walaa/evaluate/dynamic_auc.hpp>
#include <walaa/evaluate/uno_c.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> train_weeks{2, 4, 6, 8, 10, 11, 15, 19, 24, 30, 36, 48},
      train_left{0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0};
  const std::vector<double> weeks{1, 3, 5, 8, 8, 12, 13, 16, 22, 26, 31, 40}, left{1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0};
  const std::vector<double> risk{9, 6, 5, 8, 3, 4, 6, 2, 3, 4, 1, 2};
  const auto spells_of = [](const std::vector<double>& duration, const std::vector<double>& event) {
    return walaa::spells{.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = walaa::time_unit::week};
  };
  const walaa::spells test = spells_of(weeks, left);
  const auto g = walaa::censoring_curve::fit(spells_of(train_weeks, train_left));

  const auto c = walaa::concordance_index(test, risk);
  std::printf("Harrell's C  %.4f   %.0f concordant, %.0f discordant, %.0f of equal risk\n", c.value, c.concordant, c.discordant,
              c.tied_risk);
  std::printf("Uno's C      %.4f   who left before week 30\n\n", walaa::uno_c(g, test, risk, {.tau = 30}).value);

  const std::vector<double> times{8, 16, 24, 32, 60};
  const auto auc = walaa::dynamic_auc(g, test, risk, times, {.restrict_to_follow_up = true});
  const auto brier = walaa::brier_scores(g, test, times,
                                         [&](double t, std::span<double> out) {
                                           for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::exp(-risk[i] * t / 100);
                                         },
                                         {.restrict_to_follow_up = true});
  std::printf("week   AUC(t)  Brier(t)\n");
  for (std::size_t i = 0; i < auc.time.size(); ++i) std::printf("%4.0f %8.4f %9.4f\n", auc.time[i], auc.auc[i], brier.score[i]);
  std::printf("mean %8.4f %9.4f   %zu time outside the follow-up\n", auc.mean, brier.integrated(), brier.left_out);
}
