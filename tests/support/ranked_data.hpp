// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Labels with scores: two published vectors, random ones with ties, and what tests of rankings do with them. */

#include <walaa/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>  // for iota
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::tests {

struct ranked_rows {
  std::vector<double> label, score;
};

/// The example of the documentation of empulse (MIT).
inline ranked_rows eight_rows() { return {{0, 1, 0, 1, 0, 1, 0, 1}, {.1, .2, .3, .4, .5, .7, .8, .9}}; }

/// The 221 labels by falling score of empulse's tests/metrics/test_metrics.py (MIT); 74 left, no ties.
inline ranked_rows rows_221() {
  constexpr std::string_view labels =
      "10101111111111111111111011110110101011010110011110000011110001011011001110011101100000111101101011000000100000010000000000"
      "000011101000000001000100100000000000000000000000000000000000000000000001000000000000000000000000000";
  ranked_rows out;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    out.label.push_back(labels[i] == '1' ? 1 : 0);
    out.score.push_back(1 - static_cast<double>(i) / 256);
  }
  return out;
}

/// n rows with about `levels` distinct scores in [0, 1]; both classes are there.
inline ranked_rows random_rows(std::uint32_t seed, std::size_t n, std::uint32_t levels) {
  std::mt19937 draw(seed);
  ranked_rows out;
  for (std::size_t i = 0; i < n; ++i) {
    const double score = static_cast<double>(draw() % (levels + 1)) / levels;
    out.score.push_back(score);
    const double leaves = 0.3 + 0.4 * score;
    out.label.push_back(i == 0 ? 1 : i == 1 ? 0 : static_cast<double>(draw() % 1000) < 1000 * leaves ? 1 : 0);
  }
  return out;
}

/// A shuffled order of n rows.
inline std::vector<std::size_t> shuffled(std::size_t n, std::uint32_t seed) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 draw(seed);
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[draw() % i]);
  return order;
}

inline std::vector<double> taken(const std::vector<double>& column, const std::vector<std::size_t>& order) {
  std::vector<double> out;
  for (const std::size_t i : order) out.push_back(column[i]);
  return out;
}

/// What the call was refused with.
template<class Call> std::string refusal(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const invalid_input& e) {
    return e.what();
  }
  return "accepted";
}

}  // namespace walaa::tests
