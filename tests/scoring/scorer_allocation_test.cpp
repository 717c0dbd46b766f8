// SPDX-License-Identifier: Apache-2.0
// Counts every allocation of this program: scoring into profiles that are reused, and scoring one customer, make none.
#include <walaa/churn/scorecard.hpp>
#include <walaa/scoring/scorer.hpp>
#include <walaa/scoring/strategies/blend.hpp>
#include <walaa/scoring/strategies/leaves_within_given.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/scoring/strategies/scorecard_risk.hpp>
#include <walaa/scoring/strategies/silence.hpp>
#include <walaa/scoring/strategies/silent_leaver.hpp>
#include <walaa/scoring/strategies/voice.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include "overdue.hpp"
#include "some_customers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

// The thread sanitizer keeps operator new to itself; there is nothing of threads in these tests.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WALAA_NO_COUNTING
#endif
#endif
#if !defined(WALAA_NO_COUNTING)

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

// not inlined: GCC takes an inlined pair of malloc and free for a mismatch
[[gnu::noinline]] void* operator new(std::size_t n) {
  ++allocations;
  if (void* p = std::malloc(n ? n : 1)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t n, const std::nothrow_t&) noexcept {  // std::stable_sort asks this way
  ++allocations;
  return std::malloc(n ? n : 1);
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

using namespace walaa::strategies;

walaa::scorer a_scorer() {
  const walaa::fitted<walaa::mbg_nbd> visits({.r = 0.52, .alpha = 6.18, .a = 0.89, .b = 1.61}, walaa::time_unit::week);
  return {p_alive(visits), no_purchase_within(visits, walaa::days{90}), promise_trust(), walaa::tests::overdue{},
          blend{{promise_trust(), 10}, {walaa::any_strategy("a name that is too long for a short string", p_alive(visits)), 5}}};
}

TEST(scorer_allocation, the_counter_counts) {
  const std::size_t before = allocations;
  std::vector<double> v(10);
  EXPECT_EQ(allocations, before + 1);
}

TEST(scorer_allocation, a_reused_profile_needs_no_memory) {
  const walaa::customers c = walaa::tests::some_customers();
  const walaa::scorer s = a_scorer();
  walaa::profiles p;
  s.score(c, p);
  const std::size_t before = allocations;
  for (int round = 0; round < 3; ++round) s.score(c, p, {.errors = true});
  s.score(walaa::customer_view(c).rows(3, 20), p);  // fewer customers fit as well
  EXPECT_EQ(allocations, before);
}

TEST(scorer_allocation, one_customer_needs_no_memory) {
  const walaa::scorer s = a_scorer();
  walaa::customer who = s.blank(walaa::no_date);
  const std::size_t before = allocations;
  double sum = 0;
  for (int x = 1; x < 50; ++x) {
    who["frequency"] = x;
    who.set("recency", walaa::days{142});
    who.set("T", walaa::days{292});
    who["promises_kept"] = x;
    who["promises_broken"] = 1;
    const walaa::scores got = s.score(who);
    sum += got["no_purchase_within"].value + got["blend"].value;
  }
  EXPECT_EQ(allocations, before);
  EXPECT_GT(sum, 0);
}

TEST(scorer_allocation, strategies_of_leaving_need_no_memory) {
  walaa::customers c = walaa::tests::some_customers();
  std::vector<double> complaints, left;
  for (std::size_t i = 0; i < c.size(); ++i) complaints.push_back(static_cast<double>(i % 3)), left.push_back(i % 2 ? 1 : 0);
  c.with("complaints", complaints);
  const walaa::fitted<walaa::mbg_nbd> visits({.r = 0.52, .alpha = 6.18, .a = 0.89, .b = 1.61}, walaa::time_unit::week);
  const walaa::fitted<walaa::gamma_poisson> rates(walaa::gamma_poisson::prior(3, 3), walaa::time_unit::week);
  const auto card = walaa::scorecard::of({walaa::binning::fit("tenure", c["tenure"], left, {.bins = 3}),
                                          walaa::binning::fit("complaints", complaints, left, {.categorical = true})},
                                         0.1, {1, 1});
  walaa::cox_model cox;
  cox.unit = walaa::time_unit::week;
  cox.estimates = {{"complaints"}, {0.5}, {0.01}};
  cox.centre = {1};
  cox.curves = {
      {.stratum = 0, .last_time = 90, .time = {2, 30}, .hazard = {0.1, 0.3}, .variance = {0.01, 0.02}, .drift = {0.0, 0.1}}};
  walaa::aft_model aft;
  aft.unit = walaa::time_unit::week;
  aft.estimates = {{"(intercept)", "complaints", "ln(scale)"}, {4, -0.2, -0.3}, {}};
  aft.centre = {1};
  const walaa::scorer s{{"cox", leaves_within(walaa::fitted(cox, cox.unit), walaa::days{90})},
                        {"aft", leaves_within(walaa::fitted(aft, aft.unit), walaa::days{90})},
                        silence({walaa::silence_model::prior(0.5, 6, 3), walaa::time_unit::week}),
                        silent_leaver(visits),
                        voice(rates, walaa::time_unit::week, walaa::days{90}),
                        scorecard_risk(card)};
  walaa::profiles p;
  s.score(c, p);
  walaa::customer who = s.blank(walaa::no_date);
  const std::size_t before = allocations;
  s.score(c, p, {.errors = true});
  who["frequency"] = 4, who["recency"] = 20, who["T"] = 30, who["complaints"] = 0, who["tenure"] = 12;
  const double surprise = s.score(who)["silence"].value;
  EXPECT_EQ(allocations, before);
  EXPECT_GT(surprise, 0);
}

}  // namespace

#endif
