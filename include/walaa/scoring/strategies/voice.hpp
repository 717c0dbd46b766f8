// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: how many complaints to expect of a customer within a time, from his own and everybody's.

        E = h (a + y) / (b + e),   y complaints in time e, rates of all customers ~ Gamma(a, rate b);   error: the posterior's sd

    Voice is not disloyalty: who complains still talks to you. It stands beside satisfaction and risk, on its own scale, and is never
    added to them.

    Reads `complaints` and the time observed, `T` unless another column is named. `prior_only`: no complaint and no time;
    `insufficient`: complaints not known, or known without the time. The rates are fitted with times in the table's unit. */

#include <walaa/core/check.hpp>
#include <walaa/core/number.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/rates/gamma_poisson.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/name_list.hpp>
#include <walaa/scoring/shapley.hpp>
#include <walaa/scoring/strategy.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

class voice_strategy {
 public:
  static constexpr std::string_view tag = "voice";

  voice_strategy() { bind(); }
  /** \param unit  of the times that the rates were fitted on
      \throws not_usable when the fit may not be used
      \throws invalid_input for a time that is not positive, or a column without a name */
  voice_strategy(fitted<gamma_poisson> rates, time_unit unit, days within, std::string observed = "T")
      : rates_(std::move(rates)), unit_(unit), within_(within.count()), observed_(std::move(observed)) {
    validate();
    bind();
  }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const { return names_.views(); }
  std::optional<time_unit> unit() const { return unit_; }
  std::string_view scale() const { return "complaints"; }
  const fitted<gamma_poisson>& rates() const noexcept { return rates_; }
  days within() const noexcept { return days{within_}; }

  void check(customer_view c) const {
    for (const std::string_view name : optional_inputs()) {
      if (!c.has(name))
        throw invalid_input(error_code::missing_input, "voice: the table lacks the column '" + std::string(name) + "'", name);
      const std::span<const double> column = c[name];
      for (std::size_t i = 0; i < column.size(); ++i)
        if (!is_missing(column[i]) && !(is_finite(column[i]) && column[i] >= 0))
          detail::refuse(error_code::negative, tag, name, i, column[i], "is negative or infinite");
    }
  }

  void score(customer_view c, score_out out) const {
    const std::span<const double> complaints = c["complaints"], time = c[observed_];
    for (std::size_t i = 0; i < complaints.size(); ++i) {
      const double y = complaints[i], e = time[i];
      const bool nothing = (is_missing(y) && is_missing(e)) || (y == 0 && !(e > 0));
      const bool answers = nothing || (!is_missing(y) && e > 0);
      const rate_posterior p = rates_.unchecked().given(nothing ? 0 : y, nothing ? 0 : e);
      out.status[i] = nothing ? standing::prior_only : answers ? standing::scored : standing::insufficient;
      out.value[i] = answers ? p.value * horizon() : missing;
      out.error[i] = answers ? p.error * horizon() : missing;
    }
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    e.base = expected(0, 0);
    e.total = e.value;
    if (e.status != standing::scored) return;
    const double y = c["complaints"][row], time = c[observed_][row];
    const double worth[] = {e.base, expected(y, 0), expected(0, time), e.total};
    double effects[2];
    shapley(worth, effects);
    e.add(reason::complaints, "complaints", y, effects[0]);
    e.add(reason::observed_for, observed_, time, effects[1]);
  }

  void validate() const {
    check_positive(tag, "within", within_.value);
    if (unit_ > time_unit::month)
      detail::refuse(error_code::out_of_range, tag, "unit", no_row, static_cast<double>(unit_), "is no unit of time");
    if (observed_.empty() || observed_ == "complaints")
      throw invalid_input(error_code::bad_option, "voice: observed = '" + observed_ + "' names no column of times", "observed");
    static_cast<void>(*rates_);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<voice_strategy>(file_version);
    ar& boost::make_nvp("rates", rates_) & boost::make_nvp("unit", unit_) & boost::make_nvp("within_days", within_) &
        boost::make_nvp("observed", observed_);
    if constexpr (Archive::is_loading::value) bind();
  }

 private:
  double horizon() const noexcept { return in_units(days{within_.value}, unit_); }
  double expected(double complaints, double time) const noexcept {
    return rates_.unchecked().given(complaints, time).value * horizon();
  }
  void bind() {
    const std::string_view own[] = {"complaints", observed_};
    names_ = name_list().with(own);
  }

  fitted<gamma_poisson> rates_{};
  time_unit unit_ = time_unit::day;
  number within_{365.2425, origin::definition, "a year"};  // days
  std::string observed_ = "T";
  name_list names_;
};

/** A function, so that both namespaces may be used side by side (p_alive.hpp).
    \throws not_usable when the fit may not be used
    \throws invalid_input for a time that is not positive, or a column without a name */
inline voice_strategy voice(fitted<gamma_poisson> rates, time_unit unit, days within, std::string observed = "T") {
  return {std::move(rates), unit, within, std::move(observed)};
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::strategies::voice_strategy> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
