// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What contacting each customer is expected to bring, with his own value, incentive, chance to accept and cost; whom to
    contact under a capacity and a budget; and what a list would have brought once it is known who left.

        expected profit of a contact = p g (V - d) - (1 - p) d - f
        it pays where p > p* = (d + f) / (g (V - d) + d);   never where V <= d or p* >= 1

    p is the chance of leaving, V the value of keeping him, d the incentive (a stayer takes it too), f the contact, g the chance
    that a leaver accepts. The contact is paid on EVERY contact; see contact_paid for the other form. An incentive that is a
    share of the value is a column d = share x V.

    Ranking by p alone keeps customers who bring nothing. Not for asking whether the offer changes minds: uplift.hpp.

    Sources: Neslin et al. (2006), J. Marketing Research 43(2); Bahnsen, Aouada & Ottersten (2015), Decision Analytics 2(5)
    (costs of each customer); Janssens, Bogaert, Bague & Van den Poel (2022), Annals of Operations Research (profit of a list
    with customers' own values). */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/score_order.hpp>
#include <walaa/evaluate/profit.hpp>  // for contact_paid, profit_curve

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>  // for pair
#include <vector>

namespace walaa::inline WALAA_ABI {

/// One number for all customers, or a column with one each, which somebody else owns.
class per_customer {
 public:
  per_customer(double same) : same_(same) {}
  per_customer(std::span<const double> each) : each_(each), is_column_(true) {}
  per_customer(const std::vector<double>& each) : per_customer(std::span<const double>(each)) {}
  double operator[](std::size_t i) const noexcept { return is_column_ ? each_[i] : same_; }
  bool is_column() const noexcept { return is_column_; }
  std::span<const double> values() const noexcept { return is_column_ ? each_ : std::span<const double>(&same_, 1); }

 private:
  double same_ = missing;
  std::span<const double> each_;
  bool is_column_ = false;
};

/// What each customer is offered. Everything must be given: nobody's value has a default.
struct own_offers {
  per_customer value = missing;         ///< V
  per_customer incentive = missing;     ///< d, >= 0
  per_customer contact_cost = missing;  ///< f, >= 0
  per_customer acceptance = missing;    ///< g, in (0, 1)
  contact_paid paid = contact_paid::on_every_contact;

  /// Of a contacted leaver who accepts with chance g, and of a contacted stayer.
  double if_leaving(std::size_t i) const noexcept {
    const double gained = value[i] - incentive[i];
    return paid == contact_paid::on_acceptance ? acceptance[i] * (gained - contact_cost[i])
                                               : acceptance[i] * gained - contact_cost[i];
  }
  double if_staying(std::size_t i) const noexcept { return -incentive[i] - contact_cost[i]; }

  /// \throws invalid_input naming column, row, value and rule
  void check(std::string_view where, std::size_t rows) const {
    const auto column = [&](std::string_view name, const per_customer& c) {
      if (c.is_column()) check_same_length(where, "customers", rows, name, c.values().size());
      for (std::size_t i = 0; i < c.values().size(); ++i)
        if (!is_finite(c.values()[i]))
          detail::refuse(error_code::not_finite, where, name, c.is_column() ? i : no_row, c.values()[i],
                         "is not a finite number");
    };
    column("value", value);
    for (const auto& [name, c] : {std::pair{"incentive", &incentive}, std::pair{"contact_cost", &contact_cost}}) {
      column(name, *c);
      for (std::size_t i = 0; i < c->values().size(); ++i)
        if (c->values()[i] < 0)
          detail::refuse(error_code::negative, where, name, c->is_column() ? i : no_row, c->values()[i], "is negative");
    }
    column("acceptance", acceptance);
    for (std::size_t i = 0; i < acceptance.values().size(); ++i)
      if (const double g = acceptance.values()[i]; !(g > 0 && g < 1))
        detail::refuse(error_code::out_of_range, where, "acceptance", acceptance.is_column() ? i : no_row, g,
                       "is outside (0, 1)");
  }
};

/** Expected profit of contacting each customer, beside that of leaving him alone, which is 0.
    \throws invalid_input for a probability outside [0, 1] or an offer out of its range, with the row, before anything is
    written */
inline void expected_profit(std::span<const double> leave_probability, const own_offers& offers, std::span<double> out) {
  constexpr std::string_view where = "expected_profit";
  check_within(where, "leave_probability", leave_probability, 0, 1);
  check_same_length(where, "leave_probability", leave_probability.size(), "out", out.size());
  offers.check(where, leave_probability.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double p = leave_probability[i];
    out[i] = p * offers.if_leaving(i) + (1 - p) * offers.if_staying(i);
  }
}

/// Expected spending on a contact: f + d (p g + 1 - p), where a leaver's f may hang on his acceptance.
inline void expected_spend(std::span<const double> leave_probability, const own_offers& offers, std::span<double> out) {
  constexpr std::string_view where = "expected_spend";
  check_within(where, "leave_probability", leave_probability, 0, 1);
  check_same_length(where, "leave_probability", leave_probability.size(), "out", out.size());
  offers.check(where, leave_probability.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double p = leave_probability[i], taken = p * offers.acceptance[i] + (1 - p);
    out[i] = offers.contact_cost[i] * (offers.paid == contact_paid::on_acceptance ? taken : 1.0) + offers.incentive[i] * taken;
  }
}

/// p*: the chance of leaving above which a contact pays; infinite where none does.
inline void contact_threshold(const own_offers& offers, std::span<double> out) {
  constexpr std::string_view where = "contact_threshold";
  offers.check(where, out.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double lost = -offers.if_staying(i), swing = offers.if_leaving(i) + lost;
    out[i] = offers.value[i] > offers.incentive[i] && swing > lost ? lost / swing : std::numeric_limits<double>::infinity();
  }
}

enum class contact_order : std::uint8_t {
  profit,            ///< largest expected profit first: best where the number of contacts is scarce
  profit_per_spend,  ///< largest expected profit a unit of money first: best where the money is scarce
};

struct contact_limits {
  std::size_t capacity = static_cast<std::size_t>(-1);      ///< contacts
  double budget = std::numeric_limits<double>::infinity();  ///< sum of expected spending
  contact_order order = contact_order::profit;
};

struct contact_choice {
  std::vector<std::size_t> rows;  ///< whom to contact, the first one first
  double profit = 0, spend = 0;   ///< sums over them
  std::size_t not_worth_it = 0;   ///< expected profit not above 0
  std::size_t over_capacity = 0, over_budget = 0;
};

/** Customers whose contact pays, in order, until a limit is met; one whom the budget does not cover any more is passed over for
    the next. Equal ones by the smaller spending, then by row. (A greedy choice: near the best one while a customer's spending
    is small beside the budget.)
    \throws invalid_input for numbers that are not finite, spending below 0, unequal lengths, a negative budget */
inline contact_choice choose_contacts(std::span<const double> profit, std::span<const double> spend,
                                      const contact_limits& limits = {}) {
  constexpr std::string_view where = "choose_contacts";
  check_same_length(where, "profit", profit.size(), "spend", spend.size());
  check_finite(where, "profit", profit);
  check_nonnegative(where, "spend", spend);
  check_within(where, "budget", limits.budget, 0, std::numeric_limits<double>::infinity());
  struct candidate {
    double merit, spend;
    std::size_t row;
  };
  std::vector<candidate> paying;
  for (std::size_t i = 0; i < profit.size(); ++i)
    if (profit[i] > 0) paying.push_back({limits.order == contact_order::profit ? profit[i] : profit[i] / spend[i], spend[i], i});
  std::sort(paying.begin(), paying.end(), [](const candidate& a, const candidate& b) {
    return a.merit != b.merit ? a.merit > b.merit : a.spend != b.spend ? a.spend < b.spend : a.row < b.row;
  });
  contact_choice out;
  out.not_worth_it = profit.size() - paying.size();
  for (const candidate& one : paying) {
    if (out.rows.size() == limits.capacity) {
      ++out.over_capacity;
    } else if (out.spend + one.spend > limits.budget) {
      ++out.over_budget;
    } else {
      out.rows.push_back(one.row);
      out.profit += profit[one.row];
      out.spend += one.spend;
    }
  }
  return out;
}

/** What contacting the riskiest customers would have brought, a customer of all, now that it is known who left: the profit over
    every fraction with customers' own values (its maximum is the EMPB of Janssens et al. for one acceptance).
    \throws invalid_input for bad labels, scores or offers, with the row */
inline profit_curve own_profit_by_fraction(std::span<const double> label, std::span<const double> score,
                                           const own_offers& offers) {
  constexpr std::string_view where = "own_profit_by_fraction";
  detail::check_ranked(where, label, "score", score, {});
  offers.check(where, label.size());
  const std::size_t n = label.size();
  detail::large_buffer<detail::ranked_amount> order(n);
  for (std::size_t i = 0; i < n; ++i)
    order[i] = {detail::falling_number(score[i]), label[i] == 1 ? offers.if_leaving(i) : offers.if_staying(i)};
  detail::sort_ranked(order, n);
  profit_curve out{.contacted = {0}, .profit = {0}};
  double money = 0;
  for (std::size_t i = 0; i < n; ++i) {
    money += order[i].amount;
    if (i + 1 < n && order[i + 1].number == order[i].number) continue;
    out.contacted.push_back(static_cast<double>(i + 1) / static_cast<double>(n));
    out.profit.push_back(money / static_cast<double>(n));
    if (out.profit.back() > out.best.profit)
      out.best = {out.profit.back(), out.contacted.back(), detail::score_of(order[i].number)};
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
