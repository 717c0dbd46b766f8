// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Any strategy, held by value, under a name: what a scorer is made of. Copying copies the strategy; a call costs one
    indirection a batch. It models the concept itself.

        any_strategy s = promise_trust();                   // named by its tag
        any_strategy t{"leaving_30d", no_purchase_within(visits, days{30})};

    A template cannot be erased, so what is erased of `serialize` is writing to the neutral tree; registry.hpp reads it back. */

#include <walaa/core/origin_audit.hpp>  // for audit_origin
#include <walaa/scoring/explanation.hpp>
#include <walaa/math/simd/any_row.hpp>
#include <walaa/scoring/strategy.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace walaa::inline WALAA_ABI {

class any_strategy {
 public:
  std::string tag;  ///< what the strategy inside calls itself; the tag rebuilds it from a file, the name is the user's

  // This order only: the concept must not be asked of any_strategy itself.
  template<class S>
    requires(!std::same_as<std::remove_cvref_t<S>, any_strategy> && strategy<std::remove_cvref_t<S>>)
  any_strategy(S&& s)  // NOLINT(google-explicit-constructor): a strategy is any_strategy
      : held_(std::make_unique<holder<std::remove_cvref_t<S>>>(std::forward<S>(s))) {
    tag = held_->tag();
    name_ = tag;
    audit_origin<std::remove_cvref_t<S>>();  // a strategy whose numbers have no origin does not compile
  }
  template<class S>
    requires(!std::same_as<std::remove_cvref_t<S>, any_strategy> && strategy<std::remove_cvref_t<S>>)
  any_strategy(std::string name, S&& s) : any_strategy(std::forward<S>(s)) {
    name_ = std::move(name);
  }
  any_strategy(std::string name, any_strategy s) : any_strategy(std::move(s)) { name_ = std::move(name); }

  any_strategy(const any_strategy& other)
      : tag(other.tag), name_(other.name_), held_(other.held_ ? other.held_->clone() : nullptr) {}
  any_strategy(any_strategy&&) noexcept = default;
  any_strategy& operator=(const any_strategy& other) { return *this = any_strategy(other); }
  any_strategy& operator=(any_strategy&&) noexcept = default;
  ~any_strategy() = default;

  const std::string& name() const noexcept { return name_; }
  std::string_view form() const noexcept { return held_->form(); }  ///< which instantiation of a template: "bg_nbd"; or empty

  input_names inputs() const { return held_->inputs(); }
  input_names optional_inputs() const { return held_->optional_inputs(); }
  bool sets_status() const noexcept { return held_->sets_status(); }
  std::optional<time_unit> unit() const { return held_->unit(); }
  std::string_view scale() const { return held_->scale(); }  ///< "score" where the strategy does not say

  void check(customer_view c) const { held_->check(c); }
  void score(customer_view c, score_out out) const { held_->score(c, out); }

  bool has_reasons() const noexcept { return held_->has_reasons(); }
  void explain(customer_view c, std::size_t row, explanation& e) const { held_->explain(c, row, e); }

  bool is_storable() const noexcept { return held_->is_storable(); }
  /// What a file keeps of the strategy inside; of kind `nothing` when it has no form on file.
  tree stored() const { return held_->stored(); }

  /// The strategy inside, if it is an S.
  template<class S> const S* as() const noexcept {
    const auto* h = dynamic_cast<const holder<S>*>(held_.get());
    return h ? &h->s : nullptr;
  }

 private:
  struct base {
    virtual ~base() = default;
    virtual std::unique_ptr<base> clone() const = 0;
    virtual std::string_view tag() const = 0;
    virtual std::string_view form() const noexcept = 0;
    virtual input_names inputs() const = 0;
    virtual input_names optional_inputs() const = 0;
    virtual bool sets_status() const noexcept = 0;
    virtual std::optional<time_unit> unit() const = 0;
    virtual std::string_view scale() const = 0;
    virtual void check(customer_view) const = 0;
    virtual void score(customer_view, score_out) const = 0;
    virtual bool has_reasons() const noexcept = 0;
    virtual void explain(customer_view, std::size_t, explanation&) const = 0;
    virtual bool is_storable() const noexcept = 0;
    virtual tree stored() const = 0;
  };

  template<class S> struct holder final : base {
    S s;
    explicit holder(const S& held) : s(held) {}
    explicit holder(S&& held) : s(std::move(held)) {}
    std::unique_ptr<base> clone() const override { return std::make_unique<holder>(s); }
    std::string_view tag() const override { return s.tag; }
    std::string_view form() const noexcept override {
      if constexpr (requires { std::string_view(S::form); })
        return S::form;
      else
        return {};
    }
    input_names inputs() const override { return s.inputs(); }
    input_names optional_inputs() const override {
      if constexpr (has_optional_inputs<S>)
        return s.optional_inputs();
      else
        return {};
    }
    bool sets_status() const noexcept override { return has_optional_inputs<S>; }
    std::optional<time_unit> unit() const override {
      if constexpr (has_time_unit<S>)
        return s.unit();
      else
        return std::nullopt;
    }
    std::string_view scale() const override {
      if constexpr (has_scale<S>)
        return s.scale();
      else
        return "score";
    }
    void check(customer_view c) const override {
      if constexpr (checks_its_rows<S>)
        s.check(c);
      else
        static_cast<void>(c);
    }
    void score(customer_view c, score_out out) const override { s.score(c, out); }
    bool has_reasons() const noexcept override { return explains_itself<S>; }
    void explain(customer_view c, std::size_t row, explanation& e) const override {
      if constexpr (explains_itself<S>)
        s.explain(c, row, e);
      else
        static_cast<void>(c), static_cast<void>(row), static_cast<void>(e);
    }
    bool is_storable() const noexcept override { return storable<S>; }
    tree stored() const override {
      if constexpr (!storable<S>)
        return {};
      else if constexpr (detail::composed<S>)
        return s.stored();
      else
        return to_tree(s);
    }
  };

  std::string name_;
  std::unique_ptr<base> held_;
};

/** Scores with the rule for missing evidence applied: `insufficient` and NaN where a required input is missing or where the
    strategy gave no number, and nowhere else. What a scorer does with each of its strategies. */
inline void score_settled(const any_strategy& s, customer_view rows, score_out out) {
  std::fill(out.value.begin(), out.value.end(), missing);
  std::fill(out.error.begin(), out.error.end(), missing);
  std::fill(out.status.begin(), out.status.end(), standing::scored);
  s.score(rows, out);
  if (!s.sets_status()) std::fill(out.status.begin(), out.status.end(), standing::scored);
  for (const std::string_view input : s.inputs()) {
    const std::span<const double> seen = rows[input];
    if (!simd::any_missing(seen)) continue;
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (is_missing(seen[i])) out.status[i] = standing::insufficient;
  }
  if (!simd::any_missing(out.value) &&
      std::find(out.status.begin(), out.status.end(), standing::insufficient) == out.status.end())
    return;
  for (std::size_t i = 0; i < out.value.size(); ++i)
    if (out.status[i] == standing::insufficient || is_missing(out.value[i])) {
      out.value[i] = out.error[i] = missing;
      out.status[i] = standing::insufficient;
    }
}

}  // namespace walaa::inline WALAA_ABI
