// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/voice.hpp>  // the header under test comes first: it must stand alone

#include <walaa/scoring/builtin.hpp>

#include "refuses.hpp"
#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::days;
using walaa::fitted;
using walaa::gamma_poisson;
using walaa::missing;
using walaa::standing;
using walaa::time_unit;
using walaa::strategies::voice;

/// Gamma(3, rate 3) a week: five observations with 5 3 0 1 1 events make its mean 13/8 (actuar's manual).
const fitted<gamma_poisson> rates(gamma_poisson::prior(3, 3), time_unit::week);

walaa::one_score complaints(double y, double weeks, const walaa::strategies::voice_strategy& v) {
  const walaa::scorer s{v};
  walaa::customer who = s.blank(walaa::no_date);
  who["complaints"] = y, who["T"] = weeks;
  return s.score(who)["voice"];
}

TEST(voice, is_the_posterior_mean_of_the_rate_times_the_time_ahead) {
  EXPECT_RELATIVE(complaints(10, 5, voice(rates, time_unit::week, days{7})).value, 13.0 / 8, 1e-15);
  EXPECT_RELATIVE(complaints(10, 5, voice(rates, time_unit::week, days{28})).value, 4 * 13.0 / 8, 1e-15);
  EXPECT_RELATIVE(complaints(10, 5, voice(rates, time_unit::week, days{7})).error, std::sqrt(13.0) / 8, 1e-15);
}

TEST(voice, is_scored_prior_only_or_insufficient_by_what_is_known) {
  const auto v = voice(rates, time_unit::week, days{7});
  EXPECT_EQ(complaints(0, 5, v).status, standing::scored);  // no complaint in five weeks tells something
  EXPECT_RELATIVE(complaints(0, 5, v).value, 3.0 / 8, 1e-15);
  EXPECT_EQ(complaints(0, 0, v).status, standing::prior_only);
  EXPECT_EQ(complaints(missing, missing, v).status, standing::prior_only);
  EXPECT_EQ(complaints(missing, missing, v).value, 1);
  EXPECT_EQ(complaints(missing, 5, v).status, standing::insufficient);
  EXPECT_EQ(complaints(2, missing, v).status, standing::insufficient);
  EXPECT_EQ(complaints(2, 0, v).status, standing::insufficient);
}

TEST(voice, obeys_the_laws_of_a_strategy) {
  walaa::customers c = some_customers();
  std::vector<double> n;
  for (std::size_t i = 0; i < c.size(); ++i) n.push_back(static_cast<double>(i % 5));
  n[3] = missing;
  n[row_of(roster_only)] = missing;
  c.with("complaints", n);
  expect_strategy_laws(voice(rates, time_unit::week, days{90}), c, walaa::builtin());
  expect_strategy_laws(voice(rates, time_unit::week, days{90}, "tenure"), c, walaa::builtin());
}

TEST(voice, refuses_what_cannot_be) {
  EXPECT_REFUSES(voice(rates, time_unit::week, days{0}), "voice: within = 0 is not positive [D111]");
  EXPECT_REFUSES(voice(rates, time_unit::week, days{7}, ""), "voice: observed = '' names no column of times [F302]");
  const walaa::customers c = some_customers();
  EXPECT_REFUSES(walaa::scorer{voice(rates, time_unit::week, days{7})}.score(c),
                 "voice: the table lacks the column 'complaints' [S504]");
  walaa::customers d = c;
  std::vector<double> n(c.size());
  n[4] = -1;
  d.with("complaints", n);
  EXPECT_REFUSES(walaa::scorer{voice(rates, time_unit::week, days{7})}.score(d),
                 "voice: complaints[4] = -1 is negative or infinite [D104]");
}

}  // namespace
