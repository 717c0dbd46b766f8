// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Harrell's C: how often, of two customers of whom one left before the other, that one had the larger risk.

        C = (concordant + tied_risk / 2) / (concordant + discordant + tied_risk)

    Two are compared when one left at t and the other stayed longer, or was last seen at t itself without leaving; two who left
    at one time are not. `risk` is a number that is larger for who is to leave earlier (lifelines wants the opposite: pass -x
    there). Use it to rank models on a holdout with little censoring; C depends on who was censored when, which uno_c.hpp
    weighs out, and it does not see calibration (brier_time.hpp).

    Every count is reported, since packages mean different pairs by "tied time". O(n log n).

    Source: Harrell, Lee & Mark (1996), Statistics in Medicine 15. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/risk_pairs.hpp>
#include <walaa/survival/spell.hpp>

#include <span>
#include <type_traits>  // for type_identity_t

namespace walaa::inline WALAA_ABI {

struct concordance_options {
  double tolerance = 0;  ///< risks so close count as equal; scikit-survival has 1e-8
};

/// C and its pairs: numbers of pairs of customers, products of weights where rows have weights.
struct concordance {
  double value = missing;  ///< missing where no two customers can be compared
  double concordant = 0;
  double discordant = 0;
  double tied_risk = 0;            ///< compared, and the risks are equal: half each way
  double tied_event_censored = 0;  ///< of those compared, one left when the other was last seen (scikit-survival's tied_time)
  double tied_events = 0;          ///< not compared: both left at one time (what R counts as tied)

  double comparable() const noexcept { return concordant + discordant + tied_risk; }
  explicit operator bool() const noexcept { return comparable() > 0; }

  friend bool operator==(const concordance&, const concordance&) = default;
};

/** With late entry two are compared where the other was under observation already: entry < t.
    \throws invalid_input for bad spells, a risk that is not finite, a negative tolerance
    \returns value missing where nobody left, or nobody stayed longer than who left */
template<class Spells = spells>
concordance concordance_index(const std::type_identity_t<Spells>& s, std::span<const double> risk,
                              const concordance_options& options = {}) {
  detail::check_risk("concordance_index", s, risk, options.tolerance);
  concordance c;
  detail::visit_pairs(s, risk, options.tolerance, [&](const detail::pairs_at& p) {
    c.concordant += p.concordant, c.discordant += p.discordant, c.tied_risk += p.tied_risk;
    c.tied_event_censored += p.left * p.stayed;
    c.tied_events += p.left > 1 ? p.left * (p.left - 1) / 2 : 0.0;
  });
  if (c) c.value = (c.concordant + c.tied_risk / 2) / c.comparable();
  return c;
}

}  // namespace walaa::inline WALAA_ABI
