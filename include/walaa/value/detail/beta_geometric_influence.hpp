// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How far leaving out each row moves a fit of BG/NBD or MBG/NBD (fit/influence.hpp), several rows at a time. */

#include <walaa/fit/influence.hpp>
#include <walaa/value/beta_geometric_likelihood.hpp>

#include <algorithm>  // for max
#include <array>
#include <cmath>
#include <cstddef>

namespace walaa::inline WALAA_ABI::detail {

/// Age, recency, weight of rows of one count: w^2 g' C g, g the gradient of the row.
template<bool MayHaveLeft> struct beta_geometric_influence {
  beta_geometric_rows rows;
  beta_geometric_count count;
  double per_a, per_stays;
  std::array<double, 10> covariance;  // lower triangle, twice beside the diagonal

  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 3>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    using lanes = simd::lanes<N>;
    const beta_geometric_row_lanes<N> row(rows);
    const auto& c = covariance;
    lanes square;
    if constexpr (MayHaveLeft) {
      const auto t = row(in[0], in[1]);
      const lanes r = mul_add(t.left, t.ratio, count.first_r - log_normal(t.z) - t.ratio);
      const lanes alpha = ((t.exposed - t.left * t.gap) * count.n - count.x) * rows.per_alpha;
      const lanes a = t.left * per_a + count.first_a, b = t.there * per_stays + count.first_b;
      square = r * (r * c[0] + alpha * c[1] + a * c[3] + b * c[6]) + alpha * (alpha * c[2] + a * c[4] + b * c[7]) +
               a * (a * c[5] + b * c[8]) + b * b * c[9];
    } else {
      const auto t = row(in[0]);
      const lanes r = count.first_r - log_normal(t.y), alpha = (t.exposed * count.n - count.x) * rows.per_alpha;
      square = r * (r * c[0] + alpha * c[1]) + alpha * alpha * c[2];
    }
    out[0] = rows.weight ? in[2] * in[2] * square : square;
  }
};

/// squares[0 ..] of rows first .. last - 1, all of count c.
inline void influences(const beta_geometric_sums::columns& of, std::size_t first, std::size_t last, const beta_geometric_count& c,
                       const beta_geometric_parameters& m, const small_matrix<4>& covariance, double* squares) noexcept {
  std::array<double, 10> lower;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j <= i; ++j) lower[at++] = (i == j ? 1 : 2) * covariance(i, j);
  const beta_geometric_rows rows{
      .age = of.age, .recency = of.recency, .weight = of.weight, .per_alpha = 1 / m.alpha, .n = c.n, .stays = c.stays, .a = m.a};
  const std::array<const double*, 3> in{of.age + first, of.recency + first, (of.weight ? of.weight : of.age) + first};
  if (c.may_have_left)
    simd::map_rows<3, 1>(beta_geometric_influence<true>{rows, c, 1 / m.a, 1 / c.stays, lower}, in, {squares}, last - first);
  else
    simd::map_rows<3, 1>(beta_geometric_influence<false>{rows, c, 0, 0, lower}, in, {squares}, last - first);
}

/** No row of count c and of weight 1, aged at most max_age, has a larger square. A row's gradient lies in a box, but for a and b,
    which both are linear in w; a form that is nowhere negative is largest at a corner. */
inline double most_influence(const beta_geometric_count& c, const beta_geometric_parameters& m, double max_age,
                             const small_matrix<4>& covariance) noexcept {
  const double log_y = std::log1p(max_age / m.alpha), exposed = max_age / (m.alpha + max_age);
  double most = 0;
  for (const double r : {c.first_r - log_y, c.first_r})
    for (const double alpha : {-c.x / m.alpha, (c.n * exposed - c.x) / m.alpha})
      for (const double left : {0.0, 1.0}) {
        small_vector<4> corner{r, alpha, 0, 0};
        if (c.may_have_left) {
          corner[2] = c.first_a + left / m.a;
          corner[3] = c.first_b + (1 - left) / c.stays;
        }
        most = (std::max)(most, influence_squared(corner, covariance));
      }
  return most * (1 + 1e-9);  // rounding
}

}  // namespace walaa::inline WALAA_ABI::detail
