// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a purchase model offers, and what is written once for all of them.

    "Conditioning closes the family": a customer who is alive at the end of observation is a *new* customer with shifted
    parameters. So a model tells its likelihood row, the log-odds that a customer with this history has left, and the model
    of such a customer given that he is alive; that alive model tells what a new customer does. P(alive) now and later,
    conditional expectations and probabilities, discounted residual purchases are generic functions over these.

    Laws of a purchase model m and its alive model g = m.given_alive(h) (tests bear them as names):
      - P(alive) is in [0, 1] and does not rise with the time since the last purchase;
      - g.expected_purchases(0) = 0, it never falls with t and is concave; g.survival(0) = 1 and never rises;
      - the probabilities of n purchases sum to 1 and their mean is the expectation;
      - time in another unit changes no score and shifts the log-likelihood by x ln c. */

#include <walaa/core/time.hpp>
#include <walaa/data/customers.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI {

/// One customer's purchases, in plain numbers of one time unit.
struct purchase_history {
  double frequency = 0;  ///< repeat purchases (the first one is birth), a whole number
  double recency = 0;    ///< age at the last purchase, 0 iff frequency = 0; not the time since it
  double age = 0;        ///< age at the end of observation (the column T)
};

/// The same as columns that somebody else owns, all of one length.
struct purchase_histories {
  std::span<const double> frequency{}, recency{}, age{};
  std::span<const double> monetary_value{};  ///< mean spend of repeat purchases; empty: no spend known
  std::span<const double> weight{};          ///< customers a row stands for; empty: one each
  time_unit unit = time_unit::day;

  std::size_t size() const noexcept { return frequency.size(); }
  purchase_history operator[](std::size_t row) const noexcept { return {frequency[row], recency[row], age[row]}; }
};

/// The purchase columns of a table: frequency, recency, T, and monetary_value where there is one.
inline purchase_histories purchases(customer_view c) {
  return {.frequency = c["frequency"],
          .recency = c["recency"],
          .age = c["T"],
          .monetary_value = c.has("monetary_value") ? c["monetary_value"] : std::span<const double>{},
          .weight = {},
          .unit = c.unit()};
}

/// What a new customer does; t in the model's unit.
template<class A> concept alive_model = requires(const A& a, double t, int n) {
  { a.expected_purchases(t) } -> std::same_as<double>;  // in (0, t]
  { a.survival(t) } -> std::same_as<double>;            // P(still a customer at t)
  { a.probability(n, t) } -> std::same_as<double>;      // P(exactly n purchases in (0, t])
  { a.discounted(t) } -> std::same_as<double>;          // expected purchases, each discounted by exp(-delta * its time)
};

template<class M> concept purchase_model = requires(const M& m, const purchase_history& h) {
  { m.log_odds_dead(h) } -> std::same_as<double>;
  { m.given_alive(h) } -> alive_model;
};

}  // namespace walaa::inline WALAA_ABI
