// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The door of every purchase model: are these columns frequency, recency and T of one unit of time, row by row?

    Throws invalid_input for the first row that is not, naming the classic mix-ups ("days since last purchase" instead of the
    age at it, the first purchase counted as a repeat). Inside nothing is checked again. A recency above T by rounding alone,
    up to 1e-9 T, is let through and counted; it is taken as T. */

#include <walaa/core/check.hpp>
#include <walaa/core/executor.hpp>  // for block_rows, executor_ref
#include <walaa/math/simd/any_row.hpp>
#include <walaa/value/purchase_model.hpp>

#include <algorithm>  // for min
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// What NaN means at the door: a mistake where columns are fitted, no evidence where they are scored.
enum class missing_rows : bool { refused, allowed };

namespace detail {

inline constexpr double recency_rounding = 1e-9;  // of T: what conversions between units may add
inline constexpr double most_purchases = 1e9;

/// Everything about a row that may be fitted; false for NaN.
inline bool is_history(double x, double recency, double age) noexcept {
  const bool counts = (x >= 0) & (x <= most_purchases);
  const bool whole = x == static_cast<double>(static_cast<std::int64_t>(counts ? x : 0.0));
  const bool none = (x == 0) & (recency == 0) & (age >= 0);
  const bool some = (x > 0) & (recency > 0) & (recency <= age + recency_rounding * age);
  return counts & whole & (none | some) & is_finite(age);
}

/// What is_history does not accept with recency <= age: in good data no row, so that blocks of rows are asked at once.
struct unusual_history {
  template<int N> WALAA_INLINE simd::lane_mask<N> operator()(const std::array<simd::lanes<N>, 3>& in) const noexcept {
    const auto &x = in[0], &recency = in[1], &age = in[2];
    const auto counts = (x >= 0.0) & (x <= most_purchases) & (to_numbers(to_integers(x)) == x);
    const auto times = (recency >= 0.0) & (recency <= age) & is_finite(x + recency + age);
    const auto unusual = (x == 0.0) != (recency == 0.0);
    return unusual | !(counts & times);
  }
};

/// Which rule the row breaks; does not return.
[[noreturn]] inline void refuse_history(std::string_view where, const purchase_histories& h, std::size_t i) {
  const double x = h.frequency[i], recency = h.recency[i], age = h.age[i];
  const auto at = [i](std::string_view name) { return std::string(name) + "[" + std::to_string(i) + "]"; };
  if (!is_finite(x)) refuse(error_code::not_finite, where, "frequency", i, x, "is not a finite number");
  if (!is_finite(recency)) refuse(error_code::not_finite, where, "recency", i, recency, "is not a finite number");
  if (!is_finite(age)) refuse(error_code::not_finite, where, "T", i, age, "is not a finite number");
  if (x < 0)
    refuse(error_code::negative, where, "frequency", i, x, "is negative; frequency counts the purchases after the first");
  if (recency < 0)
    refuse(error_code::negative, where, "recency", i, recency, "is negative; recency is the age at the last purchase");
  if (age < 0) refuse(error_code::negative, where, "T", i, age, "is negative; T is the age at the end of observation");
  if (x != std::floor(x))
    refuse(error_code::not_an_integer, where, "frequency", i, x,
           "is not a whole number; frequency counts the purchases after the first");
  if (x > most_purchases) refuse(error_code::out_of_range, where, "frequency", i, x, "is more than 1e+09 purchases");
  if (x == 0)
    refuse(error_code::recency_without_repeat, where, "recency", i, recency,
           "but " + at("frequency") +
               " = 0; recency is the age at the last purchase, 0 without a repeat - was \"days since last purchase\" passed?");
  if (age == 0)
    refuse(error_code::repeat_without_exposure, where, "T", i, age,
           "but " + at("frequency") + " = " + number_text(x) + "; a repeat purchase needs time after the first");
  if (recency == 0)
    refuse(error_code::repeat_without_recency, where, "recency", i, recency,
           "but " + at("frequency") + " = " + number_text(x) +
               "; a repeat comes after the first purchase - does frequency count the first one?");
  refuse(error_code::recency_exceeds_age, where, "recency", i, recency,
         "exceeds " + at("T") + " = " + number_text(age) +
             "; recency is the age at the last purchase - was \"days since last purchase\" passed?");
}

/// Whether found(first, last) of some block of rows.
template<class Found> bool in_some_block(std::size_t rows, const executor_ref& executor, const Found& found) {
  std::atomic<bool> some = false;
  executor.parallel_for((rows + block_rows - 1) / block_rows, [&](std::size_t block) {
    if (found(block * block_rows, (std::min)(rows, (block + 1) * block_rows))) some.store(true, std::memory_order_relaxed);
  });
  return some.load(std::memory_order_relaxed);
}

}  // namespace detail

