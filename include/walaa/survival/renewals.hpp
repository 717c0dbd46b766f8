// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Contracts that come up for renewal once a period, counted by period: what the sBG and the BdW are fitted to.

    A customer who was asked to renew t times and left at the last of them counts in `left` of the period t; one who has
    renewed t times and is still there in `kept`; one who came under observation after t renewals in `late`. Nothing else
    about a customer matters to these models, so a million rows become a line a period, and a cohort table is the same thing:

        renewals::of(spells)                          // one row a customer, duration in whole periods
        renewals::of_cohort(survivors)                // 1000 631 468 382 326: customers at the start, after 1, 2, ... renewals
        renewals::of_cohorts(tables)                  // several cohorts, each observed as long as it is old

    Not for contracts that end at any time: round nothing to whole periods, use the models of continuous time. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/survival/spell.hpp>

#include <algorithm>  // for sort
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

class renewals {
 public:
  /// Customers (sums of weights) of one number of renewals; see the file's comment.
  struct period {
    double renewal = 0, left = 0, kept = 0, late = 0;
    friend bool operator==(const period&, const period&) = default;
  };

  renewals() = default;  ///< nobody

  /** One row a customer. duration: periods until he was last seen, a whole number; event 1: he left at that renewal.
      \throws invalid_input for bad spells, for durations or entries that are no whole numbers, for one who left at 0 */
  static renewals of(const spells& s) {
    constexpr const char* where = "renewals::of";
    check_spells(where, s);
    check_nonnegative_integer(where, "duration", s.duration);
    check_nonnegative_integer(where, "entry", s.entry);
    std::vector<period> rows;
    rows.reserve(2 * s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
      const double w = s.weight.empty() ? 1 : s.weight[i];
      if (s.event[i] == 1 && s.duration[i] == 0)
        detail::refuse(error_code::not_positive, where, "duration", i, s.duration[i],
                       "although the customer left; the first renewal is period 1");
      rows.push_back({s.duration[i], s.event[i] == 1 ? w : 0, s.event[i] == 1 ? 0 : w, 0});
      if (!s.entry.empty() && s.entry[i] > 0) rows.push_back({s.entry[i], 0, 0, w});
    }
    renewals r(std::move(rows));
    r.unit_ = s.unit;
    return r;
  }

  /** A cohort: survivors[t] customers have renewed t times. Counts or shares of them as they are: only errors notice.
      \throws invalid_input for a table that rises, starts with nobody, or has fewer than two renewals */
  static renewals of_cohort(std::span<const double> survivors) {
    renewals r(rows_of("renewals::of_cohort", "survivors", survivors));
    check_periods("renewals::of_cohort", r);
    return r;
  }

  /// Cohorts that came in different years; each may be short. \throws as of_cohort, naming the cohort
  static renewals of_cohorts(std::span<const std::vector<double>> tables) {
    constexpr const char* where = "renewals::of_cohorts";
    check_not_empty(where, "tables", tables.size());
    std::vector<period> rows;
    for (std::size_t k = 0; k < tables.size(); ++k)
      for (const period& p : rows_of(where, "cohort " + std::to_string(k), tables[k])) rows.push_back(p);
    renewals r(std::move(rows));
    check_periods(where, r);
    return r;
  }

  std::span<const period> periods() const noexcept { return periods_; }  ///< ascending, each once
  double customers() const noexcept { return customers_; }
  double leavers() const noexcept { return leavers_; }
  double asked() const noexcept { return asked_; }  ///< renewals that came up, over all customers
  /// Numbers of the period (2: the second renewal) at which anybody was asked, the last of them.
  double last() const noexcept { return periods_.empty() ? 0 : periods_.back().renewal; }
  time_unit unit() const noexcept { return unit_; }

  friend bool operator==(const renewals&, const renewals&) = default;

 private:
  explicit renewals(std::vector<period> rows) {
    // equal rows are interchangeable, so sums have the same bits in any order of customers
    std::sort(rows.begin(), rows.end(), [](const period& a, const period& b) {
      return std::tie(a.renewal, a.left, a.kept, a.late) < std::tie(b.renewal, b.left, b.kept, b.late);
    });
    for (const period& p : rows) {
      if (periods_.empty() || periods_.back().renewal != p.renewal) periods_.push_back({p.renewal, 0, 0, 0});
      period& sum = periods_.back();
      sum.left += p.left, sum.kept += p.kept, sum.late += p.late;
    }
    for (const period& p : periods_) {
      customers_ += p.left + p.kept;
      leavers_ += p.left;
      asked_ += p.renewal * (p.left + p.kept - p.late);
    }
  }

  static std::vector<period> rows_of(std::string_view where, std::string_view name, std::span<const double> survivors) {
    check_not_empty(where, name, survivors.size());
    check_nonnegative(where, name, survivors);
    if (!(survivors[0] > 0)) detail::refuse(error_code::not_positive, where, name, 0, survivors[0], "is nobody to start with");
    std::vector<period> rows;
    for (std::size_t t = 1; t < survivors.size(); ++t) {
      if (survivors[t] > survivors[t - 1])
        detail::refuse(error_code::out_of_range, where, name, t, survivors[t],
                       "is more than the " + number_text(survivors[t - 1]) + " before; nobody joins a cohort later");
      rows.push_back({static_cast<double>(t), survivors[t - 1] - survivors[t], 0, 0});
    }
    rows.push_back({static_cast<double>(survivors.size() - 1), 0, survivors.back(), 0});
    return rows;
  }

  static void check_periods(std::string_view where, const renewals& r) {
    if (r.last() >= 2) return;
    throw invalid_input(error_code::out_of_range,
                        std::string(where) + ": the table has " + (r.last() == 1 ? "a single renewal" : "no renewal") +
                            "; two are the least that tell how customers differ",
                        "survivors");
  }

  std::vector<period> periods_;
  double customers_ = 0, leavers_ = 0, asked_ = 0;
  time_unit unit_ = time_unit::month;
};

}  // namespace walaa::inline WALAA_ABI
