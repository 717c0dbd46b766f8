// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/container.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

using walaa::error_code;
using walaa::tree;
using bytes = std::vector<std::byte>;

walaa::container smallest() {
  walaa::container c{.kind = walaa::file_kind::model, .type = "m"};
  c.root.kind = tree::record;
  c.root.version = 1;
  return c;
}

void set(bytes& b, std::size_t at, int value) { b[at] = static_cast<std::byte>(value); }

walaa::load_error refusal(const bytes& b, const walaa::load_options& options = {}) {
  try {
    walaa::from_bytes(b, options);
  } catch (const walaa::load_error& e) {
    return e;
  }
  return {error_code{}, "was loaded"};
}

/// The file after a change that its writer meant: with the right checksums.
bytes resealed(bytes b) {
  walaa::detail::seal(b);
  return b;
}

// The 54 bytes of the smallest file, as documented. Checksums: Python, crc32c of bytes 0-31 and 40-53.
constexpr std::array<unsigned char, 54> golden{0x89, 0x57, 0x4c, 0x41, 0x0d, 0x0a, 0x1a, 0x0a,  // magic
                                               1,    0,    0,    0,                             // 1.0
                                               0,    0,    0,    0,                             // flags
                                               1,    0,    0,    0,    1,    0,    0,    0,     // a model, version 1
                                               14,   0,    0,    0,    0,    0,    0,    0,     // bytes of payload
                                               0,    0,    0,    0,    0,    0,    0,    0,     // checksums, compared apart
                                               1,    0,    0,    0,    'm',                     // type
                                               5,    1,    0,    0,    0,    0,    0,    0,    0};

TEST(container, has_the_documented_bytes) {
  const bytes b = walaa::to_bytes(smallest());
  ASSERT_EQ(b.size(), golden.size());
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i >= 32 && i < 40) continue;
    EXPECT_EQ(static_cast<unsigned>(b[i]), golden[i]) << i;
  }
  const auto u32 = [&](std::size_t at) { return walaa::byte_reader(b, at).take<std::uint32_t>(); };
  EXPECT_EQ(u32(32), 0x2753cd82u);
  EXPECT_EQ(u32(36), 0xccc8819cu);
}

TEST(container, gives_back_what_it_was_given) {
  walaa::container c = smallest();
  c.kind = walaa::file_kind::scorer;
  c.root.add("x").kind = tree::list;
  const walaa::container d = walaa::from_bytes(walaa::to_bytes(c));
  EXPECT_EQ(d.kind, c.kind);
  EXPECT_EQ(d.type, c.type);
  EXPECT_EQ(d.root, c.root);
  EXPECT_EQ(d.minor, 0);
  EXPECT_EQ(d.skipped_sections, 0u);
  EXPECT_EQ(walaa::to_bytes(d), walaa::to_bytes(c));
}

TEST(container, says_what_is_wrong) {
  const bytes good = walaa::to_bytes(smallest());
  const auto with = [&](std::size_t at, int value) {
    bytes b = good;
    set(b, at, value);
    return b;
  };
  struct row {
    const char* what;
    bytes file;
    error_code code;
  };
  const auto head = [&](std::size_t n) { return bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(n)); };
  bytes unix_text = good;  // what text mode does to \r\n
  unix_text.erase(unix_text.begin() + 4);
  bytes longer = good;
  longer.push_back(std::byte{0});
  bytes leftover = longer;
  const row table[] = {
      {"empty", {}, error_code::truncated},
      {"magic only", head(8), error_code::truncated},
      {"half a header", head(39), error_code::truncated},
      {"header only", head(40), error_code::truncated},
      {"one byte short", head(good.size() - 1), error_code::truncated},
      {"another format", with(1, 'P'), error_code::not_a_model},
      {"text", bytes(100, std::byte{'{'}), error_code::not_a_model},
      {"text mode", unix_text, error_code::not_a_model},
      {"newer major", resealed(with(8, 2)), error_code::too_new},
      {"newer major, other header", with(8, 2), error_code::too_new},
      {"older major", resealed(with(8, 0)), error_code::too_old},
      {"damaged header", with(20, 7), error_code::checksum},
      {"unknown flag", resealed(with(15, 0x80)), error_code::too_new},
      {"kind 0", resealed(with(16, 0)), error_code::bad_value},
      {"kind 4", resealed(with(16, 4)), error_code::bad_value},
      {"one byte more", longer, error_code::trailing},
      {"one byte more, announced", resealed(leftover), error_code::trailing},
      {"damaged payload", with(44, 'n'), error_code::checksum},
      {"version of another object", resealed(with(46, 2)), error_code::bad_value},
      {"not a record", resealed(with(45, 4)), error_code::bad_value},
      {"a type without a name", resealed(with(44, 0xff)), error_code::bad_value},
  };
  for (const row& r : table) EXPECT_EQ(refusal(r.file).code(), r.code) << r.what << ": " << refusal(r.file).what();
  bytes list = good;
  list.resize(45);
  for (const int v : {4, 0, 0, 0, 0}) list.push_back(static_cast<std::byte>(v));
  EXPECT_EQ(refusal(resealed(list)).code(), error_code::bad_value) << "a list instead of a record";
}