/** Checks lengths and rows; weights too where there are any. An executor helps where all is well; the first bad row is looked
    for by one thread.
    \throws invalid_input
    \returns how many rows have a recency above T by rounding */
inline std::size_t check_histories(std::string_view where, const purchase_histories& h,
                                   missing_rows missing_values = missing_rows::refused, const executor_ref& executor = {}) {
  const std::size_t n = h.frequency.size();
  check_same_length(where, "frequency", n, "recency", h.recency.size());
  check_same_length(where, "frequency", n, "T", h.age.size());
  if (!h.weight.empty()) {
    check_same_length(where, "frequency", n, "weight", h.weight.size());
    check_nonnegative(where, "weight", h.weight);
  }
  const auto unusual = [&](std::size_t first, std::size_t last) {
    return simd::any_row<3>(detail::unusual_history{}, {&h.frequency[first], &h.recency[first], &h.age[first]}, last - first);
  };
  if (!executor.serial() && !detail::in_some_block(n, executor, unusual)) return 0;
  std::size_t clamped = 0;
  for (std::size_t first = 0; first < n; first += block_rows) {
    const std::size_t last = (std::min)(n, first + block_rows);
    if (!unusual(first, last)) continue;
    for (std::size_t i = first; i < last; ++i) {
      const double x = h.frequency[i], recency = h.recency[i], age = h.age[i];
      if (detail::is_history(x, recency, age)) {
        clamped += recency > age ? 1u : 0u;
        continue;
      }
      if (missing_values == missing_rows::allowed && (is_missing(x) || is_missing(recency) || is_missing(age))) continue;
      detail::refuse_history(where, h, i);
    }
  }
  return clamped;
}

/** What a fit needs beyond that: rows, and time in which somebody could have come back.
    \throws invalid_input
    \returns how many rows have a recency above T by rounding */
inline std::size_t check_histories_to_fit(std::string_view where, const purchase_histories& h) {
  check_not_empty(where, "frequency", h.size());
  const std::size_t clamped = check_histories(where, h);
  bool weighs = h.weight.empty(), exposed = false;
  for (const double w : h.weight) weighs = weighs || w > 0;
  if (!weighs) throw invalid_input(error_code::not_positive, std::string(where) + ": weight is 0 in every row", "weight");
  for (std::size_t i = 0; i < h.size() && !exposed; ++i) exposed = h.age[i] > 0 && (h.weight.empty() || h.weight[i] > 0);
  if (!exposed)
    throw invalid_input(error_code::no_exposure,
                        std::string(where) + ": T is 0 in every row; nobody was observed after the first purchase", "T");
  return clamped;
}

/// One customer at the door of a prediction; a row number is not named.
inline void check_history(std::string_view where, const purchase_history& h) {
  check_histories(where, {.frequency = {&h.frequency, 1}, .recency = {&h.recency, 1}, .age = {&h.age, 1}});
}

/** ln L of every customer by a likelihood made ready for the largest count; missing where a history is.
    \throws invalid_input */
template<class Likelihood, class Model>
void log_likelihoods(std::string_view where, const Model& m, const purchase_histories& h, std::span<double> out) {
  check_histories(where, h, missing_rows::allowed);
  check_same_length(where, "frequency", h.size(), "out", out.size());
  double most = 0;
  for (const double x : h.frequency) most = x > most ? x : most;  // NaN is no larger
  const Likelihood of(m, most);
  for (std::size_t i = 0; i < h.size(); ++i) {
    const purchase_history row = h[i];
    out[i] = is_missing(row.frequency + row.recency + row.age) ? missing : of.value(row);
  }
}

}  // namespace walaa::inline WALAA_ABI
