// SPDX-License-Identifier: Apache-2.0
// Made by tests/goldens/cdnow_reference.py; do not edit.
#pragma once

/** \file
    The fits of the CDNOW tenth (cdnow.hpp) in multiple precision, rounded to 17: optimum, log-likelihood, standard errors and
    covariance from the observed information in the natural parameters; and value, gradient and Hessian at a fixed point.
    The generator uses the textbook likelihoods and central differences in multiple precision, none of the library's forms. */

#include <array>
#include <cstddef>

namespace walaa::tests {

// clang-format off
template<std::size_t N> struct cdnow_fit {
  std::array<double, N> parameters;
  double log_likelihood;
  std::array<double, N> standard_errors;
  std::array<double, N * N> covariance;  // row after row
};

template<std::size_t N> struct cdnow_point {
  std::array<double, N> parameters;
  double log_likelihood;
  std::array<double, N> gradient;
  std::array<double, N * N> hessian;  // row after row
};

/// Optimum over 2357 customers; parameters in the order r, alpha.
inline constexpr cdnow_fit<2> cdnow_nbd{
    .parameters = {0.38476613576878486, 12.072022844836905},
    .log_likelihood = -9763.6576146726152,
    .standard_errors = {0.020985376163156517, 0.80872318177677961},
    .covariance = {
        0.00044038601270917773, 0.013818107472756099, 0.013818107472756099, 0.65403318474315811},
};

/// The likelihood at 0.5, 8.0, no optimiser.
inline constexpr cdnow_point<2> cdnow_nbd_fixed{
    .parameters = {0.5, 8.0},
    .log_likelihood = -9939.3775030797941,
    .gradient = {-1347.6086191516037, 57.907990108723228},
    .hessian = {
        -4085.2368109169623, 236.34683868581285, 236.34683868581285, -16.200679938160476},
};

/// Optimum over 2357 customers; parameters in the order r, alpha, a, b.
inline constexpr cdnow_fit<4> cdnow_bg_nbd{
    .parameters = {0.24259452243015708, 4.4136020190135038, 0.79292201722559759, 2.4259067768263321},
    .log_likelihood = -9582.4292066739306,
    .standard_errors = {0.012557378067872243, 0.37822405985380597, 0.18573382137218181, 0.70541425979483374},
    .covariance = {
        0.00015768774393947883, 0.0037064200657462317, -8.7847027801880553e-5, 6.5637037796107374e-5, 0.0037064200657462317,
        0.14305343945229540, -0.0028656789375836932, 0.010523280868434989, -8.7847027801880553e-5, -0.0028656789375836932,
        0.034497052401513542, 0.12321776664356765, 6.5637037796107374e-5, 0.010523280868434989, 0.12321776664356765,
        0.49760927792189319},
};

/// The likelihood at 0.5, 6.0, 1.2, 3.3, no optimiser.
inline constexpr cdnow_point<4> cdnow_bg_nbd_fixed{
    .parameters = {0.5, 6.0, 1.2, 3.3},
    .log_likelihood = -9783.4442856196086,
    .gradient = {-1481.2073543832441, 55.439841306273138, -16.155314188749888, 2.8038803889148788},
    .hessian = {
        -3972.2303200987881, 298.82707223655842, 92.714009882980933, -30.356792390035348, 298.82707223655842,
        -23.509170468797334, -8.4157893153514368, 2.6047637855989386, 92.714009882980933, -8.4157893153514368,
        -130.53791963531358, 40.718642950812462, -30.356792390035348, 2.6047637855989386, 40.718642950812462,
        -13.043879644932469},
};

/// Optimum over 2357 customers; parameters in the order r, alpha, a, b.
inline constexpr cdnow_fit<4> cdnow_mbg_nbd{
    .parameters = {0.52484315910629759, 6.1830852795760050, 0.89135939073221585, 1.6140022401703439},
    .log_likelihood = -9582.1357155537495,
    .standard_errors = {0.083268206579770696, 0.69562064250901940, 0.15478992777774276, 0.53749479823980511},
    .covariance = {
        0.0069335942270113679, 0.048477927880136577, -0.0075076852357599327, -0.037570884835901122, 0.048477927880136577,
        0.48388807828466097, -0.053207794208206552, -0.23610791175444554, -0.0075076852357599327, -0.053207794208206552,
        0.023959921741438818, 0.073803696531488900, -0.037570884835901122, -0.23610791175444554, 0.073803696531488900,
        0.28890065813484880},
};

/// The likelihood at 0.5, 6.0, 1.2, 3.3, no optimiser.
inline constexpr cdnow_point<4> cdnow_mbg_nbd_fixed{
    .parameters = {0.5, 6.0, 1.2, 3.3},
    .log_likelihood = -9594.5247218580751,
    .gradient = {-249.11191892290703, 10.247961298421549, 56.012594088698910, -19.891223337194676},
    .hessian = {
        -2740.0110414732683, 157.72419421119638, 644.45916924950646, -223.75351915033055, 157.72419421119638,
        -12.749521801153581, -29.690810831519422, 9.7209683951786119, 644.45916924950646, -29.690810831519422,
        -235.46032777744554, 52.474892565180404, -223.75351915033055, 9.7209683951786119, 52.474892565180404,
        -10.225569088217490},
};

/// Optimum over 946 customers; parameters in the order p, q, v.
inline constexpr cdnow_fit<3> cdnow_gamma_gamma{
    .parameters = {6.2495722713237562, 3.7442246671320245, 15.443520962589239},
    .log_likelihood = -4055.9176948018740,
    .standard_errors = {1.1900553359638538, 0.29013306527618517, 4.1594227519677242},
    .covariance = {
        1.4162317026560410, -0.23196188819658047, -4.8029472525698144, -0.23196188819658047, 0.084177195566555127,
        0.99197089017494798, -4.8029472525698144, 0.99197089017494798, 17.300797629586756},
};

/// The likelihood at 6.25, 3.74, 15.44, no optimiser.
inline constexpr cdnow_point<3> cdnow_gamma_gamma_fixed{
    .parameters = {6.25, 3.74, 15.44},
    .log_likelihood = -4055.9192320495407,
    .gradient = {-0.42390831190261355, 0.82225532073852762, -0.16461585055451254},
    .hessian = {
        -72.402797999798113, 115.29812146324772, -26.730424679085968, 115.29812146324772, -220.32195914129071,
        44.625812404741384, -26.730424679085968, 44.625812404741384, -10.026611248123803},
};
// clang-format on

}  // namespace walaa::tests
