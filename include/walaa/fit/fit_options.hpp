// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a caller may ask of a fit: `bg_nbd::fit(h, {.max_iterations = 30})`. The defaults are the ones that the documented
    accuracy and the statuses were measured with. */

#include <walaa/core/error.hpp>
#include <walaa/core/executor.hpp>
#include <walaa/core/policy.hpp>
#include <walaa/core/progress.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

struct fit_options {
  std::size_t max_iterations = 50;   ///< Newton steps from one start, >= 1
  double gradient_tolerance = 1e-8;  ///< largest component, per customer, in log-parameters; > 0
  double ridge = 0;                  ///< penalty on the squared log-parameters, on the summed log-likelihood, >= 0
  policy bad_rows = policy::strict;  ///< repair: rows that cannot be right are mended or dropped by fixed rules, and counted
  executor_ref executor{};           ///< who runs the blocks of rows; same bits whoever does
  progress_callback progress{};      ///< told (step, max_iterations) on the calling thread; false ends the fit as `cancelled`

  /// \throws invalid_input  naming the function and the option
  void validate(std::string_view where = "fit_options") const {
    const auto refuse = [&](std::string_view name, double value, std::string_view rule) {
      throw invalid_input(error_code::bad_option,
                          std::string(where) + ": " + std::string(name) + " = " + number_text(value) + " " + std::string(rule),
                          name, no_row, value);
    };
    if (max_iterations < 1) refuse("max_iterations", 0, "is not positive");
    if (!is_finite(gradient_tolerance) || !(gradient_tolerance > 0))
      refuse("gradient_tolerance", gradient_tolerance, "is not a positive number");
    if (!is_finite(ridge) || ridge < 0) refuse("ridge", ridge, "is not a number from 0 on");
  }
};

}  // namespace walaa::inline WALAA_ABI
