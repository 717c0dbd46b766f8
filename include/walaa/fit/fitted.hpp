// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A fitted model is a value: plain parameters, their covariance and the report of the fit. Copyable, comparable, no
    pointers, no globals; const means callable from many threads.

        const auto visits = bg_nbd::fit(purchases(all));
        visits->expected_purchases(39);   // throws not_usable, with the report's words, when the fit may not be used
        visits.unchecked();               // the parameters whatever the report says
*/

#include <walaa/core/error.hpp>
#include <walaa/fit/covariance.hpp>   // for check_covariance
#include <walaa/fit/fit_options.hpp>  // for every fit's second argument
#include <walaa/fit/fit_report.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

template<class Model> class fitted {
 public:
  using model_type = Model;

  fitted() = default;  ///< unit parameters; the report says that nothing was fitted

  /// Parameters that somebody else estimated, in that unit of time: usable, without covariance.
  fitted(Model parameters, time_unit unit) : model_(std::move(parameters)) {
    if constexpr (requires { Model::name; }) report_.model = std::string(Model::name);
    report_.unit = unit;
    report_.message = "parameters were given, not fitted";
  }
  fitted(Model parameters, fit_report report, std::vector<double> covariance)
      : model_(std::move(parameters)), report_(std::move(report)), covariance_(std::move(covariance)) {}

  /// \throws not_usable
  const Model& operator*() const {
    if (!report_.usable()) throw walaa::not_usable(report_.brief());
    return model_;
  }
  const Model* operator->() const { return &**this; }
  const Model& unchecked() const noexcept { return model_; }

  const fit_report& report() const noexcept { return report_; }
  time_unit unit() const noexcept { return report_.unit; }

  /// Covariance of the natural parameters, row by row, n x n; empty where it may not be trusted.
  std::span<const double> covariance() const noexcept { return covariance_; }

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const {
    if constexpr (requires { model_.validate(); }) model_.validate();
    report_.validate();
    if (!covariance_.empty()) check_covariance("fitted", covariance_, report_.estimates.size());
  }

  friend bool operator==(const fitted&, const fitted&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<fitted>(file_version);
    ar& boost::make_nvp("model", model_) & boost::make_nvp("report", report_) & boost::make_nvp("covariance", covariance_);
  }

 private:
  Model model_{};
  fit_report report_{};
  std::vector<double> covariance_{};
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<class Model> struct version<walaa::fitted<Model>> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
