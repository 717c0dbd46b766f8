// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How far a binned column parts leavers from stayers, by the measures in use, p_b and q_b being the bins' shares of each:

        IV = sum (p - q) ln(p / q),   Jensen-Shannon = entropy of the mean - mean of the entropies,   Hellinger = sum (√p - √q)^2 / 2,
        triangular = sum (p - q)^2 / (p + q),   KS = largest |P - Q| from the safest bin on,   Gini = 2 AUC - 1 of the bins by risk,
        HHI = sum of the bins' squared shares of customers,   Cramer's V = sqrt(chi-square / n)

    Empty bins count for nothing, but among the bins that HHI is normalised by. Measures of one column alone: what a column adds to
    others is the model's to say. */

#include <walaa/churn/binning.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct binning_measures {
  double iv = 0, jensen_shannon = 0, hellinger = 0, triangular = 0, ks = 0, gini = 0, hhi = 0;
  double hhi_normalised = 0;  ///< (hhi - 1/B) / (1 - 1/B), B the bins, empty ones too; 0 for one bin
  double cramers_v = 0;
};

template<int = 0> binning_measures measures(const binning& b) {
  binning_measures m;
  m.iv = b.iv();
  const double n = b.churned + b.stayed;
  std::vector<std::pair<double, const bin*>> by_risk;
  double chi = 0;
  for (const bin& one : b.bins) {
    if (one.count() == 0) continue;
    by_risk.emplace_back(one.rate(), &one);
    const double p = one.churned / b.churned, q = one.stayed / b.stayed, share = one.count() / n;
    const auto part = [](double x, double mean) { return x > 0 ? x * std::log(x / mean) : 0; };
    m.jensen_shannon += (part(p, (p + q) / 2) + part(q, (p + q) / 2)) / 2;
    const double root = std::sqrt(p) - std::sqrt(q);
    m.hellinger += root * root / 2;
    m.triangular += (p - q) * (p - q) / (p + q);
    m.hhi += share * share;
    chi += (p - q) * (p - q) / share;  // times churned stayed / n: Pearson's statistic
  }
  m.cramers_v = std::sqrt(chi * (b.churned / n) * (b.stayed / n));
  const double all = static_cast<double>(b.bins.size());
  m.hhi_normalised = all > 1 ? (m.hhi - 1 / all) / (1 - 1 / all) : 0;
  std::stable_sort(by_risk.begin(), by_risk.end(), [](const auto& l, const auto& r) { return l.first < r.first; });
  double p = 0, q = 0, area = 0;
  for (const auto& [rate, one] : by_risk) {
    const double dp = one->churned / b.churned, dq = one->stayed / b.stayed;
    area += dp * (q + dq / 2);
    p += dp, q += dq;
    m.ks = (std::max)(m.ks, std::fabs(q - p));
  }
  m.gini = 2 * area - 1;
  return m;
}

}  // namespace walaa::inline WALAA_ABI
