// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Linear least squares: a number (spend, a satisfaction score) from columns.

        y = offset + b_0 + sum b_j x_j + e;        minimised: sum w e^2

    Errors: `classical` where every e has one variance, s^2 (Z'WZ)^-1, s^2 = sum w e^2 / (n - k); `robust` where it may differ from
    row to row, HC1; `clustered` where rows of one cluster (a branch, an agent, a customer) share something: CR1, the sandwich with

        G / (G - 1) (n - 1) / (n - k)       G clusters, n the sum of weights, k coefficients,

    which Stata and statsmodels use too. A weight says how many rows a row stands for. Few clusters (below 40, say) make CR1's errors
    too small. Intervals of `coefficients` are normal ones; with few degrees of freedom
    take Student's t with `degrees`.

    Not for outcomes 0 and 1 (logistic.hpp) nor for ratings on a few steps (ordinal.hpp).

    Sources: Longley (1967), J. Am. Stat. Assoc. 62, as certified by NIST; MacKinnon & White (1985), J. Econometrics 29, HC1; Liang & Zeger
    (1986), Biometrika 73, clusters. */

#include <walaa/fit/fitted.hpp>
#include <walaa/regression/design.hpp>
#include <walaa/regression/detail/own_units.hpp>
#include <walaa/regression/outcomes.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class linear_errors : std::uint8_t { classical, robust, clustered };

struct linear_options {
  linear_errors errors = linear_errors::classical;
  std::span<const double> cluster{};  ///< of clustered errors: equal numbers are one cluster
  executor_ref executor{};            ///< who runs the blocks of rows; same bits whoever does
};

/// A fitted linear regression: a plain value that predicts without the data it was fitted on.
struct linear_model {
  coefficients beta{{std::string(intercept_name)}, {0}, {}};  ///< in the columns' own units, the intercept first
  std::vector<double> centre;                                 ///< mean of each column in the fit: the baseline of reasons
  linear_errors errors = linear_errors::classical;
  double residual_variance = missing;  ///< s^2; missing without degrees of freedom
  double degrees = 0;                  ///< n - k, with clusters G - 1
  double r_squared = missing;          ///< share of the outcomes' variation about their mean; missing when they have none
  double clusters = 0;                 ///< G

  static constexpr std::string_view name = "linear";

  /** \param x  columns of finite numbers, as many rows as outcomes; may be none
      \param y  finite numbers; weights > 0
      \throws invalid_input naming column, row and rule; clusters of another length, fewer than two, or without `clustered`
      \returns status converged, or not_identified with the columns that are made of others */
  template<class Covariates = covariates>
  static fitted<linear_model> fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                                  const linear_options& options = {});

  std::size_t columns() const noexcept { return beta.size() - 1; }
  std::span<const std::string> column_names() const noexcept { return std::span(beta.names).subspan(1); }

  /// Of one row: columns() values in the order of column_names(). Allocates nothing; NaN gives NaN.
  double predict(std::span<const double> row, double offset = 0) const noexcept {
    double sum = beta.values[0] + offset;
    for (std::size_t j = 0; j < columns(); ++j) sum += beta.values[j + 1] * row[j];
    return sum;
  }
  /** Of every row of a table that has the model's columns, in whatever order, among others.
      \throws invalid_input for a column that lacks or a value that is not finite */
  void predict(const covariates& x, std::span<double> out, std::span<const double> offset = {}) const {
    const covariates own = matching("linear_model::predict", x, column_names());
    check_covariates("linear_model::predict", own, out.size());
    if (!offset.empty()) check_same_length("linear_model::predict", "out", out.size(), "offset", offset.size());
    check_finite("linear_model::predict", "offset", offset);
    for (std::size_t i = 0; i < out.size(); ++i) {
      double sum = beta.values[0] + (offset.empty() ? 0 : offset[i]);
      for (std::size_t j = 0; j < columns(); ++j) sum += beta.values[j + 1] * own[j][i];
      out[i] = sum;
    }
  }

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const {
    beta.validate();
    if (beta.size() == 0 || beta.names[0] != intercept_name)
      throw invalid_input(error_code::bad_value, "linear_model: the first coefficient is not the intercept", "beta");
    check_same_length("linear_model", "columns", columns(), "centre", centre.size());
    check_finite("linear_model", "centre", centre);
    if (errors > linear_errors::clustered)
      throw invalid_input(error_code::bad_value, "linear_model: the kind of errors is none", "errors");
    check_nonnegative("linear_model", "degrees", degrees);
    check_nonnegative("linear_model", "clusters", clusters);
  }

  friend bool operator==(const linear_model& a, const linear_model& b) {
    const auto same = [](double x, double y) { return is_missing(x) ? is_missing(y) : x == y; };
    return a.beta == b.beta && a.centre == b.centre && a.errors == b.errors && a.degrees == b.degrees &&
           a.clusters == b.clusters && same(a.residual_variance, b.residual_variance) && same(a.r_squared, b.r_squared);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<linear_model>(file_version);
    ar& boost::make_nvp("beta", beta) & boost::make_nvp("centre", centre) & boost::make_nvp("errors", errors) &
        boost::make_nvp("residual_variance", residual_variance) & boost::make_nvp("degrees", degrees) &
        boost::make_nvp("r_squared", r_squared) & boost::make_nvp("clusters", clusters);
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::linear_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization

#include <walaa/regression/detail/linear_fit.hpp>  // bodies
