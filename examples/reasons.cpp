// SPDX-License-Identifier: Apache-2.0
// Why a customer has his scores, in English and Arabic, and whom it pays to contact. Parameters of the CDNOW log, given here.
#include <walaa/walaa.hpp>

#include <cstdio>

using namespace walaa;

int main() {
  const fitted<mbg_nbd> visits({.r = 0.5248, .alpha = 6.183, .a = 0.8914, .b = 1.614}, time_unit::week);
  const fitted<gamma_gamma> spend({.p = 6.250, .q = 3.744, .v = 15.44}, time_unit::week);
  const scorer loyalty{strategies::lifetime_value(visits, spend, {.annual_discount = 0.10}),
                       strategies::no_purchase_within(visits, days{90}), strategies::promise_trust()};

  const std::vector<std::string> who{"Layla", "Omar", "Noor", "Sami"};
  const std::vector<double> x{6, 26, 2, missing}, last{20.3, 33, 30.4, missing}, age{25.7, 38, 38.9, missing};
  const std::vector<double> spent{38.5, 71, 21, missing}, kept{3, 12, 0, 0}, broken{2, 0, 0, 0};
  table_view shop(who.size(), parse_date("2026-11-24"), time_unit::week, who);
  shop.with("frequency", x).with("recency", last).with("T", age).with("monetary_value", spent);
  shop.with("promises_kept", kept).with("promises_broken", broken);

  const profiles p = loyalty.score(shop);
  for (std::size_t i = 0; i < p.size(); ++i) {
    std::printf("%s\n", who[i].c_str());
    for (const std::string& name : p.names())
      std::printf("  %-20s %8.3f  %s\n", name.c_str(), p.at(i, name).value, standing_name(p.at(i, name).status).data());
  }
  for (const explanation& e : loyalty.explain(shop, 0))
    std::printf("\n%s\n%s\n%s\n", e.strategy.c_str(), e.text("en").c_str(), e.text("ar").c_str());

  saved_customers keep = save_list(p, {.contact_cost = 1, .incentive = 2, .acceptance = 0.3, .budget = 10});
  add_reasons(keep, loyalty, shop, "en");
  std::printf("\nworth a contact: %zu of %zu, expected profit %.2f for %.2f\n", keep.list.size(), keep.customers,
              keep.expected_profit, keep.cost);
  for (const saved_customer& one : keep.list)
    std::printf("%-6s profit %5.2f  cost so far %5.2f  %s\n", key_text(one.who).c_str(), one.expected_profit, one.cumulative_cost,
                one.reason.c_str());
}
