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
      - a row without evidence is never given a number. scorer.hpp sees to it: where a required input is missing, or where a
        strategy wrote NaN, it writes `insufficient` and NaN; a strategy may see such rows, what it writes there is dropped.

    What a strategy may offer besides, each a concept below: optional inputs, the unit of time it was fitted in, the name of
    its scale, a check of the values it will be given, reasons, a form on file. */

#include <walaa/core/number.hpp>
#include <walaa/data/customers.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace walaa::inline WALAA_ABI {

struct explanation;
class registry;

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
  bool errors_wanted = true;  ///< false: a standard error that costs more than the score itself is not asked for
};

/// Names of columns; the strings live at least as long as the strategy that returns them.
using input_names = std::span<const std::string_view>;

template<class S>
concept strategy = std::copyable<S> && requires(const S& s, customer_view c, score_out out) {
  { s.tag } -> std::convertible_to<std::string_view>;
  { s.inputs() } -> std::convertible_to<input_names>;
  { s.score(c, out) } -> std::same_as<void>;
};

/** Columns that are read where they are there. Such a strategy sets out.status itself: `prior_only` for a customer without
    an event of his own, `insufficient` where it cannot answer. */
template<class S>
concept has_optional_inputs = requires(const S& s) {
  { s.optional_inputs() } -> std::convertible_to<input_names>;
};

/// The unit of time of the model inside; a table in another unit is refused before any score.
template<class S>
concept has_time_unit = requires(const S& s) {
  { s.unit() } -> std::convertible_to<std::optional<time_unit>>;
};

/// What the score is measured in: "probability", "money", ...; lives as long as the strategy.
template<class S>
concept has_scale = requires(const S& s) {
  { s.scale() } -> std::convertible_to<std::string_view>;
};

/// Refuses values that cannot be (a frequency of -1): called once with the whole table before any score, NaN is allowed.
template<class S>
concept checks_its_rows = requires(const S& s, customer_view c) {
  { s.check(c) } -> std::same_as<void>;
};

/// Own reasons for one row; explanation.hpp says what they must add up to.
template<class S>
concept explains_itself = requires(const S& s, customer_view c, std::size_t row, explanation& e) {
  { s.explain(c, row, e) } -> std::same_as<void>;
};

namespace detail {

template<class S>
concept static_tag = requires { requires !std::is_member_object_pointer_v<decltype(&S::tag)>; };

template<class S>
concept serializable = std::default_initializable<S> && requires(S& s, tree_writer& out, tree_reader& in) {
  s.serialize(out, 1u);
  s.serialize(in, 1u);
};

/// A strategy that holds other strategies: it needs the registry to be rebuilt.
template<class S>
concept composed = requires(const S& s, const tree& t, const registry& known) {
  { s.stored() } -> std::same_as<tree>;
  { S::from_stored(t, known) } -> std::same_as<S>;
};

}  // namespace detail

/** A strategy that can be saved: its tag is static, stable for ever (it is in files), and it lists its members in
    `serialize`. Instantiations of one template share the tag and tell each other apart by a static `form` ("bg_nbd"). */
template<class S>
concept storable = strategy<S> && detail::static_tag<S> && (detail::serializable<S> || detail::composed<S>);

}  // namespace walaa::inline WALAA_ABI
