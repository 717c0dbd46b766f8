// SPDX-License-Identifier: Apache-2.0
#pragma once
// One kernel for two units that are compiled for other processors; it asks every vector function.
#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>

#include <array>
#include <cstddef>

struct every_function {
  double alpha;
  template<int N>
  WALAA_INLINE void operator()(const std::array<walaa::simd::lanes<N>, 2>& in,
                               std::array<walaa::simd::lanes<N>, 2>& out) const noexcept {
    using namespace walaa::simd;
    const lanes<N> ratio = log_ratio(in[0] + in[1] + alpha, in[1] + alpha, in[0]);
    out[0] = exp(ratio * -0.5) + select((in[0] > 1.0) & (in[1] > 1.0), log1p(in[0]), expm1(in[1] * -0.1));
    out[1] = log(in[1] + 1e-3) + exp_lifted<300>(in[0] * -20.0);
  }
};

inline constexpr std::size_t rows = 101;
using column = std::array<double, rows>;

void score_in_second(const column& a, const column& b, column& y, column& z);
