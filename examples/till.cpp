// SPDX-License-Identifier: Apache-2.0
// One customer at a till, scored by the file that the nightly batch has written (examples/cdnow.cpp).
#include <walaa/archive.hpp>
#include <walaa/walaa.hpp>

#include <iostream>

int main() {
  using namespace std::chrono;
  try {
    const walaa::scorer loyalty = walaa::load_scorer(walaa::read_file("loyalty.walaa"));

    walaa::customer who = loyalty.blank(sys_days{1997y / September / 30});  // exactly the inputs this scorer reads, all missing
    who["frequency"] = 6;
    who.set("recency", walaa::days{142});  // age at the last purchase
    who.set("T", walaa::days{272});
    who["monetary_value"] = 38.50;

    const auto s = loyalty.score(who);  // no allocation, same bits as in a batch
    if (const auto risk = s["no_purchase_within"])
      std::cout << "no visit in 90 days: " << risk.value << " ± " << risk.error << "\n";
    if (const auto value = s["lifetime_value"])
      std::cout << "worth in 12 months: " << value.value << " ± " << value.error << "\n";
    for (const auto& e : loyalty.explain(who)) std::cout << e.strategy << ": " << e.text("en") << "\n" << e.text("ar") << "\n";
  } catch (const walaa::error& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
