// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/silent_leaver.hpp>  // the header under test comes first: it must stand alone

#include <walaa/scoring/builtin.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>

#include "reference_fits.hpp"
#include "refuses.hpp"
#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::is_missing;
using walaa::missing;
using walaa::number;
using walaa::origin;
using walaa::standing;
using walaa::strategies::silent_leaver;

/// Some customers, every third of whom complained, one with nothing known of it.
walaa::customers complainers() {
  walaa::customers c = some_customers();
  std::vector<double> n;
  for (std::size_t i = 0; i < c.size(); ++i) n.push_back(i % 3 == 0 ? static_cast<double>(i % 4) : 0);
  n[7] = missing;
  return c.with("complaints", n);
}

TEST(silent_leaver, is_gone_by_the_purchase_model_and_never_complained) {
  const auto visits = reference_mbg_nbd();
  const walaa::customers c = complainers();
  const walaa::profiles p = walaa::scorer{silent_leaver(visits), walaa::strategies::p_alive(visits)}.score(c);
  for (std::size_t i = 0; i < ordinary_customers; ++i) {
    const auto s = p.at(i, "silent_leaver");
    if (is_missing(c["complaints"][i]))
      EXPECT_EQ(s.status, standing::insufficient);
    else if (c["complaints"][i] > 0)
      EXPECT_EQ(s.value, 0);
    else
      EXPECT_NEAR(s.value, 1 - p.at(i, "p_alive").value, 1e-15);
  }
}

TEST(silent_leaver, takes_the_share_of_the_dissatisfied_with_its_origin) {
  const auto visits = reference_mbg_nbd();
  const walaa::silent_dissatisfaction unhappy{number(0.2, 0.02, 400, "survey"), walaa::voice_after_large_loss()};
  const auto strategy = silent_leaver(visits, unhappy);
  EXPECT_NEAR(strategy.share(), 0.0719257541, 5e-11);  // published example: 0.2 and 0.69
  EXPECT_EQ(strategy.share().from, origin::estimated);
  EXPECT_EQ(silent_leaver(visits).share().from, origin::definition);
  const walaa::customers c = complainers();
  const walaa::profiles p = walaa::scorer{silent_leaver(visits), {"unhappy", strategy}}.score(c, {.errors = true});
  for (std::size_t i = 0; i < 20; ++i) {
    const auto all = p.at(i, "silent_leaver"), some = p.at(i, "unhappy");
    if (all.status != standing::scored || all.value == 0) continue;
    EXPECT_RELATIVE(some.value, all.value * strategy.share(), 1e-14);
    // both errors: the model's and the share's
    const double model = is_missing(all.error) ? missing : strategy.share() * all.error;
    ASSERT_FALSE(is_missing(model));
    EXPECT_RELATIVE(some.error, std::hypot(model, all.value * strategy.share().standard_error), 1e-10);
  }
}

TEST(silent_leaver, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = complainers();
  expect_strategy_laws(silent_leaver(reference_mbg_nbd()), c, walaa::builtin());
  expect_strategy_laws(silent_leaver(reference_mbg_nbd(), {0.2, 0.4}), c, walaa::builtin());
  expect_strategy_laws(silent_leaver(walaa::fitted<walaa::pareto_nbd>({.r = 0.553, .alpha = 10.578, .s = 0.606, .beta = 11.669},
                                                                      walaa::time_unit::week)),
                       c, walaa::builtin());
}

TEST(silent_leaver, tells_that_a_complaint_is_why_he_is_none) {
  const walaa::scorer s{silent_leaver(reference_mbg_nbd())};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = 5, who["recency"] = 10, who["T"] = 38, who["complaints"] = 2;
  const auto e = s.explain(who)[0];
  EXPECT_EQ(e.total, 0);
  bool complained = false;
  for (const auto& why : e.why) complained = complained || (why.code == "complaints" && why.effect < 0);
  EXPECT_TRUE(complained);
}

TEST(silent_leaver, a_stranger_who_complained_is_scored) {
  const walaa::scorer s{silent_leaver(reference_mbg_nbd())};
  walaa::customer who = s.blank(walaa::no_date);
  who["complaints"] = 1;
  EXPECT_EQ(s.score(who)["silent_leaver"].status, standing::scored);
  EXPECT_EQ(s.score(who)["silent_leaver"].value, 0);
  who["complaints"] = 0;
  EXPECT_EQ(s.score(who)["silent_leaver"].status, standing::prior_only);
}

TEST(silent_leaver, without_any_record_of_complaints_is_refused) {
  const walaa::scorer s{silent_leaver(reference_mbg_nbd())};
  const walaa::customers c = some_customers();
  EXPECT_REFUSES(
      s.score(c),
      "silent_leaver: the table lacks the column 'complaints'; without a record of complaints nobody is silent [S504]");
  EXPECT_REFUSES(silent_leaver(reference_mbg_nbd(), {.dissatisfied = 0.2}),
                 "silent_dissatisfaction: voice is missing; give a number with its origin, there is no default [S504]");
}

}  // namespace
