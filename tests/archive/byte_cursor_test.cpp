// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/byte_cursor.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int v : values) bytes.push_back(static_cast<std::byte>(v));
  return bytes;
}

TEST(byte_cursor, writes_little_endian_whatever_the_machine) {
  std::vector<std::byte> bytes;
  walaa::byte_writer out(bytes);
  out.put(std::uint8_t{0x12});
  out.put(std::uint16_t{0x1234});
  out.put(std::uint32_t{0x12345678});
  out.put(std::uint64_t{0x123456789abcdef0});
  out.put(1.0);  // 3ff0...0, IEEE 754
  out.put(-2.5);
  out.put_text("ab");
  EXPECT_EQ(bytes,
            bytes_of({0x12, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12, 0, 0,   0,  0,
                      0,    0,    0xf0, 0x3f, 0,    0,    0,    0,    0,    0,    0x04, 0xc0, 2,    0,    0,    0, 'a', 'b'}));
  walaa::byte_reader in(bytes);
  EXPECT_EQ(in.take<std::uint8_t>(), 0x12);
  EXPECT_EQ(in.take<std::uint16_t>(), 0x1234);
  EXPECT_EQ(in.take<std::uint32_t>(), 0x12345678u);
  EXPECT_EQ(in.take<std::uint64_t>(), 0x123456789abcdef0u);
  EXPECT_EQ(in.take_double(), 1.0);
  EXPECT_EQ(in.take_double(), -2.5);
  EXPECT_EQ(in.take_text(), "ab");
  EXPECT_EQ(in.remaining(), 0u);
  EXPECT_EQ(in.place(), bytes.size());
}

TEST(byte_cursor, never_looks_beyond_the_end) {
  const auto bytes = bytes_of({1, 2, 3});
  walaa::byte_reader in(bytes, 1);
  const auto expect_end = [](auto&& f) {
    try {
      f();
      FAIL();
    } catch (const walaa::load_error& e) {
      EXPECT_EQ(e.code(), walaa::error_code::truncated);
      EXPECT_EQ(e.offset(), 1u);
    }
  };
  expect_end([&] { in.take<std::uint32_t>(); });
  expect_end([&] { in.take_double(); });
  expect_end([&] { in.skip(3); });
  expect_end([&] { in.skip((std::numeric_limits<std::size_t>::max)()); });
  EXPECT_EQ(in.take<std::uint16_t>(), 0x0302) << "a refused step does not move";
}

TEST(byte_cursor, a_count_must_fit_what_remains) {
  const auto two = bytes_of({2, 0, 0, 0, 9, 9, 9, 9});  // two elements, four bytes
  EXPECT_EQ(walaa::byte_reader(two).take_count(2), 2u);
  EXPECT_THROW(walaa::byte_reader(two).take_count(3), walaa::load_error);
  const auto most = bytes_of({0xff, 0xff, 0xff, 0xff, 9});
  EXPECT_THROW(walaa::byte_reader(most).take_count(1), walaa::load_error);
  EXPECT_THROW(walaa::byte_reader(most).take_text(), walaa::load_error);
}

}  // namespace
