// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What all strategies over a purchase model share: the columns they read, the standing of a row, the door, reasons, and the
    standard error of a score by the delta method.

    The standing of a row, by frequency, recency and T: all there, `scored`; all missing (nobody saw this customer buy),
    `prior_only` and the model's new customer, who has just made his first purchase; some missing, `insufficient`.

    The error is that of the score as a function of the estimated parameters: sqrt(g' C g), g by central differences, C the
    covariance of the fit; NaN where the fit has none. It says how well the model is known, not how far a single customer may
    stray from what is expected of him. */

#include <walaa/fit/fitted.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/shapley.hpp>
#include <walaa/scoring/strategy.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/forecast.hpp>  // for odds_by_count
#include <walaa/value/purchase_model.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A row of the purchase columns and what it rests on; the new customer's history where there is none.
struct known_history {
  purchase_history history;
  standing status;
};

inline known_history known_history_of(double frequency, double recency, double age) noexcept {
  const int unknown = is_missing(frequency) + is_missing(recency) + is_missing(age);
  if (unknown == 3) return {{}, standing::prior_only};
  if (unknown > 0) return {{}, standing::insufficient};
  return {{frequency, recency, age}, standing::scored};
}

inline constexpr std::string_view purchase_inputs[] = {"frequency", "recency", "T", "monetary_value"};

/// The door: the columns are there, and no row holds what cannot be.
inline void check_purchase_rows(std::string_view where, customer_view c) {
  for (const std::string_view name : {"frequency", "recency", "T"})
    if (!c.has(name))
      throw invalid_input(error_code::missing_input,
                          std::string(where) + ": the table lacks the column '" + std::string(name) + "'", name);
  check_histories(where, purchases(c), missing_rows::allowed);
}

/// ln of the odds that a customer has left, for many rows of one model: the part by count is tabulated where the model has one.
template<class Model> class row_odds {
 public:
  row_odds(const Model& m, std::size_t) noexcept : m_(m) {}
  double operator()(const purchase_history& h) const noexcept { return m_.log_odds_dead(h); }

 private:
  const Model& m_;
};
template<counts_in_odds Model> class row_odds<Model> {
 public:
  row_odds(const Model& m, std::size_t rows) noexcept : m_(m), by_count_(m, rows) {}
  double operator()(const purchase_history& h) const noexcept {
    const double by_count = by_count_(h.frequency);
    return by_count == -std::numeric_limits<double>::infinity() ? by_count : log_odds_dead(m_, by_count, h);
  }

 private:
  const Model& m_;
  odds_by_count<Model> by_count_;
};

/** Standing, value and error of every row: value(history, odds of the row) and variance(history), the latter only where errors
    are wanted. */
template<class Model, class Value, class Variance>
void score_histories(const Model& m, customer_view c, score_out out, Value&& value, Variance&& variance) {
  const std::span<const double> x = c["frequency"], last = c["recency"], age = c["T"];
  const row_odds<Model> odds(m, x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const known_history k = known_history_of(x[i], last[i], age[i]);
    const bool known = k.status != standing::insufficient;
    out.status[i] = k.status;
    out.value[i] = known ? value(k.history, odds(k.history)) : missing;
    out.error[i] = known && out.errors_wanted ? std::sqrt(variance(k.history)) : missing;
  }
}

/// Variance of f(model) from the covariance of the fit; missing where the fit has none.
template<class Model, class F> double delta_variance(const fitted<Model>& m, F&& f) {
  constexpr std::size_t n = parameter_count<Model>;
  const std::span<const double> covariance = m.covariance();
  if (covariance.size() != n * n) return missing;
  const small_vector<n> at = parameters(m.unchecked());
  small_vector<n> gradient{};
  for (std::size_t i = 0; i < n; ++i) {
    constexpr double step = 1e-5;  // relative: truncation and rounding are both near 1e-10
    small_vector<n> up = at, down = at;
    up[i] *= 1 + step;
    down[i] *= 1 - step;
    gradient[i] = (f(from_parameters<Model>(up)) - f(from_parameters<Model>(down))) / (up[i] - down[i]);
  }
  double variance = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) variance += gradient[i] * covariance[i * n + j] * gradient[j];
  return variance > 0 ? variance : variance == 0 ? 0 : missing;
}

/** Shares what sets this history apart from a new customer's among the number of repeats, the time they span, the silence
    since, and the spend where one is given and there are repeats. f(history, whether with the spend); where it is not finite for
    some mixture of the two, the explanation says that there are no reasons. */
template<class F> void explain_history(const purchase_history& h, F&& f, explanation& e, double spend = missing) {
  const std::size_t players = h.frequency > 0 && !is_missing(spend) ? 4 : 3;
  double worth[16], effects[4];
  const double silence = h.age > h.recency ? h.age - h.recency : 0;
  bool finite = true;
  for (std::size_t set = 0; set < (std::size_t{1} << players); ++set) {
    purchase_history mixed;
    mixed.frequency = set & 1 ? h.frequency : 0;
    mixed.recency = set & 2 ? h.recency : 0;
    mixed.age = (set & 6) == 6 ? h.age : mixed.recency + (set & 4 ? silence : 0);
    worth[set] = f(mixed, (set & 8) != 0);
    finite = finite && is_finite(worth[set]);
  }
  if (!finite) {
    e.base = e.total = e.value;
    e.from = explanation_base::nothing;
    e.explained = false;
    return;
  }
  shapley({worth, std::size_t{1} << players}, {effects, players});
  e.base = worth[0];
  e.total = worth[(std::size_t{1} << players) - 1];
  if (e.status != standing::scored) return;
  e.add(reason::purchase_frequency, "frequency", h.frequency, effects[0]);
  e.add(reason::purchase_span, "recency", h.recency, effects[1]);
  e.add(reason::silence, "T", silence, effects[2]);
  if (players == 4) e.add(reason::average_spend, "monetary_value", spend, effects[3]);
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
