// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which of the customers who have left to win back. Two questions, two models: does he return when offered, and what is his second
    life worth once he has?

        second lifetime value V = sum over t = 0 .. n - 1 of margin S(t) / (1 + d)^t      S the survival of the second life
        expected profit of an offer = P(return | offer) (V - incentive) - contact cost

    The contact is paid for every offer, the incentive by who returns, margins in advance. Taken by expected profit under a
    capacity and a budget, not by how lately they left. Returning and staying are independent unless a correlation is given: then,
    as in a probit for returning with a duration, those who return stay S(t | returns) = Phi2(z(S), z(p); rho) / p.

    Who has not lapsed is refused; who has bought again meanwhile is left out, counted. An offer that pays returning teaches to leave
    and return: watch for the same names.

    Sources: Stauss & Friege (1999), J. Service Research 1(4); Thomas, Blattberg & Fox (2004), J. Marketing Research 41(1);
    Kumar, Bhagwat & Zhang (2015), J. Marketing 79(4). */

#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>
#include <walaa/math/bivariate_normal.hpp>
#include <walaa/survival/survival_model.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// P(still there at t | he returned), from the survival of all and the chance of returning. rho in [-1, 1]
inline double survival_of_returned(double survival, double returns, double rho) {
  if (is_missing(survival) || is_missing(returns) || is_missing(rho)) return missing;
  if (rho == 0 || returns >= 1 || survival <= 0 || survival >= 1) return survival;
  if (returns <= 0) return rho > 0 ? 1 : 0;  // the limit: only the most willing return
  return (std::min)(1.0, bivariate_normal_cdf(normal_quantile(survival), normal_quantile(returns), rho) / returns);
}

struct second_life {
  number margin = missing;    ///< a period, paid at its begin
  number discount = missing;  ///< a period, >= 0
  std::size_t periods = 0;    ///< how many are counted, >= 1
  double period = 1;          ///< length, in the survival model's unit, > 0
  number correlation{0, origin::definition, "returning and staying taken as independent"};  ///< in [-1, 1]

  /// \throws invalid_input naming what is out of its range
  void validate() const {
    constexpr std::string_view where = "second_life";
    check_finite(where, "margin", std::span<const double>(&margin.value, 1));
    check_nonnegative(where, "discount", discount.value);
    check_positive(where, "periods", static_cast<double>(periods));
    check_positive(where, "period", period);
    check_within(where, "correlation", correlation.value, -1, 1);
  }
};

/** Second lifetime value of who returns with that chance. Missing where the survival model does not know the last period.
    \throws invalid_input for terms out of their range, a chance outside [0, 1] */
template<survival_model M> double second_lifetime_value(const M& m, const second_life& terms, double returns = 1) {
  terms.validate();
  check_within("second_lifetime_value", "returns", returns, 0, 1);
  double sum = 0, factor = 1;
  for (std::size_t t = 0; t < terms.periods; ++t) {
    const double s = t == 0 ? 1 : std::exp(-cumulative_hazard(m, static_cast<double>(t) * terms.period));
    sum += terms.margin.value * factor * survival_of_returned(s, returns, terms.correlation.value);
    factor /= 1 + terms.discount.value;
  }
  return sum;
}

/// Columns that somebody else owns, one row a customer; NaN: not known.
struct lapsed_customers {
  std::span<const double> returns;         ///< P(return | offer), in [0, 1]
  std::span<const double> second_value;    ///< V
  std::span<const double> lapsed;          ///< 1; anything else is refused: an offer to a customer who is still one is a gift
  std::span<const double> bought_since{};  ///< 1: has come back by himself, left out; empty: nobody

  std::size_t size() const noexcept { return returns.size(); }
};

struct win_back_options {
  number contact_cost = missing;                            ///< of every offer; must be given
  number incentive = 0;                                     ///< of every return
  std::size_t capacity = static_cast<std::size_t>(-1);      ///< offers that can be made
  number budget = std::numeric_limits<double>::infinity();  ///< of contacts and expected incentives
};

struct won_back {
  std::size_t row = 0;
  double expected_profit = 0, cost = 0, cumulative_cost = 0;  ///< cost as expected: contact + p incentive
  double returns = 0, value = 0;
};

struct win_back_list {
  std::vector<won_back> list;  ///< the most profitable first, equal ones by row
  std::size_t customers = 0;   ///< looked at; the others are the sum of the list and of these:
  std::size_t bought_since = 0, insufficient = 0, not_worth_it = 0, over_capacity = 0, over_budget = 0;
  double expected_profit = 0, cost = 0;
  win_back_options options;  ///< the numbers it rests on, with their origins
};

/** \throws invalid_input for a chance outside [0, 1], a negative cost, a customer who has not lapsed, by row */
template<class Rows = lapsed_customers>
win_back_list win_back(const std::type_identity_t<Rows>& rows, const win_back_options& options) {
  constexpr std::string_view where = "win_back";
  check_nonnegative(where, "contact_cost", options.contact_cost.value);
  check_nonnegative(where, "incentive", options.incentive.value);
  check_within(where, "budget", options.budget.value, 0, std::numeric_limits<double>::infinity());
  check_same_length(where, "returns", rows.size(), "second_value", rows.second_value.size());
  check_same_length(where, "returns", rows.size(), "lapsed", rows.lapsed.size());
  if (!rows.bought_since.empty()) check_same_length(where, "returns", rows.size(), "bought_since", rows.bought_since.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.lapsed[i] != 1)
      detail::refuse(error_code::out_of_range, where, "lapsed", i, rows.lapsed[i],
                     "is not 1: he has not lapsed, and is won already");
    const double p = rows.returns[i], v = rows.second_value[i];
    if (!is_missing(p) && !(p >= 0 && p <= 1))
      detail::refuse(error_code::out_of_range, where, "returns", i, p, "is no probability");
    if (!is_missing(v) && !is_finite(v)) detail::refuse(error_code::not_finite, where, "second_value", i, v, "is infinite");
  }
  win_back_list out;
  out.options = options;
  out.customers = rows.size();
  std::vector<won_back> paying;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double p = rows.returns[i], v = rows.second_value[i], f = options.contact_cost, d = options.incentive;
    if (!rows.bought_since.empty() && rows.bought_since[i] == 1) {
      ++out.bought_since;
    } else if (is_missing(p) || is_missing(v)) {
      ++out.insufficient;
    } else if (const double profit = p * (v - d) - f; !(profit > 0)) {
      ++out.not_worth_it;
    } else {
      paying.push_back({i, profit, f + p * d, 0, p, v});
    }
  }
  std::sort(paying.begin(), paying.end(), [](const won_back& a, const won_back& b) {
    return a.expected_profit != b.expected_profit ? a.expected_profit > b.expected_profit : a.row < b.row;
  });
  for (won_back& one : paying) {
    if (out.list.size() == options.capacity) {
      ++out.over_capacity;
    } else if (out.cost + one.cost > options.budget) {
      ++out.over_budget;
    } else {
      out.cost += one.cost;
      out.expected_profit += one.expected_profit;
      one.cumulative_cost = out.cost;
      out.list.push_back(one);
    }
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
