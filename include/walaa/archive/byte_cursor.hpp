// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Little-endian, fixed-width numbers in bytes, whatever the machine's own order. The reader never looks beyond the end:
    each step asks first what remains. */

#include <walaa/core/error.hpp>

#include <bit>  // for bit_cast
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Appends to a vector of bytes.
class byte_writer {
 public:
  explicit byte_writer(std::vector<std::byte>& bytes) : bytes_(&bytes) {}

  template<std::unsigned_integral U> void put(U value) {
    for (std::size_t i = 0; i < sizeof(U); ++i) bytes_->push_back(static_cast<std::byte>(value >> (8 * i) & 0xffu));
  }
  void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }

  /// A count, which files hold in 32 bits.
  void put_count(std::size_t n) {
    if (n > 0xffff'ffffu) throw error(error_code::too_big, "save: more than 2^32 - 1 elements do not fit a model file");
    put(static_cast<std::uint32_t>(n));
  }
  void put_text(std::string_view text) {
    put_count(text.size());
    for (const char c : text) bytes_->push_back(static_cast<std::byte>(c));
  }

 private:
  std::vector<std::byte>* bytes_;
};

/// Walks through bytes. \throws load_error with the place where it stood
class byte_reader {
 public:
  /// start: where reading begins; places in errors are counted from the beginning of the bytes
  explicit byte_reader(std::span<const std::byte> bytes, std::size_t start = 0) : bytes_(bytes), at_(start) {}

  std::size_t place() const noexcept { return at_; }
  std::size_t remaining() const noexcept { return bytes_.size() - at_; }

  template<std::unsigned_integral U> U take() {
    need(sizeof(U));
    U value = 0;
    for (std::size_t i = 0; i < sizeof(U); ++i)
      value = static_cast<U>(value | static_cast<U>(static_cast<U>(bytes_[at_ + i]) << (8 * i)));
    at_ += sizeof(U);
    return value;
  }
  double take_double() { return std::bit_cast<double>(take<std::uint64_t>()); }

  /// A count of elements of at least `smallest` bytes each, refused when so many cannot follow: nothing is allocated before.
  std::size_t take_count(std::size_t smallest) {
    const std::size_t n = take<std::uint32_t>();
    if (n > remaining() / smallest)
      refuse(error_code::truncated,
             "announces " + std::to_string(n) + " elements, " + std::to_string(remaining()) + " bytes follow");
    return n;
  }
  std::string_view take_text() {
    const std::size_t n = take_count(1);
    const std::string_view text(reinterpret_cast<const char*>(bytes_.data() + at_), n);
    at_ += n;
    return text;
  }
  void skip(std::size_t n) {
    need(n);
    at_ += n;
  }

  [[noreturn]] void refuse(error_code code, std::string_view what) const {
    throw load_error(code, "load: byte " + std::to_string(at_) + " " + std::string(what), at_);
  }

 private:
  void need(std::size_t n) const {
    if (n > remaining()) refuse(error_code::truncated, "is the last one, more should follow");
  }

  std::span<const std::byte> bytes_;
  std::size_t at_;
};

}  // namespace walaa::inline WALAA_ABI
