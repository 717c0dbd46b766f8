// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Histories of customers of a BG/NBD or MBG/NBD process with known parameters, from the library's own random stream: the same
    on every machine. */

#include <walaa/math/random.hpp>

#include "cdnow.hpp"  // for owned_histories

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace walaa::tests {

struct process {
  double r = 0.243, alpha = 4.414, a = 0.793, b = 2.426;
  bool leaves_at_birth = false;  ///< MBG
  double shortest = 27, longest = 39;
};

/// n customers with ages between the shortest and the longest.
inline owned_histories simulated(const process& p, std::size_t n, std::uint64_t seed) {
  owned_histories out;
  for (std::size_t i = 0; i < n; ++i) {
    random_stream random(seed, i);
    // r infinite: one rate for all; a or b 0: nobody or everybody leaves
    const double rate = std::isinf(p.r) ? 1 / p.alpha : random.gamma(p.r, p.alpha);
    const double x = p.a == 0 ? 0 : random.gamma(p.a, 1), y = p.b == 0 ? 0 : random.gamma(p.b, 1);
    const double leaves = p.a == 0 ? 0 : x / (x + y), age = p.shortest + (p.longest - p.shortest) * random.uniform();
    purchase_history h{.frequency = 0, .recency = 0, .age = age};
    bool there = !p.leaves_at_birth || random.uniform() >= leaves;
    for (double t = random.exponential(rate); there && t < age; t += random.exponential(rate)) {
      h.frequency += 1;
      h.recency = t;
      there = random.uniform() >= leaves;
    }
    out.add(h);
  }
  return out;
}

}  // namespace walaa::tests
