// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Pareto/NBD: how often customers buy who may leave for good at any moment, unseen.

    Every customer buys at random (Poisson) at a rate of their own, and leaves at random, at another rate of their own; the two
    have nothing to do with each other:

        lambda ~ Gamma(r, alpha),      mu ~ Gamma(s, beta),      lifetime ~ exponential(mu)
        ln L = ln (r)_x + r ln alpha + s ln beta - (r+x) ln(alpha+tx) - s ln(beta+tx) + ln(e^-l + K)
        l = (r+x) ln((alpha+T)/(alpha+tx)) + s ln((beta+T)/(beta+tx)),      P(alive) = e^-l / (e^-l + K)

    K is the probability of leaving between tx and T and before the next purchase (math/pareto_race.hpp): two positive terms,
    where the textbook's difference of hypergeometric functions loses all digits. This is the likelihood of the purchase *times*.

    Use it where customers may leave without having bought, which BG/NBD rules out: here silence speaks against everybody. It
    asks for more data than MBG/NBD: s and beta are hard to tell apart. Not for contracts, where leaving is seen.

    Source: Schmittlein, Morrison & Colombo (1987), Counting your customers, Management Science 33(1); Fader, Hardie & Lee
    (2005), RFM and CLV, J. Marketing Research 42(4), for discounted purchases. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/math/exponential_integral.hpp>
#include <walaa/math/pareto_race.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/detail/pareto_nbd_probability.hpp>
#include <walaa/value/pareto_nbd_likelihood.hpp>
#include <walaa/value/pareto_nbd_problem.hpp>
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

struct pareto_nbd {
  double r = 1;      ///< shape of the purchase rates across customers, > 0
  double alpha = 1;  ///< their rate parameter, in the data's time unit, > 0; a customer buys r / alpha times a unit on average
  double s = 1;      ///< shape of the rates of leaving, > 0
  double beta = 1;   ///< their rate parameter, in the data's time unit, > 0; s / beta on average

  static constexpr std::string_view name = "pareto_nbd";
  static constexpr std::array<std::string_view, 4> parameter_names{"r", "alpha", "s", "beta"};

  /** Maximum likelihood by Newton's method in the logarithms of the parameters, from the moment estimate.
      \throws invalid_input  for a bad history, with its row
      \returns status `degenerate_data` when nobody came back, `boundary` when nobody leaves or all leave at one rate,
               `not_identified` when customers do not differ */
  template<class Options = fit_options> static fitted<pareto_nbd> fit(const purchase_histories& h, const Options& options = {}) {
    options.validate("pareto_nbd::fit");
    const repaired_histories rows(h, options.bad_rows);
    return maximum_likelihood(pareto_nbd_problem<pareto_nbd>("pareto_nbd::fit", rows.view(), rows.mended()), options);
  }

  /// One parameter vector made ready for many rows: value(history), add(history, weight, sum of derivatives).
  class likelihood;

  /// ln L of one customer; the history must be one (check_history).
  double log_likelihood(const purchase_history& h) const;

  /// ln L of every customer; missing where a history is. \throws invalid_input
  void log_likelihood(const purchase_histories& h, std::span<double> out) const;

  /// ln of the odds that the customer has left: minus infinity on the day of a purchase.
  double log_odds_dead(const purchase_history& h) const noexcept {
    if (is_missing(h.frequency + h.recency + h.age)) return missing;
    const silence since(*this, h);
    return std::log(since.race.lost(since.buying, since.leaving)) + since.log_alive();
  }

  /// A customer with this history who is still there, seen from now on, is a new customer with these parameters.
  pareto_nbd given_alive(const purchase_history& h) const noexcept { return {r + h.frequency, alpha + h.age, s, beta + h.age}; }

  // ---- what a customer with this history is like ----

  /// E[lambda | history], purchases a unit of time while he is a customer.
  double purchase_rate(const purchase_history& h) const noexcept;

  /// E[mu | history], his rate of leaving: 1 / mu is how long he stays on average.
  double dropout_rate(const purchase_history& h) const noexcept;

  // ---- what a new customer does ----

  /// Expected repeat purchases in (0, t]; t in the data's unit, >= 0.
  double expected_purchases(double t) const noexcept {
    if (is_missing(t)) return missing;
    if (t <= 0) return 0;
    if (t == infinite) return purchases_left();
    const double clock = std::log1p(t / beta), v = (s - 1) * clock;
    return r / alpha * beta * (v == 0 ? clock : clock * (-std::expm1(-v) / v));
  }

  /// P(still a customer at t), t >= 0.
  double survival(double t) const noexcept { return t <= 0 ? 1 : std::exp(-s * std::log1p(t / beta)); }

  /// P(exactly n repeat purchases in (0, t]); n >= 0, t >= 0.
  double probability(int n, double t) const noexcept;

