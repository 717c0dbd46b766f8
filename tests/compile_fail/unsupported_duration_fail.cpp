// SPDX-License-Identifier: Apache-2.0
// A duration is saved as a number in a unit that its name tells; by itself it would be a number without one.
// expect: walaa stores numbers, bools, enums, strings, vectors and classes with serialize()
#include <walaa/core/number.hpp>
#include <walaa/core/time.hpp>

struct settings {
#if defined(WALAA_EXPECT_COMPILE_ERROR)
  walaa::days horizon{90};
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("horizon", horizon); }
#else
  walaa::number horizon_days{90};
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("horizon_days", horizon_days); }
#endif
};

int main() { return walaa::from_tree<settings>(walaa::to_tree(settings{})), 0; }
