// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: a sum of other scores by weights of the user's own. Its scale is called "weighted_by_user", because no data and
    no theory stands behind the weights; walaa ships none.

        blend{{promise_trust(), 50}, {no_purchase_within(visits, days{90}), -50}}

    `insufficient` where any part is, `prior_only` where any part is; the error is the sum of |weight| times the parts' errors,
    an upper bound that needs no assumption about how the errors hang together.

    When not: to rank customers by money, which save_list does in money; and where an outcome is known, which the weights
    can be estimated from. */

#include <walaa/scoring/any_strategy.hpp>
#include <walaa/scoring/name_list.hpp>
#include <walaa/scoring/registry.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace strategies {

struct blend_part {
  any_strategy score;
  number weight;  ///< the user's own
};

class blend {
 public:
  static constexpr std::string_view tag = "blend";

  blend(std::initializer_list<blend_part> parts) : blend(std::vector<blend_part>(parts)) {}
  /// \throws invalid_input for no parts, equal names, models of different units, a weight that is not finite or not the user's
  explicit blend(std::vector<blend_part> parts) : parts_(std::move(parts)) {
    check_not_empty("blend", "parts", parts_.size());
    for (const blend_part& p : parts_) {
      if (p.weight.from != origin::user)
        throw invalid_input(error_code::bad_option,
                            "blend: the weight of '" + p.score.name() + "' has the origin '" +
                                std::string(origin_name(p.weight.from)) + "'; weights of a blend are the user's own",
                            p.score.name());
      if (!is_finite(p.weight))
        detail::refuse(error_code::not_finite, "blend", "weight", no_row, p.weight, "is not a finite number");
      for (const blend_part& q : parts_)
        if (&p != &q && p.score.name() == q.score.name())
          throw invalid_input(error_code::duplicate_name, "blend: two parts are named '" + p.score.name() + "'", p.score.name());
      if (const auto unit = p.score.unit()) {
        if (unit_ && *unit_ != *unit)
          throw invalid_input(error_code::unit_mismatch,
                              "blend: '" + p.score.name() + "' was fitted in " + std::string(unit_name(*unit)) +
                                  ", another part in " + std::string(unit_name(*unit_)),
                              p.score.name());
        unit_ = unit;
      }
      inputs_ = inputs_.with(p.score.inputs());
      optional_ = optional_.with(p.score.optional_inputs());
    }
  }

  input_names inputs() const { return inputs_.views(); }
  input_names optional_inputs() const { return optional_.views(); }
  std::optional<time_unit> unit() const { return unit_; }
  std::string_view scale() const { return "weighted_by_user"; }
  std::span<const blend_part> parts() const& noexcept { return parts_; }
  std::span<const blend_part> parts() const&& = delete;  // a view of a temporary would dangle

  void check(customer_view c) const {
    for (const blend_part& p : parts_) p.score.check(c);
  }

  void score(customer_view c, score_out out) const {
    constexpr std::size_t some = 256;  // rows at once, on the stack: scoring allocates nothing
    double value[some], error[some];
    standing status[some];
    for (std::size_t first = 0; first < c.size(); first += some) {
      const std::size_t n = (std::min)(some, c.size() - first);
      for (std::size_t i = first; i < first + n; ++i) out.value[i] = out.error[i] = 0, out.status[i] = standing::scored;
      for (const blend_part& p : parts_) {
        score_settled(p.score, c.rows(first, n), {{value, n}, {error, n}, {status, n}, out.errors_wanted});
        for (std::size_t i = 0; i < n; ++i) {
          out.value[first + i] += p.weight * value[i];
          out.error[first + i] += std::fabs(p.weight) * error[i];
          out.status[first + i] = (std::max)(out.status[first + i], status[i]);  // the worst standing of all parts
        }
      }
    }
  }

  /// A part's effect is its weight times what sets its score apart from a new customer's, or from 0 if some part has none.
  void explain(customer_view c, std::size_t row, explanation& e) const {
    std::vector<double> news;
    const customer blank(name_list().with(inputs()).with(optional_inputs()).views(), c.as_of(), c.unit());
    for (const blend_part& p : parts_) news.push_back(value_of(p.score, blank));
    const bool all = std::all_of(news.begin(), news.end(), [](double v) { return is_finite(v); });
    e.from = all ? explanation_base::new_customer : explanation_base::nothing;
    e.base = 0;
    e.total = e.value;
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      const double seen = value_of(parts_[k].score, c.rows(row, 1)), start = all ? news[k] : 0;
      e.base += parts_[k].weight * start;
      e.add(reason::part_of_blend, parts_[k].score.name(), seen, parts_[k].weight * (seen - start));
    }
  }

  tree stored() const {
    stored_blend all;
    for (const blend_part& p : parts_) all.parts.push_back({stored_form("blend", p.score), p.weight});
    return to_tree(all);
  }
  static blend from_stored(const tree& members, const registry& known) {
    std::vector<blend_part> parts;
    for (const stored_part& p : from_tree<stored_blend>(members).parts) parts.push_back({known.make(p.score), p.weight});
    return blend(std::move(parts));
  }

 private:
  struct stored_part {
    stored_strategy score;
    number weight;
    template<class Archive> void serialize(Archive& ar, unsigned) {
      ar& boost::make_nvp("score", score) & boost::make_nvp("weight", weight);
    }
  };
  struct stored_blend {
    std::vector<stored_part> parts;
    template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("parts", parts); }
  };

  static double value_of(const any_strategy& s, customer_view one) {
    double value = missing, error = missing;
    standing status{};
    score_settled(s, one, {{&value, 1}, {&error, 1}, {&status, 1}, false});
    return value;
  }

  std::vector<blend_part> parts_;
  name_list inputs_, optional_;
  std::optional<time_unit> unit_;
};

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI
