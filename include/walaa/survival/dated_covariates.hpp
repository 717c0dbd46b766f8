// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Covariates with the day on which each value was known, so that no model learns from the future.

    A spell's covariates are those known when it begins. A value recorded later, such as complaints counted up to the day of leaving, is an
    outcome in disguise: the fit looks splendid and predicts nothing. Here every value comes with its day, and a value dated after the start
    of its spell is refused with row and both dates. To use a value that changed on the way, cut the spell there: (0, 90], (90, 200].

        const dated_covariates known{{"visits", visits, counted_on}, {"age", age, asked_on}};
        cox_model::fit({.time = s, .x = known.at_start(began)}); */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/survival/spell.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A column and the day on which each of its values was known. Owns none of them.
struct dated_covariate {
  std::string_view name;
  std::span<const double> values;
  std::span<const date> known_on;
};

/// The day on which each spell begins: that of the customer's birth, and his age at entry.
inline std::vector<date> spell_starts(std::span<const date> born_on, const spells& s) {
  check_same_length("spell_starts", "duration", s.size(), "born_on", born_on.size());
  if (!s.entry.empty()) check_same_length("spell_starts", "duration", s.size(), "entry", s.entry.size());
  check_nonnegative("spell_starts", "entry", s.entry);
  std::vector<date> starts(born_on.begin(), born_on.end());
  for (std::size_t i = 0; i < s.entry.size(); ++i)  // an age within rounding of a whole day is that day; else the day has begun
    if (starts[i] != no_date)
      starts[i] += date::duration{static_cast<std::int64_t>(std::floor(s.entry[i] * days_in(s.unit) * (1 + 1e-12)))};
  return starts;
}

class dated_covariates {
 public:
  dated_covariates() = default;
  /// \throws invalid_input for unequal lengths, an empty name, a name given twice
  dated_covariates(std::initializer_list<dated_covariate> columns) {
    std::vector<covariate> plain;
    for (const dated_covariate& c : columns) {
      check_same_length("dated_covariates", c.name, c.values.size(), std::string(c.name) + " known_on", c.known_on.size());
      plain.push_back({c.name, c.values});
      known_on_.push_back(c.known_on);
    }
    columns_ = covariates(plain);
  }

  std::size_t rows() const noexcept { return columns_.rows(); }

  /** The columns, when every value was known on the day its spell began, or before.
      \throws invalid_input naming the column, the row and both dates; a day that is not known is refused too */
  covariates at_start(std::span<const date> began) const {
    constexpr std::string_view where = "dated_covariates";
    if (columns_.columns() > 0) check_same_length(where, "began", began.size(), columns_.name(0), rows());
    for (std::size_t j = 0; j < columns_.columns(); ++j)
      for (std::size_t i = 0; i < began.size(); ++i) {
        const date known = known_on_[j][i];
        if (began[i] != no_date && known != no_date && known <= began[i]) continue;
        const bool both = began[i] != no_date && known != no_date;
        throw invalid_input(error_code::bad_date,
                            std::string(where) + ": " + columns_.name(j) + "[" + std::to_string(i) + "] was known on " +
                                date_text(known) + ", its spell begins on " + date_text(began[i]) +
                                (both ? "; a model may not see what came later: cut the spell there, or take the earlier value"
                                      : "; both days must be known"),
                            columns_.name(j), i, columns_[j][i]);
      }
    return columns_;
  }

 private:
  covariates columns_;
  std::vector<std::span<const date>> known_on_;
};

}  // namespace walaa::inline WALAA_ABI
