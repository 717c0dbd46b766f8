// SPDX-License-Identifier: Apache-2.0
// What is saved consists of numbers, bools, enums, strings, vectors and classes with serialize; a map is none of them.
// expect: walaa stores numbers, bools, enums, strings, vectors and classes with serialize()
#include <walaa/core/tree.hpp>

#include <map>
#include <string>
#include <vector>

struct settings {
#if defined(WALAA_EXPECT_COMPILE_ERROR)
  std::map<std::string, double> weights;
#else
  std::vector<double> weights;
#endif
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("weights", weights); }
};

int main() { return walaa::to_tree(settings{}).names.size() == 1 ? 0 : 1; }
