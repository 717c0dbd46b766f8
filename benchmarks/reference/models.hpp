// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The models that the benchmarks score with: CDNOW's parameters in weeks, once as plain numbers for the references and once as
    fits of walaa whose tables reach as far as the population does. */

#include "plain.hpp"
#include "population.hpp"

#include <walaa/fit/fitted.hpp>
#include <walaa/value/gamma_gamma.hpp>

#include <algorithm>

namespace walaa_bench {

inline constexpr plain::bg cdnow{0.243, 4.414, 0.793, 2.426};
inline constexpr plain::spend cdnow_spend{6.25, 3.744, 15.44};

/// As if the model had been fitted to these customers: what a fit says of its data decides how far tables reach.
template<class Model> walaa::fitted<Model> cdnow_visits(const population& p) {
  walaa::fit_report seen;
  seen.unit = walaa::time_unit::week;
  seen.max_frequency = *std::max_element(p.frequency.begin(), p.frequency.end());
  seen.max_age = *std::max_element(p.age.begin(), p.age.end());
  return {Model{cdnow.r, cdnow.alpha, cdnow.a, cdnow.b}, seen, {}};
}

inline walaa::fitted<walaa::gamma_gamma> cdnow_purses() {
  return {walaa::gamma_gamma{cdnow_spend.p, cdnow_spend.q, cdnow_spend.v}, walaa::time_unit::week};
}

/// A third of them as they came, a third with few purchases first, a third who buy twenty times as often.
inline population rotated_population(std::size_t n) {
  population all = simulate_population(n - 2 * (n / 3));
  const auto append = [&all](const population& more) {
    const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    add(all.frequency, more.frequency), add(all.recency, more.recency), add(all.age, more.age), add(all.spend, more.spend);
  };
  append(sorted_by_count(simulate_population(n / 3, 1, 20260103)));
  append(simulate_population(n / 3, 20, 20260104));
  return all;
}

}  // namespace walaa_bench
