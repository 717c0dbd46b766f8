// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    NBD: how often customers buy when nobody ever leaves.

    Every customer buys at random (Poisson) at a rate of their own, and rates differ across customers (gamma):

        lambda ~ Gamma(r, alpha),      x purchases in (0, T] given lambda ~ Poisson(lambda T)
        ln L = ln Gamma(r + x) - ln Gamma(r) + r ln alpha - (r + x) ln(alpha + T)

    This is the likelihood of the purchase *times* (no x!, no T^x), the one that published values use; recency is not in it.

    Use it as the baseline that a model with dropout must beat (evaluate/compare_models.hpp), and for goods that nobody gives up.
    Do not use it to ask who is leaving: its P(alive) is 1 for everybody, however long the silence.

    Source: Ehrenberg (1959), The pattern of consumer purchases, Applied Statistics 8(1). */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/math/beta.hpp>  // for negative_binomial
#include <walaa/value/nbd_likelihood.hpp>
#include <walaa/value/nbd_problem.hpp>
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

struct nbd {
  double r = 1;      ///< shape of the purchase rates across customers, > 0
  double alpha = 1;  ///< their rate parameter, in the data's time unit, > 0; a customer buys r / alpha times a unit on average

  static constexpr std::string_view name = "nbd";
  static constexpr std::array<std::string_view, 2> parameter_names{"r", "alpha"};

  /// Everything depends on t / alpha (and delta * alpha), never on t and alpha by themselves.
  static constexpr bool scale_free = true;

  /** Maximum likelihood by Newton's method in the logarithms of the parameters, from the moment estimate.
      \throws invalid_input  for a bad history, with its row
      \returns status `degenerate_data` when nobody came back, `not_identified` when customers do not differ */
  template<class Options = fit_options> static fitted<nbd> fit(const purchase_histories& h, const Options& options = {}) {
    options.validate("nbd::fit");
    const repaired_histories rows(h, options.bad_rows);
    return maximum_likelihood(nbd_problem<nbd>("nbd::fit", rows.view(), rows.mended()), options);
  }

  /// One parameter vector made ready for many rows: value(history), add(history, weight, sum of derivatives).
  class likelihood;

  /// ln L of one customer; the history must be one (check_history).
  double log_likelihood(const purchase_history& h) const;

  /// ln L of every customer; missing where a history is. \throws invalid_input
  void log_likelihood(const purchase_histories& h, std::span<double> out) const;

  /// ln of the odds that the customer has left: minus infinity, nobody leaves.
  double log_odds_dead(const purchase_history& h) const noexcept {
    return is_missing(h.frequency + h.recency + h.age) ? missing : -infinite;
  }

  /// A customer with this history, seen from now on, is a new customer with these parameters.
  nbd given_alive(const purchase_history& h) const noexcept { return {r + h.frequency, alpha + h.age}; }

  // ---- what a customer with this history is like ----

  /// E[lambda | history], purchases a unit of time.
  double purchase_rate(const purchase_history& h) const noexcept { return (r + h.frequency) / (alpha + h.age); }

  // ---- what a new customer does ----

  /// Expected repeat purchases in (0, t]; t in the data's unit, >= 0.
  double expected_purchases(double t) const noexcept { return is_missing(t) ? missing : t <= 0 ? 0 : r * (t / alpha); }

  /// P(still a customer at t) = 1.
  double survival(double t) const noexcept { return is_missing(t) ? missing : 1; }

  /// P(exactly n repeat purchases in (0, t]); n >= 0, t >= 0.
  double probability(int n, double t) const noexcept {
    if (is_missing(t)) return missing;
    if (n < 0) return 0;
    if (t <= 0) return n == 0 ? 1 : 0;
    if (n == 0) return std::exp(-r * std::log1p(t / alpha));
    return negative_binomial(n, r, t < 1e300 ? t / (alpha + t) : 1, alpha / (alpha + t));
  }

  /// Expected repeat purchases, each discounted by exp(-delta * its time), over all future; delta per time unit, infinite for 0.
  double discounted(double delta) const noexcept {
    return is_missing(delta) ? missing : delta <= 0 ? infinite : r / (alpha * delta);
  }

  double purchases_left() const noexcept { return infinite; }   ///< over all future: nobody leaves
  double mean_lifetime() const noexcept { return infinite; }    ///< mean time until the customer leaves
  double median_lifetime() const noexcept { return infinite; }  ///< the time by which half of such customers have left

  /// \throws invalid_input for a parameter that is not positive
  void validate() const {
    check_positive(name, "r", r);
    check_positive(name, "alpha", alpha);
  }

  friend bool operator==(const nbd&, const nbd&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<nbd>(file_version);
    ar& boost::make_nvp("r", r) & boost::make_nvp("alpha", alpha);
  }

 private:
  static constexpr double infinite = std::numeric_limits<double>::infinity();
};

class nbd::likelihood : public nbd_likelihood {
 public:
  likelihood(const nbd& m, double max_frequency) : nbd_likelihood({m.r, m.alpha}, max_frequency) {}
};

inline double nbd::log_likelihood(const purchase_history& h) const { return likelihood(*this, 0).value(h); }

inline void nbd::log_likelihood(const purchase_histories& h, std::span<double> out) const {
  log_likelihoods<likelihood>("nbd::log_likelihood", *this, h, out);
}

static_assert(purchase_model<nbd> && alive_model<nbd>);

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::nbd> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
