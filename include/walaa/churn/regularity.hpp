// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How regular purchases are, from two gaps a customer. If gaps are Erlang (Gamma) with shape k, whatever each customer's rate,

        M = gap_1 / (gap_1 + gap_2) ~ Beta(k, k),      Var M = 1 / (4 (2k + 1)),      k = (1 - 4 Var M) / (8 Var M)

    k = 1: gaps come as by chance (exponential); k > 1: regular, so that a long silence says more; k < 1: in bursts. Var M is the
    sample variance (divisor n - 1). Needs two customers with two gaps each; the error is the asymptotic one under Beta(k, k).

    Source: Wheat & Morrison (1990), Estimating purchase regularity with two interpurchase times, J. Marketing Research 27(1). */

#include <walaa/churn/gaps.hpp>
#include <walaa/core/check.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class regularity_status : std::uint8_t {
  estimated,
  too_few,           ///< fewer than two customers with two gaps
  without_variance,  ///< every customer's two gaps stand in one ratio: k is infinite
  as_in_bursts,      ///< Var M >= 1/4, its largest value under any k: k is 0
};

struct regularity {
  double k = missing;         ///< 1 exponential, above it regular
  double error = missing;     ///< standard error
  double variance = missing;  ///< Var M
  double customers = 0;       ///< with two gaps
  regularity_status status = regularity_status::too_few;

  explicit operator bool() const noexcept { return status == regularity_status::estimated; }
  /// The whole number nearest to k that a model of stages takes, at least 1; missing where k is not estimated.
  double stages() const noexcept { return *this ? (k < 1 ? 1 : std::nearbyint(k)) : missing; }
};

/** From two columns, one row a customer.
    \throws invalid_input for unequal lengths, a gap that is not positive and finite, with the row */
inline regularity purchase_regularity(std::span<const double> first, std::span<const double> second) {
  constexpr std::string_view where = "purchase_regularity";
  check_same_length(where, "first", first.size(), "second", second.size());
  check_positive(where, "first", first);
  check_positive(where, "second", second);
  regularity out;
  const double n = static_cast<double>(first.size());
  out.customers = n;
  if (first.size() < 2) return out;
  const auto share = [&](std::size_t i) { return 1 / (1 + second[i] / first[i]); };  // never overflows
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < first.size(); ++i) mean += share(i);
  mean /= n;
  for (std::size_t i = 0; i < first.size(); ++i) squares += (share(i) - mean) * (share(i) - mean);
  const double v = squares / (n - 1);
  out.variance = v;
  if (v < 1e-30) {
    out.status = regularity_status::without_variance;
    out.k = std::numeric_limits<double>::infinity();
  } else if (v >= 0.25) {
    out.status = regularity_status::as_in_bursts;
    out.k = 0;
  } else {
    out.status = regularity_status::estimated;
    out.k = (1 - 4 * v) / (8 * v);
    out.error = std::sqrt((2 - 6 / (2 * out.k + 3)) / n) / (8 * v);  // var of v: (fourth moment - v^2) / n
  }
  return out;
}

/// From each customer's first two gaps that a purchase ended.
inline regularity purchase_regularity(const gap_table& g) {
  std::vector<double> first, second;
  for (std::size_t i = 0; i < g.customers(); ++i) {
    const std::span<const double> own = g.ended(i);
    if (own.size() < 2) continue;
    first.push_back(own[0]);
    second.push_back(own[1]);
  }
  return purchase_regularity(first, second);
}

}  // namespace walaa::inline WALAA_ABI
