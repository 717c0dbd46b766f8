// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A fitted purchase model made ready for many customers: P(alive) and what is expected of them, over columns.

        p_alive(visits, purchases(c), out);                                  // a column of the caller's
        const purchase_forecast year(visits, weeks{52});                     // tables are built here, once
        year(purchases(c), out);   year(history);                            // any number of rows: the same bits

    A forecast is P(alive) times what an alive customer does, the latter from a table over the count and ln(alpha + T)
    (value/score_table.hpp) where the history is within 1.5 times the largest frequency and T of the fit, and from the model
    itself elsewhere. Both are functions of the stored model alone; they differ by less than 1e-12. A row costs two logarithms,
    an exponential and a polynomial, several rows at a time, and allocates nothing. NaN in a row gives NaN: no evidence, no number.

    Columns are checked at the door (value/check_histories.hpp) and may be spread over an executor; results do not depend on it. */

#include <walaa/core/check.hpp>
#include <walaa/core/executor.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/math/simd/any_row.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/detail/rows.hpp>
#include <walaa/value/detail/table_rows.hpp>
#include <walaa/value/purchase_model.hpp>
#include <walaa/value/score_table.hpp>

#include <algorithm>  // for min
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {

/// The histories that tables are made for: counts 0 .. counts - 1, ages from 0 to `age`.
struct table_range {
  std::size_t counts = 0;
  double age = 0;

  /// Half as much again as the fit has seen; for parameters that nobody fitted, 40 counts and 50 times alpha.
  template<class M> static table_range of(const fitted<M>& m) {
    const fit_report& seen = m.report();
    if (!(seen.max_age > 0)) return {40, 50 * m.unchecked().alpha};
    return {static_cast<std::size_t>((std::min)(std::ceil(1.5 * seen.max_frequency) + 1, 400.0)), 1.5 * seen.max_age};
  }
};

namespace detail {

template<class M>
void check_rows(std::string_view where, const fitted<M>& m, const purchase_histories& h, std::span<double> out,
                const executor_ref& executor) {
  check_same_unit(where, h.unit, m.unit());
  check_histories(where, h, missing_rows::allowed, executor);
  check_same_length(where, "frequency", h.size(), "out", out.size());
}

inline std::array<const double*, 3> columns_from(const purchase_histories& h, std::size_t first) noexcept {
  return {&h.frequency[first], &h.recency[first], &h.age[first]};
}

}  // namespace detail

/// P(still a customer) of every row: the kernel, without checks, in the model's unit.
template<purchase_model M>
void p_alive(const M& m, const purchase_histories& h, std::span<double> out, const executor_ref& executor = {}) {
  if constexpr (in_lanes<M>) {
    detail::for_blocks(h.size(), executor, [&](std::size_t first, std::size_t last) {
      simd::map_rows<3, 1>(detail::p_alive_kernel{m.lanes()}, detail::columns_from(h, first), {&out[first]}, last - first);
    });
  } else {
    detail::fill_rows(h.size(), out, executor, [&](std::size_t i) { return p_alive(m, h[i]); });
  }
}

/// P(no purchase within t) of every row: the kernel.
template<purchase_model M>
void none_within(const M& m, const purchase_histories& h, double t, std::span<double> out, const executor_ref& executor = {}) {
  if constexpr (in_lanes<M>) {
    detail::for_blocks(h.size(), executor, [&](std::size_t first, std::size_t last) {
      simd::map_rows<3, 1>(detail::none_within_kernel{m.lanes(), t}, detail::columns_from(h, first), {&out[first]}, last - first);
    });
  } else {
    detail::fill_rows(h.size(), out, executor, [&](std::size_t i) { return none_within(m, h[i], t); });
  }
}

/** The same at the door.
    \throws not_usable, invalid_input for another unit, lengths that differ or a history that cannot be */
template<purchase_model M>
void p_alive(const fitted<M>& m, const purchase_histories& h, std::span<double> out, const executor_ref& executor = {}) {
  const M& model = *m;
  detail::check_rows("p_alive", m, h, out, executor);
  p_alive(model, h, out, executor);
}

/** P(alive) times of(alive customer), tabulated. `Of` is a value with a const call operator on the alive model, positive and
    smooth in the customer's age; by prepared(model, range) it may offer a faster f(x, ln(alpha + T)) to tabulate. */
template<purchase_model M, class Of> class forecast {
 public:
  forecast(const M& m, Of of, table_range range) : m_(m), of_(std::move(of)) {
    const double low = std::log(m.alpha), high = std::log(m.alpha + range.age);
    if constexpr (requires { of_.prepared(m, range); }) {
      table_ = score_table(low, high, range.counts, of_.prepared(m, range));
    } else {
      table_ = score_table(low, high, range.counts, [&](double x, double y) {
        return of_(m.given_alive({x, 0, std::exp(y) - m.alpha}));
      });
    }
  }

  const M& model() const noexcept { return m_; }
  const Of& of() const noexcept { return of_; }
  const score_table& table() const noexcept { return table_; }

  /// One customer; the same bits as in a column.
  double operator()(const purchase_history& h) const noexcept {
    double out;
    (*this)({.frequency = {&h.frequency, 1}, .recency = {&h.recency, 1}, .age = {&h.age, 1}}, {&out, 1});
    return out;
  }

  /// A column, without checks.
  void operator()(const purchase_histories& h, std::span<double> out, const executor_ref& executor = {}) const {
    p_alive(m_, h, out, executor);
    detail::for_blocks(h.size(), executor, [&](std::size_t first, std::size_t last) {
      double* const to = &out[first];
      detail::times_table_rows(table_, m_.alpha, &h.frequency[first], &h.age[first], to, last - first);
      if (!simd::any_missing({to, last - first})) return;
      for (std::size_t i = first; i < last; ++i)
        if (is_missing(out[i])) out[i] = beyond_table(h[i]);
    });
  }

 private:
  double beyond_table(const purchase_history& h) const noexcept {
    if (is_missing(h.frequency + h.recency + h.age)) return missing;
    const double then = of_(m_.given_alive(h));
    return then == std::numeric_limits<double>::infinity() ? then : p_alive(m_, h) * then;  // infinitely much, however unlikely
  }

  M m_;
  Of of_;
  score_table table_;
};

/// Expected purchases in (0, t]: what `purchase_forecast` tabulates.
struct purchases_within {
  double t;
  double operator()(const alive_model auto& alive) const noexcept { return alive.expected_purchases(t); }
};

/** Expected purchases within a horizon after the end of observation.
    \throws not_usable; invalid_input for a horizon that is not positive and finite */
template<purchase_model M> class purchase_forecast {
 public:
  purchase_forecast(const fitted<M>& visits, days horizon)
      : unit_(visits.unit()), forecast_(*visits, {checked(horizon, visits.unit())}, table_range::of(visits)) {}

  double operator()(const purchase_history& h) const noexcept { return forecast_(h); }

  /// \throws invalid_input for another unit, lengths that differ or a history that cannot be
  void operator()(const purchase_histories& h, std::span<double> out, const executor_ref& executor = {}) const {
    check_same_unit("expected_purchases", h.unit, unit_);
    check_histories("expected_purchases", h, missing_rows::allowed, executor);
    check_same_length("expected_purchases", "frequency", h.size(), "out", out.size());
    forecast_(h, out, executor);
  }

  const score_table& table() const noexcept { return forecast_.table(); }

 private:
  static double checked(days horizon, time_unit unit) {
    check_positive("expected_purchases", "horizon", horizon.count());
    return in_units(horizon, unit);
  }

  time_unit unit_;
  forecast<M, purchases_within> forecast_;
};
template<class M> purchase_forecast(const fitted<M>&, days) -> purchase_forecast<M>;

/// Expected purchases of every row within a horizon, for one call; build a purchase_forecast to ask more often.
template<purchase_model M>
void expected_purchases(const fitted<M>& visits, const purchase_histories& h, days within, std::span<double> out,
                        const executor_ref& executor = {}) {
  purchase_forecast(visits, within)(h, out, executor);
}

/// P(exactly n purchases within a horizon) of every row. \throws as above
template<purchase_model M>
void probability(const fitted<M>& visits, const purchase_histories& h, int n, days within, std::span<double> out,
                 const executor_ref& executor = {}) {
  const M& m = *visits;
  detail::check_rows("probability", visits, h, out, executor);
  const double t = in_units(within, visits.unit());
  detail::fill_rows(h.size(), out, executor,
                    [&](std::size_t i) { return is_missing(h.frequency[i]) ? missing : probability(m, h[i], n, t); });
}

/// P(still there at t): tabulated for columns.
struct there_after {
  double t;
  double operator()(const alive_model auto& alive) const noexcept { return alive.survival(t); }
};

/// P(still a customer a time later) of every row. \throws as above
template<purchase_model M>
void p_alive(const fitted<M>& visits, const purchase_histories& h, days later, std::span<double> out,
             const executor_ref& executor = {}) {
  const M& m = *visits;
  detail::check_rows("p_alive", visits, h, out, executor);
  check_nonnegative("p_alive", "later", later.count());
  const double t = in_units(later, visits.unit());
  if (t == 0) return p_alive(m, h, out, executor);
  forecast<M, there_after>(m, {t}, table_range::of(visits))(h, out, executor);
}

}  // namespace walaa::inline WALAA_ABI
