// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    G, the share of customers not yet lost from view: Kaplan-Meier with the ends of observation for events. Its inverse weighs
    the customers who were seen to leave for those whose leaving was hidden (inverse probability of censoring weights).

    Conventions on which published scores rest: those who leave at a time are out of the risk set before those censored then;
    G is right-continuous and taken at t itself, not just before. Fit it on the customers that the model was trained on; it
    assumes that being lost from view has nothing to do with leaving.

    Source: Graf, Schmoor, Sauerbrei & Schumacher (1999), Statistics in Medicine 18. */

#include <walaa/core/check.hpp>
#include <walaa/survival/detail/exits.hpp>
#include <walaa/survival/spell.hpp>

#include <algorithm>  // for reverse, upper_bound
#include <cstddef>
#include <string_view>
#include <type_traits>  // for type_identity_t
#include <vector>

namespace walaa::inline WALAA_ABI {

struct censoring_curve {
  std::vector<double> time;   ///< of censorings, ascending
  std::vector<double> share;  ///< G from this time on; 1 before the first
  double last_time = 0;       ///< oldest age seen; G is not known beyond it unless it is 0

  /** \param where the name of the caller in messages
      \throws invalid_input for bad spells, and for late entry: the weights suppose that everybody is seen from birth */
  template<class Spells = spells>
  static censoring_curve fit(const std::type_identity_t<Spells>& s, std::string_view where = "censoring_curve::fit") {
    check_from_birth(where, s);
    censoring_curve g;
    std::vector<double> kept;  // a factor a time, the oldest first
    bool any = false;
    detail::visit_exits(
        detail::exit_columns{s.duration, s.event, s.entry, s.weight, 1}, [&] { check_spells(where, s); },
        [&](const detail::exit_step& e) {
          if (!any) any = true, g.last_time = e.time;
          if (!(e.gone[0] > 0)) return;
          const bool nobody_after = e.rows_at_risk == e.rows_gone;
          g.time.push_back(e.time);
          kept.push_back(nobody_after ? 0.0 : 1 - e.gone[0] / (e.at_risk - e.left));
        });
    std::reverse(g.time.begin(), g.time.end());
    double share = 1;
    for (auto factor = kept.rbegin(); factor != kept.rend(); ++factor) g.share.push_back(share *= *factor);
    return g;
  }

  /// G(t) for t >= 0; missing beyond the data.
  double at(double t) const noexcept {
    const auto steps = static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t) - time.begin());
    const double g = steps == 0 ? 1.0 : share[steps - 1];
    return t <= last_time || g == 0 ? g : missing;
  }
  /// No age beyond which G would have to be made up.
  bool knows(double t) const noexcept { return t <= last_time || (!share.empty() && share.back() == 0); }

  static void check_from_birth(std::string_view where, const spells& s) {
    if (!s.entry.empty())
      throw invalid_input(
          error_code::bad_option,
          std::string(where) + ": spells with a late entry; the weights suppose that everybody is seen from birth", "entry");
  }

  friend bool operator==(const censoring_curve&, const censoring_curve&) = default;
};

}  // namespace walaa::inline WALAA_ABI
