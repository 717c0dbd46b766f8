// SPDX-License-Identifier: Apache-2.0
// How well does a score tell who leaves from who stays? Ten customers, two of them with the same score.
#include <walaa/evaluate/h_measure.hpp>
#include <walaa/evaluate/ranking.hpp>
#include <walaa/evaluate/roc.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> left{1, 1, 0, 1, 0, 0, 1, 0, 0, 0};
  const std::vector<double> risk{.91, .83, .70, .64, .51, .51, .42, .33, .20, .12};
  const walaa::ranking r(left, risk);

  const auto auc = walaa::roc_auc(r);
  std::printf("AUC                %.4f   95 %% interval %.3f to %.3f\n", auc.value, auc.lo, auc.hi);
  std::printf("average precision  %.4f\n", walaa::average_precision(r));
  std::printf("lift, top 20 %%     %.2f\n", walaa::lift(r, 0.2));
  const auto distance = walaa::ks(r);
  std::printf("KS                 %.4f   at scores >= %.2f\n", distance.value, distance.score);
  const auto h = walaa::h_measure(r);
  std::printf("H-measure          %.4f   costs ~ Beta(%.0f, %.2f), area under the hull %.4f\n", h.value, h.alpha, h.beta, h.auch);

  const std::vector<double> other{.80, .75, .90, .40, .55, .30, .60, .35, .25, .10};
  const auto c = walaa::compare_auc(left, risk, other);
  std::printf("\nagainst another score: %.4f and %.4f, difference %.4f, p = %.2f\n\n", c.first, c.second, c.difference,
              c.p_value);

  const auto curve = walaa::gains(r);
  std::printf("contacted  leavers found\n");
  for (std::size_t i = 0; i < curve.contacted.size(); ++i)
    std::printf("%7.0f %%  %11.0f %%\n", 100 * curve.contacted[i], 100 * curve.captured[i]);
}
