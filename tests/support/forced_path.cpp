// SPDX-License-Identifier: Apache-2.0
// Linked into every test: WALAA_TEST_PATH=v1 (or v3, v4) runs them with these instructions, where the processor has them.
#include <walaa/math/simd/path.hpp>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

const bool forced = [] {
  const char* asked_for = std::getenv("WALAA_TEST_PATH");
  if (!asked_for) return false;
  for (const walaa::simd_path path : {walaa::simd_path::v1, walaa::simd_path::v3, walaa::simd_path::v4}) {
    if (name(path) != std::string_view(asked_for)) continue;
    if (!available(path)) {
      std::printf("this processor cannot run %s: nothing tested\n", asked_for);
      std::exit(0);
    }
    force_path(path);
    return true;
  }
  std::printf("WALAA_TEST_PATH=%s is no path: v1, v3 or v4\n", asked_for);
  std::exit(1);
}();

}  // namespace
