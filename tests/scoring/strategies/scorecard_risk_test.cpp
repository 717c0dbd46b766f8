// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/scorecard_risk.hpp>  // the header under test comes first: it must stand alone

#include <walaa/churn/scorecard.hpp>  // for scorecard::fit
#include <walaa/scoring/builtin.hpp>

#include "credit_rows.hpp"
#include "refuses.hpp"
#include "relative.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::binning;
using walaa::card_baseline;
using walaa::missing;
using walaa::scorecard;
using walaa::standing;
using walaa::strategies::scorecard_risk;

walaa::fitted<scorecard> german_card(const german_credit_rows& d, int decimals = -1) {
  return scorecard::fit({binning::fit("duration", d.duration, d.bad, {.cuts = {12, 24, 36}}),
                         binning::fit("age", d.age, d.bad, {.cuts = {26, 35, 60}}),
                         binning::fit("account", d.account, d.bad, {.least_share = 0, .categorical = true})},
                        {{"duration", d.duration}, {"age", d.age}, {"account", d.account}}, d.bad, {.decimals = decimals});
}

/// A hundred of them, with values missing and an account that nobody had.
walaa::customers table(const german_credit_rows& d) {
  std::vector<std::int64_t> keys;
  std::vector<double> duration(d.duration.begin(), d.duration.begin() + 100), age(d.age.begin(), d.age.begin() + 100),
      account(d.account.begin(), d.account.begin() + 100);
  for (int i = 0; i < 100; ++i) keys.push_back(i);
  duration[3] = age[4] = account[4] = missing;
  duration[5] = age[5] = account[5] = missing;
  account[6] = 17;
  walaa::customers c(keys, walaa::parse_date("1994-11-17"), walaa::time_unit::day);
  c.with("duration", duration).with("age", age).with("account", account);
  return c;
}

TEST(scorecard_risk, is_the_cards_probability) {  // mpmath, 40 digits: log-odds of the first row
  const german_credit_rows d = german_credit();
  const walaa::customers c = table(d);
  const auto card = german_card(d);
  const walaa::profiles p = walaa::scorer{scorecard_risk(card)}.score(c);
  EXPECT_RELATIVE(p.at(0, "scorecard_risk").value, 1 / (1 + std::exp(1.1122906446845556037)), 1e-10);
  for (std::size_t i = 0; i < 100; ++i) {
    const double row[] = {c["duration"][i], c["age"][i], c["account"][i]};
    EXPECT_NEAR(p.at(i, "scorecard_risk").value, card->probability(row), 1e-15);
  }
  EXPECT_EQ(p.at(4, "scorecard_risk").status, standing::scored);
  EXPECT_EQ(p.at(5, "scorecard_risk").status, standing::prior_only);  // nothing known: the bins of the missing
}

TEST(scorecard_risk, obeys_the_laws_of_a_strategy) {
  const german_credit_rows d = german_credit();
  const walaa::customers c = table(d);
  for (const auto with : {card_baseline::best, card_baseline::neutral, card_baseline::mean, card_baseline::median})
    expect_strategy_laws(scorecard_risk(german_card(d), with), c, walaa::builtin());
  expect_strategy_laws(scorecard_risk(german_card(d, 0)), c, walaa::builtin());  // rounded points change no probability
}

TEST(scorecard_risk, reasons_are_those_of_the_card) {
  const german_credit_rows d = german_credit();
  const walaa::customers c = table(d);
  const auto card = german_card(d);
  const walaa::scorer s{scorecard_risk(card, card_baseline::best)};
  const auto e = s.explain(c, 1, "scorecard_risk");
  const double row[] = {c["duration"][1], c["age"][1], c["account"][1]};
  const auto why = card->reasons(row, card_baseline::best);
  ASSERT_EQ(e.why.size(), why.size());
  for (std::size_t k = 0; k < why.size(); ++k) {
    EXPECT_EQ(e.why[k].input, card->columns[why[k].column].column);
    EXPECT_NEAR(e.why[k].effect, -why[k].effect / card->scale.factor(), 1e-12);
  }
  const auto unknown = s.explain(c, 3, "scorecard_risk");
  bool told = false;
  for (const auto& one : unknown.why) told = told || (one.code == "input_missing" && one.input == "duration");
  EXPECT_TRUE(told);
}

TEST(scorecard_risk, refuses_a_table_without_its_columns_and_infinite_values) {
  const german_credit_rows d = german_credit();
  const walaa::scorer s{scorecard_risk(german_card(d))};
  walaa::customers c = table(d);
  std::vector<double> age(100, 30.0);
  age[2] = HUGE_VAL;
  c.with("age", age);
  EXPECT_REFUSES(s.score(c), "scorecard_risk: age[2] = inf is infinite; a missing value is NaN [D103]");
  const walaa::customers bare(std::vector<std::int64_t>{1}, walaa::no_date, walaa::time_unit::day);
  EXPECT_REFUSES(s.score(bare), "scorecard_risk: the table lacks the column 'duration' [S504]");
}

}  // namespace
