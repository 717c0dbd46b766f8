// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Uno's C: Harrell's C with each pair weighted by 1 / G(t_i)^2, so that it does not depend on who was lost from view when.

        C = sum over who left at t_i < tau of (concordant_i + tied_i / 2) / G(t_i)^2
            divided by the sum of (pairs_i) / G(t_i)^2

    Pairs are those of concordance.hpp; only those of who left before tau count, and are counted. G comes from
    censoring_curve.hpp, fitted on the training set. Where G is 0, or not known, the weight does not exist: that is an error, and
    a tau within the follow-up is the answer. O(n log n).

    Source: Uno, Cai, Pencina, D'Agostino & Wei (2011), Statistics in Medicine 30. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/censoring_curve.hpp>
#include <walaa/evaluate/concordance.hpp>  // for concordance
#include <walaa/evaluate/detail/risk_pairs.hpp>

#include <limits>
#include <span>
#include <string>
#include <type_traits>  // for type_identity_t

namespace walaa::inline WALAA_ABI {

struct uno_options {
  double tau = std::numeric_limits<double>::infinity();  ///< only who left before tau; > 0
  double tolerance = 0;                                  ///< risks so close count as equal; scikit-survival has 1e-8
};

/** \param g of the training set
    \throws invalid_input for bad spells or risks, late entry, tau <= 0, and where G is 0 or not known before tau
    \returns value missing where no two customers can be compared; the counts are of pairs, unweighted by G */
template<class Spells = spells>
concordance uno_c(const censoring_curve& g, const std::type_identity_t<Spells>& test, std::span<const double> risk,
                  const uno_options& options = {}) {
  constexpr const char* where = "uno_c";
  detail::check_risk(where, test, risk, options.tolerance);
  censoring_curve::check_from_birth(where, test);
  if (!(options.tau > 0)) detail::refuse(error_code::not_positive, where, "tau", no_row, options.tau, "is not positive");
  concordance c;
  double up = 0, down = 0;
  detail::visit_pairs(test, risk, options.tolerance, [&](const detail::pairs_at& p) {
    if (!(p.time < options.tau)) return;
    c.concordant += p.concordant, c.discordant += p.discordant, c.tied_risk += p.tied_risk;
    c.tied_event_censored += p.left * p.stayed;
    c.tied_events += p.left > 1 ? p.left * (p.left - 1) / 2 : 0.0;
    const double pairs = p.concordant + p.discordant + p.tied_risk;
    if (pairs == 0) return;
    const double share = g.at(p.time);
    if (!(share > 0))
      throw invalid_input(error_code::out_of_range,
                          std::string(where) + ": somebody left at " + number_text(p.time) + ", where " +
                              (share == 0 ? "everybody else of the training set was lost from view (G = 0)"
                                          : "the training set, seen until " + number_text(g.last_time) + ", says nothing") +
                              "; give a tau before that",
                          "tau", no_row, p.time);
    up += (p.concordant + p.tied_risk / 2) / (share * share);
    down += pairs / (share * share);
  });
  if (down > 0) c.value = up / down;
  return c;
}

}  // namespace walaa::inline WALAA_ABI
