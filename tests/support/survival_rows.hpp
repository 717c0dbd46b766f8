// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Two data sets of curves and survival metrics. The 686 patients of the second trial of the German Breast Cancer Study Group
    (gbsg2 of the PyPI package lifelines, MIT): days, event, and the group of the Nottingham index below 3.4, to 5.4, above. And
    IBM's 7,043 telco customers (R's modeldata, MIT) counted by tenure, leaving, contract, gender and internet. */

#include "owned_spells.hpp"

#include <cstddef>

namespace walaa::tests {

#include "gbsg2.inc"
#include "telco_contracts.inc"

inline owned_spells gbsg2() {
  owned_spells o{{}, {}};
  for (const auto& r : gbsg2_rows) o.duration.push_back(r[0]), o.event.push_back(r[1]), o.group.push_back(r[2]);
  return o;
}

struct telco_row {
  int tenure, left, contract, female, internet, customers;
};

/// Weighted rows of those of whom keep(row) is true; the group is group(row).
template<class Keep, class Group> owned_spells telco(Keep&& keep, Group&& group) {
  owned_spells o{{}, {}};
  for (const auto& r : telco_contract_rows) {
    const telco_row row{r[0], r[1], r[2], r[3], r[4], r[5]};
    if (!keep(row)) continue;
    o.duration.push_back(row.tenure), o.event.push_back(row.left), o.weight.push_back(row.customers);
    o.group.push_back(static_cast<double>(group(row)));
  }
  return o;
}

}  // namespace walaa::tests
