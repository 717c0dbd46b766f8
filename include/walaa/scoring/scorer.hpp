// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a host embeds: strategies under names, scored together.

        scorer loyalty{lifetime_value(visits, spend, {.annual_discount = 0.10}), {"leaving_30d", no_purchase_within(visits,
   days{30})}}; profiles p = loyalty.score(all);            // one column a strategy auto s = loyalty.score(who); // one customer:
   same bits, no allocation

    Missing evidence, decided here and nowhere else:
      - a column that a strategy requires and the table lacks: invalid_input naming both, before any score;
      - a required input missing in a row, or a strategy that could not give a number: `insufficient`, value and error NaN;
      - optional inputs missing in a row: the strategy scores from what there is, and says so in its status: `prior_only` for a
        customer without an event of his own, who gets the model's new customer.
    So a value is NaN exactly where the status is `insufficient`.

    A const scorer is used from many threads. Scores do not depend on the executor, on chunking, or on the other rows. */

#include <walaa/core/executor.hpp>
#include <walaa/scoring/any_strategy.hpp>
#include <walaa/scoring/name_list.hpp>
#include <walaa/scoring/profiles.hpp>
#include <walaa/scoring/registry.hpp>
#include <walaa/scoring/shapley.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct score_options {
  bool errors = false;  ///< standard errors that cost more than the scores; those of one customer are always given
  executor_ref run{};   ///< who runs the blocks; none: the caller's thread
};

class scorer {
 public:
  scorer() = default;
  /// A list, not a pack of any types: a pack constructor would hijack copies.
  scorer(std::initializer_list<any_strategy> strategies) {
    for (const any_strategy& s : strategies) add(s);
  }

  /** \throws invalid_input for a name that is taken, or a model in another unit of time than the others', naming both;
      the scorer is unchanged then */
  scorer& add(any_strategy s);
  scorer& add(std::string name, any_strategy s) { return add(any_strategy(std::move(name), std::move(s))); }

  std::size_t size() const noexcept { return strategies_.size(); }
  std::span<const any_strategy> strategies() const noexcept { return strategies_; }
  std::span<const std::string> names() const noexcept { return names_; }

  /// Every column that some strategy reads, required or not, once.
  input_names inputs() const noexcept { return inputs_.views(); }

  /// The unit that the models count time in; days when no strategy has one.
  time_unit unit() const noexcept { return unit_.value_or(time_unit::day); }

  /// A customer with exactly these inputs, all missing.
  customer blank(date as_of) const { return customer(inputs(), as_of, unit()); }

  /// \throws invalid_input for a missing column, another unit of time, or values that cannot be
  profiles score(customer_view c, const score_options& options = {}) const {
    profiles p;
    score(c, p, options);
    return p;
  }
  /// The same into profiles that are reused; allocates nothing when they have had as many customers before.
  void score(customer_view c, profiles& reuse, const score_options& options = {}) const;
  /// One customer, with errors; allocates nothing.
  scores score(const customer& who) const;

  /** Why: one explanation a strategy, the largest effect first.
      \throws invalid_input when a strategy without reasons of its own reads more than 8 inputs, or no reference is set */
  std::vector<explanation> explain(customer_view c, std::size_t row = 0) const;
  explanation explain(customer_view c, std::size_t row, std::string_view name) const;
  std::vector<explanation> explain(const customer& who) const { return explain(customer_view(who), 0); }

  /// The customer that strategies without reasons of their own are explained against: the medians of these, column by column.
  scorer& set_reference(customer_view fitted_on);
  /// Column names and medians; empty before set_reference.
  std::span<const std::string> reference_names() const noexcept { return reference_names_; }
  std::span<const double> reference_values() const noexcept { return reference_values_; }

  /** What a file keeps: names, tags, members and the reference.
      \throws invalid_input for a strategy that has no form on file, by its name */
  tree stored() const;
  /// \throws load_error
  static scorer from_stored(const tree&, const registry&);

 private:
  std::string where(std::size_t k) const { return "scorer: strategy '" + names_[k] + "'"; }
  std::size_t find(std::string_view name) const;
  void check(customer_view c) const;
  void explain_by_reference(std::size_t k, customer_view c, std::size_t row, explanation& e) const;

  std::vector<any_strategy> strategies_;
  std::vector<std::string> names_, scales_;
  name_list inputs_;
  std::optional<time_unit> unit_;
  std::vector<std::string> reference_names_;
  std::vector<double> reference_values_;
};

}  // namespace walaa::inline WALAA_ABI

#include <walaa/scoring/scorer_impl.hpp>  // IWYU pragma: export
