// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Lifetime value: the money expected from a customer from now on, discounted.

        value = margin * E[spend | x, m] * sum over k of (1 + d)^(-y_k) [G(t_k) - G(t_(k-1))]

    G(t) expected purchases in the t after the end of observation, given the history; t_k the ends of steps (a month) up to the
    horizon, the last one shorter where the horizon is no multiple; d the discount a year; y_k in years of 365.2425 days, at
    the end of the step or, if asked, in its middle. Without a horizon, `unlimited`, the discount is continuous, at the same d:
    the sum becomes the discounted expected residual transactions with delta = ln(1 + d) a year, the limit of ever shorter steps.

    Customers without a repeat purchase get the mean spend of all. Where that mean is infinite (Gamma-Gamma with q <= 1), or the
    expected purchases are (unlimited, no discount, a <= 1), so is the value: never a negative number or NaN.

    Use it for customers without a contract whose spend does not depend on how often they buy. The purchase that made somebody a
    customer is not in it, nor are costs of service: margin is a share of revenue.

    Other packages count differently: lifetimes and pymc-marketing discount at the end of months of 30 days by a monthly rate:
    {.horizon = days{360}, .annual_discount = annual_rate(0.01, days{30}), .step = days{30}}. docs/models/lifetime_value.md.

    Source: Fader, Hardie & Lee (2005), RFM and CLV, J. Marketing Research 42(4). */

#include <walaa/core/check.hpp>
#include <walaa/core/executor.hpp>
#include <walaa/core/number.hpp>
#include <walaa/math/sum.hpp>  // for block_sum
#include <walaa/value/forecast.hpp>
#include <walaa/value/gamma_gamma.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A horizon without an end.
inline constexpr days unlimited{std::numeric_limits<double>::infinity()};

/// The discount a year that compounds to `rate` per `per`: annual_rate(0.01, months{1}) is 0.1268.
inline double annual_rate(double rate, days per) noexcept { return std::expm1(std::log1p(rate) * (years{1} / per)); }

/// When in its step a purchase is taken to happen.
enum class discounted_at : std::uint8_t { end_of_step, middle_of_step };

struct lifetime_value_options {
  days horizon = months{12};     ///< or `unlimited`
  number annual_discount{0.10};  ///< a year, 0.10 is 10 %
  number margin{1.0};            ///< share of the spend that counts
  days step = months{1};         ///< purchases of a step are discounted together
  discounted_at at = discounted_at::end_of_step;

  /// \throws invalid_input
  void validate(std::string_view where) const {
    if (!(horizon.count() > 0))
      detail::refuse(error_code::not_positive, where, "horizon", no_row, horizon.count(),
                     "is not positive; for ever is walaa::unlimited");
    check_nonnegative(where, "annual_discount", annual_discount.value);
    check_nonnegative(where, "margin", margin.value);
    check_positive(where, "step", step.count());
    if (is_finite(horizon.count()) && horizon / step > 1e4)
      detail::refuse(error_code::out_of_range, where, "step", no_row, step.count(),
                     "days makes more than 10000 steps to the horizon; take a longer step");
  }
};

/// Discounted expected purchases of an alive customer: sum over k of weight_k * E[X(t_k)], or continuous without an end.
class discounted_purchases_of {
 public:
  /// The options' steps and discounts in a unit of time; validated before.
  discounted_purchases_of(const lifetime_value_options& o, time_unit unit) {
    const double a_day = std::log1p(o.annual_discount.value) / days(years{1}).count();
    delta_ = a_day * days_in(unit);
    if (!is_finite(o.horizon.count())) return;
    const double steps = std::ceil(o.horizon / o.step - 1e-9);
    double last = 0, next_factor = 0;
    for (double k = 1; k <= steps; ++k) {
      const double end = k < steps ? k * o.step.count() : o.horizon.count();
      const double when = o.at == discounted_at::end_of_step ? end : 0.5 * (last + end);
      next_factor = std::exp(-a_day * when);
      // sum of d_k (G_k - G_(k-1)) = sum of (d_k - d_(k+1)) G_k: no difference of expectations is ever formed
      if (k > 1) weights_.back() -= next_factor;
      times_.push_back(end / days_in(unit));
      weights_.push_back(next_factor);
      last = end;
    }
  }

  double operator()(const alive_model auto& alive) const noexcept {
    if (times_.empty()) return alive.discounted(delta_);
    double sum = 0;
    for (std::size_t k = 0; k < times_.size(); ++k)
      if (weights_[k] != 0) sum += weights_[k] * alive.expected_purchases(times_[k]);
    return sum;
  }

  /** f(x, ln(alpha + T)) for the table. Where expectations depend on t / alpha alone, one table over ln(t / alpha) serves all
      steps and all ages; elsewhere each is evaluated. */
  template<class M> auto prepared(const M& m, table_range range) const {
    using alive = decltype(m.given_alive(purchase_history{}));
    score_table by_ratio;
    if constexpr (requires { requires alive::scale_free; }) {
      if (times_.size() > 3)
        by_ratio = score_table(std::log(times_.front() / (m.alpha + range.age)) - 1e-9, std::log(times_.back() / m.alpha) + 1e-9,
                               range.counts, [&m](double x, double u) {
                                 auto one = m.given_alive({x, 0, 0});
                                 one.alpha = 1;
                                 return one.expected_purchases(std::exp(u));
                               });
    }
    std::vector<double> logs;
    for (const double t : times_) logs.push_back(std::log(t));
    return [this, &m, table = std::move(by_ratio), log_times = std::move(logs)](double x, double y) {
      if (log_times.empty() || !table.covers(x, log_times.front() - y) || !table.covers(x, log_times.back() - y))
        return (*this)(m.given_alive({x, 0, std::exp(y) - m.alpha}));
      double sum = 0;
      for (std::size_t k = 0; k < log_times.size(); ++k)
        if (weights_[k] != 0) sum += weights_[k] * table(x, log_times[k] - y);
      return sum;
    };
  }

