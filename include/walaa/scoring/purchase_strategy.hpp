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
#include <walaa/math/simd/any_row.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/shapley.hpp>
#include <walaa/scoring/strategy.hpp>
#include <walaa/value/check_histories.hpp>
#include <walaa/value/forecast.hpp>
#include <walaa/value/purchase_model.hpp>

#include <algorithm>  // for fill_n
#include <array>
#include <cmath>
#include <cstddef>
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

/// A row that is not all there.
struct is_partly_known {
  template<int N> WALAA_INLINE simd::lane_mask<N> operator()(const std::array<simd::lanes<N>, 3>& in) const noexcept {
    return is_missing(in[0]) | is_missing(in[1]) | is_missing(in[2]);
  }
};

/** Standing, value and error of every row: column(histories, values), which gives NaN for rows that are not all there;
    newcomer(), the value of somebody never seen; error(history, row), only where errors are wanted. */
template<class Column, class Newcomer, class Error>
void score_histories(customer_view c, score_out out, Column&& column, Newcomer&& newcomer, Error&& error) {
  const purchase_histories h = purchases(c);
  const std::size_t n = h.size();
  if (n == 0) return;
  column(h, out.value);
  if (simd::any_row<3>(is_partly_known{}, {h.frequency.data(), h.recency.data(), h.age.data()}, n)) {
    const double unseen = newcomer();
    for (std::size_t i = 0; i < n; ++i) {
      out.status[i] = known_history_of(h.frequency[i], h.recency[i], h.age[i]).status;
      if (out.status[i] != standing::scored) out.value[i] = out.status[i] == standing::prior_only ? unseen : missing;
    }
  } else {
    std::fill_n(out.status.begin(), n, standing::scored);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const bool wanted = out.errors_wanted && out.status[i] != standing::insufficient;
    out.error[i] = wanted ? error(out.status[i] == standing::scored ? h[i] : purchase_history{}, i) : missing;
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
