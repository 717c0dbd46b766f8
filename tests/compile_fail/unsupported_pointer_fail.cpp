// SPDX-License-Identifier: Apache-2.0
// Values are saved, not addresses.
// expect: walaa stores numbers, bools, enums, strings, vectors and classes with serialize()
#include <walaa/core/tree.hpp>

struct settings {
#if defined(WALAA_EXPECT_COMPILE_ERROR)
  const double* weight = nullptr;
#else
  double weight = 1;
#endif
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("weight", weight); }
};

int main() { return walaa::to_tree(settings{}).names.size() == 1 ? 0 : 1; }
