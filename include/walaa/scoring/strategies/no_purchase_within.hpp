// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: the probability that the customer buys nothing within a time h from the as-of date, from a purchase model.

        Q = 1 - P(alive) + P(alive) P(no purchase in (0, h] | alive)

    A named outcome that the next h days decide, so that it can be checked; not the probability of having left for good
    (1 - p_alive). Reasons are in the log-odds of Q; ln Q / (1 - Q) is computed from both terms, so that a certain loser keeps
    his reasons. */

#include <walaa/math/log_space.hpp>
#include <walaa/scoring/purchase_strategy.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

template<purchase_model Model> class no_purchase_within {
 public:
  static constexpr std::string_view tag = "no_purchase_within";
  static constexpr std::string_view form = Model::name;

  no_purchase_within() = default;
  /** \throws not_usable when the fit may not be used
      \throws invalid_input for a horizon that is not positive */
  no_purchase_within(fitted<Model> visits, days horizon) : visits_(std::move(visits)), horizon_(horizon.count()) { validate(); }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const { return input_names(detail::purchase_inputs).first(3); }
  std::optional<time_unit> unit() const { return visits_.unit(); }
  std::string_view scale() const { return "probability"; }
  const fitted<Model>& visits() const noexcept { return visits_; }
  days horizon() const noexcept { return days{horizon_}; }
  void check(customer_view c) const { detail::check_purchase_rows(tag, c); }

  void score(customer_view c, score_out out) const {
    const double t = in_units(horizon(), visits_.unit());
    const Model& model = visits_.unchecked();
    detail::score_histories(
        c, out, [&](const purchase_histories& h, std::span<double> values) { none_within(model, h, t, values); },
        [&] { return none_within(model, {}, t); },
        [&](const purchase_history& h, std::size_t) {
          return std::sqrt(detail::delta_variance(visits_, [&](const Model& m) { return none_within(m, h, t); }));
        });
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const double t = in_units(horizon(), visits_.unit());
    const purchase_history h = detail::known_history_of(c["frequency"][row], c["recency"][row], c["T"][row]).history;
    e.scale = "log_odds";
    detail::explain_history(
        h, [&](const purchase_history& mixed, bool) { return log_odds(visits_.unchecked(), mixed, t); }, e);
  }

  void validate() const {
    check_positive(tag, "horizon", horizon_);
    static_cast<void>(*visits_);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<no_purchase_within>(file_version);
    ar& boost::make_nvp("visits", visits_) & boost::make_nvp("horizon_days", horizon_);
  }

 private:
  static double log_odds(const Model& m, const purchase_history& h, double t) {
    const double u = m.log_odds_dead(h), none = m.given_alive(h).probability(0, t);
    return std::log(logistic(u) + logistic(-u) * none) - (log_logistic(-u) + std::log1p(-none));
  }

  fitted<Model> visits_{};
  number horizon_{90};  // days
};

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<class Model> struct version<walaa::strategies::no_purchase_within<Model>> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
