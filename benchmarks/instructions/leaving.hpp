// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The strategies of leaving over a table of subscribers, one scorer each, for counting what a row costs. */

#include <walaa/churn/binning.hpp>
#include <walaa/churn/scorecard.hpp>
#include <walaa/churn/silence.hpp>
#include <walaa/rates/gamma_poisson.hpp>
#include <walaa/scoring/scorer.hpp>
#include <walaa/scoring/strategies/leaves_within.hpp>
#include <walaa/scoring/strategies/leaves_within_given.hpp>
#include <walaa/scoring/strategies/logistic_risk.hpp>
#include <walaa/scoring/strategies/scorecard_risk.hpp>
#include <walaa/scoring/strategies/silence.hpp>
#include <walaa/scoring/strategies/silent_leaver.hpp>
#include <walaa/scoring/strategies/voice.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/curve.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace walaa_bench {

/// Columns made of the row number: what is counted does not depend on them by more than a branch.
struct subscribers {
  std::vector<double> fee, calls, tenure, left, complaints;

  explicit subscribers(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      fee.push_back(20 + static_cast<double>(i * 37 % 101) / 3);
      calls.push_back(static_cast<double>(i * 11 % 7));
      tenure.push_back(static_cast<double>(1 + i * 29 % 70));
      complaints.push_back(static_cast<double>(i * 13 % 5 == 0));
      left.push_back(static_cast<double>((i * 17 + i / 7) % 10 < 3));
    }
  }
};

/// The scorer of that name. \param visits  a purchase model for the silent leaver
template<class Visits> walaa::scorer leaving_scorer(std::string_view name, const subscribers& s, const Visits& visits) {
  using namespace walaa::strategies;
  constexpr walaa::time_unit week = walaa::time_unit::week;
  const walaa::days horizon{90};
  const walaa::spells spells{.duration = s.tenure, .event = s.left, .entry = {}, .weight = {}, .unit = week};
  if (name == "kaplan_meier") return {leaves_within(walaa::kaplan_meier::fit(spells), horizon)};
  if (name == "cox") {
    walaa::cox_model m;
    m.unit = week;
    m.estimates = {{"fee", "calls"}, {0.05, -0.2}, {}};
    m.centre = {35, 3};
    walaa::cox_curve c;
    for (int t = 1; t <= 90; ++t) c.time.push_back(t), c.hazard.push_back(0.02 * t);
    c.last_time = 90;
    m.curves = {c};
    return {leaves_within(walaa::fitted(m, week), horizon)};
  }
  if (name == "aft") {
    walaa::aft_model m;
    m.unit = week;
    m.estimates = {{"(intercept)", "fee", "calls", "ln(scale)"}, {4, -0.02, 0.1, -0.2}, {}};
    m.centre = {35, 3};
    return {leaves_within(walaa::fitted(m, week), horizon)};
  }
  if (name == "logistic") {
    walaa::logistic_model m;
    m.beta = {{"(intercept)", "fee", "calls"}, {-2, 0.03, -0.1}, {}};
    m.centre = {35, 3};
    return {logistic_risk(walaa::fitted(m, week))};
  }
  if (name == "scorecard")
    return {scorecard_risk(walaa::scorecard::of(
        {walaa::binning::fit("fee", s.fee, s.left), walaa::binning::fit("calls", s.calls, s.left)}, -1, {0.8, 0.7}))};
  if (name == "silence") return {silence({walaa::silence_model::prior(0.5, 6, 3), week})};
  if (name == "silent_leaver") return {silent_leaver(visits)};
  return {voice({walaa::gamma_poisson::prior(3, 3), week}, week, horizon)};
}

}  // namespace walaa_bench
