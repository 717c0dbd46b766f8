// SPDX-License-Identifier: Apache-2.0
// Why do contracts end? Sixteen contracts in months: left over the price, over the service, or still on.
#include <walaa/survival/competing_risks.hpp>

#include <cstdio>
#include <string>
#include <vector>

int main() {
  const std::vector<double> months{2, 3, 3, 5, 6, 7, 7, 8, 10, 12, 12, 14, 15, 18, 20, 24};
  const std::vector<double> cause{1, 2, 0, 1, 2, 1, 0, 2, 1, 1, 2, 0, 0, 2, 0, 0};  // 0: still on
  const std::vector<std::string> names{"price", "service"};
  const auto why = walaa::aalen_johansen::fit(
      {.duration = months, .cause = cause, .entry = {}, .weight = {}, .unit = walaa::time_unit::month}, names);
  std::printf("%s\n\nmonths  still there   price              service\n", why.brief().c_str());
  for (const double t : {3.0, 6.0, 12.0, 18.0}) {
    const auto price = why.at(1, t), service = why.at(2, t);
    std::printf("%6.0f %12.3f   %.3f ± %.3f      %.3f ± %.3f\n", t, why.survival(t), price.value, price.error, service.value,
                service.error);
  }
  const auto p = why.leaves_within(why.cause("service"), 6, 6);
  std::printf("\nof those still there after 6 months leave over the service within 6 more: %.3f ± %.3f\n", p.value, p.error);
}
