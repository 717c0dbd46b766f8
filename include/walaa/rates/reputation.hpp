// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Beta reputation: how far somebody's word can be trusted, from the promises he kept and broke; recent ones may weigh more.

        after each event     kept <- l kept + [kept],   broken <- l broken + [broken]            0 <= l <= 1, the forgetting
   factor posterior            Beta(a, b),  a = prior_kept + kept,  b = prior_broken + broken expected             a / (a + b);
   variance  a b / ((a + b)^2 (a + b + 1))

    With l = 1 nothing is forgotten and the order does not matter; with l = 0 only the last event counts. Somebody without
    events has the prior, which is flagged by evidence::none. A promise that is not due yet counts neither way.
    Events of one day have no order: what counts is the mean over all orders.

    Source: Josang & Ismail (2002), The beta reputation system, 15th Bled eCommerce Conference. */

#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>
#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/math/beta.hpp>         // for beta_quantile
#include <walaa/rates/proportion.hpp>  // for evidence

#include <boost/core/nvp.hpp>  // for make_nvp

#include <algorithm>  // for sort
#include <cmath>      // for sqrt
#include <cstddef>
#include <numeric>  // for iota
#include <span>
#include <string>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What is known of one partner: promises kept and broken, discounted for their age in events.
struct promise_record {
  double kept = 0, broken = 0;

  friend bool operator==(const promise_record&, const promise_record&) = default;
};

/// A probability of keeping one's word, as a beta distribution.
struct reputation_estimate {
  double a = 1, b = 1;
  evidence found = evidence::none;  ///< none: this is the prior

  double value() const noexcept { return a / (a + b); }
  double variance() const noexcept { return a / (a + b) * (b / (a + b)) / (a + b + 1); }
  double error() const noexcept { return std::sqrt(variance()); }

  struct interval {
    double lo, hi;
  };
  /// Credible interval with equal tails. \throws invalid_input for a level outside (0, 1)
  interval credible(double level = 0.95) const {
    if (!(level > 0 && level < 1))
      detail::refuse(error_code::out_of_range, "reputation_estimate::credible", "level", no_row, level, "is outside (0, 1)");
    // the upper limit from the mirrored distribution: 1 - its lower limit, without losing the tail probability to rounding
    return {beta_quantile(a, b, (1 - level) / 2), 1 - beta_quantile(b, a, (1 - level) / 2)};
  }
};

/// The rule: a plain value that strategies hold.
struct reputation {
  number forgetting{1.0, origin::definition, "nothing is forgotten"};
  number prior_kept{1.0, origin::published, "Josang & Ismail (2002): uniform prior"};
  number prior_broken{1.0, origin::published, "Josang & Ismail (2002): uniform prior"};

  /// The record after one more event.
  promise_record after(const promise_record& before, bool kept) const noexcept {
    const double l = forgetting;
    return {l * before.kept + (kept ? 1.0 : 0.0), l * before.broken + (kept ? 0.0 : 1.0)};
  }

  /** The record after a partner's events, which need no order. outcome: 1 kept, 0 broken, NaN not due yet.
      \throws invalid_input for a bad outcome or an unknown day, with its row, or a bad rule */
  promise_record record(std::span<const date> on, std::span<const double> outcome) const;

  /// \throws invalid_input for a negative or infinite record, or a bad rule
  reputation_estimate estimate(const promise_record& r) const {
    validate("reputation::estimate");
    check_nonnegative("reputation::estimate", "kept", r.kept);
    check_nonnegative("reputation::estimate", "broken", r.broken);
    return estimate_checked(r);
  }

  /** Columns of counts (a table's promises_kept and promises_broken): expected value and standard error of each row; missing
      where a count is. error may be left empty. Allocates nothing; a row gets the bits that it gets alone.
      \throws invalid_input for a negative or infinite count, with its row, before anything is written */
  void estimate(std::span<const double> kept, std::span<const double> broken, std::span<double> value,
                std::span<double> error) const;

  /// \throws load_error when the rule's numbers are out of range
  void validate() const {
    try {
      validate("reputation");
    } catch (const invalid_input& e) {
      throw load_error(error_code::bad_value, e.what());
    }
  }

