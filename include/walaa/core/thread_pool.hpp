// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    An executor of a few threads, for hosts that have none of their own. Not behind walaa.hpp: what starts threads costs every
    includer a tenth of a second. */

#include <walaa/core/executor.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>  // for addressof
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

/** A few threads that wait for work; the caller takes part. Owned by the caller, no globals, nothing detached. One call at a
    time: calls from several threads queue up. A block may not call into the same pool. */
class thread_pool {
 public:
  /// threads: how many work at once, the caller included; 0 asks the machine.
  explicit thread_pool(unsigned threads = 0) {
    if (threads == 0) threads = std::thread::hardware_concurrency();
    for (unsigned i = 1; i < threads; ++i) workers_.emplace_back([this] { work(); });
  }
  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;
  ~thread_pool() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_all();
    for (auto& w : workers_) w.join();
  }

  unsigned threads() const noexcept { return static_cast<unsigned>(workers_.size()) + 1; }

  template<class F> void parallel_for(std::size_t n, F&& f) {
    if (workers_.empty() || n < 2) return inline_executor{}.parallel_for(n, f);
    const std::lock_guard one_call(calls_);
    {
      const std::lock_guard lock(mutex_);
      call_ = [](void* g, std::size_t i) { (*static_cast<std::remove_reference_t<F>*>(g))(i); };
      context_ = const_cast<void*>(static_cast<const void*>(std::addressof(f)));
      total_ = n;
      next_.store(0, std::memory_order_relaxed);
      failure_ = nullptr;
      busy_ = workers_.size();
      ++generation_;
    }
    wake_.notify_all();
    run_blocks();
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void work() {
    std::size_t seen = 0;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stop_ || generation_ != seen; });
        if (stop_) return;
        seen = generation_;
      }
      run_blocks();
      const std::lock_guard lock(mutex_);
      if (--busy_ == 0) done_.notify_one();
    }
  }

  void run_blocks() noexcept {
    for (std::size_t i; (i = next_.fetch_add(1, std::memory_order_relaxed)) < total_;) {
      try {
        call_(context_, i);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_.store(total_, std::memory_order_relaxed);  // the rest is not wanted any more
      }
    }
  }

  std::vector<std::thread> workers_;
  std::mutex calls_, mutex_;
  std::condition_variable wake_, done_;
  void (*call_)(void*, std::size_t) = nullptr;
  void* context_ = nullptr;
  std::size_t total_ = 0, busy_ = 0, generation_ = 0;
  std::atomic<std::size_t> next_{0};
  std::exception_ptr failure_;
  bool stop_ = false;
};

}  // namespace walaa::inline WALAA_ABI
