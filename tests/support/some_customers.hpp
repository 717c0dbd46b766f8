// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A small table with every column that the built-in strategies read: customers of the CDNOW tenth, every fourth, then rows
    with something missing. Columns that CDNOW does not have are filled by arithmetic on the row number. */

#include <walaa/data/customers.hpp>

#include "cdnow.hpp"

#include <cstdint>
#include <vector>

namespace walaa::tests {

/// Rows of some_customers() by what is missing, counted from the end of the ordinary ones.
enum special_row : std::size_t {
  roster_only = 0,
  no_recency,
  no_spend,
  nothing_kept_known,
  left_already,
  bought_today,
  specials
};

inline constexpr std::size_t ordinary_customers = 120;

inline std::size_t row_of(special_row which) { return ordinary_customers + which; }

/// The CDNOW tenth as a table of weeks.
inline customers cdnow_table() {
  const purchase_histories h = cdnow_tenth();
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < h.size(); ++i) keys.push_back(static_cast<std::int64_t>(i + 1));
  customers c(keys, parse_date("1997-09-30"), time_unit::week);
  std::vector<double> spend(h.monetary_value.begin(), h.monetary_value.end());
  for (double& m : spend)
    if (m == 0) m = missing;
  c.with("frequency", h.frequency).with("recency", h.recency).with("T", h.age).with("monetary_value", spend);
  return c;
}

inline customers some_customers() {
  constexpr std::size_t n = ordinary_customers + specials;
  const purchase_histories h = cdnow_tenth();
  std::vector<std::int64_t> keys;
  std::vector<double> x, last, age, spend, kept, broken, tenure, left;
  for (std::size_t i = 0; i < n; ++i) {
    keys.push_back(static_cast<std::int64_t>(1000 + i));
    const std::size_t j = 4 * i;
    x.push_back(h.frequency[j]);
    last.push_back(h.recency[j]);
    age.push_back(h.age[j]);
    spend.push_back(h.frequency[j] > 0 ? h.monetary_value[j] : missing);
    kept.push_back(static_cast<double>(i % 7));
    broken.push_back(static_cast<double>(i % 3));
    tenure.push_back(static_cast<double>(i % 30));
    left.push_back(0);
  }
  const auto blank = [&](special_row r, auto&... columns) { ((columns[ordinary_customers + r] = missing), ...); };
  blank(roster_only, x, last, age, spend, kept, broken, tenure, left);
  x[row_of(no_recency)] = 3;
  blank(no_recency, last);
  x[row_of(no_spend)] = 3, last[row_of(no_spend)] = 20, age[row_of(no_spend)] = 30;
  blank(no_spend, spend);
  kept[row_of(nothing_kept_known)] = missing, broken[row_of(nothing_kept_known)] = 2;
  left[row_of(left_already)] = 1;
  x[row_of(bought_today)] = last[row_of(bought_today)] = age[row_of(bought_today)] = 0;
  spend[row_of(bought_today)] = missing;
  tenure[row_of(bought_today)] = 0;
  customers c(keys, parse_date("1997-09-30"), time_unit::week);
  c.with("frequency", x).with("recency", last).with("T", age).with("monetary_value", spend);
  c.with("promises_kept", kept).with("promises_broken", broken).with("tenure", tenure).with("left", left);
  return c;
}

}  // namespace walaa::tests
