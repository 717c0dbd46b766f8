// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which answers of a survey item count, and on which scale: the rule that a share of answers is taken by.

    A scale is the whole codes from lowest to highest. The named rules are definitions (NPS, effort) or a published default
    (satisfaction), and their numbers say which; a rule of one's own is two braces and four numbers. Nothing is guessed from
    the answers, and a code outside the scale is an error. */

#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>

#include <cmath>  // for nearbyint
#include <cstddef>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// Answers from `top_from` up count, on a scale of whole codes from lowest to highest.
struct top_box_rule {
  number lowest, highest, top_from;
};

/// Answers from `top_from` up count for, answers up to `bottom_to` against.
struct net_rule {
  number lowest, highest, bottom_to, top_from;
};

/// 9 and 10 promote, 0 to 6 detract; on 0..10 and on no other scale.
inline net_rule nps_rule() {
  const auto definition = [](double v) {
    return number(v, origin::definition, "Reichheld (2003), Harvard Business Review 81(12)");
  };
  return {definition(0), definition(10), definition(6), definition(9)};
}

/// Net effort: 6 and 7 are easy, 1 to 3 are hard, on the agreement item 1..7.
inline net_rule net_effort_rule() {
  const auto definition = [](double v) { return number(v, origin::definition, "net easy score on 1..7: 6-7 minus 1-3"); };
  return {definition(1), definition(7), definition(3), definition(6)};
}

/// CES 2.0: 5 to 7 of 7, "the company made it easy for me".
inline top_box_rule effort_rule() {
  const auto definition = [](double v) {
    return number(v, origin::definition, "CES 2.0: share of 5-7 on an agreement item 1..7");
  };
  return {definition(1), definition(7), definition(5)};
}

/** The published default of Formbricks: of 3 codes the top one counts, of 4 to 7 the top two, of 10 the top three.
    \throws invalid_input for a scale of any other size: say which codes count */
inline top_box_rule satisfaction_rule(double lowest, double highest) {
  const double codes = highest - lowest + 1;
  const double top = codes == 3 ? 1 : codes >= 4 && codes <= 7 ? 2 : codes == 10 ? 3 : 0;
  if (!is_finite(codes) || codes != std::nearbyint(codes) || top == 0)
    detail::refuse(error_code::out_of_range, "satisfaction_rule", "highest", no_row, highest,
                   "gives a scale without a published top-box rule (3, 4 to 7 or 10 codes); name the codes: top_box_rule{...}");
  const auto published = [](double v) {
    return number(v, origin::published, "Formbricks: top 1 of 3, top 2 of 4-7, top 3 of 10");
  };
  return {published(lowest), published(highest), published(highest - top + 1)};
}

namespace detail {

/// One answer: -1 against, 0 between, 1 for. \throws invalid_input for a code outside the scale
inline int side_of(std::string_view where, double answer, std::size_t row, const net_rule& rule) {
  if (!(answer >= rule.lowest && answer <= rule.highest) || answer != std::nearbyint(answer))
    refuse(error_code::out_of_range, where, "answers", row, answer,
           "is no code of the scale " + number_text(rule.lowest) + ".." + number_text(rule.highest));
  return answer >= rule.top_from ? 1 : answer <= rule.bottom_to ? -1 : 0;
}

inline void check_rule(std::string_view where, const net_rule& r) {
  const double all[] = {r.lowest, r.highest, r.bottom_to, r.top_from};
  for (const double v : all)
    if (!is_finite(v) || v != std::nearbyint(v))
      refuse(error_code::not_an_integer, where, "rule", no_row, v, "is no code; scales are whole numbers");
  if (!(r.lowest < r.highest && r.bottom_to < r.top_from && r.bottom_to >= r.lowest && r.top_from <= r.highest))
    throw invalid_input(error_code::bad_option,
                        std::string(where) + ": the rule's codes are out of order; lowest <= bottom_to < top_from <= highest",
                        "rule");
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
