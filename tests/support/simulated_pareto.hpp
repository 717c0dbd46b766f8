// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Histories of customers of a Pareto/NBD process with known parameters, from the library's own random stream: the same on
    every machine. */

#include <walaa/math/random.hpp>

#include "cdnow.hpp"  // for owned_histories

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace walaa::tests {

struct pareto_process {
  double r = 0.55, alpha = 10.6, s = 0.61,
         beta = 11.7;  ///< r or s infinite: one rate for all, 1 / alpha, 1 / beta; s = 0: nobody leaves
  double shortest = 27, longest = 39;
};

/// n customers with ages between the shortest and the longest.
inline owned_histories simulated(const pareto_process& p, std::size_t n, std::uint64_t seed) {
  owned_histories out;
  for (std::size_t i = 0; i < n; ++i) {
    random_stream random(seed, i);
    const double buys = std::isinf(p.r) ? 1 / p.alpha : random.gamma(p.r, p.alpha);
    const double leaves = p.s == 0 ? 0 : std::isinf(p.s) ? 1 / p.beta : random.gamma(p.s, p.beta);
    const double age = p.shortest + (p.longest - p.shortest) * random.uniform();
    const double last = leaves == 0 ? age : std::fmin(age, random.exponential(leaves));
    purchase_history h{.frequency = 0, .recency = 0, .age = age};
    for (double t = random.exponential(buys); t < last; t += random.exponential(buys)) {
      h.frequency += 1;
      h.recency = t;
    }
    out.add(h);
  }
  return out;
}

}  // namespace walaa::tests