  friend bool operator==(const reputation& x, const reputation& y) {
    return x.forgetting.same_as(y.forgetting) && x.prior_kept.same_as(y.prior_kept) && x.prior_broken.same_as(y.prior_broken);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<reputation>(file_version);
    ar& boost::make_nvp("forgetting", forgetting) & boost::make_nvp("prior_kept", prior_kept) &
        boost::make_nvp("prior_broken", prior_broken);
  }

 private:
  void validate(const char* where) const {
    check_within(where, "forgetting", forgetting.value, 0, 1);
    check_positive(where, "prior_kept", prior_kept.value);
    check_positive(where, "prior_broken", prior_broken.value);
  }
  reputation_estimate estimate_checked(const promise_record& r) const noexcept {
    return {prior_kept + r.kept, prior_broken + r.broken, r.kept + r.broken > 0 ? evidence::some : evidence::none};
  }
};

/** What became of a promise, seen from as_of: 1 kept (done by its due day, or done and never due), 0 broken (done later, or
    past due and not done), NaN while it may still be kept. What happened after as_of is not known. no_date: not done, not due. */
inline double promise_outcome(date due, date resolved, date as_of) noexcept {
  const bool done = resolved != no_date && resolved <= as_of;
  const date fate = done ? resolved : as_of;
  if (due != no_date && fate > due) return 0;
  return done ? 1.0 : missing;
}

inline promise_record reputation::record(std::span<const date> on, std::span<const double> outcome) const {
  constexpr const char* where = "reputation::record";
  validate(where);
  check_same_length(where, "on", on.size(), "outcome", outcome.size());
  for (std::size_t i = 0; i < on.size(); ++i) {
    if (is_missing(outcome[i])) continue;
    if (!(outcome[i] == 0 || outcome[i] == 1))
      detail::refuse(error_code::out_of_range, where, "outcome", i, outcome[i], "is neither 0 (broken) nor 1 (kept)");
    if (on[i] == no_date)
      throw invalid_input(error_code::bad_date, std::string(where) + ": on[" + std::to_string(i) + "] is no date", "on", i);
  }
  std::vector<std::size_t> order(on.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return on[a] < on[b]; });

  const double l = forgetting;
  promise_record r;
  for (std::size_t i = 0; i < order.size();) {
    const date day = on[order[i]];
    double kept = 0, broken = 0, remembered = 1, sum = 0;  // l^m and 1 + l + ... + l^(m-1) for the m events of the day
    for (; i < order.size() && on[order[i]] == day; ++i) {
      if (is_missing(outcome[order[i]])) continue;
      (outcome[order[i]] == 1 ? kept : broken) += 1;
      sum += remembered;
      remembered *= l;
    }
    if (kept + broken == 0) continue;
    const double each = sum / (kept + broken);  // an event stands at each place of the day equally often
    r = {remembered * r.kept + each * kept, remembered * r.broken + each * broken};
  }
  return r;
}

inline void reputation::estimate(std::span<const double> kept, std::span<const double> broken, std::span<double> value,
                                 std::span<double> error) const {
  constexpr const char* where = "reputation::estimate";
  validate(where);
  check_same_length(where, "kept", kept.size(), "broken", broken.size());
  check_same_length(where, "kept", kept.size(), "value", value.size());
  if (!error.empty()) check_same_length(where, "kept", kept.size(), "error", error.size());
  const auto check = [&](const char* name, std::span<const double> column) {
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (column[i] < 0) detail::refuse(error_code::negative, where, name, i, column[i], "is negative");
      if (!is_finite(column[i]) && !is_missing(column[i]))
        detail::refuse(error_code::not_finite, where, name, i, column[i], "is not a finite number");
    }
  };
  check("kept", kept);
  check("broken", broken);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const bool unknown = is_missing(kept[i]) || is_missing(broken[i]);
    const reputation_estimate e = estimate_checked({kept[i], broken[i]});
    value[i] = unknown ? missing : e.value();
    if (!error.empty()) error[i] = unknown ? missing : e.error();
  }
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::reputation> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
