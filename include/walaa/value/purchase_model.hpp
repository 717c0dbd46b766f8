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
#include <walaa/fit/fitted.hpp>
#include <walaa/math/log_space.hpp>  // for log1pexp
#include <walaa/value/detail/rows.hpp>

#include <cmath>
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
  purchase_histories rows(std::size_t first, std::size_t n) const noexcept {
    const auto part = [&](std::span<const double> c) { return c.empty() ? c : c.subspan(first, n); };
    return {part(frequency), part(recency), part(age), part(monetary_value), part(weight), unit};
  }
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
template<class A>
concept alive_model = requires(const A& a, double t, int n) {
  { a.expected_purchases(t) } -> std::same_as<double>;  // in (0, t]
  { a.survival(t) } -> std::same_as<double>;            // P(still a customer at t)
  { a.probability(n, t) } -> std::same_as<double>;      // P(exactly n purchases in (0, t])
  { a.discounted(t) } -> std::same_as<double>;          // expected purchases, each discounted by exp(-delta * its time)
};

template<class M>
concept purchase_model = requires(const M& m, const purchase_history& h) {
  { m.log_odds_dead(h) } -> std::same_as<double>;
  { m.given_alive(h) } -> alive_model;
};

/** What a model may say besides, for the sake of columns: lanes() is a copy of its numbers that gives, for N customers at a
    time, P(alive) : P(left) as two positive numbers, and P(no purchase in the next t | alive). One customer is then a column of
    one: the same bits. */
template<class M>
concept in_lanes = purchase_model<M> && requires(const M& m, const simd::lanes<2>& x, double t) {
  { m.lanes()(x, x, x).alive } -> std::convertible_to<simd::lanes<2>>;
  { m.lanes()(x, x, x).left } -> std::convertible_to<simd::lanes<2>>;
  { m.lanes().none_within(x, x, t) } -> std::convertible_to<simd::lanes<2>>;
};

namespace detail {

/** ln((alpha + age) / (alpha + recency)), without cancellation where the last purchase was a moment ago; 0 where recency is
    above age by rounding. */
inline double log_silence(double alpha, double recency, double age) noexcept {
  const double silent = age < recency ? 0 : age - recency;  // NaN stays NaN
  const double u = silent / (alpha + recency), w = 1 + u;
  return std::log(w) + (u - (w - 1)) / w;  // ln(1 + u): the second term is what rounding took from u
}

/// kernel of one customer's frequency, recency and T
template<class Kernel> double one_row(const Kernel& kernel, const purchase_history& h) noexcept {
  double out;
  simd::map_rows<3, 1>(kernel, {&h.frequency, &h.recency, &h.age}, {&out}, 1);
  return out;
}

}  // namespace detail

// ---- kernels: plain numbers in the model's unit; NaN in, NaN out; a history must be possible (recency <= age) ----

/// P(still a customer at the end of observation).
template<purchase_model M> double p_alive(const M& m, const purchase_history& h) noexcept {
  if constexpr (in_lanes<M>)
    return detail::one_row(detail::p_alive_kernel{m.lanes()}, h);
  else
    return 1 / (1 + std::exp(m.log_odds_dead(h)));
}

/// P(no purchase in the t after the end of observation).
template<purchase_model M> double none_within(const M& m, const purchase_history& h, double t) noexcept {
  if constexpr (in_lanes<M>) {
    return detail::one_row(detail::none_within_kernel{m.lanes(), t}, h);
  } else {
    const double u = m.log_odds_dead(h);
    return 1 / (1 + std::exp(-u)) + 1 / (1 + std::exp(u)) * m.given_alive(h).probability(0, t);
  }
}

/// Its logarithm, where the probability itself would be 0.
template<purchase_model M> double log_p_alive(const M& m, const purchase_history& h) noexcept {
  return -log1pexp(m.log_odds_dead(h));
}

/// P(still a customer t after the end of observation), t >= 0.
template<purchase_model M> double p_alive(const M& m, const purchase_history& h, double t) noexcept {
  return p_alive(m, h) * m.given_alive(h).survival(t);
}

/// Expected purchases in the t after the end of observation.
template<purchase_model M> double expected_purchases(const M& m, const purchase_history& h, double t) noexcept {
  return p_alive(m, h) * m.given_alive(h).expected_purchases(t);
}

/// P(exactly n purchases in the t after the end of observation).
template<purchase_model M> double probability(const M& m, const purchase_history& h, int n, double t) noexcept {
  const double u = m.log_odds_dead(h), alive = 1 / (1 + std::exp(u));
  const double gone = n == 0 ? 1 / (1 + std::exp(-u)) : 0;
  return gone + alive * m.given_alive(h).probability(n, t);
}

/// Expected purchases over all future, each discounted by exp(-delta * its time); delta > 0 per time unit.
template<purchase_model M> double discounted_purchases(const M& m, const purchase_history& h, double delta) noexcept {
  return p_alive(m, h) * m.given_alive(h).discounted(delta);
}

// ---- doors: a fitted model and durations; \throws not_usable when the fit may not be used ----

template<purchase_model M> double p_alive(const fitted<M>& m, const purchase_history& h) { return p_alive(*m, h); }
template<purchase_model M> double log_p_alive(const fitted<M>& m, const purchase_history& h) { return log_p_alive(*m, h); }
template<purchase_model M> double p_alive(const fitted<M>& m, const purchase_history& h, days later) {
  return p_alive(*m, h, in_units(later, m.unit()));
}
template<purchase_model M> double expected_purchases(const fitted<M>& m, const purchase_history& h, days within) {
  return expected_purchases(*m, h, in_units(within, m.unit()));
}
template<purchase_model M> double probability(const fitted<M>& m, const purchase_history& h, int n, days within) {
  return probability(*m, h, n, in_units(within, m.unit()));
}

}  // namespace walaa::inline WALAA_ABI
