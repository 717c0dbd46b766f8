// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a survival model with covariates offers to those that score customers by it, whichever model it is:

        m.parts()          its linear predictors, each a sum of slope (x - centre) over named columns: one, two where some
                           columns tell who stays and others when the rest leave
        m.customer(away)   a survival model (survival_model.hpp) of the customer whose predictors have these values; zeros are
                           the mean customer of the fit
        m.curve_at(label)  where the model has strata: the place of a stratum's baseline, the second argument of customer;
                           no_curve for a stratum that the fit had not

    Laws: the customer of a row's predictors leaves within h with the probability that leave_probability gives the row; making
    one allocates nothing. Cox, accelerated failure time, discrete hazard and mixture cure models are such models. */

#include <walaa/survival/survival_model.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>

namespace walaa::inline WALAA_ABI {

/// One linear predictor: the sum of slope_j (x_j - centre_j). Refers to the model.
struct linear_part {
  std::span<const std::string> names;
  std::span<const double> slopes, centre;
};

/// No stratum of the fit.
inline constexpr std::size_t no_curve = static_cast<std::size_t>(-1);

template<class M>
concept stratified_model = requires(const M& m, double label) {
  { m.curve_at(label) } -> std::same_as<std::size_t>;
};

template<class M>
concept survival_regression = requires(const M& m) {
  { m.unit } -> std::convertible_to<time_unit>;
  { m.parts()[0] } -> std::convertible_to<linear_part>;
  { m.customer({}) } -> survival_model;
};

}  // namespace walaa::inline WALAA_ABI
