// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/no_purchase_within.hpp>

#include <walaa/scoring/builtin.hpp>

#include "reference_fits.hpp"
#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace {

using namespace walaa::tests;
using walaa::days;
using walaa::standing;
using walaa::weeks;
using walaa::strategies::no_purchase_within;

// Buying nothing until T + h is the history (x, tx, T + h): Q = L(x, tx, T + h) / L(x, tx, T), without P(alive) in sight.
template<class Model> void is_a_ratio_of_likelihoods(const walaa::fitted<Model>& visits) {
  const walaa::customers c = cdnow_table();
  const walaa::profiles p = walaa::scorer{no_purchase_within(visits, weeks{13})}.score(c);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const walaa::purchase_history now{c["frequency"][i], c["recency"][i], c["T"][i]},
        later{now.frequency, now.recency, now.age + 13};
    const double ratio = std::exp(visits->log_likelihood(later) - visits->log_likelihood(now));
    EXPECT_RELATIVE(p.at(i, "no_purchase_within").value, ratio, 1e-11) << i;
  }
}

TEST(no_purchase_within, is_the_chance_of_the_history_going_on_in_silence) {
  is_a_ratio_of_likelihoods(reference_mbg_nbd());
  is_a_ratio_of_likelihoods(reference_bg_nbd());
}

// P(X(39) = 0) of a new customer at Fader & Hardie's parameters: multiple precision, BTYD 2.4.3.
TEST(no_purchase_within, gives_strangers_the_published_chance_of_a_new_customer) {
  const walaa::customers c = some_customers();
  const walaa::fitted<walaa::bg_nbd> visits({.243, 4.414, .793, 2.426}, walaa::time_unit::week);
  const auto got = walaa::scorer{no_purchase_within(visits, weeks{39})}.score(c).at(row_of(roster_only), "no_purchase_within");
  EXPECT_EQ(got.status, standing::prior_only);
  EXPECT_RELATIVE(got.value, .5737863521, 1e-9);
}

TEST(no_purchase_within, is_scored_prior_only_or_insufficient_by_what_is_known) {
  const walaa::customers c = some_customers();
  const walaa::profiles p = walaa::scorer{no_purchase_within(reference_mbg_nbd(), days{90})}.score(c);
  EXPECT_EQ(p.at(0, "no_purchase_within").status, standing::scored);
  EXPECT_EQ(p.at(row_of(roster_only), "no_purchase_within").status, standing::prior_only);
  EXPECT_EQ(p.at(row_of(no_recency), "no_purchase_within").status, standing::insufficient);
  EXPECT_TRUE(walaa::is_missing(p.at(row_of(no_recency), "no_purchase_within").value));
}

TEST(no_purchase_within, grows_less_likely_the_longer_the_time) {
  const walaa::customers c = some_customers();
  const walaa::scorer s{{"month", no_purchase_within(reference_mbg_nbd(), days{30})},
                        {"year", no_purchase_within(reference_mbg_nbd(), days{365})}};
  const walaa::profiles p = s.score(c);
  for (std::size_t i = 0; i < ordinary_customers; ++i) EXPECT_LT(p.at(i, "year").value, p.at(i, "month").value);
}

// The gradient of Q = L(T + h) / L(T) from the likelihood's analytic one.
TEST(no_purchase_within, has_the_standard_error_of_the_delta_method) {
  const auto visits = reference_mbg_nbd();
  const double x = 6, last = 142.0 / 7, age = 292.0 / 7, h = 90.0 / 7;
  const walaa::mbg_nbd::likelihood of(*visits, x);
  walaa::second_order<4> now, later;
  of.add({x, last, age}, 1, now);
  of.add({x, last, age + h}, 1, later);
  double variance = 0;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j)
      variance +=
          (later.gradient(i) - now.gradient(i)) * cdnow_mbg_nbd.covariance[4 * i + j] * (later.gradient(j) - now.gradient(j));
  const walaa::scorer s{no_purchase_within(visits, days{90})};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = x;
  who.set("recency", days{142});
  who.set("T", days{292});
  const auto got = s.score(who)["no_purchase_within"];
  EXPECT_RELATIVE(got.error, got.value * std::sqrt(variance), 1e-7);
  EXPECT_NEAR(got.value, 0.8808067714, 1e-9);  // the same by the ratio of likelihoods, in multiple precision
}

TEST(no_purchase_within, keeps_its_reasons_where_the_loss_is_certain) {  // Q is 1 in double: its log-odds are not
  const walaa::scorer s{no_purchase_within(reference_mbg_nbd(), days{90})};
  walaa::customer who = s.blank(walaa::no_date);
  who["frequency"] = 900, who["recency"] = 10, who["T"] = 100;
  const walaa::explanation e = s.explain(who).at(0);
  EXPECT_EQ(e.value, 1.0);
  EXPECT_GT(e.total, 500);
  EXPECT_TRUE(walaa::is_finite(e.total));
  EXPECT_EQ(e.why[0].code, "silence");
}

TEST(no_purchase_within, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers();
  expect_strategy_laws(no_purchase_within(reference_mbg_nbd(), days{90}), c, walaa::builtin());
  expect_strategy_laws(no_purchase_within(reference_bg_nbd(), days{30}), c, walaa::builtin());
}

TEST(no_purchase_within, refuses_a_time_that_is_none_and_a_fit_that_may_not_be_used) {
  EXPECT_THROW(no_purchase_within(reference_mbg_nbd(), days{0}), walaa::invalid_input);
  EXPECT_THROW(no_purchase_within(unusable_fit<walaa::bg_nbd>(), days{90}), walaa::not_usable);
}

}  // namespace
