// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Shares of survey answers: NPS, customer satisfaction (top boxes) and customer effort, each with its interval, the number
    of answers and the number of customers who gave none.

        NPS       (p - d) / n,  variance ((p + d) / n - NPS^2) / n      p promoters (9, 10), d detractors (0 to 6), on 0..10 only
        top box   share of answers from a code upwards, interval of Wilson (rates/proportion.hpp)

    Which codes count, and on which scale, is an argument (answer_rule.hpp names the usual rules). A code outside the scale is an
   error, silence is counted, and no answer at all is no evidence, not 0. Values are shares: an NPS of 0.1667 is the "16.67" of a
   dashboard; nothing is rounded here.

    The interval of a net share is the adjusted Wald's: 3/4 promoters, 3/2 passives, 3/4 detractors added, then Wald's around
    the shifted centre, cut at -1 and 1. With few answers it may exclude the value itself (10 promoters of 10).

    Sources: Reichheld (2003); Rocks (2016), Interval estimation for the "net promoter score", The American Statistician 70. */

#include <walaa/core/check.hpp>
#include <walaa/math/normal.hpp>               // for normal_two_sided
#include <walaa/rates/proportion.hpp>          // for share, evidence
#include <walaa/satisfaction/answer_rule.hpp>  // for net_rule, top_box_rule and the named ones

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

enum class net_interval : std::uint8_t { adjusted_wald, wald };

struct net_options {
  double level = 0.95;
  net_interval interval = net_interval::adjusted_wald;
};

/// A net share, in [-1, 1].
struct net_share {
  double value = walaa::missing, lo = walaa::missing, hi = walaa::missing;
  double error = walaa::missing;  ///< standard error of the value
  double n = 0;                   ///< answers: top + middle + bottom
  double missing = 0;             ///< rows without an answer, not among n
  double top = 0, middle = 0, bottom = 0;
  evidence found = evidence::none;
  bool clipped = false;  ///< the interval was cut at -1 or 1
  net_options options{};

  explicit operator bool() const noexcept { return found == evidence::some; }
};

/// The difference of two net shares, in [-2, 2].
struct net_difference {
  double value = missing, lo = missing, hi = missing;
  double error = missing;
  evidence found = evidence::none;  ///< none: one of the two has no answers

  explicit operator bool() const noexcept { return found == evidence::some; }
};

namespace detail {

/// Centre and variance of a net share around which an interval is made.
struct net_moments {
  double centre, variance;
};
inline net_moments moments_of(const net_share& s, net_interval interval) noexcept {
  const double more = interval == net_interval::adjusted_wald ? 0.75 : 0;
  const double top = s.top + more, bottom = s.bottom + more, n = s.n + 4 * more, net = (top - bottom) / n;
  // (p + d) / n - net^2 as a sum of positive terms
  return {net, (top * (1 - net) * (1 - net) + bottom * (1 + net) * (1 + net) + (n - top - bottom) * net * net) / n / n};
}

}  // namespace detail

/** A net share from counts.
    \throws invalid_input for counts that are negative or not whole, a level outside (0, 1) */
inline net_share net_share_of(double top, double middle, double bottom, const net_options& options = {}) {
  constexpr const char* where = "net_share_of";
  detail::check_count(where, "top", top);
  detail::check_count(where, "middle", middle);
  detail::check_count(where, "bottom", bottom);
  const double z = normal_two_sided(options.level, where);
  net_share s{.n = top + middle + bottom, .top = top, .middle = middle, .bottom = bottom, .options = options};
  if (s.n == 0) return s;
  s.found = evidence::some;
  s.value = (top - bottom) / s.n;
  s.error = std::sqrt(detail::moments_of(s, net_interval::wald).variance);
  const auto m = detail::moments_of(s, options.interval);
  const double lo = m.centre - z * std::sqrt(m.variance), hi = m.centre + z * std::sqrt(m.variance);
  s.clipped = lo < -1 || hi > 1;
  s.lo = lo < -1 ? -1 : lo;
  s.hi = hi > 1 ? 1 : hi;
  return s;
}

namespace detail {
inline net_share count_sides(const char* where, std::span<const double> answers, const net_rule& rule,
                             const net_options& options) {
  check_rule(where, rule);
  static_cast<void>(normal_two_sided(options.level, where));
  double top = 0, middle = 0, bottom = 0, silent = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const int side = is_missing(answers[i]) ? 2 : side_of(where, answers[i], i, rule);
    ++(side == 2 ? silent : side > 0 ? top : side < 0 ? bottom : middle);
  }
  net_share s = net_share_of(top, middle, bottom, options);
  s.missing = silent;
  WALAA_ASSERT(s.n + s.missing == static_cast<double>(answers.size()));
  return s;
}
}  // namespace detail

