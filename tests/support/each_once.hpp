// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    For tests of executors: every block is called, each once. */

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <vector>

namespace walaa::tests {

template<class E> void expect_each_once(E&& e, std::size_t n) {
  std::vector<std::atomic<int>> seen(n);
  e.parallel_for(n, [&](std::size_t i) { ++seen[i]; });
  for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(seen[i].load(), 1) << i << " of " << n;
}

}  // namespace walaa::tests
