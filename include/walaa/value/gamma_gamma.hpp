// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Gamma-Gamma: what a customer spends on a purchase, from the mean of a few.

    Every purchase costs Gamma(p, nu), and nu differs across customers as Gamma(q, v). With x repeat purchases of mean m, and
    s = x m:

        ln f(m | x) = ln Gamma(px + q) - ln Gamma(px) - ln Gamma(q) - q ln(1 + s/v) - px ln(1 + v/s) - ln m
        E[spend | x, m] = p (v + s) / (px + q - 1):  m and the mean of all, p v / (q - 1), weighted by what each knows

    Use it beside a purchase model for the value of a customer. It assumes that spend does not depend on how often somebody
    buys: the report of a fit states the correlation. Not for refunds or free goods (every spend is positive), and not where
    q <= 1: a new customer's mean spend is then infinite, and is returned as infinity, never as the negative number of the
    formula.

    Source: Colombo & Jiang (1999), J. Interactive Marketing 13(3); Fader, Hardie & Lee (2005), J. Marketing Research 42(4);
    Fader & Hardie (2013), The Gamma-Gamma model of monetary value, brucehardie.com/notes/025. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/fit/fitted.hpp>
#include <walaa/value/check_spend.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/value/detail/spend_lanes.hpp>
#include <walaa/value/gamma_gamma_likelihood.hpp>
#include <walaa/value/gamma_gamma_problem.hpp>
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

struct gamma_gamma {
  double p = 1;  ///< shape of the purchases of one customer, > 0
  double q = 1;  ///< shape of the customers, > 0; the mean spend is finite for q > 1
  double v = 1;  ///< their scale, in the money of the data, > 0

  static constexpr std::string_view name = "gamma_gamma";
  static constexpr std::array<std::string_view, 3> parameter_names{"p", "q", "v"};

  /** Maximum likelihood over the customers with a repeat purchase; recency and T are not read.
      \throws invalid_input  for a missing spend column, a spend that is not positive or belongs to no repeat, with its row
      \returns status `degenerate_data` when nobody came back, `not_identified` when customers do not differ */
  template<class Options = fit_options> static fitted<gamma_gamma> fit(const purchase_histories& h, const Options& options = {}) {
    options.validate("gamma_gamma::fit");
    const auto rows = repaired_histories::for_spend(h, options.bad_rows);
    return maximum_likelihood(gamma_gamma_problem<gamma_gamma>("gamma_gamma::fit", rows.view(), rows.dropped()), options);
  }

  /// One parameter vector made ready for many rows: value(x, m), add(x, m, weight, sum of derivatives).
  class likelihood;

  /// ln f(m | x) of one customer; x >= 1, m > 0.
  double log_likelihood(double x, double m) const noexcept;

  /// ln f of every customer, 0 for those without a repeat; missing where x or m is. \throws invalid_input
  void log_likelihood(const purchase_histories& h, std::span<double> out) const;

  /// Mean spend of a new customer: infinite for q <= 1.
  double mean_spend() const noexcept { return expected_spend(0, 0); }

  /** Expected spend on a purchase of a customer with x repeats of mean m; m is not read for x = 0.
      Infinite for px + q <= 1, missing where x is, or m of a customer who came back. */
  double expected_spend(double x, double m) const noexcept {
    double out;
    simd::map_rows<2, 1>(lanes(), {&x, &m}, {&out}, 1);
    return out;
  }

  /// The same of many customers at a time.
  detail::spend_lanes lanes() const noexcept { return {p, q, v}; }

  /// Variance of that customer's true mean spend, given x and m: infinite for px + q <= 2.
  double spend_variance(double x, double m) const noexcept {
    const double mean = expected_spend(x, m), shape = p * x + q;
    if (is_missing(mean)) return missing;
    return shape > 2 ? mean * mean / (shape - 2) : std::numeric_limits<double>::infinity();
  }

  /// Of every customer, into a column of the caller's. \throws invalid_input for lengths that differ or a bad value
  void expected_spend(std::span<const double> frequency, std::span<const double> monetary_value, std::span<double> out) const {
    constexpr std::string_view where = "gamma_gamma::expected_spend";
    check_spend(where, {.frequency = frequency, .recency = {}, .age = {}, .monetary_value = monetary_value, .weight = {}},
                missing_rows::allowed);
    check_same_length(where, "frequency", frequency.size(), "out", out.size());
    if (!out.empty()) simd::map_rows<2, 1>(lanes(), {frequency.data(), monetary_value.data()}, {out.data()}, out.size());
  }

  /// \throws invalid_input for a parameter that is not positive
  void validate() const {
    check_positive(name, "p", p);
    check_positive(name, "q", q);
    check_positive(name, "v", v);
  }

  friend bool operator==(const gamma_gamma&, const gamma_gamma&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<gamma_gamma>(file_version);
    ar& boost::make_nvp("p", p) & boost::make_nvp("q", q) & boost::make_nvp("v", v);
  }
};

class gamma_gamma::likelihood {
 public:
  explicit likelihood(const gamma_gamma& g) noexcept : p_{g.p, g.q, g.v} {}

  double value(double x, double m) const noexcept {
    const double s = x * m;
    return gamma_gamma_count(p_, x).value - p_.q * std::log1p(s / p_.v) - p_.p * x * std::log1p(p_.v / s) - std::log(m);
  }

  /// Adds weight * (value, gradient, Hessian) of one customer to the sum, in (p, q, v).
  void add(double x, double m, double weight, second_order<3>& sum) const noexcept {
    gamma_gamma_sums one;
    const auto [by_v, by_s] = one.add(x * m, 1 / (x * m), p_.v, 1 / p_.v, weight);
    one.log_by_v = weight * std::log(by_v);
    one.log_by_s = weight * std::log(by_s);
    one.add_to(sum, gamma_gamma_count(p_, x), p_);
    sum.value -= weight * std::log(m);
  }

 private:
  gamma_gamma_parameters p_;
};

inline double gamma_gamma::log_likelihood(double x, double m) const noexcept { return likelihood(*this).value(x, m); }

inline void gamma_gamma::log_likelihood(const purchase_histories& h, std::span<double> out) const {
  constexpr std::string_view where = "gamma_gamma::log_likelihood";
  check_spend(where, h, missing_rows::allowed);
  check_same_length(where, "frequency", h.size(), "out", out.size());
  const likelihood of(*this);
  for (std::size_t i = 0; i < h.size(); ++i) {
    const double x = h.frequency[i], m = h.monetary_value[i];
    out[i] = is_missing(x) ? missing : x == 0 ? 0 : is_missing(m) ? missing : of.value(x, m);
  }
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::gamma_gamma> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
