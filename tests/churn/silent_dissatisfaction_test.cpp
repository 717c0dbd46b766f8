// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/silent_dissatisfaction.hpp>  // the header under test comes first: it must stand alone

#include <walaa/core/tree.hpp>

#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace {

using walaa::missing;
using walaa::number;
using walaa::origin;
using walaa::silent_dissatisfaction;

TEST(silent_dissatisfaction, is_bayes_rule_on_published_voice_rates) {  // pD = 0.2: v = 0.69 and v = 0.03 (TARP)
  EXPECT_NEAR((silent_dissatisfaction{0.2, walaa::voice_after_large_loss()}).posterior(), 0.0719257541, 5e-11);
  EXPECT_NEAR((silent_dissatisfaction{0.2, walaa::voice_after_small_problem()}).posterior(), 0.1951710262, 5e-11);
}

TEST(silent_dissatisfaction, has_the_limits_of_its_definition) {
  EXPECT_EQ((silent_dissatisfaction{0.3, 0}).posterior(), 0.3);  // nobody speaks: silence says nothing
  EXPECT_EQ((silent_dissatisfaction{0.3, 1}).posterior(), 0);    // all speak
  EXPECT_EQ((silent_dissatisfaction{0, 0.4}).posterior(), 0);
  EXPECT_EQ((silent_dissatisfaction{1, 0.4}).posterior(), 1);
}

TEST(silent_dissatisfaction, keeps_the_origin_of_its_numbers) {
  const number survey(0.2, 0.02, 400, "survey of May");
  const number q = silent_dissatisfaction{survey, walaa::voice_after_large_loss()}.posterior();
  EXPECT_EQ(q.from, origin::estimated);
  EXPECT_EQ(q.source,
            "dissatisfied: estimated (survey of May); voice: published (TARP: a loss of about $142 (Goodman & Newman))");
  EXPECT_EQ(q.observations, 400);
  EXPECT_EQ((silent_dissatisfaction{survey, 0.5}).posterior().from, origin::user);
}

TEST(silent_dissatisfaction, error_is_that_of_the_delta_method) {  // against central differences
  const number p(0.2, 0.02, 400, ""), v(0.4, 0.05, 90, "");
  const double h = 1e-6;
  const auto q = [](double a, double b) { return silent_dissatisfaction{a, b}.posterior().value; };
  const double by_p = (q(0.2 + h, 0.4) - q(0.2 - h, 0.4)) / (2 * h), by_v = (q(0.2, 0.4 + h) - q(0.2, 0.4 - h)) / (2 * h);
  const number got = silent_dissatisfaction{p, v}.posterior();
  EXPECT_RELATIVE(got.standard_error, std::hypot(by_p * 0.02, by_v * 0.05), 1e-8);
  EXPECT_EQ(got.observations, 90);
}

TEST(silent_dissatisfaction, voice_is_mixed_over_kinds_of_trouble) {
  const walaa::trouble kinds[] = {{0.25, walaa::voice_after_large_loss()}, {0.75, walaa::voice_after_small_problem()}};
  const number v = walaa::voice_over(kinds);
  EXPECT_RELATIVE(v.value, 0.25 * 0.69 + 0.75 * 0.03, 1e-15);
  EXPECT_EQ(v.from, origin::user);  // the shares are
  const walaa::trouble part[] = {{0.25, 0.1}};
  EXPECT_REFUSES(walaa::voice_over(part), "voice_over: the sum of shares = 0.25 is not 1 [D114]");
}

TEST(silent_dissatisfaction, without_a_voice_rate_is_refused_not_filled) {
  EXPECT_REFUSES((silent_dissatisfaction{.dissatisfied = 0.2}).posterior(),
                 "silent_dissatisfaction: voice is missing; give a number with its origin, there is no default [S504]");
  EXPECT_REFUSES((silent_dissatisfaction{.voice = 0.2}).posterior(),
                 "silent_dissatisfaction: dissatisfied is missing; give a number with its origin, there is no default [S504]");
  EXPECT_REFUSES((silent_dissatisfaction{0.2, 1.5}).posterior(), "silent_dissatisfaction: voice = 1.5 is outside [0, 1] [D114]");
  EXPECT_REFUSES((silent_dissatisfaction{1, 1}).posterior(),
                 "silent_dissatisfaction: everybody is dissatisfied and says so; nobody is silent [D114]");
}

}  // namespace
