// SPDX-License-Identifier: Apache-2.0
// Whose promise can be relied on? Two suppliers with the same counts: one got better, one got worse.
#include <walaa/rates.hpp>

#include <chrono>
#include <cstdio>
#include <vector>

int main() {
  using namespace std::chrono;
  std::vector<walaa::date> due;
  for (int week = 0; week < 8; ++week) due.push_back(sys_days{2026y / January / 5} + days{7 * week});
  const std::vector<double> better{0, 0, 0, 1, 1, 1, 1, walaa::missing};  // the last is not due yet: it counts neither way
  const std::vector<double> worse{1, 1, 1, 1, 0, 0, 0, walaa::missing};

  const auto print = [](const char* who, const walaa::reputation& rule, const walaa::promise_record& record) {
    const auto e = rule.estimate(record);
    const auto [lo, hi] = e.credible(0.95);
    std::printf("%-22s kept %.2f, broken %.2f   %.3f ± %.3f, 95 %% %.3f to %.3f\n", who, record.kept, record.broken, e.value(),
                e.error(), lo, hi);
  };
  const walaa::reputation counting, forgetting{.forgetting = 0.8};
  print("both, nothing forgotten", counting, counting.record(due, worse));
  print("better, forgetting 0.8", forgetting, forgetting.record(due, better));
  print("worse, forgetting 0.8", forgetting, forgetting.record(due, worse));
  print("a new supplier", forgetting, {});
}
