// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The H-measure: how much of the loss of the best constant decision a score saves, over a stated law of costs. The area under
    the ROC curve is the same thing under a law that depends on the score that is judged; here all scores meet one law.

        L(c) = min over thresholds of c p0 F + (1 - c) p1 (1 - T),   c ~ Beta(a, b) the share of the cost of contacting a stayer
        H = 1 - integral of L dB / integral of min(c p0, (1 - c) p1) dB

    with p1 the share of leavers, p0 of stayers, T and F the shares of leavers and stayers reached. The minimum is taken at
    corners of the ROC curve's convex hull; between two costs at which the best corner changes the integral is an incomplete
    beta function, so nothing is approximated. H = 0 for a score that is no better than none, 1 for a perfect one.

    A score that ranks the wrong way round has H = 0 (its hull is the diagonal) and `auc` below one half: it is reported, not
    turned round.

    Sources: Hand (2009), Machine Learning 77; Hand & Anagnostopoulos (2014), Pattern Recognition Letters 40. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/roc_hull.hpp>
#include <walaa/evaluate/ranking.hpp>
#include <walaa/evaluate/roc.hpp>  // for area_under_steps
#include <walaa/math/beta.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// The law of costs.
enum class cost_law : std::uint8_t {
  severity_ratio,        ///< Beta(2, 1 + 1 / SR): mode at SR / (1 + SR)
  beta_of_class_shares,  ///< Beta(1 + p1, 1 + p0), the proposal of 2014
};

struct h_measure_options {
  cost_law law = cost_law::severity_ratio;
  double severity_ratio = missing;  ///< cost of contacting a stayer over that of missing a leaver; missing: p1 / p0
};

struct h_estimate {
  double value = missing;
  double auch = missing;                          ///< area under the convex hull
  double auc = missing;                           ///< below one half: the score ranks the wrong way round
  double alpha = missing, beta = missing;         ///< the law of costs that was used
  double loss = missing, loss_of_none = missing;  ///< mean losses of the score and of the best constant decision
};

/// \throws invalid_input when all customers are of one class, or for a severity ratio that is not positive
inline h_estimate h_measure(const ranking& r, const h_measure_options& options = {}) {
  constexpr std::string_view where = "h_measure";
  detail::check_both_classes(where, r);
  const double p1 = r.leaver_share(), p0 = r.total_stayers() / r.total();
  const double ratio = is_missing(options.severity_ratio) ? p1 / p0 : options.severity_ratio;
  check_positive(where, "severity_ratio", ratio);
  h_estimate out;
  out.alpha = options.law == cost_law::severity_ratio ? 2 : 1 + p1;
  out.beta = options.law == cost_law::severity_ratio ? 1 + 1 / ratio : 1 + p0;

  // integrals over [0, c] of c dB and of (1 - c) dB; 1 - c is an argument of its own, lest it be lost to rounding
  struct part {
    double of_c = 0, of_rest = 0;
  };
  const double a = out.alpha, b = out.beta;
  const auto until = [a, b](double c, double rest) {
    return part{a / (a + b) * incomplete_beta(a + 1, b, c, rest), b / (a + b) * incomplete_beta(a, b + 1, c, rest)};
  };
  const auto hull = detail::roc_hull(r);
  const double m = r.total_leavers(), n = r.total_stayers();
  double loss = 0;
  part high = until(1, 0);
  for (std::size_t k = 0; k < hull.size(); ++k) {  // corner k is best from the cost at which k + 1 takes over up to `high`
    part low;
    if (k + 1 < hull.size()) {
      // c = p1 dT / (p0 dF + p1 dT), where p1 dT and p0 dF are steps of customers over all
      const double leavers = hull[k + 1].leavers - hull[k].leavers, stayers = hull[k + 1].stayers - hull[k].stayers;
      low = until(leavers / (stayers + leavers), stayers / (stayers + leavers));
    }
    loss += hull[k].stayers / n * p0 * (high.of_c - low.of_c) + (m - hull[k].leavers) / m * p1 * (high.of_rest - low.of_rest);
    high = low;
  }
  const part all = until(1, 0), middle = until(p1, p0);
  out.loss = loss;
  out.loss_of_none = p0 * middle.of_c + p1 * (all.of_rest - middle.of_rest);
  out.value = (std::max)(0.0, 1 - out.loss / out.loss_of_none);
  out.auch = detail::area_under_hull(hull);
  out.auc = detail::area_under_steps(r);
  return out;
}

}  // namespace walaa::inline WALAA_ABI
