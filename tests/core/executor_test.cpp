// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/executor.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using walaa::executor_ref;
using walaa::inline_executor;
using walaa::thread_pool;

/// An executor of a host's own: backwards, on a thread a block.
struct backwards {
  template<class F> void parallel_for(std::size_t n, F&& f) {
    for (std::size_t i = n; i-- > 0;) std::thread([&] { f(i); }).join();
  }
};

static_assert(walaa::executor<inline_executor> && walaa::executor<thread_pool> && walaa::executor<backwards>);
static_assert(!walaa::executor<int>);

template<class E> void expect_each_once(E&& e, std::size_t n) {
  std::vector<std::atomic<int>> seen(n);
  e.parallel_for(n, [&](std::size_t i) { ++seen[i]; });
  for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(seen[i].load(), 1) << i << " of " << n;
}

TEST(executor, calls_each_block_once_for_1_to_16_threads) {
  for (unsigned threads = 1; threads <= 16; ++threads) {
    thread_pool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const std::size_t n : {0u, 1u, 2u, 3u, 16u, 17u, 1000u}) expect_each_once(pool, n);
  }
}

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

TEST(executor, an_exception_of_a_block_reaches_the_caller_and_the_pool_lives_on) {
  for (unsigned threads = 1; threads <= 16; ++threads) {
    thread_pool pool(threads);
    for (const std::size_t bad : {0u, 1u, 57u, 99u}) {
      try {
        pool.parallel_for(100, [&](std::size_t i) {
          if (i == bad) throw std::runtime_error("block " + std::to_string(i));
        });
        FAIL() << threads;
      } catch (const std::runtime_error& e) {
        EXPECT_EQ(e.what(), "block " + std::to_string(bad));
      }
      expect_each_once(pool, 100);
    }
  }
}

TEST(executor, after_an_exception_the_rest_is_not_begun) {
  thread_pool pool(2);
  std::atomic<std::size_t> begun{0};
  EXPECT_THROW(pool.parallel_for(1000000,
                                 [&](std::size_t) {
                                   ++begun;
                                   throw std::runtime_error("at once");
                                 }),
               std::runtime_error);
  EXPECT_LE(begun.load(), 2u) << "at most one a thread";
}

TEST(executor, when_all_blocks_throw_one_exception_comes_out) {
  thread_pool pool(4);
  for (int repeat = 0; repeat < 50; ++repeat)
    EXPECT_THROW(pool.parallel_for(16, [](std::size_t i) { throw static_cast<int>(i); }), int);
  executor_ref r(pool);
  EXPECT_THROW(r.parallel_for(16, [](std::size_t i) { throw static_cast<int>(i); }), int);
  EXPECT_THROW(executor_ref().parallel_for(16, [](std::size_t i) { throw static_cast<int>(i); }), int);
}

TEST(executor, callers_on_several_threads_share_a_pool) {
  thread_pool pool(4);
  std::vector<std::thread> callers;
  for (int k = 0; k < 6; ++k)
    callers.emplace_back([&] {
      for (int repeat = 0; repeat < 20; ++repeat) expect_each_once(pool, 50);
    });
  for (auto& c : callers) c.join();
}

TEST(executor, an_unused_pool_ends_and_the_machine_decides_how_large_it_is) {
  { thread_pool idle(8); }
  EXPECT_GE(thread_pool().threads(), 1u);
}

}  // namespace
