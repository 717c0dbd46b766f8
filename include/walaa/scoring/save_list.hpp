// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Whom to contact under a budget: a function on profiles, not a strategy, because it compares customers with each other.

    With p the chance of leaving, V the value of keeping him, g the chance that a leaver accepts the offer, d the incentive
    and f the cost of a contact,

        expected profit of acting = p g (V - d) - (1 - p) t d - f,

    where t is the share of those who would have stayed anyway and take the incentive too. The published definition is t = 1:
    everybody who stays takes it. So a contact pays where p > (t d + f) / (g (V - d) + t d). Money is spent as it is expected to
   be: f + d (p g + (1 - p) t) a contact.

    Customers are taken by expected profit, largest first, equal ones by row; one who does not fit the budget any more is passed
    over. f, d and g may differ from customer to customer (`own_offer`). Not for ranking whom an offer persuades: that is uplift,
    and needs an experiment.

    Sources: Neslin, Gupta, Kamakura, Lu & Mason (2006), Defection detection, J. Marketing Research 43(2); Verbraken, Verbeke &
    Baesens (2013), A novel profit maximizing metric, IEEE Trans. Knowledge and Data Engineering 25(5). */

#include <walaa/core/check.hpp>
#include <walaa/scoring/scorer.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct save_list_options {
  std::string value = "lifetime_value";                     ///< name of the score that says what keeping the customer is worth
  std::string risk = "no_purchase_within";                  ///< name of the score that says how likely he leaves, in [0, 1]
  number contact_cost = missing;                            ///< f, in the money of the value; must be given
  number incentive = missing;                               ///< d; must be given
  number acceptance = missing;                              ///< g, in (0, 1]; must be given
  number budget = std::numeric_limits<double>::infinity();  ///< none: everybody who pays
  number taken_by_stayers{1, origin::definition,
                          "Neslin et al. (2006): who would have stayed takes the incentive"};  ///< t, in [0, 1]
};

/// What differs from customer to customer: a column each, as many rows as profiles, or nothing: then the number in the options holds.
struct own_offer {
  std::span<const double> contact_cost{}, incentive{}, acceptance{};
};

/// A customer worth a contact.
struct saved_customer {
  std::size_t row = 0;  ///< in the profiles
  key who = std::int64_t{0};
  double expected_profit = 0, cost = 0, cumulative_cost = 0;
  double value = 0, risk = 0;
  standing status = standing::scored;  ///< prior_only when either score rests on no event of his own
  std::string reason;                  ///< the largest reason for the risk; filled by add_reasons
};

struct saved_customers {
  std::vector<saved_customer> list;  ///< the most profitable first
  std::size_t customers = 0;         ///< looked at; the others are the sum of the list and of these:
  std::size_t insufficient = 0;      ///< no value or no risk known
  std::size_t not_worth_it = 0;      ///< expected profit not above zero
  std::size_t over_budget = 0;       ///< would pay, but the money is spent
  double expected_profit = 0, cost = 0;
  save_list_options options;  ///< the numbers it rests on, with their origins
};

/** \throws invalid_input for an option out of its range, a score that is not there, a risk outside [0, 1], a column of own's of
    another length or with a value out of its range, with the row */
template<class Options = save_list_options>
saved_customers save_list(const profiles& p, const Options& options, const own_offer& own = {}) {
  constexpr std::string_view where = "save_list";
  const auto check = [&where](const char* name, const auto& amount, bool share) {
    share ? check_positive(where, name, amount) : check_nonnegative(where, name, amount);
    if (share) check_within(where, name, amount, 0, 1);
  };
  const auto given = [&](const char* name, double same, std::span<const double> each, bool share = false) {
    if (each.empty()) return check(name, same, share);
    check_same_length(where, "profiles", p.size(), name, each.size());
    check(name, each, share);
  };
  given("contact_cost", options.contact_cost, own.contact_cost);
  given("incentive", options.incentive, own.incentive);
  given("acceptance", options.acceptance, own.acceptance, true);
  check_within(where, "taken_by_stayers", options.taken_by_stayers, 0, 1);
  check_within(where, "budget", options.budget, 0, std::numeric_limits<double>::infinity());
  const score_column value = p[options.value], risk = p[options.risk];
  const double same[] = {options.contact_cost, options.incentive, options.acceptance}, t = options.taken_by_stayers;

  saved_customers out;
  out.options = options;
  out.customers = p.size();
  std::vector<saved_customer> paying;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double v = value.value[i], r = risk.value[i];
    if (!is_finite(v) || is_missing(r)) {
      ++out.insufficient;
      continue;
    }
    if (!(r >= 0 && r <= 1)) detail::refuse(error_code::out_of_range, where, options.risk, i, r, "is no probability");
    const double f = own.contact_cost.empty() ? same[0] : own.contact_cost[i];
    const double d = own.incentive.empty() ? same[1] : own.incentive[i];
    const double g = own.acceptance.empty() ? same[2] : own.acceptance[i];
    const double profit = r * g * (v - d) - (1 - r) * t * d - f;
    if (!(profit > 0)) {
      ++out.not_worth_it;
      continue;
    }
    const bool prior = value.status[i] == standing::prior_only || risk.status[i] == standing::prior_only;
    saved_customer one;
    one.row = i;
    one.expected_profit = profit;
    one.cost = f + d * (r * g + (1 - r) * t);
    one.value = v;
    one.risk = r;
    one.status = prior ? standing::prior_only : standing::scored;
    paying.push_back(std::move(one));
  }
  std::sort(paying.begin(), paying.end(), [](const saved_customer& a, const saved_customer& b) {
    return a.expected_profit != b.expected_profit ? a.expected_profit > b.expected_profit : a.row < b.row;
  });
  const key_view keys = p.keys();
  for (saved_customer& one : paying) {
    if (out.cost + one.cost > options.budget) {
      ++out.over_budget;
      continue;
    }
    out.cost += one.cost;
    out.expected_profit += one.expected_profit;
    one.cumulative_cost = out.cost;
    one.who = keys.empty() ? key(static_cast<std::int64_t>(one.row)) : keys[one.row];
    out.list.push_back(std::move(one));
  }
  return out;
}

/** Writes the largest reason that raises the risk beside the first `most` customers (the largest reason of all where nothing
    raises it); c is the table that was scored. */
inline void add_reasons(saved_customers& saved, const scorer& by, customer_view c, std::string_view language = "en",
                        std::size_t most = static_cast<std::size_t>(-1)) {
  for (std::size_t i = 0; i < saved.list.size() && i < most; ++i) {
    const explanation e = by.explain(c, saved.list[i].row, saved.options.risk);
    const auto raises = std::find_if(e.why.begin(), e.why.end(), [](const contribution& one) { return one.effect > 0; });
    saved.list[i].reason = raises != e.why.end() ? e.sentence(*raises, language) : e.first_reason(language);
  }
}

}  // namespace walaa::inline WALAA_ABI
