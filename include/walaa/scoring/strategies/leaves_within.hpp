// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: how likely a customer under contract leaves within a time, given how long he has been one.

        P = 1 - S(tenure + h) / S(tenure)        from any survival model with a unit (a Kaplan-Meier curve)

    Reads `tenure`, and `left` where there is one. A customer without a contract gets the new customer's chance, `prior_only`.
    `insufficient`: who has left already (`left` = 1), and whose tenure + h lies beyond what the curve has seen.

    Not for customers without contracts, who leave without saying so: no_purchase_within is theirs. */

#include <walaa/core/number.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/strategy.hpp>
#include <walaa/survival/leaves_within.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// \throws invalid_input for a table without tenures, and for one that is negative or infinite, with its row
inline void check_tenures(std::string_view where, customer_view c) {
  if (!c.has("tenure"))
    throw invalid_input(error_code::missing_input, std::string(where) + ": the table lacks the column 'tenure'", "tenure");
  const std::span<const double> tenure = c["tenure"];
  for (std::size_t i = 0; i < tenure.size(); ++i)
    if (!is_missing(tenure[i]) && !(is_finite(tenure[i]) && tenure[i] >= 0))
      refuse(error_code::negative, where, "tenure", i, tenure[i], "is negative or infinite");
}

}  // namespace detail

namespace strategies {

template<timed_survival_model Model> class leaves_within_strategy {
 public:
  static constexpr std::string_view tag = "leaves_within";
  static constexpr std::string_view form = Model::name;

  leaves_within_strategy() = default;
  /// \throws invalid_input for a horizon that is not positive
  leaves_within_strategy(Model model, days within) : model_(std::move(model)), horizon_(within.count()) { validate(); }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const {
    static constexpr std::string_view names[] = {"tenure", "left"};
    return names;
  }
  std::optional<time_unit> unit() const { return model_.unit; }
  std::string_view scale() const { return "probability"; }
  const Model& model() const noexcept { return model_; }
  days horizon() const noexcept { return days{horizon_}; }

  void check(customer_view c) const { walaa::detail::check_tenures("leaves_within", c); }

  void score(customer_view c, score_out out) const {
    const double h = in_units(horizon(), model_.unit);
    const std::span<const double> tenure = c["tenure"], left = c.has("left") ? c["left"] : std::span<const double>();
    for (std::size_t i = 0; i < tenure.size(); ++i) {
      const bool unknown = is_missing(tenure[i]), gone = !left.empty() && !is_missing(left[i]) && left[i] != 0;
      const leave_probability p = walaa::detail::leaves_within_checked(model_, unknown ? 0 : tenure[i], h);
      out.value[i] = gone ? missing : p.value;
      out.error[i] = gone ? missing : p.error;
      out.status[i] = gone || !p ? standing::insufficient : unknown ? standing::prior_only : standing::scored;
    }
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const double h = in_units(horizon(), model_.unit), tenure = c["tenure"][row];
    e.base = walaa::detail::leaves_within_checked(model_, 0, h).value;
    e.total = e.value;
    if (e.status == standing::scored) e.add(reason::tenure, "tenure", tenure, e.total - e.base);
  }

  void validate() const {
    check_positive("leaves_within", "within", horizon_);
    if constexpr (requires { model_.validate(); }) model_.validate();
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<leaves_within_strategy>(file_version);
    ar& boost::make_nvp("model", model_) & boost::make_nvp("horizon_days", horizon_);
  }

 private:
  Model model_{};
  number horizon_{90};  // days
};

/** The strategy; a function, so that both namespaces may be used side by side (p_alive.hpp).
    \throws invalid_input for a time that is not positive */
template<timed_survival_model Model> leaves_within_strategy<Model> leaves_within(Model model, days within) {
  return {std::move(model), within};
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<class Model> struct version<walaa::strategies::leaves_within_strategy<Model>> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
