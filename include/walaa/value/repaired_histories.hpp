// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Histories to fit under a policy: as they are, or a copy in which rows that cannot be right are mended by fixed rules.

        recency > T                  taken as T
        frequency = 0, recency > 0   recency taken as 0
        frequency > 0, T = 0         dropped (counts as a customer without exposure)
        spend <= 0                   dropped from the fit of spend
        spend with frequency = 0     the spend is dropped

    Everything else (negative or fractional counts, missing numbers) has no obvious mend and is refused either way. */

#include <walaa/core/policy.hpp>
#include <walaa/value/purchase_model.hpp>

#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI {

class repaired_histories {
 public:
  /// Strict: h as it is, nothing is copied; h must live on.
  repaired_histories(const purchase_histories& h, policy bad_rows) : view_(h) {
    const bool mendable = h.recency.size() == h.size() && h.age.size() == h.size();
    if (bad_rows == policy::repair && mendable) repair_dates(h);
  }

  /// The same for a fit of spend, which reads frequency and monetary_value.
  static repaired_histories for_spend(const purchase_histories& h, policy bad_rows) {
    repaired_histories out(h, policy::strict);
    if (bad_rows == policy::repair && h.monetary_value.size() == h.size()) out.repair_spend(h);
    return out;
  }

  repaired_histories(const repaired_histories&) = delete;
  repaired_histories& operator=(const repaired_histories&) = delete;
  repaired_histories(repaired_histories&&) noexcept = default;  // vectors keep their memory, and the view with it
  repaired_histories& operator=(repaired_histories&&) noexcept = default;

  const purchase_histories& view() const noexcept { return view_; }
  std::size_t mended() const noexcept { return mended_; }    ///< rows changed, still used
  std::size_t dropped() const noexcept { return dropped_; }  ///< rows whose evidence was left out

 private:
  void repair_dates(const purchase_histories& h) {
    frequency_.assign(h.frequency.begin(), h.frequency.end());
    recency_.assign(h.recency.begin(), h.recency.end());
    for (std::size_t i = 0; i < h.size(); ++i) {
      double& x = frequency_[i];
      double& last = recency_[i];
      if (x > 0 && h.age[i] == 0) {
        x = last = 0;
        ++dropped_;
      } else if ((x == 0 && last > 0) || last > h.age[i]) {
        last = x == 0 ? 0 : h.age[i];
        ++mended_;
      }
    }
    view_.frequency = frequency_;
    view_.recency = recency_;
  }

  void repair_spend(const purchase_histories& h) {
    frequency_.assign(h.frequency.begin(), h.frequency.end());
    spend_.assign(h.monetary_value.begin(), h.monetary_value.end());
    for (std::size_t i = 0; i < h.size(); ++i) {
      if (frequency_[i] > 0 && spend_[i] <= 0) {
        frequency_[i] = 0;
        spend_[i] = missing;
        ++dropped_;
      } else if (frequency_[i] == 0 && spend_[i] != 0 && !is_missing(spend_[i])) {
        spend_[i] = missing;
        ++mended_;
      }
    }
    view_.frequency = frequency_;
    view_.monetary_value = spend_;
  }

  purchase_histories view_;
  std::vector<double> frequency_, recency_, spend_;
  std::size_t mended_ = 0, dropped_ = 0;
};

}  // namespace walaa::inline WALAA_ABI
