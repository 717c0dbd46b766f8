// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The estimates of a regression: named numbers with their covariance, and what is asked of them.

        z = estimate / error,     p = 2 P(Z > |z|),     interval = estimate -+ z(level) error        (Wald)

    A plain value that linear, logistic, ordinal, Cox, accelerated-time and discrete-hazard models share. The covariance is
    empty where it may not be trusted; errors are missing then, never a guess. Large-sample results: with few events per
    coefficient compare log-likelihoods instead. */

#include <walaa/core/check.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/fit/covariance.hpp>  // for check_covariance
#include <walaa/math/normal.hpp>     // for normal_two_sided

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// The name under which models with an intercept list it, first.
inline constexpr std::string_view intercept_name = "(intercept)";

struct coefficient_interval {
  double low = missing, high = missing;
};

struct coefficients {
  std::vector<std::string> names;
  std::vector<double> values;
  std::vector<double> covariance;  ///< n x n, row by row; empty where it may not be trusted

  std::size_t size() const noexcept { return values.size(); }
  /// Where the coefficient of this name stands; size() when there is none.
  std::size_t find(std::string_view name) const noexcept {
    std::size_t j = 0;
    while (j < names.size() && names[j] != name) ++j;
    return j;
  }
  /// \throws invalid_input when there is none of this name
  double operator[](std::string_view name) const {
    const std::size_t j = find(name);
    if (j == names.size()) throw invalid_input(error_code::unknown_name, "coefficients: no '" + std::string(name) + "'", name);
    return values[j];
  }
  double operator[](std::size_t j) const noexcept { return values[j]; }

  bool has_errors() const noexcept { return !covariance.empty(); }
  /// Standard error; missing where there is no covariance. As z, p_value and interval.
  double error(std::size_t j) const noexcept { return has_errors() ? std::sqrt(covariance[j * size() + j]) : missing; }
  double z(std::size_t j) const noexcept { return values[j] / error(j); }
  /// Of "the coefficient is 0", two-sided; exact far out in the tail.
  double p_value(std::size_t j) const noexcept { return 2 * normal_cdf(-std::fabs(z(j))); }
  /// \throws invalid_input for a level outside (0, 1)
  coefficient_interval interval(std::size_t j, double level = 0.95) const {
    const double half = normal_two_sided(level, "coefficients::interval") * error(j);
    return {values[j] - half, values[j] + half};
  }

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const {
    check_same_length("coefficients", "names", names.size(), "values", values.size());
    check_finite("coefficients", "values", values);
    for (std::size_t j = 0; j < names.size(); ++j)
      if (names[j].empty() || find(names[j]) != j)
        throw invalid_input(error_code::duplicate_name, "coefficients: the name '" + names[j] + "' is empty or stands twice",
                            names[j]);
    if (!covariance.empty()) check_covariance("coefficients", covariance, size());
  }

  friend bool operator==(const coefficients&, const coefficients&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<coefficients>(file_version);
    ar& boost::make_nvp("names", names) & boost::make_nvp("values", values) & boost::make_nvp("covariance", covariance);
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::coefficients> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
