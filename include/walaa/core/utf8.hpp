// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Is a text UTF-8? Keys, names and whatever stands in a file are; other encodings are refused, never guessed.

    Source: RFC 3629, section 4 (no overlong forms, no surrogates, nothing above U+10FFFF). */

#include <walaa/core/config.hpp>

#include <cstddef>
#include <string_view>

namespace walaa::inline WALAA_ABI {

constexpr bool valid_utf8(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = at(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead < 0xc2 || lead > 0xf4) return false;
    const std::size_t more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    // the second byte's range is narrower after these leads: overlong, surrogate, beyond the last plane
    const unsigned low = lead == 0xe0   ? 0xa0
                         : lead == 0xf0 ? 0x90
                                        : 0x80,
                   high = lead == 0xed   ? 0x9f
                          : lead == 0xf4 ? 0x8f
                                         : 0xbf;
    if (at(i + 1) < low || at(i + 1) > high) return false;
    for (std::size_t k = 2; k <= more; ++k)
      if (at(i + k) < 0x80 || at(i + k) > 0xbf) return false;
    i += more + 1;
  }
  return true;
}

}  // namespace walaa::inline WALAA_ABI
