// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a summary is told: the day it is of, the unit of its times, the rules for periods, answers and bad rows.

    Under policy::repair bad rows are mended by these rules and counted as `repaired`: of two different purchases with one id the
    earlier counts, then the smaller; amounts between two units are rounded to the nearest; answers off their scale are missing;
    a contract, reply, resolution or due day before its start is dropped (a contract wholly). */

#include <walaa/core/executor.hpp>
#include <walaa/core/policy.hpp>
#include <walaa/core/progress.hpp>
#include <walaa/core/time.hpp>
#include <walaa/data/period.hpp>

#include <cstdint>

namespace walaa::inline WALAA_ABI {

/// What becomes of rows that match nobody: counted in the report and left out, or refused.
enum class unmatched : std::uint8_t { count, error };

struct summary {
  date as_of = no_date;                          ///< the end of observation: what is later is left out; required
  time_unit unit = time_unit::day;               ///< of recency, T and tenure
  period_rule period = period_rule::day;         ///< purchases of one period are one
  days answers_count_for = years{1};             ///< an answer of this age or older no longer counts
  double amount_unit = 0.01;                     ///< amounts are whole multiples of it
  unmatched strangers = unmatched::count;        ///< answers and cases of people who are no customers
  unmatched unknown_refunds = unmatched::count;  ///< refunds of purchases that no row knows
  policy bad_rows = policy::strict;
  executor_ref executor{};       ///< serial unless given; the same bits either way
  progress_callback progress{};  ///< told as the logs are worked through; false throws walaa::cancelled
};

}  // namespace walaa::inline WALAA_ABI
