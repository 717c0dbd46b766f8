// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: the money expected from a customer from the as-of date on, discounted (value/lifetime_value.hpp has the formula).

        lifetime_value(visits, spend, {.horizon = months{12}, .annual_discount = 0.10})

    Reads frequency, recency, T, and monetary_value where there is one: a customer who came back but whose spend is not known
    gets the mean spend of all, with a wider error. A stranger gets the value of a new customer, the first purchase left out.

    The error joins three parts as independent: how well the purchase model and the spend model are known (delta method), and
    how far this customer's true mean spend may be from what is expected of it; NaN where one of them is not known or infinite.

    When not: under a contract; where the spend depends on how often somebody buys. Reasons are in money. */

#include <walaa/scoring/purchase_strategy.hpp>
#include <walaa/value/lifetime_value.hpp>

#include <cmath>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

template<purchase_model Model> class lifetime_value_strategy {
 public:
  static constexpr std::string_view tag = "lifetime_value";
  static constexpr std::string_view form = Model::name;

  /// Of unit parameters, without tables: to be read into.
  lifetime_value_strategy() { make_ready({}); }
  /** \throws not_usable when one of the fits may not be used
      \throws invalid_input for a bad option */
  lifetime_value_strategy(fitted<Model> visits, fitted<gamma_gamma> spend, const lifetime_value_options& options = {})
      : visits_(std::move(visits)), spend_(std::move(spend)), options_(options) {
    prepare();
  }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const { return detail::purchase_inputs; }
  std::optional<time_unit> unit() const { return visits_.unit(); }
  std::string_view scale() const { return "money"; }
  const fitted<Model>& visits() const noexcept { return visits_; }
  const fitted<gamma_gamma>& spend() const noexcept { return spend_; }
  const lifetime_value_options& options() const noexcept { return options_; }

  void check(customer_view c) const {
    detail::check_purchase_rows(tag, c);
    if (!c.has("monetary_value")) return;
    const std::span<const double> x = c["frequency"], m = c["monetary_value"];
    for (std::size_t i = 0; i < m.size(); ++i) {
      if (is_missing(m[i])) continue;
      if (!(is_finite(m[i]) && m[i] >= 0))
        detail::refuse(error_code::negative, tag, "monetary_value", i, m[i], "is negative or infinite");
      if (x[i] == 0 && m[i] != 0)
        detail::refuse(error_code::spend_without_repeat, tag, "monetary_value", i, m[i],
                       "but frequency[" + std::to_string(i) +
                           "] = 0; monetary_value is the mean spend of repeat purchases, the first one left out");
    }
  }

  void score(customer_view c, score_out out) const {
    using detail::unknown_spend;
    const bool spends = c.has("monetary_value");
    const auto value = [&](const purchase_histories& h, std::span<double> values) {
      if (spends)
        ready_->value.template column<unknown_spend::is_mean>(h, values);
      else
        ready_->value.template column<unknown_spend::is_mean_for_all>(h, values);
    };
    const auto error = [&](const purchase_history& h, std::size_t row) {
      const bool seen = spends && out.status[row] == standing::scored;
      return error_of(h, seen ? c["monetary_value"][row] : missing);
    };
    detail::score_histories(
        c, out, value, [&] { return value_of({}, missing); }, error);
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const purchase_history h = detail::known_history_of(c["frequency"][row], c["recency"][row], c["T"][row]).history;
    const double m = c.has("monetary_value") ? c["monetary_value"][row] : missing;
    detail::explain_history(
        h, [&](const purchase_history& mixed, bool with_spend) { return value_of(mixed, with_spend ? m : missing); }, e, m);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<lifetime_value_strategy>(file_version);
    bool ends = is_finite(options_.horizon.count());
    number horizon = ends ? options_.horizon.count() : 0, step = options_.step.count();
    ar& boost::make_nvp("visits", visits_) & boost::make_nvp("spend", spend_) & boost::make_nvp("has_horizon", ends) &
        boost::make_nvp("horizon_days", horizon) & boost::make_nvp("annual_discount", options_.annual_discount) &
        boost::make_nvp("margin", options_.margin) & boost::make_nvp("step_days", step) &
        boost::make_nvp("discounted_at", options_.at);
    if constexpr (Archive::is_loading::value) {
      options_.horizon = ends ? days{horizon} : unlimited;
      options_.step = days{step};
      prepare();
    }
  }

 private:
  struct ready {  // never changed, shared by copies
    value_forecast<Model> value;
    discounted_purchases_of purchases;
  };

  void prepare() {
    if (options_.at != discounted_at::end_of_step && options_.at != discounted_at::middle_of_step)
      throw invalid_input(error_code::bad_option, "lifetime_value: discounted_at is neither the end nor the middle of a step",
                          "at");
    make_ready(table_range::of(visits_));
  }
  void make_ready(table_range range) {
    ready_ = std::make_shared<const ready>(ready{value_forecast<Model>(*visits_, *spend_, visits_.unit(), range, options_),
                                                 discounted_purchases_of(options_, visits_.unit())});
  }

  double value_of(const purchase_history& h, double m) const {
    double value;
    ready_->value.template column<detail::unknown_spend::is_mean>(
        {.frequency = {&h.frequency, 1}, .recency = {&h.recency, 1}, .age = {&h.age, 1}, .monetary_value = {&m, 1}}, {&value, 1});
    return value;
  }

  double error_of(const purchase_history& h, double m) const {
    const bool own = h.frequency > 0 && !is_missing(m);
    const auto spend_at = [&](const gamma_gamma& g) { return own ? g.expected_spend(h.frequency, m) : g.mean_spend(); };
    const double purchases = ready_->value.purchases(h), spend = spend_at(spend_.unchecked());
    const double of_purchases = detail::delta_variance(
        visits_, [&](const Model& v) { return walaa::p_alive(v, h) * ready_->purchases(v.given_alive(h)); });
    const double of_spend = detail::delta_variance(spend_, spend_at);
    const double of_customer = own ? spend_.unchecked().spend_variance(h.frequency, m) : spend_.unchecked().spend_variance(0, 0);
    const double variance = spend * spend * of_purchases + purchases * purchases * (of_spend + of_customer);
    return is_finite(variance) ? options_.margin * std::sqrt(variance) : missing;
  }

  fitted<Model> visits_{};
  fitted<gamma_gamma> spend_{gamma_gamma{1, 3, 1}, time_unit::day};
  lifetime_value_options options_{};
  std::shared_ptr<const ready> ready_;
};

/** The strategy; a function, so that both namespaces may be used side by side (p_alive.hpp).
    \throws not_usable when one of the fits may not be used
    \throws invalid_input for a bad option */
template<purchase_model Model>
lifetime_value_strategy<Model> lifetime_value(fitted<Model> visits, fitted<gamma_gamma> spend,
                                              const lifetime_value_options& options = {}) {
  return {std::move(visits), std::move(spend), options};
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<class Model> struct version<walaa::strategies::lifetime_value_strategy<Model>> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
