// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    AUC at time t: of somebody who has left by t and somebody who stays longer, how often had the first the larger risk?

        AUC(t) = sum over who left at t_i <= t, and who stays longer than t, of (1{r_i > r_j} + 1{r_i = r_j} / 2) / G(t_i)
                 divided by the number of those who stay longer times the sum of 1 / G(t_i)

    (cumulative cases, dynamic controls). Those lost from view before t are weighed out by G of the training set. The mean over
    the times is weighted by how many leave between them, on the test set's Kaplan-Meier curve. Use it when the question has a
    horizon ("who leaves within a quarter"); C asks about all horizons at once.

    Sources: Uno, Cai, Tian & Wei (2007), JASA 102; the mean: Lambert & Chevret (2016), Stat. Methods in Medical Research 25. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/censoring_curve.hpp>
#include <walaa/evaluate/detail/evaluation_times.hpp>
#include <walaa/evaluate/detail/risk_pairs.hpp>  // for check_risk
#include <walaa/survival/curve.hpp>              // for kaplan_meier

#include <algorithm>  // for sort
#include <compare>    // for the default order of rows
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>  // for type_identity_t
#include <vector>

namespace walaa::inline WALAA_ABI {

struct dynamic_auc_options {
  bool restrict_to_follow_up = false;  ///< leave out times that nobody was seen at, and count them, instead of refusing
};

struct dynamic_auc_curve {
  std::vector<double> time;  ///< ascending
  std::vector<double> auc;   ///< missing where nobody had left yet
  double mean = missing;  ///< over the times, weighted by who leaves between them; missing where one of them is, or nobody left
  std::size_t left_out = 0;  ///< times outside the follow-up
};

/** \param g of the training set \param risk larger is riskier
    \throws invalid_input for bad spells or risks, late entry, times that do not ascend or lie outside the follow-up, and where
    G is 0 when somebody left */
template<class Spells = spells>
dynamic_auc_curve dynamic_auc(const censoring_curve& g, const std::type_identity_t<Spells>& test, std::span<const double> risk,
                              std::span<const double> times, const dynamic_auc_options& options = {}) {
  constexpr const char* where = "dynamic_auc";
  detail::check_risk(where, test, risk, 0);
  censoring_curve::check_from_birth(where, test);
  detail::evaluation_times within = detail::times_within(where, g, test, times, options.restrict_to_follow_up);
  dynamic_auc_curve c{.time = std::move(within.inside), .auc = {}, .mean = missing, .left_out = within.left_out};
  if (c.time.empty()) return c;

  struct row {
    double risk, duration, event, weight, case_weight;
    auto operator<=>(const row&) const = default;
  };
  std::vector<row> rows(test.size());  // in an order of their own: the same bits in any order of rows
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool asked = test.event[i] == 1 && test.duration[i] <= c.time.back();
    const double share = asked ? g.at(test.duration[i]) : 1.0, w = test.weight.empty() ? 1.0 : test.weight[i];
    if (!(share > 0))
      throw invalid_input(error_code::out_of_range,
                          std::string(where) + ": somebody left at " + number_text(test.duration[i]) +
                              ", where everybody else of the training set was lost from view (G = 0); ask for times before that",
                          "times", i, test.duration[i]);
    rows[i] = {risk[i] + 0.0, test.duration[i], test.event[i], w, asked ? w / share : 0.0};
  }
  std::sort(rows.begin(), rows.end());

  for (const double t : c.time) {
    double cases = 0, controls = 0, ordered = 0;
    for (std::size_t i = 0; i < rows.size();) {
      double cases_here = 0, controls_here = 0;
      const double at = rows[i].risk;
      for (; i < rows.size() && rows[i].risk == at; ++i) {
        if (rows[i].duration > t)
          controls_here += rows[i].weight;
        else if (rows[i].event == 1)
          cases_here += rows[i].case_weight;
      }
      ordered += cases_here * (controls + controls_here / 2);
      cases += cases_here, controls += controls_here;
    }
    c.auc.push_back(cases > 0 ? ordered / (cases * controls) : missing);
  }

  const kaplan_meier stay = kaplan_meier::fit(test);
  double before = 1, sum = 0;
  for (std::size_t i = 0; i < c.time.size(); ++i) {
    const double now = stay.survival(c.time[i]);
    sum += c.auc[i] * (before - now);
    before = now;
  }
  if (c.time.size() == 1)
    c.mean = c.auc.front();
  else if (before < 1)
    c.mean = sum / (1 - before);
  return c;
}

}  // namespace walaa::inline WALAA_ABI
