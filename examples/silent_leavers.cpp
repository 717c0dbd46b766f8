// SPDX-License-Identifier: Apache-2.0
// Transactions and complaints in, silent leavers found, a save list in money out. The customers do not exist, so that for once one
// can look up who had left: two years of purchases, complaints and answers to a survey.
#include <walaa/archive.hpp>
#include <walaa/churn.hpp>
#include <walaa/data/simulate.hpp>
#include <walaa/scoring/strategies/silence.hpp>
#include <walaa/scoring/strategies/silent_leaver.hpp>
#include <walaa/scoring/strategies/voice.hpp>
#include <walaa/walaa.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

using namespace walaa;

int main() {
  // Two logs in ...
  simulated shop = simulate({.customers = 4000, .seed = 96, .link = 0.8, .complaints_per_year = 0.6});
  auto& service = shop.logs.service;  // the desk that loses one complaint in six
  for (std::size_t i = 0, n = 0; i < service.kind.size(); ++i)
    if (service.kind[i] == static_cast<std::uint8_t>(service_kind::complaint) && n++ % 6 == 0)
      service.first_reply[i] = service.resolved[i] = no_date;
  const date today = parse_date("2025-12-31");
  const logs log = shop.logs.view();
  const customers all = summarize(log, {.as_of = today, .unit = time_unit::week});
  const std::vector<double> alive = shop.alive(today);

  // ... what is known of voice: how many complain, and how many of their complaints are never answered ...
  const std::span<const double> complaints = all["complaints"];
  const auto spoke = static_cast<double>(std::count_if(complaints.begin(), complaints.end(), [](double n) { return n > 0; }));
  const unanswered_share unanswered = never_answered(log.service, today);
  std::printf("%zu customers, %.0f of whom ever complained; %.1f %% of complaints are never answered (95 %% %.1f to %.1f)\n",
              all.size(), spoke, 100 * unanswered.value, 100 * unanswered.lo, 100 * unanswered.hi);

  // ... how many of the silent are unhappy: a survey says how many are, the complaints how many of those say so ...
  const std::span<const double> answer = all["q1"];
  double asked = 0, unhappy = 0, unhappy_spoke = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_missing(answer[i])) continue;
    ++asked;
    if (answer[i] > 4) continue;
    ++unhappy;
    unhappy_spoke += complaints[i] > 0;
  }
  const auto p_unhappy = proportion(unhappy, asked), p_voice = proportion(unhappy_spoke, unhappy);
  const silent_dissatisfaction silent{
      .dissatisfied = number(p_unhappy.value, p_unhappy.error, asked, "survey, q1 at most 4 of 10"),
      .voice = number(p_voice.value, p_voice.error, unhappy, "complaints of those")};
  const number share = silent.posterior();
  std::printf("unhappy %.3f, of whom %.3f speak: of the silent %.3f +- %.3f are unhappy\n\n", silent.dissatisfied.value,
              silent.voice.value, share.value, share.standard_error);

  // ... models of purchases, money, habit and voice ...
  const auto visits = mbg_nbd::fit(purchases(all));
  const auto spend = gamma_gamma::fit(purchases(all), {.bad_rows = policy::repair});
  const auto habit = silence_model::fit(silences(all), {.regularity = purchase_regularity(gaps(all, log.purchases)).stages()});
  const auto voices = gamma_poisson::fit({.count = complaints, .exposure = all["T"]});
  std::printf("%s\n%s\n%s\n\n", visits.report().brief().c_str(), habit.report().brief().c_str(), voices.report().brief().c_str());

  // ... every customer's profile, each score on its own scale ...
  scorer leaving{strategies::lifetime_value(visits, spend, {.horizon = months{12}, .annual_discount = 0.10}),
                 strategies::no_purchase_within(visits, days{90}),
                 strategies::silent_leaver(visits),
                 {"gone_and_unhappy", strategies::silent_leaver(visits, silent)},
                 strategies::silence(habit),
                 strategies::voice(voices, time_unit::week, days{365})};
  const profiles p = leaving.score(all);

  // ... the silent leavers, most certain first, and whether they had left ...
  std::vector<std::size_t> by_certainty(all.size());
  std::iota(by_certainty.begin(), by_certainty.end(), std::size_t{0});
  const std::span<const double> gone = p["silent_leaver"].value;
  std::stable_sort(by_certainty.begin(), by_certainty.end(), [&](std::size_t a, std::size_t b) { return gone[a] > gone[b]; });
  std::printf("silent leavers   expected   had left\n");
  for (const std::size_t first : {0u, 200u, 400u, 800u, 1600u}) {
    double expected = 0, left = 0;
    for (std::size_t i = first; i < first + 200; ++i) expected += gone[by_certainty[i]], left += alive[by_certainty[i]] == 0;
    std::printf("%4zu to %4zu  %13.1f  %9.0f\n", first + 1, first + 200, expected, left);
  }
  const std::size_t one = by_certainty[0];
  std::printf("\ncustomer %s: %s\n", all.keys().text(one).c_str(), leaving.explain(all, one, "silent_leaver").text("en").c_str());
  std::printf("%s\n\n", leaving.explain(all, one, "silence").text("ar").c_str());

  // ... and a save list in money: who may leave and is worth a call, not who is gone.
  saved_customers keep = save_list(p, {.contact_cost = 2, .incentive = 5, .acceptance = 0.3, .budget = 300});
  add_reasons(keep, leaving, all, "en", 5);
  std::printf("worth a contact: %zu, expected profit %.0f for %.0f; %zu more would pay\n", keep.list.size(), keep.expected_profit,
              keep.cost, keep.over_budget);
  for (std::size_t i = 0; i < 5 && i < keep.list.size(); ++i)
    std::printf("%5s  worth %6.2f  risk %.2f  profit %5.2f  %s\n", key_text(keep.list[i].who).c_str(), keep.list[i].value,
                keep.list[i].risk, keep.list[i].expected_profit, keep.list[i].reason.c_str());

  // The scorer goes to the desk of the call centre (examples/call_centre.cpp).
  write_file("leaving.walaa", save(leaving));
  std::printf("\nwritten: leaving.walaa\n");
}
