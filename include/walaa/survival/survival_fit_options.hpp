// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a caller may ask of the fit of a parametric survival regression: `aft_model::fit(law, s, x, {.max_iterations = 30})`. */

#include <walaa/core/error.hpp>
#include <walaa/core/executor.hpp>
#include <walaa/core/progress.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

struct survival_fit_options {
  std::size_t max_iterations = 100;  ///< Newton steps, >= 1
  executor_ref executor{};           ///< who runs the blocks of rows; same bits whoever does
  progress_callback progress{};      ///< told (step, max_iterations); false ends the fit as `cancelled`

  /// \throws invalid_input naming the function and the option
  void validate(std::string_view where) const {
    if (max_iterations < 1)
      throw invalid_input(error_code::bad_option, std::string(where) + ": max_iterations = 0 is not positive", "max_iterations",
                          no_row, 0);
  }
};

}  // namespace walaa::inline WALAA_ABI
