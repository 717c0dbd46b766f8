// SPDX-License-Identifier: Apache-2.0
// The desk of a call centre: who is calling, is he leaving, what is he worth, why, and what to offer; in English and in Arabic. The
// scorer is the file that the night's batch has written (examples/silent_leavers.cpp); a caller is scored while he says his name.
#include <walaa/archive.hpp>
#include <walaa/evaluate/expected_profit.hpp>
#include <walaa/walaa.hpp>

#include <array>
#include <cstdio>
#include <iostream>
#include <string>

struct caller {
  const char* name;
  double repeats, last_week, weeks, spend,
      complaints;  // weeks since his first purchase; of complaints, those he made in that time
};

int main() {
  try {
    const walaa::scorer desk = walaa::load_scorer(walaa::read_file("leaving.walaa"));
    std::string inputs;
    for (const auto& name : desk.inputs()) inputs += (inputs.empty() ? "" : ", ") + std::string(name);
    std::printf("the desk asks for: %s\n", inputs.c_str());

    constexpr std::array callers{caller{"Amal أمل", 12, 96, 104, 42.50, 0}, caller{"Badr بدر", 9, 60, 100, 55.00, 0},
                                 caller{"Dana دانة", 2, 30, 40, 18.00, 3}, caller{"Faisal فيصل", 0, 0, 1, walaa::missing, 0}};
    for (const caller& c : callers) {
      walaa::customer who = desk.blank(walaa::parse_date("2025-12-31"));  // what is not known stays missing
      who["frequency"] = c.repeats;
      who["recency"] = c.last_week;
      who["T"] = c.weeks;
      who["monetary_value"] = c.spend;
      who["complaints"] = c.complaints;
      const auto scores = desk.score(who);
      const auto worth = scores["lifetime_value"], leaving = scores["no_purchase_within"], silent = scores["silent_leaver"];
      std::printf("\n%s: worth %.2f +- %.2f, no purchase in 90 days %.2f, left in silence %.2f\n", c.name, worth.value,
                  worth.error, leaving.value, silent.value);
      for (const auto& e : desk.explain(who))
        if (e.strategy == "no_purchase_within") std::cout << e.text("en") << "\n" << e.text("ar") << "\n";

      // A voucher of 5 that three leavers in ten accept; the call has been made already.
      if (!worth || !leaving) {
        std::cout << "no evidence yet: just be kind / لا دليل بعد: أحسن الاستقبال\n";
        continue;
      }
      double gain = 0;
      walaa::expected_profit({&leaving.value, 1}, {.value = worth.value, .incentive = 5, .contact_cost = 0, .acceptance = 0.3},
                             {&gain, 1});
      if (gain > 0)
        std::printf("offer the voucher, it brings %.2f / اعرض القسيمة، عائدها المتوقع %.2f\n", gain, gain);
      else
        std::cout << "no voucher / لا تعرض القسيمة\n";
    }
  } catch (const walaa::error& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
