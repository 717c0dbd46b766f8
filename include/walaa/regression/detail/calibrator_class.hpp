// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The variant that holds one of the calibrators; regression/calibration.hpp has the words, and the fits. */

#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/regression/detail/calibrations.hpp>
#include <walaa/regression/outcomes.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace walaa::inline WALAA_ABI {

enum class calibration_method : std::uint8_t { platt, isotonic, beta };

struct calibration_options {
  bool interpolate = true;  ///< isotonic: between knots, or steps
  double epsilon = 0;       ///< beta: probabilities of 0 and 1 are refused, or brought this far inside
};

/// One of the calibrators above, by value.
class calibrator {
 public:
  static constexpr std::string_view name = "calibrator";
  using form = std::variant<no_calibration, platt_calibration, isotonic_calibration, beta_calibration, prior_shift>;

  calibrator() = default;  ///< leaves probabilities as they are
  /// \throws invalid_input for parameters outside their range
  template<class Form>
    requires std::is_constructible_v<form, Form> && (!std::is_same_v<std::remove_cvref_t<Form>, calibrator>)
  calibrator(Form f) : form_(std::move(f)) {  // NOLINT(google-explicit-constructor): a calibrator is any of them
    validate();
  }

  /** From the scores of customers who were not used to fit the score, and what became of them.
      \throws invalid_input for one class, fewer than two distinct scores, a score that is not finite (beta: not inside (0, 1))
      \returns converged; beta: separated or not_identified where the scores leave no estimate */
  template<class Outcomes = outcomes>
  static fitted<calibrator> fit(calibration_method how, std::span<const double> score, const std::type_identity_t<Outcomes>& y,
                                const calibration_options& options = {});

  /// Of a score of the kind that it was fitted on; NaN gives NaN.
  double probability(double score) const noexcept {
    return std::visit([score](const auto& c) { return c.probability(score); }, form_);
  }
  /// A column; in and out may be the same. \throws invalid_input for unequal lengths
  void probability(std::span<const double> score, std::span<double> out) const {
    check_same_length("calibrator::probability", "score", score.size(), "out", out.size());
    std::visit(
        [&](const auto& c) {
          for (std::size_t i = 0; i < out.size(); ++i) out[i] = c.probability(score[i]);
        },
        form_);
  }
  /// Calibrated log-odds of the log-odds of a logistic model; infinite where the probability is 0 or 1.
  double log_odds(double eta) const noexcept {
    return std::visit([eta](const auto& c) { return c.log_odds(eta); }, form_);
  }

  std::string_view method() const noexcept {
    return std::visit([](const auto& c) { return c.name; }, form_);
  }
  /// Whether it was fitted on probabilities; else on log-odds or any other score.
  bool of_probabilities() const noexcept {
    return std::visit([](const auto& c) { return c.of_probabilities; }, form_);
  }
  /// Whether calibrated log-odds are a linear function of the model's.
  bool linear() const noexcept {
    return std::visit([](const auto& c) { return c.linear; }, form_);
  }
  const form& held() const noexcept { return form_; }

  void validate() const {
    std::visit([](const auto& c) { c.validate(); }, form_);
  }
  friend bool operator==(const calibrator&, const calibrator&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<calibrator>(file_version);
    auto kind = static_cast<std::uint8_t>(form_.index());
    ar& boost::make_nvp("kind", kind);
    if constexpr (Archive::is_loading::value) form_ = blank(kind);
    std::visit([&ar](auto& c) { ar& boost::make_nvp("parameters", c); }, form_);
  }

 private:
  static form blank(std::uint8_t kind) {
    switch (kind) {
      case 0:
        return no_calibration{};
      case 1:
        return platt_calibration{};
      case 2:
        return isotonic_calibration{};
      case 3:
        return beta_calibration{};
      case 4:
        return prior_shift{};
    }
    throw invalid_input(error_code::bad_value, "calibrator: there is no calibrator of kind " + std::to_string(kind), "kind");
  }

  form form_{};
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::calibrator> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
