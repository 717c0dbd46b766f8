// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/utf8.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using walaa::valid_utf8;

TEST(utf8, accepts_text_of_every_length_of_sequence) {
  for (const char* text : {"", "abc", "ولاء", "€", "日本", "😀", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                           "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(valid_utf8(text)) << text;
  EXPECT_TRUE(valid_utf8(std::string_view("a\0b", 3))) << "NUL is a character like others";
}

// RFC 3629, section 4: what no octet sequence of UTF-8 contains.
TEST(utf8, refuses_overlong_forms_surrogates_and_what_is_beyond_the_last_plane) {
  for (const char* text : {"\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"})
    EXPECT_FALSE(valid_utf8(text));
}

TEST(utf8, refuses_cut_and_stray_bytes) {
  for (const char* text :
       {"\x80", "a\xbf", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xe2(\xa1", "\xe2\x82(", "\xf0\x9f\x98("})
    EXPECT_FALSE(valid_utf8(text));
}

/// Independent: decode by the bit patterns, then ask whether the shortest form was used.
bool decodes(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto at = [&](std::size_t k) { return k < s.size() ? static_cast<unsigned>(static_cast<unsigned char>(s[k])) : 0u; };
    const unsigned lead = at(i);
    const std::size_t n = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    if (n == 0) return false;
    unsigned point = n == 1 ? lead : lead & (0x7fu >> n);
    for (std::size_t k = 1; k < n; ++k) {
      if (at(i + k) >> 6 != 2) return false;
      point = point << 6 | (at(i + k) & 63);
    }
    const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < least[n] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return false;
    i += n;
  }
  return true;
}

TEST(utf8, agrees_with_decoding_on_all_pairs_and_many_quadruples_of_bytes) {
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b) {
      const char two[] = {static_cast<char>(a), static_cast<char>(b)};
      ASSERT_EQ(valid_utf8({two, 2}), decodes({two, 2})) << a << " " << b;
      for (const unsigned c : {0x00u, 0x41u, 0x7fu, 0x80u, 0x9fu, 0xa0u, 0xbfu, 0xc0u, 0xffu})
        for (const unsigned d : {0x41u, 0x80u, 0xbfu, 0xc0u}) {
          const char four[] = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c), static_cast<char>(d)};
          ASSERT_EQ(valid_utf8({four, 3}), decodes({four, 3}));
          ASSERT_EQ(valid_utf8({four, 4}), decodes({four, 4}));
        }
    }
}

}  // namespace
