// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: how far the customer may trust the shop's word, by the promises it kept and broke towards him.

        E = (r + a) / (r + s + a + b),   r kept, s broken, prior Beta(a, b) = Beta(1, 1);     error: the posterior's sd

    Reads `promises_kept` and `promises_broken`. `prior_only`: nothing was promised to him, or the table knows of no promises at
    all; `insufficient`: only one of the two counts is known. Not his satisfaction, which he is asked for.

    Source: Josang & Ismail (2002), The beta reputation system, 15th Bled eCommerce Conference. */

#include <walaa/rates/reputation.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/shapley.hpp>
#include <walaa/scoring/strategy.hpp>

#include <string_view>
#include <utility>

namespace walaa::inline WALAA_ABI {
namespace strategies {

class promise_trust {
 public:
  static constexpr std::string_view tag = "promise_trust";

  promise_trust() = default;
  /// Another prior than Beta(1, 1). The counts of a table carry no order, so that forgetting has its place where they are made.
  explicit promise_trust(reputation rule) : rule_(std::move(rule)) { static_cast<void>(rule_.estimate({})); }

  input_names inputs() const { return {}; }
  input_names optional_inputs() const {
    static constexpr std::string_view names[] = {"promises_kept", "promises_broken"};
    return names;
  }
  std::string_view scale() const { return "probability"; }
  const reputation& rule() const noexcept { return rule_; }

  void check(customer_view c) const {
    for (const std::string_view name : optional_inputs()) {
      if (!c.has(name)) {
        if (c.has("promises_kept") || c.has("promises_broken"))
          throw invalid_input(
              error_code::missing_input,
              "promise_trust: the table has one of promises_kept and promises_broken, and lacks '" + std::string(name) + "'",
              name);
        continue;
      }
      const std::span<const double> counts = c[name];
      for (std::size_t i = 0; i < counts.size(); ++i)
        if (!is_missing(counts[i]) && !(is_finite(counts[i]) && counts[i] >= 0))
          detail::refuse(error_code::negative, tag, name, i, counts[i], "is negative or infinite");
    }
  }

  void score(customer_view c, score_out out) const {
    const bool known = c.has("promises_kept");
    const std::span<const double> kept = known ? c["promises_kept"] : std::span<const double>(),
                                  broken = known ? c["promises_broken"] : kept;
    for (std::size_t i = 0; i < c.size(); ++i) {
      const double r = known ? kept[i] : missing, s = known ? broken[i] : missing;
      out.status[i] = is_missing(r) != is_missing(s) ? standing::insufficient
                      : r + s > 0                    ? standing::scored
                                                     : standing::prior_only;
      const reputation_estimate e = of(r, s);
      out.value[i] = out.status[i] == standing::insufficient ? missing : e.value();
      out.error[i] = out.status[i] == standing::insufficient ? missing : e.error();
    }
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    e.base = of(0, 0).value();
    e.total = e.value;
    if (e.status != standing::scored) return;
    const double r = c["promises_kept"][row], s = c["promises_broken"][row];
    const double worth[] = {e.base, of(r, 0).value(), of(0, s).value(), e.total};
    double effects[2];
    shapley(worth, effects);
    e.add(reason::promises_kept, "promises_kept", r, effects[0]);
    e.add(reason::promises_broken, "promises_broken", s, effects[1]);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<promise_trust>(file_version);
    ar& boost::make_nvp("rule", rule_);
  }

 private:
  /// A count that is missing counts as none; whether it may is decided above.
  reputation_estimate of(double kept, double broken) const noexcept {
    return {rule_.prior_kept + (is_missing(kept) ? 0 : kept), rule_.prior_broken + (is_missing(broken) ? 0 : broken),
            evidence::some};
  }

  reputation rule_{};
};

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::strategies::promise_trust> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
