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

/// table[k][b]: what a byte b does to the checksum when k more bytes follow it; eight at a time are one step.
using crc32c_tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr crc32c_tables make_crc32c_tables() {
  crc32c_tables tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0x82f6'3b78u : 0u);
    tables[0][i] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k)
    for (std::size_t i = 0; i < 256; ++i) tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 0xff];
  return tables;
}

}  // namespace detail

/// The checksum of some bytes.
constexpr std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept {
  constexpr detail::crc32c_tables t = detail::make_crc32c_tables();
  std::uint32_t crc = 0xffff'ffffu;
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return static_cast<std::uint32_t>(bytes[i + k]); };
  for (; i + 8 <= bytes.size(); i += 8) {
    const std::uint32_t low = crc ^ (at(0) | at(1) << 8 | at(2) << 16 | at(3) << 24);
    crc = t[7][low & 0xff] ^ t[6][low >> 8 & 0xff] ^ t[5][low >> 16 & 0xff] ^ t[4][low >> 24] ^ t[3][at(4)] ^ t[2][at(5)] ^
          t[1][at(6)] ^ t[0][at(7)];
  }
  for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ t[0][(crc ^ at(0)) & 0xff];
  return ~crc;
}

}  // namespace walaa::inline WALAA_ABI
