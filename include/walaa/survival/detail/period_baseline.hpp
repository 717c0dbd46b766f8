// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a caller may ask of the fit of a discrete-time hazard: survival/discrete_hazard.hpp has the words. */

#include <walaa/core/progress.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class hazard_link : std::uint8_t { logit, cloglog };

/// How alpha_t depends on the period.
enum class period_baseline : std::uint8_t {
  each,         ///< a level of its own in each period
  blocks,       ///< constant from each of `knots` (the first periods of the blocks, beginning with 1) to before the next
  linear,       ///< intercept and period
  logarithmic,  ///< intercept and ln(period)
  spline,       ///< natural cubic spline of the period with these `knots`, three at least; linear outside
};

struct discrete_hazard_options {
  period_baseline baseline = period_baseline::each;
  std::vector<double> knots{};       ///< of blocks and splines, ascending
  std::size_t max_iterations = 100;  ///< Newton steps, >= 1
  progress_callback progress{};      ///< told (step, max_iterations); false ends the fit as `cancelled`
};

}  // namespace walaa::inline WALAA_ABI
