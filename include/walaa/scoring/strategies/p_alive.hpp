// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: the probability that the customer is still one, from a purchase model.

        P(alive | frequency, recency, T) = 1 / (1 + e^u),      u = log_odds_dead of the model

    Under BG/NBD everybody who never came back is alive for certain; MBG/NBD says what people expect. To act on a risk within
    a time, no_purchase_within is the better question. Reasons are in log-odds, or in probability where those are infinite. */

#include <walaa/scoring/purchase_strategy.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

template<purchase_model Model> class p_alive_strategy {
 public:
  static constexpr std::string_view tag = "p_alive";
  static constexpr std::string_view form = Model::name;

  p_alive_strategy() = default;
  /// \throws not_usable when the fit may not be used
  explicit p_alive_strategy(fitted<Model> visits) : visits_(std::move(visits)) { validate(); }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const { return input_names(detail::purchase_inputs).first(3); }
  std::optional<time_unit> unit() const { return visits_.unit(); }
  std::string_view scale() const { return "probability"; }
  const fitted<Model>& visits() const noexcept { return visits_; }
  void check(customer_view c) const { detail::check_purchase_rows(tag, c); }

  void score(customer_view c, score_out out) const {
    const Model& model = visits_.unchecked();
    detail::score_histories(
        c, out, [&](const purchase_histories& h, std::span<double> values) { walaa::p_alive(model, h, values); },
        [&] { return walaa::p_alive(model, {}); },
        [&](const purchase_history& h, std::size_t) {
          return std::sqrt(detail::delta_variance(visits_, [&](const Model& m) { return walaa::p_alive(m, h); }));
        });
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const Model& m = visits_.unchecked();
    const purchase_history h = detail::known_history_of(c["frequency"][row], c["recency"][row], c["T"][row]).history;
    const bool finite = is_finite(m.log_odds_dead({})) && is_finite(m.log_odds_dead(h));
    e.scale = finite ? "log_odds" : "probability";
    detail::explain_history(
        h, [&](const purchase_history& mixed, bool) { return finite ? -m.log_odds_dead(mixed) : walaa::p_alive(m, mixed); }, e);
  }

  void validate() const { static_cast<void>(*visits_); }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<p_alive_strategy>(file_version);
    ar& boost::make_nvp("visits", visits_);
  }

 private:
  fitted<Model> visits_{};
};

/** A function and not the class, so that `using namespace walaa` and `using namespace walaa::strategies` stand side by side.
    \throws not_usable when the fit may not be used */
template<purchase_model Model> p_alive_strategy<Model> p_alive(fitted<Model> visits) {
  return p_alive_strategy<Model>(std::move(visits));
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<class Model> struct version<walaa::strategies::p_alive_strategy<Model>> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
