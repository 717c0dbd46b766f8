// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    CRC-32C (Castagnoli), the checksum of model files. It finds every error burst of up to 32 bits and every single changed
    byte: an accident, not an attacker, who can compute it as well. Sign files outside if they come from strangers.

    Source: RFC 3720, appendix B.4, which also has the test vectors. */

#include <walaa/core/config.hpp>

#include <bit>      // for endian
#include <cstddef>  // for byte
#include <cstdint>
#include <cstring>  // for memcpy
#include <span>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// at[k][b]: what a byte b does to the checksum when k more bytes follow it; eight at a time are one step.
struct crc32c_tables {
  std::uint32_t at[8][256]{};

  constexpr crc32c_tables() {
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t crc = i;
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0x82f6'3b78u : 0u);
      at[0][i] = crc;
    }
    for (std::size_t k = 1; k < 8; ++k)
      for (std::size_t i = 0; i < 256; ++i) at[k][i] = (at[k - 1][i] >> 8) ^ at[0][at[k - 1][i] & 0xff];
  }
};

inline constexpr crc32c_tables crc32c_table{};

}  // namespace detail

/// The checksum of some bytes.
inline std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept {
  const auto& t = detail::crc32c_table.at;
  std::uint32_t crc = 0xffff'ffffu;
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (; i + 8 <= bytes.size(); i += 8) {
      std::uint64_t next;
      std::memcpy(&next, bytes.data() + i, 8);
      next ^= crc;
      crc = t[7][next & 0xff] ^ t[6][next >> 8 & 0xff] ^ t[5][next >> 16 & 0xff] ^ t[4][next >> 24 & 0xff] ^
            t[3][next >> 32 & 0xff] ^ t[2][next >> 40 & 0xff] ^ t[1][next >> 48 & 0xff] ^ t[0][next >> 56];
    }
  }
  for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ t[0][(crc ^ static_cast<std::uint32_t>(bytes[i])) & 0xff];
  return ~crc;
}

}  // namespace walaa::inline WALAA_ABI
