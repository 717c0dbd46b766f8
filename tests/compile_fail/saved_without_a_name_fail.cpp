// SPDX-License-Identifier: Apache-2.0
// A file says what it holds: a type without a name cannot be saved.
// expect: walaa: a type is saved under its static name
#include <walaa/archive/model_file.hpp>

struct settings {
#if !defined(WALAA_EXPECT_COMPILE_ERROR)
  static constexpr std::string_view tag = "settings";
#endif
  double weight = 1;
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("weight", weight); }
};

int main() { return walaa::save(settings{}).empty() ? 1 : 0; }
