// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Texts as numbers: which texts are the same, and their bytewise order. Also what valid UTF-8 is. */

#include <walaa/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>  // for memcpy
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
inline bool is_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    const std::size_t more = lead < 0x80                   ? 0
                             : lead >= 0xc2 && lead < 0xe0 ? 1
                             : lead >= 0xe0 && lead < 0xf0 ? 2
                             : lead >= 0xf0 && lead < 0xf5 ? 3
                                                           : 4;
    if (more > 3 || more >= text.size() - i) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((byte(i + k) & 0xc0) != 0x80) return false;
    if (more >= 2) {
      const unsigned second = byte(i + 1);
      if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
          (lead == 0xf4 && second > 0x8f))
        return false;
    }
    i += more + 1;
  }
  return true;
}

/// 64 well-mixed bits of a text. No result depends on them, so they may differ between machines.
inline std::uint64_t hash_text(std::string_view text) noexcept {
  std::uint64_t h = 0x9e3779b97f4a7c15u ^ text.size();
  const char* at = text.data();
  std::size_t left = text.size();
  const auto mix = [&](std::uint64_t word) {
    h = (h ^ word) * 0xd6e8feb86659fd93u;
    h ^= h >> 32;
  };
  for (std::uint64_t word; left >= 8; at += 8, left -= 8) {
    std::memcpy(&word, at, 8);
    mix(word);
  }
  std::uint64_t word = 0;
  if (left > 0) std::memcpy(&word, at, left);
  mix(word);
  return h * 0xd6e8feb86659fd93u;
}

/** Distinct texts and a number for each, in the order of their coming. Keeps views: the texts must live as long. Tables of
    texts are larger than caches, so a column is looked up in small groups whose memory is asked for ahead. */
class text_dictionary {
 public:
  std::size_t size() const noexcept { return texts_.size(); }
  std::string_view operator[](std::size_t number) const noexcept { return texts_[number]; }

  /// The numbers of a column's texts; calls added(row) for the first row of each that is new.
  template<class F> std::vector<std::int64_t> insert(std::span<const std::string> column, F&& added) {
    constexpr std::size_t group = 16;
    std::vector<std::int64_t> numbers(column.size());
    std::uint64_t hashes[group];
    for (std::size_t first = 0; first < column.size(); first += group) {
      const std::size_t n = (std::min)(group, column.size() - first);
      if (2 * (texts_.size() + n) > slots_.size()) grow();
      for (std::size_t i = 0; i < n; ++i) {
        hashes[i] = hash_text(column[first + i]);
        __builtin_prefetch(&slots_[hashes[i] >> shift_]);
      }
      for (std::size_t i = 0; i < n; ++i) __builtin_prefetch(slots_[hashes[i] >> shift_].text.data());
      for (std::size_t i = 0; i < n; ++i) numbers[first + i] = number(column[first + i], hashes[i], first + i, added);
    }
    return numbers;
  }

 private:
  struct slot {
    std::uint64_t hash = 0;
    std::string_view text;
    std::int64_t number = -1;  // -1: free
  };
  template<class F> std::int64_t number(std::string_view text, std::uint64_t hash, std::size_t row, F& added) {
    for (std::size_t at = hash >> shift_;; at = (at + 1) & (slots_.size() - 1)) {
      slot& s = slots_[at];
      if (s.number < 0) {
        s = {hash, text, static_cast<std::int64_t>(texts_.size())};
        texts_.push_back(text);
        added(row);
        return s.number;
      }
      if (s.hash == hash && s.text == text) return s.number;
    }
  }
  void grow() {
    std::vector<slot> old(4 * slots_.size());
    old.swap(slots_);
    shift_ -= 2;
    for (const slot& s : old) {
      if (s.number < 0) continue;
      std::size_t at = s.hash >> shift_;
      while (slots_[at].number >= 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = s;
    }
  }

  std::vector<slot> slots_ = std::vector<slot>(1024);
  std::vector<std::string_view> texts_;
  unsigned shift_ = 64 - 10;
};

/// The numbers of a dictionary's texts in bytewise order of the texts.
inline std::vector<std::size_t> bytewise_order(const text_dictionary& texts) {
  // keys of one shop mostly begin alike: past what all share, eight bytes decide nearly always
  std::string_view shared = texts.size() > 0 ? texts[0] : std::string_view{};
  for (std::size_t i = 1; i < texts.size() && !shared.empty(); ++i) {
    const std::string_view t = texts[i];
    std::size_t same = 0;
    while (same < shared.size() && same < t.size() && shared[same] == t[same]) ++same;
    shared = shared.substr(0, same);
  }
  struct entry {
    std::uint64_t start;
    std::size_t number;
  };
  std::vector<entry> entries(texts.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string_view rest = texts[i].substr(shared.size());
    std::uint64_t start = 0;
    for (std::size_t k = 0; k < 8; ++k) start = start << 8 | (k < rest.size() ? static_cast<unsigned char>(rest[k]) : 0u);
    entries[i] = {start, i};
  }
  std::sort(entries.begin(), entries.end(), [&](const entry& a, const entry& b) {
    return a.start != b.start ? a.start < b.start : texts[a.number] < texts[b.number];
  });
  std::vector<std::size_t> order(entries.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = entries[i].number;
  return order;
}

}  // namespace walaa::inline WALAA_ABI::detail
