// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/crc32c.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

namespace {

std::uint32_t of(std::string_view text) { return walaa::crc32c(std::as_bytes(std::span(text.data(), text.size()))); }

// RFC 3720, appendix B.4.
TEST(crc32c, agrees_with_the_published_vectors) {
  std::array<std::byte, 32> bytes{};
  EXPECT_EQ(walaa::crc32c(bytes), 0x8a9136aau);  // zeros
  bytes.fill(std::byte{0xff});
  EXPECT_EQ(walaa::crc32c(bytes), 0x62a8ab43u);
  for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::byte>(i);
  EXPECT_EQ(walaa::crc32c(bytes), 0x46dd794eu);
  for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::byte>(31 - i);
  EXPECT_EQ(walaa::crc32c(bytes), 0x113fdb5cu);
  const std::array<unsigned char, 48> read_command{0x01, 0xc0, 0, 0, 0, 0, 0,    0, 0,    0, 0, 0,    0, 0, 0, 0,
                                                   0x14, 0,    0, 0, 0, 0, 0x04, 0, 0,    0, 0, 0x14, 0, 0, 0, 0x18,
                                                   0x28, 0,    0, 0, 0, 0, 0,    0, 0x02, 0, 0, 0,    0, 0, 0, 0};
  EXPECT_EQ(walaa::crc32c(std::as_bytes(std::span(read_command))), 0xd9963a56u);
}

TEST(crc32c, knows_the_check_value_of_its_polynomial) {  // "123456789", the usual check of CRC catalogues
  EXPECT_EQ(of("123456789"), 0xe3069283u);
  EXPECT_EQ(of(""), 0u);
}

TEST(crc32c, eight_bytes_at_a_time_are_the_same_as_one_bit_at_a_time) {
  std::vector<std::byte> bytes;
  for (std::uint32_t n = 0; n < 40; ++n) {
    std::uint32_t slow = 0xffff'ffffu;
    for (const std::byte b : bytes) {
      slow ^= static_cast<std::uint32_t>(b);
      for (int bit = 0; bit < 8; ++bit) slow = slow & 1 ? slow >> 1 ^ 0x82f6'3b78u : slow >> 1;
    }
    EXPECT_EQ(walaa::crc32c(bytes), ~slow) << n;
    bytes.push_back(static_cast<std::byte>(n * 197 + 11));
  }
}

}  // namespace