/** A net share of answers by a rule of one's own; NaN is no answer.
    \throws invalid_input for a code outside the scale, with its row, or a rule whose codes are out of order */
inline net_share net_share_of(std::span<const double> answers, const net_rule& rule, const net_options& options = {}) {
  return detail::count_sides("net_share_of", answers, rule, options);
}

/** Net Promoter Score of answers on 0..10.
    \throws invalid_input for a code outside 0..10, with its row */
inline net_share nps(std::span<const double> answers, const net_options& options = {}) {
  return detail::count_sides("nps", answers, nps_rule(), options);
}

/** The same with the rule as an argument: other cuts of the scale 0..10.
    \throws invalid_input for any other scale: a net share of it is no NPS, use net_share_of */
inline net_share nps(std::span<const double> answers, const net_rule& rule, const net_options& options = {}) {
  if (!(rule.lowest == 0 && rule.highest == 10))
    detail::refuse(error_code::out_of_range, "nps", "rule.highest", no_row, rule.highest,
                   "with lowest = " + number_text(rule.lowest) + " is not the scale 0..10 of the NPS; use net_share_of");
  return detail::count_sides("nps", answers, rule, options);
}

/** Difference a - b of two independent groups: variances add, each around its own (adjusted) centre.
    \throws invalid_input where the two were not asked for with the same options */
inline net_difference difference(const net_share& a, const net_share& b) {
  if (a.options.level != b.options.level || a.options.interval != b.options.interval)
    throw invalid_input(error_code::bad_option, "difference: the two shares have intervals of different kinds or levels", "b");
  if (!a || !b) return {};
  const double z = normal_two_sided(a.options.level, "difference");
  const auto x = detail::moments_of(a, a.options.interval), y = detail::moments_of(b, b.options.interval);
  const double centre = x.centre - y.centre, half = z * std::sqrt(x.variance + y.variance);
  net_difference d{.value = a.value - b.value, .lo = centre - half, .hi = centre + half, .found = evidence::some};
  d.error = std::sqrt(a.error * a.error + b.error * b.error);
  if (d.lo < -2) d.lo = -2;
  if (d.hi > 2) d.hi = 2;
  return d;
}

namespace detail {
inline share count_top(const char* where, std::span<const double> answers, const top_box_rule& rule,
                       const proportion_options& options) {
  if (!(rule.top_from > rule.lowest))
    throw invalid_input(error_code::bad_option, std::string(where) + ": top_from is not above lowest: every answer would count",
                        "rule");
  const net_rule codes{rule.lowest, rule.highest, rule.lowest, rule.top_from};
  check_rule(where, codes);
  const double z = normal_two_sided(options.level, where);
  double k = 0, n = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (is_missing(answers[i])) continue;
    k += side_of(where, answers[i], i, codes) > 0 ? 1 : 0;
    ++n;
  }
  share s = proportion_checked(k, n, z, options);
  s.missing = static_cast<double>(answers.size()) - n;
  return s;
}
}  // namespace detail

/** Share of answers in the top boxes; NaN is no answer.
    \throws invalid_input for a code outside the scale, with its row, or a rule whose codes are out of order */
inline share top_box(std::span<const double> answers, const top_box_rule& rule, const proportion_options& options = {}) {
  return detail::count_top("top_box", answers, rule, options);
}

/// Customer satisfaction by a rule of one's own.
inline share csat(std::span<const double> answers, const top_box_rule& rule, const proportion_options& options = {}) {
  return detail::count_top("csat", answers, rule, options);
}
/// Customer satisfaction on a scale of codes from lowest to highest, by the published default for its size.
inline share csat(std::span<const double> answers, double lowest, double highest, const proportion_options& options = {}) {
  return csat(answers, satisfaction_rule(lowest, highest), options);
}

/// Customer effort (CES 2.0); the other convention is net_share_of(answers, net_effort_rule()).
inline share customer_effort(std::span<const double> answers, const proportion_options& options = {}) {
  return detail::count_top("customer_effort", answers, effort_rule(), options);
}

}  // namespace walaa::inline WALAA_ABI
