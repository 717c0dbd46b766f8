// SPDX-License-Identifier: Apache-2.0
// The same rule for private members: what serialize lists is looked at.
// expect: walaa: a strategy's own numbers are walaa::number
#include <walaa/core/origin_audit.hpp>

#include <vector>

class overdue {
 public:
  overdue() {}
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("cuts", cuts_); }

 private:
#if defined(WALAA_EXPECT_COMPILE_ERROR)
  std::vector<double> cuts_;
#else
  std::vector<walaa::number> cuts_;
#endif
};

static_assert(walaa::audit_origin<overdue>());

int main() {}
