// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Seeded subscribers whose fee and calls say when they leave, in whole months; two regions for strata. */

#include <walaa/survival/cox_data.hpp>
#include <walaa/survival/spell.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace walaa::tests {

struct subscribers_under_contract {
  std::vector<double> months, left, fee, calls, region;

  explicit subscribers_under_contract(std::size_t n = 400) : months(n), left(n), fee(n), calls(n), region(n) {
    std::mt19937_64 bits(17);
    std::uniform_real_distribution<double> uniform(1e-9, 1);
    for (std::size_t i = 0; i < n; ++i) {
      fee[i] = 20 + 30 * uniform(bits);
      calls[i] = std::floor(6 * uniform(bits));
      region[i] = i % 2 ? 7 : 3;
      const double stays = i % 5 == 0 ? 1e9 : 24 * std::exp(-0.03 * (fee[i] - 35) - 0.2 * (calls[i] - 2.5));
      const double until = stays * std::pow(-std::log(uniform(bits)), 0.8), seen = 6 + std::floor(30 * uniform(bits));
      months[i] = (std::max)(1.0, std::ceil((std::min)(until, seen)));
      left[i] = until < seen ? 1 : 0;
    }
  }
  walaa::spells spells() const {
    return {.duration = months, .event = left, .entry = {}, .weight = {}, .unit = time_unit::month};
  }
  covariates columns() const { return {{"fee", fee}, {"calls", calls}}; }
  cox_data by_region() const { return {.time = spells(), .x = columns(), .strata = region}; }
};

}  // namespace walaa::tests
