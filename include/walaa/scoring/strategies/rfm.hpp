// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: the RFM cell, three classes from 1 to 5 read as one number, 100 R + 10 F + M: 555 bought lately, often, and much.

    The classes are quantiles of the customers that the cut points were fitted on (value/rfm.hpp), never of the batch that is
    scored. It describes and predicts nothing, and a cell is no amount: do not average it, do not blend it. A stranger has the
    cell of somebody who made his first purchase today, `prior_only`; `insufficient` where a column is missing, or the spend of
    somebody who came back. */

#include <walaa/scoring/purchase_strategy.hpp>
#include <walaa/value/rfm.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

class rfm {
 public:
  static constexpr std::string_view tag = "rfm";

  rfm() : cuts_{{1}, {1}, {1}, time_unit::day, 0} {}
  /// \throws invalid_input for cut points that are none
  explicit rfm(walaa::rfm cuts) : cuts_(std::move(cuts)) { cuts_.validate(); }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const { return detail::purchase_inputs; }
  std::optional<time_unit> unit() const { return cuts_.unit; }
  std::string_view scale() const { return "rfm_cell"; }
  const walaa::rfm& cuts() const noexcept { return cuts_; }

  void check(customer_view c) const {
    detail::check_purchase_rows(tag, c);
    if (!c.has("monetary_value"))
      throw invalid_input(error_code::missing_input, "rfm: the table lacks the column 'monetary_value'", "monetary_value");
    const std::span<const double> m = c["monetary_value"];
    for (std::size_t i = 0; i < m.size(); ++i)
      if (!is_missing(m[i]) && !(is_finite(m[i]) && m[i] >= 0))
        detail::refuse(error_code::negative, tag, "monetary_value", i, m[i], "is negative or infinite");
  }

  void score(customer_view c, score_out out) const {
    const std::span<const double> x = c["frequency"], last = c["recency"], age = c["T"], m = c["monetary_value"];
    for (std::size_t i = 0; i < x.size(); ++i) {
      const detail::known_history k = detail::known_history_of(x[i], last[i], age[i]);
      out.status[i] = k.status;
      out.value[i] = k.status == standing::insufficient ? missing : cuts_(k.history, m[i]).cell();
      out.error[i] = missing;  // a description has none
      if (is_missing(out.value[i])) out.status[i] = standing::insufficient;
    }
  }

  /// The cell is a sum, so that its reasons are exact: a step of a class counts 100, 10 and 1.
  void explain(customer_view c, std::size_t row, explanation& e) const {
    const rfm_marks fresh = cuts_({}, missing);
    e.base = fresh.cell();
    e.total = e.value;
    if (e.status != standing::scored) return;
    const rfm_marks own = cuts_({c["frequency"][row], c["recency"][row], c["T"][row]}, c["monetary_value"][row]);
    e.add(reason::recency_class, "T", own.recency, 100 * (own.recency - fresh.recency));
    e.add(reason::frequency_class, "frequency", own.frequency, 10 * (own.frequency - fresh.frequency));
    e.add(reason::monetary_class, "monetary_value", own.money, own.money - fresh.money);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<rfm>(file_version);
    ar& boost::make_nvp("cuts", cuts_);
  }

 private:
  walaa::rfm cuts_;
};

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::strategies::rfm> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
