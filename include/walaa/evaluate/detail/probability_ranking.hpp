// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A ranking by probabilities, and their equal-width bins. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/ranking.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace walaa::inline WALAA_ABI::detail {

/// \throws invalid_input as ranking, and for a probability outside [0, 1], with the row
inline ranking by_probability(std::string_view where, std::span<const double> label, std::span<const double> probability,
                              std::span<const double> weight) {
  check_ranked(where, label, "probability", probability, weight);
  check_within(where, "probability", probability, 0, 1);
  return {label, probability, weight, where};
}

/// Of equal bins (k / bins, (k + 1) / bins], 0 in the first: the one of p.
inline std::size_t equal_bin(double p, std::size_t bins) noexcept {
  const auto n = static_cast<double>(bins);
  auto k = static_cast<std::size_t>(p * n);  // one too far at an edge, or off by one by rounding
  if (k >= bins) k = bins - 1;
  while (k > 0 && p <= static_cast<double>(k) / n) --k;
  while (k + 1 < bins && p > static_cast<double>(k + 1) / n) ++k;
  return k;
}

inline void check_bins(std::string_view where, std::size_t bins) {
  if (bins == 0 || bins > 100'000)
    refuse(error_code::bad_option, where, "bins", no_row, static_cast<double>(bins), "is outside [1, 100000]");
}

}  // namespace walaa::inline WALAA_ABI::detail
