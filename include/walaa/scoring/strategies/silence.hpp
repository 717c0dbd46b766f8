// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: how surprising the present silence is for a customer of this habit who is still one.

        surprise = -log10 P(a gap of his is longer than the silence):   1 is one gap in ten, 2 one in a hundred

    from churn/silence.hpp. 0 at the till, and it only grows until he buys. Not a probability of having left (p_alive), nor of not
    buying (no_purchase_within): it asks whether to look. An alarm at a surprise above -log10(level) is false in `level` of the gaps
    of those who have not left.

    Of a customer who bought once the prior alone speaks: `prior_only`. Reasons add up in surprise, from 0. */

#include <walaa/churn/silence.hpp>
#include <walaa/scoring/purchase_strategy.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

class silence_strategy {
 public:
  static constexpr std::string_view tag = "silence";

  silence_strategy() = default;
  /// \throws not_usable when the fit may not be used
  explicit silence_strategy(fitted<silence_model> gaps) : gaps_(std::move(gaps)) { validate(); }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const { return input_names(detail::purchase_inputs).first(3); }
  std::optional<time_unit> unit() const { return gaps_.unit(); }
  std::string_view scale() const { return "surprise"; }
  const fitted<silence_model>& gaps() const noexcept { return gaps_; }
  void check(customer_view c) const { detail::check_purchase_rows(tag, c); }

  void score(customer_view c, score_out out) const {
    const std::span<const double> x = c["frequency"], last = c["recency"], age = c["T"];
    const silence_model& m = gaps_.unchecked();
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto known = detail::known_history_of(x[i], last[i], age[i]);
      const purchase_history& h = known.history;
      const bool answers = known.status != standing::insufficient;
      out.value[i] = answers ? surprise(m, h) : missing;
      out.error[i] = answers && out.errors_wanted ? error(h) : missing;
      out.status[i] = known.status == standing::scored && h.frequency == 0 ? standing::prior_only : known.status;
    }
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const silence_model& m = gaps_.unchecked();
    const purchase_history h = detail::known_history_of(c["frequency"][row], c["recency"][row], c["T"][row]).history;
    detail::explain_history(
        h, [&m](const purchase_history& mixed, bool) { return surprise(m, mixed); }, e);
    const double silence = h.age - h.recency;
    if (e.status == standing::prior_only && e.explained && silence > 0) e.add(reason::silence, "T", silence, e.total - e.base);
  }

  void validate() const { static_cast<void>(*gaps_); }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<silence_strategy>(file_version);
    ar& boost::make_nvp("gaps", gaps_);
  }

 private:
  static double surprise(const silence_model& m, const purchase_history& h) noexcept {
    const double silence = h.age > h.recency ? h.age - h.recency : 0;
    return 0 - m.log_longer(h.frequency, h.recency, silence) * 0.43429448190325182765;  // log10(e)
  }

  /// By the delta method in mean and dispersion; the regularity is given.
  double error(const purchase_history& h) const noexcept {
    const std::span<const double> covariance = gaps_.covariance();
    if (covariance.size() != 4) return missing;
    double gradient[2];
    for (int p = 0; p < 2; ++p) {
      silence_model up = gaps_.unchecked(), down = up;
      double &a = p == 0 ? up.mean : up.dispersion, &b = p == 0 ? down.mean : down.dispersion;
      a *= 1 + 1e-5, b *= 1 - 1e-5;
      gradient[p] = (surprise(up, h) - surprise(down, h)) / (a - b);
    }
    const double variance = gradient[0] * gradient[0] * covariance[0] + 2 * gradient[0] * gradient[1] * covariance[1] +
                            gradient[1] * gradient[1] * covariance[3];
    return variance >= 0 ? std::sqrt(variance) : missing;
  }

  fitted<silence_model> gaps_{};
};

/** A function, so that both namespaces may be used side by side (p_alive.hpp).
    \throws not_usable when the fit may not be used */
inline silence_strategy silence(fitted<silence_model> gaps) { return silence_strategy(std::move(gaps)); }

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::strategies::silence_strategy> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
