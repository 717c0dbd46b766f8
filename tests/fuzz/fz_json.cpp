// SPDX-License-Identifier: Apache-2.0
// Any text: refused with a place, or a file that prints back.
#include "fuzz_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  walaa::tests::fuzz_json({data, size});
  return 0;
}
