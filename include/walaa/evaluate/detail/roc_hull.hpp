// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The upper convex hull of the ROC curve: whatever the costs, the best place to stop contacting is one of its corners. */

#include <walaa/evaluate/ranking.hpp>

#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// A corner: leavers and stayers contacted so far (sums of weights), and the last score that is contacted.
struct hull_corner {
  double leavers = 0, stayers = 0, score = 0;
};

/** From (0, 0), nobody, to everybody; slopes fall strictly. The score of the first corner means nothing. Both classes are
    there. */
inline std::vector<hull_corner> roc_hull(const ranking& r) {
  std::vector<hull_corner> hull{{}};
  hull_corner now;
  for (std::size_t i = 0; i < r.steps(); ++i) {
    now.leavers += r.leavers()[i];
    now.stayers += r.stayers()[i];
    now.score = r.score()[i];
    // the last corner goes while the way to it is not steeper than the way from it: counts make the products exact
    while (hull.size() > 1) {
      const hull_corner &last = hull.back(), &before = hull[hull.size() - 2];
      if ((last.leavers - before.leavers) * (now.stayers - last.stayers) >
          (now.leavers - last.leavers) * (last.stayers - before.stayers))
        break;
      hull.pop_back();
    }
    hull.push_back(now);
  }
  return hull;
}

/// Area under the hull, in shares of leavers and stayers.
inline double area_under_hull(const std::vector<hull_corner>& hull) noexcept {
  double pairs = 0;
  for (std::size_t k = 1; k < hull.size(); ++k)
    pairs += (hull[k].stayers - hull[k - 1].stayers) * ((hull[k].leavers + hull[k - 1].leavers) / 2);
  return pairs / (hull.back().leavers * hull.back().stayers);
}

}  // namespace walaa::inline WALAA_ABI::detail
