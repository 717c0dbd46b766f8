// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Strategy: how likely a customer under contract leaves within a time, given his tenure and what a survival regression was
    fitted on: Cox, accelerated failure time, discrete hazard, mixture cure, or a model of one's own (regression_model.hpp).

        P = 1 - S(tenure + h | x) / S(tenure | x)

    Reads the model's columns, `tenure`, and `left` where there is one. A customer without a tenure gets the chance of a
    newcomer like him, `prior_only`. `insufficient`: whose columns are not all known, who has left already (`left` = 1), whose
    tenure + h lies beyond what the fit has seen, whose stratum it has not seen.

    Reasons are against the mean customer of the fit with the same tenure, on the scale ln(H(tenure + h) - H(tenure)), the log
    of his hazard over the horizon: exactly b (x - mean) where hazards are proportional, else times the average slope on the way
    (average_slope.hpp). A model with two predictors shares out as Owen does: each predictor's part is the mean of what it
    changes first and what it changes last. Where nobody or everybody leaves, the scale is the probability itself, and says so.

    Without covariates: leaves_within.hpp.

    Source: Owen (1977), Values of Games with a Priori Unions, in Mathematical Economics and Game Theory. */

#include <walaa/core/number.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/scoring/average_slope.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/name_list.hpp>
#include <walaa/scoring/strategies/leaves_within.hpp>  // for check_tenures
#include <walaa/scoring/strategy.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/regression_model.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace strategies {

