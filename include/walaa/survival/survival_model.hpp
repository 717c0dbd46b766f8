// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a survival model offers, and what is written once for all of them.

    A model tells, for a customer of one kind, the cumulative hazard H(t) or the log-survival ln S(t) = -H(t), whichever it
    knows more exactly; t in the model's unit, from birth. A model with covariates gives such a model for a customer. The
    probability of leaving within a time (leaves_within.hpp) is generic over the concept.

    Laws (tests bear them as names):
      - H(0) >= 0 and H never falls; it is plus infinity where nobody is left;
      - H(t) is missing (NaN) where the model does not know, which is only beyond the time it was fitted on; never elsewhere;
      - time in another unit changes no probability. */

#include <walaa/core/time.hpp>

#include <concepts>

namespace walaa::inline WALAA_ABI {

template<class M>
concept with_cumulative_hazard = requires(const M& m, double t) {
  { m.cumulative_hazard(t) } -> std::same_as<double>;
};
template<class M>
concept with_log_survival = requires(const M& m, double t) {
  { m.log_survival(t) } -> std::same_as<double>;
};

template<class M>
concept survival_model = with_cumulative_hazard<M> || with_log_survival<M>;

/// A survival model that knows the unit of its times, so that durations can be asked for.
template<class M>
concept timed_survival_model = survival_model<M> && requires(const M& m) {
  { m.unit } -> std::convertible_to<time_unit>;
};

/// H(t) of any survival model.
template<survival_model M> double cumulative_hazard(const M& m, double t) {
  if constexpr (with_cumulative_hazard<M>)
    return m.cumulative_hazard(t);
  else
    return -m.log_survival(t);
}

}  // namespace walaa::inline WALAA_ABI
