// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The CDNOW tenth: the 2,357 customers on whom Fader, Hardie & Lee (2005) fitted the BG/NBD, 39 weeks of 1997 and the
    39 weeks after.

    First purchases from 1997-01-01 on, observation to 1997-09-30, holdout to 1998-06-30. Times are weeks with exact day
    fractions, purchases of one day are one and their spends add, monetary_value is the mean over the repeats (0 where there
    is none). The integers were summarised by tests/data/make_cdnow.py, not by the library, and no file is read. */

#include <walaa/value/purchase_model.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace walaa::tests {

namespace detail {

struct cdnow_row {
  int repeats, recency_days, age_days, repeat_cents, holdout;
};

inline constexpr auto cdnow_rows = std::to_array<cdnow_row>({
#include "cdnow_rows.inc"
});

struct cdnow_columns {
  static constexpr std::size_t n = cdnow_rows.size();
  std::array<double, n> frequency{}, recency{}, age{}, monetary_value{}, holdout{};

  cdnow_columns() {
    for (std::size_t i = 0; i < n; ++i) {
      const cdnow_row& c = cdnow_rows[i];
      frequency[i] = c.repeats;
      recency[i] = c.recency_days / 7.0;
      age[i] = c.age_days / 7.0;
      monetary_value[i] = c.repeats > 0 ? c.repeat_cents / (100.0 * c.repeats) : 0.0;
      holdout[i] = c.holdout;
    }
  }
};

inline const cdnow_columns& cdnow() {
  static const cdnow_columns columns;
  return columns;
}

}  // namespace detail

/// The calibration period, one row a customer in order of id: 2,357 rows, 2,457 repeats, at most 29, 946 repeaters.
inline purchase_histories cdnow_tenth() {
  const auto& c = detail::cdnow();
  return {.frequency = c.frequency,
          .recency = c.recency,
          .age = c.age,
          .monetary_value = c.monetary_value,
          .weight = {},
          .unit = time_unit::week};
}

/// Purchase days of the same customers in the 39 weeks after: 1,882 of them.
inline std::span<const double> cdnow_holdout() { return detail::cdnow().holdout; }

/// Columns that own their memory; use it as purchase_histories.
struct owned_histories {
  std::vector<double> frequency, recency, age, monetary_value, weight;
  time_unit unit = time_unit::week;

  void add(const purchase_history& h) {
    frequency.push_back(h.frequency);
    recency.push_back(h.recency);
    age.push_back(h.age);
  }
  operator purchase_histories() const {  // a view, as long as this lives
    return {
        .frequency = frequency, .recency = recency, .age = age, .monetary_value = monetary_value, .weight = weight, .unit = unit};
  }
};

/// n customers with one and the same history.
inline owned_histories repeated(const purchase_history& h, std::size_t n, time_unit unit = time_unit::week) {
  owned_histories all;
  all.unit = unit;
  for (std::size_t i = 0; i < n; ++i) all.add(h);
  return all;
}

/// The whole table n times, one copy after the other.
inline owned_histories repeated(const purchase_histories& h, std::size_t n) {
  owned_histories all;
  all.unit = h.unit;
  for (std::size_t copy = 0; copy < n; ++copy) {
    all.frequency.insert(all.frequency.end(), h.frequency.begin(), h.frequency.end());
    all.recency.insert(all.recency.end(), h.recency.begin(), h.recency.end());
    all.age.insert(all.age.end(), h.age.begin(), h.age.end());
    all.monetary_value.insert(all.monetary_value.end(), h.monetary_value.begin(), h.monetary_value.end());
    all.weight.insert(all.weight.end(), h.weight.begin(), h.weight.end());
  }
  return all;
}

}  // namespace walaa::tests
