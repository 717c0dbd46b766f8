// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A big uninitialised array for values that are written once in many places. Fresh memory costs more than the work on it when
    it comes in pages of 4 KiB, so from a few MiB on the kernel is asked for large pages; where it has none to give, nothing
    but time is lost. */

#include <walaa/core/config.hpp>

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>  // for swap

#if defined(__linux__)
#include <sys/mman.h>  // for madvise
#endif

namespace walaa::inline WALAA_ABI::detail {

template<class T> class large_buffer {
  static_assert(std::is_trivially_default_constructible_v<T> && std::is_trivially_destructible_v<T>);

 public:
  large_buffer() = default;
  explicit large_buffer(std::size_t n) : bytes_((n * sizeof(T) + page - 1) / page * page) {
    if (n == 0) return;
    align_ = bytes_ >= 4 * page ? page : alignof(T) > 64 ? alignof(T) : 64;
    values_ = static_cast<T*>(::operator new(bytes_ >= 4 * page ? bytes_ : n * sizeof(T), std::align_val_t{align_}));
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (align_ == page) static_cast<void>(::madvise(static_cast<void*>(values_), bytes_, MADV_HUGEPAGE));
#endif
  }
  large_buffer(large_buffer&& other) noexcept { swap(other); }
  large_buffer& operator=(large_buffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~large_buffer() {
    if (values_) ::operator delete(static_cast<void*>(values_), std::align_val_t{align_});
  }

  T* data() const noexcept { return values_; }
  T& operator[](std::size_t i) const noexcept { return values_[i]; }

 private:
  static constexpr std::size_t page = std::size_t{2} << 20;
  void swap(large_buffer& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(bytes_, other.bytes_);
    std::swap(align_, other.align_);
  }

  T* values_ = nullptr;
  std::size_t bytes_ = 0, align_ = 0;
};

}  // namespace walaa::inline WALAA_ABI::detail