  /// P(exactly n repeat purchases in (from, to]), 0 <= from <= to, both from his first purchase on.
  double probability(int n, double from, double to) const noexcept {
    const double there = survival(from), gone = n == 0 ? -std::expm1(-s * std::log1p((std::max)(from, 0.0) / beta)) : 0;
    return gone + there * pareto_nbd{r, alpha, s, beta + from}.probability(n, to - from);
  }

  /// Expected repeat purchases, each discounted by exp(-delta * its time), over all future; delta per time unit.
  double discounted(double delta) const noexcept {
    return delta <= 0 ? purchases_left() : r / alpha * beta * scaled_exponential_integral(s, delta * beta);
  }

  /// Expected repeat purchases over all future; infinite for s <= 1.
  double purchases_left() const noexcept { return s > 1 ? r / alpha * beta / (s - 1) : infinite; }

  /// Mean time until the customer leaves; infinite for s <= 1.
  double mean_lifetime() const noexcept { return s > 1 ? beta / (s - 1) : infinite; }

  /// The time by which half of such customers have left.
  double median_lifetime() const noexcept { return beta * std::expm1(0.69314718055994530942 / s); }

  /// \throws invalid_input for a parameter that is not positive
  void validate() const {
    check_positive(name, "r", r);
    check_positive(name, "alpha", alpha);
    check_positive(name, "s", s);
    check_positive(name, "beta", beta);
  }

  friend bool operator==(const pareto_nbd&, const pareto_nbd&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<pareto_nbd>(file_version);
    ar& boost::make_nvp("r", r) & boost::make_nvp("alpha", alpha) & boost::make_nvp("s", s) & boost::make_nvp("beta", beta);
  }

 private:
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  /// The time since the last purchase: the race between the next one and leaving, and what its clocks show now.
  struct silence {
    pareto_race race;
    double buying, leaving;

    silence(const pareto_nbd& m, const purchase_history& h) noexcept
        : race{m.r + h.frequency, m.s, (m.beta + h.recency) / (m.alpha + h.recency)},
          buying(detail::log_silence(m.alpha, h.recency, h.age)),
          leaving(detail::log_silence(m.beta, h.recency, h.age)) {}
    /// -ln P(neither has happened)
    double log_alive() const noexcept { return race.n * buying + race.s * leaving; }
  };
};

inline double pareto_nbd::purchase_rate(const purchase_history& h) const noexcept {
  if (is_missing(h.frequency + h.recency + h.age)) return missing;
  const silence since(*this, h);
  double dead = 0, slow = 0;  // for those who left at u, (r + x) / (alpha + u)
  since.race.over(since.buying, since.leaving, [&](double weight, double, double, double phi) {
    dead += s * weight;
    slow += s * weight * (1 - phi);
  });
  const double alive = std::exp(-since.log_alive());
  return since.race.n * (alive / (alpha + h.age) + slow / (alpha + h.recency)) / (alive + dead);
}

inline double pareto_nbd::dropout_rate(const purchase_history& h) const noexcept {
  if (is_missing(h.frequency + h.recency + h.age)) return missing;
  const silence since(*this, h);
  double dead = 0, slow = 0;  // for those who left at u, (s + 1) / (beta + u)
  since.race.over(since.buying, since.leaving, [&](double weight, double t, double, double) {
    dead += s * weight;
    slow += s * weight * std::exp(-t);
  });
  const double alive = std::exp(-since.log_alive());
  return (s * alive / (beta + h.age) + (s + 1) * slow / (beta + h.recency)) / (alive + dead);
}

inline double pareto_nbd::probability(int n, double t) const noexcept {
  if (is_missing(t)) return missing;
  if (n < 0) return 0;
  if (t <= 0) return n == 0 ? 1 : 0;
  const double buying = std::log1p(t / alpha), leaving = std::log1p(t / beta);
  if (n == 0) return std::exp(-r * buying - s * leaving) + pareto_race{r, s, beta / alpha}.lost(buying, leaving);
  const double x = t < 1e300 ? t / (alpha + t) : 1, y = alpha / (alpha + t);
  return std::exp(-s * leaving) * negative_binomial(n, r, x, y) + detail::purchases_before_leaving(n, r, alpha, s, beta, t);
}

class pareto_nbd::likelihood : public pareto_nbd_likelihood {
 public:
  likelihood(const pareto_nbd& m, double max_frequency) : pareto_nbd_likelihood({m.r, m.alpha, m.s, m.beta}, max_frequency) {}
};

inline double pareto_nbd::log_likelihood(const purchase_history& h) const { return likelihood(*this, 0).value(h); }

inline void pareto_nbd::log_likelihood(const purchase_histories& h, std::span<double> out) const {
  log_likelihoods<likelihood>("pareto_nbd::log_likelihood", *this, h, out);
}

static_assert(purchase_model<pareto_nbd> && alive_model<pareto_nbd>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::pareto_nbd> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
