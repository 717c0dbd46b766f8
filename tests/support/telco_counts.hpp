// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The telco customers of IBM's sample (7,043, in R's package modeldata, MIT), counted: all that models of tenure without
    covariates read, and nine yes/no columns of those who pay by the month and have internet. See tests/data/README.md. */

#include <walaa/regression/covariates.hpp>
#include <walaa/survival/spell.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace walaa::tests {

struct telco_count {
  int tenure, left, stayed;
};
struct telco_pattern {
  int tenure, left, bits, customers;
};

#include "telco_counts.inc"

/// Spells that own their columns.
struct telco_spells {
  std::vector<double> duration, event, weight;
  std::array<std::vector<double>, 9> yes{};

  spells rows() const { return {.duration = duration, .event = event, .entry = {}, .weight = weight, .unit = time_unit::month}; }
  covariates columns() const {
    return {{"Partner", yes[0]},        {"MultipleLines", yes[1]}, {"DSL", yes[2]},
            {"OnlineSecurity", yes[3]}, {"OnlineBackup", yes[4]},  {"DeviceProtection", yes[5]},
            {"TechSupport", yes[6]},    {"bank transfer", yes[7]}, {"credit card", yes[8]}};
  }
};

inline telco_spells telco_rows(std::span<const telco_count> counts) {
  telco_spells s;
  for (const telco_count& c : counts)
    for (const int left : {1, 0}) {
      const int n = left == 1 ? c.left : c.stayed;
      if (n == 0) continue;
      s.duration.push_back(c.tenure);
      s.event.push_back(left);
      s.weight.push_back(n);
    }
  return s;
}

/// Month to month and with internet: 3,351 customers, 1,556 left.
inline telco_spells telco_subset_rows() {
  telco_spells s;
  for (const telco_pattern& p : telco_subset) {
    s.duration.push_back(p.tenure);
    s.event.push_back(p.left);
    s.weight.push_back(p.customers);
    for (std::size_t j = 0; j < 9; ++j) s.yes[j].push_back(p.bits >> j & 1);
  }
  return s;
}

}  // namespace walaa::tests
