// SPDX-License-Identifier: Apache-2.0
#include "kernel.hpp"

void score_in_second(const column& a, const column& b, column& y, column& z) {
  walaa::simd::map_rows<2, 2>(every_function{4.4}, {a.data(), b.data()}, {y.data(), z.data()}, rows);
}
