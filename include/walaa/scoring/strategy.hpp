// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A strategy turns rows of a customer table into one score each. Any type that models the concept is one:

        struct overdue {
          static constexpr std::string_view tag = "overdue";
          number patience{2.0};
          input_names inputs() const { static constexpr std::string_view in[] = {"frequency", "recency", "T"}; return in; }
          void score(customer_view c, score_out out) const;
        };

    Laws (the tests bear them as names):
      - score fills all of out.value and nothing else; out.error may be filled, and is NaN otherwise; out.status only by a
        strategy with optional_inputs();
      - a batch equals its rows scored one by one, bit for bit: nothing is ranked or scaled within the batch;
      - permuting rows permutes scores; the table is unchanged; const means callable from many threads;
      - saved and reloaded it scores the same bits;
      - a row without evidence is never given a number (scorer.hpp writes `insufficient` for a missing required input). */

#include <walaa/core/number.hpp>
#include <walaa/data/customers.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/// Whether a score rests on the customer's own evidence.
enum class standing : std::uint8_t {
  scored,       ///< from what is known of this customer
  prior_only,   ///< no event of his own: the model's new customer
  insufficient  ///< a required input is missing: no number
};

constexpr std::string_view standing_name(standing s) noexcept {
  return s == standing::scored ? "scored" : s == standing::prior_only ? "prior_only" : "insufficient";
}

/// Where a strategy writes, one place a row; owned by the caller.
struct score_out {
  std::span<double> value, error;
  std::span<standing> status;
};

/// Names of columns; the strings live at least as long as the strategy that returns them.
using input_names = std::span<const std::string_view>;

template<class S> concept strategy = std::copyable<S> && requires(const S& s, customer_view c, score_out out) {
  { s.tag } -> std::convertible_to<std::string_view>;
  { s.inputs() } -> std::convertible_to<input_names>;
  { s.score(c, out) } -> std::same_as<void>;
};

}  // namespace walaa::inline WALAA_ABI
