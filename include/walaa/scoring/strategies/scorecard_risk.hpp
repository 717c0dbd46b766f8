// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: the probability of leaving by a scorecard, with the card's own reasons.

        log-odds = a + sum b_j WoE_j,     reasons: b_j (WoE_j - WoE of the baseline), exact, against the card's named baseline

    Leaving within the time that the card was made for. Missing, special and never-seen values have bins of their own, so that every
    customer gets a score; one of whom no column is known is `prior_only`. Points that the card rounds are not rounded here. */

#include <walaa/churn/detail/scorecard_class.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/name_list.hpp>
#include <walaa/scoring/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace strategies {

class scorecard_risk_strategy {
 public:
  static constexpr std::string_view tag = "scorecard_risk";

  scorecard_risk_strategy() = default;
  /// \throws invalid_input for a card whose parts do not match
  explicit scorecard_risk_strategy(scorecard card, card_baseline baseline = card_baseline::median)
      : card_(std::move(card)), baseline_(baseline) {
    validate();
    bind();
  }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const { return names_.views(); }
  std::string_view scale() const { return "probability"; }
  const scorecard& card() const noexcept { return card_; }
  card_baseline baseline() const noexcept { return baseline_; }

  void check(customer_view c) const {
    for (const binning& b : card_.columns) {
      if (!c.has(b.column))
        throw invalid_input(error_code::missing_input, "scorecard_risk: the table lacks the column '" + b.column + "'", b.column);
      walaa::detail::check_no_infinity(tag, b.column, c[b.column]);
    }
  }

  void score(customer_view c, score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) {
      out.value[i] = card_.intercept;
      out.status[i] = standing::prior_only;
      out.error[i] = missing;
    }
    for (std::size_t j = 0; j < card_.size(); ++j) {
      const std::span<const double> x = c[card_.columns[j].column];
      for (std::size_t i = 0; i < x.size(); ++i) {
        out.value[i] += card_.beta[j] * card_.columns[j].woe(x[i]);
        if (!is_missing(x[i])) out.status[i] = standing::scored;
      }
    }
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = logistic(out.value[i]);
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const scorecard exact = scorecard::of(card_.columns, card_.intercept, card_.beta, {.direction = points_rise_with::leaving});
    const double factor = exact.scale.factor();
    std::vector<double> values;
    for (const binning& b : exact.columns) values.push_back(c[b.column][row]);
    e.scale = "log_odds";
    e.from = explanation_base::reference_customer;
    e.base = exact.scale.log_odds(exact.baseline(baseline_));
    e.total = exact.log_odds(values);
    for (const card_reason& why : exact.reasons(values, baseline_)) {
      const double seen = values[why.column];
      e.add(is_missing(seen) ? reason::input_missing : reason::input_value, exact.columns[why.column].column, seen,
            why.effect / factor);
    }
  }

  void validate() const {
    card_.validate();
    if (baseline_ > card_baseline::median)
      walaa::detail::refuse(error_code::out_of_range, tag, "baseline", no_row, static_cast<double>(baseline_), "is no baseline");
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<scorecard_risk_strategy>(file_version);
    ar& boost::make_nvp("card", card_) & boost::make_nvp("baseline", baseline_);
    if constexpr (Archive::is_loading::value) bind();
  }

 private:
  void bind() {
    std::vector<std::string_view> own;
    for (const binning& b : card_.columns) own.push_back(b.column);
    names_ = name_list().with(own);
  }

  scorecard card_{};
  card_baseline baseline_ = card_baseline::median;
  name_list names_;
};

/** A function, so that both namespaces may be used side by side (p_alive.hpp).
    \throws invalid_input for a card whose parts do not match */
inline scorecard_risk_strategy scorecard_risk(scorecard card, card_baseline baseline = card_baseline::median) {
  return scorecard_risk_strategy(std::move(card), baseline);
}
/// \throws not_usable when the fit may not be used
inline scorecard_risk_strategy scorecard_risk(const fitted<scorecard>& card, card_baseline baseline = card_baseline::median) {
  return scorecard_risk_strategy(*card, baseline);
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::strategies::scorecard_risk_strategy> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
