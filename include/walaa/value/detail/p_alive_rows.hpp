// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    P(alive) of many rows, for forecast.hpp: the same bits as row by row, in an order that suits the processor. */

#include <walaa/core/executor.hpp>
#include <walaa/value/purchase_model.hpp>

#include <algorithm>  // for min
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace walaa::inline WALAA_ABI::detail {

/// ln of the odds by count, tabulated for columns that are long enough to pay for it; the same values either way.
template<class M> class odds_by_count {
 public:
  odds_by_count(const M& m, std::size_t rows) noexcept : m_(m), tabulated_(rows >= 4 * most ? most : 0) {
    for (std::size_t x = 0; static_cast<double>(x) < tabulated_; ++x) table_[x] = m.log_odds_by_count(static_cast<double>(x));
  }
  double operator()(double x) const noexcept {
    return x >= 0 && x < tabulated_ ? table_[static_cast<std::size_t>(x)] : m_.log_odds_by_count(x);
  }

 private:
  static constexpr std::size_t most = 128;
  const M& m_;
  double tabulated_;
  std::array<double, most> table_{};
};

template<class M> double p_alive_row(const M& m, double by_count, const purchase_history& h) noexcept {
  if (by_count == -std::numeric_limits<double>::infinity())
    return is_missing(h.recency + h.age) ? missing : 1;  // nothing to leave after
  return 1 / (1 + std::exp(log_odds_dead(m, by_count, h)));
}

/** p_alive_row of rows first .. last - 1. Where the count alone can decide (BG/NBD without a repeat), which rows are open is found
    first: asked row by row, it is a coin to the processor and costs more than the rest. Then one function at a time. */
template<class M>
void p_alive_rows(const M& m, const odds_by_count<M>& by_count, const purchase_histories& h, std::size_t first, std::size_t last,
                  std::span<double> out) noexcept {
  constexpr double certain = -std::numeric_limits<double>::infinity();
  if (m.log_odds_by_count(0) != certain) {
    for (std::size_t i = first; i < last; ++i) out[i] = p_alive_row(m, by_count(h.frequency[i]), h[i]);
    return;
  }
  constexpr std::size_t piece = 256;
  std::array<std::uint32_t, piece> open;
  std::array<double, piece> odds;
  for (; first < last; first += piece) {
    const std::size_t n = (std::min)(piece, last - first);
    std::size_t count = 0;
    bool known = true;
    for (std::size_t i = first; i < first + n; ++i) {
      odds[count] = by_count(h.frequency[i]);
      open[count] = static_cast<std::uint32_t>(i - first);
      count += odds[count] != certain ? 1u : 0u;
      out[i] = 1;
      known &= !is_missing(h.recency[i] + h.age[i]);
    }
    if (!known)
      for (std::size_t i = first; i < first + n; ++i) out[i] = is_missing(h.recency[i] + h.age[i]) ? missing : 1;
    for (std::size_t k = 0; k < count; ++k) odds[k] = log_odds_dead(m, odds[k], h[first + open[k]]);
    for (std::size_t k = 0; k < count; ++k) odds[k] = std::exp(odds[k]);
    for (std::size_t k = 0; k < count; ++k) out[first + open[k]] = 1 / (1 + odds[k]);
  }
}

/// fill(first, last) for every block of rows.
template<class Fill> void for_blocks(std::size_t rows, const executor_ref& executor, const Fill& fill) {
  executor.parallel_for((rows + block_rows - 1) / block_rows,
                        [&](std::size_t block) { fill(block * block_rows, (std::min)(rows, (block + 1) * block_rows)); });
}

/// row(i) for every row, by blocks.
template<class Row> void fill_rows(std::size_t rows, std::span<double> out, const executor_ref& executor, const Row& row) {
  for_blocks(rows, executor, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) out[i] = row(i);
  });
}

}  // namespace walaa::inline WALAA_ABI::detail
