// SPDX-License-Identifier: Apache-2.0
// Gone, and never said why: one customer of each kind, and how many of the silent are unhappy.
#include <walaa/churn.hpp>
#include <walaa/scoring.hpp>
#include <walaa/scoring/strategies/silent_leaver.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

using namespace walaa;

int main() {
  const fitted<mbg_nbd> visits({.r = 0.5248, .alpha = 6.183, .a = 0.8914, .b = 1.614}, time_unit::week);
  const silent_dissatisfaction unhappy{.dissatisfied = number(0.2, 0.02, 400, "survey of May"),
                                       .voice = voice_after_large_loss()};
  const number share = unhappy.posterior();
  std::printf("P(dissatisfied | silent) = %.4f +- %.4f, %s\n  %s\n\n", share.value, share.standard_error,
              origin_name(share.from).data(), share.source.c_str());

  const scorer s{strategies::silent_leaver(visits), {"and_unhappy", strategies::silent_leaver(visits, unhappy)}};
  const std::vector<const char*> name{"Layla, silent", "Omar, spoke", "Noor, here", "Sami, new", "Huda, not known"};
  const std::vector<double> x{9, 9, 9, 0, 9}, last{20, 20, 37, 0, 20}, age{38, 38, 38, 1, 38}, complaints{0, 2, 0, 0, missing};
  table_view shop(name.size(), no_date, time_unit::week);
  shop.with("frequency", x).with("recency", last).with("T", age).with("complaints", complaints);
  const profiles p = s.score(shop);
  for (std::size_t i = 0; i < name.size(); ++i)
    std::printf("%-16s gone in silence %7.4f   and unhappy %7.4f   %s\n", name[i], p.at(i, "silent_leaver").value,
                p.at(i, "and_unhappy").value, standing_name(p.at(i, "silent_leaver").status).data());
  std::printf("\n%s\n%s\n", s.explain(shop, 0, "silent_leaver").text("en").c_str(),
              s.explain(shop, 1, "silent_leaver").text("en").c_str());
}
