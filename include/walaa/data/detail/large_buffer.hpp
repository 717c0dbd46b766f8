// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Big arrays. Fresh memory costs more than the work on it when it comes in pages of 4 KiB, so from a few MiB on the kernel is
    asked for large pages; where it has none to give, nothing but time is lost. */

#include <walaa/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>  // for swap
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>  // for madvise
#endif

namespace walaa::inline WALAA_ABI::detail {

inline constexpr std::size_t large_page = std::size_t{2} << 20;

/// Asks for large pages behind memory that has not been written yet.
inline void want_large_pages(void* memory, std::size_t bytes) noexcept {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  constexpr std::uintptr_t small_page = 65536;  // of some machines; most have 4,096
  const auto at = reinterpret_cast<std::uintptr_t>(memory), begin = (at + small_page - 1) / small_page * small_page;
  if (bytes >= 2 * large_page) static_cast<void>(::madvise(reinterpret_cast<void*>(begin), bytes - (begin - at), MADV_HUGEPAGE));
#else
  static_cast<void>(memory), static_cast<void>(bytes);
#endif
}

/// Room for n values in an empty vector.
template<class T> void reserve_large(std::vector<T>& values, std::size_t n) {
  values.reserve(n);
  want_large_pages(values.data(), n * sizeof(T));
}

/// Room for n values that will be overwritten; a vector that has room already keeps it.
template<class T> void reshape_large(std::vector<T>& values, std::size_t n) {
  if (values.capacity() < n) {
    values = {};
    reserve_large(values, n);
  }
  values.resize(n);
}

/// n zeros.
template<class T> std::vector<T> large_vector(std::size_t n) {
  std::vector<T> values;
  reserve_large(values, n);
  values.resize(n);
  return values;
}

/// An uninitialised array for values that are written once in many places.
template<class T> class large_buffer {
  static_assert(std::is_trivially_default_constructible_v<T> && std::is_trivially_destructible_v<T>);

 public:
  large_buffer() = default;
  explicit large_buffer(std::size_t n) {
    if (n == 0) return;
    const bool large = n * sizeof(T) >= 2 * large_page;
    const std::size_t bytes = large ? (n * sizeof(T) + large_page - 1) / large_page * large_page : n * sizeof(T);
    align_ = large ? large_page : alignof(T) > 64 ? alignof(T) : 64;
    values_ = static_cast<T*>(::operator new(bytes, std::align_val_t{align_}));
    if (large) want_large_pages(values_, bytes);
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
  void swap(large_buffer& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(align_, other.align_);
  }

  T* values_ = nullptr;
  std::size_t align_ = 0;
};

}  // namespace walaa::inline WALAA_ABI::detail