 private:
  double delta_ = 0;                     // per unit; used without a horizon
  std::vector<double> times_, weights_;  // empty: without a horizon
};

/// What a table of customers is worth together.
struct customer_equity {
  double value = 0;
  std::size_t customers = 0;  ///< rows with a value
  std::size_t unknown = 0;    ///< rows without, left out of the sum
};

/** Lifetime value, made ready for many customers: one table for the whole horizon, whatever its number of steps. */
template<purchase_model M> class value_forecast {
 public:
  /** \throws not_usable when one of the fits may not be used
      \throws invalid_input for a bad option */
  value_forecast(const fitted<M>& visits, const fitted<gamma_gamma>& spend, const lifetime_value_options& options = {})
      : value_forecast(*visits, *spend, visits.unit(), table_range::of(visits), options) {}

  /// Of plain parameters, for histories in that unit and (mostly) in that range.
  value_forecast(const M& visits, const gamma_gamma& spend, time_unit unit, table_range range,
                 const lifetime_value_options& options = {})
      : unit_(unit),
        margin_(valid(options).margin.value),
        spend_(spend),
        purchases_(visits, discounted_purchases_of(options, unit), range) {}

  /// One customer; mean_spend of his repeats is not read where he has none. The same bits as in a column.
  double operator()(const purchase_history& h, double mean_spend) const noexcept {
    double out;
    column({.frequency = {&h.frequency, 1}, .recency = {&h.recency, 1}, .age = {&h.age, 1}, .monetary_value = {&mean_spend, 1}},
           {&out, 1});
    return out;
  }

  /** A column.
      \throws invalid_input for another unit, no column of spend, lengths that differ, a history or a spend that cannot be */
  void operator()(const purchase_histories& h, std::span<double> out, const executor_ref& executor = {}) const {
    check(h, executor);
    check_same_length("lifetime_value", "frequency", h.size(), "out", out.size());
    column(h, out, executor);
  }

  /// Without checks; what a spend that is missing counts as, and no column of spend at all, is the caller's choice.
  template<detail::unknown_spend Unknown = detail::unknown_spend::is_missing>
  void column(const purchase_histories& h, std::span<double> out, const executor_ref& executor = {}) const {
    purchases_(h, out, executor);
    const detail::worth_kernel<Unknown> kernel{spend_.lanes(), margin_};
    const auto spend = Unknown == detail::unknown_spend::is_mean_for_all ? h.frequency : h.monetary_value;
    detail::for_blocks(h.size(), executor, [&](std::size_t first, std::size_t last) {
      double* const to = &out[first];
      simd::map_rows<3, 1>(kernel, {to, &h.frequency[first], &spend[first]}, {to}, last - first);
    });
  }

  /// The sum over all rows, each as many times as its weight says. \throws as above
  customer_equity equity(const purchase_histories& h, const executor_ref& executor = {}) const {
    check(h, executor);
    struct part {
      double value = 0;
      std::size_t customers = 0, unknown = 0;
      part& operator+=(const part& other) {
        value += other.value;
        customers += other.customers;
        unknown += other.unknown;
        return *this;
      }
    };
    const part all = block_sum<part>(h.size(), executor, [&](std::size_t first, std::size_t last) {
      part sum;
      std::array<double, block_rows> value;
      column(h.rows(first, last - first), {value.data(), last - first});
      for (std::size_t i = first; i < last; ++i) {
        const double v = value[i - first];
        if (is_missing(v)) {
          ++sum.unknown;
        } else {
          sum.value += h.weight.empty() ? v : h.weight[i] * v;
          ++sum.customers;
        }
      }
      return sum;
    });
    return {all.value, all.customers, all.unknown};
  }

  /// Discounted expected purchases of one customer: the value without money.
  double purchases(const purchase_history& h) const noexcept { return purchases_(h); }

  const score_table& table() const noexcept { return purchases_.table(); }

 private:
  static const lifetime_value_options& valid(const lifetime_value_options& o) {
    o.validate("lifetime_value");
    return o;
  }
  void check(const purchase_histories& h, const executor_ref& executor) const {
    check_same_unit("lifetime_value", h.unit, unit_);
    check_histories("lifetime_value", h, missing_rows::allowed, executor);
    check_spend("lifetime_value", h, missing_rows::allowed, executor);
  }

  time_unit unit_;
  double margin_;
  gamma_gamma spend_;
  forecast<M, discounted_purchases_of> purchases_;
};
template<class M>
value_forecast(const fitted<M>&, const fitted<gamma_gamma>&, const lifetime_value_options&) -> value_forecast<M>;
template<class M> value_forecast(const fitted<M>&, const fitted<gamma_gamma>&) -> value_forecast<M>;

/// Lifetime value of every row, for one call; build a value_forecast to ask more often. \throws as value_forecast
template<purchase_model M>
void lifetime_value(const fitted<M>& visits, const fitted<gamma_gamma>& spend, const purchase_histories& h,
                    const lifetime_value_options& options, std::span<double> out, const executor_ref& executor = {}) {
  value_forecast(visits, spend, options)(h, out, executor);
}

}  // namespace walaa::inline WALAA_ABI
