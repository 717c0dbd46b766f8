// SPDX-License-Identifier: Apache-2.0
// When do contracts end? Twelve contracts in months: the hazard of leaving, and P(leaves within six months) at several ages.
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/nelson_aalen.hpp>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> months{2, 3, 3, 5, 7, 7, 8, 12, 12, 15, 18, 24};
  const std::vector<double> left{1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0};
  const walaa::spells contracts{.duration = months, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month};
  const auto hazard = walaa::nelson_aalen::fit(contracts);
  const auto one_by_one = walaa::nelson_aalen::fit(contracts, walaa::tied_hazard::one_after_other);
  std::printf("months  at risk  left  cumulative hazard   95 %% interval    ties one by one\n");
  for (std::size_t i = 0; i < hazard.time.size(); ++i) {
    const auto h = hazard.at(hazard.time[i]);
    std::printf("%6.0f %8.0f %5.0f %18.3f   %.3f to %.3f %15.3f\n", hazard.time[i], hazard.at_risk[i], hazard.left[i], h.value,
                h.lo, h.hi, one_by_one.hazard[i]);
  }
  std::printf("\nleaves within six months, still there at\n");
  for (const double age : {0.0, 6.0, 12.0}) {
    const auto p = walaa::leaves_within(hazard, age, 6);
    std::printf("%6.0f months: %.3f ± %.3f\n", age, p.value, p.error);
  }
}
