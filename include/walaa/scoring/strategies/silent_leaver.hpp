// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: the silent leaver, who is gone and never complained.

        P = (1 - P(alive)) for who never complained,  0 for who did            a purchase model joined with the complaints
        P = (1 - P(alive)) P(dissatisfied | silent)                            when the two shares are given

    P(dissatisfied | silent) comes from churn/silent_dissatisfaction.hpp with the origin of both its numbers. It is taken to be the
    same for those who have gone and those who have not, so that where the unhappy leave more often it is a lower bound.

    Reads `complaints`; without any record of complaints the question cannot be asked, and the table is refused. Reasons add up in
    probability, for who complained has no finite log-odds.

    Sources: Hirschman (1970), Exit, Voice, and Loyalty; P(alive) by the model's own. */

#include <walaa/churn/silent_dissatisfaction.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/scoring/purchase_strategy.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

template<purchase_model Model> class silent_leaver_strategy {
 public:
  static constexpr std::string_view tag = "silent_leaver";
  static constexpr std::string_view form = Model::name;

  silent_leaver_strategy() = default;
  /// \throws not_usable when the fit may not be used
  explicit silent_leaver_strategy(fitted<Model> visits) : visits_(std::move(visits)) { validate(); }
  /// Of the silent only those who are dissatisfied. \throws invalid_input for shares that are none
  silent_leaver_strategy(fitted<Model> visits, const silent_dissatisfaction& unhappy)
      : visits_(std::move(visits)), share_(unhappy.posterior()) {
    validate();
  }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const {
    static constexpr std::string_view names[] = {"frequency", "recency", "T", "complaints"};
    return names;
  }
  std::optional<time_unit> unit() const { return visits_.unit(); }
  std::string_view scale() const { return "probability"; }
  const fitted<Model>& visits() const noexcept { return visits_; }
  /// P(dissatisfied | silent), or 1 where every silent leaver counts.
  const number& share() const noexcept { return share_; }

  void check(customer_view c) const {
    detail::check_purchase_rows(tag, c);
    if (!c.has("complaints"))
      throw invalid_input(
          error_code::missing_input,
          "silent_leaver: the table lacks the column 'complaints'; without a record of complaints nobody is silent",
          "complaints");
    const std::span<const double> n = c["complaints"];
    for (std::size_t i = 0; i < n.size(); ++i)
      if (!is_missing(n[i]) && !(is_finite(n[i]) && n[i] >= 0))
        detail::refuse(error_code::negative, tag, "complaints", i, n[i], "is negative or infinite");
  }

  void score(customer_view c, score_out out) const {
    const Model& model = visits_.unchecked();
    const std::span<const double> complaints = c["complaints"];
    detail::score_histories(
        c, out, [&](const purchase_histories& h, std::span<double> values) { walaa::p_alive(model, h, values); },
        [&] { return walaa::p_alive(model, {}); },
        [&](const purchase_history& h, std::size_t) {
          const double model_error =
              std::sqrt(detail::delta_variance(visits_, [&](const Model& m) { return walaa::p_alive(m, h); }));
          return std::hypot(share_ * model_error, (1 - walaa::p_alive(model, h)) * share_.standard_error);
        });
    for (std::size_t i = 0; i < complaints.size(); ++i) {
      out.value[i] = (1 - out.value[i]) * share_;
      if (is_missing(complaints[i])) {
        out.status[i] = standing::insufficient;
        out.value[i] = out.error[i] = missing;
      } else if (complaints[i] > 0) {
        out.status[i] = standing::scored;  // whatever he bought: he spoke
        out.value[i] = out.error[i] = 0;
      }
    }
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const Model& m = visits_.unchecked();
    const purchase_history h = detail::known_history_of(c["frequency"][row], c["recency"][row], c["T"][row]).history;
    const double complaints = c["complaints"][row];
    if (!(complaints > 0)) {
      detail::explain_history(
          h, [&](const purchase_history& mixed, bool) { return gone(m, mixed); }, e);
      return;
    }
    // who spoke is no silent leaver: with that known nothing else matters
    double worth[16], effects[4];
    const double silence = h.age > h.recency ? h.age - h.recency : 0;
    for (std::size_t set = 0; set < 16; ++set) {
      purchase_history mixed;
      mixed.frequency = set & 1 ? h.frequency : 0;
      mixed.recency = set & 2 ? h.recency : 0;
      mixed.age = (set & 6) == 6 ? h.age : mixed.recency + (set & 4 ? silence : 0);
      worth[set] = set & 8 ? 0 : gone(m, mixed);
    }
    shapley(worth, effects);
    e.base = worth[0];
    e.total = e.value;
    e.add(reason::purchase_frequency, "frequency", h.frequency, effects[0]);
    e.add(reason::purchase_span, "recency", h.recency, effects[1]);
    e.add(reason::silence, "T", silence, effects[2]);
    e.add(reason::complaints, "complaints", complaints, effects[3]);
  }

  void validate() const {
    static_cast<void>(*visits_);
    share_.validate();
    check_within(tag, "share", share_.value, 0, 1);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<silent_leaver_strategy>(file_version);
    ar& boost::make_nvp("visits", visits_) & boost::make_nvp("share", share_);
  }

 private:
  double gone(const Model& m, const purchase_history& h) const { return (1 - walaa::p_alive(m, h)) * share_; }

  fitted<Model> visits_{};
  number share_{1, origin::definition, "every silent leaver counts"};
};

/** Functions, so that both namespaces may be used side by side (p_alive.hpp).
    \throws not_usable when the fit may not be used */
template<purchase_model Model> silent_leaver_strategy<Model> silent_leaver(fitted<Model> visits) {
  return silent_leaver_strategy<Model>(std::move(visits));
}
/// \throws invalid_input for shares that are none
template<purchase_model Model>
silent_leaver_strategy<Model> silent_leaver(fitted<Model> visits, const silent_dissatisfaction& unhappy) {
  return silent_leaver_strategy<Model>(std::move(visits), unhappy);
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<class Model> struct version<walaa::strategies::silent_leaver_strategy<Model>> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
