// SPDX-License-Identifier: Apache-2.0
// NPS, satisfaction and effort of a survey: value, interval, answers, silence.
#include <walaa/satisfaction.hpp>

#include <cstdio>
#include <vector>

int main() {
  const double none = walaa::missing;
  const std::vector<double> recommend{1, 7, 7, 8, 9, 10, none, 10, 9, 6, 9, none};  // 0..10
  const std::vector<double> satisfied{5, 4, 4, 3, 5, 1, 5, 4, none, 4};             // 1..5
  const std::vector<double> easy{7, 6, 5, 5, 4, 3, 1, 7, 6, 6};                     // 1..7

  const auto print = [](const char* what, const auto& s) {
    std::printf("%-22s %6.1f   %6.1f to %5.1f   %2.0f answers, %.0f silent%s\n", what, 100 * s.value, 100 * s.lo, 100 * s.hi, s.n,
                s.missing, s.clipped ? "   (cut at the end of the scale)" : "");
  };
  print("NPS", walaa::nps(recommend));
  print("satisfied, top 2 of 5", walaa::csat(satisfied, 1, 5));
  print("satisfied, top 1 of 5", walaa::csat(satisfied, {.lowest = 1, .highest = 5, .top_from = 5}));
  print("effort, 5 to 7", walaa::customer_effort(easy));
  print("effort, net", walaa::net_share_of(easy, walaa::net_effort_rule()));

  const auto change = walaa::difference(walaa::net_share_of(60, 20, 20), walaa::net_share_of(18, 11, 2));
  std::printf("\nthis year 40.0, last year 51.6: changed by %.1f, 95 %% interval %.1f to %.1f\n", 100 * change.value,
              100 * change.lo, 100 * change.hi);
  try {
    walaa::nps(std::vector<double>{9, 11});
  } catch (const walaa::invalid_input& e) {
    std::printf("%s\n", e.what());
  }
}
