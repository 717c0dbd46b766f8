// SPDX-License-Identifier: Apache-2.0
// The same kernel in two units: on one path both have the same bits, whatever they were compiled for. Only two lanes may differ,
// in the last digits: a unit with -mfma fuses there too.
#include "kernel.hpp"

#include <cmath>
#include <cstdio>

int main() {
  column a, b, y, z, y2, z2;
  for (std::size_t i = 0; i < rows; ++i) {
    a[i] = static_cast<double>((i * 37) % rows) * 0.3;
    b[i] = static_cast<double>((i * 11) % rows) * 0.7;
  }
  int wrong = 0;
  for (const walaa::simd_path path : {walaa::simd_path::v1, walaa::simd_path::v3, walaa::simd_path::v4}) {
    if (!walaa::available(path)) continue;
    walaa::force_path(path);
    walaa::simd::map_rows<2, 2>(every_function{4.4}, {a.data(), b.data()}, {y.data(), z.data()}, rows);
    score_in_second(a, b, y2, z2);
    for (std::size_t i = 0; i < rows; ++i) {
      const double slack = path == walaa::simd_path::v1 ? 4e-15 : 0;
      const double expected = std::exp(-0.5 * std::log((a[i] + b[i] + 4.4) / (b[i] + 4.4))) +
                              (a[i] > 1 && b[i] > 1 ? std::log1p(a[i]) : std::expm1(-0.1 * b[i]));
      if (!(std::abs(y[i] - expected) <= 1e-14 * (1 + std::abs(expected)) && std::abs(y[i] - y2[i]) <= slack * std::abs(y[i]) &&
            std::abs(z[i] - z2[i]) <= slack * std::abs(z[i])))
        ++wrong, std::printf("%s, row %zu: %.17g and %.17g; %.17g and %.17g\n", name(path).data(), i, y[i], y2[i], z[i], z2[i]);
    }
  }
  return wrong > 0;
}
