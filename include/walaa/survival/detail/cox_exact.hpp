// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The partial likelihood of exact ties: at a time when d of the n at risk leave, the chance that it was these d,

        product of r over who left / e_d,     e_d = sum over all sets of d of those at risk of the product of their r

    with e_k(n) = e_k(n - 1) + r_n e_(k-1)(n - 1). Kept are the ratios e_k / e_(k-1), which do not overflow, and of the sets of k,
    drawn with their chances, mean and covariance of the summed x: of the new sets a share q = r / (r + e_k / e_(k-1)) has n in
    it. Nothing is subtracted, so no digit is lost. Going back in time those at risk only become more, and the sums go on; with
    late entry they are begun anew at every time.

    Source: Gail, Lubin & Rubinstein (1981), Biometrika 68(3). */

#include <walaa/survival/detail/cox_likelihood.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// Sets of 1 ... most of the rows added so far.
class cox_sets {
 public:
  cox_sets(std::size_t most, std::size_t p)
      : most_(most), p_(p), ratio_(most + 1), mean_((most + 1) * p), spread_((most + 1) * p * p), off_(p) {}

  void clear() noexcept {
    std::fill(ratio_.begin(), ratio_.end(), 0.0);
    rows_ = 0;
  }

  template<class X> void add(double r, X&& x) noexcept {
    ++rows_;
    for (std::size_t k = (std::min)(rows_, most_); k > 0; --k) {
      const double old = ratio_[k], share = k == rows_ ? 1 : r / (r + old);
      for (std::size_t j = 0; j < p_; ++j) off_[j] = mean_[(k - 1) * p_ + j] + x(j) - (k == rows_ ? 0 : mean_[k * p_ + j]);
      for (std::size_t i = 0; i < p_; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
          double& c = spread_[(k * p_ + i) * p_ + j];
          const double with = spread_[((k - 1) * p_ + i) * p_ + j];
          c = k == rows_ ? with : (1 - share) * c + share * (with + (1 - share) * off_[i] * off_[j]);
        }
      for (std::size_t j = 0; j < p_; ++j) mean_[k * p_ + j] = k == rows_ ? off_[j] : mean_[k * p_ + j] + share * off_[j];
      ratio_[k] = k == 1 ? old + r : ratio_[k - 1] * (old + r) / (ratio_[k - 1] + r);
    }
  }

  double log_sum(std::size_t d) const noexcept {  // ln e_d
    double sum = 0;
    for (std::size_t k = 1; k <= d; ++k) sum += std::log(ratio_[k]);
    return sum;
  }
  double mean(std::size_t d, std::size_t j) const noexcept { return mean_[d * p_ + j]; }
  double spread(std::size_t d, std::size_t i, std::size_t j) const noexcept { return spread_[(d * p_ + i) * p_ + j]; }

 private:
  std::size_t most_, p_, rows_ = 0;
  std::vector<double> ratio_, mean_, spread_, off_;  // of sets of k; sets of 0 have sum 0
};

inline cox_value exact_cox_value(const cox_rows& rows, std::span<const double> theta, std::span<const double> by = {}) {
  const std::size_t p = rows.terms - 1;
  cox_value v{.log_likelihood = 0,
              .gradient = std::vector<double>(p),
              .information = std::vector<double>(p * p),
              .size = std::vector<double>(p)};
  const auto log_rate = [&](std::size_t i) {
    double sum = 0;
    for (std::size_t j = 0; j < p; ++j) sum += theta[j] * rows.at(i, j + 1);
    return sum;
  };
  for (const cox_stratum& k : rows.strata) {
    std::size_t most = 0;
    double shift = 0;
    for (std::size_t g = k.first_group; g < k.last_group; ++g) {
      most = (std::max)(most, rows.groups[g].leavers());
      for (std::size_t i = rows.groups[g].first; i < rows.groups[g].last; ++i) shift = (std::max)(shift, log_rate(i));
    }
    cox_sets sets(most, p);
    const auto add = [&](std::size_t i) {
      sets.add(std::exp(log_rate(i) - shift), [&](std::size_t j) { return rows.at(i, j + 1); });
    };
    for (std::size_t g = k.first_group; g < k.last_group; ++g) {
      const cox_group& group = rows.groups[g];
      const std::size_t d = group.leavers();
      if (!rows.late()) {
        for (std::size_t i = group.first; i < group.last; ++i) add(i);
      } else if (d > 0) {
        sets.clear();
        for (std::size_t i = rows.groups[k.first_group].first; i < group.last; ++i)
          if (rows.entered[i] == cox_rows::never || rows.entered[i] > g) add(i);
      }
      if (d == 0) continue;
      const double often = by.empty() ? 1.0 : by[g];
      v.log_likelihood -= often * sets.log_sum(d);
      for (std::size_t i = group.events; i < group.last; ++i) {
        v.log_likelihood += often * (log_rate(i) - shift);
        for (std::size_t j = 0; j < p; ++j) v.gradient[j] += often * rows.at(i, j + 1);
      }
      for (std::size_t i = 0; i < p; ++i) {
        v.gradient[i] -= often * sets.mean(d, i);
        for (std::size_t j = 0; j <= i; ++j) v.information[i * p + j] += often * sets.spread(d, i, j);
      }
    }
  }
  for (std::size_t i = 0; i < p; ++i) {
    v.size[i] = (std::max)(v.information[i * p + i], 1e-3 * rows.event_weight);
    for (std::size_t j = 0; j < i; ++j) v.information[j * p + i] = v.information[i * p + j];
  }
  return v;
}

}  // namespace walaa::inline WALAA_ABI::detail
