// SPDX-License-Identifier: Apache-2.0
// Public doors take durations: 39 what?
// expect: weeks_in(
#include <walaa/core/time.hpp>

double weeks_in(walaa::days horizon) { return walaa::in_units(horizon, walaa::time_unit::week); }

#if defined(WALAA_EXPECT_COMPILE_ERROR)
int main() { return weeks_in(39.0) == 39 ? 0 : 1; }
#else
int main() { return weeks_in(walaa::weeks{39}) == 39 ? 0 : 1; }
#endif