template<survival_regression Model> class leaves_within_given_strategy {
 public:
  static constexpr std::string_view tag = "leaves_within";
  static constexpr std::string_view form = Model::name;

  leaves_within_given_strategy() = default;
  /** \param stratum  name of the column of strata; needed by a model that has them, and by no other
      \throws not_usable when the fit may not be used; invalid_input for a horizon that is not positive, a stratum too many or
              too few */
  leaves_within_given_strategy(fitted<Model> model, days within, std::string stratum = {})
      : model_(std::move(model)), horizon_(within.count()), stratum_(std::move(stratum)) {
    validate();
    bind();
  }

  input_names inputs() const { return names_.views(); }
  input_names optional_inputs() const {
    static constexpr std::string_view names[] = {"tenure", "left"};
    return names;
  }
  std::optional<time_unit> unit() const { return model_.unchecked().unit; }
  std::string_view scale() const { return "probability"; }
  const fitted<Model>& model() const noexcept { return model_; }
  days horizon() const noexcept { return days{horizon_}; }
  std::string_view stratum() const noexcept { return stratum_; }

  void check(customer_view c) const {
    walaa::detail::check_tenures(tag, c);
    for (const std::string_view name : names_.views()) walaa::detail::check_no_infinity(tag, name, c[name]);
  }

  void score(customer_view c, score_out out) const {
    const Model& m = model_.unchecked();
    const double h = in_units(horizon(), m.unit);
    const std::span<const double> tenure = c["tenure"], left = c.has("left") ? c["left"] : std::span<const double>(),
                                  strata = stratum_.empty() ? std::span<const double>() : c[stratum_];
    block_of_predictors block;
    for (std::size_t i = 0; i < c.size(); ++i) {
      const std::size_t within = i % rows_at_once;
      if (within == 0) fill(c, i, (std::min)(rows_at_once, c.size() - i), block);
      const bool unknown = is_missing(tenure[i]), gone = !left.empty() && !is_missing(left[i]) && left[i] != 0;
      const double age = unknown ? 0 : tenure[i];
      const std::size_t curve = curve_of(strata, i);
      const predictors away = at(block, within);
      const leave_probability p = gone || curve == no_curve ? leave_probability{} : leaving(away, curve, age, h);
      out.value[i] = p.value;
      out.error[i] = missing;
      if constexpr (with_error)
        if (out.errors_wanted && p)
          out.error[i] = m.leaving_error(
              away, [&](std::size_t j) { return c[m.parts()[0].names[j]][i] - m.parts()[0].centre[j]; }, curve, age, age + h);
      out.status[i] = !p ? standing::insufficient : unknown ? standing::prior_only : standing::scored;
    }
  }

  void explain(customer_view c, std::size_t row, explanation& e) const {
    const Model& m = model_.unchecked();
    const std::size_t curve = curve_of(stratum_.empty() ? std::span<const double>() : c[stratum_], row);
    if (e.status == standing::insufficient || curve == no_curve) return;
    const double h = in_units(horizon(), m.unit), tenure = c["tenure"][row], age = is_missing(tenure) ? 0 : tenure;
    block_of_predictors block;
    fill(c, row, 1, block);
    const predictors away = at(block, 0);
    const auto probability = [&](const predictors& d) { return leaving(d, curve, age, h).value; };
    const auto log_hazard = [&](const predictors& d) { return std::log(-std::log1p(-probability(d))); };
    const bool finite = is_finite(log_hazard(predictors{})) && is_finite(log_hazard(away));
    const auto level = [&](const predictors& d) { return finite ? log_hazard(d) : probability(d); };
    e.scale = finite ? "log_hazard" : "probability";
    e.from = explanation_base::reference_customer;
    e.base = level(predictors{});
    e.total = level(away);
    for (std::size_t k = 0; k < n_parts; ++k) {
      const linear_part part = m.parts()[k];
      double size = 0;
      for (std::size_t j = 0; j < part.names.size(); ++j)
        size += std::fabs(part.slopes[j] * (c[part.names[j]][row] - part.centre[j]));
      const double slope = average_slope(
          [&](double d) {
            predictors first{}, last = away;
            first[k] = last[k] = d;
            return (level(first) + level(last)) / 2;
          },
          away[k], size);
      for (std::size_t j = 0; j < part.names.size(); ++j) {
        const double seen = c[part.names[j]][row];
        e.add(reason::input_value, part.names[j], seen, slope * part.slopes[j] * (seen - part.centre[j]));
      }
    }
  }

  void validate() const {
    const Model& m = *model_;
    check_positive(tag, "within", horizon_);
    if constexpr (stratified_model<Model>) {
      if ((m.curves.size() > 1) == stratum_.empty())
        throw invalid_input(stratum_.empty() ? error_code::missing_input : error_code::bad_option,
                            stratum_.empty() ? "leaves_within: the model has strata; name their column"
                                             : "leaves_within: stratum = '" + stratum_ + "' is given to a model without strata",
                            "stratum");
    } else if (!stratum_.empty()) {
      throw invalid_input(error_code::bad_option,
                          "leaves_within: stratum = '" + stratum_ + "' is given to a model without strata", "stratum");
    }
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<leaves_within_given_strategy>(file_version);
    ar& boost::make_nvp("model", model_) & boost::make_nvp("horizon_days", horizon_) & boost::make_nvp("stratum", stratum_);
    if constexpr (Archive::is_loading::value) bind();
  }

 private:
  static constexpr std::size_t n_parts = std::tuple_size_v<decltype(std::declval<const Model&>().parts())>;
  static constexpr std::size_t rows_at_once = 128;
  static constexpr bool with_error = requires(const Model& m, double (&off)(std::size_t)) {
    m.leaving_error(std::array<double, n_parts>{}, off, std::size_t{}, 0.0, 0.0);
  };
  using predictors = std::array<double, n_parts>;
  using block_of_predictors = std::array<std::array<double, rows_at_once>, n_parts>;

  /// The predictors of n rows from `first` on, columns added in the model's order in every row.
  void fill(customer_view c, std::size_t first, std::size_t n, block_of_predictors& to) const {
    const auto parts = model_.unchecked().parts();
    for (std::size_t k = 0; k < n_parts; ++k) {
      std::fill_n(to[k].begin(), n, 0.0);
      for (std::size_t j = 0; j < parts[k].names.size(); ++j) {
        const double* const x = c[parts[k].names[j]].data() + first;
        const double slope = parts[k].slopes[j], centre = parts[k].centre[j];
        for (std::size_t i = 0; i < n; ++i) to[k][i] += slope * (x[i] - centre);
      }
    }
  }
  static predictors at(const block_of_predictors& block, std::size_t i) noexcept {
    predictors away;
    for (std::size_t k = 0; k < n_parts; ++k) away[k] = block[k][i];
    return away;
  }

  std::size_t curve_of(std::span<const double> strata, std::size_t i) const noexcept {
    if constexpr (stratified_model<Model>)
      if (!strata.empty()) return is_missing(strata[i]) ? no_curve : model_.unchecked().curve_at(strata[i]);
    return 0;
  }

  leave_probability leaving(const predictors& away, std::size_t curve, double age, double h) const noexcept {
    const Model& m = model_.unchecked();
    if constexpr (stratified_model<Model>)
      return walaa::detail::leaves_within_checked(m.customer(away, curve), age, h);
    else
      return walaa::detail::leaves_within_checked(m.customer(away), age, h);
  }

  void bind() {
    std::vector<std::string_view> own;
    for (const linear_part& part : model_.unchecked().parts()) own.insert(own.end(), part.names.begin(), part.names.end());
    if (!stratum_.empty()) own.push_back(stratum_);
    names_ = name_list().with(own);
  }

  fitted<Model> model_{};
  number horizon_{90};  // days
  std::string stratum_;
  name_list names_;
};

/** The strategy; a function, so that both namespaces may be used side by side (p_alive.hpp).
    \throws not_usable when the fit may not be used; invalid_input for a time that is not positive, a stratum too many or too few */
template<survival_regression Model>
leaves_within_given_strategy<Model> leaves_within(fitted<Model> model, days within, std::string stratum = {}) {
  return {std::move(model), within, std::move(stratum)};
}

}  // namespace strategies
}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<class Model> struct version<walaa::strategies::leaves_within_given_strategy<Model>> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
