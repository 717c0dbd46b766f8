// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Texts as numbers: which texts are the same, and their bytewise order. Also what valid UTF-8 is. */

#include <walaa/core/config.hpp>
#include <walaa/data/detail/large_buffer.hpp>
#include <walaa/data/detail/radix_sort.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>  // for memcpy
#include <span>
#include <string>
#include <string_view>
#include <utility>  // for swap
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
inline bool is_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    if (std::uint64_t eight; text.size() - i >= sizeof eight) {
      std::memcpy(&eight, text.data() + i, sizeof eight);
      if ((eight & 0x8080808080808080u) == 0) {
        i += sizeof eight;
        continue;
      }
    }
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
  const char* const at = text.data();
  const std::size_t n = text.size();
  std::uint64_t h = 0x9e3779b97f4a7c15u ^ n;
  const auto mix = [&](std::uint64_t word) {
    h = (h ^ word) * 0xd6e8feb86659fd93u;
    h ^= h >> 32;
  };
  const auto load = [&]<class Word>(std::size_t from, Word word) {
    std::memcpy(&word, at + from, sizeof word);
    return std::uint64_t{word};
  };
  for (std::size_t i = 0; i + 8 < n; i += 8) mix(load(i, std::uint64_t{}));
  if (n >= 8)
    mix(load(n - 8, std::uint64_t{}));  // may overlap the one before
  else if (n >= 4)
    mix(load(0, std::uint32_t{}) << 32 | load(n - 4, std::uint32_t{}));
  else
    for (std::size_t i = 0; i < n; ++i) mix(static_cast<unsigned char>(at[i]));
  return h * 0xd6e8feb86659fd93u;
}

/// Distinct texts as they come, each with its length before it, in memory of its own that never moves.
class text_store {
 public:
  const char* add(std::string_view text) {
    const std::size_t length = text.size(), need = sizeof length + length;
    if (need > left_) {
      left_ = (std::max)(need, (std::min)(2 * last_, std::size_t{16} << 20));
      last_ = left_;
      chunks_.emplace_back(left_);
      next_ = chunks_.back().data();
    }
    std::memcpy(next_, &length, sizeof length);
    if (length > 0) std::memcpy(next_ + sizeof length, text.data(), length);
    left_ -= need;
    return std::exchange(next_, next_ + need);
  }
  static std::string_view text(const char* at) noexcept {
    std::size_t length;
    std::memcpy(&length, at, sizeof length);
    return {at + sizeof length, length};
  }

 private:
  std::vector<large_buffer<char>> chunks_;
  char* next_ = nullptr;
  std::size_t left_ = 0, last_ = 32768;
};

/** Distinct texts and a number for each, in the order of their coming. Tables of texts are larger than caches, so a column is
    looked up in groups whose memory is asked for ahead. */
class text_dictionary {
 public:
  text_dictionary() { clear_slots(); }
  std::size_t size() const noexcept { return texts_.size(); }
  std::string_view operator[](std::size_t number) const noexcept { return text_store::text(texts_[number]); }
  const char* stored(std::size_t number) const noexcept { return texts_[number]; }  ///< see text_store

  /// The numbers of a column's texts; calls added(row) for the first row of each that is new.
  template<class F> std::vector<std::int64_t> insert(std::span<const std::string> column, F&& added) {
    constexpr std::size_t group = 32;
    std::vector<std::int64_t> numbers = large_vector<std::int64_t>(column.size());
    std::uint64_t hashes[group];
    for (std::size_t first = 0; first < column.size(); first += group) {
      const std::size_t n = (std::min)(group, column.size() - first);
      if (2 * (texts_.size() + n) > slots()) grow();
      for (std::size_t i = 0; i < n; ++i) {
        hashes[i] = hash_text(column[first + i]);
        __builtin_prefetch(&slots_[hashes[i] >> shift_]);
      }
      for (std::size_t i = 0; i < n; ++i) __builtin_prefetch(slots_[hashes[i] >> shift_].text);
      for (std::size_t i = 0; i < n; ++i) numbers[first + i] = number(column[first + i], hashes[i], first + i, added);
    }
    return numbers;
  }

 private:
  struct slot {
    std::uint32_t tag, number;  // of the hash; of the text
    const char* text;           // in the store; nullptr: free
  };
  std::size_t slots() const noexcept { return std::size_t{1} << (64 - shift_); }
  void clear_slots() {
    slots_ = large_buffer<slot>(slots());
    std::fill_n(slots_.data(), slots(), slot{0, 0, nullptr});
  }
  template<class F> std::int64_t number(std::string_view text, std::uint64_t hash, std::size_t row, F& added) {
    const auto tag = static_cast<std::uint32_t>(hash);
    for (std::size_t at = hash >> shift_;; at = (at + 1) & (slots() - 1)) {
      slot& s = slots_[at];
      if (!s.text) {
        added(row);
        s = {tag, static_cast<std::uint32_t>(texts_.size()), store_.add(text)};
        texts_.push_back(s.text);
        return s.number;
      }
      if (s.tag == tag && text_store::text(s.text) == text) return s.number;
    }
  }
  void grow() {
    const std::size_t before = slots();
    const large_buffer<slot> old = std::move(slots_);
    shift_ -= 2;
    clear_slots();
    for (std::size_t i = 0; i < before; ++i) {
      if (!old[i].text) continue;
      std::size_t at = hash_text(text_store::text(old[i].text)) >> shift_;
      while (slots_[at].text) at = (at + 1) & (slots() - 1);
      slots_[at] = old[i];
    }
  }

  text_store store_;
  large_buffer<slot> slots_;
  std::vector<const char*> texts_;
  unsigned shift_ = 64 - 10;
};

/// The numbers of a dictionary's texts in bytewise order of the texts.
template<class Dictionary> std::vector<std::size_t> bytewise_order(const Dictionary& texts) {
  // keys of one shop mostly begin alike: past what all share, eight bytes decide nearly always
  std::string_view shared = texts.size() > 0 ? texts[0] : std::string_view{};
  for (std::size_t i = 1; i < texts.size() && !shared.empty(); ++i) {
    const std::string_view t = texts[i];
    std::size_t same = 0;
    while (same < shared.size() && same < t.size() && shared[same] == t[same]) ++same;
    shared = shared.substr(0, same);
  }
  const std::size_t n = texts.size();
  large_buffer<placed_number> starts(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::string_view rest = texts[i].substr(shared.size());
    std::uint64_t start = 0;
    for (std::size_t k = 0; k < 8; ++k) start = start << 8 | (k < rest.size() ? static_cast<unsigned char>(rest[k]) : 0u);
    starts[i] = {start, i};
  }
  radix_sort(starts, n);
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0, end; i < n; i = end) {
    for (end = i; end < n && starts[end].number == starts[i].number; ++end) order[end] = starts[end].place;
    if (end - i > 1)
      std::sort(order.begin() + static_cast<std::ptrdiff_t>(i), order.begin() + static_cast<std::ptrdiff_t>(end),
                [&](std::size_t a, std::size_t b) { return texts[a] < texts[b]; });
  }
  return order;
}

}  // namespace walaa::inline WALAA_ABI::detail
