// SPDX-License-Identifier: Apache-2.0
// How many first contacts were solved: a share with an interval that holds for few cases too.
#include <walaa/rates.hpp>

#include <cstdio>
#include <vector>

int main() {
  const auto print = [](const char* who, const walaa::share& s) {
    if (s)
      std::printf("%-8s %5.1f %% of %3.0f   95 %% interval %4.1f to %5.1f %%\n", who, 100 * s.value, s.n, 100 * s.lo, 100 * s.hi);
    else
      std::printf("%-8s no evidence (%.0f without an answer)\n", who, s.missing);
  };
  print("north", walaa::proportion(81, 263));
  print("south", walaa::proportion(0, 20));
  print("south", walaa::proportion(0, 20, {.interval = walaa::proportion_interval::adjusted_wald}));
  print("west", walaa::proportion(std::vector<double>{1, 1, walaa::missing, 0, 1}));
  print("east", walaa::proportion(std::vector<double>{walaa::missing, walaa::missing}));
}
