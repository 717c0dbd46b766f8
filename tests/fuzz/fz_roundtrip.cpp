// SPDX-License-Identifier: Apache-2.0
// Any value: the same after saving and loading, in bytes and in JSON.
#include "fuzz_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  walaa::tests::fuzz_roundtrip({data, size});
  return 0;
}
