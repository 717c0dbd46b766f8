// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A scorecard: a logistic model on weights of evidence, told in points that can be added by hand.

        log-odds of leaving = a + sum b_j WoE_j(bin)
        factor = pdo / ln(ratio),  offset = score_0 - factor ln(odds_0):   score = offset + factor ln(odds of staying)
        points of a bin = -factor (b_j WoE_jb + a / m) + offset / m        (m columns; they sum to the score)

    pdo points multiply the odds by `ratio`, 2 by definition. Points rise with staying, or with leaving when the scale says so; the
    direction travels with the card, and odds_0 are the odds of what they rise with. Exact points are kept; rounding, where asked
    for, is a step of its own, and scores and reasons then are those of the rounded points.

    Not for many columns that mean the same: one coefficient then turns round (turned() names it), and its points mislead.

    Sources: Siddiqi (2006), Credit Risk Scorecards; Thomas, Edelman & Crook (2002), Credit Scoring and Its Applications. */

#include <walaa/churn/detail/scorecard_class.hpp>
#include <walaa/regression/logistic.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

template<class Covariates>
fitted<scorecard> scorecard::fit(std::vector<binning> columns, const std::type_identity_t<Covariates>& x,
                                 std::span<const double> churned, const scorecard_options& options,
                                 std::span<const double> weight) {
  constexpr std::string_view where = "scorecard::fit";
  check_not_empty(where, "columns", columns.size());
  options.scale.validate();
  std::vector<std::string> names;
  for (const binning& b : columns) {
    b.validate();
    names.push_back(b.column);
  }
  const Covariates own = matching(where, x, names);
  std::vector<std::vector<double>> woe(columns.size());
  std::vector<covariate> telling;
  std::vector<std::size_t> at;
  std::string silent;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    check_same_length(where, "churned", churned.size(), own.name(j), own[j].size());
    detail::check_no_infinity(where, own.name(j), own[j]);
    woe[j].resize(churned.size());
    columns[j].woe(own[j], woe[j]);
    const bool constant = std::all_of(woe[j].begin(), woe[j].end(), [&](double v) { return v == woe[j].front(); });
    if (constant)
      silent += (silent.empty() ? "" : ", ") + names[j];
    else
      telling.push_back({names[j], woe[j]}), at.push_back(j);
  }
  const fitted<logistic_model> model =
      logistic_model::fit(covariates(telling), {.value = churned, .weight = weight, .offset = {}}, {.l2 = options.l2});
  std::vector<double> beta(columns.size());
  const logistic_model& m = model.unchecked();
  for (std::size_t k = 0; k < at.size(); ++k) beta[at[k]] = m.beta[k + 1];
  fit_report r = model.report();
  r.model = std::string(name);
  if (!silent.empty())
    r.message += (r.message.empty() ? "" : "; ") + ("one weight of evidence for all, coefficient 0: " + silent);
  return {of(std::move(columns), m.beta[std::size_t{0}], std::move(beta), options.scale, options.decimals),
          std::move(r),
          {model.covariance().begin(), model.covariance().end()}};
}

}  // namespace walaa::inline WALAA_ABI
