// SPDX-License-Identifier: Apache-2.0
// Any bytes: refused with a code, or a value that saves as it was loaded.
#include "fuzz_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  walaa::tests::fuzz_load_raw({data, size});
  return 0;
}
