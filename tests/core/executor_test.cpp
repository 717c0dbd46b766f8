// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/executor.hpp>

#include "each_once.hpp"

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

namespace {

using walaa::executor_ref;
using walaa::inline_executor;
using walaa::thread_pool;
using walaa::tests::expect_each_once;

/// An executor of a host's own: backwards, on a thread a block.
struct backwards {
  template<class F> void parallel_for(std::size_t n, F&& f) {
    for (std::size_t i = n; i-- > 0;) std::thread([&] { f(i); }).join();
  }
};

static_assert(walaa::executor<inline_executor> && walaa::executor<thread_pool> && walaa::executor<backwards>);
static_assert(!walaa::executor<int>);

TEST(executor, is_used_by_reference_whatever_it_is) {
  thread_pool pool(3);
  backwards own;
  inline_executor serial;
  for (const std::size_t n : {0u, 1u, 5u, 100u}) {
    expect_each_once(executor_ref(pool), n);
    expect_each_once(executor_ref(serial), n);
    expect_each_once(executor_ref(), n);
  }
  expect_each_once(executor_ref(own), 7);
  EXPECT_TRUE(executor_ref().serial());
  EXPECT_FALSE(executor_ref(pool).serial());
  executor_ref a(pool), b(a);  // a copy refers to the pool, not to a
  a = executor_ref();
  EXPECT_FALSE(b.serial());
  expect_each_once(b, 10);
}

TEST(executor, nothing_means_in_order_on_the_callers_thread) {
  std::vector<std::size_t> order;
  std::set<std::thread::id> where;
  executor_ref().parallel_for(5, [&](std::size_t i) {
    order.push_back(i);
    where.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(where, std::set{std::this_thread::get_id()});
}

/// What a bulk call does: block sums, combined in block order.
double sum(const std::vector<double>& v, executor_ref run) {
  const std::size_t blocks = (v.size() + walaa::block_rows - 1) / walaa::block_rows;
  std::vector<double> part(blocks);
  run.parallel_for(blocks, [&](std::size_t b) {
    const auto first = v.begin() + static_cast<std::ptrdiff_t>(b * walaa::block_rows);
    const auto last = v.begin() + static_cast<std::ptrdiff_t>(std::min(v.size(), (b + 1) * walaa::block_rows));
    part[b] = std::accumulate(first, last, 0.0);
  });
  return std::accumulate(part.begin(), part.end(), 0.0);
}

TEST(executor, block_sums_have_the_same_bits_for_1_to_16_threads) {
  std::vector<double> v(100003);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = 1.0 / static_cast<double>(i + 1);
  const double serial = sum(v, {});
  EXPECT_NEAR(serial, 12.090176129263442, 1e-12);  // the harmonic number, in 30 digits by mpmath
  for (unsigned threads = 1; threads <= 16; ++threads) {
    thread_pool pool(threads);
    for (int repeat = 0; repeat < 5; ++repeat) ASSERT_EQ(sum(v, pool), serial) << threads;
  }
  backwards own;
  EXPECT_EQ(sum(v, own), serial);
}

}  // namespace
