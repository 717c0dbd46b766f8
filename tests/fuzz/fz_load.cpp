// SPDX-License-Identifier: Apache-2.0
// A model file whose checksums are right: refused with a code, or a value that saves as it was loaded.
#include "fuzz_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  walaa::tests::fuzz_load({data, size});
  return 0;
}
