// SPDX-License-Identifier: Apache-2.0
// Do probabilities come true? 200 customers whose model is too sure of itself.
#include <walaa/evaluate/calibration_curve.hpp>
#include <walaa/evaluate/probability_scores.hpp>

#include <cstdio>
#include <vector>

int main() {
  std::vector<double> left, probability;
  for (int i = 0; i < 200; ++i) {
    const double p = (i % 20 + 0.5) / 20, truth = 0.3 + 0.4 * p;
    probability.push_back(p);
    left.push_back((i / 20 + 0.5) / 10 < truth ? 1 : 0);
  }
  const auto curve = walaa::calibration_check(left, probability, {}, {.bins = 5});
  std::printf("probability   who left   95 %% interval    n\n");
  for (const auto& bin : curve.bins)
    std::printf("%11.3f   %8.3f   %.3f to %.3f  %3.0f\n", bin.predicted, bin.left.value, bin.left.lo, bin.left.hi, bin.left.n);
  std::printf("expected calibration error %.4f over %zu bins\n\n", curve.expected_calibration_error, curve.options.bins);

  const auto b = walaa::brier(left, probability);
  std::printf("Brier %.4f = reliability %.4f - resolution %.4f + uncertainty %.4f; skill %.3f\n", b.value, b.reliability,
              b.resolution, b.uncertainty, b.skill);
  std::printf("log-loss %.4f\n", walaa::log_loss(left, probability).value);
}
