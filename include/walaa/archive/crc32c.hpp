// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    CRC-32C (Castagnoli), the checksum of model files. It finds every error burst of up to 32 bits and every single changed
    byte: an accident, not an attacker, who can compute it as well. Sign files outside if they come from strangers.

    Source: RFC 3720, appendix B.4, which also has the test vectors. */

#include <walaa/core/config.hpp>

#include <array>
#include <cstddef>  // for byte
#include <cstdint>
#include <span>

namespace walaa::inline WALAA_ABI {

namespace detail {

constexpr std::array<std::uint32_t, 256> crc32c_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0x82f6'3b78u : 0u);
    table[i] = crc;
  }
  return table;
}

}  // namespace detail

/// The checksum of some bytes.
constexpr std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept {
  constexpr auto table = detail::crc32c_table();
  std::uint32_t crc = 0xffff'ffffu;
  for (const std::byte b : bytes) crc = (crc >> 8) ^ table[(crc ^ static_cast<std::uint32_t>(b)) & 0xffu];
  return ~crc;
}

}  // namespace walaa::inline WALAA_ABI
