// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/sum.hpp>

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

std::vector<double> column(std::size_t n) {
  std::vector<double> v(n);
  for (std::size_t i = 0; i < n; ++i)
    v[i] = std::sin(static_cast<double>(i) * 0.7) * std::pow(10.0, static_cast<double>(i % 13) - 6);
  return v;
}

TEST(sum, has_the_same_bits_for_any_number_of_threads) {
  const std::vector<double> v = column(100001);
  const double serial = walaa::sum(v);
  for (unsigned threads = 1; threads <= 16; ++threads) {
    walaa::thread_pool pool(threads);
    EXPECT_EQ(walaa::sum(v, walaa::executor_ref(pool)), serial) << threads;
  }
}

TEST(sum, keeps_more_digits_than_a_running_sum) {
  const std::vector<double> v(1000003, 0.1);  // 0.1 is not a double: a running sum drifts by 1e-12
  long double exact = 0;
  double running = 0;
  for (const double x : v) {
    exact += x;
    running += x;
  }
  const auto relative = [&](double s) { return std::abs(static_cast<double>((s - exact) / exact)); };
  EXPECT_GT(relative(running), 5e-13);
  EXPECT_LT(relative(walaa::sum(v)), 1e-14);
}

TEST(sum, takes_every_row_once) {
  for (const std::size_t n : {0u, 1u, 7u, 8u, 9u, 4095u, 4096u, 4097u, 12289u}) {
    std::vector<double> v(n);
    for (std::size_t i = 0; i < n; ++i) v[i] = static_cast<double>(i + 1);
    EXPECT_EQ(walaa::sum(v), static_cast<double>(n) * static_cast<double>(n + 1) / 2) << n;  // whole numbers: exact
    EXPECT_EQ(walaa::block_sum<double>(n, {}, [](std::size_t a, std::size_t b) { return static_cast<double>(b - a); }),
              static_cast<double>(n));
  }
}

TEST(sum, pairs_neighbours_in_order) {
  for (std::size_t n = 0; n <= 40; ++n) {
    struct list {
      std::vector<int> v;
      list& operator+=(const list& o) {
        v.insert(v.end(), o.v.begin(), o.v.end());
        return *this;
      }
    };
    std::vector<list> lists(n);
    std::vector<int> all;
    for (std::size_t i = 0; i < n; ++i) {
      lists[i].v = {static_cast<int>(i)};
      all.push_back(static_cast<int>(i));
    }
    EXPECT_EQ(walaa::pairwise_sum(lists).v, all) << n;
  }
}

}  // namespace
