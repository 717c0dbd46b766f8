// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    BG/NBD: how often customers buy who may leave for good after any repeat purchase.

    Every customer buys at random (Poisson) at a rate of their own; after each *repeat* purchase they leave with a probability
    of their own, unseen:

        lambda ~ Gamma(r, alpha),      p ~ Beta(a, b)
        ln L = ln (r)_x + ln (b)_{x-1} - ln (a+b)_x + r ln alpha - (r+x) ln(alpha+tx) + ln(a + (b+x-1) e^{-(r+x) L}),  x > 0
        ln L = r ln(alpha / (alpha+T)),  x = 0;        L = ln((alpha+T) / (alpha+tx)), (v)_k the rising factorial

    This is the likelihood of the purchase *times*, the one that published values use.

    Use it for repeat purchases without a contract. Do not ask it whether a one-time buyer is still there: he has had no chance
    to leave, so P(alive) is 1 for everybody who never came back, however long ago. MBG/NBD (mbg_nbd.hpp) lets him leave.

    Source: Fader, Hardie & Lee (2005), Counting your customers the easy way, Marketing Science 24(2). */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/value/beta_geometric.hpp>
#include <walaa/value/beta_geometric_likelihood.hpp>
#include <walaa/value/beta_geometric_problem.hpp>
#include <walaa/value/detail/beta_geometric_lanes.hpp>
#include <walaa/value/purchase_model.hpp>
#include <walaa/value/repaired_histories.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

namespace walaa::inline WALAA_ABI {

struct bg_nbd {
  double r = 1;      ///< shape of the purchase rates across customers, > 0
  double alpha = 1;  ///< their rate parameter, in the data's time unit, > 0; a customer buys r / alpha times a unit on average
  double a = 1;      ///< probability of leaving after a repeat: Beta(a, b), > 0
  double b = 1;      ///< > 0; a / (a + b) on average

  static constexpr std::string_view name = "bg_nbd";
  static constexpr std::array<std::string_view, 4> parameter_names{"r", "alpha", "a", "b"};

  /** Maximum likelihood by Newton's method in the logarithms of the parameters, from the moment estimate.
      \throws invalid_input  for a bad history, with its row
      \returns status `degenerate_data` when nobody came back, `boundary` when nobody leaves, `not_identified` when customers do
               not differ */
  template<class Options = fit_options> static fitted<bg_nbd> fit(const purchase_histories& h, const Options& options = {}) {
    options.validate("bg_nbd::fit");
    const repaired_histories rows(h, options.bad_rows);
    return maximum_likelihood(beta_geometric_problem<bg_nbd, 0>("bg_nbd::fit", rows.view(), rows.mended()), options);
  }

  /// One parameter vector made ready for many rows: value(history), add(history, weight, sum of derivatives).
  class likelihood;

  /// ln L of one customer; the history must be one (check_history).
  double log_likelihood(const purchase_history& h) const;

  /// ln L of every customer; missing where a history is. \throws invalid_input
  void log_likelihood(const purchase_histories& h, std::span<double> out) const;

  /// ln of the odds that the customer has left: minus infinity without a repeat, he could not.
  double log_odds_dead(const purchase_history& h) const noexcept {
    if (h.frequency == 0) return is_missing(h.recency + h.age) ? missing : -std::numeric_limits<double>::infinity();
    return std::log(a / (b + h.frequency - 1)) + (r + h.frequency) * detail::log_silence(alpha, h.recency, h.age);
  }

  /// The same of many customers at a time, see in_lanes.
  detail::beta_geometric_lanes<0> lanes() const noexcept { return {r, alpha, a, b}; }

  /// A customer with this history who is still there, seen from now on.
  beta_geometric given_alive(const purchase_history& h) const noexcept {
    return {r + h.frequency, alpha + h.age, a, b + h.frequency};
  }

  // ---- what a customer with this history is like ----

  /// E[lambda | history], purchases a unit of time while he is a customer.
  double purchase_rate(const purchase_history& h) const noexcept {
    const double u = log_odds_dead(h), alive = 1 / (1 + std::exp(u)), dead = 1 / (1 + std::exp(-u));
    return (r + h.frequency) * (alive / (alpha + h.age) + dead / (alpha + h.recency));
  }

  /// E[p | history], his probability of leaving after a repeat.
  double dropout_probability(const purchase_history& h) const noexcept {
    const double dead = h.frequency == 0 ? 0 : 1 / (1 + std::exp(-log_odds_dead(h)));
    return (a + dead) / (a + b + h.frequency);
  }

  // ---- what a new customer does ----

  /// Expected repeat purchases in (0, t]; t in the data's unit, >= 0.
  double expected_purchases(double t) const noexcept { return newcomer().expected_purchases(t); }

  /// P(still a customer at t).
  double survival(double t) const noexcept { return newcomer().survival(t); }

  /// P(exactly n repeat purchases in (0, t]); n >= 0, t >= 0.
  double probability(int n, double t) const noexcept { return newcomer().probability(n, t); }

  /// Expected repeat purchases, each discounted by exp(-delta * its time), over all future; delta per time unit.
  double discounted(double delta) const noexcept { return newcomer().discounted(delta); }

  /// \throws invalid_input for a parameter that is not positive
  void validate() const {
    check_positive(name, "r", r);
    check_positive(name, "alpha", alpha);
    check_positive(name, "a", a);
    check_positive(name, "b", b);
  }

  friend bool operator==(const bg_nbd&, const bg_nbd&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<bg_nbd>(file_version);
    ar& boost::make_nvp("r", r) & boost::make_nvp("alpha", alpha) & boost::make_nvp("a", a) & boost::make_nvp("b", b);
  }

 private:
  beta_geometric newcomer() const noexcept { return {r, alpha, a, b}; }
};

class bg_nbd::likelihood : public beta_geometric_likelihood<0> {
 public:
  likelihood(const bg_nbd& m, double max_frequency) : beta_geometric_likelihood<0>({m.r, m.alpha, m.a, m.b}, max_frequency) {}
};

inline double bg_nbd::log_likelihood(const purchase_history& h) const { return likelihood(*this, 0).value(h); }

inline void bg_nbd::log_likelihood(const purchase_histories& h, std::span<double> out) const {
  log_likelihoods<likelihood>("bg_nbd::log_likelihood", *this, h, out);
}

static_assert(purchase_model<bg_nbd> && in_lanes<bg_nbd>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::bg_nbd> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
