// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Columns times a table of forecast.hpp, in two short loops: where in the table, then the value. In one loop the processor waits
    for the chain from the logarithm to the coefficients. */

#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/value/score_table.hpp>

#include <algorithm>  // for min
#include <array>
#include <cstddef>

namespace walaa::inline WALAA_ABI::detail {

/// Frequency, T: their place in the table.
struct find_in_table {
  const score_table* table;
  double alpha;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 2>& in, std::array<simd::lanes<N>, 2>& out) const noexcept {
    const auto place = table->find(in[0], log_normal(in[1] + alpha));
    out = {place.s, place.first};
  }
};

/// P(alive) and that place: times what an alive customer does; NaN where the table does not reach.
struct times_table {
  const score_table* table;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 3>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = in[0] * table->value(score_table::place<N>{in[1], in[2]});
  }
};

/// alive[i] *= table(x[i], ln(alpha + T[i])), NaN where the table does not reach.
inline void times_table_rows(const score_table& table, double alpha, const double* x, const double* age, double* alive,
                             std::size_t rows) noexcept {
  constexpr std::size_t part = 512;  // stays in the first cache
  double s[part], first[part];
  for (std::size_t i = 0; i < rows; i += part) {
    const std::size_t n = (std::min)(part, rows - i);
    simd::map_rows<2, 2>(find_in_table{&table, alpha}, {x + i, age + i}, {s, first}, n);
    simd::map_rows<3, 1>(times_table{&table}, {alive + i, s, first}, {alive + i}, n);
  }
}

}  // namespace walaa::inline WALAA_ABI::detail
