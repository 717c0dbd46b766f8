// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What the summary step did to the logs, counted: nothing is merged, dropped or left out in silence. */

#include <walaa/core/config.hpp>

#include <cstddef>
#include <string>

namespace walaa::inline WALAA_ABI {

struct join_report {
  std::size_t customers = 0;            ///< rows of the table
  std::size_t purchases = 0;            ///< purchase rows used
  std::size_t merged_periods = 0;       ///< purchase rows that fell into a period with an earlier one of the same customer
  std::size_t refunds = 0;              ///< refund rows applied
  std::size_t unmatched_refunds = 0;    ///< refund rows whose purchase is in no log; left out
  std::size_t cancelled_purchases = 0;  ///< purchases (periods) that refunds took back wholly
  std::size_t duplicates = 0;           ///< rows with an event id seen before, equal in all else; one counts
  std::size_t after_as_of = 0;          ///< rows of any log later than the as-of date; left out
  std::size_t answered = 0;             ///< customers with at least one answer that counts
  std::size_t expired_answers = 0;      ///< answers older than answers_count_for; left out
  std::size_t same_day_answers = 0;     ///< further answers to one item on one day; the lowest counts
  std::size_t answers_of_strangers = 0, service_of_strangers = 0;  ///< rows of customers not in the table
  std::size_t without_purchase = 0;                                ///< customers of the table without a purchase
  std::size_t repaired = 0;                                        ///< rows mended under policy::repair

  friend bool operator==(const join_report&, const join_report&) = default;

  /// One line of what is not zero: "2,357 customers; 6,919 purchases; 223 merged into a period; ..."
  std::string text() const;
};

inline std::string join_report::text() const {
  std::string out;
  const auto add = [&](std::size_t n, const char* what, bool always = false) {
    if (n == 0 && !always) return;
    std::string digits = std::to_string(n);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    out += (out.empty() ? "" : "; ") + digits + " " + what;
  };
  add(customers, "customers", true);
  add(purchases, "purchases");
  add(merged_periods, "merged into a period");
  add(refunds, "refunds");
  add(unmatched_refunds, "refunds without a purchase left out");
  add(cancelled_purchases, "purchases cancelled");
  add(duplicates, "duplicates dropped");
  add(after_as_of, "rows after as_of left out");
  add(answered, "answered");
  add(expired_answers, "answers too old");
  add(same_day_answers, "answers on a day with another");
  add(answers_of_strangers, "answers of strangers");
  add(service_of_strangers, "service cases of strangers");
  add(without_purchase, "without a purchase");
  add(repaired, "rows repaired");
  return out;
}

}  // namespace walaa::inline WALAA_ABI
