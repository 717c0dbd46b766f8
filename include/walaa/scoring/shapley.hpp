// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Exact Shapley values: how much each of a few inputs contributed to a score, fairly shared.

    With v(M) the score when the inputs in the set M have the customer's values and the others those of a reference,

        effect_i = sum over M without i of |M|! (k - |M| - 1)! / k! * (v(M + i) - v(M)),

    and v(nothing) + sum of effects = v(all). Use it for a handful of inputs: the cost is 2^k scores. Do not use it to learn
    what would happen if the customer changed: it divides a score, it knows no causes.

    Source: Shapley (1953), A value for n-person games, Contributions to the Theory of Games II. */

#include <walaa/core/error.hpp>

#include <bit>  // for popcount
#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI {

/// The most inputs that are explained exactly: 2^8 scores.
inline constexpr std::size_t most_shapley_inputs = 8;

/** Shares v(all) - v(nothing) among k inputs.
    \param worth   v of every set, 2^k values; bit i of the index says whether input i is in
    \param effects k values, written
    \throws invalid_input when the lengths do not fit */
inline void shapley(std::span<const double> worth, std::span<double> effects) {
  const std::size_t k = effects.size();
  if (k > most_shapley_inputs || worth.size() != (std::size_t{1} << k))
    throw invalid_input(error_code::wrong_length,
                        "shapley: worth has " + std::to_string(worth.size()) + " values for " + std::to_string(k) +
                            " inputs; 2^inputs are due, for at most 8",
                        "worth");
  double factorial[most_shapley_inputs + 1] = {1};
  for (std::size_t n = 1; n <= most_shapley_inputs; ++n) factorial[n] = factorial[n - 1] * static_cast<double>(n);
  for (std::size_t i = 0; i < k; ++i) {
    const std::size_t bit = std::size_t{1} << i;
    double sum = 0;
    for (std::size_t set = 0; set < worth.size(); ++set) {
      if (set & bit) continue;
      const auto size = static_cast<std::size_t>(std::popcount(set));
      sum += factorial[size] * factorial[k - size - 1] / factorial[k] * (worth[set | bit] - worth[set]);
    }
    effects[i] = sum;
  }
}

}  // namespace walaa::inline WALAA_ABI
