// SPDX-License-Identifier: Apache-2.0
// A strategy's own numbers are walaa::number: a bare double member does not compile.
// expect: walaa: a strategy's own numbers are walaa::number
#include <walaa/core/origin_audit.hpp>

struct overdue {
#if defined(WALAA_EXPECT_COMPILE_ERROR)
  double patience = 2.0;
#else
  walaa::number patience = 2.0;
#endif
};

static_assert(walaa::audit_origin<overdue>());

int main() {}
