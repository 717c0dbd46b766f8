// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Who runs the blocks of a bulk call. Serial unless the caller brings an executor: anything with
    `parallel_for(n_blocks, f)` that calls f(0) ... f(n_blocks - 1), each once, in any order and from any thread, and returns
    when all are done, rethrowing an exception of one of them. core/thread_pool.hpp has one.

    Results never depend on the executor: work is cut into fixed blocks whose length is a constant of the library, and
    partial sums are combined in block order. */

#include <walaa/core/config.hpp>

#include <concepts>
#include <cstddef>
#include <memory>  // for addressof
#include <type_traits>

namespace walaa::inline WALAA_ABI {

/// Rows in a block; changing it changes the last bits of sums.
inline constexpr std::size_t block_rows = 4096;

template<class E>
concept executor = requires(E& e, std::size_t n, void (*f)(std::size_t)) { e.parallel_for(n, f); };

/// Runs the blocks one after the other on the caller's thread.
struct inline_executor {
  template<class F> void parallel_for(std::size_t n, F&& f) const {
    for (std::size_t i = 0; i < n; ++i) f(i);
  }
};

/// Any executor by reference, or none (serial): what options and bulk calls take. The executor must outlive the call.
class executor_ref {
 public:
  executor_ref() = default;
  template<executor E>
    requires(!std::same_as<std::remove_cvref_t<E>, executor_ref>)
  executor_ref(E& e)  // NOLINT(google-explicit-constructor)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(e)))),
        run_([](void* o, std::size_t n, void (*f)(void*, std::size_t), void* c) {
          static_cast<E*>(o)->parallel_for(n, [f, c](std::size_t i) { f(c, i); });
        }) {}

  template<class F> void parallel_for(std::size_t n, F&& f) const {
    if (!run_) return inline_executor{}.parallel_for(n, f);
    run_(
        object_, n, [](void* g, std::size_t i) { (*static_cast<std::remove_reference_t<F>*>(g))(i); },
        const_cast<void*>(static_cast<const void*>(std::addressof(f))));
  }

  bool serial() const noexcept { return run_ == nullptr; }

 private:
  void* object_ = nullptr;
  void (*run_)(void*, std::size_t, void (*)(void*, std::size_t), void*) = nullptr;
};

}  // namespace walaa::inline WALAA_ABI
