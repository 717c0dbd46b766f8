// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    RFM: three marks a customer, from 1 to 5, for recency, frequency and money.

    The marks are quantile classes whose cut points are *fitted once* and kept: a customer's marks never depend on who else is
    in the call, and last month's marks and this month's are on one scale.

        R: time since the last purchase (T - recency), the shorter the higher the mark
        F: repeat purchases                            M: what the repeats came to, frequency * monetary_value, 0 without any

    mark = 1 + the number of cut points that the value exceeds; a cut point is the smallest value that k / bins of the customers
    do not exceed. Ties are never split: where six in ten never came back, they all have F = 1 and nobody has 2 or 3.

    Use it to describe a customer base in words that marketing knows. It predicts nothing: for who will buy, or what they are
    worth, ask a purchase model.

    Source: Hughes (1994), Strategic Database Marketing; quantiles: Hyndman & Fan (1996), type 1. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>  // for check_version
#include <walaa/value/check_histories.hpp>
#include <walaa/value/gamma_gamma_problem.hpp>  // for check_spend
#include <walaa/value/purchase_model.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// The marks of one customer, 1 to bins; all missing where one of the columns is.
struct rfm_marks {
  double recency = missing, frequency = missing, money = missing;

  /// 3 4 5 as 345; for up to 9 bins.
  double cell() const noexcept { return 100 * recency + 10 * frequency + money; }
  /// Their plain sum, 3 to 3 * bins.
  double sum() const noexcept { return recency + frequency + money; }
};

struct rfm {
  std::vector<double> silence, frequency, money;  ///< cut points, ascending, bins - 1 each
  time_unit unit = time_unit::day;                ///< of silence
  double customers = 0;                           ///< whom they were fitted on (sum of weights)

  static constexpr std::string_view name = "rfm";

  /** Cut points from these customers; rows with a missing value do not count.
      \throws invalid_input for fewer than 2 or more than 9 bins, a history or a spend that cannot be, no complete row */
  static rfm fit(const purchase_histories& h, std::size_t bins = 5);

  std::size_t bins() const noexcept { return frequency.size() + 1; }

  rfm_marks operator()(const purchase_history& h, double mean_spend) const noexcept {
    const double spent = h.frequency == 0 ? 0 : h.frequency * mean_spend;
    if (is_missing(h.frequency + h.recency + h.age + spent)) return {};
    return {static_cast<double>(bins()) + 1 - mark(silence, silence_of(h.recency, h.age)), mark(frequency, h.frequency),
            mark(money, spent)};
  }

  /** The marks as three columns.
      \throws invalid_input for another unit, lengths that differ, a history or a spend that cannot be */
  void operator()(const purchase_histories& h, std::span<double> r, std::span<double> f, std::span<double> m) const {
    check_same_unit("rfm", h.unit, unit);
    check(h, "rfm");
    check_same_length("rfm", "frequency", h.size(), "recency mark", r.size());
    check_same_length("rfm", "frequency", h.size(), "frequency mark", f.size());
    check_same_length("rfm", "frequency", h.size(), "money mark", m.size());
    for (std::size_t i = 0; i < h.size(); ++i) {
      const rfm_marks marks = (*this)(h[i], h.monetary_value[i]);
      r[i] = marks.recency;
      f[i] = marks.frequency;
      m[i] = marks.money;
    }
  }

  /// \throws invalid_input for cut points that are none
  void validate() const {
    check_within(name, "bins", static_cast<double>(bins()), 2, 9);
    for (const auto& [what, cuts] : {std::pair<std::string_view, const std::vector<double>&>{"silence", silence},
                                     {"frequency", frequency},
                                     {"money", money}}) {
      check_same_length(name, "frequency", frequency.size(), what, cuts.size());
      check_nonnegative(name, what, cuts);
      for (std::size_t i = 1; i < cuts.size(); ++i)
        if (cuts[i] < cuts[i - 1])
          detail::refuse(error_code::out_of_range, name, what, i, cuts[i], "is below the cut point before it");
    }
    check_nonnegative(name, "customers", customers);
  }

  friend bool operator==(const rfm&, const rfm&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<rfm>(file_version);
    ar& boost::make_nvp("silence", silence) & boost::make_nvp("frequency", frequency) & boost::make_nvp("money", money) &
        boost::make_nvp("unit", unit) & boost::make_nvp("customers", customers);
  }

 private:
  static void check(const purchase_histories& h, std::string_view where) {
    check_histories(where, h, missing_rows::allowed);
    check_spend(where, h, missing_rows::allowed);
  }

  static double silence_of(double recency, double age) noexcept { return age > recency ? age - recency : 0; }

  // one more than the cut points that v exceeds
  static double mark(const std::vector<double>& cuts, double v) noexcept {
    return 1 + static_cast<double>(std::lower_bound(cuts.begin(), cuts.end(), v) - cuts.begin());
  }

  static std::vector<double> cut_points(std::vector<std::pair<double, double>>& values, std::size_t bins, double total) {
    std::sort(values.begin(), values.end());
    std::vector<double> cuts;
    double seen = 0;
    for (const auto& [value, weight] : values) {
      seen += weight;
      while (cuts.size() + 1 < bins && seen * static_cast<double>(bins) >= static_cast<double>(cuts.size() + 1) * total)
        cuts.push_back(value);
    }
    return cuts;
  }
};

inline rfm rfm::fit(const purchase_histories& h, std::size_t bins) {
  check_within("rfm::fit", "bins", static_cast<double>(bins), 2, 9);
  check(h, "rfm::fit");
  std::vector<std::pair<double, double>> silences, counts, spends;
  double total = 0;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const double x = h.frequency[i], spent = x == 0 ? 0 : x * h.monetary_value[i], weight = h.weight.empty() ? 1 : h.weight[i];
    if (is_missing(x + h.recency[i] + h.age[i] + spent) || weight == 0) continue;
    silences.emplace_back(silence_of(h.recency[i], h.age[i]), weight);
    counts.emplace_back(x, weight);
    spends.emplace_back(spent, weight);
    total += weight;
  }
  check_not_empty("rfm::fit", "frequency without missing values", counts.size());
  rfm cuts;
  cuts.silence = cut_points(silences, bins, total);
  cuts.frequency = cut_points(counts, bins, total);
  cuts.money = cut_points(spends, bins, total);
  cuts.unit = h.unit;
  cuts.customers = total;
  return cuts;
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::rfm> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
