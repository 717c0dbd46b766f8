// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/thread_pool.hpp>

#include "each_once.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using walaa::executor_ref;
using walaa::thread_pool;
using walaa::tests::expect_each_once;

TEST(thread_pool, calls_each_block_once_for_1_to_16_threads) {
  for (unsigned threads = 1; threads <= 16; ++threads) {
    thread_pool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const std::size_t n : {0u, 1u, 2u, 3u, 16u, 17u, 1000u}) expect_each_once(pool, n);
  }
}

TEST(thread_pool, an_exception_of_a_block_reaches_the_caller_and_the_pool_lives_on) {
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

TEST(thread_pool, after_an_exception_the_rest_is_not_begun) {
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

TEST(thread_pool, when_all_blocks_throw_one_exception_comes_out) {
  thread_pool pool(4);
  for (int repeat = 0; repeat < 50; ++repeat)
    EXPECT_THROW(pool.parallel_for(16, [](std::size_t i) { throw static_cast<int>(i); }), int);
  executor_ref r(pool);
  EXPECT_THROW(r.parallel_for(16, [](std::size_t i) { throw static_cast<int>(i); }), int);
  EXPECT_THROW(executor_ref().parallel_for(16, [](std::size_t i) { throw static_cast<int>(i); }), int);
}

TEST(thread_pool, callers_on_several_threads_share_a_pool) {
  thread_pool pool(4);
  std::vector<std::thread> callers;
  for (int k = 0; k < 6; ++k)
    callers.emplace_back([&] {
      for (int repeat = 0; repeat < 20; ++repeat) expect_each_once(pool, 50);
    });
  for (auto& c : callers) c.join();
}

TEST(thread_pool, an_unused_pool_ends_and_the_machine_decides_how_large_it_is) {
  { thread_pool idle(8); }
  EXPECT_GE(thread_pool().threads(), 1u);
}

}  // namespace
