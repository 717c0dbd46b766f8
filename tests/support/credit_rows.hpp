// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Rows of the published examples of binning and scorecards (tests/data/README.md), and columns made of counts. */

#include <vector>

namespace walaa::tests {

struct two_columns {
  std::vector<double> x, churned;
  /// So many leavers and stayers with this value.
  void add(double value, int leavers, int stayers) {
    x.insert(x.end(), static_cast<std::size_t>(leavers + stayers), value);
    churned.insert(churned.end(), static_cast<std::size_t>(leavers), 1.0);
    churned.insert(churned.end(), static_cast<std::size_t>(stayers), 0.0);
  }
};

/// Mean radius; the event is a benign tumour.
inline two_columns breast_radius() {
  static constexpr double rows[][2] = {
#include "breast_radius.inc"
  };
  two_columns out;
  for (const auto& r : rows) out.x.push_back(r[0]), out.churned.push_back(r[1]);
  return out;
}

struct german_credit_rows {
  std::vector<double> duration, amount, age, account, bad;
};

inline german_credit_rows german_credit() {
  static constexpr double rows[][5] = {
#include "german_credit.inc"
  };
  german_credit_rows out;
  for (const auto& r : rows) {
    out.duration.push_back(r[0]);
    out.amount.push_back(r[1]);
    out.age.push_back(r[2]);
    out.account.push_back(r[3]);
    out.bad.push_back(r[4]);
  }
  return out;
}

}  // namespace walaa::tests