TEST(container, a_newer_major_version_is_refused_naming_both_and_the_step_to_take) {
  bytes b = walaa::to_bytes(smallest());
  set(b, 8, 2), set(b, 10, 3);
  EXPECT_STREQ(refusal(b).what(), "load: the file has format 2.3, this library reads 1.x; update walaa [L402]");
}

TEST(container, what_a_newer_minor_version_appends_is_skipped_and_counted) {
  bytes b = walaa::to_bytes(smallest());
  set(b, 10, 1);
  for (const int v : {7, 0, 0, 0, 3, 0, 0, 0, 97, 98, 99, 9, 0, 0, 0, 0, 0, 0, 0}) b.push_back(static_cast<std::byte>(v));
  const walaa::container c = walaa::from_bytes(resealed(b));
  EXPECT_EQ(c.skipped_sections, 2u);
  EXPECT_EQ(c.minor, 1);
  EXPECT_EQ(c.root, smallest().root);
  EXPECT_EQ(walaa::to_bytes(c), walaa::to_bytes(smallest())) << "saved again it is a file of this version";
  for (std::size_t cut = 1; cut <= 18; ++cut) {
    if (cut == 8) continue;  // the end of the first section is a good place to end
    bytes shorter(b.begin(), b.end() - static_cast<std::ptrdiff_t>(cut));
    EXPECT_EQ(refusal(resealed(shorter)).code(), error_code::truncated) << cut;
  }
  set(b, 10, 0);
  EXPECT_EQ(refusal(resealed(b)).code(), error_code::trailing) << "but not in a file of this version";
}

TEST(container, a_limit_on_bytes_is_kept) {
  const bytes b = walaa::to_bytes(smallest());
  EXPECT_EQ(refusal(b, {.max_bytes = b.size() - 1}).code(), error_code::too_big);
  EXPECT_EQ(refusal(b, {.max_bytes = b.size()}).code(), error_code{});
}

TEST(container, holds_one_record_under_a_name) {
  walaa::container c = smallest();
  c.root.kind = tree::list;
  EXPECT_THROW(walaa::to_bytes(c), walaa::invalid_input);
  c = smallest();
  c.type = "";
  EXPECT_THROW(walaa::to_bytes(c), walaa::invalid_input);
}

TEST(container, more_small_values_than_memory_allows_are_neither_written_nor_read) {
  walaa::container c = smallest();
  tree& list = c.root.add("list");
  list.kind = tree::list;
  list.children.resize(9000);  // nothings: a byte each in the file, a tree node each in memory
  EXPECT_THROW(walaa::to_bytes(c), walaa::error);
  list.children.resize(6000);
  EXPECT_NO_THROW(walaa::from_bytes(walaa::to_bytes(c)));

  list.children.resize(0);
  bytes b = walaa::to_bytes(c);
  b.resize(b.size() + 500000);  // the same written by hand
  const std::uint32_t n = 500000;
  for (std::size_t i = 0; i < 4; ++i) set(b, b.size() - n - 4 + i, static_cast<int>(n >> (8 * i) & 255));
  EXPECT_EQ(refusal(resealed(b)).code(), error_code::too_big);
}

}  // namespace
