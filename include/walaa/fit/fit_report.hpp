// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a fit says about itself. Not converging is a result, not an exception: an optimiser's "success" means nothing, so
    the status is decided from the gradient, the eigenvalues of the Hessian and the bounds. */

#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class fit_status : std::uint8_t {
  not_fitted,       ///< parameters were given, or nothing was done yet
  converged,        ///< interior optimum: small gradient, positive definite Hessian
  boundary,         ///< the optimum lies where a parameter leaves its range: a simpler model suffices; usable, without errors
  not_identified,   ///< the data cannot tell parameters apart (no heterogeneity)
  degenerate_data,  ///< the data cannot inform the model at all (no repeat purchase)
  stalled,          ///< no step improves, yet the gradient is not small
  max_iterations,
  cancelled,
};

std::string_view status_name(fit_status status) noexcept;

struct fit_report {
  fit_status status = fit_status::not_fitted;
  std::string model;                         ///< name of the model, "bg_nbd"
  std::string message = "nothing was fitted"; ///< one sentence: why this status
  std::vector<std::string> parameter_names;
  std::vector<double> estimates, standard_errors;  ///< in natural parameters; errors empty where they may not be trusted
  double log_likelihood = missing;           ///< in the caller's time unit
  double penalty = 0;                        ///< ridge penalty subtracted from it in the objective
  double gradient_norm = missing;            ///< largest component, per customer, in log-parameters
  std::vector<double> eigenvalues;           ///< of the negative Hessian per customer in log-parameters, ascending
  double condition = missing;
  std::vector<std::string> at_bound;         ///< parameters at the edge of their range, "a -> 0"
  std::size_t iterations = 0, evaluations = 0, starts = 0;
  double spread_of_optima = 0;               ///< largest difference of the log-likelihood over starts, per customer
  double rows_used = 0, rows_without_information = 0;
  double observations = 0;                   ///< sum of weights of the rows used
  std::vector<double> influential_rows, influence;  ///< the five rows that move the estimates most, and by how much (standardised)
  double max_frequency = 0, max_age = 0;     ///< largest values in the data: the range that tables are made for
  double time_scale = 1;                     ///< internal time = time / time_scale
  time_unit unit = time_unit::day;           ///< of the time columns it was fitted on
  std::string library;                       ///< version that fitted

  /// May predictions be made? True when converged or at a boundary, and for parameters that the user gave.
  bool usable() const noexcept {
    return status == fit_status::converged || status == fit_status::boundary || status == fit_status::not_fitted;
  }
  std::string brief() const;  ///< one line
  std::string full() const;   ///< several lines, parameters with errors, evidence of convergence

  double aic() const noexcept { return 2 * static_cast<double>(estimates.size()) - 2 * log_likelihood; }

  friend bool operator==(const fit_report&, const fit_report&) = default;

  template<class Archive> void serialize(Archive& ar, unsigned file_version);
};

}  // namespace walaa::inline WALAA_ABI
