// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The CDNOW fits of cdnow_reference.hpp as fitted models: what a fit would return, without fitting. */

#include <walaa/fit/fitted.hpp>
#include <walaa/fit/transform.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include "cdnow_reference.hpp"

#include <vector>

namespace walaa::tests {

template<class Model, std::size_t N> fitted<Model> as_fitted(const cdnow_fit<N>& f) {
  fit_report report;
  report.status = fit_status::converged;
  report.model = std::string(Model::name);
  report.message = "computed elsewhere in multiple precision";
  report.unit = time_unit::week;
  report.max_frequency = 29;
  report.max_age = 272.0 / 7;
  report.parameter_names.assign(Model::parameter_names.begin(), Model::parameter_names.end());
  report.estimates.assign(f.parameters.begin(), f.parameters.end());
  report.standard_errors.assign(f.standard_errors.begin(), f.standard_errors.end());
  report.log_likelihood = f.log_likelihood;
  small_vector<N> p{};
  for (std::size_t i = 0; i < N; ++i) p[i] = f.parameters[i];
  return {from_parameters<Model>(p), report, std::vector<double>(f.covariance.begin(), f.covariance.end())};
}

inline fitted<mbg_nbd> reference_mbg_nbd() { return as_fitted<mbg_nbd>(cdnow_mbg_nbd); }
inline fitted<bg_nbd> reference_bg_nbd() { return as_fitted<bg_nbd>(cdnow_bg_nbd); }
inline fitted<gamma_gamma> reference_gamma_gamma() { return as_fitted<gamma_gamma>(cdnow_gamma_gamma); }

/// A fit that may not be used.
template<class Model> fitted<Model> unusable_fit() {
  fit_report report;
  report.status = fit_status::not_identified;
  report.model = std::string(Model::name);
  report.message = "customers do not differ";
  return {Model{}, report, {}};
}

}  // namespace walaa::tests
